"""One line on the screen: where its characters are, and how they are painted."""

from typing import NamedTuple, Protocol

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from modelpost.documents.token import Token
from modelpost.documents.visible_text import VisibleText
from modelpost.ui.theme import Role, Theme


class Ground(NamedTuple):
    """A coloured stretch behind the text, in bytes; `edge` is a thin line around it."""

    start: int
    end: int
    color: QColor
    edge: QColor | None = None


class Typeface:
    """The font of code and what is measured in it, for one state of the theme."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self.font: QFont = theme.font(Role.CODE)
        metrics = QFontMetricsF(self.font)
        self.advance = max(1.0, metrics.horizontalAdvance("0" * 100) / 100)
        self.height = max(theme.pixels(20), int(metrics.height()) + 2)
        self.baseline = (self.height + metrics.ascent() - metrics.descent()) / 2


class LineLayout(Protocol):
    """A line, or the visible piece of a long one. Bytes are offsets into the whole text, x is in pixels."""

    @property
    def start(self) -> int:
        """The first byte."""

    @property
    def end(self) -> int:
        """The byte behind the last one."""

    @property
    def width(self) -> float:
        """The width of all of it."""

    @property
    def indent(self) -> int:
        """How many spaces it begins with."""

    def x_of(self, offset: int) -> float:
        """Return where the character at a byte begins."""

    def offset_at(self, x: float) -> int:
        """Return the byte of the character boundary next to x."""

    def paint(self, painter: QPainter, x: float, top: float, grounds: list[Ground], view_width: int) -> None:
        """Paint grounds and text with the line's left end at x."""


class LineBase:
    """What both layouts have in common."""

    def __init__(self, start: int, raw: bytes, text: VisibleText, tokens: list[Token], face: Typeface) -> None:
        self.start = start
        self.end = start + len(raw)
        self.text = text
        self.tokens = tokens
        self.face = face

    @property
    def indent(self) -> int:
        """How many spaces it begins with."""
        return len(self.text.shown) - len(self.text.shown.lstrip(" "))

    def position(self, offset: int) -> int:
        """Return where in the shown text the character at a byte stands."""
        return self.text.position_of(max(0, min(offset, self.end) - self.start))


class GridLine(LineBase):
    """ASCII in a mono font: positions are a multiplication. A hundredth of the cost of shaping."""

    @property
    def width(self) -> float:
        """The width of all of it."""
        return len(self.text.shown) * self.face.advance

    def x_of(self, offset: int) -> float:
        """Return where the character at a byte begins."""
        return self.position(offset) * self.face.advance

    def offset_at(self, x: float) -> int:
        """Return the byte of the character boundary next to x."""
        return self.start + self.text.byte_at(round(max(0.0, x) / self.face.advance))

    def paint(self, painter: QPainter, x: float, top: float, grounds: list[Ground], view_width: int) -> None:
        """Paint grounds, then tokens and what lies between them."""
        face, theme, shown = self.face, self.face.theme, self.text.shown
        for ground in grounds:
            left, right = self.x_of(ground.start), self.x_of(ground.end)
            _fill(painter, QRectF(x + left, top, right - left, face.height), ground)
        first = max(0, int(-x / face.advance))
        last = first + int(view_width / face.advance) + 2
        baseline = top + face.baseline
        position = first
        for token in self.tokens:
            if token.end <= first:
                continue
            if token.start >= last:
                break
            start, end = max(token.start, first), min(token.end, last)
            if start > position and not shown[position:start].isspace():
                painter.setPen(theme.color("text"))
                painter.drawText(QPointF(x + position * face.advance, baseline), shown[position:start])
            painter.setPen(theme.color(token.kind))
            painter.drawText(QPointF(x + start * face.advance, baseline), shown[start:end])
            position = end
        if position < min(len(shown), last):
            painter.setPen(theme.color("text"))
            painter.drawText(QPointF(x + position * face.advance, baseline), shown[position:last])
        self._paint_stand_ins(painter, x, top)

    def _paint_stand_ins(self, painter: QPainter, x: float, top: float) -> None:
        face, theme = self.face, self.face.theme
        for start, end in self.text.stand_ins:
            area = QRectF(x + start * face.advance, top + 1, (end - start) * face.advance, face.height - 2)
            painter.fillRect(area, theme.color("warnSoft"))
            painter.setPen(theme.color("warn"))
            painter.drawText(QPointF(area.left(), top + face.baseline), self.text.shown[start:end])


def _fill(painter: QPainter, area: QRectF, ground: Ground) -> None:
    painter.fillRect(area, ground.color)
    if ground.edge is not None:
        painter.setPen(QPen(ground.edge, 1))
        painter.drawRect(area.adjusted(0.5, 0.5, -0.5, -0.5))
