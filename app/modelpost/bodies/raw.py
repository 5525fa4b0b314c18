"""A body of text."""

from modelpost.bodies.api import text_segments
from modelpost.core.resolved import Content, Payload, TextContent
from modelpost.core.text import Message


class RawBody:
    """Text, sent as UTF-8, with the files that stand in it."""

    name = "raw"
    label = Message("raw")
    order = 40
    handles = TextContent

    def encode(self, content: Content, boundary: str) -> Payload:
        """Return the text's bytes; a lone surrogate, which UTF-8 cannot carry, becomes a question mark."""
        del boundary
        if not isinstance(content, TextContent):
            raise TypeError(type(content).__name__)
        return Payload(content.media_type, text_segments(content.text, content.files))


PLUGIN = RawBody()
