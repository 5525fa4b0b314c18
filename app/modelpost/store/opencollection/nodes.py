"""A YAML document as nodes that know where they stand in the text, and as plain values.

Plain values follow the core schema of YAML 1.2, which is what Bruno reads, with one difference: a number keeps the
digits that somebody typed, so `0.30` is the text "0.30" where nothing else would write it so.
"""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

Plain = Any
"""None, bool, int, float, str, a list of these or a dict from str to these."""

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+")
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


class ScalarNode:
    """A text; `style` is empty for a plain one, else its first character: a quote, `|` or `>`."""

    __slots__ = ("end", "start", "style", "text")

    def __init__(self, text: str, style: str, start: int, end: int) -> None:
        self.text = text
        self.style = style
        self.start = start
        self.end = end


class Pair(NamedTuple):
    """A key and its value."""

    key: ScalarNode
    value: "Node"


class MappingNode:
    """Names and values; `flow` where it is written in braces."""

    __slots__ = ("end", "flow", "pairs", "start")

    def __init__(self, pairs: list[Pair], *, flow: bool, start: int, end: int = 0) -> None:
        self.pairs = pairs
        self.flow = flow
        self.start = start
        self.end = end

    def get(self, key: str) -> "Node | None":
        """Return the value under `key`, where an alias leads."""
        for pair in self.pairs:
            if pair.key.text == key:
                return resolved(pair.value)
        return None


class SequenceNode:
    """A list; `flow` where it is written in brackets, else `start` is at its first dash."""

    __slots__ = ("end", "flow", "items", "start")

    def __init__(self, items: "list[Node]", *, flow: bool, start: int, end: int = 0) -> None:
        self.items = items
        self.flow = flow
        self.start = start
        self.end = end


class AliasNode:
    """A place where a node that stands elsewhere is meant again."""

    __slots__ = ("end", "start", "target")

    def __init__(self, target: "Node", start: int, end: int) -> None:
        self.target = target
        self.start = start
        self.end = end


Node = ScalarNode | MappingNode | SequenceNode | AliasNode


def resolved(node: Node) -> ScalarNode | MappingNode | SequenceNode:
    """Return the node that is meant."""
    while isinstance(node, AliasNode):
        node = node.target
    return node


def plain(node: Node | None) -> Plain:
    """Return a node as a plain value."""
    match node:
        case None:
            return None
        case AliasNode():
            return plain(node.target)
        case MappingNode():
            return {pair.key.text: plain(pair.value) for pair in node.pairs}
        case SequenceNode():
            return [plain(item) for item in node.items]
        case ScalarNode():
            return node.text if node.style else plain_text(node.text)


def plain_text(text: str) -> Plain:
    """Return what an unquoted text stands for."""
    if text in _NULLS:
        return None
    if text in ("true", "false"):
        return text == "true"
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text) and repr(float(text)) == text:
        return float(text)
    return text


def as_text(value: object) -> str:
    """Return a scalar as text; nothing for null, lists and mappings."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return str(value)
        case int() | float():
            return repr(value)
    return ""


def as_number(value: object) -> float | None:
    """Return a number, None for what is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if abs(number) < 1e15 else None


def as_flag(value: object) -> bool | None:
    """Return true or false, None for anything else."""
    return value if isinstance(value, bool) else None


def as_mapping(value: object) -> dict[str, Plain]:
    """Return a mapping, an empty one for anything else."""
    return dict(value) if isinstance(value, Mapping) else {}


def as_mappings(value: object) -> list[dict[str, Plain]]:
    """Return the mappings in a list."""
    return [dict(entry) for entry in value if isinstance(entry, Mapping)] if isinstance(value, list) else []


def as_texts(value: object) -> tuple[str, ...]:
    """Return the scalars in a list as texts; a single one counts as a list of one."""
    entries = value if isinstance(value, list) else [] if value is None else [value]
    return tuple(text for text in map(as_text, entries) if text)
