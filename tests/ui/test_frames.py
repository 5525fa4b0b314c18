"""What changes faster than anyone reads is shown once in a frame, and the last of it always."""

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from modelpost.ui.kit.frames import Frames


def test_the_first_change_after_a_rest_is_shown_at_once(qapp: object) -> None:
    del qapp
    looks: list[str] = []
    parent = QObject()
    frames = Frames(lambda: looks.append("look"), 60_000, parent)

    frames.want()

    assert looks == ["look"]


def test_what_changes_within_a_frame_waits_for_its_end_and_is_shown_once(qtbot: QtBot) -> None:
    shown: list[int] = []
    values = [0]
    parent = QObject()
    frames = Frames(lambda: shown.append(values[0]), 20, parent)

    for value in (1, 2, 3):
        values[0] = value
        frames.want()

    qtbot.waitUntil(lambda: len(shown) == 2)
    assert shown == [1, 3]


def test_the_end_of_what_changes_waits_for_no_frame(qapp: object) -> None:
    del qapp
    looks: list[str] = []
    parent = QObject()
    frames = Frames(lambda: looks.append("look"), 60_000, parent)
    frames.want()

    frames.want(at_once=True)

    assert looks == ["look", "look"]
