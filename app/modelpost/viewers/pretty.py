"""The body laid out for reading."""

from modelpost.core.text import Message
from modelpost.documents.charset import cuttable
from modelpost.documents.json_pieces import JsonPieces
from modelpost.documents.media_type import is_textual
from modelpost.viewers.api import Answer, LayoutRendering, Rendering, TextRendering

LARGEST_AT_ONCE = 1 << 19
"""Bytes up to which JSON is laid out at once (2 ms); what is larger is shown while its layout grows."""

LARGEST_UNASKED = 256 << 20
"""Bytes up to which the layout is made before anybody asks for it."""

_LANGUAGES = {
    "application/json": "json",
    "text/json": "json",
    "text/x-json": "json",
    "application/xml": "xml",
    "text/xml": "xml",
    "image/svg+xml": "xml",
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/x-ndjson": "jsonl",
    "application/jsonl": "jsonl",
    "application/yaml": "yaml",
    "application/x-yaml": "yaml",
    "text/yaml": "yaml",
    "text/x-yaml": "yaml",
    "text/csv": "csv",
    "text/tab-separated-values": "csv",
    "application/javascript": "javascript",
    "text/javascript": "javascript",
}


def language_of(media_type: str) -> str:
    """Return the language that a media type is highlighted as; structured suffixes count (RFC 6839)."""
    if media_type in _LANGUAGES:
        return _LANGUAGES[media_type]
    if media_type.endswith("+json"):
        return "json"
    if media_type.endswith("+yaml"):
        return "yaml"
    return "xml" if media_type.endswith("+xml") else "text"


class Pretty:
    """JSON laid out, without a digit changed; what is no JSON, and anything else, as it was received."""

    name = "pretty"
    label = Message("Pretty")
    order = 20

    def score(self, answer: Answer) -> float:
        """Fit what can be read, where there is anything."""
        if not len(answer.content):
            return 0.05
        if not is_textual(answer.media_type):
            return 0.1
        return 0.8 if len(answer.content) <= LARGEST_UNASKED else 0.15

    def render(self, answer: Answer) -> Rendering:
        """Return the text, JSON with an indent of two."""
        language = language_of(answer.media_type)
        if language != "json" or not len(answer.content):
            return TextRendering(answer.content, language, answer.charset, answer.note)
        content, charset = cuttable(answer.content, answer.charset)  # the layout is written in bytes of ASCII
        layout = JsonPieces(content, is_utf8=charset == "utf-8")
        if len(content) > LARGEST_AT_ONCE:
            return LayoutRendering(content, layout, language, charset, answer.note)
        laid_out = b"".join(layout.pieces())
        if layout.refusal is not None:
            return TextRendering(content, language, charset, answer.note, layout.refusal)
        return TextRendering(laid_out, language, charset, answer.note, layout.fault)


PLUGIN = Pretty()
