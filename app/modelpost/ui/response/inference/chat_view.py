"""A conversation: what was asked, what was answered, and the figures of the answer."""

from html import escape

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QTextDocument
from PySide6.QtWidgets import QFrame, QHBoxLayout, QTextBrowser, QVBoxLayout, QWidget

from modelpost.inference.api import Chat
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.notices import Text
from modelpost.ui.theme import Role, Theme

_SAFE = frozenset({"http", "https", "mailto"})
_LONGEST_TURN = 4_000


class ChatView(QWidget):
    """Shows a chat. Markdown is laid out; pictures and anything else from elsewhere are never fetched."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.setObjectName("chatView")
        self.setAccessibleName(self.tr("Chat"))
        self._kit = kit
        self._found: Chat | None = None
        self._figures = QFrame()
        self._figures.setProperty("card", "true")
        row = QHBoxLayout(self._figures)
        row.setContentsMargins(16, 12, 16, 12)
        row.setSpacing(28)
        self._values: dict[str, tuple[Text, Text]] = {}
        names = (
            ("prompt", self.tr("Prompt tokens")),
            ("tokens", self.tr("Tokens")),
            ("speed", self.tr("Speed")),
            ("finish", self.tr("Ended by")),
            ("model", self.tr("Model")),
        )
        for key, name in names:
            label = Text(kit, name, ink="text2", role=Role.SMALL)
            value = Text(kit, role=Role.SECTION, name=f"chat-{key}")
            column = QVBoxLayout()
            column.setSpacing(0)
            column.addWidget(label)
            column.addWidget(value)
            row.addLayout(column)
            self._values[key] = (label, value)
        row.addStretch(1)
        self._page = MarkdownPage(kit.theme, "chatText", self.tr("Conversation"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self._figures)
        column.addWidget(self._page, 1)
        kit.theme.changed.connect(self._on_theme_changed)

    def show_chat(self, found: Chat) -> None:
        """Show a chat."""
        self._found = found
        tokens, seconds = found.completion_tokens, found.seconds
        self._say("prompt", "" if found.prompt_tokens is None else str(found.prompt_tokens))
        self._say("tokens", "" if tokens is None else str(tokens))
        speed = self.tr("{n} tokens/s").replace("{n}", f"{tokens / seconds:.1f}") if tokens and seconds else ""
        self._say("speed", speed)
        self._say("finish", found.finish)
        self._say("model", found.model)
        self._figures.setVisible(any(value.text() for _, value in self._values.values()))
        self._page.show_parts(self._parts(found))

    def _say(self, key: str, text: str) -> None:
        label, value = self._values[key]
        value.setText(text)
        for widget in (label, value):
            widget.setVisible(bool(text))

    def _parts(self, found: Chat) -> list[tuple[str, str, bool]]:
        """Return heading, text, and whether the text is Markdown, for each turn."""
        names = {"user": self.tr("You"), "system": self.tr("Instructions"), "tool": self.tr("Tool")}
        parts = [
            (names.get(turn.role, self.tr("Model")), turn.text[:_LONGEST_TURN], turn.role == "assistant")
            for turn in found.turns
        ]
        if found.reasoning:
            parts.append((self.tr("Reasoning"), found.reasoning, False))
        parts += [
            (self.tr("Calls {name}").replace("{name}", call.name), call.arguments, False) for call in found.tool_calls
        ]
        parts.append((self.tr("Model"), found.text, True))
        return parts

    def _on_theme_changed(self) -> None:
        if self._found is not None:
            self.show_chat(self._found)


class MarkdownPage(QTextBrowser):
    """Text with headings. Links open in the browser, on purpose only; nothing else is loaded from anywhere."""

    def __init__(self, theme: Theme, name: str, label: str, role: Role = Role.BODY) -> None:
        super().__init__()
        self._role = role
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.anchorClicked.connect(self._on_link)
        self._theme = theme

    def show_parts(self, parts: list[tuple[str, str, bool]]) -> None:
        """Show parts: a heading, a text, and whether that is Markdown."""
        muted = self._theme.hex("muted")
        body = "".join(
            f'<p style="color:{muted};margin:14px 0 2px 0">{escape(heading)}</p>'
            + _as_html(text, is_markdown=is_markdown)
            for heading, text, is_markdown in parts
        )
        self.document().setDefaultFont(self._theme.font(self._role))
        self.document().setDefaultStyleSheet(
            f"a{{color:{self._theme.hex('accentText')}}}code,pre{{font-family:monospace}}"
            f"pre{{background:{self._theme.hex('sunken')}}}"
        )
        self.setHtml(f'<div style="line-height:140%">{body}</div>')

    def loadResource(self, kind: int, url: QUrl | str) -> object:  # noqa: ARG002, N802  # Qt's name
        """Load nothing: a picture in an answer would tell its server who reads it."""
        return None

    def _on_link(self, url: QUrl) -> None:
        if url.scheme() in _SAFE:
            QDesktopServices.openUrl(url)


def _as_html(text: str, *, is_markdown: bool) -> str:
    if not is_markdown:
        return f'<p style="margin:0;white-space:pre-wrap">{escape(text)}</p>'
    document = QTextDocument()
    document.setMarkdown(text, QTextDocument.MarkdownFeature.MarkdownNoHTML)
    html = document.toHtml()
    start, end = html.find("<body"), html.rfind("</body>")
    return html[html.find(">", start) + 1 : end] if 0 <= start < end else escape(text)
