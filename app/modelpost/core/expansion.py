"""Texts with their `{{placeholders}}` filled in."""

from dataclasses import replace
from typing import NamedTuple

from modelpost.core.paths import join_path
from modelpost.core.resolved import InsertedFile
from modelpost.core.scope import Context
from modelpost.core.secrets import SecretRef
from modelpost.core.template import CODINGS, FileMark, file_mark, reference, spans
from modelpost.core.text import Message

_LONGEST_EXPANSION = 64 << 20
_DEEPEST_NESTING = 64
_DEFINE_IT = Message("Define it in the environment, or choose another environment.")
_ENTER_IT = Message("Enter it where it is used and keep it in the keyring.")
_NO_CIRCLES = Message("Give it a value that does not lead back to it.")
_SHORTEN = Message("Look for variables that are made of one another.")


class Trouble(NamedTuple):
    """What is wrong with a placeholder, and what to do; `variable` names the one that has no value."""

    message: Message
    hint: Message
    variable: str = ""


class Expansion(NamedTuple):
    """A text with its placeholders filled in, what was wrong with them, and the files that stand in it."""

    text: str
    troubles: tuple[Trouble, ...] = ()
    holds_secret: bool = False
    files: tuple[InsertedFile, ...] = ()


class Expander:
    """Fills in the placeholders of one request; `secrets` are those that it came by."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._values: dict[str, Expansion] = {}
        self.secrets: set[str] = set()

    def filled(self, text: str, within: tuple[str, ...] = ()) -> Expansion:
        """Return `text` filled in; `within` are the variables that led to it."""
        if "{{" not in text:
            return Expansion(text)
        pieces: list[str] = []
        troubles: dict[Trouble, None] = {}
        files: list[InsertedFile] = []
        holds_secret = False
        length = 0
        for span in spans(text):
            part = Expansion(text[span.start : span.end]) if span.name is None else self._value(span.name, within)
            troubles.update(dict.fromkeys(part.troubles))
            holds_secret = holds_secret or part.holds_secret
            files += [replace(file, at=file.at + length) for file in part.files]
            length += len(part.text)
            if length > _LONGEST_EXPANSION:
                return Expansion("", (Trouble(Message("The variables make up more than 64 MB of text"), _SHORTEN),))
            pieces.append(part.text)
        return Expansion("".join(pieces), tuple(troubles), holds_secret, tuple(files))

    def _value(self, name: str, within: tuple[str, ...]) -> Expansion:
        """Return what a variable stands for; each is looked into once, however often others refer to it.

        So a variable made of `{{$uuid}}` keeps its value throughout a request, while each `{{$uuid}}` is a new one.
        """
        if name in within:
            return Expansion("", (Trouble(Message("{name} refers to itself", name=reference(name)), _NO_CIRCLES),))
        mark = file_mark(name)
        if mark is not None:
            return self._file(name, mark)
        if name not in self._values:
            made = self._built_in(name)
            if made is not None:
                return Expansion(made)
            if len(within) >= _DEEPEST_NESTING:
                message = Message("{name} leads through too many variables", name=reference(within[0]))
                return Expansion("", (Trouble(message, _SHORTEN),))
            self._values[name] = self._looked_up(name, within)
        return self._values[name]

    def _built_in(self, name: str) -> str | None:
        """Return a new value of a built-in variable, unless somebody defined one of that name."""
        builtins = self._context.builtins
        if builtins is None or not name.startswith("$") or self._context.find(name) is not None:
            return None
        return builtins.value(name)

    def _file(self, name: str, mark: FileMark) -> Expansion:
        if mark.coding not in CODINGS:
            message = Message("{name} does not say how the file is to be written", name=reference(name))
            return Expansion("", (Trouble(message, Message("Write | base64 or | text behind the path.")),))
        if not mark.path:
            message = Message("{name} names no file", name=reference(name))
            return Expansion("", (Trouble(message, Message("Write its path behind “file:”.")),))
        return Expansion("", files=(InsertedFile(0, join_path(self._context.folder, mark.path), mark.coding),))

    def _looked_up(self, name: str, within: tuple[str, ...]) -> Expansion:
        lookup = self._context.find(name)
        if lookup is None:
            return Expansion("", (Trouble(Message("{name} has no value", name=reference(name)), _DEFINE_IT, name),))
        value = lookup.variable.value
        if not isinstance(value, SecretRef):
            return self.filled(value, (*within, name))
        secret = self._context.secrets.get(value)
        if not secret:
            return Expansion(
                "", (Trouble(Message("The secret {name} has no value", name=reference(name)), _ENTER_IT, name),)
            )
        self.secrets.add(secret)
        return Expansion(secret, holds_secret=True)
