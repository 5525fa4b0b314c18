"""The phases of an exchange, on the time of its answer."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from modelpost.core.events import Connected, Event, Finished, HeadReceived, HeadSent, HostResolved, RequestSent
from modelpost.core.headers import HeaderList
from modelpost.core.response import Response, StoredBody, Timings
from modelpost.core.waterfall import waterfall
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.response.time_button import TimeButton
from modelpost.ui.response.waterfall import TimingPopover, WaterfallChart

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton
NOTHING = HeaderList()


def exchange(*, reused: bool = False, hops: int = 1) -> tuple[Event, ...]:
    events: list[Event] = []
    for hop in range(hops):
        at = float(hop)
        if not reused:
            events.append(HostResolved(at + 0.004, "a.example", ("192.0.2.1",), 0.004))
        events += [
            Connected(at + 0.035, "a.example", 443, "192.0.2.1", reused=reused, seconds=0.031),
            HeadSent(at + 0.083, "POST", "/x", NOTHING),
            RequestSent(at + 0.085, 118, "", b"", 0.002),
            HeadReceived(at + 0.179, 200, "OK", "HTTP/1.1", NOTHING, 0.094, b"HTTP/1.1 200 OK"),
        ]
    response = Response(200, body=StoredBody(192, b"x" * 192))
    return (*events, Finished(hops - 1 + 0.186, response, Timings(download=0.007, total=0.186)))


@pytest.fixture
def stage(kit: Kit, shown: Callable[[QWidget], None]) -> QWidget:
    """Return a window with a time, and another button."""
    made = QWidget()
    column = QVBoxLayout(made)
    time = TimeButton(kit, "responseTime")
    time.say("186 ms")
    column.addWidget(time)
    column.addWidget(QPushButton("Other", objectName="other"))
    column.addStretch(1)
    shown(made)
    return made


@pytest.fixture
def open_popover(kit: Kit, stage: QWidget, named: Any) -> Callable[..., TimingPopover]:
    def make(events: tuple[Event, ...] = exchange()) -> TimingPopover:  # events do not change
        popover = TimingPopover(kit, waterfall(events), named(stage, TimeButton, "responseTime"))
        popover.open()
        return popover

    return make


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Enter, Key.Key_Space])
def test_the_time_is_a_button_for_the_keyboard_too(stage: QWidget, named: Any, qtbot: QtBot, key: Key) -> None:
    time = named(stage, TimeButton, "responseTime")

    with qtbot.waitSignal(time.clicked):
        qtbot.keyClick(time, key)

    assert time.accessibleName() == "Time 186 ms, show the phases"


def test_without_a_time_there_is_no_button(stage: QWidget, named: Any) -> None:
    time = named(stage, TimeButton, "responseTime")

    time.say("")

    assert time.isHidden()


def test_all_phases_are_read_out(open_popover: Callable[..., TimingPopover], named: Any) -> None:
    chart = named(open_popover(), WaterfallChart, "waterfall")

    assert chart.accessibleDescription() == (
        "DNS lookup 4.0 ms; Connect 31 ms; TLS handshake –; Request sent 2.0 ms; Waiting for the model 94 ms; "
        "Download 7.0 ms"
    )


def test_an_open_connection_says_so(open_popover: Callable[..., TimingPopover], named: Any) -> None:
    popover = open_popover(exchange(reused=True))

    said = named(popover, QLabel, "timingConnection").text()
    assert said.replace("\N{WORD JOINER}", "") == "Open connection used again, HTTP/1.1"
    assert "DNS lookup –; Connect –" in named(popover, WaterfallChart, "waterfall").accessibleDescription()


def test_sizes_and_place_are_in_small_print(open_popover: Callable[..., TimingPopover], named: Any) -> None:
    facts = named(open_popover(), QLabel, "timingFacts").text()

    assert facts.splitlines() == [
        "Sent: 20 B of headers, 118 B of body",
        "Received: 19 B of headers, 192 B of body",
        "192.0.2.1:443",
    ]


@pytest.mark.parametrize(("before", "told"), [(0.25, True), (0.004, False)])
def test_what_went_by_before_the_bars_begin_is_told(
    open_popover: Callable[..., TimingPopover], named: Any, before: float, told: bool
) -> None:
    later = (replace(event, at=event.at + before) for event in exchange())

    popover = open_popover(tuple(later))

    assert ("Before it: 250 ms to prepare" in named(popover, QLabel, "timingFacts").text()) is told


def test_each_request_of_an_exchange_has_a_chart(open_popover: Callable[..., TimingPopover], named: Any) -> None:
    popover = open_popover(exchange(hops=3))

    assert len(popover.findChildren(WaterfallChart)) == 3
    assert named(popover, QLabel, "timingLane1").text() == "2  POST a.example/x → 200"


def test_escape_closes_and_the_focus_returns(
    stage: QWidget, open_popover: Callable[..., TimingPopover], named: Any, qtbot: QtBot
) -> None:
    popover = open_popover()

    qtbot.keyClick(QApplication.focusWidget(), Key.Key_Escape)

    assert popover.isHidden()
    assert named(stage, TimeButton, "responseTime").hasFocus()


def test_a_click_elsewhere_closes(stage: QWidget, open_popover: Callable[..., TimingPopover], qtbot: QtBot) -> None:
    popover = open_popover()

    qtbot.mouseClick(stage, LEFT, pos=QPoint(3, stage.height() - 3))

    assert popover.isHidden()


def test_a_click_into_it_does_not(open_popover: Callable[..., TimingPopover], named: Any, qtbot: QtBot) -> None:
    popover = open_popover()

    qtbot.mouseClick(named(popover, WaterfallChart, "waterfall"), LEFT)

    assert popover.isVisible()


def test_the_focus_going_elsewhere_closes(
    stage: QWidget, open_popover: Callable[..., TimingPopover], named: Any
) -> None:
    popover = open_popover()

    named(stage, QPushButton, "other").setFocus()

    assert popover.isHidden()


def test_the_phases_are_copied_as_a_table(open_popover: Callable[..., TimingPopover], named: Any, qtbot: QtBot) -> None:
    popover = open_popover()
    copy = named(popover, QPushButton, "copyTiming")
    copy.setFocus()

    with qtbot.waitSignal(popover.told):
        qtbot.keyClick(copy, Key.Key_Space)

    rows = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]
    assert rows[0] == ["Request", "Phase", "Start (ms)", "Duration (ms)"]
    assert rows[2] == ["POST a.example/x", "Connect", "4.0", "31.0"]


def test_the_link_leads_to_the_timeline(open_popover: Callable[..., TimingPopover], named: Any, qtbot: QtBot) -> None:
    popover = open_popover()

    with qtbot.waitSignal(popover.timeline_wanted):
        qtbot.keyClick(QApplication.focusWidget(), Key.Key_Space)

    assert popover.isHidden()


def test_it_stays_within_a_small_window(kit: Kit, stage: QWidget, named: Any) -> None:
    stage.resize(300, 400)

    popover = TimingPopover(kit, waterfall(exchange()), named(stage, TimeButton, "responseTime"))
    popover.open()

    assert stage.rect().contains(popover.geometry())
