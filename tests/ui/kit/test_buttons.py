"""Buttons of the kit."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from modelpost.ui.kit.buttons import Button, IconButton, Kit, SendButton
from modelpost.ui.theme import ThemeMode

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def send(kit: Kit, shown: Callable[[QWidget], None]) -> SendButton:
    box = SendButton(kit)
    shown(box)
    return box


def test_send_asks_for_sending(send: SendButton, named: Any, qtbot: QtBot) -> None:
    with qtbot.waitSignal(send.sent), qtbot.assertNotEmitted(send.cancelled):
        qtbot.mouseClick(named(send, QPushButton, "send"), LEFT)


def test_while_a_request_runs_send_is_cancel(send: SendButton, named: Any, qtbot: QtBot) -> None:
    send.show_running(running=True)

    button = named(send, QPushButton, "send")
    with qtbot.waitSignal(send.cancelled), qtbot.assertNotEmitted(send.sent):
        qtbot.mouseClick(button, LEFT)
    assert (button.text(), button.accessibleName()) == ("Cancel", "Cancel")


def test_cancel_takes_the_place_of_send_and_its_menu(send: SendButton, named: Any) -> None:
    whole = named(send, QPushButton, "send").geometry() | named(send, QPushButton, "sendMenu").geometry()

    send.show_running(running=True)

    assert named(send, QPushButton, "send").geometry() == whole
    assert named(send, QPushButton, "sendMenu").isHidden()


def test_send_and_its_menu_come_back_when_the_request_has_ended(send: SendButton, named: Any) -> None:
    send.show_running(running=True)

    send.show_running(running=False)

    assert named(send, QPushButton, "send").text() == "Send"
    assert named(send, QPushButton, "sendMenu").isVisible()


def test_the_menu_of_send_lists_more_ways(
    send: SendButton, named: Any, chosen: Callable[[str], None], qtbot: QtBot
) -> None:
    copy = QAction("Copy as cURL", send)
    send.set_actions([copy])

    qtbot.mouseClick(named(send, QPushButton, "sendMenu"), LEFT)

    with qtbot.waitSignal(copy.triggered):
        chosen("Copy as cURL")


def test_space_presses_send(send: SendButton, named: Any, qtbot: QtBot) -> None:
    send.setFocus()

    with qtbot.waitSignal(send.sent):
        qtbot.keyClick(named(send, QPushButton, "send"), Qt.Key.Key_Space)


def test_send_grows_with_the_text(send: SendButton, kit: Kit) -> None:
    before = send.sizeHint()

    kit.theme.choose(ThemeMode.LIGHT, 200)

    assert send.sizeHint() == before * 2


def test_an_icon_button_is_told_by_its_tooltip_and_to_screen_readers(kit: Kit, qtbot: QtBot) -> None:
    button = IconButton(kit, "play", "Start", "switch")
    qtbot.addWidget(button)

    button.set_text("Stop")

    assert (button.toolTip(), button.accessibleName()) == ("Stop", "Stop")


def test_a_button_with_an_icon_is_called_by_its_words_alone(kit: Kit, qtbot: QtBot) -> None:
    button = Button(kit, "Save", "save", icon="save")
    qtbot.addWidget(button)

    assert button.accessibleName() == "Save"
