"""Going over JSON without parsing it: the places behind values, in pieces after which other threads have their turn."""

import re
from collections.abc import Iterator

from modelpost.documents.line_index import Buffer

OBJECT = 0x7B
CLOSING = b"}]"
PIECE = 1 << 18

_DEEPEST_AT_ONCE = 4
_MANY = (1_000, 100, 10)
"""Entries that are gone over with one call."""

_SPACE = re.compile(rb"[ \t\r\n\xef\xbb\xbf]*+")
_STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_A_STRING = re.compile(_STRING, re.DOTALL)
_A_WORD = rb'[^ \t\r\n{}\[\],:"]++'
_WORD = re.compile(_A_WORD)
_GAP = rb"[ \t\r\n]*+"
_KINDS = {OBJECT: "object", 0x5B: "array", 0x22: "string", 0x74: "true", 0x66: "false", 0x6E: "null"}


def _balanced(depth: int) -> bytes:
    """Return a pattern of text whose brackets match, so many levels deep."""
    outside = rb'[^"{}\[\]]*+'
    found = outside + rb"(?:" + _STRING + outside + rb")*+"
    if depth:
        found += rb"(?:[{\[]" + _balanced(depth - 1) + rb"[}\]]" + found + rb")*+"
    return found


def _many(key: bytes) -> dict[int, re.Pattern[bytes]]:
    """Return patterns of so many entries, each with the comma behind it."""
    value = rb"(?:[{\[]" + _balanced(_DEEPEST_AT_ONCE - 1) + rb"[}\]]|" + _STRING + rb"|" + _A_WORD + rb")"
    entry = key + value + _GAP + rb"," + _GAP
    return {count: re.compile(rb"(?:%b){%d}" % (entry, count), re.DOTALL) for count in _MANY}


_FLAT = re.compile(_balanced(_DEEPEST_AT_ONCE), re.DOTALL)
_ITEMS = _many(b"")
_MEMBERS = _many(_STRING + _GAP + rb":" + _GAP)


class Passing:
    """Entries that are gone over: how many, where the last ended, and where the next begins, -1 where there is none."""

    def __init__(self, content: Buffer, at: int, is_object: bool) -> None:
        self.count = 0
        self.end = at
        self.at = at
        self._content = content
        self._is_object = is_object

    def steps(self, most: int) -> Iterator[int]:
        """Go over up to `most` entries; yield places on the way."""
        pace = _MANY[0]
        while self.count < most and self.at >= 0:
            many = next((each for each in _MANY if each <= min(pace, most - self.count)), 1)
            begun = self.at
            if many == 1:
                yield from self._step()
            elif self._leap(many):
                yield self.at
            else:
                pace = many // 10
                continue
            if pace == many and self.count % (10 * pace) == 0 and self.at - begun < PIECE // 10:
                pace *= 10

    def _leap(self, many: int) -> bool:
        """Go over so many entries at once, where they are short and not very deep, and others follow."""
        content = self._content
        pattern = (_MEMBERS if self._is_object else _ITEMS)[many]
        match = pattern.match(content, self.at, min(len(content), self.at + PIECE))
        if match is None or match.end() >= len(content) or content[match.end()] in CLOSING:
            return False
        self.count += many
        self.at = self.end = match.end()
        while content[self.end - 1] in b" \t\r\n,":
            self.end -= 1
        return True

    def _step(self) -> Iterator[int]:
        """Go over one entry, however long."""
        key = key_at(self._content, self.at) if self._is_object else (b"", self.at)
        begin, self.at = key[1] if key is not None else -1, -1
        if begin < 0 or begin >= len(self._content) or self._content[begin] in CLOSING:
            return
        end = begin
        for end in skipped(self._content, begin):
            yield end
        if end > begin:
            self.count += 1
            self.end = end
            self.at = after_comma(self._content, end)


def skipped(content: Buffer, at: int) -> Iterator[int]:
    """Yield places on the way behind a value, the last of which is its end."""
    depth, size = 0, len(content)
    while at < size:
        byte = content[at]
        if byte in b"{[":
            depth, at = depth + 1, at + 1
        elif byte in CLOSING:
            depth, at = depth - 1, at + 1
        else:
            match = (_A_STRING if byte == 0x22 else _WORD).match(content, at)
            at = match.end() if match is not None else size if byte == 0x22 else at + (depth > 0)
        if depth <= 0:
            break
        if flat := _FLAT.match(content, at, min(size, at + PIECE)):
            at = flat.end()
        if at < size:
            yield at
    yield at


def key_at(content: Buffer, at: int) -> tuple[bytes, int] | None:
    """Return the name of a member as it is written and where its value begins; None where no member is."""
    key = _A_STRING.match(content, at)
    colon = after_space(content, key.end()) if key is not None else -1
    if key is None or colon >= len(content) or content[colon] != 0x3A:
        return None
    return bytes(key[0]), after_space(content, colon + 1)


def after_comma(content: Buffer, at: int) -> int:
    """Return where the entry behind another begins, -1 where none follows."""
    at = after_space(content, at)
    if at >= len(content) or content[at] != 0x2C:
        return -1
    at = after_space(content, at + 1)
    return at if at < len(content) and content[at] not in CLOSING else -1


def after_space(content: Buffer, at: int) -> int:
    """Return the next place that is no white space."""
    match = _SPACE.match(content, at)
    return match.end() if match is not None else at


def kind_at(content: Buffer, at: int) -> str:
    """Return the type of the value that begins at a place."""
    return _KINDS.get(content[at], "number") if at < len(content) else "null"
