"""A walk over the tokens of a JSON text that lays them out and finds the first thing that is wrong."""

import re
from collections.abc import Iterator
from enum import Enum

from modelpost.documents.growing import Fault
from modelpost.documents.json_flaws import (
    COLON_MISSING,
    COMMA_MISSING,
    COMMA_TOO_MANY,
    CUT_OFF,
    END_MISSING,
    NAME_MISSING,
    NOT_A_NUMBER,
    NOT_UTF8,
    STRING_WRONG,
    VALUE_MISSING,
    Flaw,
)

DEEPEST_INDENT = 200
"""Levels that are laid out. What lies deeper stays on one line: 100,000 nested arrays would become gigabytes."""

_WINDOW = 1 << 18
_TOKEN = re.compile(rb'[ \t\r\n]++|[{}\[\],:]|"|[^ \t\r\n{}\[\],:"]++')
_INSIDE = rb'[^"\\\x00-\x1f]*+(?:\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})[^"\\\x00-\x1f]*+)*+'
_GOOD = re.compile(_INSIDE)
_ANY = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+', re.DOTALL)
_VALUE = re.compile(rb"true|false|null|-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?")
_UNFINISHED = re.compile(rb"t(?:ru?)?|f(?:a(?:ls?)?)?|n(?:ul?)?|-|-?[0-9.]*+(?:\.|[eE][+-]?)")
_NUMBERS_THAT_ARE_NONE = {b"NaN", b"Infinity", b"-Infinity"}
_OPENERS, _CLOSERS, _SPACES = b"{[", b"}]", b" \t\r\n"
_CLOSER_OF = {0x7B: b"}", 0x5B: b"]"}
_OBJECT = 0x7B
_LONGEST_ESCAPE = 6
_CUT_CHARACTER = "unexpected end of data"


class _Expected(Enum):
    """What may come next."""

    VALUE = "value"
    FIRST_VALUE = "first value"
    NAME = "name"
    FIRST_NAME = "first name"
    COLON = "colon"
    MORE = "more"
    NOTHING = "nothing"


_MISSING = {
    _Expected.VALUE: VALUE_MISSING,
    _Expected.FIRST_VALUE: VALUE_MISSING,
    _Expected.NAME: NAME_MISSING,
    _Expected.FIRST_NAME: NAME_MISSING,
    _Expected.COLON: COLON_MISSING,
    _Expected.MORE: COMMA_MISSING,
    _Expected.NOTHING: END_MISSING,
}


