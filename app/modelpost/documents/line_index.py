"""Where the lines of a large text begin, without an offset for each of them."""

from bisect import bisect_right

Buffer = bytes | memoryview

_BLOCK = 1 << 16


class LineIndex:
    """Counts newlines by blocks of 64 KB and finds a line inside its block: 100 MB need 1,500 numbers.

    Built in pieces, so that the first screen can be shown before the rest is known.
    """

    def __init__(self, content: Buffer) -> None:
        self._content = content
        self._before = [0]  # newlines ahead of each block

    @property
    def is_complete(self) -> bool:
        """Tell whether the whole text was counted."""
        return (len(self._before) - 1) * _BLOCK >= len(self._content)

    @property
    def lines(self) -> int:
        """Lines known so far; the last one may be empty."""
        return self._before[-1] + 1

    def advance(self, budget: int) -> None:
        """Count the newlines of about `budget` more bytes."""
        position = (len(self._before) - 1) * _BLOCK
        end = min(len(self._content), position + max(budget, _BLOCK))
        while position < end:
            block = bytes(self._content[position : position + _BLOCK])
            self._before.append(self._before[-1] + block.count(b"\n"))
            position += _BLOCK

    def offset_of(self, line: int) -> int:
        """Return where a line (from 0) begins; the end of the text for one that there is not."""
        if line <= 0:
            return 0
        block = bisect_right(self._before, line - 1) - 1
        if block >= len(self._before) - 1:
            return min(len(self._content), (len(self._before) - 1) * _BLOCK)
        start = block * _BLOCK
        data = bytes(self._content[start : start + _BLOCK])
        position = -1
        for _ in range(line - self._before[block]):
            position = data.find(b"\n", position + 1)
        return start + position + 1

    def line_at(self, offset: int) -> int:
        """Return the line in which an offset lies."""
        block = min(offset // _BLOCK, len(self._before) - 1)
        start = block * _BLOCK
        return self._before[block] + bytes(self._content[start:offset]).count(b"\n")

    def end_of(self, line: int) -> int:
        """Return where a line ends, before its newline."""
        following = self.offset_of(line + 1)
        if line + 1 >= self.lines:
            return len(self._content) if self.is_complete else following
        return following - 1
