"""What a body kind is: how resolved content becomes the bytes of a request."""

from typing import Protocol

from modelpost.core.resolved import Content, Payload
from modelpost.core.text import Message


class BodyPlugin(Protocol):
    """One kind of body. `name` is the value of its `BodyKind`; `handles` is the class of content it encodes."""

    @property
    def name(self) -> str:
        """The stable key."""

    @property
    def label(self) -> Message:
        """What people see."""

    @property
    def order(self) -> int:
        """Where it stands in lists."""

    @property
    def handles(self) -> type[Content]:
        """The class of content it encodes."""

    def encode(self, content: Content, boundary: str) -> Payload:
        """Return the bytes and files to send and their Content-Type; `boundary` is for multipart only.

        Nothing is read here: files stand as `FileSlice`, so that memory does not grow with them.
        """
