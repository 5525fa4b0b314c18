"""No body."""

from modelpost.core.resolved import Content, NoContent, Payload
from modelpost.core.text import Message


class NoBody:
    """Sends nothing."""

    name = "none"
    label = Message("none")
    order = 10
    handles = NoContent

    def encode(self, content: Content, boundary: str) -> Payload:
        """Return an empty payload."""
        del content, boundary
        return Payload()


PLUGIN = NoBody()
