"""What a foreign format is: something that can be read into drafts, with a report of what could not."""

from dataclasses import dataclass
from typing import Protocol

from modelpost.core.request import RequestDraft
from modelpost.core.text import Message


@dataclass(frozen=True, slots=True)
class Imported:
    """Requests that were read, in order, and one sentence for each thing that was not understood or not taken over."""

    drafts: tuple[RequestDraft, ...]
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

    def read(self, text: str) -> Imported:
        """Read `text`; raises `FormatTrouble` with line and column where it cannot be understood at all."""
