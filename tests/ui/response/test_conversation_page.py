"""A conversation in the window: connect, send the message in front, see what passes, disconnect."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QTableView, QWidget
from pytestqt.qtbot import QtBot

from modelpost.core.conversation import (
    ConversationItem,
    Goodbye,
    MessageKind,
    Outgoing,
    Passed,
    Ping,
    SavedMessage,
    TextMessage,
)
from modelpost.core.events import ConversationClosed, ConversationItems, ConversationOpened, Finished, Stopped
from modelpost.core.replay import Pace
from modelpost.core.request import RequestDraft
from modelpost.core.response import Response, Timings
from modelpost.core.streams import StreamItem, StreamKind
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.segmented import SegmentedControl
from modelpost.ui.kit.tabs import PaneTabs
from modelpost.ui.kit.tags import Tag
from modelpost.ui.request.messages_page import MessagesPage
from modelpost.ui.request.request_line import RequestLine
from modelpost.ui.response.pane import ResponsePane
from modelpost.ui.text.editor import CodeEditor
from modelpost.ui.text.view import TextView
from modelpost.workbench.request_tab import RequestTab

LEFT = Qt.MouseButton.LeftButton
RESPONSE = Response(101, "Switching Protocols")
DRAFT = RequestDraft(
    url="ws://127.0.0.1:9/talk",
    is_conversation=True,
    messages=(SavedMessage("Ask", MessageKind.JSON, '{"n": 1}'), SavedMessage("", MessageKind.TEXT, "bye")),
)


class Box:
    """An outbox that keeps what is put into it."""

    def __init__(self) -> None:
        self.messages: list[Outgoing] = []

    def put(self, message: Outgoing) -> None:
        self.messages.append(message)


class Recorded:
    kind = StreamKind.MESSAGES
    count = size = 0

    def read(self, offset: int, size: int) -> bytes:
        return b""

    def data(self, number: int) -> bytes:
        return b'{"n": %d}' % number

    def items(self, first: int, count: int) -> tuple[StreamItem, ...]:
        return ()


def item(number: int, text: str, *, is_sent: bool = False, kind: Passed = Passed.TEXT) -> ConversationItem:
    return ConversationItem(number, number / 10, is_sent, kind, len(text), text)


PASSED = ConversationItems(0.2, (item(0, "hello"), item(1, "ask", is_sent=True), item(2, "answer")))


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def tab(bench: Any) -> RequestTab:
    return bench.tab(DRAFT)  # type: ignore[no-any-return]


@pytest.fixture
def connected(bench: Any, tab: RequestTab, box: Box) -> Callable[..., None]:
    """Let a conversation open and these events happen; it does not end by itself."""

    def connect(*events: object) -> None:
        bench.begin(tab, ConversationOpened(0.1, RESPONSE, Recorded(), box, "chat"), *events)

    return connect


@pytest.fixture
def pane(kit: Kit, bench: Any, tab: RequestTab, shown: Callable[[QWidget], None]) -> ResponsePane:
    made = ResponsePane(kit, bench.response, bench.background)
    shown(made)
    return made


@pytest.fixture
def page(kit: Kit, tab: RequestTab, shown: Callable[[QWidget], None]) -> MessagesPage:
    made = MessagesPage(kit)
    made.show_tab(tab)
    shown(made)
    return made


def listed(pane: ResponsePane) -> list[str]:
    table = pane.findChild(QTableView, "talkTable")
    assert table is not None
    model = table.model()
    return [model.index(row, 4).data() for row in range(model.rowCount())]


# The log --------------------------------------------------------------------------------------------------------------


def test_what_passes_is_listed_with_time_direction_kind_and_size(
    pane: ResponsePane, connected: Any, named: Any, qtbot: QtBot
) -> None:
    connected(PASSED)

    qtbot.waitUntil(lambda: listed(pane) == ["hello", "ask", "answer"])
    model = named(pane, QTableView, "talkTable").model()
    cells = [[model.index(row, column).data() for column in range(5)] for row in (0, 1)]
    assert cells == [["0.0 ms", "↓ Received", "Text", "5 B", "hello"], ["100 ms", "↑ Sent", "Text", "3 B", "ask"]]
    assert named(pane, Tag, "statusPill").text == "Connected"
    assert named(pane, Tag, "talkState").text == "Connected · chat"
    assert named(pane, QLabel, "talkCounts").text() == "1 sent, 2 received, 11 B"


def test_a_conversation_has_messages_headers_and_a_timeline(pane: ResponsePane, connected: Any, named: Any) -> None:
    connected(PASSED)

    keys = [one.key for one in named(pane, PaneTabs, "responseTabs")._tabs]
    assert keys == ["events", "headers", "cookies", "timeline"]


def test_a_message_that_is_chosen_is_shown_whole(pane: ResponsePane, connected: Any, named: Any, qtbot: QtBot) -> None:
    connected(PASSED)
    qtbot.waitUntil(lambda: len(listed(pane)) == 3)

    named(pane, QTableView, "talkTable").selectRow(2)

    detail = named(pane, TextView, "talkItem")
    qtbot.waitUntil(detail.isVisible)
    assert bytes(detail.content) == b'{\n  "n": 2\n}'


def test_messages_are_filtered_by_direction_and_words(
    pane: ResponsePane, connected: Any, named: Any, qtbot: QtBot
) -> None:
    connected(PASSED)
    qtbot.waitUntil(lambda: len(listed(pane)) == 3)
    direction = named(pane, SegmentedControl, "talkDirection")

    qtbot.keyClick(direction, Qt.Key.Key_Right)
    sent = listed(pane)
    qtbot.keyClick(direction, Qt.Key.Key_Right)
    received = listed(pane)
    qtbot.keyClicks(named(pane, QLineEdit, "talkFilter"), "ANS")

    assert (sent, received, listed(pane)) == (["ask"], ["hello", "answer"], ["answer"])


def test_a_ping_is_one_press_away(pane: ResponsePane, connected: Any, named: Any, qtbot: QtBot, box: Box) -> None:
    connected(PASSED)

    qtbot.mouseClick(named(pane, QPushButton, "talkPing"), LEFT)

    assert box.messages == [Ping()]


def test_the_end_says_its_code_and_what_it_means(
    pane: ResponsePane, bench: Any, tab: RequestTab, named: Any, box: Box
) -> None:
    opened = ConversationOpened(0.1, RESPONSE, Recorded(), box)
    closed = ConversationClosed(1.0, 1011, "model crashed", by_us=False)

    bench.send(tab, opened, PASSED, closed, Finished(1.0, RESPONSE, Timings(total=1.0)))

    assert named(pane, Tag, "talkState").text == "Code 1011"
    assert named(pane, QLabel, "talkMeaning").text() == "The server failed"
    assert named(pane, Tag, "talkState").toolTip() == "model crashed"
    assert not named(pane, QPushButton, "talkPing").isEnabled()


# Sending again --------------------------------------------------------------------------------------------------------


def test_what_was_sent_is_replayed_by_a_press(
    pane: ResponsePane, tab: RequestTab, connected: Any, named: Any, qtbot: QtBot, box: Box
) -> None:
    connected()
    is_offered_before = named(pane, QWidget, "replayBar").isVisible()
    tab.send_message()

    qtbot.mouseClick(named(pane, QPushButton, "replay"), LEFT)

    assert not is_offered_before
    assert box.messages == [TextMessage('{"n": 1}')] * 2


def test_the_pace_is_chosen_for_the_next_replay(
    pane: ResponsePane, tab: RequestTab, connected: Any, named: Any
) -> None:
    connected()
    tab.send_message()
    pace = named(pane, QComboBox, "replayPace")

    pace.activated.emit(pace.findData(Pace.ANSWERED))

    assert tab.replayer.pace is Pace.ANSWERED
    assert pace.currentText() == "After each answer"


def test_a_replay_is_stopped_where_it_was_begun(
    pane: ResponsePane, tab: RequestTab, connected: Any, named: Any, qtbot: QtBot
) -> None:
    connected()
    tab.send_message()
    button, said = named(pane, QPushButton, "replay"), named(pane, QLabel, "replayProgress")

    qtbot.mouseClick(button, LEFT)
    during = (button.accessibleName(), said.text())
    qtbot.mouseClick(button, LEFT)

    assert during == ("Stop", "0 of 1 sent")
    assert (button.accessibleName(), said.text()) == ("Replay", "Stopped: 1 of 1 sent")


def test_what_was_sent_is_kept_with_the_request_and_told(
    pane: ResponsePane, tab: RequestTab, bench: Any, connected: Any, named: Any, qtbot: QtBot
) -> None:
    connected()
    tab.show_message(1)
    tab.send_message()

    with qtbot.waitSignal(bench.response.told) as told:
        qtbot.mouseClick(named(pane, QPushButton, "keepSpoken"), LEFT)

    assert tab.draft.messages == (SavedMessage("Message 1", MessageKind.TEXT, "bye"),)
    assert "the 1 that you sent" in str(told.args[0])


def test_saved_messages_are_sent_in_order(
    page: MessagesPage, tab: RequestTab, connected: Any, named: Any, qtbot: QtBot, box: Box
) -> None:
    connected()
    pace = named(page, QComboBox, "sendAllPace")

    pace.activated.emit(pace.findData(Pace.AT_ONCE))
    qtbot.mouseClick(named(page, QPushButton, "sendAll"), LEFT)

    assert box.messages == [TextMessage('{"n": 1}'), TextMessage("bye")]
    assert named(page, QLabel, "sendAllProgress").text() == "0 of 2 sent"


def test_the_pause_before_a_message_is_shown(page: MessagesPage, tab: RequestTab, named: Any) -> None:
    tab.set_messages((SavedMessage(text="a"), SavedMessage(text="b", gap=1.25)))
    before = named(page, QLabel, "messagePause").text()

    tab.show_message(1)

    assert before == ""
    assert named(page, QLabel, "messagePause").text() == "After a pause of 1.25 s"


# Connecting and leaving -----------------------------------------------------------------------------------------------


def test_the_button_connects_and_disconnects(
    kit: Kit, tab: RequestTab, connected: Any, named: Any, shown: Callable[[QWidget], None], qtbot: QtBot, box: Box
) -> None:
    line = RequestLine(kit, [])
    line.show_tab(tab)
    shown(line)
    button = named(line, QPushButton, "send")
    before = button.text()

    connected(PASSED)
    during = button.text()
    qtbot.mouseClick(button, LEFT)

    assert (before, during) == ("Connect", "Disconnect")
    assert box.messages == [Goodbye()]
    assert not named(line, QWidget, "method").isVisible()


def test_who_cannot_wait_for_the_goodbye_stops_once_more(tab: RequestTab, connected: Any) -> None:
    connected(PASSED)

    tab.stop()
    is_running = tab.state.is_running
    tab.stop()

    assert is_running
    assert isinstance(tab.state.outcome, Stopped)
    assert tab.state.shown is not None
    assert tab.state.shown.conversation is not None


def test_there_is_no_curl_command_for_a_conversation(tab: RequestTab) -> None:
    assert tab.copy_as_curl() is None
    assert "cURL" in str(tab.problems[0].message)


# The messages ---------------------------------------------------------------------------------------------------------


def test_the_message_in_front_is_sent(page: MessagesPage, connected: Any, named: Any, qtbot: QtBot, box: Box) -> None:
    button = named(page, QPushButton, "sendMessage")
    before = button.isEnabled()
    connected()

    qtbot.mouseClick(button, LEFT)

    assert not before
    assert box.messages == [TextMessage('{"n": 1}')]


def test_sending_again_sends_the_message_instead(tab: RequestTab, connected: Any, box: Box, bench: Any) -> None:
    connected()

    tab.send()

    assert box.messages == [TextMessage('{"n": 1}')]
    assert len(bench.sender.sent) == 1


def test_another_message_can_be_brought_to_the_front(page: MessagesPage, tab: RequestTab, named: Any) -> None:
    listed = named(page, QComboBox, "messageList")
    texts = [listed.itemText(index) for index in range(listed.count())]

    listed.activated.emit(1)

    assert texts == ["1  Ask", "2  bye"]
    assert tab.message_index == 1
    assert named(page, CodeEditor, "messageText").toPlainText() == "bye"


def test_typing_changes_the_message_of_the_draft(page: MessagesPage, tab: RequestTab, named: Any, qtbot: QtBot) -> None:
    tab.show_message(1)

    editor = named(page, CodeEditor, "messageText")
    editor.setFocus()
    editor.selectAll()
    qtbot.keyClicks(editor, "goodbye")
    qtbot.keyClicks(named(page, QLineEdit, "messageName"), "End")

    assert tab.draft.messages[1] == SavedMessage("End", MessageKind.TEXT, "goodbye")


def test_messages_are_added_and_deleted(page: MessagesPage, tab: RequestTab, qtbot: QtBot, named: Any) -> None:
    qtbot.mouseClick(named(page, QWidget, "addMessage"), LEFT)
    added = (len(tab.draft.messages), tab.message_index)

    qtbot.mouseClick(named(page, QWidget, "removeMessage"), LEFT)
    tab.show_message(0)
    qtbot.mouseClick(named(page, QWidget, "removeMessage"), LEFT)

    assert added == (3, 2)
    assert tab.draft.messages == (DRAFT.messages[1],)


def test_a_file_has_a_path_instead_of_a_text(page: MessagesPage, tab: RequestTab, named: Any, qtbot: QtBot) -> None:
    kind = named(page, QComboBox, "messageKind")

    kind.activated.emit(kind.findData(MessageKind.FILE))

    path = named(page, QLineEdit, "messagePath")
    assert path.isVisible()
    path.clear()
    qtbot.keyClicks(path, "a.wav")
    assert tab.draft.messages[0].text == "a.wav"


def test_what_keeps_a_message_from_being_sent_stands_below_it(
    page: MessagesPage, tab: RequestTab, connected: Any, named: Any, box: Box
) -> None:
    connected()
    tab.set_messages((SavedMessage(text="{{nobody}}"),))

    tab.send_message()

    assert box.messages == []
    assert "{{nobody}}" in named(page, QLabel, "messageProblem").text()


def test_the_first_message_can_be_typed_at_once(
    kit: Kit, bench: Any, shown: Callable[[QWidget], None], named: Any, qtbot: QtBot
) -> None:
    tab = bench.tab(RequestDraft(url="wss://h/", is_conversation=True))
    page = MessagesPage(kit)
    page.show_tab(tab)
    shown(page)

    qtbot.keyClicks(named(page, CodeEditor, "messageText"), "hi")

    assert tab.draft.messages == (SavedMessage(text="hi"),)
