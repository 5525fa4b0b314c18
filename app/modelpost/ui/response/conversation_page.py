"""What passes in a conversation: the log of messages both ways, and how it ended."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from modelpost.core.conversation import ConversationItem, meaning_of
from modelpost.ui.kit.buttons import Button, Kit
from modelpost.ui.kit.frames import Frames
from modelpost.ui.kit.notices import Text
from modelpost.ui.kit.segmented import SegmentedControl
from modelpost.ui.kit.tags import Tag
from modelpost.ui.replay_bar import ReplayBar
from modelpost.ui.response.stream_list import StreamList
from modelpost.ui.theme import Role
from modelpost.viewers.api import Rendering
from modelpost.workbench.conversation_state import ConversationState
from modelpost.workbench.sizes import size_text
from modelpost.workbench.texts import translated

_EVERY = 12
"""Milliseconds between two looks, as for the items of a stream."""

_ALL, _SENT, _RECEIVED = "all", "sent", "received"
_GOOD_ENDS = frozenset({1000, 1001, 1005})


class ConversationPage(QWidget):
    """Shows a conversation.

    Signals:
        item_chosen: the user wants a message whole; carries its number.
        ping_wanted: the user wants a sign of life from the other side.
        keep_wanted: the user wants what was sent to be kept with the request.
    """

    item_chosen = Signal(int)
    ping_wanted = Signal()
    keep_wanted = Signal()

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("conversationPage")
        self.setAccessibleName(self.tr("Messages"))
        self._kit = kit
        self._shown: ConversationState | None = None
        self._frames = Frames(self._show, _EVERY, self)
        self._log = StreamList(kit, "talk", self.tr("Messages that passed"))
        self._log.item_chosen.connect(self.item_chosen)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._build_tools())
        column.addWidget(self._log, 1)

    def _build_tools(self) -> QWidget:
        kit = self._kit
        choices = [(_ALL, self.tr("All")), (_SENT, self.tr("Sent")), (_RECEIVED, self.tr("Received"))]
        self._direction = SegmentedControl(kit, choices, "talkDirection", self.tr("Which messages are listed"))
        self._direction.activated.connect(self._on_filter)
        self._filter = QLineEdit()
        self._filter.setObjectName("talkFilter")
        self._filter.setAccessibleName(self.tr("Filter the messages"))
        self._filter.setPlaceholderText(self.tr("Filter"))
        self._filter.setProperty("compact", "true")
        self._filter.textEdited.connect(self._on_filter)
        self._ping = Button(kit, self.tr("Ping"), "talkPing", icon="radio", compact=True)
        self._ping.clicked.connect(self.ping_wanted)
        self._state = Tag(kit, "talkState")
        self._meaning = Text(kit, role=Role.SMALL, wrap=True, name="talkMeaning")
        self._counts = Text(kit, ink="muted", role=Role.SMALL, name="talkCounts")
        self.replay = ReplayBar(kit, "replay", self.tr("Replay"))
        self.replay.setToolTip(self.tr("Send again what you sent, in order"))
        self._keep = Button(kit, self.tr("Save all that I sent"), "keepSpoken", look="flat", icon="save", compact=True)
        self._keep.setToolTip(self.tr("Keep what you sent with the request, as its messages"))
        self._keep.clicked.connect(self.keep_wanted)
        tools = QWidget()
        column = QVBoxLayout(tools)
        column.setContentsMargins(16, 8, 12, 8)
        column.setSpacing(6)
        self.replay.add(self._keep)
        upper, lower = QHBoxLayout(), QHBoxLayout()
        upper.addWidget(self._state)
        upper.addWidget(self._meaning, 1)
        upper.addWidget(self._counts)
        upper.addStretch(0)
        upper.addWidget(self._ping)
        lower.addWidget(self._direction)
        lower.addWidget(self._filter, 1)
        for row in (upper, lower):
            row.setSpacing(8)
            column.addLayout(row)
        column.addWidget(self.replay)
        return tools

    # Showing ---------------------------------------------------------------------------------------------------------

    def show_conversation(self, conversation: ConversationState, *, is_open: bool) -> None:
        """Show a conversation as far as it came."""
        self._ping.setEnabled(is_open)
        self.replay.setVisible(bool(conversation.spoken))
        self._show_state(conversation, is_open=is_open)
        self._shown = conversation
        self._frames.want(at_once=not is_open)

    def show_item(self, number: int, rendering: Rendering) -> None:
        """Show a message whole."""
        self._log.show_item(number, rendering)

    def _show(self) -> None:
        conversation = self._shown
        if conversation is None:
            return
        self._log.show_items(tuple(item for item in conversation.items if self._is_wanted(item)), is_named=True)
        counts = self.tr("{sent} sent, {received} received, {size}")
        counts = counts.replace("{sent}", self.locale().toString(conversation.sent))
        counts = counts.replace("{received}", self.locale().toString(conversation.received))
        self._counts.setText(counts.replace("{size}", size_text(conversation.bytes_received)))

    def _is_wanted(self, item: ConversationItem) -> bool:
        direction, words = self._direction.current, self._filter.text().casefold()
        is_direction = direction == _ALL or (direction == _SENT) == item.is_sent
        return is_direction and (not words or words in item.preview.casefold())

    def _show_state(self, conversation: ConversationState, *, is_open: bool) -> None:
        closed = conversation.closed
        self._meaning.setText(translated(meaning_of(closed.code)) if closed is not None else "")
        self._meaning.setVisible(closed is not None)
        if is_open:
            agreed = conversation.subprotocol
            self._state.say(f"{self.tr('Connected')} · {agreed}" if agreed else self.tr("Connected"), "ok", "plug")
        elif closed is None:
            self._state.say(self.tr("Not connected any more"), "err", "x")
        else:
            said = self.tr("Code {code}").replace("{code}", str(closed.code))
            self._state.say(said, "muted" if closed.code in _GOOD_ENDS else "warn", "circle")
            self._state.setToolTip(closed.reason)

    def _on_filter(self) -> None:
        self._frames.now()
