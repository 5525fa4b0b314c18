from pytestqt.qtbot import QtBot

from modelpost.workbench.modes import ModeDesk


def test_the_modes_that_somebody_shows_are_offered_in_their_order() -> None:
    desk = ModeDesk(("demo", "batch"))

    assert [mode.key for mode in desk.offered] == ["build", "batch", "demo"]


def test_another_mode_is_told_once(qtbot: QtBot) -> None:
    desk = ModeDesk(("batch",))
    told: list[str] = []
    desk.changed.connect(told.append)

    desk.choose("batch")
    desk.choose("batch")

    assert told == ["batch"]


def test_a_mode_that_nobody_shows_is_not_chosen() -> None:
    desk = ModeDesk(())

    desk.choose("demo")

    assert desk.current == "build"
