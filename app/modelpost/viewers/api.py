"""What a response view is: a pure function from an answer to something that can be shown.

A view never draws: it says what there is to see, and the window has one widget for each kind of `Rendering`.
"""

from dataclasses import dataclass, field
from typing import Protocol

from modelpost.core.cookies import Offer
from modelpost.core.headers import HeaderList
from modelpost.core.response import Response
from modelpost.core.text import Message
from modelpost.documents.grid import Grid
from modelpost.documents.growing import Fault, GrowingText, Layout
from modelpost.documents.line_index import Buffer

__all__ = ["Buffer"]


@dataclass(frozen=True, slots=True)
class Answer:
    """A response whose body is decoded and at hand.

    `media_type` is what the bytes are: the declared type, or the sniffed one where the header says nothing or lies
    (`declared_type` keeps the header's). `charset` is a codec name that Python knows. `note` tells what was odd.
    `stopped_at` is the size in bytes at which unpacking was given up, 0 where it was not.
    """

    response: Response
    content: Buffer = field(default=b"", repr=False)
    media_type: str = "application/octet-stream"
    declared_type: str = ""
    charset: str = "utf-8"
    note: Message | None = None
    stopped_at: int = 0


@dataclass(frozen=True, slots=True)
class TextRendering:
    """Text to show in the text view; `language` is one that `documents.tokens` knows.

    `fault` is the first thing that is wrong in it. Where the text still grows, `content` is how far it had come.
    """

    content: Buffer = field(repr=False)
    language: str = "text"
    charset: str = "utf-8"
    note: Message | None = None
    fault: Fault | None = None
    growing: GrowingText | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class LayoutRendering:
    """Text that takes its time to be laid out: it is shown while it grows. `content` is what it is made of."""

    content: Buffer = field(repr=False)
    layout: Layout = field(repr=False)
    language: str = "text"
    charset: str = "utf-8"
    note: Message | None = None


@dataclass(frozen=True, slots=True)
class TreeRendering:
    """JSON in UTF-8 to fold and unfold."""

    content: Buffer = field(repr=False)
    note: Message | None = None


@dataclass(frozen=True, slots=True)
class BytesRendering:
    """Bytes to show one by one."""

    content: Buffer = field(repr=False)


@dataclass(frozen=True, slots=True)
class MarkupRendering:
    """A page to lay out, in `html` or `markdown`. Nothing in it may be run or loaded."""

    text: str = field(repr=False)
    language: str
    note: Message | None = None


@dataclass(frozen=True, slots=True)
class TableRendering:
    """A table to sort and filter."""

    grid: Grid
    note: Message | None = None


@dataclass(frozen=True, slots=True)
class PictureRendering:
    """A picture, still encoded."""

    content: Buffer = field(repr=False)
    media_type: str


@dataclass(frozen=True, slots=True)
class FieldsRendering:
    """Header fields as a table."""

    fields: HeaderList


@dataclass(frozen=True, slots=True)
class CookiesRendering:
    """The cookies that an answer sets, each with why it is refused, if it is."""

    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class NothingRendering:
    """Nothing that this view could show, and where it can be seen; `is_foreign` where other programs may know more."""

    title: Message
    text: Message
    is_foreign: bool = False


Rendering = (
    TextRendering
    | LayoutRendering
    | TreeRendering
    | BytesRendering
    | MarkupRendering
    | TableRendering
    | PictureRendering
    | FieldsRendering
    | CookiesRendering
    | NothingRendering
)


class Viewer(Protocol):
    """One way to look at an answer. `name` is remembered per request, `order` places its tab."""

    @property
    def name(self) -> str:
        """The stable key."""

    @property
    def label(self) -> Message:
        """What people see."""

    @property
    def order(self) -> int:
        """Where it stands in lists."""

    def score(self, answer: Answer) -> float:
        """Return how well this view fits, from 0 (not at all: its tab says so) to 1 (made for it)."""

    def render(self, answer: Answer) -> Rendering:
        """Return what there is to see; never raises for any bytes."""
