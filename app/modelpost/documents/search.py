"""Searching a large text in pieces, so that nothing waits for the whole."""

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple, overload

from modelpost.documents.text_source import TextSource

_PIECE = 1 << 18
_OVERLAP = 1 << 12
_LONGEST_CHARACTER = 4
_WORD = re.compile(r"\w")
MOST_MATCHES = 1_000_000
"""Where a search ends: 16 MB of positions."""


class Match(NamedTuple):
    """A stretch of bytes."""

    start: int
    end: int


class Matches(Sequence[Match]):
    """What was found, in order of place; grows while the search goes on."""

    def __init__(self) -> None:
        self._starts = array("Q")
        self._ends = array("Q")

    def add(self, start: int, end: int) -> None:
        """Append the next match."""
        self._starts.append(start)
        self._ends.append(end)

    def first_from(self, offset: int) -> int:
        """Return the number of the first match that begins at `offset` or behind it."""
        return bisect_left(self._starts, offset)

    def between(self, start: int, end: int) -> Iterator[tuple[int, Match]]:
        """Yield the matches that lie in a stretch, wholly or in part, with their numbers."""
        number = bisect_left(self._ends, start + 1)
        while number < len(self._starts) and self._starts[number] < end:
            yield number, self[number]
            number += 1

    def __len__(self) -> int:
        return len(self._starts)

    @overload
    def __getitem__(self, number: int) -> Match: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[Match]: ...
    def __getitem__(self, number: int | slice) -> Match | Sequence[Match]:
        if isinstance(number, slice):
            return tuple(self[one] for one in range(*number.indices(len(self))))
        return Match(self._starts[number], self._ends[number])


class Search:
    """One search over a text; each `advance` looks at 256 KB.

    A plain text is looked for as bytes; what needs to know characters (a regular expression, letters beyond ASCII in
    either case) is decoded piece by piece. Pieces end at a line's end where there is one; on longer lines a match of
    more than 4 KB may be missed at a seam.
    """

    def __init__(self, source: TextSource, text: str, *, case: bool, word: bool, regex: bool) -> None:
        self._source = source
        self._position = 0
        self.matches = Matches()
        self.trouble = ""
        self._pattern: re.Pattern[str] | None = None
        self._needle = b""
        self._folds = not case
        self._is_word = word
        if not regex and (case or text.isascii()):
            self._needle = _encoded(text if case else text.lower(), source.charset)
            return
        pattern = text if regex else re.escape(text)
        if word:
            pattern = rf"(?<!\w)(?:{pattern})(?!\w)"
        try:
            self._pattern = re.compile(pattern, re.MULTILINE | (0 if case else re.IGNORECASE))
        except re.error as error:
            self.trouble = str(error)

    @property
    def is_done(self) -> bool:
        """Tell whether everything was looked at, or more was found than anybody wants."""
        is_idle = self._pattern is None and not self._needle
        return is_idle or self._position >= self._source.size or self.is_cut_short

    @property
    def is_cut_short(self) -> bool:
        """Tell whether there may be more matches than were counted."""
        return len(self.matches) >= MOST_MATCHES

    def advance(self) -> None:
        """Look at the next piece."""
        if not self.is_done:
            self._position = self._literal() if self._pattern is None else self._decoded(self._pattern)

    def _literal(self) -> int:
        """Look for bytes; return where to go on."""
        start, length = self._position, len(self._needle)
        end = min(self._source.size, start + _PIECE)
        piece = self._source.raw(start, min(self._source.size, end + length - 1))
        if self._folds:
            piece = piece.lower()
        found = piece.find(self._needle)
        after = 0
        while found >= 0:
            if not self._is_word or self._stands_alone(start + found, start + found + length):
                self.matches.add(start + found, start + found + length)
                after = found + length
            found = piece.find(self._needle, max(after, found + 1))
        return max(end, start + after)

    def _stands_alone(self, start: int, end: int) -> bool:
        """Tell whether neither side of a match goes on with a letter or digit."""
        source = self._source
        before = source.text(source.aligned(start - 1), start) if start else ""
        return not _WORD.match(before) and not _WORD.match(source.text(end, end + _LONGEST_CHARACTER))

    def _decoded(self, pattern: re.Pattern[str]) -> int:
        """Look for characters; return where to go on."""
        source, start = self._source, self._position
        end = self._seam(start)
        behind = source.aligned(max(0, start - 1))  # one character, for word boundaries and ^
        ahead = source.aligned(min(source.size, end + _OVERLAP))
        text = source.raw(behind, ahead).decode(source.charset, "surrogateescape")
        measure = _Measure(text, source.charset, behind)
        following = end
        position = measure.characters_to(start)
        for match in pattern.finditer(text, position):
            first = measure.byte_of(match.start())
            if first >= end:
                break
            if match.end() > match.start():
                last = measure.byte_of(match.end())
                self.matches.add(first, last)
                following = max(following, last)
        return following

    def _seam(self, start: int) -> int:
        """Return where a piece ends: behind a newline if it holds one, else between two characters."""
        end = min(self._source.size, start + _PIECE)
        if end == self._source.size:
            return end
        newline = self._source.raw(start, end).rfind(b"\n")
        return start + newline + 1 if newline >= 0 else max(start + 1, self._source.aligned(end))


class _Measure:
    """Turns positions in a decoded text into byte offsets, from left to right."""

    def __init__(self, text: str, charset: str, start: int) -> None:
        self._text = text
        self._charset = charset
        self._is_even = text.isascii()
        self._start = start
        self._character = 0
        self._byte = start

    def byte_of(self, character: int) -> int:
        if self._is_even:
            return self._start + character
        step = self._text[self._character : character]
        self._byte += len(step.encode(self._charset, "surrogateescape"))
        self._character = character
        return self._byte

    def characters_to(self, byte: int) -> int:
        """Return how many characters lie before a byte near the beginning."""
        count, at = 0, self._start
        while at < byte and count < len(self._text):
            at += len(self._text[count].encode(self._charset, "surrogateescape"))
            count += 1
        return count


def _encoded(text: str, charset: str) -> bytes:
    """Return a text as bytes, empty where the charset cannot say it and so cannot hold it."""
    try:
        return text.encode(charset, "surrogateescape")
    except UnicodeEncodeError:
        return b""
