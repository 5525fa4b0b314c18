"""Where in the bytes of a JSON document a value stands."""

import json
import re
from typing import NamedTuple

from modelpost.documents.json_values import Path
from modelpost.documents.line_index import Buffer

_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*+"|[{}\[\],:]|[^ \t\r\n{}\[\],:"]+', re.DOTALL)
LARGEST = 8 << 20
"""Bytes up to which a place is looked for: a second of Python, in the worst case."""


class Span(NamedTuple):
    """A stretch of bytes."""

    start: int
    end: int


def span_of(document: Buffer, path: Path) -> Span | None:
    """Return the bytes of the value at a path; None where there is none, or the document is too large.

    Takes a second in the worst case.
    """
    return _Walk(bytes(document)).find(path) if len(document) <= LARGEST else None


def path_at(document: Buffer, offset: int) -> Path | None:
    """Return the path of the innermost value around a byte; None where the document is too large.

    A name of a member counts as its value, and so does what stands between a value and the next one.
    """
    if len(document) > LARGEST:
        return None
    steps: list[str | int | None] = []
    is_name_due = has_opened = False
    for token in _TOKEN.finditer(document):
        if token.start() > offset:
            break
        has_opened = token[0] in {b"{", b"["}
        match token[0]:
            case b"{" | b"[":
                is_name_due = token[0] == b"{"
                steps.append(None if is_name_due else 0)
            case b"}" | b"]":
                is_name_due = False
                del steps[-1:]
            case b",":
                step = steps[-1] if steps else None
                is_name_due = not isinstance(step, int)
                if isinstance(step, int):
                    steps[-1] = step + 1
            case name if is_name_due and steps:
                is_name_due = False
                steps[-1] = _text(name)
    inner = steps[:-1] if has_opened else steps  # at the bracket it is the whole that is meant
    return tuple(step for step in inner if step is not None)


class _Walk:
    """One pass over the tokens, without recursion; what is not on the way is skipped by counting brackets."""

    def __init__(self, document: bytes) -> None:
        self._tokens = _TOKEN.finditer(document)
        self._end = 0

    def find(self, path: Path) -> Span | None:
        """Return where the value at a path stands."""
        token = self._next()
        for step in path:
            if token is None:
                return None
            token = self._member(step) if token[0] == b"{" and isinstance(step, str) else self._item(token, step)
        if token is None:
            return None
        start = token.start()
        self._skip(token)
        return Span(start, self._end)

    def _next(self) -> re.Match[bytes] | None:
        found = next(self._tokens, None)
        if found is not None:
            self._end = found.end()
        return found

    def _skip(self, token: re.Match[bytes]) -> None:
        """Go behind the value that begins with a token."""
        depth = 0
        current: re.Match[bytes] | None = token
        while current is not None:
            depth += (current[0] in b"{[") - (current[0] in b"}]")
            if depth <= 0:
                return
            current = self._next()

    def _member(self, name: str) -> re.Match[bytes] | None:
        """Return the first token of a member's value."""
        while (key := self._next()) is not None and key[0] != b"}":
            colon, value = self._next(), self._next()
            if colon is None or colon[0] != b":" or value is None:
                return None
            if _text(key[0]) == name:
                return value
            self._skip(value)
            comma = self._next()
            if comma is None or comma[0] != b",":
                return None
        return None

    def _item(self, token: re.Match[bytes], index: str | int) -> re.Match[bytes] | None:
        """Return the first token of an item."""
        if token[0] != b"[" or not isinstance(index, int):
            return None
        place = 0
        while (value := self._next()) is not None and value[0] != b"]":
            if place == index:
                return value
            self._skip(value)
            place += 1
            comma = self._next()
            if comma is None or comma[0] != b",":
                return None
        return None


def _text(token: bytes) -> str | None:
    """Return the name that a token spells."""
    try:
        found = json.loads(token)
    except ValueError:
        return None
    return found if isinstance(found, str) else None
