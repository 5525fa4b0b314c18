"""YAML read from files that anybody may have written: with limits, and with the line in every complaint."""

import re
from typing import Any

import yaml

from modelpost.core.failures import FormatTrouble
from modelpost.core.text import Message
from modelpost.store.opencollection.nodes import (
    AliasNode,
    MappingNode,
    Node,
    Pair,
    Plain,
    ScalarNode,
    SequenceNode,
    plain,
)

LARGEST_FILE = 20 << 20
BYTE_ORDER_MARK = b"\xef\xbb\xbf"

_DEEPEST = 60
_MOST_NODES = 200_000
_MOST_ALIASES = 100
_MOST_DIRECTIVES = 10

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml where PyYAML was built with it. Only its events are used: they come one by one, so limits can end them."""


def decode(content: bytes, name: str) -> str:
    """Return the text of a file, without its byte order mark; raises FormatTrouble for what is no text."""
    if len(content) > LARGEST_FILE:
        raise FormatTrouble(
            Message("{name} is too large to be a request", name=name),
            Message("Files of a collection are at most 20 MB. Check what it is."),
        )
    if b"\0" in content:
        line = content.count(b"\n", 0, content.index(b"\0")) + 1
        raise FormatTrouble(
            Message("{name} is not a text file", name=name),
            Message("Line {line} holds a NUL character.", line=line),
            line=line,
        )
    try:
        return content.removeprefix(BYTE_ORDER_MARK).decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise FormatTrouble(
            Message("{name} is not text in UTF-8", name=name),
            Message("Line {line} holds a byte that is not valid. Save the file as UTF-8.", line=line),
            line=line,
        ) from error


def load(text: str, name: str) -> Plain:
    """Return a document as plain values."""
    return plain(parse(text, name))


def parse(text: str, name: str) -> Node | None:
    """Return a document as nodes, None for an empty one. Raises FormatTrouble, which names the line.

    What would take for ever or fill the memory is refused: deep nesting, too many entries, aliases that multiply or
    lead back to themselves.
    """
    if text.count("%") > _MOST_DIRECTIVES and len(re.findall(r"^%", text, re.MULTILINE)) > _MOST_DIRECTIVES:
        raise _refused(name, 1, Message("It has more than {n} directives.", n=_MOST_DIRECTIVES))
    builder = _Builder(name)
    try:
        for event in yaml.parse(text, Loader=_Loader):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        raise _marked_trouble(error, name) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, max(error.position, 0)) + 1
        raise _invalid(name, line, 0, str(error.reason)) from error
    return builder.root


class _Builder:
    """Builds nodes from events, with a stack of its own instead of recursion."""

    def __init__(self, name: str) -> None:
        self.root: Node | None = None
        self._name = name
        self._documents = 0
        self._open: list[MappingNode | SequenceNode] = []
        self._keys: list[ScalarNode | None] = []
        self._seen: list[set[str]] = []
        self._anchors: dict[str, tuple[Node, int]] = {}
        self._anchored: list[str | None] = []
        self._weights: list[int] = []
        self._aliases = 0
        self._nodes = 0

    def take(self, event: Any) -> None:
        """Take the next event."""
        match event:
            case yaml.ScalarEvent():
                node = ScalarNode(event.value, event.style or "", *_span(event))
                self._remember(event.anchor, node, 1)
                self._add(node, 1, event)
            case yaml.MappingStartEvent():
                mapping = MappingNode([], flow=bool(event.flow_style), start=_span(event)[0])
                self._begin(mapping, event)
            case yaml.SequenceStartEvent():
                sequence = SequenceNode([], flow=bool(event.flow_style), start=_span(event)[0])
                self._begin(sequence, event)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._end(event)
            case yaml.AliasEvent():
                self._alias(event)
            case yaml.DocumentStartEvent():
                self._documents += 1
                if self._documents > 1:
                    raise _refused(self._name, _line(event), Message("It holds more than one document."))

    def _begin(self, node: MappingNode | SequenceNode, event: Any) -> None:
        if len(self._open) >= _DEEPEST:
            raise _refused(self._name, _line(event), Message("It is nested more than {n} levels deep.", n=_DEEPEST))
        self._open.append(node)
        self._keys.append(None)
        self._seen.append(set())
        self._anchored.append(event.anchor)
        self._weights.append(1)

    def _end(self, event: Any) -> None:
        node = self._open.pop()
        node.end = event.end_mark.index
        self._keys.pop()
        self._seen.pop()
        weight = self._weights.pop()
        self._remember(self._anchored.pop(), node, weight)
        self._add(node, weight, event)

    def _alias(self, event: Any) -> None:
        self._aliases += 1
        if self._aliases > _MOST_ALIASES:
            raise _refused(self._name, _line(event), Message("It has more than {n} aliases.", n=_MOST_ALIASES))
        if event.anchor not in self._anchors:  # also one that is still open: it would contain itself
            raise _refused(
                self._name, _line(event), Message("The alias {alias} leads nowhere or to itself.", alias=event.anchor)
            )
        target, weight = self._anchors[event.anchor]
        self._add(AliasNode(target, *_span(event)), weight, event)

    def _remember(self, anchor: str | None, node: Node, weight: int) -> None:
        if anchor is not None:
            self._anchors[anchor] = (node, weight)

    def _add(self, node: Node, weight: int, event: Any) -> None:
        self._nodes += 1
        if not self._open:
            self.root = node
            return
        self._weights[-1] += weight
        if self._nodes > _MOST_NODES or self._weights[-1] > _MOST_NODES:
            raise _refused(self._name, _line(event), Message("It has more than {n} entries.", n=_MOST_NODES))
        parent = self._open[-1]
        if isinstance(parent, SequenceNode):
            parent.items.append(node)
            return
        key, self._keys[-1] = self._keys[-1], None
        if key is not None:
            parent.pairs.append(Pair(key, node))
            return
        if not isinstance(node, ScalarNode):
            raise _refused(self._name, _line(event), Message("A key is not a simple text."))
        if node.text in self._seen[-1]:
            raise _refused(self._name, _line(event), Message("The key {key} stands twice.", key=node.text))
        self._seen[-1].add(node.text)
        self._keys[-1] = node


def _span(event: Any) -> tuple[int, int]:
    return event.start_mark.index, event.end_mark.index


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _refused(name: str, line: int, reason: Message) -> FormatTrouble:
    return FormatTrouble(
        Message("{name} cannot be read as a request", name=name),
        Message("Line {line}: {reason}", line=line, reason=reason),
        line=line,
    )


def _invalid(name: str, line: int, column: int, reason: str) -> FormatTrouble:
    return FormatTrouble(
        Message("{name} is not valid YAML", name=name),
        Message("Line {line}, column {column}: {reason}.", line=line, column=column, reason=reason),
        line=line,
        column=column,
    )


def _marked_trouble(error: yaml.MarkedYAMLError, name: str) -> FormatTrouble:
    mark = error.problem_mark
    line, column = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
    return _invalid(name, line, column, error.problem or error.context or "")
