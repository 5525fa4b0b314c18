"""An answer as what it is meant to be: a picture, a page, a table."""

from modelpost.core.text import Message
from modelpost.documents.csv_rows import rows_of
from modelpost.documents.grid import Grid
from modelpost.documents.media_type import is_textual
from modelpost.viewers.api import (
    Answer,
    MarkupRendering,
    NothingRendering,
    PictureRendering,
    Rendering,
    TableRendering,
)

PICTURES = frozenset(
    {
        "image/png",
        "image/jpeg",
        "image/gif",
        "image/webp",
        "image/bmp",
        "image/tiff",
        "image/svg+xml",
        "image/x-icon",
    }
)
_MARKUP = {"text/html": "html", "application/xhtml+xml": "html", "text/markdown": "markdown"}
_TABLES = frozenset({"text/csv", "text/tab-separated-values"})
_LARGEST_MARKUP = 256 << 10
"""Bytes of a page: it is laid out on the thread of the window."""

_LARGEST_TABLE = 8 << 20
_MOST_ROWS = 20_000


class Preview:
    """Pictures, pages, tables; other texts are left to the other views."""

    name = "preview"
    label = Message("Preview")
    order = 40

    def score(self, answer: Answer) -> float:
        """Fit pictures only: of a page people want to see what was sent."""
        return 0.95 if answer.media_type in PICTURES and len(answer.content) else 0.0

    def render(self, answer: Answer) -> Rendering:
        """Return what there is to see; of a page its text, of a long table its beginning."""
        kind = answer.media_type
        if not len(answer.content):
            return NothingRendering(Message("No body"), Message("The answer has no body."))
        if kind in PICTURES:
            return PictureRendering(answer.content, kind)
        if kind in _MARKUP:
            return _markup(answer, _MARKUP[kind])
        if kind in _TABLES:
            return _table(answer)
        return NothingRendering(
            Message("No preview"),
            Message("Pictures, HTML, Markdown and CSV have one. This is {type}: see Pretty, Raw or Hex.", type=kind),
            is_foreign=not is_textual(kind),
        )


def _markup(answer: Answer, language: str) -> Rendering:
    if len(answer.content) > _LARGEST_MARKUP:
        return NothingRendering(
            Message("The page is too large for a preview"),
            Message("See Pretty, or save it and open it in a browser."),
            is_foreign=True,
        )
    text = bytes(answer.content).decode(answer.charset, "replace")
    note = Message("Shown without scripts, forms, and anything that would have to be loaded.")
    return MarkupRendering(text, language, note)


def _table(answer: Answer) -> Rendering:
    is_cut = len(answer.content) > _LARGEST_TABLE
    content = bytes(answer.content[:_LARGEST_TABLE])
    if is_cut:
        content = content[: content.rfind(b"\n") + 1]
    found = rows_of(content.decode(answer.charset, "replace"), _MOST_ROWS)
    if found is None:
        return NothingRendering(Message("This is no table"), Message("See what was received in Raw."))
    is_cut = is_cut or found.is_cut
    note = Message("The first {n} rows are shown.", n=len(found.rows)) if is_cut else None
    return TableRendering(Grid(found.heads, found.rows, is_cut), note)


PLUGIN = Preview()
