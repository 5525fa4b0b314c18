"""Arguments of a POSIX shell command, with variables of the shell in the place of secrets."""

import re
import shlex
from typing import NamedTuple
from urllib.parse import quote

from modelpost.core.url import encode_path, encode_query

_SPECIAL_IN_DOUBLE_QUOTES = re.compile(r'(["\\$`])')
_NOT_IN_NAMES = re.compile(r"\W+", re.ASCII)


class Variable(NamedTuple):
    """A variable of the shell, such as `$X_AUTH_TOKEN`."""

    name: str


Argument = tuple[str | Variable, ...]
"""One argument: literal text and variables, in order."""


class Placeholders:
    """Puts variables of the shell in the place of secrets.

    A variable is inert where nobody sets it, says by its name what belongs there, and makes the command work once it is
    set: `X_AUTH_TOKEN=… ; curl -H "X-Auth-Token: $X_AUTH_TOKEN" …`.
    """

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def add(self, secret: str, hint: str) -> None:
        """Hide `secret` from now on behind a variable named for `hint`, such as the name of its header."""
        if secret and secret not in self._names:
            name = self._free(_variable_name(hint))
            for form in (secret, quote(secret, safe=""), encode_query(secret), encode_path(secret)):
                self._names.setdefault(form, name)

    def argument(self, text: str) -> Argument:
        """Return an argument with every secret in `text` replaced, the longest first."""
        if not self._names:
            return (text,)
        longest_first = sorted(self._names, key=len, reverse=True)
        pieces = re.split("(" + "|".join(map(re.escape, longest_first)) + ")", text)
        return tuple(
            Variable(self._names[piece]) if index % 2 else piece for index, piece in enumerate(pieces) if piece
        )

    def _free(self, name: str) -> str:
        taken = set(self._names.values())
        candidate, number = name, 2
        while candidate in taken:
            candidate, number = f"{name}_{number}", number + 1
        return candidate


def quoted(argument: Argument) -> str:
    """Return an argument as a shell reads it back: single quotes, or double ones where a variable is to be expanded."""
    literals = [piece for piece in argument if isinstance(piece, str)]
    if len(literals) == len(argument):
        return shlex.quote("".join(literals))
    if any("!" in literal for literal in literals):  # an interactive shell looks for old commands in double quotes
        return "".join(shlex.quote(piece) if isinstance(piece, str) else f'"${piece.name}"' for piece in argument)
    return f'"{_within_double_quotes(argument)}"'


def _within_double_quotes(argument: Argument) -> str:
    text = ""
    for piece, following in zip(argument, (*argument[1:], ""), strict=True):
        if isinstance(piece, str):
            text += _SPECIAL_IN_DOUBLE_QUOTES.sub(r"\\\1", piece)
        else:
            is_open = isinstance(following, str) and re.match(r"\w", following)
            text += f"${{{piece.name}}}" if is_open else f"${piece.name}"
    return text


def _variable_name(hint: str) -> str:
    name = _NOT_IN_NAMES.sub("_", hint).strip("_").upper() or "SECRET"
    return f"_{name}" if name[0].isdigit() else name
