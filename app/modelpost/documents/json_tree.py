"""A JSON document as a tree that is listed level by level, with places in the bytes instead of values.

Nothing is parsed ahead: what is folded is skipped, in pieces of 256 KB, so that a document of 100 MB shows its first
members at once and no other thread waits long. What is no JSON is listed as far as it can be read.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from modelpost.documents.hexadecimal import find_bytes
from modelpost.documents.json_values import Path, path_text
from modelpost.documents.line_index import Buffer

_PIECE = 1 << 18
_DEEPEST_AT_ONCE = 4
_MOST_AT_ONCE = 2_000
_SPACE = re.compile(rb"[ \t\r\n\xef\xbb\xbf]*+")
_STRING = rb'"(?:[^"\\]++|\\.)*+"'
_A_STRING = re.compile(_STRING, re.DOTALL)
_WORD = re.compile(rb'[^ \t\r\n{}\[\],:"]++')
_NAME = re.compile(r"[A-Za-z_$][\w$]*")
_KINDS = {0x7B: "object", 0x5B: "array", 0x22: "string", 0x74: "true", 0x66: "false", 0x6E: "null"}


def _balanced(depth: int) -> bytes:
    """Return a pattern of text whose brackets match, so many levels deep."""
    inner = rb'[^"{}\[\]]++|' + _STRING
    for _ in range(depth):
        inner = rb'[^"{}\[\]]++|' + _STRING + rb"|[{\[](?:" + inner + rb")*+[}\]]"
    return rb"(?:" + inner + rb")*+"


_FLAT = re.compile(_balanced(_DEEPEST_AT_ONCE), re.DOTALL)


class Entry(NamedTuple):
    """A member or an item: its name or index, what it is, and where its value stands; `end` is 0 until it is known."""

    name: str | int
    kind: str
    start: int
    end: int

    @property
    def is_branch(self) -> bool:
        """Tell whether there may be something below it."""
        return self.kind in {"object", "array"}


class Level:
    """The entries of one object or array, listed as far as somebody asks."""

    def __init__(self, content: Buffer, start: int) -> None:
        self.is_complete = False
        self._steps = _entries(content, start)

    def more(self, budget: int = 4 * _PIECE) -> list[Entry]:
        """Return the entries of about `budget` more bytes, to be put behind the others by `joined`."""
        found: list[Entry] = []
        begun = -1
        for at, entry in self._steps:
            begun = at if begun < 0 else begun
            if entry is not None:
                found[-1:] = joined(found[-1:], [entry])
            if at - begun >= budget or len(found) >= _MOST_AT_ONCE:
                return found
        self.is_complete = True
        return found


def joined(entries: list[Entry], more: list[Entry]) -> list[Entry]:
    """Return a list that goes on; where the end of its last entry is known now, that entry is replaced."""
    is_same = bool(entries and more) and entries[-1].start == more[0].start
    return (entries[:-1] if is_same else entries) + more


@dataclass(frozen=True, slots=True)
class Trail:
    """The way to a place: of each level the entries so far, the level itself, and which entry leads on."""

    levels: tuple[tuple[tuple[Entry, ...], Level, int], ...] = ()


def root_of(content: Buffer) -> Entry | None:
    """Return the whole document as an entry; None where there is nothing. Where it ends is not looked for."""
    start = _after_space(content, 0)
    return Entry("$", _kind(content, start), start, len(content)) if start < len(content) else None


def trail_to(content: Buffer, offset: int) -> Trail:
    """Return the way to the innermost entry around a byte."""
    levels: list[tuple[tuple[Entry, ...], Level, int]] = []
    around = root_of(content)
    while around is not None and around.is_branch:
        level = Level(content, around.start)
        entries: list[Entry] = []
        while not level.is_complete and (not entries or entries[-1].end <= offset):
            entries = joined(entries, level.more())
        step = next((number for number, entry in enumerate(entries) if offset < entry.end), -1)
        if step < 0 or not entries:
            break
        levels.append((tuple(entries), level, step))
        around = entries[step]
    return Trail(tuple(levels))


def find(content: Buffer, text: str, start: int) -> int:
    """Return where a text stands next, whatever its case, from `start` on, then from the beginning; -1 if nowhere."""
    return find_bytes(content, text.encode("utf-8", "replace"), start, any_case=True)


def string_of(token: bytes) -> str:
    """Return the text that a string in JSON stands for; one with a mistake in it as it is written."""
    try:
        found = json.loads(token)
    except ValueError:
        return token.decode("utf-8", "replace")
    return found if isinstance(found, str) else token.decode("utf-8", "replace")


def json_path(path: Path) -> str:
    """Return a path as JSONPath (RFC 9535)."""
    return path_text(path)


def python_path(path: Path) -> str:
    """Return a path as Python reaches it in the value that `response.json()` gives."""
    return "".join(f"[{step!r}]" for step in path)


def javascript_path(path: Path) -> str:
    """Return a path as JavaScript reaches it."""
    return "".join(
        f".{step}" if isinstance(step, str) and _NAME.fullmatch(step) else f"[{json.dumps(step)}]" for step in path
    )


def _entries(content: Buffer, start: int) -> Iterator[tuple[int, Entry | None]]:
    """Yield how far the listing came, and an entry where one ended there."""
    is_object = content[start] == 0x7B
    at, index = _after_space(content, start + 1), 0
    while at < len(content) and content[at] not in b"}]":
        name: str | int = index
        if is_object:
            key = _A_STRING.match(content, at)
            if key is None:
                return
            name = string_of(bytes(key[0]))
            at = _after_space(content, key.end())
            if at >= len(content) or content[at] != 0x3A:
                return
            at = _after_space(content, at + 1)
        begin = at
        if begin >= len(content):
            return
        kind, is_long = _kind(content, begin), False
        for at in _skipped(content, begin):
            yield at, None if is_long or at - begin < _PIECE else Entry(name, kind, begin, 0)
            is_long = at - begin >= _PIECE
        if at == begin:
            return
        yield at, Entry(name, kind, begin, at)
        index += 1
        at = _after_space(content, at)
        if at >= len(content) or content[at] != 0x2C:
            return
        at = _after_space(content, at + 1)


def _skipped(content: Buffer, at: int) -> Iterator[int]:
    """Yield places on the way behind a value, the last of which is its end."""
    depth, size = 0, len(content)
    while at < size:
        byte = content[at]
        if byte in b"{[":
            depth, at = depth + 1, at + 1
        elif byte in b"}]":
            depth, at = depth - 1, at + 1
        else:
            match = (_A_STRING if byte == 0x22 else _WORD).match(content, at)
            at = match.end() if match is not None else size if byte == 0x22 else at + (depth > 0)
        if depth <= 0:
            break
        if flat := _FLAT.match(content, at, min(size, at + _PIECE)):
            at = flat.end()
        if at < size:
            yield at
    yield at


def _after_space(content: Buffer, at: int) -> int:
    match = _SPACE.match(content, at)
    return match.end() if match is not None else at


def _kind(content: Buffer, at: int) -> str:
    return _KINDS.get(content[at], "number") if at < len(content) else "null"
