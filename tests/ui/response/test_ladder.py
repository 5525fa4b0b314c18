"""The ladder below an error card."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from modelpost.core.ladder import Rung, State, Step
from modelpost.core.text import Message
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.response.ladder import LadderView

RUNGS = (
    Rung(Step.CONNECTION, State.DONE, Message("Connected"), (Message("{host}.", host="a.example"),), 0.079),
    Rung(Step.REQUEST, State.DONE, Message("Request sent"), (), None, 118_000),
    Rung(Step.ANSWER, State.FAILED, Message("Refused by the API gateway"), (Message("The model did not run."),)),
)


@pytest.fixture
def ladder(kit: Kit, shown: Callable[[QWidget], None]) -> LadderView:
    pane = QWidget()
    made = LadderView(kit, pane)
    QVBoxLayout(pane).addWidget(made)
    shown(pane)
    pane.resize(600, 700)
    made.show_rungs(RUNGS)
    return made


def test_each_step_says_what_it_came_to(ladder: LadderView, named: Any) -> None:
    said = [
        (named(ladder, QLabel, f"rungTitle{row}").text(), named(ladder, QLabel, f"rungText{row}").text())
        for row in range(3)
    ]

    assert said == [
        ("Connected", "a.example. 79 ms"),
        ("Request sent", "118 KB of body."),
        ("Refused by the API gateway", "The model did not run."),
    ]


def test_a_step_tells_its_state_to_who_does_not_see_its_icon(ladder: LadderView, named: Any) -> None:
    assert named(ladder, QWidget, "rung0").accessibleDescription() == "Done. a.example. 79 ms"
    assert named(ladder, QWidget, "rung2").accessibleDescription() == "Failed. The model did not run."


def test_what_was_not_reached_says_so(ladder: LadderView, named: Any) -> None:
    ladder.show_rungs((Rung(Step.ANSWER, State.NOT_REACHED, Message("Answer")),))

    assert named(ladder, QLabel, "rungText0").text() == "Not reached"


def test_the_heading_folds_and_unfolds(ladder: LadderView, named: Any, qtbot: QtBot) -> None:
    heading = named(ladder, QToolButton, "ladderToggle")
    heading.setFocus()

    qtbot.keyClick(heading, Qt.Key.Key_Space)
    folded = named(ladder, QWidget, "rung0").isVisible(), heading.accessibleDescription()
    qtbot.keyClick(heading, Qt.Key.Key_Space)

    assert folded == (False, "Connected: Done; Request sent: Done; Refused by the API gateway: Failed")
    assert named(ladder, QWidget, "rung0").isVisible()


def test_where_there_is_little_room_it_is_folded(ladder: LadderView, named: Any) -> None:
    pane = ladder.parentWidget()
    assert pane is not None
    pane.resize(600, 300)

    ladder.fit()

    assert not named(ladder, QWidget, "rung0").isVisible()


def test_without_steps_it_is_gone(ladder: LadderView) -> None:
    ladder.show_rungs(())

    assert ladder.isHidden()
