"""Command lines of POSIX shells."""

import re
from collections.abc import Callable, Iterator

from modelpost.core.shell.lexer import BLANK, PLAIN, Lexer, or_end
from modelpost.core.shell.values import Input, Operator, Token, Word

_OPERATOR = re.compile(r"\d*(?:<<<|<<-?|<|>>|>&\d?|>|&>)|&&|\|\||\||&|;|\(|\)|\n")
_PLAIN_IN_DOUBLE_QUOTES = re.compile(r'[^"\\$`]+')
_HERE_DELIMITER = re.compile(r"[ \t]*(?:'([^'\n]*)'|\"([^\"\n]*)\"|\\?([^\s;|&<>]+))")
_ANSI_C = re.compile(r"\$'((?:[^'\\]|\\.)*)'", re.DOTALL)
_ANSI_C_ESCAPE = re.compile(
    r"\\(?:u([0-9A-Fa-f]{1,4})|U([0-9A-Fa-f]{1,8})|x([0-9A-Fa-f]{1,2})|([0-7]{1,3})|c(.)|(.))", re.DOTALL
)
_ANSI_C_LETTERS = dict(zip("ntrabeEfv", "\n\t\r\a\b\x1b\x1b\f\v", strict=True))
_SURROGATE_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_NO_BYTE = re.compile("[\ud800-\udc7f\udd00-\udfff]")


class Posix(Lexer):
    """POSIX.1-2017, section 2.2 (quoting) and 2.7 (redirection), with `$'…'` as bash has it."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._quoting: dict[str, Callable[[], None]] = {
            "'": self._single,
            '"': self._double,
            "\\": self._backslash,
            "$": self._dollar,
            "`": self._backticks,
        }
        self._behind_documents = 0

    def tokens(self) -> Iterator[Token]:
        """Yield words and operators in order; raises FormatTrouble where a quote is never closed."""
        while self._at < len(self._source):
            if self._take_run(PLAIN):
                continue
            character = self._source[self._at]
            if character in self._quoting:
                self._quoting[character]()
            elif character in BLANK:
                yield from self.word()
                self._at += 1
            elif character == "#" and not self._is_begun:
                self._at = or_end(self._source.find("\n", self._at), self._source)
            elif (operator := _OPERATOR.match(self._source, self._at)) and not self._is_digit_in_word():
                yield from self.word()
                self._at = operator.end()
                yield from self._operator(operator[0])
            else:
                self._add(character)
                self._at += 1
        yield from self.word()

    def _is_digit_in_word(self) -> bool:
        return self._is_begun and self._source[self._at].isdigit()

    def _operator(self, text: str) -> Iterator[Token]:
        if text.endswith(("<<", "<<-")) and not text.endswith("<<<"):
            yield from self._here_document(strips_tabs=text.endswith("-"))
            return
        if text == "\n":
            self._at = max(self._at, self._behind_documents)
        yield Operator(text)

    def _here_document(self, *, strips_tabs: bool) -> Iterator[Token]:
        """Read a here-document at once, from the lines below this one; the cursor goes there when it gets so far."""
        match = _HERE_DELIMITER.match(self._source, self._at)
        if match is None:
            return
        self._at = match.end()
        delimiter = match[1] or match[2] or match[3] or ""
        line_end = or_end(self._source.find("\n", self._at), self._source) + 1
        lines: list[str] = []
        position = max(self._behind_documents, line_end)
        while position < len(self._source):
            end = or_end(self._source.find("\n", position), self._source)
            line = self._source[position:end].removesuffix("\r")
            position = end + 1
            if strips_tabs:
                line = line.lstrip("\t")
            if line == delimiter:
                break
            lines.append(f"{line}\n")
        self._behind_documents = min(position, len(self._source))
        is_quoted = match[3] is None or "\\" in match[0]
        yield Input(Word("".join(lines)) if is_quoted else Posix("".join(lines)).expanded())

    def expanded(self) -> Word:
        """Return the whole text as a here-document that expands."""
        while self._at < len(self._source):
            self._in_double_quotes()
        return next(self.word(), Word(""))

    def _single(self) -> None:
        end = self._source.find("'", self._at + 1)
        if end < 0:
            raise self._never_closed("'", self._at)
        self._add(self._source[self._at + 1 : end])
        self._at = end + 1

    def _double(self) -> None:
        opening = self._at
        self._add("")
        self._at += 1
        while not self._rest_starts('"'):
            if self._at >= len(self._source):
                raise self._never_closed('"', opening)
            self._in_double_quotes()
        self._at += 1

    def _in_double_quotes(self) -> None:
        """Take what stands at the cursor within double quotes, or in a here-document, where they are ordinary."""
        if self._take_run(_PLAIN_IN_DOUBLE_QUOTES):
            return
        character = self._source[self._at]
        following = self._source[self._at + 1 : self._at + 2]
        if character == "\\" and following and following in '$`"\\':
            self._add(following)
            self._at += 2
        elif character == "\\" and self._source.startswith(("\n", "\r\n"), self._at + 1):
            self._at += 1 + self._line_break_length(self._at + 1)
        elif character == "$":
            self._expand()
        elif character == "`":
            self._backticks()
        else:
            self._add(character)
            self._at += 1

    def _backslash(self) -> None:
        length = self._line_break_length(self._at + 1) or int(self._at + 1 == len(self._source))
        if length:  # blanks behind the backslash are a slip of whoever copied the command
            self._at += 1 + length
            return
        self._add(self._source[self._at + 1 : self._at + 2])
        self._at += 2

    def _dollar(self) -> None:
        if self._rest_starts("$'"):
            self._ansi_c()
        elif self._rest_starts('$"'):
            self._at += 1
            self._double()
        else:
            self._expand()

    def _ansi_c(self) -> None:
        match = _ANSI_C.match(self._source, self._at)
        if match is None:
            raise self._never_closed("'", self._at)
        self._add(_ansi_c_text(match[1]))
        self._at = match.end()

    def _backticks(self) -> None:
        end = self._source.find("`", self._at + 1)
        if end < 0:
            raise self._never_closed("`", self._at)
        self._unresolved.append(self._source[self._at : end + 1])
        self._add(self._source[self._at : end + 1])
        self._at = end + 1


def _ansi_c_text(escaped: str) -> str:
    """Undo the escapes of `$'…'`; bytes given by number are read as UTF-8."""

    def byte_of(match: re.Match[str]) -> str:
        short, long, hexadecimal, octal, control, other = match.groups()
        if short or long:
            point = int(short or long, 16)
            return chr(point) if point < 0x110000 else match[0]
        if hexadecimal or octal:
            value = int(hexadecimal, 16) if hexadecimal else int(octal, 8) & 0xFF
            return chr(value) if value < 0x80 else chr(0xDC00 + value)
        return chr(ord(control) & 0x1F) if control else _ANSI_C_LETTERS.get(other, _plain_escape(other))

    text = _SURROGATE_PAIR.sub(
        lambda pair: pair[0].encode("utf-16", "surrogatepass").decode("utf-16"), _ANSI_C_ESCAPE.sub(byte_of, escaped)
    )
    return _NO_BYTE.sub("\ufffd", text).encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _plain_escape(character: str) -> str:
    return character if character in "\\'\"?" else f"\\{character}"
