"""The stretch of a large text that a screen reader is handed, and which of its bytes stands where."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from modelpost.documents.visible_text import VisibleText


class SpokenLine(NamedTuple):
    """What is seen of a line, and the byte of the whole text at which that begins."""

    start: int
    text: VisibleText


class SpokenLines:
    """Some lines as one text, counted from 0 in UTF-16 units as Qt does, with a line feed behind each but the last.

    What stands ahead of the stretch is at its beginning, what stands behind it at its end.
    """

    def __init__(self, lines: Sequence[SpokenLine] = ()) -> None:
        self._lines = lines
        self._starts = [line.start for line in lines]
        self._positions = [0]
        for line in lines:
            self._positions.append(self._positions[-1] + line.text.width + 1)
        self.text = "\n".join(line.text.shown for line in lines)

    def position_of(self, offset: int) -> int:
        """Return where the character at a byte of the whole text stands."""
        number = bisect_right(self._starts, offset) - 1
        if number < 0:
            return 0
        start, text = self._lines[number]
        return self._positions[number] + min(text.position_of(offset - start), text.width)

    def offset_at(self, position: int) -> int:
        """Return the byte of the whole text that stands at a position."""
        number = min(bisect_right(self._positions, max(0, position)), len(self._lines)) - 1
        if number < 0:
            return 0
        start, text = self._lines[number]
        return start + text.byte_at(position - self._positions[number])
