"""A talk with a language model: what was asked, what is answered, and the next message."""

from html import escape

from PySide6.QtCore import QElapsedTimer, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QTextDocument
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QTextBrowser, QVBoxLayout, QWidget

from modelpost.inference.api import Chat
from modelpost.ui.kit.buttons import Button, Kit
from modelpost.ui.kit.tags import Tag
from modelpost.ui.response.follow import Follower
from modelpost.ui.response.inference.chat_figures import ChatFigures
from modelpost.ui.theme import Role, Theme
from modelpost.workbench.inference_desk import Talk

_SAFE = frozenset({"http", "https", "mailto"})
_LONGEST_TURN = 4_000
_FRAME_MS = 33
_REST = 4
_CURSOR = "▍"


class ChatView(QWidget):
    """Shows a chat as it grows. Markdown is laid out; pictures and anything else from elsewhere are never fetched.

    A frame takes as long as the text is long. The next one waits for four times that, 33 ms at least, so that however
    long an answer gets, a core is never more than a fifth busy with it.

    Signals:
        asked: the user wrote the next message; carries its text.
        stop_wanted: what is arriving is enough.
    """

    asked = Signal(str)
    stop_wanted = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.setObjectName("chatView")
        self.setAccessibleName(self.tr("Chat"))
        self._kit = kit
        self._found: Chat | None = None
        self._talk = Talk()
        self._is_open = False
        self._clock = QElapsedTimer()
        self._frame = QTimer(self, singleShot=True)
        self._frame.timeout.connect(self._on_frame)
        self._is_late = False
        self._page = MarkdownPage(kit.theme, "chatText", self.tr("Conversation"), Role.CHAT)
        self._follower = Follower(kit, self._page, "jumpToLatestWord")
        self._figures = ChatFigures(kit)
        self._reasoning = Button(kit, self.tr("Show the reasoning"), "chatReasoning", look="link", compact=True)
        self._reasoning.clicked.connect(self._on_reasoning)
        self._stopped = Tag(kit, "chatStopped")
        tools = QHBoxLayout()
        tools.addWidget(self._reasoning)
        tools.addStretch(1)
        tools.addWidget(self._stopped)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self._figures)
        column.addLayout(tools)
        column.addWidget(self._page, 1)
        column.addWidget(self._build_foot())
        kit.theme.changed.connect(self._show_now)

    def _build_foot(self) -> QWidget:
        kit = self._kit
        self._message = QLineEdit()
        self._message.setObjectName("nextMessage")
        self._message.setAccessibleName(self.tr("Next message"))
        self._message.setPlaceholderText(self.tr("Write the next message"))
        self._message.returnPressed.connect(self._on_pressed)
        self._button = Button(kit, self.tr("Ask"), "askNext", icon="send-horizontal")
        self._button.clicked.connect(self._on_pressed)
        self._foot = QWidget()
        row = QHBoxLayout(self._foot)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._message, 1)
        row.addWidget(self._button)
        return self._foot

    def show_chat(self, found: Chat, talk: Talk) -> None:
        """Show a chat; while it grows, another look within a frame waits for the next."""
        has_ended = self._talk.is_running and not talk.is_running
        self._found, self._talk = found, talk
        if self._frame.isActive() and talk.is_running and not has_ended:
            self._is_late = True
            return
        self._show_now()

    def _on_frame(self) -> None:
        if self._is_late:
            self._show_now()

    def _show_now(self) -> None:
        found, talk = self._found, self._talk
        if found is None:
            return
        self._is_late = False
        self._clock.start()
        self._figures.show_figures(found, talk)
        self._page.show_parts(self._parts(found, talk))
        self._follower.follow()
        self._reasoning.setVisible(bool(found.reasoning))
        self._stopped.say(self.tr("Stopped") if talk.is_stopped else "", "muted", "square")
        self._foot.setVisible(talk.can_ask or talk.is_running)
        self._message.setEnabled(not talk.is_running)
        text, icon = (self.tr("Stop"), "square") if talk.is_running else (self.tr("Ask"), "send-horizontal")
        if self._button.accessibleName() != text:
            self._button.setText(f" {text}")
            self._button.setAccessibleName(text)
            self._button.setIcon(self._kit.icons.icon(icon, "text2"))
        self._frame.start(max(_FRAME_MS, _REST * int(self._clock.elapsed())))

    def _parts(self, found: Chat, talk: Talk) -> list[tuple[str, str, bool]]:
        """Return heading, text, and whether the text is Markdown, for each turn."""
        names = {"user": self.tr("You"), "system": self.tr("Instructions"), "tool": self.tr("Tool")}
        parts = [
            (names.get(turn.role, self.tr("Model")), turn.text[:_LONGEST_TURN], turn.role == "assistant")
            for turn in found.turns
        ]
        if found.reasoning and (self._is_open or not found.text):
            parts.append((self.tr("Reasoning"), found.reasoning, False))
        parts += [
            (self.tr("Calls {name}").replace("{name}", call.name), call.arguments, False) for call in found.tool_calls
        ]
        cursor = _CURSOR if talk.is_running and talk.stream is not None else ""
        parts.append((self.tr("Model"), found.text + cursor, True))
        return parts

    def _on_reasoning(self) -> None:
        self._is_open = not self._is_open
        self._reasoning.setText(self.tr("Hide the reasoning") if self._is_open else self.tr("Show the reasoning"))
        self._show_now()

    def _on_pressed(self) -> None:
        if self._talk.is_running:
            self.stop_wanted.emit()
            return
        text = self._message.text().strip()
        if text:
            self._message.clear()
            self._follower.jump()
            self.asked.emit(text)


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
