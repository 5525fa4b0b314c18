"""Pages in HTML and Markdown, as answers bring them. Nothing in them runs, and nothing is fetched."""

from PySide6.QtCore import QUrl, Signal
from PySide6.QtWidgets import QWidget

from modelpost.documents.visible_text import VisibleText
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.markdown import MarkdownView
from modelpost.viewers.api import MarkupRendering

_LONGEST_ADDRESS = 500


class MarkupView(MarkdownView):
    """A page from a service: links in it lead nowhere but tell where they would.

    Signals:
        link_told: a link was clicked; carries its address.
    """

    link_told = Signal(str)

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(kit, "responsePage", self.tr("Preview of the page"), parent)
        self.document().setDocumentMargin(16)
        self._shown: MarkupRendering | None = None

    def show_page(self, rendering: MarkupRendering) -> None:
        """Show a page; one that is shown already stays where it is."""
        if rendering is self._shown:
            return
        self._shown = rendering
        if rendering.language == "html":
            self.document().setHtml(rendering.text)
        else:
            self.show_markdown(rendering.text)

    def _on_link(self, url: QUrl) -> None:
        shown = VisibleText(url.toString().encode("utf-8", "replace"), "utf-8").shown
        self.link_told.emit(self.tr("This link leads to {address}").replace("{address}", shown[:_LONGEST_ADDRESS]))
