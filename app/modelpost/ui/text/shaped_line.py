"""Lines in any script."""

from typing import cast

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QTextCharFormat, QTextLayout, QTextOption

from modelpost.documents.token import Token
from modelpost.documents.visible_text import VisibleText
from modelpost.ui.text.line_layout import Ground, LineBase, Typeface

_FARTHEST = 1e7


class ShapedLine(LineBase):
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
        found = self._line.cursorToX(self.position(offset))
        return cast(tuple[float, int], found)[0]  # x, and the position that it settled on

    def offset_at(self, x: float) -> int:
        """Return the byte of the character boundary next to x."""
        return self.start + self.text.byte_at(self._line.xToCursor(max(0.0, x)))

    def paint(self, painter: QPainter, x: float, top: float, grounds: list[Ground], view_width: int) -> None:  # noqa: ARG002  # a slice is hardly wider than the view
        """Paint all of it; a ground within right-to-left words falls into several pieces, which Qt knows."""
        ranges = []
        for ground in grounds:
            style = QTextCharFormat()
            style.setBackground(ground.color)
            ranges.append(_range(self.position(ground.start), self.position(ground.end), style))
        painter.setPen(self.face.theme.color("text"))
        self._layout.draw(painter, QPointF(x, top + self.face.baseline - self._line.ascent()), ranges)

    def _inks(self) -> list[QTextLayout.FormatRange]:
        found = []
        for token in self.tokens:
            style = QTextCharFormat()
            style.setForeground(self.face.theme.color(token.kind))
            found.append(_range(token.start, token.end, style))
        return found

    def _stand_ins(self) -> list[QTextLayout.FormatRange]:
        style = QTextCharFormat()
        style.setForeground(self.face.theme.color("warn"))
        style.setBackground(self.face.theme.color("warnSoft"))
        return [_range(start, end, style) for start, end in self.text.stand_ins]


def _range(start: int, end: int, style: QTextCharFormat) -> QTextLayout.FormatRange:
    found = QTextLayout.FormatRange()
    found.start, found.length, found.format = start, end - start, style
    return found
