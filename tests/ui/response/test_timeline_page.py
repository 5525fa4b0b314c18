"""The timeline: steps, and the very bytes that were sent and received."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from modelpost.core.request import RequestDraft
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.segmented import SegmentedControl
from modelpost.ui.response.timeline_page import TimelinePage
from modelpost.ui.text.view import TextView
from modelpost.workbench.request_tab import RequestTab

RIGHT = Qt.Key.Key_Right


@pytest.fixture
def tab(bench: Any) -> RequestTab:
    made: RequestTab = bench.tab(RequestDraft(method="POST", url="http://127.0.0.1:8500/"))
    bench.answer(made, b'{"label": "rose"}')
    return made


@pytest.fixture
def page(kit: Kit, bench: Any, tab: RequestTab, shown: Callable[[QWidget], None]) -> TimelinePage:
    made = TimelinePage(kit, bench.response)
    made.show_events(tab.state.events)
    shown(made)
    return made


@pytest.fixture
def parts(page: TimelinePage, named: Any) -> SegmentedControl:
    found: SegmentedControl = named(page, SegmentedControl, "timelineParts")
    found.setFocus()
    return found


def wire(page: TimelinePage, named: Any) -> str:
    return bytes(named(page, TextView, "wireText").content).decode()


def test_an_arrow_leads_to_what_was_sent(page: TimelinePage, parts: Any, named: Any, qtbot: QtBot) -> None:
    qtbot.keyClick(parts, RIGHT)

    qtbot.waitUntil(lambda: wire(page, named) == "POST / HTTP/1.1\r\nHost: 127.0.0.1:8500\r\n\r\n")
    assert named(page, TextView, "wireText").isVisible()


def test_the_next_one_leads_to_what_was_received(page: TimelinePage, parts: Any, named: Any, qtbot: QtBot) -> None:
    qtbot.keyClick(parts, RIGHT)
    qtbot.keyClick(parts, RIGHT)

    qtbot.waitUntil(lambda: wire(page, named).endswith('{"label": "rose"}\n'))


def test_the_next_exchange_is_written_down_at_once(
    page: TimelinePage, parts: Any, named: Any, bench: Any, tab: RequestTab, qtbot: QtBot
) -> None:
    qtbot.keyClick(parts, RIGHT)
    qtbot.keyClick(parts, RIGHT)
    bench.answer(tab, b'{"label": "daisy"}')

    page.show_events(tab.state.events)

    qtbot.waitUntil(lambda: "daisy" in wire(page, named))


def test_the_steps_are_copied_whole(page: TimelinePage, named: Any, qtbot: QtBot) -> None:
    button = named(page, QPushButton, "copyTimeline")
    button.setFocus()

    with qtbot.waitSignal(page.told):
        qtbot.keyClick(button, Qt.Key.Key_Space)

    assert QGuiApplication.clipboard().text() == page.steps.toPlainText()


def test_what_was_sent_is_copied_while_it_is_shown(page: TimelinePage, parts: Any, named: Any, qtbot: QtBot) -> None:
    qtbot.keyClick(parts, RIGHT)
    qtbot.waitUntil(lambda: wire(page, named).startswith("POST"))

    page.copy()

    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text().startswith("POST / HTTP/1.1"))


def test_all_of_it_is_saved_to_one_file(
    page: TimelinePage, bench: Any, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("/tmp/timeline.txt", ""))  # not written

    page.save()

    qtbot.waitUntil(lambda: bool(bench.saved))
    saved = bench.saved["/tmp/timeline.txt"].decode()  # as above
    assert "> POST / HTTP/1.1" in saved
    assert saved.endswith('{"label": "rose"}\n')
