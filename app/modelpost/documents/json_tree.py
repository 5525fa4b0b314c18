"""A JSON document as a tree that is listed level by level, with places in the bytes instead of values.

Nothing is parsed ahead: what is folded is skipped, in pieces of 256 KB, so that a document of 100 MB shows its first
members at once and no other thread waits long. What is no JSON is listed as far as it can be read.

Of an array in a tree the first hundred items stand by themselves, those behind them in ranges that are listed when they
are unfolded: of a hundred each, from 10,000 on of 10,000, and so on. So an array of ten million has 307 rows: a view
lays all of them again with each that comes. Of an object, whose names say more than numbers, it is a thousand members.
"""

import json
import re
import sys
from collections.abc import Generator
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from modelpost.documents.hexadecimal import find_bytes
from modelpost.documents.json_skipping import (
    CLOSING,
    OBJECT,
    PIECE,
    Passing,
    after_comma,
    after_space,
    key_at,
    kind_at,
    skipped,
)
from modelpost.documents.json_values import Path, path_text
from modelpost.documents.line_index import Buffer

_ITEMS, _MEMBERS = 100, 1_000
"""Entries of an array and of an object that stand by themselves, and those of the smallest range."""

_IN_RANGE = 100
"""Ranges in the next larger one."""

_NAME = re.compile(r"[A-Za-z_$][\w$]*")


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


class Range(NamedTuple):
    """Neighbours in a level, too many to stand by themselves: the number of the first, how many, and where they are."""

    first: int
    many: int
    start: int
    end: int
    is_object: bool

    @property
    def name(self) -> str:
        """Return the numbers of the first and the last, in the brackets of what they stand in."""
        numbers = f"{self.first} … {self.first + self.many - 1}" if self.many > 1 else f"{self.first}"
        return f"{{{numbers}}}" if self.is_object else f"[{numbers}]"

    @property
    def kind(self) -> str:
        """Return what an entry would call its type."""
        return "range"

    @property
    def is_branch(self) -> bool:
        """Tell that there is something below."""
        return True


Row = Entry | Range
R = TypeVar("R", Entry, Row)
Steps = Generator[tuple[int, R | None], None, int]
"""How far the listing came, and a row where one ended there; returns where the next begins, -1 where there is none."""


class _Listing(Generic[R]):
    """Rows of one branch, listed as far as somebody asks."""

    def __init__(self, steps: Steps[R]) -> None:
        self.is_complete = False
        self._steps: Steps[R] = steps

    def more(self, budget: int = 4 * PIECE) -> list[R]:
        """Return the rows of about `budget` more bytes, to be put behind the others by `joined`."""
        found: list[R] = []
        begun = -1
        for at, row in self._steps:
            begun = at if begun < 0 else begun
            if row is not None:
                found[-1:] = joined(found[-1:], [row])
            if at - begun >= budget or len(found) >= _MEMBERS:
                return found
        self.is_complete = True
        return found


class Level(_Listing[Entry]):
    """All entries of one object or array."""

    def __init__(self, content: Buffer, start: int) -> None:
        super().__init__(_entries(content, after_space(content, start + 1), content[start] == OBJECT))


class Branch(_Listing[Row]):
    """What stands below a row of the tree: entries, and ranges of them where they are many."""

    def __init__(self, content: Buffer, row: Row) -> None:
        super().__init__(_rows_in(content, row) if isinstance(row, Range) else _rows(content, row.start))


def joined(rows: list[R], more: list[R]) -> list[R]:
    """Return a list that goes on; where the end of its last row is known now, that row is replaced."""
    is_same = bool(rows and more) and rows[-1].start == more[0].start
    return (rows[:-1] if is_same else rows) + more


