"""JSON laid out for reading: only white space changes, never a digit, an escape, an order or a duplicate."""

import re

_TOKEN = re.compile(
    rb"""
      (?P<word>"[^"\\]*+(?:\\.[^"\\]*+)*+"?|\{\{[^{}\r\n"]++\}\})
    | (?P<open>[{\[])
    | (?P<close>[}\]])
    | (?P<comma>,)
    | (?P<colon>:)
    | (?P<space>[ \t\r\n]++)
    | (?P<comment>//[^\n]*+|/\*.*?(?:\*/|\Z))
    | (?P<other>[^\s{}\[\],:"/]++|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_BOM = b"\xef\xbb\xbf"
_DEEPEST_INDENT = 200
"""Levels that are indented. Beyond them 100,000 nested arrays would become ten billion spaces."""


def format_json(data: bytes, indent: int = 2) -> bytes:
    """Return `data` indented.

    Valid JSON goes through a fast formatter; anything else through our own, which takes whatever comes: NaN, a byte
    order mark, lone surrogates, any depth, invalid UTF-8, comments, `{{variables}}`, text cut short.
    """
    import msgspec  # noqa: PLC0415  # 32 ms, needed only once a body is shown

    try:
        return msgspec.json.format(data, indent=indent)
    except (msgspec.DecodeError, RecursionError):
        return reindent(data, indent)


def reindent(data: bytes, indent: int = 2) -> bytes:
    """Return `data` with its brackets on lines of their own; `{{variables}}` stay whole, bare or in strings.

    Needs no recursion, and any other thread gets its turn meanwhile: it is a loop in Python.
    """
    return _Layout(indent).run(data.removeprefix(_BOM))


class _Layout:
    """Writes token after token; empty brackets stay closed."""

    def __init__(self, indent: int) -> None:
        self._indent = b" " * indent
        self._depth = 0
        self._pieces: list[bytes] = []
        self._is_new_line_due = False
        self._previous = "start"
        self._was_apart = False

    def run(self, data: bytes) -> bytes:
        """Return everything laid out."""
        for match in _TOKEN.finditer(data):
            kind = match.lastgroup or "other"
            if kind == "space":
                self._was_apart = True
                continue
            self._write(kind, match[0])
            self._previous = kind
            self._was_apart = False
        return b"".join(self._pieces)

    def _write(self, kind: str, token: bytes) -> None:
        if kind == "close":
            self._depth = max(0, self._depth - 1)
            self._is_new_line_due = self._previous != "open"
        if self._is_new_line_due and self._pieces:
            self._pieces.append(b"\n" + self._indent * min(self._depth, _DEEPEST_INDENT))
        elif self._was_apart and kind in {"word", "other", "open"} and self._previous in {"word", "other", "close"}:
            self._pieces.append(b" ")  # not JSON, but `1 2` must not become `12`
        self._pieces.append(b": " if kind == "colon" else token)
        if kind == "open":
            self._depth += 1
        self._is_new_line_due = kind in {"open", "comma", "comment"}
