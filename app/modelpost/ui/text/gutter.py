"""The line numbers beside an editor."""

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget


class Gutter(QWidget):
    """A strip whose owner says how wide it is and paints it: only the owner knows where its lines are."""

    def __init__(
        self, owner: QWidget, width: Callable[[], int], paint: Callable[[QPainter, QPaintEvent], None]
    ) -> None:
        super().__init__(owner)
        self.setObjectName(f"{owner.objectName()}Gutter")
        self._width = width
        self._paint = paint

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Return the width wanted."""
        return QSize(self._width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Let the owner paint."""
        painter = QPainter(self)
        painter.setFont(self.font())
        self._paint(painter, event)
