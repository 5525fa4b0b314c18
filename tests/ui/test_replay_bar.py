"""The bar that sends messages again: it shows a replay and reports what the user wants."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from modelpost.core.replay import Pace
from modelpost.core.text import Message
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.replay_bar import ReplayBar
from modelpost.workbench.replayer import Progress, ReplayPhase

GONE = Message("The conversation ended before all of them were sent")


@pytest.fixture
def bar(kit: Kit, shown: Callable[[QWidget], None]) -> ReplayBar:
    made = ReplayBar(kit, "replay", "Replay")
    shown(made)
    return made


@pytest.mark.parametrize(
    ("progress", "said"),
    [
        (Progress(ReplayPhase.CONNECTING, 0, 7), "Connecting…"),
        (Progress(ReplayPhase.SENDING, 3, 7), "3 of 7 sent"),
        (Progress(ReplayPhase.SENDING, 3, 7, awaits_answer=True), "3 of 7 sent, waiting for an answer"),
        (Progress(ReplayPhase.DONE, 7, 7), "7 of 7 sent"),
        (Progress(ReplayPhase.STOPPED, 3, 7), "Stopped: 3 of 7 sent"),
        (Progress(ReplayPhase.BROKEN, 3, 7, trouble=GONE), f"Broken off: 3 of 7 sent. {GONE}"),
    ],
)
def test_how_far_it_came_is_said(bar: ReplayBar, named: Any, progress: Progress, said: str) -> None:
    bar.show_replay(progress, Pace.RECORDED)

    assert named(bar, QLabel, "replayProgress").text() == said
    assert named(bar, QLabel, "replayProgress").isVisible()


def test_before_the_first_replay_there_is_nothing_to_say(bar: ReplayBar, named: Any) -> None:
    bar.show_replay(None, Pace.RECORDED)

    assert not named(bar, QLabel, "replayProgress").isVisible()


def test_the_pace_stays_while_messages_are_sent(bar: ReplayBar, named: Any) -> None:
    bar.show_replay(Progress(ReplayPhase.SENDING, 3, 7), Pace.AT_ONCE)

    pace = named(bar, QComboBox, "replayPace")
    assert (pace.currentText(), pace.isEnabled()) == ("At once", False)


def test_the_button_reports_begin_and_end(bar: ReplayBar, named: Any, qtbot: QtBot) -> None:
    button = named(bar, QPushButton, "replay")
    bar.show_replay(None, Pace.RECORDED)

    with qtbot.waitSignal(bar.wanted):
        qtbot.keyClick(button, Qt.Key.Key_Space)
    bar.show_replay(Progress(ReplayPhase.SENDING, 3, 7), Pace.RECORDED)

    with qtbot.waitSignal(bar.stop_wanted):
        qtbot.keyClick(button, Qt.Key.Key_Space)


def test_a_pace_that_is_chosen_is_reported(bar: ReplayBar, named: Any, qtbot: QtBot) -> None:
    bar.show_replay(None, Pace.RECORDED)
    pace = named(bar, QComboBox, "replayPace")

    with qtbot.waitSignal(bar.pace_chosen) as chosen:
        qtbot.keyClick(pace, Qt.Key.Key_Down)

    assert chosen.args == [Pace.AT_ONCE]
