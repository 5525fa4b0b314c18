"""Markdown, written and looked at. Nothing in it is ever fetched: no picture, no style, no frame."""

from typing import Any

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QImage, QTextDocument
from PySide6.QtWidgets import QPlainTextEdit, QStackedWidget, QTextBrowser, QVBoxLayout, QWidget

from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.segmented import SegmentedControl
from modelpost.ui.text.adapter import DocumentAdapter
from modelpost.ui.theme import Role

_FEATURES = QTextDocument.MarkdownFeature.MarkdownDialectGitHub | QTextDocument.MarkdownFeature.MarkdownNoHTML


class MarkdownView(QTextBrowser):
    """Shows Markdown; a link to the web opens in the browser when it is clicked."""

    def __init__(self, kit: Kit, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setOpenLinks(False)
        self._no_picture = QImage(1, 1, QImage.Format.Format_ARGB32)
        self._no_picture.fill(Qt.GlobalColor.transparent)
        self._kit = kit
        self.anchorClicked.connect(self._on_link)
        kit.theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def show_markdown(self, text: str) -> None:
        """Show a text, tags in it as they stand."""
        self.document().setMarkdown(text, _FEATURES)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:  # noqa: ARG002, N802  # Qt's name
        """Load nothing. A picture is an empty one: without any, Qt would look for a file of that name by itself."""
        return self._no_picture if kind == QTextDocument.ResourceType.ImageResource.value else None

    def _on_link(self, url: QUrl) -> None:
        if url.scheme() in ("http", "https"):
            QDesktopServices.openUrl(url)

    def _on_theme_changed(self) -> None:
        self.setFont(self._kit.theme.font(Role.BODY))


class MarkdownEditor(QWidget):
    """A text in Markdown, to write or as it looks.

    Signals:
        edited: the user changed it; carries all of it.
    """

    edited = Signal(str)

    def __init__(self, kit: Kit, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._modes = SegmentedControl(
            kit, [("write", self.tr("Write")), ("look", self.tr("Preview"))], f"{name}Mode", self.tr("Write or preview")
        )
        self._modes.activated.connect(self._on_mode)
        self._text = QPlainTextEdit()
        self._text.setObjectName(name)
        self._text.setAccessibleName(label)
        self._text.setTabChangesFocus(True)
        self._text.setPlaceholderText(self.tr("Notes in Markdown: what it is for, what to mind"))
        self._text.setFont(kit.theme.font(Role.CODE))
        self._adapter = DocumentAdapter(self._text)
        self._adapter.edited.connect(self.edited)
        self._view = MarkdownView(kit, f"{name}Preview", self.tr("Preview"))
        self._pages = QStackedWidget()
        self._pages.addWidget(self._text)
        self._pages.addWidget(self._view)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self._modes)
        column.addWidget(self._pages, 1)

    def render_text(self, text: str) -> None:
        """Show a text; the caret stays."""
        self._adapter.render(text)
        if self._modes.current == "look":
            self._view.show_markdown(text)

    def show_mode(self, mode: str) -> None:
        """Show the text `write` to edit it, or `look` as it looks."""
        self._modes.set_current(mode)
        self._on_mode(mode)

    def _on_mode(self, mode: str) -> None:
        if mode == "look":
            self._view.show_markdown(self._adapter.text)
        self._pages.setCurrentWidget(self._view if mode == "look" else self._text)
