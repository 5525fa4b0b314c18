"""What Postman's files are made of: JSON that many programs have written, each in its own way."""

import json
import re
from typing import Any

from modelpost.core.failures import FormatTrouble
from modelpost.core.request import Row
from modelpost.core.text import Message

Tree = dict[str, Any]

_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")
_LONG_NUMBER = re.compile(r"[0-9]{4000,}")
_MARKS = re.compile(r'[\[\]{}]|"(?:[^"\\]|\\.)*"')
_MAY_HOLD_SURROGATES = re.compile(r"\\u[dD][89a-fA-F]")


def parse(text: str) -> Any:
    """Return a JSON document as plain values; raises FormatTrouble with line and column."""
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        raise FormatTrouble(
            Message("The file is not valid JSON"),
            Message("Line {line}, column {column}: {what}.", line=error.lineno, column=error.colno, what=error.msg),
            line=error.lineno,
            column=error.colno,
        ) from error
    except RecursionError as error:
        raise too_deep(text) from error
    except ValueError as error:  # a number with more digits than Python takes
        number = _LONG_NUMBER.search(text)
        raise FormatTrouble(
            Message("The file holds a number that is too long"),
            Message("Check what it is, then try again."),
            line=text.count("\n", 0, number.start()) + 1 if number is not None else 1,
        ) from error
    return _whole(found) if _MAY_HOLD_SURROGATES.search(text) else found


def too_deep(text: str) -> FormatTrouble:
    """Return the refusal of a document with too many levels, with the line where it is deepest."""
    depth = deepest = line = at = 0
    for mark in _MARKS.finditer(text):
        depth += (mark[0] in "[{") - (mark[0] in "]}")
        if depth > deepest:
            deepest = depth
            line += text.count("\n", at, mark.start())
            at = mark.start()
    return FormatTrouble(
        Message("The file is nested too deeply"),
        Message("No application writes such a file. Check what it is."),
        line=line + 1,
    )


def as_text(value: object) -> str:
    """Return any value as text: nothing for null, JSON for what is not a scalar."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False)


def as_tree(value: object) -> Tree:
    """Return an object, an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def as_trees(value: object) -> list[Tree]:
    """Return the objects in a list."""
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def description_of(value: object) -> str:
    """Return a description: a text, or an object with its content."""
    return as_text(value.get("content")) if isinstance(value, dict) else as_text(value)


def is_enabled(tree: Tree) -> bool:
    """Tell whether a row counts; environments say `enabled`, all else `disabled`."""
    return tree.get("disabled") is not True and tree.get("enabled") is not False


def row_of(tree: Tree) -> Row:
    """Return a row with a key and a value."""
    return Row(
        as_text(tree.get("key")), as_text(tree.get("value")), is_enabled(tree), description_of(tree.get("description"))
    )


def row_tree(row: Row) -> Tree:
    """Return a row as Postman writes it."""
    return with_remarks({"key": row.name, "value": row.value}, row.note, enabled=row.enabled)


def with_remarks(tree: Tree, note: str, *, enabled: bool) -> Tree:
    """Add what a row has besides its content."""
    if note:
        tree["description"] = note
    if not enabled:
        tree["disabled"] = True
    return tree


def _whole(document: Any) -> Any:
    """Replace halves of characters, which no file can hold; in place, and without recursion."""
    holder = [document]
    waiting: list[Any] = [holder]
    while waiting:
        node = waiting.pop()
        for key, value in list(node.items() if isinstance(node, dict) else enumerate(node)):
            if isinstance(value, str):
                node[key] = _LONE_SURROGATE.sub("\ufffd", value)
            elif isinstance(value, dict | list):
                waiting.append(value)
            if isinstance(key, str) and _LONE_SURROGATE.search(key):
                node[_LONE_SURROGATE.sub("\ufffd", key)] = node.pop(key)
    return holder[0]
