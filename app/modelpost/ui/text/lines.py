"""The lines of a text as layouts, made for what is on the screen and kept while it is near."""

from modelpost.documents.json_tokens import state_within
from modelpost.documents.text_source import TextSource
from modelpost.documents.token import Token
from modelpost.documents.tokens import lex
from modelpost.documents.visible_text import VisibleText, in_units
from modelpost.documents.xml_tokens import state_after
from modelpost.ui.text.line_layout import GridLine, LineLayout, Typeface

_LONG_LINE = 1_000
"""Bytes from which a line is cut to what is visible. Long enough for prose, short enough to lay out by the dozen."""

_BYTES_PER_COLUMN = 4
_SHORTEST_PIECE = 256
_LOOKED_BACK_JSON = 1 << 12
_LOOKED_BACK_MARKUP = 1 << 16
_KEPT = 400


class Lines:
    """Lays out lines of one text in one language and one typeface.

    A long line is cut at the byte that the view is scrolled to, so that 100 MB in one line cost no more than 100 bytes.
    There a column is a byte; in shorter lines it is the width of a character.
    """

    def __init__(self, source: TextSource, language: str, face: Typeface) -> None:
        self._source = source
        self._language = language
        self._face = face
        self._kept: dict[tuple[int, int, int], LineLayout] = {}
        self._states: dict[int, int] = {0: 0}

    @property
    def face(self) -> Typeface:
        """The typeface that lines are laid out in."""
        return self._face

    def at(self, number: int, column: int, columns: int) -> tuple[LineLayout, float]:
        """Return a line and how far to the right of the view's left edge it begins, scrolled to `column`."""
        start, end, left = self.piece_of(number, column, columns)
        return self._line(number, self._source.start_of(number), start, end), left

    def piece_of(self, number: int, column: int, columns: int) -> tuple[int, int, float]:
        """Return which bytes of a line are laid out, scrolled to `column`, and where they begin as `at` says it."""
        start, end = self._source.start_of(number), self._source.end_of(number)
        if end - start <= _LONG_LINE:
            return start, end, -column * self._face.advance
        first = self._source.aligned(min(start + column, end))
        wanted = max(_SHORTEST_PIECE, columns * _BYTES_PER_COLUMN)
        return first, self._source.aligned(min(first + wanted, end)), 0.0

    def columns_of(self, number: int) -> int:
        """Return how many columns a line takes, about."""
        start, end = self._source.start_of(number), self._source.end_of(number)
        if end - start > _LONG_LINE:
            return end - start
        return int(self._line(number, start, start, end).width / self._face.advance) + 1

    def column_of(self, number: int, offset: int) -> int:
        """Return the column at which a byte of a line stands."""
        start, end = self._source.start_of(number), self._source.end_of(number)
        if end - start > _LONG_LINE:
            return offset - start
        return int(self._line(number, start, start, end).x_of(offset) / self._face.advance)

    def _line(self, number: int, line_start: int, start: int, end: int) -> LineLayout:
        key = (start, end, number)
        found = self._kept.get(key)
        if found is None:
            if len(self._kept) >= _KEPT:
                self._kept.clear()
            raw = self._source.raw(start, end)
            text = VisibleText(raw, self._source.charset)
            tokens, after = lex(in_units(text.shown), self._language, self._state(number, line_start, start))
            if start == line_start and end == self._source.end_of(number):
                self._states[number + 1] = after
            found = self._kept[key] = _laid_out(start, raw, text, tokens, self._face)
        return found

    def _state(self, number: int, line_start: int, start: int) -> int:
        """Return the highlighter's state where a piece begins: known from the line before, else guessed."""
        is_continued = self._source.is_continued(line_start)
        if self._language in {"json", "jsonl"}:
            if start == line_start and not is_continued:
                return 0
            return state_within(self._behind_newline(start))
        if self._language == "javascript":
            return self._states.get(number, 0) if start == line_start else 0
        if self._language in {"xml", "html"}:
            if start == line_start and number in self._states:
                return self._states[number]
            return state_after(self._source.raw(max(0, start - _LOOKED_BACK_MARKUP), start))
        return 0

    def _behind_newline(self, start: int) -> str:
        """Return what is ahead of a place on its line, as far as it is looked at."""
        first = self._source.aligned(max(0, start - _LOOKED_BACK_JSON))
        return self._source.text(first, start).rpartition("\n")[2]


def _laid_out(start: int, raw: bytes, text: VisibleText, tokens: list[Token], face: Typeface) -> LineLayout:
    """Return the layout of a line: a grid where every character has the same width, else shaped by Qt."""
    if text.is_plain:
        return GridLine(start, raw, text, tokens, face)
    from modelpost.ui.text.shaped_line import ShapedLine  # noqa: PLC0415  # 2 ms at start-up; most answers are ASCII

    return ShapedLine(start, raw, text, tokens, face)
