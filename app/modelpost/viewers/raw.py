"""The body as it is, decoded from its content coding and otherwise untouched."""

from modelpost.core.text import Message
from modelpost.documents.charset import cuttable
from modelpost.viewers.api import Answer, Rendering, TextRendering


class Raw:
    """Every byte as text."""

    name = "raw"
    label = Message("Raw")
    order = 30

    def score(self, answer: Answer) -> float:
        """Fit anything, a little."""
        return 0.2 if len(answer.content) else 0.1

    def render(self, answer: Answer) -> Rendering:
        """Return the text without colours."""
        content, charset = cuttable(answer.content, answer.charset)
        return TextRendering(content, "text", charset, answer.note)


PLUGIN = Raw()
