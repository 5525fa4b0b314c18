"""What a foreign format is: something that can be read into drafts or into a collection, and perhaps written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from modelpost.core.contents import CollectionContents
from modelpost.core.failures import FormatTrouble
from modelpost.core.request import RequestDraft
from modelpost.core.secrets import SecretRef
from modelpost.core.text import Message

LARGEST = 256 << 20
"""Bytes that a file of a foreign format may have."""


@dataclass(frozen=True, slots=True)
class Imported:
    """Requests that were read, in order, and one sentence for each thing that was not understood or not taken over."""

    drafts: tuple[RequestDraft, ...]
    losses: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportedCollection:
    """A collection, or environments alone, as they were read, with `losses` as above.

    `secrets` are the values that the file itself calls secret; its variables hold their addresses. Other credentials
    still stand where they stood: `core.secret_hunt` takes them out before anything is written.
    """

    contents: CollectionContents
    losses: tuple[Message, ...] = ()
    secrets: Mapping[SecretRef, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Exported:
    """A file's text, and one sentence for each thing that the format has no place for."""

    text: str
    losses: tuple[Message, ...] = ()


class Format(Protocol):
    """One foreign format. `name` is what `--to` and files say."""

    @property
    def name(self) -> str:
        """The stable key."""

    @property
    def label(self) -> Message:
        """What people see."""

    @property
    def order(self) -> int:
        """Where it stands in lists."""

    def recognises(self, text: str) -> bool:
        """Tell quickly whether `text` looks like this format."""

    def read(self, source: str | bytes, name: str = "") -> Imported | ImportedCollection:
        """Read a file called `name`; raises `FormatTrouble`, with the line where that is known."""


class RequestFormat(Format, Protocol):
    """A format of single requests."""

    def read(self, source: str | bytes, name: str = "") -> Imported:
        """Read as `Format` does."""


@runtime_checkable
class Writer(Protocol):
    """What a format has besides that can also be written."""

    @property
    def file_ending(self) -> str:
        """How its files end, such as `.json`."""

    def write(self, contents: CollectionContents) -> Exported:
        """Return a file with the collection; no value of a secret is in it."""

    def write_environment(self, contents: CollectionContents, name: str) -> Exported:
        """Return a file with one environment of the collection."""


def text_of(source: str | bytes) -> str:
    """Return the text of a file; raises FormatTrouble for what is no text."""
    if len(source) > LARGEST:
        raise FormatTrouble(
            Message("The file is too large to be imported"), Message("Files of up to {n} MB are read.", n=LARGEST >> 20)
        )
    if isinstance(source, str):
        return source.removeprefix("\ufeff")
    encoding = "utf-16" if source.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = source.decode(encoding)
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        raise _no_text(line) from error
    if "\0" in text:
        raise _no_text(text.count("\n", 0, text.index("\0")) + 1)
    return text


def in_file(trouble: FormatTrouble, name: str) -> FormatTrouble:
    """Return what is wrong with a file, with its name and, where it is known, the line."""
    told = Message("{name}: {reason}", name=name, reason=trouble.summary)
    if trouble.line:
        told = Message("{name}, line {line}: {reason}", name=name, line=trouble.line, reason=trouble.summary)
    return FormatTrouble(told, trouble.hint, line=trouble.line, column=trouble.column)


def _no_text(line: int) -> FormatTrouble:
    return FormatTrouble(
        Message("The file is not text"),
        Message("Line {line} holds a byte that text does not have. Choose another file.", line=line),
        line=line,
    )
