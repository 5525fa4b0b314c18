"""A large text as lines of bytes: where they begin and end, and how to cut them without cutting a character."""

from modelpost.documents.charset import cuttable
from modelpost.documents.line_index import Buffer, LineIndex

_INDEXED_AT_ONCE = 1 << 18
_LONGEST_CHARACTER = 4


class TextSource:
    """A buffer and its charset, seen as lines. Positions are byte offsets, lines count from 0; nothing is copied."""

    def __init__(self, content: Buffer, charset: str = "utf-8") -> None:
        self.content, self.charset = cuttable(content, charset)
        self.index = LineIndex(self.content)
        self.index.advance(_INDEXED_AT_ONCE)

    @property
    def size(self) -> int:
        """Bytes in all."""
        return len(self.content)

    @property
    def lines(self) -> int:
        """Lines known so far."""
        return self.index.lines

    def grow(self, content: Buffer) -> None:
        """Go on with a longer text that begins with this one."""
        self.content = content
        self.index.grow(content)

    def start_of(self, line: int) -> int:
        """Return where a line begins."""
        return self.index.offset_of(line)

    def end_of(self, line: int) -> int:
        """Return where a line ends, before its line ending."""
        end = self.index.end_of(line)
        has_return = end > 0 and end < self.size and self.content[end - 1] == 0x0D and end > self.start_of(line)
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
