"""Tokens of one line, for highlighting: JSON, XML and HTML, with `{{variables}}` in all of them."""

import re
from collections.abc import Iterator
from typing import NamedTuple


class Token(NamedTuple):
    """A stretch of a line and what it is: `key`, `str`, `num`, `bool`, `punct`, `var` or `text`."""

    start: int
    end: int
    kind: str


_VARIABLE = r"(?P<var>\{\{[^{}]+\}\})"
_JSON = re.compile(
    _VARIABLE
    + r"""|(?P<key>"(?:[^"\\]|\\.)*"(?=\s*:))|(?P<str>"(?:[^"\\]|\\.)*"?)"""
    + r"|(?P<num>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?P<bool>\b(?:true|false|null|NaN|Infinity)\b)"
    + r"|(?P<punct>[{}\[\],:]+)"
)
_MARKUP = re.compile(
    _VARIABLE
    + r"""|(?P<punct><!--.*?(?:-->|$)|<\?|\?>|</?|/?>|=)|(?P<str>"[^"<]*"|'[^'<]*')"""
    + r"|(?P<key>(?<=[</])[\w:.-]+)"
    + r"|(?P<num>[\w:.-]+(?=\s*=))|(?P<bool>&[#\w]+;)"
)
_PLAIN = re.compile(_VARIABLE)
_LANGUAGES = {"json": _JSON, "xml": _MARKUP, "html": _MARKUP}


def tokens(line: str, language: str) -> Iterator[Token]:
    """Yield the tokens of a line in order; what lies between them is plain text."""
    for match in _LANGUAGES.get(language, _PLAIN).finditer(line):
        kind = match.lastgroup or "text"
        if kind in ("str", "key") and "{{" in match[0]:
            yield from _with_variables(match, kind)
        else:
            yield Token(match.start(), match.end(), kind)


def _with_variables(match: re.Match[str], kind: str) -> Iterator[Token]:
    position = match.start()
    for variable in _PLAIN.finditer(match.string, match.start(), match.end()):
        if variable.start() > position:
            yield Token(position, variable.start(), kind)
        yield Token(variable.start(), variable.end(), "var")
        position = variable.end()
    if position < match.end():
        yield Token(position, match.end(), kind)
