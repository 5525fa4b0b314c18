"""A row of choices of which one is taken."""

from collections.abc import Mapping

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from modelpost.ui.kit.buttons import Kit
from modelpost.ui.theme import Role

_PAD = 12
_LEAST_PAD = 3
_ICON = 15
_GAP = 7

_STEPS = {int(Qt.Key.Key_Left): -1, int(Qt.Key.Key_Up): -1, int(Qt.Key.Key_Right): 1, int(Qt.Key.Key_Down): 1}


class SegmentedControl(QWidget):
    """Choices side by side in a rounded frame; one tab stop, arrows move. `icons` stand before texts, by key.

    Where there is little room the gaps between them shrink, and one that `shrinks` may be as narrow as its words.

    Signals:
        activated: the user took another choice; carries its key.
    """

    activated = Signal(str)

    def __init__(
        self,
        kit: Kit,
        choices: list[tuple[str, str]],
        name: str,
        label: str,
        parent: QWidget | None = None,
        *,
        icons: Mapping[str, str] | None = None,
        height: int = 28,
        shrinks: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        across = QSizePolicy.Policy.Maximum if shrinks else QSizePolicy.Policy.Fixed
        self.setSizePolicy(across, QSizePolicy.Policy.Fixed)
        self._shrinks = shrinks
        self.setMouseTracking(True)
        self._kit = kit
        self._choices = choices
        self._icons = dict(icons or {})
        self._height = height
        self._current = choices[0][0]
        self.setAccessibleDescription(choices[0][1])
        self._hovered = -1
        kit.theme.changed.connect(self._on_theme_changed)

    @property
    def current(self) -> str:
        """The key of the choice that is taken."""
        return self._current

    def set_current(self, key: str) -> None:
        """Show another choice as taken."""
        if key != self._current:
            self._current = key
            text = dict(self._choices).get(key, "")
            self.setAccessibleDescription(text)
            self.update()

    def set_choices(self, choices: list[tuple[str, str]]) -> None:
        """Show other texts for the same keys, such as with counts."""
        if choices != self._choices:
            self._choices = choices
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Return the room for all choices."""
        return QSize(sum(self._widths(_PAD)) + 2, self._kit.theme.pixels(self._height))

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Return the least room."""
        return QSize(sum(self._widths(_LEAST_PAD)) + 2, self.sizeHint().height()) if self._shrinks else self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  # Qt's name
        """Paint frame, taken choice and texts."""
        theme = self._kit.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.color("border") if theme.is_dark else Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("window" if theme.is_dark else "hover"))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 6, 6)
        for (key, text), area in zip(self._choices, self._areas(), strict=True):
            is_current = key == self._current
            if is_current:
                painter.setPen(theme.color("border"))
                painter.setBrush(theme.color("hover" if theme.is_dark else "surface"))
                painter.drawRoundedRect(area.adjusted(1, 1, -2, -2), 5, 5)
            painter.setFont(theme.font(Role.BUTTON if is_current else Role.BODY))
            painter.setPen(theme.color("text" if is_current else "text2"))
            if key in self._icons:
                icon = self._kit.icons.pixmap(self._icons[key], "text" if is_current else "text2", _ICON)
                painter.drawPixmap(area.left() + _PAD, (self.height() - _ICON) // 2, icon)
                area.setLeft(area.left() + _ICON + _GAP)
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        """Take the choice under the pointer."""
        for (key, _), area in zip(self._choices, self._areas(), strict=True):
            if area.contains(event.position().toPoint()):
                self._take(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Move with the arrows."""
        step = _STEPS.get(event.key())
        if step is None:
            super().keyPressEvent(event)
            return
        keys = [key for key, _ in self._choices]
        self._take(keys[(keys.index(self._current) + step) % len(keys)])

    def _take(self, key: str) -> None:
        if key != self._current:
            self.set_current(key)
            self.activated.emit(key)

    def _widths(self, pad: int) -> list[int]:
        metrics = QFontMetrics(self._kit.theme.font(Role.BUTTON))
        return [
            metrics.horizontalAdvance(text) + 2 * pad + (_ICON + _GAP if key in self._icons else 0)
            for key, text in self._choices
        ]

    def _areas(self) -> list[QRect]:
        areas, left = [], 1
        lacking = max(0, self.sizeHint().width() - self.width())
        pad = max(_LEAST_PAD, _PAD - -(-lacking // (2 * len(self._choices))))
        for width in self._widths(pad):
            areas.append(QRect(left, 0, width, self.height()))
            left += width
        return areas

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()
