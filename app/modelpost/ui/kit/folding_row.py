"""A row of two parts that become two rows where there is no room for both."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

_GAP = 8


class FoldingRow(QWidget):
    """Shows `first` on the left and `second` on the right, or below it."""

    def __init__(self, first: QWidget, second: QWidget) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(_GAP)
        self._box.addWidget(first, 0, Qt.AlignmentFlag.AlignLeft)
        self._box.addWidget(second, 1)

    @property
    def is_folded(self) -> bool:
        """Tell whether the parts stand one below the other."""
        return self._box.direction() is QBoxLayout.Direction.TopToBottom

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Ask for the room of the wider part: the other can go below."""
        margins = self.contentsMargins()
        return QSize(max(self._widths()) + margins.left() + margins.right(), self._box.minimumSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Fold or unfold."""
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """Fold or unfold as well where a part needs more room than before, or less."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    def _widths(self) -> list[int]:
        return [item.minimumSize().width() for index in (0, 1) if (item := self._box.itemAt(index)) is not None]

    def _fit(self) -> None:
        margins = self.contentsMargins()
        needed = sum(self._widths()) + _GAP
        is_narrow = needed + margins.left() + margins.right() > self.width()
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._box.setDirection(down if is_narrow else across)
