"""The picture with boxes on it."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from modelpost.ui.kit.buttons import Kit
from modelpost.ui.response.inference.colors import WHITE, box_pen, on_picture
from modelpost.ui.response.inference.picture_canvas import LINE, PictureCanvas, filled
from modelpost.ui.theme import Role
from modelpost.workbench.inference_desk import PlacedBox
from modelpost.workbench.sizes import share_text

_MOST_LABELS = 200
_MANY = 150


class BoxCanvas(PictureCanvas):
    """Shows boxes, the surest on top, each with its label where there is room."""

    def __init__(
        self,
        kit: Kit,
        color_of: Callable[[str], int],
        *,
        role: Role = Role.BADGE,
        decimals: int = 1,
        radius: int = 0,
    ) -> None:
        super().__init__(kit, color_of, name="boxCanvas", role=role, decimals=decimals, radius=radius)
        self.setAccessibleName(self.tr("Picture with boxes"))
        self._boxes: tuple[PlacedBox, ...] = ()

    def show_boxes(self, boxes: tuple[PlacedBox, ...], size: tuple[int, int]) -> None:
        """Show boxes over a picture of this size."""
        self._boxes = boxes
        self.show_size(size)

    def place_of(self, box: PlacedBox) -> QRectF:
        """Return where a box is on the widget."""
        corner, scale, place = self.corner, self.scale, box.place
        return QRectF(
            corner.x() + place.x * scale, corner.y() + place.y * scale, place.width * scale, place.height * scale
        )

    def count(self) -> int:
        """Return how many boxes are shown."""
        return len(self._boxes)

    def number_of(self, place: int) -> int:
        """Return the number of a box in the answer."""
        return self._boxes[place].number

    def under(self, position: QPointF) -> int:
        """Return the smallest box under a point, -1 for none: a large one shall not hide those inside it."""
        found = [n for n, box in enumerate(self._boxes) if self.place_of(box).contains(position)]
        return min(found, key=lambda n: self._boxes[n].place.width * self._boxes[n].place.height, default=-1)

    def described(self, place: int) -> str:
        """Return label, score and place of a box in words."""
        box = self._boxes[place]
        return filled(
            self.tr("{label}, {score}, at {x}, {y}, {width} by {height} pixels"),
            label=box.label,
            score=share_text(box.score, self.decimals, is_share=True),
            x=f"{box.place.x:.0f}",
            y=f"{box.place.y:.0f}",
            width=f"{box.place.width:.0f}",
            height=f"{box.place.height:.0f}",
        )

    def paint_marks(self, painter: QPainter) -> None:
        """Paint boxes and labels; the surest box lies on top."""
        if len(self._boxes) > _MANY:
            self._paint_many(painter)
        else:
            for place in range(len(self._boxes) - 1, -1, -1):
                self._paint_box(painter, place)
        taken: list[QRectF] = []
        first = [place for place in (self.hovered, self.current) if place >= 0]
        for place in (*first, *(n for n in range(min(len(self._boxes), _MOST_LABELS)) if n not in first)):
            box = self._boxes[place]
            score = f"  {share_text(box.score, self.decimals, is_share=True)}" if box.score is not None else ""
            self.paint_label(painter, f"{box.label}{score}", self.color_of(box.label), self.place_of(box), taken)

    def _paint_many(self, painter: QPainter) -> None:
        """Paint more boxes than eyes can tell apart, class by class: a thousand within a frame."""
        corner, scale = self.corner, self.scale
        left, top = corner.x(), corner.y()
        grouped: dict[str, list[QRectF]] = {}
        for box in self._boxes:
            place = box.place
            area = QRectF(left + place.x * scale, top + place.y * scale, place.width * scale, place.height * scale)
            grouped.setdefault(box.label, []).append(area)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(WHITE, LINE + 1.5))
        for areas in grouped.values():
            painter.drawRects(areas)
        for label, areas in grouped.items():
            painter.setPen(box_pen(self.color_of(label), LINE - 0.5))
            painter.drawRects(areas)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for chosen in (self.hovered, self.current):
            if chosen >= 0:
                self._paint_box(painter, chosen)

    def _paint_box(self, painter: QPainter, place: int) -> None:
        box = self._boxes[place]
        area, color = self.place_of(box), self.color_of(box.label)
        is_chosen = place in (self.hovered, self.current)
        fill = QColor(on_picture(color))
        fill.setAlphaF(0.22 if is_chosen else 0.08)
        painter.fillRect(area, fill)
        width = LINE + (1.5 if is_chosen else 0.0)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(WHITE, width + 2.5))
        painter.drawRect(area)
        painter.setPen(box_pen(color, width))
        painter.drawRect(area)
