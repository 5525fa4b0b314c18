"""Two JSON documents line by line beside each other: what stands in both, what differs, what one of them lacks."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from modelpost.documents.json_values import Json

PASSING = frozenset({"id", "uuid", "created", "timestamp", "time", "date", "request_id", "requestId", "trace_id"})
"""Names of members that differ from one answer to the next, whatever the model says."""

_MOST_ROWS = 5_000
_STEP = "  "
_MISSING = object()


class Kind(Enum):
    """How two lines stand to one another."""

    SAME = "same"
    CHANGED = "changed"
    LEFT = "left"
    """Only the left document has it."""

    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of both documents; an empty text where one of them has none."""

    left: str
    right: str
    kind: Kind = Kind.SAME


@dataclass(frozen=True, slots=True)
class SideBySide:
    """All lines, and how many values differ, are missing on the right, or on the left. `is_cut` tells of more lines."""

    lines: tuple[Line, ...]
    changed: int = 0
    only_left: int = 0
    only_right: int = 0
    is_cut: bool = False


def side_by_side(left: Json, right: Json, passing: frozenset[str] = frozenset()) -> SideBySide:
    """Compare two documents; members whose names are in `passing` count as the same whatever they hold."""
    counts = dict.fromkeys(Kind, 0)
    lines: list[Line] = []
    is_cut = False
    for line, counts_as in _lines("", left, right, 0, passing):
        if len(lines) >= _MOST_ROWS:
            is_cut = True
            break
        lines.append(line)
        if counts_as:
            counts[line.kind] += 1
    return SideBySide(tuple(lines), counts[Kind.CHANGED], counts[Kind.LEFT], counts[Kind.RIGHT], is_cut)


def _lines(head: str, left: object, right: object, depth: int, passing: frozenset[str]) -> Iterator[tuple[Line, bool]]:
    """Yield lines, and whether each of them counts as a difference."""
    if isinstance(left, dict) and isinstance(right, dict):
        names = [*left, *(name for name in right if name not in left)]
        members = [(f"{json.dumps(name, ensure_ascii=False)}: ", name) for name in names]
        pairs = [(text, left.get(name, _MISSING), right.get(name, _MISSING), name) for text, name in members]
        yield from _block("{", "}", head, pairs, depth, passing)
    elif isinstance(left, list) and isinstance(right, list):
        if _is_short(left) and _is_short(right):
            yield _leaf(head, left, right, depth)
            return
        longest = max(len(left), len(right))
        items = [
            ("", left[at] if at < len(left) else _MISSING, right[at] if at < len(right) else _MISSING, "")
            for at in range(longest)
        ]
        yield from _block("[", "]", head, items, depth, passing)
    else:
        yield _leaf(head, left, right, depth)


def _block(
    opening: str,
    closing: str,
    head: str,
    members: list[tuple[str, object, object, str]],
    depth: int,
    passing: frozenset[str],
) -> Iterator[tuple[Line, bool]]:
    indent = _STEP * depth
    if not members:
        yield Line(indent + head + opening + closing, indent + head + opening + closing), False
        return
    yield Line(indent + head + opening, indent + head + opening), False
    for text, one, other, name in members:
        for line, counts in _lines(text, one, other, depth + 1, passing):
            if name in passing:
                yield Line(line.left, line.right), False
            else:
                yield line, counts
    yield Line(indent + closing, indent + closing), False


def _leaf(head: str, left: object, right: object, depth: int) -> tuple[Line, bool]:
    indent = _STEP * depth
    if left is _MISSING:
        return Line("", indent + head + _short(right), Kind.RIGHT), True
    if right is _MISSING:
        return Line(indent + head + _short(left), "", Kind.LEFT), True
    is_same = type(left) is type(right) and left == right
    return (
        Line(indent + head + _short(left), indent + head + _short(right), Kind.SAME if is_same else Kind.CHANGED),
        not is_same,
    )


def _is_short(values: list[Json]) -> bool:
    """Tell whether a list fits on a line: pairs of class and score, corners of boxes."""
    return len(values) <= 6 and not any(isinstance(value, dict | list) for value in values)


def _short(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
