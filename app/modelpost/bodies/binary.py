"""A file as the whole body."""

from modelpost.core.media import type_of_file
from modelpost.core.resolved import Content, FileContent, FileSlice, Payload
from modelpost.core.text import Message


class BinaryBody:
    """The bytes of one file, read while they are sent."""

    name = "binary"
    label = Message("binary")
    order = 50
    handles = FileContent

    def encode(self, content: Content, boundary: str) -> Payload:
        """Return the file as it is; its type follows from its name."""
        del boundary
        if not isinstance(content, FileContent):
            raise TypeError(type(content).__name__)
        return Payload(type_of_file(content.path), (FileSlice(content.path, "body.binary"),))


PLUGIN = BinaryBody()
