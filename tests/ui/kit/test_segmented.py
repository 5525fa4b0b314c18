"""A row of choices."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.segmented import SegmentedControl

Key = Qt.Key


@pytest.fixture
def kinds(kit: Kit, shown: Callable[[QWidget], None]) -> SegmentedControl:
    control = SegmentedControl(kit, [("none", "none"), ("raw", "raw"), ("binary", "binary")], "kinds", "Kind of body")
    shown(control)
    control.setFocus()
    return control


def test_the_first_choice_is_taken_at_first(kinds: SegmentedControl) -> None:
    assert kinds.current == "none"


@pytest.mark.parametrize(
    ("keys", "taken"),
    [
        ((Key.Key_Right,), "raw"),
        ((Key.Key_Down, Key.Key_Down), "binary"),
        ((Key.Key_Left,), "binary"),
        ((Key.Key_Right, Key.Key_Up), "none"),
    ],
)
def test_arrows_move_and_go_around_the_end(
    kinds: SegmentedControl, qtbot: QtBot, keys: tuple[Key, ...], taken: str
) -> None:
    for key in keys:
        qtbot.keyClick(kinds, key)

    assert kinds.current == taken


def test_a_click_takes_the_choice_under_the_pointer(kinds: SegmentedControl, qtbot: QtBot) -> None:
    place = QPoint(kinds.sizeHint().width() - 5, kinds.height() // 2)

    with qtbot.waitSignal(kinds.activated) as told:
        qtbot.mouseClick(kinds, Qt.MouseButton.LeftButton, pos=place)

    assert told.args == ["binary"]


def test_a_click_on_the_choice_that_is_taken_says_nothing(kinds: SegmentedControl, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(kinds.activated):
        qtbot.mouseClick(kinds, Qt.MouseButton.LeftButton, pos=QPoint(5, kinds.height() // 2))


def test_what_the_program_takes_is_not_told_as_the_users(kinds: SegmentedControl, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(kinds.activated):
        kinds.set_current("raw")

    assert kinds.accessibleDescription() == "raw"
