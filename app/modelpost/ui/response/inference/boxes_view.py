"""Boxes on the picture, and what decides which are shown: threshold, classes, and how their numbers are meant."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QScrollArea, QSlider, QVBoxLayout, QWidget

from modelpost.inference.api import BoxForm, Detection
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.controls import CheckBox, ComboBox
from modelpost.ui.kit.notices import Text
from modelpost.ui.response.inference.box_canvas import BoxCanvas
from modelpost.ui.response.inference.colors import on_surface
from modelpost.ui.theme import Role
from modelpost.workbench.inference_desk import InferenceDesk, Look
from modelpost.workbench.picture_reader import Picture

_ORDERS = ("yxyx", "xyxy", "xywh", "cxcywh")
_SIDE = 216
_NARROW = 760
_BELOW = 200
_FREE = 16_777_215
"""QWIDGETSIZE_MAX: no limit."""


class BoxesView(QWidget):
    """Shows a detection.

    Signals:
        picked: a box was chosen; carries its number in the answer.
    """

    picked = Signal(int)

    def __init__(self, kit: Kit, desk: InferenceDesk) -> None:
        super().__init__()
        self.setObjectName("boxesView")
        self.setAccessibleName(self.tr("Boxes"))
        self._kit = kit
        self._desk = desk
        self._found: Detection | None = None
        self._canvas = BoxCanvas(kit, desk.color_of)
        self._canvas.picked.connect(self.picked)
        self._count = Text(kit, role=Role.METRIC, name="boxCount")
        self._classes = QVBoxLayout()
        self._classes.setSpacing(2)
        self._boxes: dict[str, CheckBox] = {}
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setObjectName("boxThreshold")
        self._slider.setAccessibleName(self.tr("Show results above"))
        self._slider.setRange(0, 100)
        self._slider.setPageStep(5)
        self._slider.valueChanged.connect(self._on_threshold)
        self._threshold = Text(kit, role=Role.STRONG, name="boxThresholdValue")
        self._order = ComboBox(kit, "boxOrder", self.tr("Order of the numbers"), compact=True)
        for order, text in zip(_ORDERS, self._order_texts(), strict=True):
            self._order.addItem(text, order)
        self._order.activated.connect(self._on_form)
        self._unit = ComboBox(kit, "boxUnit", self.tr("Unit of the numbers"), compact=True)
        self._unit.addItem(self.tr("Pixels"), "pixels")
        self._unit.addItem(self.tr("Shares of the picture"), "shares")
        self._unit.activated.connect(self._on_form)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(16)
        self._row.addWidget(self._canvas, 1)
        self._row.addWidget(self._build_side())
        self._turn()

    def show_boxes(self, found: Detection) -> None:
        """Show a detection as the desk says it is looked at."""
        self._found = found
        look, boxes = self._desk.look, self._desk.boxes(found)
        self._canvas.show_boxes(boxes, self._desk.canvas_size(found))
        text = self.tr("{n} of {total} shown") if len(boxes) < len(found.boxes) else self.tr("{total} found")
        self._count.setText(text.replace("{n}", str(len(boxes))).replace("{total}", str(len(found.boxes))))
        if not self._slider.isSliderDown():
            self._slider.setValue(round(look.threshold * 100))
        self._threshold.setText(f"{look.threshold * 100:.0f} %")
        self._show_classes(found, look)
        form = look.form or found.form
        self._order.setCurrentIndex(max(0, self._order.findData(form.order)))
        self._unit.setCurrentIndex(1 if form.is_normalised else 0)

    @property
    def canvas(self) -> BoxCanvas:
        """The picture with its boxes, without the controls beside it."""
        return self._canvas

    def show_picture(self, picture: Picture | None) -> None:
        """Show the picture that was sent, or none."""
        self._canvas.show_picture(picture)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Put what stands beside the picture below it where the pane is narrow."""
        super().resizeEvent(event)
        self._turn()

    def _turn(self) -> None:
        is_narrow = self.width() < self._kit.theme.pixels(_NARROW)
        below, beside = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._row.setDirection(below if is_narrow else beside)
        self._parts.setDirection(beside if is_narrow else below)
        self._side.setMaximumWidth(_FREE if is_narrow else self._kit.theme.pixels(_SIDE))
        self._side.setMaximumHeight(self._kit.theme.pixels(_BELOW) if is_narrow else _FREE)

    def _build_side(self) -> QWidget:
        self._side = QWidget()
        self._parts = QBoxLayout(QBoxLayout.Direction.TopToBottom, self._side)
        self._parts.setContentsMargins(0, 0, 0, 0)
        self._parts.setSpacing(20)
        listed = QVBoxLayout()
        listed.setSpacing(6)
        listed.addWidget(self._count)
        holder = QWidget()
        holder.setLayout(self._classes)
        self._classes.setContentsMargins(0, 0, 0, 0)
        scroll = QScrollArea()
        scroll.setObjectName("boxClasses")
        scroll.setAccessibleName(self.tr("Classes"))
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(holder)
        listed.addWidget(scroll, 1)
        self._parts.addLayout(listed, 1)
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addStretch(1)
        line = QHBoxLayout()
        line.addWidget(Text(self._kit, self.tr("Show results above"), ink="text2", role=Role.SMALL))
        line.addStretch(1)
        line.addWidget(self._threshold)
        column.addLayout(line)
        column.addWidget(self._slider)
        column.addWidget(Text(self._kit, self.tr("Numbers are"), ink="text2", role=Role.SMALL))
        column.addWidget(self._order)
        column.addWidget(self._unit)
        self._parts.addLayout(column)
        return self._side

    def _show_classes(self, found: Detection, look: Look) -> None:
        """Keep a box for each class, with how many there are."""
        counts: dict[str, int] = {}
        for box in found.boxes:
            counts[box.label] = counts.get(box.label, 0) + 1
        if list(counts) != list(self._boxes):
            while (item := self._classes.takeAt(0)) is not None:
                if (widget := item.widget()) is not None:
                    widget.deleteLater()
            self._boxes = {}
            for number, label in enumerate(counts):
                self._classes.addWidget(self._class_row(label, number))
            self._classes.addStretch(1)
        for label, check in self._boxes.items():
            count = f"  × {counts[label]}" if counts[label] > 1 else ""
            check.setText(f"{label or self.tr('no label')}{count}")
            check.setChecked(label not in look.hidden)

    def _class_row(self, label: str, number: int) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        dot = QLabel()
        dot.setFixedSize(12, 12)
        color = on_surface(self._kit.theme, self._desk.color_of(label)).name()
        dot.setStyleSheet(f"background:{color};border-radius:3px")
        box = CheckBox(self._kit, label, f"boxClass{number}")
        box.setAccessibleName(label)
        box.setProperty("label", label)
        box.clicked.connect(self._on_class)
        self._boxes[label] = box
        line.addWidget(dot)
        line.addWidget(box, 1)
        return row

    def _order_texts(self) -> tuple[str, ...]:
        return (
            self.tr("top, left, bottom, right"),
            self.tr("left, top, right, bottom"),
            self.tr("left, top, width, height"),
            self.tr("middle x, y, width, height"),
        )

    def _on_threshold(self, percent: int) -> None:
        look = self._desk.look
        self._desk.set_look(Look(percent / 100, look.hidden, look.form))

    def _on_class(self, checked: bool) -> None:  # Qt's signal
        look, sender = self._desk.look, self.sender()
        if sender is not None:
            label = str(sender.property("label"))
            hidden = look.hidden - {label} if checked else look.hidden | {label}
            self._desk.set_look(Look(look.threshold, hidden, look.form))

    def _on_form(self) -> None:
        look = self._desk.look
        form = BoxForm(str(self._order.currentData()), self._unit.currentData() == "shares")
        is_usual = self._found is not None and form == self._found.form
        self._desk.set_look(Look(look.threshold, look.hidden, None if is_usual else form))
