"""A picture as a picture."""

from modelpost.core.text import Message
from modelpost.viewers.api import Answer, NothingRendering, PictureRendering, Rendering

PICTURES = frozenset(
    {"image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp", "image/svg+xml", "image/x-icon"}
)


class Preview:
    """Pictures; text is left to the other views."""

    name = "preview"
    label = Message("Preview")
    order = 40

    def score(self, answer: Answer) -> float:
        """Fit pictures only."""
        return 0.95 if answer.media_type in PICTURES and len(answer.content) else 0.0

    def render(self, answer: Answer) -> Rendering:
        """Return the picture, still encoded."""
        if answer.media_type in PICTURES and len(answer.content):
            return PictureRendering(answer.content, answer.media_type)
        if not len(answer.content):
            return NothingRendering(Message("No body"), Message("The answer has no body."))
        return NothingRendering(
            Message("No preview"),
            Message("Pictures have one. This is {type}: see Pretty or Raw.", type=answer.media_type),
        )


PLUGIN = Preview()