class JsonWalk:
    """Begins at the start of a text or behind a comma between two values, within the brackets of `stack`.

    Needs no recursion. Values that JSON does not know and an end that is missing are laid out all the same, and told
    as `fault`, counted in what was written. Where the structure is wrong the walk ends; `broken` counts in the text.
    """

    def __init__(self, content: memoryview, at: int, stack: bytes, indent: bytes, *, checks_utf8: bool) -> None:
        self._content = content
        self._indent = indent
        self._checks_utf8 = checks_utf8
        self._open = bytearray(stack)
        self._expected = _Expected.NAME if stack.endswith(b"{") else _Expected.VALUE
        self._is_line_due = bool(stack)
        self._in_string = False
        self._window = _WINDOW
        self._out: list[bytes] = []
        self.at = at
        self.written = 0
        self.fault: Fault | None = None
        self.broken: Fault | None = None

    @property
    def stack(self) -> bytes:
        """The brackets that are open."""
        return bytes(self._open)

    def until_comma(self, target: int) -> Iterator[bytes]:
        """Yield the text laid out, up to the first comma between values at `target` or behind it, or to the end."""
        size, is_over = len(self._content), False
        while not is_over:
            began = self.at
            window = bytes(self._content[began : began + self._window])
            is_last = began + len(window) == size
            is_over = self._go_through(window, target, is_last=is_last) or is_last or self._is_broken
            if self.at == began:
                self._window *= 2  # one word that is larger than that
            yield b"".join(self._out)
            self._out.clear()
        if self.at >= size and not self._is_broken:
            self._end()

    @property
    def _is_broken(self) -> bool:
        return self.broken is not None

    def _end(self) -> None:
        if (self.written or self._open) and (self._expected is not _Expected.NOTHING or self._in_string):
            self._note(self.written, CUT_OFF)

    def _go_through(self, window: bytes, target: int, *, is_last: bool) -> bool:
        """Write what a window holds; return whether a comma was met where the walk may end."""
        began, position = self.at, 0
        while position < len(window) and not self._is_broken:
            was_in_string = self._in_string
            if was_in_string:
                position = self._inside(window, position, is_last=is_last)
                self.at = began + position
                if self._in_string:
                    return False  # what is left is an escape or a character that was cut
                continue
            match = _TOKEN.match(window, position)
            token = match[0] if match is not None else b""
            if token[0] in _SPACES:
                position += len(token)
            elif token == b'"':
                self._string_begins()
                position += 1
            elif len(token) == 1 and token in b"{}[],:":
                self.at = began + position
                position += 1
                if self._punctuation(token) and target < began + position < len(self._content):
                    self.at = began + position
                    return True
            elif position + len(token) == len(window) and not is_last:
                self.at = began + position
                return False
            else:
                self.at = began + position
                self._word(token, is_cut=is_last and position + len(token) == len(window))
                position += len(token)
            if not self._is_broken:
                self.at = began + position
        return False

    # Strings ---------------------------------------------------------------------------------------------------------

    def _string_begins(self) -> None:
        if self._expected in {_Expected.COLON, _Expected.MORE, _Expected.NOTHING}:
            self._break(self._expected)
            return
        self._break_line()
        self._write(b'"')
        self._in_string = True

    def _inside(self, window: bytes, start: int, *, is_last: bool) -> int:
        """Write the inside of a string as far as it is there; return where it ends."""
        good, end = _end_of(_GOOD, window, start), _end_of(_ANY, window, start)
        if not is_last and end >= len(window) - 1 and window[end : end + 1] != b'"':
            end = min(end, good) if len(window) - good < _LONGEST_ESCAPE else end
        if good < end or (end < len(window) and window[end : end + 1] != b'"' and is_last):
            self._note(self.written + good - start, STRING_WRONG)
        is_closed = window[end : end + 1] == b'"'
        if is_last and not is_closed:
            end = len(window)
        end -= self._wrong_characters(window[start:end], may_go_on=not is_closed and not is_last)
        self._write(window[start:end])
        if is_closed:
            self._write(b'"')
            self._in_string = False
            is_name = self._expected in {_Expected.NAME, _Expected.FIRST_NAME}
            self._expected = _Expected.COLON if is_name else self._after_value()
            return end + 1
        return end

    def _wrong_characters(self, text: bytes, *, may_go_on: bool) -> int:
        """Note bytes that are no UTF-8; return how many at the end belong to a character that goes on."""
        if not self._checks_utf8 or text.isascii():
            return 0
        try:
            text.decode("utf-8")
        except UnicodeDecodeError as error:
            if may_go_on and error.reason == _CUT_CHARACTER:
                return len(text) - error.start
            self._note(self.written + error.start, NOT_UTF8)
        return 0

    # Everything else -------------------------------------------------------------------------------------------------

    def _punctuation(self, token: bytes) -> bool:
        """Write a bracket, colon or comma; return whether it was a comma between values."""
        expected = self._expected
        if token in _OPENERS:
            self._opened(token)
        elif token in _CLOSERS:
            self._closed(token)
        elif token == b":" and expected is _Expected.COLON:
            self._write(b": ")
            self._expected = _Expected.VALUE
        elif token == b"," and expected is _Expected.MORE:
            self._write(b",")
            self._is_line_due = True
            self._expected = _Expected.NAME if self._open[-1] == _OBJECT else _Expected.VALUE
            return True
        else:
            self._break(expected)
        return False

    def _opened(self, token: bytes) -> None:
        if self._expected not in {_Expected.VALUE, _Expected.FIRST_VALUE}:
            self._break(self._expected)
            return
        self._break_line()
        self._write(token)
        self._open += token
        self._is_line_due = True
        self._expected = _Expected.FIRST_NAME if token == b"{" else _Expected.FIRST_VALUE

    def _closed(self, token: bytes) -> None:
        expected = self._expected
        fits = bool(self._open) and _CLOSER_OF[self._open[-1]] == token
        if fits and expected is _Expected.MORE:
            self._is_line_due = len(self._open) <= DEEPEST_INDENT
            self._open.pop()
            self._break_line()
        elif fits and expected in {_Expected.FIRST_NAME, _Expected.FIRST_VALUE}:
            self._is_line_due = False
            self._open.pop()
        else:
            is_behind_comma = fits and self._is_line_due and expected in {_Expected.NAME, _Expected.VALUE}
            self._break(expected, COMMA_TOO_MANY if is_behind_comma else None)
            return
        self._write(token)
        self._expected = self._after_value()

    def _word(self, token: bytes, *, is_cut: bool) -> None:
        if self._expected not in {_Expected.VALUE, _Expected.FIRST_VALUE}:
            self._break(self._expected)
            return
        self._break_line()
        if not _VALUE.fullmatch(token):
            if is_cut and self._open and _UNFINISHED.fullmatch(token):
                self._note(self.written + len(token), CUT_OFF)
            else:
                self._note(self.written, NOT_A_NUMBER if token in _NUMBERS_THAT_ARE_NONE else VALUE_MISSING)
        self._write(token)
        self._expected = self._after_value()

    def _after_value(self) -> _Expected:
        return _Expected.MORE if self._open else _Expected.NOTHING

    def _break_line(self) -> None:
        """Begin the line that is due."""
        if self._is_line_due and len(self._open) <= DEEPEST_INDENT:
            self._write(b"\n" + self._indent * len(self._open))
        self._is_line_due = False

    def _write(self, text: bytes) -> None:
        self._out.append(text)
        self.written += len(text)

    def _note(self, offset: int, flaw: Flaw) -> None:
        if self.fault is None:
            self.fault = Fault(offset, flaw.reason)

    def _break(self, expected: _Expected, flaw: Flaw | None = None) -> None:
        self.broken = Fault(self.at, (flaw or _MISSING[expected]).reason)


def _end_of(pattern: re.Pattern[bytes], text: bytes, start: int) -> int:
    match = pattern.match(text, start)
    return match.end() if match is not None else start
