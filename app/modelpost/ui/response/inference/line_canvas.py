"""The picture with lines of text on it, as they stand: upright, on their side, or at a slant."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from modelpost.ui.kit.buttons import Kit
from modelpost.ui.response.inference.colors import WHITE, box_pen, on_picture
from modelpost.ui.response.inference.picture_canvas import PictureCanvas, filled
from modelpost.ui.theme import Role
from modelpost.workbench.inference_desk import PlacedLine
from modelpost.workbench.sizes import share_text

_LINE = 1.75
_COLOR = 0


class LineCanvas(PictureCanvas):
    """Shows a frame around each line of text; what it says is seen of the one that is pointed at or chosen."""

    def __init__(self, kit: Kit, *, role: Role = Role.BADGE, decimals: int = 1, radius: int = 0) -> None:
        super().__init__(kit, _one_color, name="lineCanvas", role=role, decimals=decimals, radius=radius)
        self.setAccessibleName(self.tr("Picture with lines of text"))
        self._lines: tuple[PlacedLine, ...] = ()

    def show_lines(self, lines: tuple[PlacedLine, ...], size: tuple[int, int]) -> None:
        """Show lines over a picture of this size."""
        self._lines = lines
        self.show_size(size)

    def outline_of(self, line: PlacedLine) -> QPolygonF:
        """Return the frame of a line on the widget."""
        corner, scale = self.corner, self.scale
        return QPolygonF([QPointF(corner.x() + x * scale, corner.y() + y * scale) for x, y in line.corners])

    def count(self) -> int:
        """Return how many lines have a place."""
        return len(self._lines)

    def number_of(self, place: int) -> int:
        """Return the number of a line in the answer."""
        return self._lines[place].number

    def under(self, position: QPointF) -> int:
        """Return the smallest frame under a point, -1 for none."""
        frames = [self.outline_of(line) for line in self._lines]
        found = [n for n, frame in enumerate(frames) if frame.containsPoint(position, Qt.FillRule.OddEvenFill)]
        return min(found, key=lambda n: _extent(frames[n].boundingRect()), default=-1)

    def described(self, place: int) -> str:
        """Return what a line says, and how sure the model is of it."""
        line = self._lines[place]
        if line.score is None:
            return line.text
        score = share_text(line.score, self.decimals, is_share=True)
        return filled(self.tr("{text}, {score}"), score=score, text=line.text)

    def paint_marks(self, painter: QPainter) -> None:
        """Paint the frames, and the words of the lines that are pointed at or chosen."""
        for place, line in enumerate(self._lines):
            self._paint_line(painter, self.outline_of(line), is_chosen=place in (self.hovered, self.current))
        taken: list[QRectF] = []
        for place in dict.fromkeys((self.hovered, self.current)):
            if 0 <= place < len(self._lines):
                around = self.outline_of(self._lines[place]).boundingRect()
                self.paint_label(painter, self.described(place), _COLOR, around, taken)

    def _paint_line(self, painter: QPainter, frame: QPolygonF, *, is_chosen: bool) -> None:
        fill = QColor(on_picture(_COLOR))
        fill.setAlphaF(0.28 if is_chosen else 0.1)
        width = _LINE + (1.5 if is_chosen else 0.0)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(WHITE, width + 2))
        painter.drawPolygon(frame)
        painter.setBrush(fill)
        painter.setPen(box_pen(_COLOR, width))
        painter.drawPolygon(frame)


def _one_color(label: str) -> int:
    """Return the colour of every line: what it says is no class."""
    del label
    return _COLOR


def _extent(area: QRectF) -> float:
    return area.width() * area.height()
