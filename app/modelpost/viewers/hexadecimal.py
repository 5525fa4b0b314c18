"""The body byte by byte."""

from modelpost.core.text import Message
from modelpost.viewers.api import Answer, BytesRendering, NothingRendering, Rendering


class Hexadecimal:
    """Every byte as a number, whatever it means."""

    name = "hex"
    label = Message("Hex")
    order = 45

    def score(self, answer: Answer) -> float:
        """Fit what no other view can show."""
        return 0.12 if len(answer.content) else 0.0

    def render(self, answer: Answer) -> Rendering:
        """Return the bytes."""
        if not len(answer.content):
            return NothingRendering(Message("No body"), Message("The answer has no body."))
        return BytesRendering(answer.content)


PLUGIN = Hexadecimal()
