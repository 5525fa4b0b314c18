"""Segments over the picture that was sent, and what decides how they are seen: classes, and how much colour."""

from collections import Counter

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSlider, QVBoxLayout, QWidget

from modelpost.inference.api import Segmentation
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.notices import Text
from modelpost.ui.response.inference.beside import Beside, ClassFilter
from modelpost.ui.response.inference.colors import segment_paint
from modelpost.ui.response.inference.mask_canvas import MaskCanvas
from modelpost.ui.theme import Role
from modelpost.workbench.inference_desk import InferenceDesk
from modelpost.workbench.segments import Paint

_SIDE = 216
_USUAL = 55


class MasksView(QWidget):
    """Shows a segmentation.

    Signals:
        picked: a segment was chosen; carries its number in the answer.
    """

    picked = Signal(int)

    def __init__(self, kit: Kit, desk: InferenceDesk) -> None:
        super().__init__()
        self.setObjectName("masksView")
        self.setAccessibleName(self.tr("Segments"))
        self._kit = kit
        self._desk = desk
        self._canvas = MaskCanvas(kit, desk.color_of)
        self._canvas.picked.connect(self.picked)
        self._count = Text(kit, role=Role.METRIC, name="maskCount")
        self._note = Text(kit, ink="warn", role=Role.SMALL, wrap=True, name="maskNote")
        self._classes = ClassFilter(kit, desk.color_of, "mask")
        self._classes.toggled.connect(desk.show_class)
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setObjectName("maskOpacity")
        self._slider.setAccessibleName(self.tr("Strength of the colours"))
        self._slider.setRange(0, 100)
        self._slider.setPageStep(10)
        self._slider.valueChanged.connect(self._on_opacity)
        self._opacity = Text(kit, role=Role.STRONG, name="maskOpacityValue")
        beside = Beside(kit, self._canvas, side=_SIDE)
        beside.parts.addLayout(self._build_list(), 1)
        beside.parts.addLayout(self._build_settings())
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(beside)
        self._slider.setValue(_USUAL)
        desk.segments.changed.connect(self._show_regions)

    @property
    def canvas(self) -> MaskCanvas:
        """The picture with its segments, without the controls beside it."""
        return self._canvas

    def show_segments(self, found: Segmentation) -> None:
        """Show a segmentation as the desk says it is looked at; its masks are decoded meanwhile."""
        hidden, total = self._desk.look.hidden, len(found.masks)
        shown = sum(mask.label not in hidden for mask in found.masks)
        text = self.tr("{n} of {total} shown") if shown < total else self.tr("{total} found")
        self._count.setText(text.replace("{n}", str(shown)).replace("{total}", str(total)))
        self._classes.show_classes(Counter(mask.label for mask in found.masks), hidden)
        picture = self._desk.picture
        self._canvas.show_picture(picture)
        self._desk.segments.show(found, picture.size if picture is not None else QSize(), hidden, self._paint_of)

    def _show_regions(self) -> None:
        segments = self._desk.segments
        self._canvas.show_regions(segments.regions, segments.overlay, segments.size)
        broken = self.tr("Masks that cannot be decoded: {n}").replace("{n}", str(segments.broken))
        self._note.setText(broken if segments.broken else "")
        self._note.setVisible(bool(segments.broken))

    def _build_list(self) -> QVBoxLayout:
        listed = QVBoxLayout()
        listed.setSpacing(6)
        listed.addWidget(self._count)
        listed.addWidget(self._note)
        listed.addWidget(self._classes, 1)
        self._note.hide()
        return listed

    def _build_settings(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addStretch(1)
        line = QHBoxLayout()
        line.addWidget(Text(self._kit, self.tr("Strength of the colours"), ink="text2", role=Role.SMALL))
        line.addStretch(1)
        line.addWidget(self._opacity)
        column.addLayout(line)
        column.addWidget(self._slider)
        return column

    def _paint_of(self, label: str) -> Paint:
        return segment_paint(self._desk.color_of(label))

    def _on_opacity(self, percent: int) -> None:
        self._opacity.setText(f"{percent} %")
        self._canvas.show_opacity(percent / 100)
