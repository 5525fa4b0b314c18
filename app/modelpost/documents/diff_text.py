"""What differs between two texts, line by line."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import NamedTuple

from modelpost.documents.side_by_side import Kind

_MOST_ALIGNED = 4_000
"""Lines from the first difference to the last up to which they are aligned; more are paired as they stand."""


class LineChange(NamedTuple):
    """A line that differs, is only in the left text, or only in the right one; lines count from 1."""

    kind: Kind
    line: int
    left: str
    right: str


def line_changes(left: str, right: str) -> Iterator[LineChange]:
    """Yield the lines that differ."""
    one, other = left.splitlines(), right.splitlines()
    for kind, a, a_end, b, b_end in blocks(one, other):
        if kind != "equal":
            yield from _paired(one[a:a_end], other[b:b_end], a, b)


def blocks(one: list[str], other: list[str]) -> Iterator[tuple[str, int, int, int, int]]:
    """Yield what becomes of the lines from first to last, as `SequenceMatcher.get_opcodes` does."""
    shortest = min(len(one), len(other))
    head = next((at for at in range(shortest) if one[at] != other[at]), shortest)
    rest = shortest - head
    tail = next((at for at in range(rest) if one[-1 - at] != other[-1 - at]), rest)
    one_end, other_end = len(one) - tail, len(other) - tail
    if head:
        yield "equal", 0, head, 0, head
    if max(one_end, other_end) - head > _MOST_ALIGNED:
        yield "replace", head, one_end, head, other_end
    else:
        matcher = SequenceMatcher(None, one[head:one_end], other[head:other_end], autojunk=False)
        for kind, a, a_end, b, b_end in matcher.get_opcodes():
            yield kind, head + a, head + a_end, head + b, head + b_end
    if tail:
        yield "equal", one_end, len(one), other_end, len(other)


def _paired(one: list[str], other: list[str], one_at: int, other_at: int) -> Iterator[LineChange]:
    for offset, (left, right) in enumerate(zip_longest(one, other)):
        if left is None:
            yield LineChange(Kind.RIGHT, other_at + offset + 1, "", right or "")
        elif right is None:
            yield LineChange(Kind.LEFT, one_at + offset + 1, left, "")
        elif left != right:
            yield LineChange(Kind.CHANGED, other_at + offset + 1, left, right)
