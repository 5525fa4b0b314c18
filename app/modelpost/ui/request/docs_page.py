"""What a request is for, in Markdown."""

from modelpost.core.request import RequestDraft
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.markdown import MarkdownEditor
from modelpost.ui.request.page import Page
from modelpost.workbench.request_tab import RequestTab


class DocsPage(Page):
    """The description of a request: shown as it looks where there is one, ready to write where there is none."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, "docsPage", "")
        self.setAccessibleName(self.tr("Docs"))
        self._editor = MarkdownEditor(kit, "requestDocs", self.tr("Docs"))
        self._editor.edited.connect(self._on_edited)
        self.column.addWidget(self._editor, 1)

    def show_tab(self, tab: RequestTab | None) -> None:
        """Follow another request."""
        if tab is not None and tab is not self.tab:
            self._editor.show_mode("look" if tab.draft.docs else "write")
        super().show_tab(tab)

    def render_draft(self, draft: RequestDraft) -> None:
        """Show the text."""
        self._editor.render_text(draft.docs)

    def _on_edited(self, text: str) -> None:
        if self.tab is not None:
            self.tab.set_docs(text)
