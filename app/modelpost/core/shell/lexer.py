"""What the readers of all dialects share: a cursor over the text, and the word that is being put together."""

import re
from collections.abc import Iterator

from modelpost.core.failures import FormatTrouble
from modelpost.core.shell.values import Word
from modelpost.core.template import reference
from modelpost.core.text import Message

BLANK = " \t\r"
PLAIN = re.compile(r"[^\s'\"\\$`#<>&|;()0-9^]+")
"""Characters that mean nothing in any dialect."""

_VARIABLE = re.compile(r"\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))")
_LINE_BREAK = re.compile(r"[ \t]*\r?\n")


class Lexer:
    """A cursor over a text, and the word that is being put together."""

    variable = _VARIABLE

    def __init__(self, text: str) -> None:
        self._source = text
        self._at = 0
        self._restart()

    def _restart(self) -> None:
        self._begin = self._at
        self._is_begun = False
        self._pieces: list[str] = []
        self._variables: list[str] = []
        self._unresolved: list[str] = []

    def _add(self, text: str) -> None:
        if not self._is_begun:
            self._begin = self._at
        self._is_begun = True
        self._pieces.append(text)

    def word(self) -> Iterator[Word]:
        """Yield the word that has been put together, if there is one."""
        if self._is_begun:
            line, column = self._place(self._begin)
            word = Word("".join(self._pieces), line, column, tuple(self._variables), tuple(self._unresolved))
            self._restart()
            yield word

    def _place(self, position: int) -> tuple[int, int]:
        return self._source.count("\n", 0, position) + 1, position - self._source.rfind("\n", 0, position)

    def _take_run(self, plain: re.Pattern[str]) -> bool:
        """Take the characters that mean nothing, at once; tell whether there were any."""
        run = plain.match(self._source, self._at)
        if run is None:
            return False
        self._add(run[0])
        self._at = run.end()
        return True

    def _rest_starts(self, text: str) -> bool:
        return self._source.startswith(text, self._at)

    def _line_break_length(self, position: int) -> int:
        """Return the length of the line break at `position`, blanks before it included; 0 where there is none."""
        match = _LINE_BREAK.match(self._source, position)
        return len(match[0]) if match else 0

    def _expand(self) -> None:
        """Take a `$` outside single quotes: a variable becomes a placeholder, anything to be run stays as typed."""
        match = self.variable.match(self._source, self._at)
        if match:
            name = match[1] or match[2]
            self._variables.append(name)
            self._add(reference(name))
            self._at = match.end()
            return
        end = _end_of_substitution(self._source, self._at)
        substitution = self._source[self._at : end]
        if end > self._at + 1:
            self._unresolved.append(substitution)
        self._add(substitution)
        self._at = end

    def _never_closed(self, quote: str, position: int) -> FormatTrouble:
        line, column = self._place(position)
        return FormatTrouble(
            Message("A quotation mark {quote} is never closed", quote=quote),
            Message(
                "It opens in line {line}, column {column}. Copy the whole command, or close it.",
                line=line,
                column=column,
            ),
            line=line,
            column=column,
        )


def _end_of_substitution(text: str, start: int) -> int:
    """Return where `$(…)`, `${…}` or a lone `$` ends; what is never closed goes to the end."""
    opening = text[start + 1 : start + 2]
    closing = {"(": ")", "{": "}"}.get(opening)
    if closing is None:
        return start + 1
    depth = 0
    for position in range(start + 1, len(text)):
        if text[position] == opening:
            depth += 1
        elif text[position] == closing:
            depth -= 1
            if not depth:
                return position + 1
    return len(text)


def or_end(position: int, text: str) -> int:
    """Return a position that a search found, the end of the text where it found none."""
    return len(text) if position < 0 else position
