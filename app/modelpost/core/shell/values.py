"""What a command line consists of."""

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple


class Dialect(Enum):
    """Whose quoting a command line is in."""

    POSIX = "posix"
    CMD = "cmd"
    POWERSHELL = "powershell"


@dataclass(frozen=True, slots=True)
class Word:
    """One argument, unquoted, and where it begins; both count from 1.

    `variables` are the shell variables that became placeholders, `unresolved` the substitutions that stayed as typed.
    """

    text: str
    line: int = 1
    column: int = 1
    variables: tuple[str, ...] = ()
    unresolved: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Command:
    """One simple command. `stdin` is what a here-document feeds it, `redirections` are the files it would use.

    `end` is the operator behind it: `|`, `&&`, `;`, a line break, or nothing.
    """

    words: tuple[Word, ...]
    stdin: Word | None = None
    redirections: tuple[str, ...] = ()
    end: str = ""


class Operator(NamedTuple):
    """What stands between commands, or sends their input and output elsewhere."""

    text: str


class Input(NamedTuple):
    """What a here-document feeds the command it belongs to."""

    word: Word


Token = Word | Operator | Input
