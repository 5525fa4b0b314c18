"""The part of the response pane for answers that come piece by piece: streams and conversations."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from modelpost.core.events import ConversationOpened, Event, Stopped, StreamBegan
from modelpost.core.replay import Pace
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.response.conversation_page import ConversationPage
from modelpost.ui.response.stream_page import StreamPage
from modelpost.workbench.exchange_state import ExchangeState, Shown
from modelpost.workbench.response_desk import EVENTS, INFERENCE, ResponseDesk


class LiveViews(QObject):
    """The pages of live answers, and what else of the pane looks different for them."""

    def __init__(self, kit: Kit, desk: ResponseDesk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self.stream = StreamPage(kit)
        self.stream.item_chosen.connect(desk.read_item)
        self.stream.reconnect_wanted.connect(desk.reconnect)
        self.talk = ConversationPage(kit)
        self.talk.item_chosen.connect(desk.read_item)
        self.talk.ping_wanted.connect(desk.ping)
        self.talk.keep_wanted.connect(desk.keep_spoken)
        self.talk.replay.wanted.connect(self._on_replay)
        self.talk.replay.stop_wanted.connect(self._on_stop_replay)
        self.talk.replay.pace_chosen.connect(self._on_pace)
        desk.replay_changed.connect(self._show_replay)
        for page in (self.stream, self.talk):
            desk.item_changed.connect(page.show_item)

    def tabs(self, shown: Shown | None) -> list[tuple[str, str]]:
        """Return the views that an answer has before its headers: a live one has its items instead of a preview."""
        if shown is not None and shown.conversation is not None:
            return [(EVENTS, self.tr("Messages"))]
        meaning = (INFERENCE, self.tr("Inference"))
        plain = [("pretty", self.tr("Pretty")), ("raw", self.tr("Raw"))]
        if shown is not None and shown.stream is not None:
            return [meaning, (EVENTS, self.tr("Events")), *plain]
        pretty, raw = plain
        tree, hexadecimal = ("tree", self.tr("Tree")), ("hex", self.tr("Hex"))
        return [meaning, pretty, tree, raw, ("preview", self.tr("Preview")), hexadecimal]

    def count(self, shown: Shown | None) -> int:
        """Return how many items there are."""
        live = None if shown is None else shown.stream or shown.conversation
        return live.total if live is not None else 0

    def received(self, shown: Shown) -> int:
        """Return how many bytes of a live answer have arrived."""
        if shown.conversation is not None:
            return shown.conversation.bytes_received
        return shown.stream.received if shown.stream is not None else 0

    def pill(self, state: ExchangeState, status: str) -> tuple[str, str, str]:
        """Return text, kind and icon of the pill while the answer is still coming."""
        if state.conversation is not None:
            return self.tr("Connected"), "ok", "plug"
        return self.tr("{status}, receiving").replace("{status}", status), "info", "radio"

    def page(self, state: ExchangeState) -> QWidget | None:
        """Return the page of the live answer on the screen, brought up to date; None where it is none."""
        shown = state.shown
        is_running = state.is_running and state.is_live
        if shown is not None and shown.conversation is not None:
            self.talk.show_conversation(shown.conversation, is_open=is_running)
            return self.talk
        if shown is not None and shown.stream is not None:
            is_stopped = isinstance(state.outcome, Stopped)
            self.stream.show_stream(shown.stream, is_running=is_running, is_stopped=is_stopped)
            return self.stream
        return None

    def beginning(self, state: ExchangeState) -> Event | None:
        """Return the event with which a live answer began."""
        began = StreamBegan | ConversationOpened
        return next((event for event in reversed(state.events) if isinstance(event, began)), None)

    # Sending again ---------------------------------------------------------------------------------------------------

    def _show_replay(self) -> None:
        if self._desk.tab is not None:
            self.talk.replay.show_replay(self._desk.tab.replayer.progress, self._desk.tab.replayer.pace)

    def _on_replay(self) -> None:
        if self._desk.tab is not None:
            self._desk.tab.replayer.replay_spoken()

    def _on_stop_replay(self) -> None:
        if self._desk.tab is not None:
            self._desk.tab.replayer.stop()

    def _on_pace(self, pace: Pace) -> None:
        if self._desk.tab is not None:
            self._desk.tab.replayer.choose_pace(pace)
