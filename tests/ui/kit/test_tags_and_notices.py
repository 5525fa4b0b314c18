"""Tags, banners, empty states and toasts."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.notices import Banner, EmptyState, ToastHost
from modelpost.ui.kit.tags import KINDS, Tag

LEFT = Qt.MouseButton.LeftButton
Show = Callable[[QWidget], None]


@pytest.fixture
def banner(kit: Kit, shown: Show) -> Banner:
    window = QWidget()
    made = Banner(kit, "advice", window)
    shown(window)
    return made


@pytest.fixture
def window(shown: Show) -> QWidget:
    made = QWidget()
    shown(made)
    return made


def _toasts(window: QWidget) -> list[QWidget]:
    return [toast for toast in window.findChildren(QWidget, "toast") if toast.isVisible()]


@pytest.mark.parametrize("kind", KINDS)
def test_a_tag_says_in_words_what_its_colour_says(kit: Kit, shown: Show, kind: str) -> None:
    tag = Tag(kit, "pill")

    tag.say("200 OK", kind, "check")

    shown(tag)
    assert (tag.text, tag.accessibleName()) == ("200 OK", "200 OK")
    assert not tag.grab().isNull()


def test_a_tag_without_enough_room_cuts_its_text_before_the_edge(kit: Kit, shown: Show) -> None:
    cut, short = Tag(kit, "pill"), Tag(kit, "pill")
    shown(cut)
    shown(short)

    for tag, text in ((cut, "W" * 20), (short, "W")):
        tag.say(text)
        tag.setFixedWidth(80)

    edge = cut.rect().adjusted(76, 0, 0, 0)
    assert cut.grab(edge).toImage() == short.grab(edge).toImage()


def test_a_tag_with_nothing_to_say_is_not_there(kit: Kit, shown: Show) -> None:
    tag = Tag(kit, "pill")
    shown(tag)

    tag.say("")

    assert tag.isHidden()


def test_a_banner_says_what_happened_and_what_to_do(banner: Banner, named: Any) -> None:
    banner.show_notice("error", "The token has expired", "Put a new one in its place.", [("edit-auth", "Edit auth")])

    assert banner.isVisible()
    assert named(banner, QLabel, "adviceTitle").text() == "The token has expired"
    assert named(banner, QLabel, "adviceText").text() == "Put a new one in its place."
    assert (banner.accessibleName(), banner.accessibleDescription()) == (
        "The token has expired",
        "Put a new one in its place.",
    )


def test_a_button_of_a_banner_tells_its_key(banner: Banner, named: Any, qtbot: QtBot) -> None:
    banner.show_notice("warning", "Title", "Text", [("go", "Go to the place"), ("send", "Send anyway")])

    with qtbot.waitSignal(banner.chosen) as told:
        qtbot.mouseClick(named(banner, QPushButton, "advice-send"), LEFT)

    assert told.args == ["send"]


def test_only_the_likeliest_button_of_a_banner_stands_out(banner: Banner, named: Any) -> None:
    banner.show_notice("warning", "Title", "Text", [("go", "Go to the place"), ("send", "Send anyway")])

    assert named(banner, QPushButton, "advice-go").property("look") == "primary"
    assert named(banner, QPushButton, "advice-send").property("look") == ""


def test_another_notice_has_only_its_own_buttons(banner: Banner, qtbot: QtBot) -> None:
    banner.show_notice("error", "First", "", [("a", "A"), ("b", "B")])

    banner.show_notice("error", "Second", "", [("c", "C")])

    qtbot.waitUntil(lambda: [button.text() for button in banner.findChildren(QPushButton)] == ["C"])


def test_an_empty_state_says_what_could_be_here_and_leads_there(
    kit: Kit, shown: Show, named: Any, qtbot: QtBot
) -> None:
    state = EmptyState(kit, "package", "No collections yet", "Save a request.", "Open…", "noCollections")
    shown(state)

    with qtbot.waitSignal(state.pressed):
        qtbot.mouseClick(named(state, QPushButton, "noCollectionsButton"), LEFT)
    assert (state.accessibleName(), state.accessibleDescription()) == ("No collections yet", "Save a request.")


def test_three_toasts_at_most_are_said_at_once(kit: Kit, window: QWidget) -> None:
    host = ToastHost(kit, window)

    for text in ("one", "two", "three", "four"):
        host.say(text)

    assert host.texts == ("two", "three", "four")


def test_toasts_stack_up_from_the_lower_right_corner(kit: Kit, window: QWidget) -> None:
    host = ToastHost(kit, window)
    host.say("one")
    host.say("two")

    window.resize(900, 600)

    first, second = _toasts(window)
    assert first.geometry().right() == second.geometry().right() == window.width() - 17
    assert first.geometry().bottom() < second.geometry().top() < second.geometry().bottom() < window.height()


def test_dismissing_a_toast_takes_it_away(kit: Kit, window: QWidget, named: Any, qtbot: QtBot) -> None:
    host = ToastHost(kit, window)
    host.say("one")

    qtbot.mouseClick(named(window, QToolButton, "toastClose"), LEFT)

    assert host.texts == ()


def test_undo_in_a_toast_takes_back_and_closes_it(kit: Kit, window: QWidget, named: Any, qtbot: QtBot) -> None:
    undone: list[str] = []
    host = ToastHost(kit, window)
    host.say("Built a request from cURL.", "Undo", lambda: undone.append("once"))

    qtbot.mouseClick(named(window, QPushButton, "toastUndo"), LEFT)

    assert (undone, host.texts) == (["once"], ())
