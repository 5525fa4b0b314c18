"""The switch between modes in the app bar."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from modelpost.ui.app_bar import AppBar
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.segmented import SegmentedControl
from modelpost.workbench.modes import ModeDesk


def test_arrows_at_the_switch_go_from_mode_to_mode(
    qtbot: QtBot, kit: Kit, shown: Callable[[QWidget], None], named: Callable[..., SegmentedControl]
) -> None:
    modes = ModeDesk(("batch", "compare"))
    bar = AppBar(kit, modes)
    bar.mode_chosen.connect(modes.choose)
    shown(bar)

    qtbot.keyClick(named(bar, SegmentedControl, "modeSwitch"), Qt.Key.Key_Right)

    assert modes.current == "batch"


def test_the_switch_follows_a_mode_that_was_chosen_elsewhere(
    kit: Kit, shown: Callable[[QWidget], None], named: Callable[..., SegmentedControl]
) -> None:
    modes = ModeDesk(("batch",))
    bar = AppBar(kit, modes)
    shown(bar)

    modes.choose("batch")

    assert named(bar, SegmentedControl, "modeSwitch").current == "batch"


def test_there_is_no_switch_with_a_single_mode(
    kit: Kit, shown: Callable[[QWidget], None], named: Callable[..., SegmentedControl]
) -> None:
    bar = AppBar(kit, ModeDesk(()))
    shown(bar)

    assert not named(bar, SegmentedControl, "modeSwitch").isVisible()
