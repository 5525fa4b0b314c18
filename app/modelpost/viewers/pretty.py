"""The body laid out for reading."""

from modelpost.core.text import Message
from modelpost.documents.charset import cuttable
from modelpost.documents.json_layout import format_json
from modelpost.documents.media_type import is_textual
from modelpost.viewers.api import Answer, Rendering, TextRendering

LARGEST_FORMATTED = 5_000_000
"""Bytes up to which JSON is formatted at once (9 ms); what is larger is shown as received."""

_LANGUAGES = {
    "application/json": "json",
    "text/json": "json",
    "text/x-json": "json",
    "application/xml": "xml",
    "text/xml": "xml",
    "image/svg+xml": "xml",
    "text/html": "html",
    "application/xhtml+xml": "html",
}


def language_of(media_type: str) -> str:
    """Return the language that a media type is highlighted as; structured suffixes count (RFC 6839)."""
    if media_type in _LANGUAGES:
        return _LANGUAGES[media_type]
    if media_type.endswith("+json"):
        return "json"
    return "xml" if media_type.endswith("+xml") else "text"


class Pretty:
    """Formatted JSON, without a digit changed; anything else as received."""

    name = "pretty"
    label = Message("Pretty")
    order = 20

    def score(self, answer: Answer) -> float:
        """Fit what can be read, where there is anything."""
        if not len(answer.content):
            return 0.05
        return 0.8 if is_textual(answer.media_type) else 0.1

    def render(self, answer: Answer) -> Rendering:
        """Return the text, JSON with an indent of two."""
        language = language_of(answer.media_type)
        if language != "json" or not len(answer.content):
            return TextRendering(answer.content, language, answer.charset, answer.note)
        if len(answer.content) > LARGEST_FORMATTED:
            note = Message("This answer is larger than 5 MB and is shown as it was received.")
            return TextRendering(answer.content, language, answer.charset, answer.note or note)  # damage goes first
        content, charset = cuttable(answer.content, answer.charset)  # the layout is written in bytes of ASCII
        return TextRendering(format_json(bytes(content)), language, charset, answer.note)


PLUGIN = Pretty()
