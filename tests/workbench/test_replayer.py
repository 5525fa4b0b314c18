"""The messages of a conversation sent again, at every pace, over the connection that is open or a new one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from modelpost.core.conversation import (
    BytesMessage,
    ConversationItem,
    FileMessage,
    Goodbye,
    MessageKind,
    Outgoing,
    Passed,
    SavedMessage,
    TextMessage,
)
from modelpost.core.events import ConversationClosed, ConversationItems, ConversationOpened, Failed, Finished
from modelpost.core.failures import Failure, FailureKind
from modelpost.core.replay import AHEAD, Pace
from modelpost.core.request import RequestDraft
from modelpost.core.resolved import SendOptions
from modelpost.core.response import Response, Timings
from modelpost.core.secrets import SecretRef
from modelpost.core.streams import StreamItem, StreamKind
from modelpost.core.text import Message
from modelpost.core.variables import Context, Scope, Variable
from modelpost.workbench.location import Surroundings
from modelpost.workbench.replayer import Progress, Replayer, ReplayPhase
from modelpost.workbench.request_tab import RequestTab

RESPONSE = Response(101, "Switching Protocols")
TOKEN = SecretRef("c1", "collection", "token")
ONE, TWO, THREE = SavedMessage(text="one"), SavedMessage(text="two"), SavedMessage(text="three")


class Recorded:
    kind = StreamKind.MESSAGES
    count = size = 0

    def read(self, offset: int, size: int) -> bytes:
        return b""

    def data(self, number: int) -> bytes:
        return b""

    def items(self, first: int, count: int) -> tuple[StreamItem, ...]:
        return ()


class Runner(QObject):
    """Runs nothing: what happens in an exchange is what a test says."""

    events_arrived = Signal(int, object)
    ended = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.started = 0

    def start(self, make: Callable[[], object]) -> int:
        self.started += 1
        return self.started

    def stop(self, exchange_id: int) -> None:
        pass


@dataclass
class Hall:
    """A request that holds a conversation, and its other side."""

    tab: RequestTab
    runner: Runner
    keeper: Any
    context: Context = field(default_factory=Context)
    guard: str = ""
    now: float = 100.0
    put_here: list[Outgoing] = field(default_factory=list)
    passed: int = 0
    is_closed: bool = False

    @property
    def replayer(self) -> Replayer:
        return self.tab.replayer

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.put_here if isinstance(message, TextMessage)]

    @property
    def progress(self) -> tuple[ReplayPhase, int, int]:
        progress = self.replayer.progress
        assert progress is not None
        return progress.phase, progress.sent, progress.total

    def close(self) -> None:
        """Close the request, once."""
        if not self.is_closed:
            self.is_closed = True
            self.tab.close()

    def put(self, message: Outgoing) -> None:
        self.put_here.append(message)

    def say(self, *texts: str, after: float = 0.0) -> None:
        """Let the user send messages."""
        for text in texts:
            self.now += after
            self.tab.set_messages((SavedMessage(text=text),))
            self.tab.send_message()
            self.pass_on()

    def connect(self) -> None:
        """Let the user connect, and agree."""
        self.tab.send()
        self.agree()

    def agree(self) -> None:
        """Agree to the conversation that was asked for."""
        self.put_here.clear()
        self.happen(ConversationOpened(0.1, RESPONSE, Recorded(), self))

    def pass_on(self, count: int = 1) -> None:
        """Let messages go out."""
        self.happen(ConversationItems(0.2, tuple(self._item(is_sent=True) for _ in range(count))))

    def answer(self) -> None:
        """Send something."""
        self.happen(ConversationItems(0.3, (self._item(is_sent=False),)))

    def leave(self) -> None:
        """Say goodbye."""
        closed = ConversationClosed(0.5, 1000, "", by_us=False)
        self.happen(closed, Finished(0.5, RESPONSE, Timings(total=0.5)))

    def happen(self, *events: object) -> None:
        self.runner.events_arrived.emit(self.runner.started, events)

    def _item(self, *, is_sent: bool) -> ConversationItem:
        self.passed += 1
        return ConversationItem(self.passed, 0.0, is_sent, Passed.TEXT, 1, "x")


@pytest.fixture
def hall(desk: Any, qtbot: QtBot) -> Iterator[Hall]:
    made: list[Hall] = []
    runner = Runner()
    tab = RequestTab(
        runner=runner,  # type: ignore[arg-type]  # what a tab needs of it
        sender=desk.sender,
        secrets=desk.secrets,
        clock=lambda: made[0].now if made else 0.0,
        surroundings=lambda _: Surroundings(made[0].context, SendOptions(), guard=made[0].guard),
        draft=RequestDraft(url="ws://127.0.0.1:9/talk", is_conversation=True),
    )
    made.append(Hall(tab, runner, desk.keeper))
    yield made[0]
    made[0].close()


# What is sent again ---------------------------------------------------------------------------------------------------


def test_what_was_sent_is_sent_again_over_the_connection_that_is_open(hall: Hall) -> None:
    hall.connect()
    hall.say("one", "two")

    hall.replayer.choose_pace(Pace.AT_ONCE)
    hall.replayer.replay_spoken()

    assert hall.texts == ["one", "two", "one", "two"]
    assert hall.runner.started == 1


def test_a_conversation_that_is_over_is_held_again_over_a_new_connection(hall: Hall) -> None:
    hall.connect()
    hall.say("one", "two")
    hall.leave()

    hall.replayer.choose_pace(Pace.AT_ONCE)
    hall.replayer.replay_spoken()
    before = hall.progress
    hall.agree()

    assert before == (ReplayPhase.CONNECTING, 0, 2)
    assert hall.texts == ["one", "two"]
    assert hall.runner.started == 2


def test_a_replay_can_be_replayed_and_does_not_grow(hall: Hall) -> None:
    hall.connect()
    hall.say("one", "two")
    hall.leave()
    hall.replayer.choose_pace(Pace.AT_ONCE)

    for _ in range(2):
        hall.replayer.replay_spoken()
        if not hall.tab.is_open:
            hall.agree()
        hall.pass_on(2)

    assert hall.texts == ["one", "two", "one", "two"]


def test_saved_messages_are_sent_in_order_and_remembered_as_said(hall: Hall) -> None:
    hall.tab.set_messages((ONE, TWO))
    hall.replayer.choose_pace(Pace.AT_ONCE)

    hall.replayer.replay_saved()
    hall.agree()

    assert hall.texts == ["one", "two"]
    conversation = hall.tab.state.conversation
    assert conversation is not None
    assert conversation.spoken == (ONE, TWO)


def test_every_kind_of_message_goes_out_again(hall: Hall) -> None:
    kinds = (
        SavedMessage(kind=MessageKind.TEXT, text="t"),
        SavedMessage(kind=MessageKind.JSON, text="{}"),
        SavedMessage(kind=MessageKind.BINARY, text="AP8="),
        SavedMessage(kind=MessageKind.FILE, text="/a.wav"),
    )
    hall.tab.set_messages(kinds)
    hall.connect()
    for index in range(4):
        hall.tab.show_message(index)
        hall.tab.send_message()
    hall.leave()
    hall.replayer.choose_pace(Pace.AT_ONCE)

    hall.replayer.replay_spoken()
    hall.agree()

    assert hall.put_here == [TextMessage("t"), TextMessage("{}"), BytesMessage(b"\0\xff"), FileMessage("/a.wav")]


def test_a_secret_stays_a_name_until_it_goes_out_again(hall: Hall, qtbot: QtBot) -> None:
    hall.keeper.values[TOKEN] = "c4n4ry!"
    hall.context = Context((Scope("Collection", (Variable("token", TOKEN),)),))
    hall.tab.set_messages((SavedMessage(text="key {{token}}"),))

    hall.replayer.replay_saved()
    qtbot.waitUntil(lambda: hall.runner.started == 1)
    hall.agree()
    hall.tab.set_messages(())
    hall.replayer.save_spoken()

    assert hall.texts == ["key c4n4ry!"]
    assert [message.text for message in hall.tab.draft.messages] == ["key {{token}}"]


# Paces ----------------------------------------------------------------------------------------------------------------


def test_as_recorded_messages_keep_their_pauses(hall: Hall) -> None:
    hall.connect()
    hall.say("one", "two", "three", after=5.0)
    hall.leave()

    hall.replayer.replay_spoken()
    hall.agree()
    sent = [list(hall.texts)]
    for seconds in (4.9, 0.2, 5.0):
        hall.now += seconds
        hall.replayer.go_on()
        sent.append(list(hall.texts))

    assert sent == [["one"], ["one"], ["one", "two"], ["one", "two", "three"]]


def test_time_alone_makes_the_next_message_go_out(hall: Hall, qtbot: QtBot) -> None:
    hall.tab.set_messages((ONE, SavedMessage(text="two", gap=0.01)))

    hall.replayer.replay_saved()
    hall.agree()
    hall.now += 0.01

    qtbot.waitUntil(lambda: hall.texts == ["one", "two"])


def test_an_answer_to_each_is_waited_for(hall: Hall) -> None:
    hall.tab.set_messages((ONE, TWO))
    hall.replayer.choose_pace(Pace.ANSWERED)

    hall.replayer.replay_saved()
    hall.agree()
    hall.answer()  # a greeting is no answer
    hall.pass_on()
    greeted = (hall.texts.copy(), hall.replayer.progress)
    hall.answer()

    assert greeted == (["one"], Progress(ReplayPhase.SENDING, 1, 2, awaits_answer=True))
    assert hall.texts == ["one", "two"]


def test_the_last_answer_is_waited_for_too(hall: Hall) -> None:
    hall.tab.set_messages((ONE,))
    hall.replayer.choose_pace(Pace.ANSWERED)

    hall.replayer.replay_saved()
    hall.agree()
    hall.pass_on()
    before = hall.progress
    hall.answer()

    assert (before, hall.progress) == ((ReplayPhase.SENDING, 1, 1), (ReplayPhase.DONE, 1, 1))


def test_not_more_are_handed_over_than_a_stop_can_do_without(hall: Hall) -> None:
    hall.tab.set_messages((ONE,) * 100)
    hall.replayer.choose_pace(Pace.AT_ONCE)

    hall.replayer.replay_saved()
    hall.agree()
    first = len(hall.put_here)
    hall.pass_on(10)

    assert (first, len(hall.put_here)) == (AHEAD, AHEAD + 10)


# How far it came ------------------------------------------------------------------------------------------------------


def test_progress_counts_what_is_out_and_ends(hall: Hall) -> None:
    hall.tab.set_messages((ONE, TWO, THREE))
    hall.replayer.choose_pace(Pace.AT_ONCE)

    hall.replayer.replay_saved()
    hall.agree()
    told = [hall.progress]
    for _ in range(3):
        hall.pass_on()
        told.append(hall.progress)

    sending = ReplayPhase.SENDING
    assert told == [(sending, 0, 3), (sending, 1, 3), (sending, 2, 3), (ReplayPhase.DONE, 3, 3)]


def test_a_stop_sends_no_more_and_leaves_the_conversation_open(hall: Hall) -> None:
    hall.tab.set_messages((ONE, SavedMessage(text="two", gap=9.0)))
    hall.replayer.replay_saved()
    hall.agree()
    hall.pass_on()

    hall.replayer.stop()
    hall.now += 10.0
    hall.replayer.go_on()

    assert hall.texts == ["one"]
    assert hall.progress == (ReplayPhase.STOPPED, 1, 2)
    assert hall.tab.is_open


def test_a_replay_that_was_stopped_while_connecting_sends_nothing(hall: Hall) -> None:
    hall.tab.set_messages((ONE,))
    hall.replayer.replay_saved()

    hall.replayer.stop()
    hall.agree()

    assert hall.put_here == []


@pytest.mark.parametrize("end", [Hall.leave, lambda hall: hall.tab.stop()])
def test_a_conversation_that_ends_on_the_way_ends_the_replay(hall: Hall, end: Callable[[Hall], None]) -> None:
    hall.tab.set_messages((ONE, SavedMessage(text="two", gap=9.0)))
    hall.replayer.replay_saved()
    hall.agree()
    hall.pass_on()

    end(hall)

    assert hall.progress == (ReplayPhase.BROKEN, 1, 2)
    assert TextMessage("two") not in hall.put_here


def test_a_connection_that_fails_ends_the_replay(hall: Hall) -> None:
    hall.tab.set_messages((ONE,))
    hall.replayer.replay_saved()

    hall.happen(Failed(0.1, Failure(FailureKind.REFUSED, Message("No"), Message("Start it.")), Timings()))

    assert hall.progress == (ReplayPhase.BROKEN, 0, 1)
    said = hall.replayer.progress and hall.replayer.progress.trouble
    assert str(said) == "There was no connection to send them over"


def test_a_message_that_cannot_be_resolved_ends_the_replay_and_comes_to_the_front(hall: Hall) -> None:
    hall.tab.set_messages((ONE, SavedMessage(text="{{nobody}}"), THREE))
    hall.replayer.choose_pace(Pace.AT_ONCE)

    hall.replayer.replay_saved()
    hall.agree()

    assert hall.texts == ["one"]
    assert hall.progress == (ReplayPhase.BROKEN, 1, 3)
    assert hall.tab.problems[0].where == "messages.1"
    assert hall.tab.message_index == 1


def test_a_file_that_is_gone_ends_the_replay_and_is_named(hall: Hall) -> None:
    hall.tab.set_messages((ONE, SavedMessage(kind=MessageKind.FILE, text="/gone"), SavedMessage(text="three", gap=9.0)))
    hall.replayer.replay_saved()
    hall.agree()
    hall.pass_on()

    hall.happen(ConversationItems(0.4, (), (Message("/gone cannot be read"),)))

    assert hall.progress == (ReplayPhase.BROKEN, 1, 3)
    assert str(hall.replayer.progress and hall.replayer.progress.trouble) == "/gone cannot be read"


def test_a_request_that_cannot_be_sent_says_so_itself(hall: Hall) -> None:
    hall.tab.set_messages((ONE,))
    hall.tab.set_url("ws://{{nobody}}/")

    hall.replayer.replay_saved()

    assert hall.replayer.progress is None
    assert hall.tab.problems[0].where == "url"


def test_a_guarded_environment_asks_first_and_nothing_is_sent_behind_its_back(hall: Hall) -> None:
    hall.tab.set_messages((ONE,))
    hall.guard = "production"

    hall.replayer.replay_saved()
    hall.tab.send_confirmed()
    hall.agree()

    assert hall.replayer.progress is None
    assert hall.put_here == []


@pytest.mark.parametrize("lack", ["an answer to the guard", "a variable"])
def test_what_keeps_the_next_conversation_from_beginning_is_not_put_down_to_the_last(hall: Hall, lack: str) -> None:
    hall.connect()
    hall.say("one")
    hall.leave()
    if lack == "a variable":
        hall.tab.set_url("ws://{{nobody}}/")
    else:
        hall.guard = "production"

    hall.replayer.replay_spoken()

    assert hall.replayer.progress is None
    assert hall.runner.started == 1


def test_a_request_that_is_no_conversation_any_more_is_not_sent(hall: Hall) -> None:
    hall.connect()
    hall.say("one")
    hall.leave()
    hall.tab.set_url("http://127.0.0.1:9/delete")

    hall.replayer.replay_spoken()

    assert hall.runner.started == 1
    assert hall.progress == (ReplayPhase.BROKEN, 0, 1)


def test_a_request_that_is_closed_while_the_keyring_is_asked_does_not_connect(
    hall: Hall, desk: Any, qtbot: QtBot
) -> None:
    hall.context = Context(scopes=(Scope("Collection", (Variable("token", TOKEN),)),))
    hall.keeper.values[TOKEN] = "canary"
    hall.tab.set_messages((SavedMessage(text="{{token}}"),))
    hall.replayer.replay_saved()

    hall.close()
    qtbot.waitUntil(lambda: desk.secrets.values.get(TOKEN) == "canary")

    assert hall.runner.started == 0


def test_who_replays_while_leaving_gets_a_new_connection(hall: Hall) -> None:
    hall.connect()
    hall.say("one")
    hall.tab.stop()
    goodbye = hall.put_here[-1]

    hall.replayer.replay_spoken()
    hall.agree()

    assert goodbye == Goodbye()
    assert hall.texts == ["one"]


@pytest.mark.parametrize("pace", [Pace.AT_ONCE, Pace.RECORDED])
def test_a_conversation_that_the_last_message_ends_is_replayed_whole(hall: Hall, pace: Pace) -> None:
    hall.tab.set_messages((ONE,))
    hall.replayer.choose_pace(pace)
    hall.replayer.replay_saved()
    hall.agree()

    item = hall._item(is_sent=True)
    closed = ConversationClosed(0.5, 1011, "", by_us=False)
    hall.happen(ConversationItems(0.4, (item,)), closed, Finished(0.5, RESPONSE, Timings(total=0.5)))

    assert hall.progress == (ReplayPhase.DONE, 1, 1)


def test_a_conversation_that_ends_in_the_place_of_the_last_answer_is_told_as_such(hall: Hall) -> None:
    hall.tab.set_messages((ONE,))
    hall.replayer.choose_pace(Pace.ANSWERED)
    hall.replayer.replay_saved()
    hall.agree()
    hall.pass_on()

    hall.leave()

    assert hall.progress == (ReplayPhase.BROKEN, 1, 1)
    assert hall.replayer.progress is not None
    assert "the last one was answered" in str(hall.replayer.progress.trouble)


def test_connecting_by_hand_forgets_how_far_the_last_replay_came(hall: Hall) -> None:
    hall.tab.set_messages((ONE,))
    hall.replayer.replay_saved()
    hall.agree()
    hall.pass_on()
    hall.leave()

    hall.connect()

    assert hall.replayer.progress is None
    assert hall.texts == []


# Keeping what was said ------------------------------------------------------------------------------------------------


def test_what_was_sent_is_kept_with_the_request_with_names_and_pauses(hall: Hall) -> None:
    hall.tab.set_messages((SavedMessage("Ask", MessageKind.JSON, "{}"),))
    hall.connect()
    hall.tab.send_message()
    hall.say("two", after=1.25)

    count = hall.replayer.save_spoken()

    assert count == 2
    assert hall.tab.draft.messages == (
        SavedMessage("Ask", MessageKind.JSON, "{}"),
        SavedMessage("Message 2", MessageKind.TEXT, "two", 1.25),
    )


def test_one_undo_brings_back_the_messages_that_were_there(hall: Hall) -> None:
    hall.connect()
    hall.say("sent")
    hall.now += 5.0
    hall.tab.set_messages((ONE, TWO))

    hall.replayer.save_spoken()
    hall.tab.undo()

    assert hall.tab.draft.messages == (ONE, TWO)
