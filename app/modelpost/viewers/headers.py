"""The response's header fields."""

from modelpost.core.text import Message
from modelpost.viewers.api import Answer, FieldsRendering, Rendering


class Headers:
    """Every field as received, in order."""

    name = "headers"
    label = Message("Headers")
    order = 50

    def score(self, answer: Answer) -> float:
        """Fit an answer without a body best."""
        return 0.2 if not len(answer.content) else 0.05

    def render(self, answer: Answer) -> Rendering:
        """Return the fields."""
        return FieldsRendering(answer.response.headers)


PLUGIN = Headers()
