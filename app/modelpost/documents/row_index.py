"""Where the rows of a large text begin when its lines are wrapped, without an offset for each of them."""

import re
from bisect import bisect_left, bisect_right

from modelpost.documents.line_index import Buffer

_BLOCK = 1 << 16
_BLOCKS_KEPT = 4
_LONGEST_CHARACTER = 4
_NEWLINE = 0x0A


class RowIndex:
    """Counts rows by blocks of 64 KB, as `LineIndex` counts lines, and can stand in its place.

    A row ends with its line or after `columns` bytes, whichever comes first: so that the rows of one line of 100 MB
    are known without looking at it. A character is not cut: it goes to the row in which it ends.
    """

    def __init__(self, content: Buffer, columns: int, *, is_utf8: bool) -> None:
        self._content = content
        self._columns = columns
        self._is_utf8 = is_utf8
        self._long = re.compile(rb"[^\n]{%d,}" % (columns + 1))
        self._before = [0]  # rows that begin ahead of each block, but for the first
        self._lines = [0]  # where the line begins that each block begins in
        self._kept: dict[int, list[int]] = {}

    @property
    def is_complete(self) -> bool:
        """Tell whether the whole text was counted."""
        return self.indexed >= len(self._content)

    @property
    def indexed(self) -> int:
        """Bytes counted so far."""
        return min(len(self._content), (len(self._before) - 1) * _BLOCK)

    @property
    def lines(self) -> int:
        """Rows known so far; the last one may be empty."""
        return self._before[-1] + 1

    def advance(self, budget: int) -> None:
        """Count the rows of about `budget` more bytes."""
        number = len(self._before) - 1
        end = min(len(self._content), number * _BLOCK + max(budget, _BLOCK))
        while number * _BLOCK < end:
            self._count(number, bytes(self._content[number * _BLOCK : (number + 1) * _BLOCK]))
            number += 1

    def grow(self, content: Buffer) -> None:
        """Go on with a longer text that begins with this one; the last block is counted again."""
        self._content = content
        self._kept.clear()
        if len(self._before) > 1:
            self._before.pop()
            self._lines.pop()

    def offset_of(self, line: int) -> int:
        """Return where a row begins; the end of what is known for one that is not there."""
        if line <= 0:
            return 0
        number = bisect_left(self._before, line) - 1
        if number >= len(self._before) - 1:
            return self.indexed
        return self._starts(number)[line - self._before[number] - 1]

    def end_of(self, line: int) -> int:
        """Return where a row ends, before its newline where it has one."""
        if line + 1 < self.lines:
            following = self.offset_of(line + 1)
            return following - (self._content[following - 1] == _NEWLINE)
        return len(self._content) if self.is_complete else self.indexed

    def line_at(self, offset: int) -> int:
        """Return the row in which an offset lies."""
        number = min((offset + _LONGEST_CHARACTER) // _BLOCK, len(self._before) - 2)
        return self._before[number] + bisect_right(self._starts(number), offset) if number >= 0 else 0

    def offset_near(self, line: int) -> int:
        """Return about where a row begins, to within 64 KB."""
        block = bisect_right(self._before, line) - 1
        if block >= len(self._before) - 1:
            return self.indexed
        first, following = self._before[block], self._before[block + 1]
        return min(self.indexed, block * _BLOCK + (line - first) * _BLOCK // max(1, following - first))

    def _count(self, number: int, block: bytes) -> None:
        first, line, columns = number * _BLOCK, self._lines[number], self._columns
        newline, last = block.find(b"\n"), block.rfind(b"\n")
        rows = block.count(b"\n")
        if newline < 0:
            rows += self._wraps(line, first, self._upper(first + len(block)))
        else:
            rows += self._wraps(line, first, first + newline - 1)
            for match in self._long.finditer(block, newline + 1, last):
                rows += (match.end() - match.start() - 1) // columns
            line = first + last + 1
            rows += self._wraps(line, line, self._upper(first + len(block)))
        self._before.append(self._before[number] + rows)
        self._lines.append(line)

    def _wraps(self, line: int, above: int, upper: int) -> int:
        """Return how many rows of a line begin above a place, up to another."""
        return max(0, (upper - line) // self._columns) - max(0, (above - line) // self._columns)

    def _upper(self, end: int) -> int:
        """Return the last place at which a row may begin in a line that goes on to the end of a block."""
        goes_on = end < len(self._content) and self._content[end] != _NEWLINE
        return end if goes_on else end - 1

    def _starts(self, number: int) -> list[int]:
        """Return where the rows of a block begin, but for one that begins with its first byte."""
        found = self._kept.get(number)
        if found is None:
            if len(self._kept) >= _BLOCKS_KEPT:
                self._kept.clear()
            found = self._kept[number] = [self._aligned(start) for start in self._found_starts(number)]
        return found

    def _found_starts(self, number: int) -> list[int]:
        first, line, columns = number * _BLOCK, self._lines[number], self._columns
        block = bytes(self._content[first : first + _BLOCK])
        found: list[int] = []
        newline, above = block.find(b"\n"), first
        while newline >= 0:
            found.extend(range(self._next(line, above), first + newline, columns))
            line = above = first + newline + 1
            found.append(line)
            newline = block.find(b"\n", newline + 1)
        found.extend(range(self._next(line, above), self._upper(first + len(block)) + 1, columns))
        return found

    def _next(self, line: int, above: int) -> int:
        """Return where the first row of a line begins above a place."""
        return line + max(1, (above - line) // self._columns + 1) * self._columns

    def _aligned(self, offset: int) -> int:
        """Return the beginning of the character that a byte is in."""
        if not self._is_utf8 or offset >= len(self._content):
            return offset
        start = offset
        while 0 < start > offset - _LONGEST_CHARACTER and self._content[start] & 0xC0 == 0x80:
            start -= 1
        return start if offset - start < _LONGEST_CHARACTER else offset
