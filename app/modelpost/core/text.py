"""Sentences for people, made without Qt and translated where they are shown."""

import re
from collections.abc import Mapping
from typing import final

_PARAMETER = re.compile(r"\{(\w+)\}")


@final
class Message:
    """A whole sentence with named parameters: `Message("No answer within {n} s", n=30)`.

    The English template is the key into the translations. Two messages are equal when template and parameters are.
    """

    __slots__ = ("params", "template")

    template: str
    params: tuple[tuple[str, object], ...]

    def __init__(self, template: str, /, **params: object) -> None:
        object.__setattr__(self, "template", template)
        object.__setattr__(self, "params", tuple(sorted(params.items())))

    @property
    def id(self) -> str:
        """The key under which a translation is looked up."""
        return self.template

    def filled(self, template: str | None = None) -> str:
        """Return the sentence with its parameters in place, in `template`'s wording where one is given."""
        text = self.template if template is None else template
        params = dict(self.params)

        def value_of(match: re.Match[str]) -> str:
            value = params.get(match[1], match[0])
            return value.filled() if isinstance(value, Message) else str(value)

        return _PARAMETER.sub(value_of, text)  # in one pass: braces in a value are the value's own

    def with_params(self, params: Mapping[str, object]) -> "Message":
        """Return this sentence with `params` added or replaced."""
        return Message(self.template, **{**dict(self.params), **params})

    def __str__(self) -> str:
        return self.filled()

    def __repr__(self) -> str:
        return f"Message({self.filled()!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and (self.template, self.params) == (other.template, other.params)

    def __hash__(self) -> int:
        return hash((self.template, self.params))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(name)

    def __reduce__(self) -> tuple[object, ...]:
        return (restored, (self.template, self.params))


def restored(template: str, params: tuple[tuple[str, object], ...]) -> Message:
    """Return a message that was taken apart, such as to be kept in a file."""
    return Message(template, **dict(params))
