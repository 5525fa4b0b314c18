"""A talk with a language model: what was asked, what is answered, and the next message."""

from html import escape

from PySide6.QtCore import QElapsedTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QTextBlockFormat, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QTextBrowser, QVBoxLayout, QWidget

from modelpost.inference.api import Chat
from modelpost.ui.kit.buttons import Button, Kit
from modelpost.ui.kit.frames import Frames
from modelpost.ui.kit.tags import Tag
from modelpost.ui.response.follow import Follower
from modelpost.ui.response.inference.chat_figures import ChatFigures
from modelpost.ui.theme import Role, Theme
from modelpost.workbench.inference_desk import Talk

_SAFE = frozenset({"http", "https", "mailto"})
_LONGEST_TURN = 4_000
_LONGEST_ANSWER = 100_000
_LONGEST_PARAGRAPH = 20_000
"""Characters laid out of an earlier turn, of the answer, and of the paragraph that is being written: a paragraph takes
as long to lay out as it is long, and all of it is in Pretty and Raw."""
_ELLIPSIS = "… "
_FENCE = "```"
_FRAME_MS = 20
_FIGURES_MS = 100
_REST = 4
_CURSOR = "▍"

Part = tuple[str, str, bool]
"""A heading, a text, and whether that is Markdown."""


class ChatView(QWidget):
    """Shows a chat as it grows. Markdown is laid out; pictures and anything else from elsewhere are never fetched.

    A frame takes as long as the text is long. The next one waits for four times that, 20 ms at least (the engine takes
    as many, and a word is to be seen within 50), so that however long an answer gets, a core is never more than a fifth
    busy with it.

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
        self._frames = Frames(self._show, _FRAME_MS, self)
        self._figures_frames = Frames(self._show_figures, _FIGURES_MS, self)
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
        kit.theme.changed.connect(self._on_theme_changed)

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
        for frames in (self._frames, self._figures_frames):
            frames.want(at_once=has_ended or not talk.is_running)

    def _show_figures(self) -> None:
        if self._found is not None:
            self._figures.show_figures(self._found, self._talk)

    def _show(self) -> None:
        found, talk = self._found, self._talk
        if found is None:
            return
        self._clock.start()
        self._page.show_parts(self._parts(found, talk), is_growing=talk.is_running and talk.stream is not None)
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
        self._frames.every = max(_FRAME_MS, _REST * int(self._clock.elapsed()))

    def _parts(self, found: Chat, talk: Talk) -> list[Part]:
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
        parts.append((self.tr("Model"), _ending(found.text, _LONGEST_ANSWER) + cursor, True))
        return parts

    def _on_theme_changed(self) -> None:
        self._page.forget()
        self._frames.now()

    def _on_reasoning(self) -> None:
        self._is_open = not self._is_open
        self._reasoning.setText(self.tr("Hide the reasoning") if self._is_open else self.tr("Show the reasoning"))
        self._frames.now()

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
        self._head: list[Part] = []
        self._end = 0

    def show_parts(self, parts: list[Part], *, is_growing: bool = False) -> None:
        """Show parts: a heading, a text, and whether that is Markdown.

        Of one that `is_growing` only the paragraph that is being written is laid out anew, else a long answer would
        take ever longer for each word.
        """
        head, tail = _finished(parts) if is_growing else (parts, "")
        if not is_growing or not self._goes_on(head):
            self._show_all(head)
        self._replace_tail(_as_html(_ending(tail, _LONGEST_PARAGRAPH), is_markdown=True) if tail else "")
        self._head = head if is_growing else []

    def forget(self) -> None:
        """Lay all out anew the next time."""
        self._head = []

    def _goes_on(self, head: list[Part]) -> bool:
        """Lay out the paragraphs that were finished since; tell whether nothing else differs from what is shown."""
        before = self._head
        if not before or head[:-1] != before[:-1] or not head[-1][1].startswith(before[-1][1]):
            return False
        added = head[-1][1][len(before[-1][1]) :]
        if added:
            self._replace_tail(_as_html(added, is_markdown=True))
            self._end = self.document().characterCount() - 1
        return True

    def _show_all(self, parts: list[Part]) -> None:
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
        self._end = self.document().characterCount() - 1

    def _replace_tail(self, html: str) -> None:
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        if cursor.position() > self._end:
            cursor.setPosition(self._end, QTextCursor.MoveMode.KeepAnchor)
            cursor.removeSelectedText()
        if html:
            cursor.insertBlock(QTextBlockFormat(), QTextCharFormat())
            cursor.insertHtml(html)

    def loadResource(self, kind: int, url: QUrl | str) -> object:  # noqa: ARG002, N802  # Qt's name
        """Load nothing: a picture in an answer would tell its server who reads it."""
        return None

    def _on_link(self, url: QUrl) -> None:
        if url.scheme() in _SAFE:
            QDesktopServices.openUrl(url)


def _ending(text: str, most: int) -> str:
    """Return the end of a text, from a place that moves on in steps: what is laid out of it stays for a while.

    A code block that it begins within goes on as one.
    """
    over, step = len(text) - most, most // 4
    if over <= 0:
        return text
    start = -(-over // step) * step
    fence = f"\n{_FENCE}\n" if text.count(_FENCE, 0, start) % 2 else ""
    return _ELLIPSIS + fence + text[start:]


def _finished(parts: list[Part]) -> tuple[list[Part], str]:
    """Cut the last text behind its last finished paragraph; one within a code block is not finished."""
    heading, text, is_markdown = parts[-1]
    cut = text.rfind("\n\n")
    if not is_markdown or cut < 0 or text.count(_FENCE, 0, cut) % 2:
        return [*parts[:-1], (heading, "", is_markdown)], text
    return [*parts[:-1], (heading, text[: cut + 2], is_markdown)], text[cut + 2 :]


def _as_html(text: str, *, is_markdown: bool) -> str:
    if not is_markdown:
        return f'<p style="margin:0;white-space:pre-wrap">{escape(text)}</p>'
    document = QTextDocument()
    document.setMarkdown(text, QTextDocument.MarkdownFeature.MarkdownNoHTML)
    html = document.toHtml()
    start, end = html.find("<body"), html.rfind("</body>")
    return html[html.find(">", start) + 1 : end] if 0 <= start < end else escape(text)
