"""A text that can be read while it is still being written."""

from collections.abc import Iterator
from typing import NamedTuple, Protocol

from modelpost.core.text import Message
from modelpost.documents.line_index import Buffer


class Fault(NamedTuple):
    """The first thing that is wrong with a text, `offset` bytes into it; below 0 where it has no place."""

    offset: int
    reason: Message


class Grown(NamedTuple):
    """How far a text has come. `is_other` tells that it was given up, and that this is another one instead.

    `fault` is the first thing that is wrong in it, once that is known.
    """

    content: Buffer
    is_complete: bool = False
    is_other: bool = False
    fault: Fault | None = None


class GrowingText(Protocol):
    """A text that grows at its end, on whatever thread."""

    @property
    def now(self) -> Grown:
        """How far it has come."""

    def run(self) -> None:
        """Go on until it is complete or paused: off the GUI thread. Raises FileTrouble."""

    def pause(self) -> None:
        """End `run` soon; it may be called again."""


class Layout(Protocol):
    """Makes a text piece by piece, once."""

    def pieces(self) -> Iterator[bytes | memoryview]:
        """Yield the pieces; ends early where the text cannot be laid out, and `refusal` says why."""

    @property
    def fault(self) -> Fault | None:
        """What is wrong in the text that was made."""

    @property
    def refusal(self) -> Fault | None:
        """Why there is no such text; counts in the text that it should have been made of."""
