"""The boxes of both models on the same picture, zoomed and moved together."""

from PySide6.QtCore import QPointF, QSize
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from modelpost.inference.api import Rectangle
from modelpost.runs.compare import Pair, box_matches
from modelpost.runs.result import FoundBox
from modelpost.ui.compare.charts import Badge
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.controls import CheckBox
from modelpost.ui.kit.notices import Text
from modelpost.ui.response.inference.box_canvas import BoxCanvas
from modelpost.workbench.inference_desk import PlacedBox
from modelpost.workbench.picture_reader import Picture

_HEIGHT = 320


class ComparedBoxes(QWidget):
    """Two canvases with one view; the boxes that only one of them found can be shown alone."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.setObjectName("comparedBoxes")
        self._colors: dict[str, int] = {}
        self._pair: Pair | None = None
        self._size = (1, 1)
        self._canvases = (BoxCanvas(kit, self._color_of), BoxCanvas(kit, self._color_of))
        self._said = Text(kit, ink="text2", name="comparedBoxesSaid")
        self._only = CheckBox(kit, self.tr("Only disagreements"), "comparedBoxesOnly")
        self._only.clicked.connect(self._show)
        head = QHBoxLayout()
        head.addWidget(self._said, 1)
        head.addWidget(self._only)
        row = QHBoxLayout()
        row.setSpacing(16)
        for letter, canvas in zip("AB", self._canvases, strict=True):
            canvas.setObjectName(f"boxCanvas{letter}")
            canvas.setMinimumHeight(kit.theme.pixels(_HEIGHT))
            side = QHBoxLayout()
            side.addWidget(Badge(kit, letter))
            side.addWidget(canvas, 1)
            row.addLayout(side, 1)
        self._canvases[0].view_changed.connect(self._on_left_moved)
        self._canvases[1].view_changed.connect(self._on_right_moved)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.addLayout(head)
        column.addLayout(row)

    def show_pair(self, pair: Pair) -> None:
        """Show the boxes of a pair."""
        self._pair = pair
        boxes = [*(pair.a.result.boxes or ()), *(pair.b.result.boxes or ())]
        right = max((box.x + box.width for box in boxes), default=1.0)
        bottom = max((box.y + box.height for box in boxes), default=1.0)
        self._size = (max(1, round(right)), max(1, round(bottom)))
        self._show()

    def show_picture(self, picture: Picture | None) -> None:
        """Show the picture below the boxes, once it is there."""
        if picture is not None:
            size: QSize = picture.size
            self._size = (size.width(), size.height())
        for canvas in self._canvases:
            canvas.show_picture(picture)
        self._show()

    def _show(self) -> None:
        if self._pair is None:
            return
        matches = box_matches(self._pair.a.result, self._pair.b.result)
        shared = [match for match in matches if match.found is not None and match.true is not None]
        only_a = [match.found for match in matches if match.found is not None and match.true is None]
        only_b = [match.true for match in matches if match.true is not None and match.found is None]
        a = only_a if self._only.isChecked() else list(self._pair.a.result.boxes or ())
        b = only_b if self._only.isChecked() else list(self._pair.b.result.boxes or ())
        for canvas, boxes in zip(self._canvases, (a, b), strict=True):
            canvas.show_boxes(_placed(boxes), self._size)
        said = self.tr("{n} boxes match, {a} only in A, {b} only in B")
        for name, count in (("n", len(shared)), ("a", len(only_a)), ("b", len(only_b))):
            said = said.replace(f"{{{name}}}", str(count))
        self._said.setText(said)

    def _color_of(self, label: str) -> int:
        return self._colors.setdefault(label, len(self._colors))

    def _on_left_moved(self, zoom: float, middle: QPointF) -> None:
        self._canvases[1].show_view(zoom, middle)

    def _on_right_moved(self, zoom: float, middle: QPointF) -> None:
        self._canvases[0].show_view(zoom, middle)


def _placed(boxes: list[FoundBox]) -> tuple[PlacedBox, ...]:
    return tuple(
        PlacedBox(box.label, box.score, Rectangle(box.x, box.y, box.width, box.height), number)
        for number, box in enumerate(boxes)
    )
