"""A picture and what belongs to it: beside it where there is room, below it where there is none."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.controls import CheckBox
from modelpost.ui.response.inference.colors import WHITE, on_picture

_NARROW = 760
_BELOW = 200
_SHARE_BELOW = 0.44
_FREE = 16_777_215
"""QWIDGETSIZE_MAX: no limit."""


class Beside(QWidget):
    """Shows a picture with a column that has two parts; below the picture they stand side by side."""

    def __init__(self, kit: Kit, picture: QWidget, *, side: int) -> None:
        super().__init__()
        self._kit = kit
        self._width = side
        self._side = QWidget()
        self.parts = QBoxLayout(QBoxLayout.Direction.TopToBottom, self._side)
        self.parts.setContentsMargins(0, 0, 0, 0)
        self.parts.setSpacing(20)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(16)
        self._row.addWidget(picture, 1)
        self._row.addWidget(self._side)
        self._turn()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Put what stands beside the picture below it where the pane is narrow."""
        super().resizeEvent(event)
        self._turn()

    def _turn(self) -> None:
        theme = self._kit.theme
        is_narrow = self.width() < theme.pixels(_NARROW)
        below, beside = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._row.setDirection(below if is_narrow else beside)
        self.parts.setDirection(beside if is_narrow else below)
        self._side.setMinimumWidth(0 if is_narrow else theme.pixels(self._width))
        self._side.setMaximumWidth(_FREE if is_narrow else theme.pixels(self._width))
        below_picture = min(theme.pixels(_BELOW), int(self.height() * _SHARE_BELOW))
        self._side.setMaximumHeight(below_picture if is_narrow else _FREE)


class ClassFilter(QScrollArea):
    """A check box for each class, with its colour and how often it was found.

    Signals:
        toggled: a class shall be shown or left out; carries its label and whether it is shown.
    """

    toggled = Signal(str, bool)

    def __init__(self, kit: Kit, color_of: Callable[[str], int], name: str) -> None:
        super().__init__()
        self.setObjectName(f"{name}Classes")
        self.setAccessibleName(self.tr("Classes"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._kit = kit
        self._name = name
        self._color_of = color_of
        self._boxes: dict[str, CheckBox] = {}
        holder = QWidget()
        self._rows = QVBoxLayout(holder)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(2)
        self.setWidget(holder)

    def show_classes(self, counts: dict[str, int], hidden: frozenset[str]) -> None:
        """Show classes with how many there are of each."""
        if list(counts) != list(self._boxes):
            while (item := self._rows.takeAt(0)) is not None:
                if (widget := item.widget()) is not None:
                    widget.deleteLater()
            self._boxes = {}
            for number, label in enumerate(counts):
                self._rows.addWidget(self._row(label, number))
            self._rows.addStretch(1)
        for label, box in self._boxes.items():
            count = f"  × {counts[label]}" if counts[label] > 1 else ""
            box.setText(f"{label or self.tr('no label')}{count}")
            box.setChecked(label not in hidden)

    def _row(self, label: str, number: int) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        dot = QLabel()
        dot.setFixedSize(14, 14)
        color = on_picture(self._color_of(label)).name()
        dot.setStyleSheet(f"background:{color};border:1px solid {WHITE.name()};border-radius:4px")
        box = CheckBox(self._kit, label, f"{self._name}Class{number}")
        box.setAccessibleName(label)
        box.setProperty("label", label)
        box.clicked.connect(self._on_clicked)
        self._boxes[label] = box
        line.addWidget(dot)
        line.addWidget(box, 1)
        return row

    def _on_clicked(self, checked: bool) -> None:  # Qt's signal
        sender = self.sender()
        if sender is not None:
            self.toggled.emit(str(sender.property("label")), checked)
