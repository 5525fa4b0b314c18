"""One draft being filled in: its texts get their values, and what is wrong with them is collected."""

from dataclasses import replace

from modelpost.core.expansion import Expander, Expansion
from modelpost.core.failures import Problem
from modelpost.core.resolved import InsertedFile
from modelpost.core.scope import Context
from modelpost.core.text import Message

_NO_FILE_HERE = Message("The content of a file cannot stand here")
_WHERE_FILES_CAN = Message(
    "Only a raw body and a text part of form-data can hold it. Write the value itself here, or a variable that has it."
)


class Filling:
    """Fills in text after text, and remembers the problems and the secrets that it came by."""

    def __init__(self, context: Context) -> None:
        self._expander = Expander(context)
        self._problems: list[Problem] = []
        self.folder = context.folder  # what paths are relative to

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What was wrong so far, each at its place."""
        return tuple(self._problems)

    @property
    def secrets(self) -> frozenset[str]:
        """The secrets that were put in so far, or noted."""
        return frozenset(self._expander.secrets)

    def note_secret(self, value: str) -> None:
        """Take a value for a secret: it was typed in the clear."""
        self._expander.secrets.add(value)

    def problem(self, where: str, message: Message, hint: Message | None = None) -> None:
        """Note a problem at a place."""
        self._problems.append(Problem(where, message) if hint is None else Problem(where, message, hint))

    def text(self, typed: str, where: str) -> str:
        """Return a text with its placeholders filled in; what is wrong with them is told at `where`."""
        return self.expanded(typed, where).text

    def expanded(self, typed: str, where: str, *, takes_files: bool = False) -> Expansion:
        """Return what a text became, and what is known of it."""
        expansion = self._expander.filled(typed)
        self._problems += [Problem(where, *trouble) for trouble in expansion.troubles]
        if expansion.files and not takes_files:
            self.problem(where, _NO_FILE_HERE, _WHERE_FILES_CAN)
        return expansion

    def with_files(self, typed: str, where: str) -> tuple[str, tuple[InsertedFile, ...]]:
        """Return a text with its variables filled in, and the files whose content is to stand in it."""
        expansion = self.expanded(typed, where, takes_files=True)
        return expansion.text, tuple(replace(file, place=where) for file in expansion.files)


def shortened(text: str, limit: int = 60) -> str:
    """Return a text as it can be named in a problem."""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
