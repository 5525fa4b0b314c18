"""The one parser for `{{name}}`; resolver, highlighter and completer all read its spans."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_PLACEHOLDER = re.compile(r"\{\{\s*([^{}\r\n]*?)\s*\}\}")


class Span(NamedTuple):
    """A piece of a text: literal where `name` is None, else a placeholder whose braces lie in `text[start:end]`."""

    start: int
    end: int
    name: str | None


def spans(text: str) -> Iterator[Span]:
    """Yield the pieces of `text` in order, without gaps; empty braces count as literal text."""
    position = 0
    for match in _PLACEHOLDER.finditer(text):
        if not match[1]:
            continue
        if match.start() > position:
            yield Span(position, match.start(), None)
        yield Span(match.start(), match.end(), match[1])
        position = match.end()
    if position < len(text):
        yield Span(position, len(text), None)


def placeholders(text: str) -> tuple[Span, ...]:
    """Return only the placeholders of `text`."""
    if "{{" not in text:
        return ()
    return tuple(span for span in spans(text) if span.name is not None)


def reference(name: str) -> str:
    """Return the placeholder that stands for the variable `name`."""
    return "{{" + name + "}}"
