"""Declarative forms: a plugin says which fields it has, the window draws them."""

from dataclasses import dataclass

from modelpost.core.text import Message

NO_MESSAGE = Message("")


@dataclass(frozen=True, slots=True)
class Field:
    """What every field of a form has: the key of its value, its label, and the value it starts with."""

    name: str
    label: Message
    default: str = ""
    hint: Message = NO_MESSAGE


@dataclass(frozen=True, slots=True)
class Text(Field):
    """One line of text; `{{variables}}` are allowed."""


@dataclass(frozen=True, slots=True)
class Secret(Field):
    """A value that is masked on the screen and belongs into the keyring."""


@dataclass(frozen=True, slots=True)
class Choice(Field):
    """One of several values, each with the label that people see."""

    options: tuple[tuple[str, Message], ...] = ()


@dataclass(frozen=True, slots=True)
class Toggle(Field):
    """On or off, kept as `true` or `false`."""


@dataclass(frozen=True, slots=True)
class Number(Field):
    """A number between two bounds, kept as typed."""

    minimum: float = 0.0
    maximum: float = 1e9


@dataclass(frozen=True, slots=True)
class FilePath(Field):
    """The path of a file to choose."""


Values = dict[str, str]
"""What the user entered, by field name; variables are already resolved where a scheme sees it."""
