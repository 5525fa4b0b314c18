"""Declarative forms: a plugin says which fields it has, the window draws them."""

from dataclasses import dataclass

from modelpost.core.text import Message

NO_MESSAGE = Message("")


@dataclass(frozen=True, slots=True)
class Field:
    """What every field of a form has: the key of its value, its label, and the value it starts with.

    `when` shows the field only while another one, named first, has one of the values that follow. Without a value in
    one that `is_needed` nothing can be sent. `is_advanced` hides it behind “More”.
    """

    name: str
    label: Message
    default: str = ""
    hint: Message = NO_MESSAGE
    when: tuple[str, ...] = ()
    is_needed: bool = False
    is_advanced: bool = False

    def is_shown(self, values: "Values") -> bool:
        """Tell whether the field counts for these values, defaults filled in."""
        return not self.when or values.get(self.when[0], "") in self.when[1:]


@dataclass(frozen=True, slots=True)
class Text(Field):
    """One line of text; `{{variables}}` are allowed.

    `suggestions` are values to choose from, each with what people know it by; any other text can be typed. `lookup` is
    the label of a button that asks the service for values to choose from; empty for none.
    """

    suggestions: tuple[tuple[str, Message], ...] = ()
    lookup: Message = NO_MESSAGE


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
    """The path of a file to choose; `endings` are those that it may have, without the dot, none for any."""

    endings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FileImport(Field):
    """A button that fills in other fields from a file, such as credentials that a console gave out."""

    endings: tuple[str, ...] = ()


Values = dict[str, str]
"""What the user entered, by field name; variables are already resolved where a scheme sees it."""
