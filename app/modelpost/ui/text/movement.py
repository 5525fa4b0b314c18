"""Where a caret goes in a large text: by character, by word, by line."""

import re

from PySide6.QtCore import QTextBoundaryFinder

from modelpost.documents.text_source import TextSource
from modelpost.documents.visible_text import VisibleText

_NEAR = 512
_WORD = re.compile(r"\w+|[^\w\s]+|\s+")


def beside(source: TextSource, offset: int, step: int) -> int:
    """Return the next place in a direction that is not within what a reader takes for one character (UAX 29)."""
    if step > 0 and offset < source.size and source.content[offset] in b"\r\n":
        return offset + (2 if source.raw(offset, offset + 2) == b"\r\n" else 1)
    if step < 0 and offset > 0 and source.content[offset - 1] == 0x0A:
        return offset - (2 if source.raw(offset - 2, offset) == b"\r\n" and offset > 1 else 1)
    start, raw = _around(source, offset)
    text = VisibleText(raw, source.charset)
    finder = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Grapheme, text.shown)
    here = text.position_of(offset - start)
    if step > 0:
        finder.setPosition(here)
        return start + max(text.byte_at(finder.toNextBoundary()), _next_character(source, offset) - start)
    finder.setPosition(max(0, here - 1))
    boundary = finder.position() if finder.isAtBoundary() else finder.toPreviousBoundary()
    return start + text.byte_at(max(0, boundary))


def word_at(source: TextSource, offset: int) -> tuple[int, int]:
    """Return the word, the space or the row of other characters at a place."""
    start, raw = _around(source, offset)
    text = raw.decode(source.charset, "surrogateescape")
    here = len(raw[: offset - start].decode(source.charset, "surrogateescape"))
    for match in _WORD.finditer(text):
        if match.start() <= here < match.end() or here == match.end() == len(text):
            return start + _bytes(source, text[: match.start()]), start + _bytes(source, text[: match.end()])
    return offset, offset


def word_beside(source: TextSource, offset: int, step: int) -> int:
    """Return the beginning of the next or the previous word."""
    if step > 0:
        _, end = word_at(source, offset)
        if end < source.size and source.raw(end, end + 1) in (b" ", b"\t"):
            _, end = word_at(source, end)
        return end if end > offset else beside(source, offset, 1)
    before = beside(source, offset, -1)
    start, end = word_at(source, before)
    if start > 0 and source.raw(start, end).isspace() and source.content[start - 1] != 0x0A:
        start, _ = word_at(source, beside(source, start, -1))
    return min(start, before)


def _around(source: TextSource, offset: int) -> tuple[int, bytes]:
    """Return the line around a place, cut to half a kilobyte on either side, and where that begins."""
    line = source.line_at(offset)
    start = max(source.start_of(line), source.aligned(offset - _NEAR))
    end = min(source.end_of(line), source.aligned(offset + _NEAR))
    return start, source.raw(start, max(start, end))


def _next_character(source: TextSource, offset: int) -> int:
    following = offset + 1
    while following < source.size and source.aligned(following) <= offset:
        following += 1
    return min(following, source.size)


def _bytes(source: TextSource, text: str) -> int:
    return len(text.encode(source.charset, "surrogateescape"))
