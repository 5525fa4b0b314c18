"""Searching bytes in pieces, so that nothing waits for the whole."""

import re
from typing import NamedTuple

from modelpost.viewers.api import Buffer

_PIECE = 1 << 18
_OVERLAP = 1 << 12
_MOST_MATCHES = 100_000


class Match(NamedTuple):
    """A stretch of bytes."""

    start: int
    end: int


class Search:
    """One search over a buffer; each `advance` looks at 256 KB. Matches longer than 4 KB may be missed at a seam."""

    def __init__(self, content: Buffer, text: str, charset: str, *, case: bool, word: bool, regex: bool) -> None:
        self._content = content
        self._position = 0
        self._matches: list[Match] = []
        self.trouble = ""
        pattern = text if regex else re.escape(text)
        if word:
            pattern = rf"(?<!\w)(?:{pattern})(?!\w)"
        try:
            flags = 0 if case else re.IGNORECASE
            self._pattern = re.compile(pattern.encode(charset, "replace"), flags)
        except re.error as error:
            self.trouble = str(error)

    @property
    def matches(self) -> tuple[Match, ...]:
        """What was found so far, in order."""
        return tuple(self._matches)

    @property
    def is_done(self) -> bool:
        """Tell whether everything was looked at, or more was found than anybody wants."""
        return self._position >= len(self._content) or len(self._matches) >= _MOST_MATCHES

    def advance(self) -> None:
        """Look at the next piece; a match at its end is left to the following one."""
        start = self._position
        end = min(len(self._content), start + _PIECE)
        behind = max(0, start - 1)  # one byte, for word boundaries
        piece = bytes(self._content[behind : min(len(self._content), end + _OVERLAP)])
        position = start - behind
        following = end
        while (match := self._pattern.search(piece, position)) is not None and behind + match.start() < end:
            if match.end() > match.start():
                self._matches.append(Match(behind + match.start(), behind + match.end()))
                following = max(following, behind + match.end())
            position = max(match.end(), match.start() + 1)
        self._position = following
