"""JSON laid out for reading: only white space changes, never a digit, an escape, an order or a duplicate."""

import re

_TOKEN = re.compile(
    rb"""
      (?P<string>"(?:[^"\\]|\\.)*(?:"|$))
    | (?P<open>[{\[])
    | (?P<close>[}\]])
    | (?P<comma>,)
    | (?P<colon>:)
    | (?P<space>[ \t\r\n]+)
    | (?P<comment>//[^\n]*|/\*.*?(?:\*/|$))
    | (?P<other>(?:\{\{[^{}]*\}\}|[^\s{}\[\],:"/])+|/)
    """,
    re.VERBOSE | re.DOTALL,
)
_PLACEHOLDER = re.compile(rb"\{\{[^{}\r\n]*\}\}")
_BOM = b"\xef\xbb\xbf"


def format_json(data: bytes, indent: int = 2) -> bytes:
    """Return `data` indented.

    Valid JSON goes through a fast formatter; anything else through our own, which takes whatever comes: NaN, a byte
    order mark, lone surrogates, any depth, invalid UTF-8, comments, text cut short.
    """
    if not _PLACEHOLDER.search(data) and not data.startswith(_BOM):
        import msgspec  # noqa: PLC0415  # 32 ms, needed only once a body is shown

        try:
            return msgspec.json.format(data, indent=indent)
        except (msgspec.DecodeError, RecursionError):
            pass
    return reindent(data, indent)


def reindent(data: bytes, indent: int = 2) -> bytes:
    """Return `data` with its brackets on lines of their own; `{{variables}}` stay whole, bare or in strings."""
    body = data.removeprefix(_BOM)
    held: list[bytes] = []

    def hold(match: re.Match[bytes]) -> bytes:
        held.append(match[0])
        return b"\x01%d\x01" % (len(held) - 1)

    formatted = _Layout(indent).run(_PLACEHOLDER.sub(hold, body))
    if held:
        formatted = re.sub(rb"\x01(\d+)\x01", lambda match: held[int(match[1])], formatted)
    return formatted


class _Layout:
    """Writes token after token; empty brackets stay closed."""

    def __init__(self, indent: int) -> None:
        self._indent = b" " * indent
        self._depth = 0
        self._pieces: list[bytes] = []
        self._after_open = False

    def run(self, data: bytes) -> bytes:
        for match in _TOKEN.finditer(data):
            kind = match.lastgroup or "other"
            if kind != "space":
                self._write(kind, match[0])
        return b"".join(self._pieces)

    def _write(self, kind: str, token: bytes) -> None:
        if kind == "close":
            self._depth = max(0, self._depth - 1)
            if not self._after_open:
                self._new_line()
            self._pieces.append(token)
            self._after_open = False
            return
        if self._after_open:
            self._new_line()
        self._after_open = kind == "open"
        if kind == "open":
            self._depth += 1
        self._pieces.append(b": " if kind == "colon" else token)
        if kind in ("comma", "comment"):
            self._new_line()

    def _new_line(self) -> None:
        self._pieces.append(b"\n" + self._indent * min(self._depth, 200))
