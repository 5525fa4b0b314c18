"""JSON of any size laid out piece by piece, without loss: only white space changes.

A piece of valid JSON goes through a fast formatter: it is cut at a comma between two values and wrapped in the
brackets that are open around it, so that it is a document of its own. What that formatter refuses (NaN, lone
surrogates, great depth, mistakes) is walked over token by token. Both write the same, wherever a piece ends.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from modelpost.core.text import Message
from modelpost.documents.growing import Fault
from modelpost.documents.json_flaws import VALUE_MISSING
from modelpost.documents.json_walk import DEEPEST_INDENT, JsonWalk
from modelpost.documents.line_index import Buffer

PIECE = 1 << 18
"""Bytes of a piece: about a millisecond with the interpreter's lock held."""

_BOM = b"\xef\xbb\xbf"
_SPACE = b" \t\r\n"
_TRIES = 8
_UNSEEN = bytes(set(range(256)) - set(b'"[]{}'))
_STRING = re.compile(rb'"[^"]*+"')
_NESTING = re.compile(rb"([\]}]*+)([\[{]*+)")
_CLOSERS = bytes.maketrans(b"[{", b"]}")
_MOST_GROWTH = 16
_ALWAYS_FINE = 1 << 26


class _Cut(NamedTuple):
    """Where a piece ends, and the brackets that are open there."""

    end: int
    stack: bytes


class JsonPieces:
    """Lays one text out.

    A value that JSON does not know (NaN, bytes that are no UTF-8) and an end that is missing are told as `fault`, which
    counts in what was laid out. Where the structure itself is wrong the layout ends early: then `refusal` says why, and
    counts in the text as it was received; below 0 it has no place.
    """

    def __init__(self, content: Buffer, *, indent: int = 2, piece: int = PIECE, is_utf8: bool = True) -> None:
        self._content = memoryview(content)
        self._indent = b" " * indent
        self._piece = piece
        self._is_utf8 = is_utf8
        self._stack = b""
        self._at = len(_BOM) if bytes(self._content[: len(_BOM)]) == _BOM else 0
        self._written = 0
        self._is_first = True
        self.fault: Fault | None = None
        self.refusal: Fault | None = None

    def pieces(self) -> Iterator[bytes | memoryview]:
        """Yield the text, laid out; ends early where it cannot be."""
        most = max(_ALWAYS_FINE, _MOST_GROWTH * len(self._content))
        while self._at < len(self._content) and self.refusal is None:
            for part in self._fast() or self._walked():
                self._written += len(part)
                yield part
            if self._written > most:
                self.refusal = Fault(-1, Message("laid out it would be more than sixteen times as large"))
        if not self._written and self.refusal is None:
            self.refusal = Fault(0, VALUE_MISSING.reason)

    def _fast(self) -> tuple[bytes | memoryview, ...]:
        """Return the next piece, up to a comma or the end; nothing where only a walk can tell what it is."""
        window = bytes(self._content[self._at : self._at + self._piece])
        is_last = self._at + len(window) == len(self._content)
        cut = _cut(window, self._stack, is_last=is_last)
        if cut is None:
            return ()
        laid_out = self._formatted(window[: cut.end].strip(_SPACE), cut.stack, is_last=is_last)
        if laid_out is None:
            return ()
        before = b"" if self._is_first else b"\n" + self._indent * len(self._stack)
        self._is_first = False
        self._stack = cut.stack
        self._at += cut.end + (not is_last)
        return (before, laid_out) if is_last else (before, laid_out, b",")

    def _formatted(self, text: bytes, after: bytes, *, is_last: bool) -> memoryview | None:
        """Return what lies between two commas laid out, None where it is no row of values."""
        if not text or text[0] in b"]}" or text[-1] in b"[{" or (is_last and after) or not self._is_fine(text):
            return None
        import msgspec  # noqa: PLC0415  # 32 ms, needed only once a body is shown

        opened = self._stack[:-1].replace(b"{", b'{"":') + self._stack[-1:]
        document = b"".join((opened, text, after[::-1].translate(_CLOSERS)))
        try:
            whole = msgspec.json.format(document, indent=len(self._indent))
        except (msgspec.DecodeError, RecursionError):
            return None
        return memoryview(whole)[self._size_of_head() : len(whole) - self._size_of_tail(after)]

    def _is_fine(self, text: bytes) -> bool:
        """Tell whether a text is UTF-8, where it should be; the fast formatter lets anything pass."""
        if text.isascii() or not self._is_utf8:
            return True
        try:
            text.decode("utf-8")
        except UnicodeDecodeError:
            return False
        return True

    def _size_of_head(self) -> int:
        """Return what the brackets ahead of a piece take: each its line, in objects the name `"": ` but in the last."""
        depth = len(self._stack)
        return 2 * depth + len(self._indent) * depth * (depth + 1) // 2 + 4 * self._stack[:-1].count(b"{")

    def _size_of_tail(self, stack: bytes) -> int:
        depth = len(stack)
        return 2 * depth + len(self._indent) * depth * (depth - 1) // 2

    def _walked(self) -> Iterator[bytes]:
        """Yield what a walk over the tokens makes of the text, up to a comma about a piece away."""
        began = self._written
        walk = JsonWalk(self._content, self._at, self._stack, self._indent, checks_utf8=self._is_utf8)
        yield from walk.until_comma(self._at + self._piece)
        self._at, self._stack, self._is_first = walk.at, walk.stack, False
        self.refusal = walk.broken
        if walk.fault is not None and self.fault is None:
            self.fault = Fault(began + walk.fault.offset, walk.fault.reason)


def _cut(window: bytes, stack: bytes, *, is_last: bool) -> _Cut | None:
    """Return where the last comma between values of a window is; None where none is found quickly."""
    masked = window
    if b"\\" in window:
        masked = window.replace(b"\\\\", b"__").replace(b'\\"', b"__")
    end = len(window) if is_last else masked.rfind(b",")
    for _ in range(_TRIES):
        if end <= 0:
            return None
        seen = masked[:end].translate(None, _UNSEEN).replace(b'""', b"")
        if b'"' in seen:
            seen = _STRING.sub(b"", seen)
        if b'"' not in seen:
            after = _nested(stack, seen)
            return _Cut(end, after) if after is not None else None
        if is_last:
            return None
        end = masked.rfind(b",", 0, masked.rfind(b'"', 0, end))
    return None


def _nested(stack: bytes, brackets: bytes) -> bytes | None:
    """Return what is open behind some brackets; None where they do not match, or lie too deep for the fast way."""
    for level in range(0, DEEPEST_INDENT, 2):
        shorter = brackets.replace(b"{}", b"").replace(b"[]", b"")
        if len(shorter) == len(brackets):
            match = _NESTING.fullmatch(brackets)
            if match is None or match[1] != stack[::-1][: len(match[1])].translate(_CLOSERS):
                return None
            after = stack[: len(stack) - len(match[1])] + match[2]
            return after if level + len(stack) + len(match[2]) <= DEEPEST_INDENT else None
        brackets = shorter
    return None
