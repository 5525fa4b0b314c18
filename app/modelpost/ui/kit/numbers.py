"""Number fields with steps, drawn as the other controls are."""

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QSizePolicy, QSpinBox

from modelpost.ui.kit.buttons import Kit

_ICON = 14
_ROOM = 20
_MARGIN = 8


class NumberBox(QSpinBox):
    """A whole number; the stylesheet hides Qt's own arrows."""

    def __init__(self, kit: Kit, name: str, label: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(label)
        self._kit = kit
        _set_up(self)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Paint the field, then the arrows."""
        super().paintEvent(event)
        _paint_arrows(self, self._kit)

    def wheelEvent(self, event: object) -> None:  # noqa: N802  # Qt's name
        """Leave the wheel to the page: a number must not change by scrolling past it."""
        event.ignore()  # type: ignore[attr-defined]  # a QWheelEvent


class DecimalBox(QDoubleSpinBox):
    """A number with decimals; the stylesheet hides Qt's own arrows."""

    def __init__(self, kit: Kit, name: str, label: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(label)
        self._kit = kit
        _set_up(self)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Paint the field, then the arrows."""
        super().paintEvent(event)
        _paint_arrows(self, self._kit)

    def wheelEvent(self, event: object) -> None:  # noqa: N802  # Qt's name
        """Leave the wheel to the page."""
        event.ignore()  # type: ignore[attr-defined]  # a QWheelEvent


def _set_up(box: QAbstractSpinBox) -> None:
    box.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
    box.lineEdit().setTextMargins(_MARGIN, 0, 0, 0)  # the stylesheet's padding does not reach it


def _paint_arrows(box: QAbstractSpinBox, kit: Kit) -> None:
    icon = kit.icons.pixmap("chevrons-up-down", "muted", _ICON)
    QPainter(box).drawPixmap(box.width() - _ROOM, (box.height() - _ICON) // 2, icon)
