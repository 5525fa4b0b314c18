"""Changing values inside a YAML text without touching the rest of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from modelpost.store.opencollection.yaml_text import compose, dump_block

Path = tuple[str | int, ...]


class Removed:
    """Stands for the new value of a key that goes."""


REMOVED = Removed()


@dataclass(frozen=True, slots=True)
class Change:
    """A new value for the node at `path`, or REMOVED."""

    path: Path
    value: object


class CannotSplice(Exception):
    """The text is laid out in a way that a change cannot be put into; it must be written anew."""


def changes(before: object, after: object, path: Path = ()) -> list[Change]:
    """Return the smallest changes that turn one document into another."""
    if before == after and type(before) is type(after):
        return []
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        found = [Change((*path, key), REMOVED) for key in before if key not in after]
        for key, value in after.items():
            if key in before:
                found += changes(before[key], value, (*path, key))
            else:
                found.append(Change((*path, key), value))
        return found
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        return [
            change
            for i, (old, new) in enumerate(zip(before, after, strict=True))
            for change in changes(old, new, (*path, i))
        ]
    return [Change(path, after)]


def spliced(text: str, wanted: Sequence[Change]) -> str:
    """Return `text` with the changes made; raises CannotSplice."""
    newline = "\r\n" if "\r\n" in text else "\n"
    for change in wanted:
        text = _applied(text, change, newline)
    return text


def _applied(text: str, change: Change, newline: str) -> str:
    root = compose(text)
    if not isinstance(root, yaml.MappingNode) or not change.path:
        raise CannotSplice
    parent: yaml.Node = root
    for depth, step in enumerate(change.path[:-1]):
        child = _child(parent, step)
        if child is None:
            if change.value is REMOVED:
                return text
            value: Any = change.value
            for key in reversed(change.path[depth + 1 :]):
                if isinstance(key, int):
                    raise CannotSplice
                value = {key: value}
            return _inserted(text, parent, step, value, newline)
        parent = child
    last = change.path[-1]
    if _child(parent, last) is None:
        return text if change.value is REMOVED else _inserted(text, parent, last, change.value, newline)
    return _replaced(text, parent, last, change.value, newline)


def _child(parent: yaml.Node, step: str | int) -> yaml.Node | None:
    if isinstance(parent, yaml.MappingNode) and isinstance(step, str):
        return next((value for key, value in parent.value if key.value == step), None)
    if isinstance(parent, yaml.SequenceNode) and isinstance(step, int) and step < len(parent.value):
        node: yaml.Node = parent.value[step]
        return node
    return None


def _replaced(text: str, parent: yaml.Node, step: str | int, value: object, newline: str) -> str:
    if not isinstance(parent, yaml.MappingNode) or parent.flow_style:
        return _replaced_value(text, parent, step, value, newline)
    key, node = next((key, node) for key, node in parent.value if key.value == step)
    if _is_plain(node, text) and _is_one_line(value) and value is not REMOVED:
        return text[: node.start_mark.index] + _scalar(value) + text[node.end_mark.index :]
    start = key.start_mark.index
    end = _end_of_line(text, _last_index(node, text))
    if value is REMOVED:
        return _without_entry(text, parent, key, start, end)
    block = _block(str(step), value, key.start_mark.column, newline)
    return text[:start] + block + text[end:]


def _replaced_value(text: str, parent: yaml.Node, step: str | int, value: object, newline: str) -> str:
    node = _child(parent, step)
    if node is None or value is REMOVED:
        raise CannotSplice
    if isinstance(node, yaml.ScalarNode) and _is_plain(node, text) and _is_one_line(value):
        return text[: node.start_mark.index] + _scalar(value) + text[node.end_mark.index :]
    if not isinstance(parent, yaml.SequenceNode) or parent.flow_style:
        raise CannotSplice
    column = node.start_mark.column
    end = _last_index(node, text)
    lines = dump_block([value])[2:].rstrip("\n").split("\n")
    body = newline.join([lines[0], *(" " * (column - 2) + line if line else line for line in lines[1:])])
    return text[: node.start_mark.index] + body + text[end:]


def _without_entry(text: str, parent: yaml.MappingNode, key: yaml.Node, start: int, end: int) -> str:
    if len(parent.value) == 1:
        raise CannotSplice  # an empty mapping would be left behind
    line_start = text.rfind("\n", 0, start) + 1
    if text[line_start:start].strip():
        raise CannotSplice  # the key stands behind a dash
    if key.start_mark.column == 0:
        line_start = _over_blank_lines(text, line_start)
    after = end + 1 if end < len(text) else end
    return text[:line_start] + text[after:]


def _over_blank_lines(text: str, position: int) -> int:
    while position > 1:
        before = text.rfind("\n", 0, position - 1) + 1
        if text[before:position].strip():
            break
        position = before
    return position


def _inserted(text: str, parent: yaml.Node, key: str | int, value: object, newline: str) -> str:
    if not isinstance(parent, yaml.MappingNode) or not isinstance(key, str) or parent.flow_style or not parent.value:
        raise CannotSplice
    first, (_, last) = parent.value[0][0], parent.value[-1]
    column = first.start_mark.column
    end = _end_of_line(text, _last_index(last, text))
    gap = newline * 2 if column == 0 else newline
    return text[:end] + gap + " " * column + _block(key, value, column, newline) + text[end:]


def _block(key: str, value: object, column: int, newline: str) -> str:
    """Return `key: value` in lines indented by `column`, the first without its indent and the last without its end."""
    lines = dump_block({key: value}).rstrip("\n").split("\n")
    return newline.join([lines[0], *(" " * column + line if line else line for line in lines[1:])])


def _is_plain(node: yaml.Node, text: str) -> bool:
    """Tell whether a node is a scalar on one line."""
    if not isinstance(node, yaml.ScalarNode) or node.style in ("|", ">"):
        return False
    return "\n" not in text[node.start_mark.index : node.end_mark.index] and node.end_mark.index > node.start_mark.index


def _is_one_line(value: object) -> bool:
    return isinstance(value, bool | int | float) or (isinstance(value, str) and "\n" not in value)


def _scalar(value: object) -> str:
    text: str = dump_block({"k": value})
    return text[3:].rstrip("\n")


def _last_index(node: yaml.Node, text: str) -> int:
    """Return where the last visible character of a node ends; block collections end before what follows them."""
    if isinstance(node, yaml.MappingNode | yaml.SequenceNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _last_index(last[1] if isinstance(last, tuple) else last, text)
    end = node.end_mark.index
    return len(text[:end].rstrip()) if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">") else end


def _end_of_line(text: str, position: int) -> int:
    """Return the end of the line, so that a comment behind a value belongs to it."""
    found = text.find("\n", position)
    end = len(text) if found < 0 else found
    return end - 1 if end > position and text[end - 1 : end] == "\r" else end
