"""The messages of a conversation: which there are, what the one in front says, and sending it."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from modelpost.core.conversation import MessageKind, SavedMessage
from modelpost.core.failures import Problem
from modelpost.core.replay import Pace
from modelpost.core.request import RequestDraft
from modelpost.ui.kit.buttons import Button, IconButton, Kit
from modelpost.ui.kit.controls import ComboBox
from modelpost.ui.kit.notices import Text
from modelpost.ui.replay_bar import ReplayBar
from modelpost.ui.text.editor import CodeEditor
from modelpost.ui.theme import Role
from modelpost.workbench.exchange_state import ExchangeState
from modelpost.workbench.request_tab import RequestTab
from modelpost.workbench.sizes import duration_text
from modelpost.workbench.texts import translated

_LANGUAGES = {MessageKind.JSON: "json", MessageKind.XML: "xml"}
_SHORT = 32


class MessagesPage(QWidget):
    """Shows and edits the messages of a draft; the one in front goes out with Send message.

    Signals:
        sent: the user sent the message in front.
    """

    sent = Signal()

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("messagesPage")
        self.setAccessibleName(self.tr("Messages"))
        self.kit = kit
        self.tab: RequestTab | None = None
        self._editor = CodeEditor(kit, "messageText", self.tr("Message"))
        self._editor.edited.connect(self._on_text)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._editor)
        self._pages.addWidget(self._build_file())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._build_head())
        column.addWidget(self._pages, 1)
        column.addWidget(self._build_foot())

    # Building --------------------------------------------------------------------------------------------------------

    def _build_head(self) -> QWidget:
        kit = self.kit
        self._list = ComboBox(kit, "messageList", self.tr("Message in front"), compact=True)
        self._list.activated.connect(self._on_chosen)
        self._name = QLineEdit()
        self._name.setObjectName("messageName")
        self._name.setAccessibleName(self.tr("Name of the message"))
        self._name.setPlaceholderText(self.tr("Name"))
        self._name.setProperty("compact", "true")
        self._name.textEdited.connect(self._on_name)
        self._kind = ComboBox(kit, "messageKind", self.tr("Kind of message"), compact=True)
        for kind, text in (
            (MessageKind.TEXT, self.tr("Text")),
            (MessageKind.JSON, "JSON"),
            (MessageKind.XML, "XML"),
            (MessageKind.BINARY, self.tr("Binary (base64)")),
            (MessageKind.FILE, self.tr("File")),
        ):
            self._kind.addItem(text, kind)
        self._kind.activated.connect(self._on_kind)
        add = IconButton(kit, "plus", self.tr("Add a message"), "addMessage")
        add.clicked.connect(self._on_add)
        self._remove = IconButton(kit, "trash-2", self.tr("Delete this message"), "removeMessage")
        self._remove.clicked.connect(self._on_remove)
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(16, 8, 12, 8)
        row.setSpacing(8)
        row.addWidget(self._list)
        row.addWidget(self._name, 1)
        row.addWidget(self._kind)
        row.addWidget(add)
        row.addWidget(self._remove)
        return head

    def _build_file(self) -> QWidget:
        self._path = QLineEdit()
        self._path.setObjectName("messagePath")
        self._path.setAccessibleName(self.tr("File to send as a message"))
        self._path.setPlaceholderText(self.tr("File to send as a message"))
        self._path.textEdited.connect(self._on_text)
        choose = Button(self.kit, self.tr("Choose file…"), "chooseMessageFile")
        choose.clicked.connect(self._on_choose)
        row = QHBoxLayout()
        row.addWidget(self._path, 1)
        row.addWidget(choose)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(16, 4, 12, 16)
        column.addLayout(row)
        column.addStretch(1)
        return page

    def _build_foot(self) -> QWidget:
        self._trouble = Text(self.kit, role=Role.SMALL, ink="err", wrap=True, name="messageProblem")
        self._hint = Text(self.kit, role=Role.SMALL, ink="muted", name="messageHint")
        self._send = Button(
            self.kit, self.tr("Send message"), "sendMessage", look="primary", icon="send-horizontal", compact=True
        )
        self._send.clicked.connect(self._on_send)
        self._pause = Text(self.kit, role=Role.SMALL, ink="muted", name="messagePause")
        self._replay = ReplayBar(self.kit, "sendAll", self.tr("Send all in order"))
        self._replay.wanted.connect(self._on_send_all)
        self._replay.stop_wanted.connect(self._on_stop_sending)
        self._replay.pace_chosen.connect(self._on_pace)
        foot = QFrame()
        foot.setProperty("line", "above")
        column = QVBoxLayout(foot)
        column.setContentsMargins(16, 8, 12, 8)
        column.setSpacing(6)
        column.addWidget(self._replay)
        row = QHBoxLayout()
        column.addLayout(row)
        row.setSpacing(8)
        row.addWidget(self._trouble, 1)
        row.addWidget(self._pause)
        row.addWidget(self._hint)
        row.addStretch(0)
        row.addWidget(self._send)
        return foot

    # Showing ---------------------------------------------------------------------------------------------------------

    def show_tab(self, tab: RequestTab | None) -> None:
        """Follow another request."""
        if tab is self.tab:
            return
        if self.tab is not None:
            self.tab.draft_changed.disconnect(self.render_draft)
            self.tab.state_changed.disconnect(self._render_state)
            self.tab.problems_changed.disconnect(self.render_problems)
            self.tab.replayer.changed.disconnect(self._render_replay)
        self.tab = tab
        if tab is not None:
            tab.draft_changed.connect(self.render_draft)
            tab.state_changed.connect(self._render_state)
            tab.problems_changed.connect(self.render_problems)
            tab.replayer.changed.connect(self._render_replay)
            self._render_replay()
            self.render_draft(tab.draft)
            self._render_state(tab.state)
            self.render_problems(tab.problems)

    def render_draft(self, draft: RequestDraft) -> None:
        """Show the messages of a draft."""
        if self.tab is None:
            return
        names = [_title(message, number) for number, message in enumerate(draft.messages, 1)]
        names = names or [self.tr("New message")]
        if names != [self._list.itemText(index) for index in range(self._list.count())]:
            self._list.clear()
            self._list.addItems(names)
        self._list.setCurrentIndex(self.tab.message_index)
        message = self._front
        if self._name.text() != message.name:
            self._name.setText(message.name)
        self._kind.setCurrentIndex(self._kind.findData(message.kind))
        self._remove.setEnabled(bool(draft.messages))
        self._replay.setVisible(bool(draft.messages))
        pause = self.tr("After a pause of {seconds}")
        self._pause.setText(pause.replace("{seconds}", duration_text(message.gap)) if message.gap else "")
        is_file = message.kind is MessageKind.FILE
        self._pages.setCurrentIndex(1 if is_file else 0)
        if is_file and self._path.text() != message.text:
            self._path.setText(message.text)
        if not is_file:
            self._editor.render_text(message.text, _LANGUAGES.get(message.kind, "text"))
            self._editor.set_known_variables(frozenset(self.tab.surroundings.context.names()))

    def render_problems(self, problems: tuple[Problem, ...]) -> None:
        """Say what keeps the message in front from being sent."""
        mine = [problem for problem in problems if problem.where.startswith("messages.")]
        self._trouble.setText(" ".join(f"{translated(one.message)}. {translated(one.hint)}" for one in mine))

    def _render_state(self, state: ExchangeState) -> None:
        del state
        is_open = self.tab is not None and self.tab.is_open
        self._send.setEnabled(is_open)
        self._hint.setText("Ctrl+Enter" if is_open else self.tr("Connect to send messages."))

    def _render_replay(self) -> None:
        if self.tab is not None:
            self._replay.show_replay(self.tab.replayer.progress, self.tab.replayer.pace)

    # -----------------------------------------------------------------------------------------------------------------

    @property
    def _front(self) -> SavedMessage:
        if self.tab is None or not self.tab.draft.messages:
            return SavedMessage()
        return self.tab.draft.messages[self.tab.message_index]

    def _put(self, message: SavedMessage, field: str) -> None:
        if self.tab is None:
            return
        messages, index = self.tab.draft.messages, self.tab.message_index
        self.tab.set_messages((*messages[:index], message, *messages[index + 1 :]), field=f"messages.{index}.{field}")

    def _on_chosen(self, index: int) -> None:
        if self.tab is not None:
            self.tab.show_message(index)

    def _on_name(self, name: str) -> None:
        self._put(replace(self._front, name=name), "name")

    def _on_kind(self, index: int) -> None:
        self._put(replace(self._front, kind=self._kind.itemData(index)), "kind")

    def _on_text(self, text: str) -> None:
        self._put(replace(self._front, text=text), "text")

    def _on_add(self) -> None:
        if self.tab is not None:
            kind = self._front.kind
            messages = self.tab.draft.messages
            self.tab.set_messages((*messages, SavedMessage(kind=kind)), field=f"messages.add.{len(messages)}")
            self.tab.show_message(len(messages))

    def _on_remove(self) -> None:
        if self.tab is not None and self.tab.draft.messages:
            messages, index = self.tab.draft.messages, self.tab.message_index
            rest = (*messages[:index], *messages[index + 1 :])
            self.tab.set_messages(rest, field=f"messages.remove.{len(messages)}")
            self.tab.show_message(min(index, len(rest) - 1))

    def _on_choose(self) -> None:
        start = self.tab.surroundings.context.folder if self.tab is not None else ""
        path, _ = QFileDialog.getOpenFileName(self, self.tr("Choose a file"), start)
        if path:
            self._on_text(path)

    def _on_send_all(self) -> None:
        if self.tab is not None:
            self.tab.replayer.replay_saved()

    def _on_stop_sending(self) -> None:
        if self.tab is not None:
            self.tab.replayer.stop()

    def _on_pace(self, pace: Pace) -> None:
        if self.tab is not None:
            self.tab.replayer.choose_pace(pace)

    def _on_send(self) -> None:
        if self.tab is not None:
            self.tab.send_message()
            self.sent.emit()


def _title(message: SavedMessage, number: int) -> str:
    """Return what a message is called: its name, or its beginning."""
    words = message.name or " ".join(message.text[:200].split())
    shown = words if len(words) <= _SHORT else f"{words[: _SHORT - 1]}…"
    return f"{number}  {shown}".rstrip()
