"""A stream in the window: its tab, its figures, its list, the answer it makes, and going on after a break."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton, QStackedWidget, QTableView, QWidget
from pytestqt.qtbot import QtBot

from modelpost.core.events import Finished, StreamBegan, StreamItems
from modelpost.core.headers import HeaderList
from modelpost.core.response import Response, StoredBody, Timings
from modelpost.core.streams import Saying, StreamItem, StreamKind
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.segmented import SegmentedControl
from modelpost.ui.kit.tabs import PaneTabs
from modelpost.ui.kit.tags import Tag
from modelpost.ui.response.pane import ResponsePane
from modelpost.ui.response.stream_model import StreamModel
from modelpost.ui.text.view import TextView
from modelpost.viewers.api import Answer
from modelpost.workbench.exchange_state import Read
from modelpost.workbench.request_tab import RequestTab

LEFT = Qt.MouseButton.LeftButton
RESPONSE = Response(200, "OK", headers=HeaderList.of([("Content-Type", "text/event-stream")]))


class Recorded:
    def __init__(self, kind: StreamKind = StreamKind.EVENTS) -> None:
        self.kind = kind
        self.count = self.size = 100

    def read(self, offset: int, size: int) -> bytes:
        return b"data: arrived\n\n"[offset : offset + size]

    def data(self, number: int) -> bytes:
        return b'{"number": %d}' % number

    def items(self, first: int, count: int) -> tuple[StreamItem, ...]:
        return items(range(first, first + count))


def items(numbers: range, name: str = "") -> tuple[StreamItem, ...]:
    return tuple(StreamItem(number, number / 1000, 14, f"item {number}", name, str(number)) for number in numbers)


def batch(numbers: range, said: Saying = Saying(), *, is_chat: bool = False, retry: float | None = None) -> StreamItems:  # noqa: B008  # a tuple
    return StreamItems(1.0, items(numbers), 2048, said, is_chat, str(numbers.stop - 1), retry)


@pytest.fixture
def tab(bench: Any) -> RequestTab:
    return bench.tab()  # type: ignore[no-any-return]


@pytest.fixture
def pane(kit: Kit, bench: Any, tab: RequestTab, shown: Callable[[QWidget], None]) -> ResponsePane:
    made = ResponsePane(kit, bench.response, bench.background)
    shown(made)
    return made


@pytest.fixture
def arriving(bench: Any, tab: RequestTab) -> Callable[..., None]:
    """Let a stream begin and these batches arrive; it does not end."""

    def arrive(*batches: StreamItems, kind: StreamKind = StreamKind.EVENTS) -> None:
        bench.begin(tab, StreamBegan(0.1, RESPONSE, Recorded(kind)), *batches)

    return arrive


def rows(pane: ResponsePane) -> int:
    table = pane.findChild(QTableView, "streamTable")
    assert table is not None
    return table.model().rowCount()


def test_a_stream_brings_its_tab_in_the_place_of_the_preview(
    pane: ResponsePane, arriving: Any, named: Any, bench: Any, tab: RequestTab
) -> None:
    arriving(batch(range(3)))

    tabs = named(pane, PaneTabs, "responseTabs")
    during = [(one.key, one.badge) for one in tabs._tabs]
    tab.stop()
    bench.answer(tab)

    assert ("events", "3") in during
    assert "preview" not in dict(during)
    assert "preview" in [one.key for one in tabs._tabs]
    assert tabs.current == "pretty"


def test_items_are_listed_while_the_answer_still_arrives(
    pane: ResponsePane, arriving: Any, named: Any, qtbot: QtBot
) -> None:
    arriving(batch(range(3)), batch(range(3, 5)))

    qtbot.waitUntil(lambda: rows(pane) == 5)
    model = named(pane, QTableView, "streamTable").model()
    assert [model.index(1, column).data() for column in range(5)] == ["1.0 ms", "message", "1", "14 B", "item 1"]
    assert named(pane, Tag, "statusPill").text == "200 OK, receiving"
    assert named(pane, QLabel, "streamCount").text() == "5"
    assert named(pane, QStackedWidget, "responseViews").currentWidget().objectName() == "streamPage"


def test_an_item_that_is_chosen_is_shown_whole(pane: ResponsePane, arriving: Any, named: Any, qtbot: QtBot) -> None:
    arriving(batch(range(50)))
    qtbot.waitUntil(lambda: rows(pane) == 50)

    named(pane, QTableView, "streamTable").selectRow(41)

    detail = named(pane, TextView, "streamItem")
    qtbot.waitUntil(detail.isVisible)
    assert bytes(detail.content) == b'{\n  "number": 41\n}'


def test_the_answer_of_a_chat_model_grows_beside_its_events(
    pane: ResponsePane, arriving: Any, named: Any, qtbot: QtBot, bench: Any
) -> None:
    bench.response.choose_view("events")
    said = Saying("9", "Hm", pieces=1), Saying(".8", tokens=2, pieces=1)
    arriving(batch(range(1), said[0], is_chat=True), batch(range(1, 2), said[1], is_chat=True))

    text = named(pane, QPlainTextEdit, "streamAnswer")
    qtbot.waitUntil(lambda: text.toPlainText() == "Hm\n\n9.8")
    assert text.isVisible()
    assert named(pane, QLabel, "streamCount").text() == "2"
    assert named(pane, QLabel, "streamCountLabel").text() == "Tokens"


def test_the_events_of_a_chat_are_one_switch_away(
    pane: ResponsePane, arriving: Any, named: Any, qtbot: QtBot, bench: Any
) -> None:
    bench.response.choose_view("events")
    arriving(batch(range(3), Saying("a"), is_chat=True))
    switch = named(pane, SegmentedControl, "streamSwitch")
    qtbot.waitUntil(switch.isVisible)

    qtbot.keyClick(switch, Qt.Key.Key_Right)

    assert named(pane, QTableView, "streamTable").isVisible()
    assert rows(pane) == 3


def test_a_look_further_up_stops_the_scrolling_until_the_jump(
    pane: ResponsePane, arriving: Any, named: Any, qtbot: QtBot, tab: RequestTab, bench: Any
) -> None:
    arriving(batch(range(200)))
    qtbot.waitUntil(lambda: rows(pane) == 200)
    bar = named(pane, QTableView, "streamTable").verticalScrollBar()
    chip = named(pane, QPushButton, "streamJump")
    followed = bar.value() == bar.maximum() and chip.isHidden()

    bar.setValue(10)
    more = tab.state.stream.after(batch(range(200, 220)))  # type: ignore[union-attr]
    pane._live.stream._items.show_items(more.items, is_named=True)
    stayed = bar.value() == 10 and chip.isVisible()
    qtbot.mouseClick(chip, LEFT)

    assert (followed, stayed) == (True, True)
    assert bar.value() == bar.maximum()
    assert chip.isHidden()


def test_the_last_item_is_in_view_after_the_detail_took_room(
    pane: ResponsePane, arriving: Any, named: Any, qtbot: QtBot
) -> None:
    arriving(batch(range(200)))
    table = named(pane, QTableView, "streamTable")
    qtbot.waitUntil(lambda: rows(pane) == 200)

    table.selectRow(199)

    qtbot.waitUntil(named(pane, TextView, "streamItem").isVisible)
    qtbot.waitUntil(lambda: table.verticalScrollBar().value() == table.verticalScrollBar().maximum())


def test_a_stop_keeps_the_text_and_says_so(
    pane: ResponsePane, arriving: Any, named: Any, tab: RequestTab, bench: Any
) -> None:
    bench.response.choose_view("events")
    arriving(batch(range(1), Saying("Half an"), is_chat=True))

    tab.stop()

    assert named(pane, QLabel, "adviceTitle").text().startswith("Stopped after")
    assert named(pane, Tag, "streamState").text == "Stopped"
    assert named(pane, QPlainTextEdit, "streamAnswer").toPlainText() == "Half an"


def test_a_stream_that_ended_can_go_on_after_its_last_event(
    pane: ResponsePane, bench: Any, tab: RequestTab, named: Any, qtbot: QtBot
) -> None:
    began = StreamBegan(0.1, RESPONSE, Recorded())
    bench.send(tab, began, batch(range(8), retry=3.0), Finished(2.0, RESPONSE, Timings(total=2.0)))
    button = named(pane, QPushButton, "streamReconnect")
    tip = button.toolTip()

    qtbot.mouseClick(button, LEFT)

    qtbot.waitUntil(lambda: len(bench.sender.sent) == 2)
    assert bench.sender.sent[-1][0].headers.first("Last-Event-ID") == "7"
    assert "Last-Event-ID: 7" in tip
    assert "3.00 s" in tip
    tab.send()
    qtbot.waitUntil(lambda: len(bench.sender.sent) == 3)
    assert "Last-Event-ID" not in bench.sender.sent[-1][0].headers


def test_lines_of_json_have_no_names_and_ids(pane: ResponsePane, arriving: Any, named: Any, qtbot: QtBot) -> None:
    arriving(batch(range(2)), kind=StreamKind.LINES)

    qtbot.waitUntil(lambda: rows(pane) == 2)
    table = named(pane, QTableView, "streamTable")
    assert [table.isColumnHidden(column) for column in range(5)] == [False, True, True, False, False]


def test_other_views_show_what_has_arrived_and_say_so(
    pane: ResponsePane, arriving: Any, named: Any, bench: Any, qtbot: QtBot
) -> None:
    arriving(batch(range(2)))

    bench.response.choose_view("raw")

    text = named(pane, TextView, "responseText")
    qtbot.waitUntil(text.isVisible)
    assert bytes(text.content) == b"data: arrived\n\n"
    assert "had arrived by then" in named(pane, QLabel, "responseNote").text()


def test_the_raw_stream_is_shown_whole_at_the_end(pane: ResponsePane, named: Any, bench: Any, tab: RequestTab) -> None:
    response = Response(200, "OK", headers=RESPONSE.headers, body=StoredBody(9, b"data: 1\n\n"))
    answer = Answer(response, b"data: 1\n\n", "text/event-stream")
    read = Read(answer, "raw", bench.reader.render(answer, "raw"))
    bench.send(tab, StreamBegan(0.1, RESPONSE, Recorded()), batch(range(1)), read, Finished(2.0, response, Timings()))

    bench.response.choose_view("raw")

    assert bytes(named(pane, TextView, "responseText").content) == b"data: 1\n\n"
    assert named(pane, QLabel, "responseNote").isHidden()


def test_a_stream_is_announced_once_and_its_tokens_are_not(
    kit: Kit, bench: Any, tab: RequestTab, shown: Callable[[QWidget], None], arriving: Any
) -> None:
    said: list[str] = []
    shown(ResponsePane(kit, bench.response, bench.background, say_aloud=lambda _, text: said.append(text)))

    arriving(*[batch(range(number, number + 1), Saying("a"), is_chat=True) for number in range(20)])

    assert said == ["200 OK, receiving"]


def test_the_rows_slide_over_the_stream(qtmodeltester: Any) -> None:
    model = StreamModel()
    qtmodeltester.check(model)

    gone = [model.show(items(numbers)) for numbers in (range(5), range(8), range(3, 10), range(3, 10), range(2))]

    assert gone == [-1, 0, 3, 0, -1]
    assert [item.number for item in model.items] == [0, 1]


def test_a_reconnect_that_could_not_begin_leaves_the_next_send_alone(
    pane: ResponsePane, bench: Any, tab: RequestTab, named: Any, qtbot: QtBot
) -> None:
    began = StreamBegan(0.1, RESPONSE, Recorded())
    bench.send(tab, began, batch(range(8), retry=3.0), Finished(2.0, RESPONSE, Timings(total=2.0)))
    address = tab.draft.url
    tab.set_url("{{missing}}")
    tab.reconnect()

    tab.set_url(address)
    tab.send()

    qtbot.waitUntil(lambda: len(bench.sender.sent) == 2)
    assert "Last-Event-ID" not in bench.sender.sent[-1][0].headers
