"""A stream while it arrives: figures, the answer it makes, and the list of its items."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from modelpost.core.streams import StreamKind
from modelpost.ui.kit.buttons import Button, Kit
from modelpost.ui.kit.frames import Frames
from modelpost.ui.kit.notices import Text
from modelpost.ui.kit.segmented import SegmentedControl
from modelpost.ui.kit.tags import Tag
from modelpost.ui.response.spoken_answer import SpokenAnswer
from modelpost.ui.response.stream_list import StreamList
from modelpost.ui.theme import Role
from modelpost.viewers.api import Rendering
from modelpost.workbench.sizes import duration_text, size_text
from modelpost.workbench.stream_state import ITEMS_KEPT, StreamState

_ANSWER_EVERY = 33
_ITEMS_EVERY = 12
_FIGURES_EVERY = 100
"""Milliseconds between two looks: a text is not read faster, nor is a figure, and an item is to be seen within 50 ms of
its arrival, of which the engine may take 20 to gather others."""

_ANSWER, _ITEMS = "answer", "items"


class StreamPage(QWidget):
    """Shows a stream; the answer it makes thirty times a second at most.

    Signals:
        item_chosen: the user wants an item whole; carries its number.
        reconnect_wanted: the user wants the stream to go on after its last event.
    """

    item_chosen = Signal(int)
    reconnect_wanted = Signal()

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("streamPage")
        self.setAccessibleName(self.tr("Events"))
        self._kit = kit
        self._shown: StreamState | None = None
        self._wanted = ""
        self._frames = Frames(self._show, _ITEMS_EVERY, self)
        self._figures_frames = Frames(self._show_figures, _FIGURES_EVERY, self)
        self._answer = SpokenAnswer(kit)
        self._items = StreamList(kit, "stream", self.tr("Events of the stream"))
        self._items.item_chosen.connect(self.item_chosen)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._answer)
        self._stack.addWidget(self._items)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._build_tools())
        column.addWidget(self._build_figures())
        column.addWidget(self._stack, 1)

    def _build_tools(self) -> QWidget:
        kit = self._kit
        choices = [(_ANSWER, self.tr("Answer")), (_ITEMS, self.tr("Events"))]
        self._switch = SegmentedControl(kit, choices, "streamSwitch", self.tr("What is shown of the stream"))
        self._switch.activated.connect(self._on_switched)
        self._kind = Tag(kit, "streamKind")
        self._state = Tag(kit, "streamState")
        self._trouble = Text(kit, ink="err", name="streamTrouble")
        self._part = Text(kit, ink="muted", role=Role.SMALL, name="streamPart")
        self._reconnect = Button(kit, self.tr("Reconnect"), "streamReconnect", icon="refresh-cw", compact=True)
        self._reconnect.clicked.connect(self.reconnect_wanted)
        tools = QWidget()
        row = QHBoxLayout(tools)
        row.setContentsMargins(16, 8, 12, 8)
        row.setSpacing(8)
        for widget in (self._switch, self._kind, self._state, self._trouble, self._part):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self._reconnect)
        return tools

    def _build_figures(self) -> QWidget:
        kit = self._kit
        card = QFrame()
        card.setObjectName("streamFigures")
        card.setProperty("card", "true")
        grid = QGridLayout(card)
        grid.setContentsMargins(14, 10, 14, 10)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(2)
        self._labels: list[Text] = []
        self._figures: list[Text] = []
        for column, name in enumerate(("First", "Speed", "Count", "Size")):
            label = Text(kit, role=Role.SMALL, ink="muted", name=f"stream{name}Label")
            figure = Text(kit, role=Role.SECTION, name=f"stream{name}")
            grid.addWidget(label, 0, column)
            grid.addWidget(figure, 1, column)
            self._labels.append(label)
            self._figures.append(figure)
        grid.setColumnStretch(4, 1)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(16, 0, 12, 8)
        row.addWidget(card)
        return holder

    # Showing ---------------------------------------------------------------------------------------------------------

    def show_stream(self, stream: StreamState, *, is_running: bool, is_stopped: bool) -> None:
        """Show a stream as far as it came; another look within a frame waits for the next."""
        self._show_state(stream, is_running=is_running, is_stopped=is_stopped)
        if self._shown is None or self._shown.recording is not stream.recording:
            self._wanted = ""
        self._shown = stream
        for frames in (self._frames, self._figures_frames):
            frames.want(at_once=not is_running)

    def show_item(self, number: int, rendering: Rendering) -> None:
        """Show an item whole."""
        self._items.show_item(number, rendering)

    def _show(self) -> None:
        stream = self._shown
        if stream is None:
            return
        self._switch.setVisible(stream.is_chat)
        front = (self._wanted or _ANSWER) if stream.is_chat else _ITEMS
        self._switch.set_current(front)
        self._stack.setCurrentWidget(self._answer if front == _ANSWER else self._items)
        if front == _ANSWER:
            self._answer.show_answer(stream)
        else:
            self._items.show_items(stream.items, is_named=stream.kind is StreamKind.EVENTS)
        part = self.tr("The last {n} are listed, all are in Raw.").replace("{n}", self.locale().toString(ITEMS_KEPT))
        self._part.setText(part if front == _ITEMS and stream.total > ITEMS_KEPT else "")
        self._frames.every = _ANSWER_EVERY if front == _ANSWER else _ITEMS_EVERY

    def _show_state(self, stream: StreamState, *, is_running: bool, is_stopped: bool) -> None:
        kinds = {
            StreamKind.EVENTS: self.tr("SSE"),
            StreamKind.LINES: self.tr("JSON lines"),
            StreamKind.TEXT: self.tr("Text in pieces"),
            StreamKind.MESSAGES: self.tr("WebSocket"),
        }
        self._kind.say(kinds[stream.kind], "neutral", "radio")
        self._state.say(self.tr("Stopped") if is_stopped and not is_running else "", "muted", "square")
        self._trouble.setText(stream.trouble)
        can_resume = not is_running and stream.kind is StreamKind.EVENTS and bool(stream.last_id)
        self._reconnect.setVisible(can_resume)
        hint = self.tr("Send again with Last-Event-ID: {id}").replace("{id}", stream.last_id)
        if stream.retry is not None:
            wait = self.tr("The server asks to wait {time} before that.").replace("{time}", duration_text(stream.retry))
            hint = f"{hint}\n{wait}"
        self._reconnect.setToolTip(hint)

    def _show_figures(self) -> None:
        stream = self._shown
        if stream is None:
            return
        speed = stream.tokens_per_second if stream.is_chat else stream.items_per_second
        first = stream.spoke_at if stream.is_chat else stream.first_at
        unit = self.tr("{n} tokens/s") if stream.is_chat else self.tr("{n} per second")
        count = stream.total if not stream.is_chat else stream.pieces if stream.tokens is None else stream.tokens
        locale = self.locale()
        shown = (
            (self.tr("First token") if stream.is_chat else self.tr("First event"), first),
            (self.tr("Speed"), speed),
            (self.tr("Tokens") if stream.is_chat else self.tr("Events"), count),
            (self.tr("Received"), stream.received),
        )
        texts = (
            duration_text(first) if first is not None else "–",
            unit.replace("{n}", locale.toString(speed, "f", 1 if speed < 100 else 0)) if speed is not None else "–",
            locale.toString(count),
            size_text(stream.received),
        )
        for label, figure, (name, _), text in zip(self._labels, self._figures, shown, texts, strict=True):
            label.setText(name)
            figure.setText(text)
            figure.setAccessibleName(f"{name}: {text}")

    def _on_switched(self, key: str) -> None:
        self._wanted = key
        self._frames.now()
