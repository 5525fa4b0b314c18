"""Combo box, check box and splitter in the look of the design."""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QListView,
    QSplitter,
    QSplitterHandle,
    QToolTip,
    QWidget,
)

from modelpost.ui.kit.buttons import Kit
from modelpost.ui.theme import Role

_STEP = 16
_CHEVRON = 26
_PADDING = 10


class ComboBox(QComboBox):
    """A combo box with a chevron of ours."""

    def __init__(
        self, kit: Kit, name: str, label: str, *, compact: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setProperty("compact", compact)
        self.setView(QListView(self))
        self._kit = kit
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)

    def event(self, event: QEvent) -> bool:
        """Say the whole text under the pointer where it is cut."""
        if isinstance(event, QHelpEvent) and not self.toolTip():
            QToolTip.showText(event.globalPos(), self.currentText() if self._is_cut() else "", self)
            return True
        return super().event(event)

    def _is_cut(self) -> bool:
        room = self.width() - _CHEVRON - _PADDING - (0 if self.itemIcon(self.currentIndex()).isNull() else _STEP + 6)
        return not self.isEditable() and self.fontMetrics().horizontalAdvance(self.currentText()) > room

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Paint frame and text as the style does, then the chevron; what is too long ends with an ellipsis."""
        if self._is_cut():
            from modelpost.ui.kit.elided import paint_cut_choice  # noqa: PLC0415  # QStyle takes 5 ms to make

            paint_cut_choice(self, self.width() - _CHEVRON)
        else:
            super().paintEvent(event)
        painter = QPainter(self)
        painter.drawPixmap(
            self.width() - 22, (self.height() - 14) // 2, self._kit.icons.pixmap("chevron-down", "muted", 14)
        )

    def wheelEvent(self, event: object) -> None:  # noqa: N802  # Qt's name
        """Leave the wheel to the pane: a choice must not change by scrolling past it."""
        event.ignore()  # type: ignore[attr-defined]  # a QWheelEvent


class CheckBox(QCheckBox):
    """A check box of 16 px with a tick of ours."""

    def __init__(self, kit: Kit, text: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setObjectName(name)
        self.setAccessibleName(text)
        self._kit = kit

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Return the room for box and text."""
        hint = super().sizeHint()
        return QSize(hint.width() + 6, max(hint.height(), 24))

    def hitButton(self, position: object) -> bool:  # noqa: N802  # Qt's name
        """Take clicks anywhere on the text too."""
        return self.rect().contains(position)  # type: ignore[call-overload,no-any-return]  # a QPoint

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  # Qt's name
        """Paint box, tick and text."""
        theme = self._kit.theme
        painter = QPainter(self)
        box = QRect(1, (self.height() - 16) // 2, 16, 16)
        paint_check(painter, self._kit, box, checked=self.isChecked(), enabled=self.isEnabled())
        painter.setFont(theme.font(Role.BODY))
        painter.setPen(theme.color("text" if self.isEnabled() else "disabled"))
        painter.drawText(self.rect().adjusted(26, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.text())


def paint_check(painter: QPainter, kit: Kit, box: QRect, *, checked: bool, enabled: bool = True) -> None:
    """Paint a check box of 16 px."""
    theme = kit.theme
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen if checked else theme.color("borderStrong"))
    painter.setBrush(theme.color(("accent" if enabled else "disabled") if checked else "surface"))
    painter.drawRoundedRect(box.adjusted(0, 0, -1, -1), 4, 4)
    if checked:
        painter.drawPixmap(box.left() + 2, box.top() + 2, kit.icons.pixmap("check", "onAccent", 12))
    painter.restore()


class ThinSplitter(QSplitter):
    """A splitter whose handle is a hairline; arrows move it, a double click restores the default.

    What the user moved is remembered for each orientation; `kept` and `restore` carry it over a restart.
    """

    def __init__(self, kit: Kit, name: str, orientation: Qt.Orientation, parent: QWidget | None = None) -> None:
        super().__init__(orientation, parent)
        self.setObjectName(name)
        self.setHandleWidth(1)  # Qt itself lets the pointer take it two pixels beside
        self.setChildrenCollapsible(False)
        self.kit = kit
        self.default_sizes: list[int] = []
        self._moved: dict[str, list[int]] = {}
        self.splitterMoved.connect(self._on_moved)

    def kept(self) -> tuple[tuple[str, str], ...]:
        """Return the sizes that were chosen: name and orientation, and sizes separated by commas."""
        return tuple((key, ",".join(map(str, sizes))) for key, sizes in self._moved.items())

    def restore(self, kept: Iterable[tuple[str, str]]) -> None:
        """Take over what `kept` returned; what is not about this splitter, or makes no sense, is left out."""
        for key, text in kept:
            sizes = [int(size) for size in text.split(",") if size.isdecimal()]
            if key.startswith(f"{self.objectName()}-") and len(sizes) == self.count() and any(sizes):
                self._moved[key] = sizes
        self.lay_out(self.sizes())

    def lay_out(self, sizes: list[int]) -> None:
        """Use the sizes chosen for this orientation, or these where none were."""
        self.setSizes(self._moved.get(self._key(), sizes))

    def lay_out_anew(self) -> None:
        """Go back to the default."""
        self._moved.pop(self._key(), None)
        if self.default_sizes:
            self.setSizes(self.default_sizes)

    def _key(self) -> str:
        is_horizontal = self.orientation() == Qt.Orientation.Horizontal
        return f"{self.objectName()}-{'horizontal' if is_horizontal else 'vertical'}"

    def _on_moved(self) -> None:
        self._moved[self._key()] = self.sizes()

    def createHandle(self) -> QSplitterHandle:  # noqa: N802  # Qt's name
        """Return a handle of ours."""
        return _Handle(self)


class _Handle(QSplitterHandle):
    def __init__(self, splitter: ThinSplitter) -> None:
        super().__init__(splitter.orientation(), splitter)
        self._splitter = splitter
        self.setObjectName(f"{splitter.objectName()}Handle")
        self.setAccessibleName(self.tr("Divider"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  # Qt's name
        theme = self._splitter.kit.theme
        is_lit = self.underMouse() or self.hasFocus()
        painter = QPainter(self)
        painter.setPen(theme.color("accent" if is_lit else "line"))
        painter.drawRect(self.contentsRect().adjusted(0, 0, -1, -1))  # fillRect() costs 3 ms of gradients at the start

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        is_horizontal = self.orientation() == Qt.Orientation.Horizontal
        back, forth = (Qt.Key.Key_Left, Qt.Key.Key_Right) if is_horizontal else (Qt.Key.Key_Up, Qt.Key.Key_Down)
        step = {int(back): -_STEP, int(forth): _STEP}.get(event.key())
        if step is None:
            super().keyPressEvent(event)
            return
        line = self.contentsRect().translated(self.pos())
        self.moveSplitter((line.left() if is_horizontal else line.top()) + step)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002, N802  # Qt's name
        self._splitter.lay_out_anew()
