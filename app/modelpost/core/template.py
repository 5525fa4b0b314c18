"""The one parser for `{{name}}`; resolver, highlighter and completer all read its spans."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_PLACEHOLDER = re.compile(r"\{\{([^{}]*)\}\}")
_FILE = "file:"
_NOT_IN_PATHS = re.compile(r"[{}\r\n]")
CODINGS = ("base64", "text")
"""How a file's content can stand in a text."""


class Span(NamedTuple):
    """A piece of a text: literal where `name` is None, else a placeholder whose braces lie in `text[start:end]`."""

    start: int
    end: int
    name: str | None


def spans(text: str) -> Iterator[Span]:
    """Yield the pieces of `text` in order, without gaps; empty braces count as literal text."""
    position = 0
    for match in _PLACEHOLDER.finditer(text):
        name = match[1].strip()
        if not name or "\n" in name or "\r" in name:
            continue
        if match.start() > position:
            yield Span(position, match.start(), None)
        yield Span(match.start(), match.end(), name)
        position = match.end()
    if position < len(text):
        yield Span(position, len(text), None)


def placeholders(text: str) -> tuple[Span, ...]:
    """Return only the placeholders of `text`."""
    if "{{" not in text:
        return ()
    return tuple(span for span in spans(text) if span.name is not None)


def masked(text: str) -> str:
    """Return `text`, equally long, with letters in the place of placeholders: nothing in them means anything."""
    return _PLACEHOLDER.sub(lambda match: "x" * len(match[0]), text)


def reference(name: str) -> str:
    """Return the placeholder that stands for the variable `name`."""
    return "{{" + name + "}}"


class FileMark(NamedTuple):
    """What `{{file:path | coding}}` asks for: the content of a file in its place; `coding` is as typed."""

    path: str
    coding: str


def file_mark(name: str) -> FileMark | None:
    """Return what the name of a placeholder asks for, None where it is that of a variable."""
    if not name.startswith(_FILE):
        return None
    path, _, coding = name.removeprefix(_FILE).rpartition("|")
    return FileMark(path.strip(), coding.strip()) if path else FileMark(coding.strip(), "")


def file_reference(path: str, coding: str) -> str | None:
    """Return the placeholder for the content of a file, None for a path that cannot stand in one."""
    return None if _NOT_IN_PATHS.search(path) else reference(f"{_FILE}{path} | {coding}")
