"""Tokens of XML and HTML, line by line."""

import re
from collections.abc import Iterator

from modelpost.documents.token import Token

_CONTENT, _COMMENT, _CDATA, _DECLARATION, _TAG, _SCRIPT_TAG, _STYLE_TAG, _SCRIPT, _STYLE = range(9)
_DOUBLE, _SINGLE = 16, 32
"""Added to a tag's state within an attribute value in double or single quotes."""

_OPENING = re.compile(
    r"(?P<cmt><!--)|(?P<cdata><!\[CDATA\[)|(?P<declaration><[?!])|(?P<tag></?(?P<name>[A-Za-z_:][\w:.-]*+))"
    r"|(?P<entity>&[#\w]++;)"
)
_IN_TAG = re.compile(r"(?P<end>/?>)|(?P<quote>[\"'])|(?P<equals>=)|(?P<attribute>[^\s=\"'/>]++)")
_CLOSING = {
    _COMMENT: (re.compile("-->"), "cmt"),
    _CDATA: (re.compile(r"\]\]>"), "str"),
    _DECLARATION: (re.compile(">"), "punct"),
    _SCRIPT: (re.compile("(?=</script)", re.IGNORECASE), ""),
    _STYLE: (re.compile("(?=</style)", re.IGNORECASE), ""),
}
_OPENED = {"cmt": _COMMENT, "cdata": _CDATA, "declaration": _DECLARATION}
_TAGS = {"script": _SCRIPT_TAG, "style": _STYLE_TAG}
_AFTER_TAG = {_TAG: _CONTENT, _SCRIPT_TAG: _SCRIPT, _STYLE_TAG: _STYLE}
_QUOTES = {'"': _DOUBLE, "'": _SINGLE}
_SPANS = ((b"<!--", b"-->", _COMMENT), (b"<![cdata[", b"]]>", _CDATA), (b"<script", b"</script", _SCRIPT))


def lex_markup(text: str, state: int = 0) -> tuple[list[Token], int]:
    """Return the tokens of a line and the state in which the next one begins; takes anything, well-formed or not."""
    walk = _Walk(text, state)
    return list(walk.tokens()), walk.state


def state_after(before: bytes) -> int:
    """Return the likely state behind `before`, a stretch whose own beginning is unknown: by what was opened last."""
    lowered = before.lower()
    for opening, closing, state in _SPANS:
        opened = lowered.rfind(opening)
        if opened > lowered.rfind(closing):
            return lex_markup(before[opened:].decode("utf-8", "replace"), _CONTENT)[1] if state == _SCRIPT else state
    tag = lowered.rfind(b"<")
    if tag > lowered.rfind(b">"):
        return lex_markup(before[tag:].decode("utf-8", "replace"), _CONTENT)[1]
    return _CONTENT


class _Walk:
    """Goes over one line, from state to state."""

    def __init__(self, text: str, state: int) -> None:
        self._text = text
        self._at = 0
        self.state = state

    def tokens(self) -> Iterator[Token]:
        """Yield the tokens; `state` is the last one afterwards."""
        while self._at < len(self._text):
            if self.state in _CLOSING:
                yield from self._until_closed(*_CLOSING[self.state])
            elif self.state == _CONTENT:
                yield from self._content()
            elif self.state >= _DOUBLE:
                yield self._value()
            else:
                yield from self._within_tag()

    def _until_closed(self, closing: re.Pattern[str], kind: str) -> Iterator[Token]:
        start, end = self._at, closing.search(self._text, self._at)
        self._at = len(self._text) if end is None else end.end()
        if end is not None:
            self.state = _CONTENT
        if kind:
            yield Token(start, self._at, kind)

    def _content(self) -> Iterator[Token]:
        match = _OPENING.search(self._text, self._at)
        if match is None:
            self._at = len(self._text)
            return
        self._at = match.end()
        kind = match.lastgroup or ""
        if kind == "entity":
            yield Token(match.start(), match.end(), "bool")
        elif match["name"]:
            name = match.start("name")
            is_closing = match["tag"].startswith("</")
            self.state = _TAG if is_closing else _TAGS.get(match["name"].lower(), _TAG)
            yield Token(match.start(), name, "punct")
            yield Token(name, match.end(), "key")
        else:
            self.state = _OPENED[kind]
            self._at = match.start()
            yield from self._until_closed(*_CLOSING[self.state])

    def _within_tag(self) -> Iterator[Token]:
        match = _IN_TAG.search(self._text, self._at)
        if match is None:
            self._at = len(self._text)
            return
        self._at = match.end()
        kind = match.lastgroup
        if kind == "quote":
            self._at = match.start()
            self.state += _QUOTES[match[0]]
            yield self._value(opened=True)
        elif kind == "attribute":
            yield Token(match.start(), match.end(), "num")
        else:
            if kind == "end":
                self.state = _CONTENT if match[0] == "/>" else _AFTER_TAG[self.state]
            yield Token(match.start(), match.end(), "punct")

    def _value(self, *, opened: bool = False) -> Token:
        start = self._at
        quote, tag = ('"', self.state - _DOUBLE) if self.state < _SINGLE else ("'", self.state - _SINGLE)
        end = self._text.find(quote, start + opened)
        self._at = len(self._text) if end < 0 else end + 1
        if end >= 0:
            self.state = tag
        return Token(start, self._at, "str")