@dataclass(frozen=True, slots=True)
class Trail:
    """The way to a place: of each branch the rows so far, the branch itself, and which row leads on."""

    branches: tuple[tuple[tuple[Row, ...], Branch, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Unfolded:
    """Rows of a branch, and those below them by their number, as far as they were listed."""

    rows: tuple[Row, ...]
    branch: Branch
    below: tuple[tuple[int, "Unfolded"], ...] = ()


def root_of(content: Buffer) -> Entry | None:
    """Return the whole document as an entry; None where there is nothing. Where it ends is not looked for."""
    start = after_space(content, 0)
    return Entry("$", kind_at(content, start), start, len(content)) if start < len(content) else None


def trail_to(content: Buffer, offset: int) -> Trail:
    """Return the way to the innermost entry around a byte."""
    branches: list[tuple[tuple[Row, ...], Branch, int]] = []
    around: Row | None = root_of(content)
    while around is not None and around.is_branch:
        branch = Branch(content, around)
        rows: list[Row] = []
        while not branch.is_complete and (not rows or rows[-1].end <= offset):
            rows = joined(rows, branch.more())
        step = next((number for number, row in enumerate(rows) if offset < row.end), -1)
        if step < 0 or not rows:
            break
        branches.append((tuple(rows), branch, step))
        around = rows[step]
    return Trail(tuple(branches))


def unfolded(content: Buffer, row: Row, depth: int, most: int) -> Unfolded:
    """Return what stands below a row, so many levels deep, and no more below once there are `most` rows."""
    branch = Branch(content, row)
    rows = branch.more()
    below: list[tuple[int, Unfolded]] = []
    most -= len(rows)
    for number, each in enumerate(rows if depth > 0 else ()):
        if each.is_branch and most > 0:
            below.append((number, unfolded(content, each, depth - 1, most)))
            most -= _size(below[-1][1])
    return Unfolded(tuple(rows), branch, tuple(below))


def _size(listed: Unfolded) -> int:
    return len(listed.rows) + sum(_size(below) for _, below in listed.below)


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


def _rows(content: Buffer, start: int) -> Steps[Row]:
    """List an object or array: entries, then ranges."""
    is_object = content[start] == OBJECT
    plain = _MEMBERS if is_object else _ITEMS
    at = yield from _entries(content, after_space(content, start + 1), is_object, most=plain)
    first = plain
    while at >= 0:
        size = plain
        while size * _IN_RANGE <= first:
            size *= _IN_RANGE
        at = yield from _range(content, at, first, size, is_object)
        first += size
    return at


def _rows_in(content: Buffer, around: Range) -> Steps[Row]:
    """List a range: entries, or smaller ranges."""
    plain = _MEMBERS if around.is_object else _ITEMS
    if around.many <= plain:
        return (yield from _entries(content, around.start, around.is_object, around.first, around.many))
    size, at = plain, around.start
    while size * _IN_RANGE < around.many:
        size *= _IN_RANGE
    end = around.first + around.many
    for first in range(around.first, end, size):
        at = yield from _range(content, at, first, min(size, end - first), around.is_object)
    return at


def _range(content: Buffer, at: int, first: int, most: int, is_object: bool) -> Steps[Row]:
    """List up to `most` entries as one row."""
    passing = Passing(content, at, is_object)
    for place in passing.steps(most):
        yield place, None
    if passing.count:
        yield passing.end, Range(first, passing.count, at, passing.end, is_object)
    return passing.at


def _entries(content: Buffer, at: int, is_object: bool, first: int = 0, most: int = sys.maxsize) -> Steps[Entry]:
    """List entries one by one."""
    index = first
    while index < first + most:
        name: str | int = index
        begin = at
        if is_object:
            key = key_at(content, at)
            if key is None:
                return -1
            name, begin = string_of(key[0]), key[1]
        if begin >= len(content) or content[begin] in CLOSING:
            return -1
        kind, is_long = kind_at(content, begin), False
        for at in skipped(content, begin):
            yield at, None if is_long or at - begin < PIECE else Entry(name, kind, begin, 0)
            is_long = at - begin >= PIECE
        if at == begin:
            return -1
        yield at, Entry(name, kind, begin, at)
        index += 1
        at = after_comma(content, at)
        if at < 0:
            return -1
    return at
