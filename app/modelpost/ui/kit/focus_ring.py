"""The ring around what has the focus, for people who go there by keyboard."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget

from modelpost.ui.theme import Theme

_WIDTH = 2
_RADIUS = 8
_FOLLOWED = frozenset({QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide})


class FocusRing(QWidget):
    """A ring of 2 px, 2 px outside a control, above everything else of its window.

    A click leaves no ring: whoever uses it calls `surround` when a key moved the focus. Lists, tables and texts have
    none either; they mark a row or show a caret. A widget that is more than its focused part says which with a method
    `focus_area`.
    """

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("focusRing")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._theme = theme
        self._window = window
        self._widget: QWidget | None = None
        self._followed: list[QWidget] = []
        self.hide()
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._leave)

    def surround(self, widget: QWidget | None) -> None:
        """Show the ring around a widget of the window; around none, and around what marks itself, there is no ring."""
        self._leave()
        if widget is None or isinstance(widget, QAbstractScrollArea) or not self._window.isAncestorOf(widget):
            return
        self._widget = widget
        each: QWidget | None = widget
        while each is not None and each is not self._window:
            each.installEventFilter(self)
            self._followed.append(each)
            each = each.parentWidget()
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """Follow the widget, and what it lies in, where they go."""
        del watched
        if event.type() in _FOLLOWED:
            self._place()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Paint the ring."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.color("focus"), _WIDTH))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), _RADIUS, _RADIUS)

    def _leave(self) -> None:
        for each in self._followed:
            each.removeEventFilter(self)
        self._followed.clear()
        self._widget = None
        self.hide()

    def _place(self) -> None:
        widget = self._widget
        if widget is None or not widget.isVisible():
            self.hide()
            return
        focus_area = getattr(widget, "focus_area", None)
        inner: QRect = focus_area() if callable(focus_area) else widget.rect()
        outer = inner.translated(widget.mapTo(self._window, QPoint())).adjusted(-4, -4, 4, 4)
        self.setGeometry(outer.intersected(self._window.rect()))
        self.setVisible(self._is_in_sight(widget, inner))
        self.raise_()

    def _is_in_sight(self, widget: QWidget, area: QRect) -> bool:
        """Tell whether its middle shows: scrolled away, it would have a ring over its neighbours."""
        return widget.visibleRegion().contains(area.center())
