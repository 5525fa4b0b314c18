"""A large text as lines of bytes: where they begin and end, and how to cut them without cutting a character."""

from modelpost.documents.charset import cuttable
from modelpost.documents.line_index import Buffer, LineIndex
from modelpost.documents.row_index import RowIndex

_INDEXED_AT_ONCE = 1 << 18
_LONGEST_CHARACTER = 4


class TextSource:
    """A buffer and its charset, seen as lines. Positions are byte offsets, lines count from 0; nothing is copied.

    Where lines are wrapped, what is called a line here is a row of the screen; `number_of` knows the line itself.
    """

    def __init__(self, content: Buffer, charset: str = "utf-8") -> None:
        self.content, self.charset = cuttable(content, charset)
        self._numbers = LineIndex(self.content)
        self.index: LineIndex | RowIndex = self._numbers
        self.advance(_INDEXED_AT_ONCE)

    @property
    def size(self) -> int:
        """Bytes in all."""
        return len(self.content)

    @property
    def lines(self) -> int:
        """Lines known so far."""
        return self.index.lines

    @property
    def is_wrapped(self) -> bool:
        """Tell whether lines are wrapped."""
        return self.index is not self._numbers

    @property
    def is_indexed(self) -> bool:
        """Tell whether all lines are known."""
        return self.index.is_complete and self._numbers.is_complete

    @property
    def numbered(self) -> int:
        """Lines known so far, whether they are wrapped or not."""
        return self._numbers.lines

    def wrap(self, columns: int) -> None:
        """Wrap lines after so many bytes, or no longer at 0."""
        self.index = self._numbers
        if columns:
            self.index = RowIndex(self.content, columns, is_utf8=self.charset == "utf-8")
        self.advance(_INDEXED_AT_ONCE)

    def advance(self, budget: int) -> None:
        """Get to know the lines of about `budget` more bytes."""
        self._numbers.advance(budget)
        if self.is_wrapped:
            self.index.advance(budget)

    def grow(self, content: Buffer) -> None:
        """Go on with a longer text that begins with this one."""
        self.content = content
        self._numbers.grow(content)
        if self.is_wrapped:
            self.index.grow(content)

    def number_of(self, offset: int) -> int:
        """Return the number of the line, wrapped or not, in which an offset lies."""
        return self._numbers.line_at(offset)

    def start_of_number(self, number: int) -> int:
        """Return where a line begins, wrapped or not."""
        return self._numbers.offset_of(number)

    def is_continued(self, start: int) -> bool:
        """Tell whether a row that begins here goes on with a line."""
        return self.is_wrapped and start > 0 and self.content[start - 1] != 0x0A

    def start_of(self, line: int) -> int:
        """Return where a line begins."""
        return self.index.offset_of(line)

    def end_of(self, line: int) -> int:
        """Return where a line ends, before its line ending."""
        end = self.index.end_of(line)
        is_ended = 0 < end < self.size and self.content[end] == 0x0A
        has_return = is_ended and self.content[end - 1] == 0x0D and end > self.start_of(line)
        return end - 1 if has_return else end

    def line_at(self, offset: int) -> int:
        """Return the line in which an offset lies."""
        return self.index.line_at(offset)

    def aligned(self, offset: int) -> int:
        """Return the beginning of the character in which an offset lies (RFC 3629, section 3)."""
        offset = max(0, min(offset, self.size))
        if self.charset != "utf-8" or offset == self.size:
            return offset
        start = offset
        while start > 0 and offset - start < _LONGEST_CHARACTER and self.content[start] & 0xC0 == 0x80:
            start -= 1
        return start if self.content[start] >= 0xC0 else offset

    def raw(self, start: int, end: int) -> bytes:
        """Return bytes, from one offset to another."""
        return bytes(self.content[start:end])

    def text(self, start: int, end: int) -> str:
        """Return characters, those that are not valid replaced."""
        return self.raw(start, end).decode(self.charset, "replace")
