"""The palette: everything by name."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLineEdit, QListView, QWidget
from pytestqt.qtbot import QtBot

from modelpost.ui.dialogs.palette import Palette
from modelpost.ui.kit.buttons import Kit
from modelpost.workbench.palette import Entry, EntryKind

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier


@dataclass
class Desk:
    """A window with a palette over it, and what was run."""

    window: QWidget
    opener: QLineEdit
    palette: Palette
    text: QLineEdit
    results: QListView
    ran: list[str] = field(default_factory=list)

    @property
    def rows(self) -> list[str]:
        model = self.results.model()
        return [str(model.index(row, 0).data()).strip() for row in range(model.rowCount())]

    @property
    def current(self) -> str:
        return str(self.results.currentIndex().data()).strip()

    @property
    def is_open(self) -> bool:
        return self.window.findChild(Palette, "palette") is not None


@pytest.fixture
def desk(kit: Kit, shown: Callable[[QWidget], None], named: Any, qtbot: QtBot) -> Desk:
    ran: list[str] = []
    entries = [
        Entry(
            EntryKind.REQUEST,
            "Flower classifier",
            "Images",
            "POST",
            "",
            lambda: ran.append("open flower"),
            lambda: ran.append("send flower"),
        ),
        Entry(EntryKind.REQUEST, "Street scenes", "Images", "POST", "", lambda: ran.append("open street")),
        Entry(EntryKind.COMMAND, "Send", "", "send", "Ctrl+Enter", lambda: ran.append("send")),
        Entry(EntryKind.COMMAND, "Close tab", "", "x", "Ctrl+W", lambda: ran.append("close")),
        Entry(EntryKind.ENVIRONMENT, "staging", "Environment", "braces", "", lambda: ran.append("staging")),
    ]
    window = QWidget()
    opener = QLineEdit(window)
    shown(window)
    opener.setFocus()
    palette = Palette(kit, entries, window)
    text = named(palette, QLineEdit, "paletteText")
    qtbot.waitUntil(text.hasFocus)
    return Desk(window, opener, palette, text, named(palette, QListView, "paletteList"), ran)


def test_everything_is_listed_under_headings(desk: Desk) -> None:
    assert desk.rows == [
        "Requests",
        "Flower classifier Images",
        "Street scenes Images",
        "Commands",
        "Send",
        "Close tab",
        "Environments",
        "staging Environment",
    ]
    assert desk.current == "Flower classifier Images"


@pytest.mark.parametrize(
    ("typed", "rows"),
    [
        ("street", ["Requests", "Street scenes Images"]),
        ("flcl", ["Requests", "Flower classifier Images"]),
        (">", ["Commands", "Send", "Close tab"]),
        ("> clo", ["Commands", "Close tab"]),
        ("@", ["Environments", "staging Environment"]),
        ("zzz", []),
    ],
)
def test_typing_finds(desk: Desk, qtbot: QtBot, typed: str, rows: list[str]) -> None:
    qtbot.keyClicks(desk.text, typed)

    assert desk.rows == rows


@pytest.mark.parametrize(
    ("keys", "current"),
    [
        ((Key.Key_Down,), "Street scenes Images"),
        ((Key.Key_Down, Key.Key_Down), "Send"),
        ((Key.Key_Up,), "staging Environment"),
        ((Key.Key_Down, Key.Key_Up), "Flower classifier Images"),
    ],
    ids=["down", "over-a-heading", "around", "back"],
)
def test_arrows_move_over_headings_and_around_the_end(
    desk: Desk, qtbot: QtBot, keys: tuple[Key, ...], current: str
) -> None:
    for key in keys:
        qtbot.keyClick(desk.text, key)

    assert desk.current == current


def test_enter_runs_what_is_marked_and_closes(desk: Desk, qtbot: QtBot) -> None:
    qtbot.keyClicks(desk.text, "close")

    qtbot.keyClick(desk.text, Key.Key_Return)

    assert desk.ran == ["close"]
    qtbot.waitUntil(lambda: not desk.is_open)


@pytest.mark.parametrize(
    ("typed", "ran"), [("flower", ["send flower"]), ("close", ["close"])], ids=["request", "command"]
)
def test_control_enter_sends_what_can_be_sent(desk: Desk, qtbot: QtBot, typed: str, ran: list[str]) -> None:
    qtbot.keyClicks(desk.text, typed)

    qtbot.keyClick(desk.text, Key.Key_Return, CONTROL)

    assert desk.ran == ran


def test_a_click_runs_an_entry(desk: Desk, qtbot: QtBot) -> None:
    place = desk.results.visualRect(desk.results.model().index(2, 0)).center()

    qtbot.mouseClick(desk.results.viewport(), Qt.MouseButton.LeftButton, pos=place)

    assert desk.ran == ["open street"]


def test_a_click_on_a_heading_does_nothing(desk: Desk, qtbot: QtBot) -> None:
    place = desk.results.visualRect(desk.results.model().index(0, 0)).center()

    qtbot.mouseClick(desk.results.viewport(), Qt.MouseButton.LeftButton, pos=place)

    assert (desk.ran, desk.is_open) == ([], True)


def test_escape_closes_and_gives_the_focus_back(desk: Desk, qtbot: QtBot) -> None:
    qtbot.keyClick(desk.text, Key.Key_Escape)

    qtbot.waitUntil(lambda: not desk.is_open)
    assert desk.ran == []
    assert desk.opener.hasFocus()


def test_a_click_beside_it_closes(desk: Desk, qtbot: QtBot) -> None:
    qtbot.mouseClick(desk.palette, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))

    qtbot.waitUntil(lambda: not desk.is_open)
    assert desk.ran == []


def test_enter_with_nothing_found_does_nothing(desk: Desk, qtbot: QtBot) -> None:
    qtbot.keyClicks(desk.text, "zzz")

    qtbot.keyClick(desk.text, Key.Key_Return)

    assert (desk.ran, desk.is_open) == ([], True)


def test_it_covers_a_window_that_grows(desk: Desk) -> None:
    desk.window.resize(1000, 700)

    assert desk.palette.geometry() == desk.window.rect()
