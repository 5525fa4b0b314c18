"""Command lines as shells read them: POSIX, the Windows command prompt and PowerShell.

A shell variable in a command stands for a value that only its author's shell has; it becomes a placeholder of ours,
`$TOKEN` turns into `{{TOKEN}}`. What would have to be run to be known (`$(…)`) stays as it is typed and is reported.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from modelpost.core.shell.posix import Posix
from modelpost.core.shell.values import Command, Dialect, Input, Operator, Token, Word
from modelpost.core.shell.windows import Cmd, PowerShell

__all__ = ["Command", "Dialect", "Word", "commands", "dialect_of"]

_CARET_AT_LINE_END = re.compile(r"(?<!\S)\^[ \t]*\r?$", re.MULTILINE)
_CARET_QUOTE = re.compile(r'(?<!\S)\^"')
_WINDOWS_PATH = re.compile(r"(?:^|[\s@<])[A-Za-z]:\\[^\\'\"]")
_BACKTICK_AT_LINE_END = re.compile(r"(?<=\s)`[ \t]*\r?$", re.MULTILINE)
_CALL_OF_PROGRAM = re.compile(r"^\s*\S*\.exe\s", re.IGNORECASE)


def dialect_of(text: str) -> Dialect:
    """Return whose quoting a command line is most likely in, by how it continues lines, quotes and names files."""
    if _BACKTICK_AT_LINE_END.search(text):
        return Dialect.POWERSHELL
    if _CARET_AT_LINE_END.search(text) or _CARET_QUOTE.search(text):
        return Dialect.CMD
    if _CALL_OF_PROGRAM.match(text):
        return Dialect.POWERSHELL if re.search(r"\s'|\$env:", text) else Dialect.CMD
    return Dialect.CMD if _WINDOWS_PATH.search(text) and "'" not in text else Dialect.POSIX


def commands(text: str, dialect: Dialect | None = None) -> tuple[Command, ...]:
    """Split a command line, or several; raises FormatTrouble where a quote is never closed."""
    match dialect or dialect_of(text):
        case Dialect.POSIX:
            return tuple(_grouped(Posix(text).tokens()))
        case Dialect.CMD:
            return tuple(_grouped(Cmd(text).tokens()))
        case Dialect.POWERSHELL:
            return tuple(_grouped(PowerShell(text).tokens()))


def _grouped(tokens: Iterator[Token]) -> Iterator[Command]:
    """Put the tokens between two operators into one command."""
    words: list[Word] = []
    stdin: Word | None = None
    redirections: list[str] = []
    redirection = ""
    for token in tokens:
        match token:
            case Input(word=word):
                stdin = word
            case Word() if redirection == "<<<":
                stdin, redirection = replace(token, text=f"{token.text}\n"), ""
            case Word() if redirection:
                redirections.append(f"{redirection} {token.text}")
                redirection = ""
            case Word():
                words.append(token)
            case Operator(text=text) if re.search(r">&\d?$", text):
                redirections.append(text)
            case Operator(text=text) if text.endswith(("<", ">")):
                redirection = text
            case Operator(text=text):
                if words:
                    yield Command(tuple(words), stdin, tuple(redirections), text)
                words, stdin, redirections, redirection = [], None, [], ""
    if words:
        yield Command(tuple(words), stdin, tuple(redirections))
