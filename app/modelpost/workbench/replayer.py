"""The messages of a conversation sent again: in order, at a pace, until they are out or somebody stops it."""

from dataclasses import dataclass, replace
from enum import Enum
from math import ceil
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from modelpost.core.conversation import SavedMessage
from modelpost.core.replay import Pace, Replay
from modelpost.core.text import Message
from modelpost.workbench.exchange_state import ExchangeState, Phase
from modelpost.workbench.ports import Clock

if TYPE_CHECKING:
    from modelpost.workbench.conversation_state import ConversationState
    from modelpost.workbench.request_tab import RequestTab


class ReplayPhase(Enum):
    """Where a replay stands. BROKEN is one that could not go on."""

    CONNECTING = "connecting"
    SENDING = "sending"
    DONE = "done"
    STOPPED = "stopped"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a replay came: `sent` of `total` messages are out.

    `awaits_answer` tells that the last of them has no answer yet where one is waited for; `trouble` why it is broken.
    """

    phase: ReplayPhase
    sent: int
    total: int
    awaits_answer: bool = False
    trouble: Message | None = None

    @property
    def is_running(self) -> bool:
        """Tell whether there is something to stop."""
        return self.phase in {ReplayPhase.CONNECTING, ReplayPhase.SENDING}


class Replayer(QObject):
    """Sends the messages of a conversation again, one after the other; belongs to the request that holds it.

    They are resolved anew, each when it goes out: names stand for what they stand for by then.

    Signals:
        changed: a replay went on or ended, or another pace is chosen.
    """

    changed = Signal()

    def __init__(self, tab: "RequestTab", clock: Clock) -> None:
        super().__init__(tab)
        self._tab = tab
        self._clock = clock
        self._pace = Pace.RECORDED
        self._replay: Replay | None = None
        self._progress: Progress | None = None
        self._is_recorded = False
        self._is_connecting = False
        self._is_open = False
        self._is_handing = False
        self._unsent_before = 0
        self._alarm = QTimer(self, singleShot=True)
        self._alarm.timeout.connect(self.go_on)
        tab.state_changed.connect(self._on_state_changed)

    @property
    def pace(self) -> Pace:
        """How the messages of the next replay follow one another."""
        return self._pace

    @property
    def progress(self) -> Progress | None:
        """How far the last replay came, None where there was none since the user connected."""
        return self._progress

    def choose_pace(self, pace: Pace) -> None:
        """Have the messages of the next replay follow one another in this way."""
        if pace is not self._pace:
            self._pace = pace
            self.changed.emit()

    def replay_spoken(self) -> None:
        """Send again what the user sent in the conversation on the screen; a connection is opened where none is."""
        self._start(self._spoken, is_recorded=True)

    def replay_saved(self) -> None:
        """Send the messages that are kept with the request."""
        self._start(self._tab.draft.messages, is_recorded=False)

    def stop(self) -> None:
        """Send no more; the conversation goes on."""
        if self._replay is not None:
            self._end(ReplayPhase.STOPPED)

    def save_spoken(self) -> int:
        """Keep what the user sent with the request, in the place of its messages; return how many they are."""
        spoken = self._spoken
        if spoken:
            named = tuple(
                message if message.name else replace(message, name=self.tr("Message {n}").replace("{n}", str(number)))
                for number, message in enumerate(spoken, 1)
            )
            self._tab.set_messages(named, field=f"messages.all.{self._clock()}")
            self._tab.show_message(0)
        return len(spoken)

    def go_on(self) -> None:
        """Hand over what is due by now, and see how far it came."""
        if self._is_handing:
            return  # a message that was handed over changed the state
        self._is_handing = True
        try:
            while (replay := self._replay) is not None and (conversation := self._conversation) is not None:
                now = self._clock()
                if not replay.is_due(now, conversation.on_their_way, is_answered=conversation.is_answered):
                    break
                self._replay = replay.handing(now)
                message = replay.messages[replay.handed]
                if not self._tab.say(message, replay.handed, is_again=self._is_recorded):
                    self._end(ReplayPhase.BROKEN, unsent=1)  # the request says what the message lacks
                    self._bring_to_front(message)
        finally:
            self._is_handing = False
        self._look()

    # -----------------------------------------------------------------------------------------------------------------

    @property
    def _conversation(self) -> "ConversationState | None":
        """The conversation that is open."""
        return self._tab.state.conversation if self._tab.is_open else None

    @property
    def _spoken(self) -> tuple[SavedMessage, ...]:
        shown = self._tab.state.shown
        return shown.conversation.spoken if shown is not None and shown.conversation is not None else ()

    def _bring_to_front(self, message: SavedMessage) -> None:
        kept = self._tab.draft.messages
        if message in kept:
            self._tab.show_message(kept.index(message))

    def _start(self, messages: tuple[SavedMessage, ...], *, is_recorded: bool) -> None:
        if not messages:
            return
        self._alarm.stop()
        self._replay = replay = Replay(messages, self._pace)
        self._is_recorded, self._is_connecting, self._is_open = is_recorded, False, False
        self._tell(Progress(ReplayPhase.CONNECTING, 0, len(messages)))

        def begin() -> None:
            if self._replay is replay:
                self._begin()

        self._tab.fetch_secrets(messages, begin)

    def _begin(self) -> None:
        if self._conversation is not None:
            self._on_open()
            return
        if not self._tab.draft.is_conversation:
            self._end(ReplayPhase.BROKEN, Message("The address is not that of a WebSocket any more"))
            return
        self._tab.send()  # which ends what is left of another one first
        if not self._tab.state.is_running:
            self._give_up()
            return
        self._is_connecting = True
        self._on_state_changed(self._tab.state)

    def _give_up(self) -> None:
        """Say nothing of it: the request says what it lacks, or the user is asked first."""
        self._replay = None
        self._tell(None)

    def _on_open(self) -> None:
        replay, conversation = self._replay, self._conversation
        if replay is None or conversation is None:
            return
        self._is_open = True
        self._unsent_before = len(conversation.unsent)
        if self._is_recorded:
            self._tab.take_as_spoken(replay.messages)
        self.go_on()

    def _on_state_changed(self, state: ExchangeState) -> None:
        if self._replay is None:
            if state.phase is Phase.PREPARING and self._progress is not None:
                self._tell(None)  # what is to come is another conversation
        elif self._conversation is not None:
            if self._is_open:
                self.go_on()
            elif self._is_connecting:
                self._on_open()
        elif self._is_connecting and not self._is_open and not state.is_running and state.outcome is None:
            self._give_up()
        elif self._is_open or (self._is_connecting and not state.is_running):
            ended = state.conversation
            self._on_closed(ended.on_their_way if ended is not None else 0)

    def _on_closed(self, lost: int) -> None:
        """End with the conversation, of whose messages `lost` were still on their way."""
        replay = self._replay
        if not self._is_open:
            self._end(ReplayPhase.BROKEN, Message("There was no connection to send them over"), unsent=lost)
        elif replay is None or lost or not replay.is_all_handed:
            self._end(ReplayPhase.BROKEN, Message("The conversation ended before all of them were sent"), unsent=lost)
        elif replay.pace is Pace.ANSWERED:
            self._end(ReplayPhase.BROKEN, Message("The conversation ended before the last one was answered"))
        else:
            self._end(ReplayPhase.DONE)

    def _look(self) -> None:
        """Tell how far it came, and see to it that time makes it go on."""
        replay, conversation = self._replay, self._conversation
        if replay is None or conversation is None:
            return
        waiting, is_answered = conversation.on_their_way, conversation.is_answered
        if len(conversation.unsent) > self._unsent_before:
            self._end(ReplayPhase.BROKEN, conversation.unsent[-1], unsent=1)
            return
        if replay.is_over(waiting, is_answered=is_answered):
            self._end(ReplayPhase.DONE)
            return
        awaits_answer = replay.pace is Pace.ANSWERED and not waiting
        sent = max(0, replay.handed - waiting)
        self._tell(Progress(ReplayPhase.SENDING, sent, len(replay.messages), awaits_answer))
        patience = replay.patience(self._clock(), waiting)
        if patience is not None:
            self._alarm.start(ceil(patience * 1000))

    def _end(self, phase: ReplayPhase, trouble: Message | None = None, *, unsent: int = 0) -> None:
        """Send no more; `unsent` of those that were handed over do not go out."""
        replay, self._replay = self._replay, None
        self._alarm.stop()
        if replay is not None:
            self._tell(Progress(phase, max(0, replay.handed - unsent), len(replay.messages), trouble=trouble))

    def _tell(self, progress: Progress | None) -> None:
        if progress != self._progress:
            self._progress = progress
            self.changed.emit()
