"""Boxes on the picture, and what decides which are shown: threshold, classes, and how their numbers are meant."""

from collections import Counter
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSlider, QVBoxLayout, QWidget

from modelpost.inference.api import BoxForm, Detection
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.controls import ComboBox
from modelpost.ui.kit.notices import Text
from modelpost.ui.response.inference.beside import Beside, ClassFilter
from modelpost.ui.response.inference.box_canvas import BoxCanvas
from modelpost.ui.theme import Role
from modelpost.workbench.inference_desk import InferenceDesk
from modelpost.workbench.picture_reader import Picture

_ORDERS = ("yxyx", "xyxy", "xywh", "cxcywh")
_SIDE = 216


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
        self._classes = ClassFilter(kit, desk.color_of, "box")
        self._classes.toggled.connect(desk.show_class)
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
        beside = Beside(kit, self._canvas, side=_SIDE)
        beside.parts.addLayout(self._build_list(), 1)
        beside.parts.addLayout(self._build_settings())
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(beside)

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
        self._classes.show_classes(Counter(box.label for box in found.boxes), look.hidden)
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

    def _build_list(self) -> QVBoxLayout:
        listed = QVBoxLayout()
        listed.setSpacing(6)
        listed.addWidget(self._count)
        listed.addWidget(self._classes, 1)
        return listed

    def _build_settings(self) -> QVBoxLayout:
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
        return column

    def _order_texts(self) -> tuple[str, ...]:
        return (
            self.tr("top, left, bottom, right"),
            self.tr("left, top, right, bottom"),
            self.tr("left, top, width, height"),
            self.tr("middle x, y, width, height"),
        )

    def _on_threshold(self, percent: int) -> None:
        self._desk.set_look(replace(self._desk.look, threshold=percent / 100))

    def _on_form(self) -> None:
        form = BoxForm(str(self._order.currentData()), self._unit.currentData() == "shares")
        is_usual = self._found is not None and form == self._found.form
        self._desk.set_look(replace(self._desk.look, form=None if is_usual else form))
