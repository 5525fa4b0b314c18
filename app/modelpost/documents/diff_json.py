"""What differs between two JSON documents, whatever the order of their keys."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Final, NamedTuple

from modelpost.core.failures import FormatTrouble
from modelpost.core.text import Message
from modelpost.documents.json_values import Path, path_text
from modelpost.documents.side_by_side import Kind

LARGEST: Final = 16 << 20
"""Bytes of a document up to which it is compared by its values."""

MISSING: Final = object()
"""Stands for a value that only the other document has."""

_NAMING = ("id", "key", "uuid", "name", "label")
"""Members by which the items of two lists are matched, where each item has another."""

_ANY = -1
_ANY_WRITTEN = "[-1]"
_LONGEST_ALIGNED = 1_000
_SHOWN_MEMBERS = 6


class Number(str):
    """A number as it is written."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Rules:
    """What does not count, and how far apart numbers may be.

    `passing` are names of members, wherever they stand; `places` are JSONPaths, in which `[*]` is any item.
    """

    passing: frozenset[str] = frozenset()
    tolerance: Decimal = Decimal(0)
    places: frozenset[str] = frozenset()

    def passes(self, path: Path) -> bool:
        """Tell whether what stands at a path does not count."""
        if path[-1] in self.passing:
            return True
        return bool(self.places) and (pattern_of(path) in self.places or path_text(path) in self.places)


def pattern_of(path: Path) -> str:
    """Return a path as it is said of all items at once."""
    return path_text(tuple(step if isinstance(step, str) else _ANY for step in path)).replace(_ANY_WRITTEN, "[*]")


class Change(NamedTuple):
    """A value that differs, is only in the left document, or only in the right one; written as JSON, long ones cut."""

    kind: Kind
    path: Path
    left: str
    right: str


def exact(content: bytes | memoryview) -> object:
    """Return the values of a document, numbers as they are written.

    Raises FormatTrouble for what is no JSON, too large or too deep.
    """
    if len(content) > LARGEST:
        raise FormatTrouble(Message("The document is larger than {size} MB", size=LARGEST >> 20))
    try:
        return json.loads(
            bytes(content),
            object_pairs_hook=_members_of,
            parse_float=_number,
            parse_int=_number,
            parse_constant=_number,
        )
    except (ValueError, RecursionError) as error:
        raise FormatTrouble(Message("The text is not JSON")) from error


def _members_of(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Return the members of an object. `dict` itself, and no hook, would let no other thread run until the end."""
    return dict(pairs)


def _number(text: str) -> Number:
    """Return a number as it is written. In Python, as `_members_of` is."""
    return Number(text)


def changes(left: object, right: object, rules: Rules) -> Iterator[Change]:
    """Yield what differs, in the order of the left document; what only the right one has stands behind its siblings."""
    waiting: list[tuple[Path, object, object]] = [((), left, right)]
    while waiting:
        path, one, other = waiting.pop()
        if isinstance(one, dict) and isinstance(other, dict):
            pairs: Iterable[tuple[str | int, object, object]] = members(one, other)
        elif isinstance(one, list) and isinstance(other, list):
            pairs = items(one, other)
        else:
            if not is_same(one, other, rules):
                yield _change(path, one, other)
            continue
        below = [((*path, step), a, b) for step, a, b in pairs if not rules.passes((*path, step))]
        waiting.extend(reversed(below))


def written(value: object, depth: int = 2) -> str:
    """Return a value as JSON in one line, cut where it is long or deep."""
    match value:
        case Number():
            return str(value)
        case dict() if value and depth:
            shown = list(value.items())[:_SHOWN_MEMBERS]
            parts = [f"{json.dumps(name, ensure_ascii=False)}: {written(each, depth - 1)}" for name, each in shown]
            return "{" + ", ".join(parts + ["…"] * (len(value) > len(shown))) + "}"
        case list() if value and depth:
            items = [written(each, depth - 1) for each in value[:_SHOWN_MEMBERS]]
            return "[" + ", ".join(items + ["…"] * (len(value) > len(items))) + "]"
        case dict():
            return "{…}" if value else "{}"
        case list():
            return "[…]" if value else "[]"
        case _:
            return json.dumps(value, ensure_ascii=False)


def members(one: dict[str, object], other: dict[str, object]) -> Iterator[tuple[str, object, object]]:
    """Yield pairs of members by their names, whatever their order."""
    for name, value in one.items():
        yield name, value, other.get(name, MISSING)
    for name, value in other.items():
        if name not in one:
            yield name, MISSING, value


def items(one: list[object], other: list[object]) -> Iterator[tuple[int, object, object]]:
    """Yield pairs of items: matched by what names them, else aligned, else one by one; with the place of either."""
    naming = next((name for name in _NAMING if _names(one, name) and _names(other, name)), "")
    if naming:
        yield from _by_name(_names(one, naming), _names(other, naming))
    elif max(len(one), len(other)) <= _LONGEST_ALIGNED and len(one) != len(other):
        yield from _aligned(one, other)
    else:
        for place, (a, b) in enumerate(zip_longest(one, other, fillvalue=MISSING)):
            yield place, a, b


def _names(items: list[object], member: str) -> dict[str, tuple[int, object]]:
    """Return the items by a member that names them; nothing where one lacks it or two share it."""
    found: dict[str, tuple[int, object]] = {}
    for place, item in enumerate(items):
        name = item.get(member) if isinstance(item, dict) else None
        if not isinstance(name, str) or name in found:
            return {}
        found[name] = (place, item)
    return found


def _by_name(
    one: dict[str, tuple[int, object]], other: dict[str, tuple[int, object]]
) -> Iterator[tuple[int, object, object]]:
    for name, (place, item) in one.items():
        now = other.get(name)
        yield (place, item, MISSING) if now is None else (now[0], item, now[1])
    for name, (place, item) in other.items():
        if name not in one:
            yield place, MISSING, item


def _aligned(one: list[object], other: list[object]) -> Iterator[tuple[int, object, object]]:
    """Yield pairs such that an item that was put in between does not make all behind it differ."""
    before, now = ([json.dumps(item, sort_keys=True) for item in items] for items in (one, other))
    for _, a, a_end, b, b_end in SequenceMatcher(None, before, now, autojunk=False).get_opcodes():
        for offset, (left, right) in enumerate(zip_longest(one[a:a_end], other[b:b_end], fillvalue=MISSING)):
            yield (b if b < b_end else a) + offset, left, right


def is_same(one: object, other: object, rules: Rules) -> bool:
    """Tell whether two values that hold no others count as the same."""
    if isinstance(one, Number) and isinstance(other, Number):
        if str(one) == str(other):
            return True
        try:
            return abs(Decimal(one) - Decimal(other)) <= rules.tolerance
        except InvalidOperation:  # NaN, or exponents beyond all measure
            return False
    return type(one) is type(other) and one == other


def _change(path: Path, one: object, other: object) -> Change:
    if one is MISSING:
        return Change(Kind.RIGHT, path, "", written(other))
    if other is MISSING:
        return Change(Kind.LEFT, path, written(one), "")
    return Change(Kind.CHANGED, path, written(one), written(other))
