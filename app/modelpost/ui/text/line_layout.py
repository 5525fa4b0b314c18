"""One line on the screen: where its characters are, and how they are painted."""

from typing import NamedTuple, Protocol, cast

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QTextCharFormat, QTextLayout, QTextOption

from modelpost.documents.token import Token
from modelpost.documents.visible_text import VisibleText
from modelpost.ui.theme import Role, Theme

_FARTHEST = 1e7


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

    def x_of(self, offset: int) -> float:
        """Return where the character at a byte begins."""

    def offset_at(self, x: float) -> int:
        """Return the byte of the character boundary next to x."""

    def paint(self, painter: QPainter, x: float, top: float, grounds: list[Ground], view_width: int) -> None:
        """Paint grounds and text with the line's left end at x."""


def laid_out(start: int, raw: bytes, text: VisibleText, tokens: list[Token], face: Typeface) -> LineLayout:
    """Return the layout of a line: a grid where every character has the same width, else shaped by Qt."""
    if text.is_plain:
        return GridLine(start, raw, text, tokens, face)
    return ShapedLine(start, raw, text, tokens, face)


class _Line:
    """What both layouts have in common."""

    def __init__(self, start: int, raw: bytes, text: VisibleText, tokens: list[Token], face: Typeface) -> None:
        self.start = start
        self.end = start + len(raw)
        self._text = text
        self._tokens = tokens
        self._face = face

    def _position(self, offset: int) -> int:
        return self._text.position_of(max(0, min(offset, self.end) - self.start))


class GridLine(_Line):
    """ASCII in a mono font: positions are a multiplication. A hundredth of the cost of shaping."""

    @property
    def width(self) -> float:
        """The width of all of it."""
        return len(self._text.shown) * self._face.advance

    def x_of(self, offset: int) -> float:
        """Return where the character at a byte begins."""
        return self._position(offset) * self._face.advance

    def offset_at(self, x: float) -> int:
        """Return the byte of the character boundary next to x."""
        return self.start + self._text.byte_at(round(max(0.0, x) / self._face.advance))

    def paint(self, painter: QPainter, x: float, top: float, grounds: list[Ground], view_width: int) -> None:
        """Paint grounds, then tokens and what lies between them."""
        face, theme, shown = self._face, self._face.theme, self._text.shown
        for ground in grounds:
            left, right = self.x_of(ground.start), self.x_of(ground.end)
            _fill(painter, QRectF(x + left, top, right - left, face.height), ground)
        first = max(0, int(-x / face.advance))
        last = first + int(view_width / face.advance) + 2
        baseline = top + face.baseline
        position = first
        for token in self._tokens:
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
        face, theme = self._face, self._face.theme
        for start, end in self._text.stand_ins:
            area = QRectF(x + start * face.advance, top + 1, (end - start) * face.advance, face.height - 2)
            painter.fillRect(area, theme.color("warnSoft"))
            painter.setPen(theme.color("warn"))
            painter.drawText(QPointF(area.left(), top + face.baseline), self._text.shown[start:end])


class ShapedLine(_Line):
    """Any script: wide characters, emoji, combining marks and right-to-left words, laid out by Qt."""

    def __init__(self, start: int, raw: bytes, text: VisibleText, tokens: list[Token], face: Typeface) -> None:
        super().__init__(start, raw, text, tokens, face)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.NoWrap)
        option.setTextDirection(Qt.LayoutDirection.LeftToRight)
        self._layout = QTextLayout(text.shown, face.font)
        self._layout.setTextOption(option)
        self._layout.setFormats([*self._inks(), *self._stand_ins()])
        self._layout.beginLayout()
        self._line = self._layout.createLine()
        self._line.setLineWidth(_FARTHEST)
        self._layout.endLayout()

    @property
    def width(self) -> float:
        """The width of all of it."""
        return self._line.naturalTextWidth()

    def x_of(self, offset: int) -> float:
        """Return where the character at a byte begins."""
        found = self._line.cursorToX(self._position(offset))
        return cast(tuple[float, int], found)[0]  # x, and the position that it settled on

    def offset_at(self, x: float) -> int:
        """Return the byte of the character boundary next to x."""
        return self.start + self._text.byte_at(self._line.xToCursor(max(0.0, x)))

    def paint(self, painter: QPainter, x: float, top: float, grounds: list[Ground], view_width: int) -> None:  # noqa: ARG002  # a slice is hardly wider than the view
        """Paint all of it; a ground within right-to-left words falls into several pieces, which Qt knows."""
        ranges = []
        for ground in grounds:
            style = QTextCharFormat()
            style.setBackground(ground.color)
            ranges.append(_range(self._position(ground.start), self._position(ground.end), style))
        painter.setPen(self._face.theme.color("text"))
        self._layout.draw(painter, QPointF(x, top + self._face.baseline - self._line.ascent()), ranges)

    def _inks(self) -> list[QTextLayout.FormatRange]:
        found = []
        for token in self._tokens:
            style = QTextCharFormat()
            style.setForeground(self._face.theme.color(token.kind))
            found.append(_range(token.start, token.end, style))
        return found

    def _stand_ins(self) -> list[QTextLayout.FormatRange]:
        style = QTextCharFormat()
        style.setForeground(self._face.theme.color("warn"))
        style.setBackground(self._face.theme.color("warnSoft"))
        return [_range(start, end, style) for start, end in self._text.stand_ins]


def _fill(painter: QPainter, area: QRectF, ground: Ground) -> None:
    painter.fillRect(area, ground.color)
    if ground.edge is not None:
        painter.setPen(QPen(ground.edge, 1))
        painter.drawRect(area.adjusted(0.5, 0.5, -0.5, -0.5))


def _range(start: int, end: int, style: QTextCharFormat) -> QTextLayout.FormatRange:
    found = QTextLayout.FormatRange()
    found.start, found.length, found.format = start, end - start, style
    return found
