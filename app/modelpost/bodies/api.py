"""What a body kind is: how resolved content becomes the bytes of a request."""

from typing import Protocol

from modelpost.core.resolved import Content, FileSlice, InsertedFile, Payload
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


def text_segments(text: str, files: tuple[InsertedFile, ...]) -> tuple[bytes | FileSlice, ...]:
    """Return a text as UTF-8 with files at their places in it."""
    segments: list[bytes | FileSlice] = []
    position = 0
    for file in files:
        if file.at > position:
            segments.append(text[position : file.at].encode("utf-8", "replace"))
        segments.append(FileSlice(file.path, file.place, is_base64=file.coding == "base64"))
        position = file.at
    if position < len(text) or not segments:
        segments.append(text[position:].encode("utf-8", "replace"))
    return tuple(segments)
