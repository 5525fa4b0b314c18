"""A talk with a language model in the Inference tab: words as they come, Stop, and the next message."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QStackedWidget, QTextBrowser, QWidget
from pytestqt.qtbot import QtBot

from modelpost.core.events import Finished, StreamBegan, StreamItems
from modelpost.core.headers import HeaderList
from modelpost.core.request import Body, BodyKind, RawLanguage, RequestDraft
from modelpost.core.response import Response, Timings
from modelpost.core.streams import Saying, StreamItem, StreamKind
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.tags import Tag
from modelpost.ui.response.pane import ResponsePane
from modelpost.workbench.request_tab import RequestTab

RESPONSE = Response(200, "OK", headers=HeaderList.of([("Content-Type", "text/event-stream")]))
ASKED = {"model": "m", "messages": [{"role": "user", "content": "Where do I start?"}], "stream": True}


class Recorded:
    kind = StreamKind.EVENTS
    count = size = 100

    def read(self, offset: int, size: int) -> bytes:
        return b""[offset : offset + size]

    def data(self, number: int) -> bytes:
        return b"%d" % number

    def items(self, first: int, count: int) -> tuple[StreamItem, ...]:
        return ()


def said(number: int, text: str, reasoning: str = "") -> StreamItems:
    item = StreamItem(number, 0.3 + number / 10, 14, text)
    return StreamItems(0.3 + number / 10, (item,), 2048, Saying(text, reasoning, pieces=1), True, str(number))


@pytest.fixture
def tab(bench: Any) -> RequestTab:
    body = Body(kind=BodyKind.RAW, language=RawLanguage.JSON, raw=json.dumps(ASKED))
    return bench.tab(RequestDraft(method="POST", url="http://127.0.0.1:8500/", body=body))  # type: ignore[no-any-return]


@pytest.fixture
def pane(kit: Kit, bench: Any, tab: RequestTab, shown: Callable[[QWidget], None]) -> ResponsePane:
    del tab
    made = ResponsePane(kit, bench.response, bench.background)
    shown(made)
    return made


@pytest.fixture
def arriving(bench: Any, tab: RequestTab) -> Callable[..., None]:
    """Let a stream begin and these batches arrive, then `end`; without one it goes on until it is stopped."""

    def arrive(*batches: StreamItems, end: tuple[object, ...] = ()) -> None:
        bench.begin(tab, StreamBegan(0.1, RESPONSE, Recorded()), *batches, *end)

    return arrive


def talk_in(pane: ResponsePane) -> str:
    page = pane.findChild(QTextBrowser, "chatText")
    return page.toPlainText() if page is not None else ""


def test_words_are_shown_as_they_come_after_what_was_asked(pane: ResponsePane, arriving: Any, qtbot: QtBot) -> None:
    arriving(said(0, "Look at "), said(1, "the **coupling**."))

    qtbot.waitUntil(lambda: "Look at the coupling." in talk_in(pane))
    views = pane.findChild(QStackedWidget, "responseViews")
    assert views is not None
    assert views.currentWidget().objectName() == "inferencePane"
    assert talk_in(pane).index("Where do I start?") < talk_in(pane).index("Look at")


def test_the_figures_of_an_answer_that_arrives(pane: ResponsePane, arriving: Any, named: Any, qtbot: QtBot) -> None:
    arriving(said(0, "a"), said(1, "b"), said(2, "c"))

    qtbot.waitUntil(lambda: named(pane, QLabel, "chat-tokens").text() == "3")
    assert named(pane, QLabel, "chat-first").text() == "300 ms"
    assert named(pane, QLabel, "chat-speed").text() == "10.0 tokens/s"


def test_reasoning_is_folded_once_there_is_an_answer(
    pane: ResponsePane, arriving: Any, named: Any, qtbot: QtBot
) -> None:
    arriving(said(0, "", "Hm, a pump"), said(1, "Stop it."))
    qtbot.waitUntil(lambda: "Stop it." in talk_in(pane))
    folded = talk_in(pane)

    qtbot.mouseClick(named(pane, QAbstractButton, "chatReasoning"), Qt.MouseButton.LeftButton)

    assert "Hm, a pump" not in folded
    assert "Hm, a pump" in talk_in(pane)


def test_stop_keeps_what_was_said(pane: ResponsePane, arriving: Any, named: Any, qtbot: QtBot, tab: RequestTab) -> None:
    arriving(said(0, "Half an"))
    qtbot.waitUntil(lambda: "Half an" in talk_in(pane))

    qtbot.mouseClick(named(pane, QAbstractButton, "askNext"), Qt.MouseButton.LeftButton)

    assert not tab.state.is_running
    assert "Half an" in talk_in(pane)
    assert named(pane, Tag, "chatStopped").text == "Stopped"


def test_the_next_message_goes_on_with_the_talk(
    pane: ResponsePane, arriving: Any, named: Any, qtbot: QtBot, tab: RequestTab, bench: Any
) -> None:
    arriving(said(0, "Look."), end=(Finished(1.0, RESPONSE, Timings(total=1.0)),))
    line = named(pane, QLineEdit, "nextMessage")
    qtbot.waitUntil(line.isEnabled)

    qtbot.keyClicks(line, "And then?")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(bench.sender.sent) == 2)

    messages = json.loads(tab.draft.body.raw)["messages"]
    assert [(each["role"], each["content"]) for each in messages] == [
        ("user", "Where do I start?"),
        ("assistant", "Look."),
        ("user", "And then?"),
    ]
    assert tab.can_undo


def test_of_an_endless_answer_the_end_is_laid_out(
    pane: ResponsePane, arriving: Callable[..., None], qtbot: QtBot
) -> None:
    words = "word " * 50_000

    arriving(said(0, f"first {words}"), said(1, "last"))

    qtbot.waitUntil(lambda: talk_in(pane).rstrip("▍").endswith("last"))
    assert "first" not in talk_in(pane)
    assert len(talk_in(pane)) < 150_000


def test_a_code_block_whose_beginning_is_not_laid_out_stays_one(
    pane: ResponsePane, arriving: Callable[..., None], qtbot: QtBot
) -> None:
    lines = "__x__ = 1\n" * 20_000

    arriving(said(0, f"```python\n{lines}```\n\n# Done\n\n"), said(1, "last"))

    qtbot.waitUntil(lambda: talk_in(pane).rstrip("▍").endswith("last"))
    assert "__x__ = 1" in talk_in(pane)
    assert "# Done" not in talk_in(pane)
