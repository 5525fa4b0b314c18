"""Where the lines of a large text begin, without an offset for each of them."""

from bisect import bisect_left, bisect_right

Buffer = bytes | memoryview
"""Bytes that may lie in a mapped file: sliced, never copied whole."""

_BLOCK = 1 << 16
_SMALL = 1 << 8
_NEAR = 64


class LineIndex:
    """Counts newlines by blocks of 64 KB and finds a line inside its block: 100 MB need 1,500 numbers.

    Built in pieces, so that the first screen can be shown before the rest is known. Lines count from 0.
    """

    def __init__(self, content: Buffer) -> None:
        self._content = content
        self._before = [0]  # newlines ahead of each block
        self._is_last_cut = False
        self._cached = -1
        self._cached_block = b""
        self._near_line = -1  # neighbours are asked for in turn: keep where the next lines begin
        self._near: list[int] = []

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
        """Lines known so far; the last one may be empty."""
        return self._before[-1] + 1

    def advance(self, budget: int) -> None:
        """Count the newlines of about `budget` more bytes."""
        position = (len(self._before) - 1) * _BLOCK
        end = min(len(self._content), position + max(budget, _BLOCK))
        content, before = self._content, self._before
        while position < end:
            block = bytes(content[position : position + _BLOCK])
            before.append(before[-1] + block.count(b"\n"))
            position += _BLOCK
            self._is_last_cut = len(block) < _BLOCK

    def grow(self, content: Buffer) -> None:
        """Go on with a longer text that begins with this one: a block that was cut short is counted again."""
        self._content = content
        if self._is_last_cut:
            self._before.pop()
            self._is_last_cut = False
        self._cached = self._near_line = -1
        self._near = []

    def offset_of(self, line: int) -> int:
        """Return where a line begins; the end of what is known for one that is not there."""
        if line <= 0:
            return 0
        ahead = line - self._near_line
        if 0 <= ahead < len(self._near):
            return self._near[ahead]
        number = bisect_left(self._before, line) - 1
        if number >= len(self._before) - 1:
            return self.indexed
        block, start = self._block(number), number * _BLOCK
        self._near_line = line
        self._near = [start + at for at in _starts(block, _after_newlines(block, line - self._before[number]))]
        return self._near[0]

    def end_of(self, line: int) -> int:
        """Return where a line ends, before its newline."""
        if line + 1 < self.lines:
            return self.offset_of(line + 1) - 1
        return len(self._content) if self.is_complete else self.indexed

    def line_at(self, offset: int) -> int:
        """Return the line in which an offset lies."""
        block = min(offset // _BLOCK, len(self._before) - 1)
        return self._before[block] + self._block(block).count(b"\n", 0, max(0, offset - block * _BLOCK))

    def offset_near(self, line: int) -> int:
        """Return about where a line begins, to within 64 KB: for marks on a scroll bar, without looking at the text."""
        block = bisect_right(self._before, line) - 1
        if block >= len(self._before) - 1:
            return self.indexed
        first, following = self._before[block], self._before[block + 1]
        return min(self.indexed, block * _BLOCK + (line - first) * _BLOCK // max(1, following - first))

    def _block(self, number: int) -> bytes:
        if number != self._cached:
            start = number * _BLOCK
            self._cached, self._cached_block = number, bytes(self._content[start : start + _BLOCK])
        return self._cached_block


def _after_newlines(block: bytes, wanted: int) -> int:
    """Return the position after the `wanted`th newline: by halving, since a block may hold one line or 65,536."""
    low, high = 0, len(block)
    while high - low > _SMALL:
        middle = (low + high) // 2
        here = block.count(b"\n", low, middle)
        if here >= wanted:
            high = middle
        else:
            wanted -= here
            low = middle
    for _ in range(wanted):
        low = block.index(b"\n", low) + 1
    return low


def _starts(block: bytes, first: int) -> list[int]:
    """Return where a line and those behind it begin, as far as the block tells and no more than 64."""
    found = [first]
    while len(found) < _NEAR and (newline := block.find(b"\n", found[-1])) >= 0:
        found.append(newline + 1)
    return found
