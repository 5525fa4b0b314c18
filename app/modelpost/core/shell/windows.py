"""Command lines of Windows: the command prompt, and PowerShell."""

import re
from collections.abc import Iterator

from modelpost.core.shell.lexer import BLANK, PLAIN, Lexer, or_end
from modelpost.core.shell.values import Operator, Token, Word

_VARIABLE = re.compile(r"\$(?:\{(?:env:)?([A-Za-z_]\w*)\}|(?:env:)?([A-Za-z_]\w*))", re.IGNORECASE)
_CMD_OPERATOR = re.compile(r"&&|\|\||\||&|\d?>>?(?:&\d)?|<|\n")
_POWERSHELL_OPERATOR = re.compile(r"&&|\|\||\||;|\d?>>?(?:&\d)?|<|\n")
_PLAIN_IN_QUOTES = {"'": re.compile(r"[^']+"), '"': re.compile(r'[^"`$]+')}
_LETTERS = dict(zip("ntrabefv0", "\n\t\r\a\b\x1b\f\v\0", strict=True))


class PowerShell(Lexer):
    r"""PowerShell (about_Quoting_Rules), with `\"` as Windows PowerShell passes a quotation mark to a program."""

    variable = _VARIABLE

    def tokens(self) -> Iterator[Token]:
        """Yield words and operators in order; raises FormatTrouble where a quote is never closed."""
        while self._at < len(self._source):
            if self._take_run(PLAIN):
                continue
            character = self._source[self._at]
            if character in "'\"":
                self._quoted(character)
            elif character == "`":
                self._backtick()
            elif character == "$":
                self._expand()
            elif character in BLANK:
                yield from self._finished()
                self._at += 1
            elif character == "#" and not self._is_begun:
                self._at = or_end(self._source.find("\n", self._at), self._source)
            elif operator := _POWERSHELL_OPERATOR.match(self._source, self._at):
                yield from self._finished()
                self._at = operator.end()
                yield Operator(operator[0])
            else:
                self._add(character)
                self._at += 1
        yield from self._finished()

    def _finished(self) -> Iterator[Word]:
        self._pieces = ["".join(self._pieces).replace('\\"', '"')]
        yield from self.word()

    def _quoted(self, quote: str) -> None:
        opening = self._at
        self._add("")
        self._at += 1
        while True:
            if self._take_run(_PLAIN_IN_QUOTES[quote]):
                continue
            if self._at >= len(self._source):
                raise self._never_closed(quote, opening)
            if self._rest_starts(quote * 2):
                self._add(quote)
                self._at += 2
            elif self._rest_starts(quote):
                self._at += 1
                return
            elif self._rest_starts("`"):
                self._backtick()
            elif self._rest_starts("$"):
                self._expand()

    def _backtick(self) -> None:
        length = self._line_break_length(self._at + 1)
        if length:
            self._at += 1 + length
            return
        following = self._source[self._at + 1 : self._at + 2]
        self._add(_LETTERS.get(following, following))
        self._at += 2


class Cmd(Lexer):
    """The Windows command prompt, and then how a C program takes its command line apart.

    Carets are undone first, outside quotes only; backslashes before a quotation mark second ("Parsing C command-line
    arguments" in the Microsoft C++ documentation).
    """

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._is_cmd_quoted = False
        self._is_quoted = False
        self._quote_at = 0

    def tokens(self) -> Iterator[Token]:
        """Yield words and operators in order; raises FormatTrouble where a quote is never closed."""
        while self._at < len(self._source):
            if self._rest_starts("^") and not self._is_cmd_quoted:
                self._caret()
                continue
            operator = None if self._is_cmd_quoted else _CMD_OPERATOR.match(self._source, self._at)
            if operator and not (self._is_begun and operator[0][0].isdigit()):
                self._check_closed()
                yield from self.word()
                self._at = operator.end()
                yield Operator(operator[0])
                continue
            if self._rest_starts('"'):
                self._is_cmd_quoted = not self._is_cmd_quoted
            if self._source[self._at] in BLANK and not self._is_quoted:
                yield from self.word()
                self._at += 1
            else:
                self._take(self._source[self._at])
        self._check_closed()
        yield from self.word()

    def _caret(self) -> None:
        length = self._line_break_length(self._at + 1)
        if length:
            self._at += 1 + length
            if self._is_quoted and self._source.startswith(("\n", "\r\n"), self._at):
                self._add("\n")  # a caret takes the meaning from the character behind the line break, too
                self._at += self._line_break_length(self._at)
            return
        self._at += 1
        if self._at < len(self._source):
            self._take(self._source[self._at])

    def _take(self, character: str) -> None:
        """Take a character as the program's own parser sees it: the cursor is on it."""
        if character == '"':
            self._quotation_mark()
            return
        self._add(character)
        self._at += 1

    def _quotation_mark(self) -> None:
        self._add("")
        backslashes = 0
        while len(self._pieces) > backslashes + 1 and self._pieces[-2 - backslashes] == "\\":
            backslashes += 1
        del self._pieces[len(self._pieces) - 1 - (backslashes - backslashes // 2) :]
        if backslashes % 2:
            self._pieces.append('"')
        elif self._is_quoted and self._source.startswith('"', self._at + 1):
            self._pieces.append('"')
            self._is_cmd_quoted = not self._is_cmd_quoted
            self._at += 1
        else:
            self._is_quoted = not self._is_quoted
            self._quote_at = self._at
        self._at += 1

    def _check_closed(self) -> None:
        if self._is_quoted:
            raise self._never_closed('"', self._quote_at)
