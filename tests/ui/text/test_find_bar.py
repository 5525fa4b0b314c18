"""The find bar and the view that it searches."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from modelpost.ui.kit.buttons import Kit
from modelpost.ui.text.find_bar import FindBar
from modelpost.ui.text.view import TextView

Show = Callable[[QWidget], None]
Key = Qt.Key


class Pane(QWidget):
    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.view = TextView(kit, "responseText", "Response body")
        self.bar = FindBar(kit, self.view)
        column = QVBoxLayout(self)
        column.addWidget(self.bar)
        column.addWidget(self.view)
        self.setFocusProxy(self.view)
        self.view.set_content(b"tulip rose tulip\nrose Tulip", "text")

    @property
    def text(self) -> QLineEdit:
        return self.findChild(QLineEdit, "findText")

    @property
    def count(self) -> str:
        return self.findChild(QLabel, "findCount").text()


@pytest.fixture
def pane(kit: Kit, shown: Show) -> Pane:
    pane = Pane(kit)
    shown(pane)
    return pane


def _searched(pane: Pane, qtbot: QtBot, text: str) -> None:
    pane.bar.open_search(pane.view)
    qtbot.keyClicks(pane.text, text)
    qtbot.waitUntil(lambda: not pane.view.is_searching)


def test_the_count_follows_enter_f3_and_shift(pane: Pane, qtbot: QtBot) -> None:
    _searched(pane, qtbot, "tulip")
    counts = [pane.count]

    for key, modifier in (
        (Key.Key_Return, Qt.KeyboardModifier.NoModifier),
        (Key.Key_F3, Qt.KeyboardModifier.NoModifier),
        (Key.Key_F3, Qt.KeyboardModifier.ShiftModifier),
    ):
        qtbot.keyClick(pane.text, key, modifier)
        counts.append(pane.count)

    assert counts == ["1 of 3", "2 of 3", "3 of 3", "2 of 3"]


def test_f3_goes_on_in_the_view(pane: Pane, qtbot: QtBot) -> None:
    _searched(pane, qtbot, "rose")

    qtbot.keyClick(pane.view, Key.Key_F3)

    assert pane.view.selected_text() == "rose"
    assert pane.count == "2 of 2"


def test_escape_closes_and_forgets_the_marks(pane: Pane, qtbot: QtBot) -> None:
    _searched(pane, qtbot, "rose")

    qtbot.keyClick(pane.text, Key.Key_Escape)

    assert pane.bar.isHidden()
    assert not pane.view.matches
    assert pane.view.hasFocus()


def test_what_is_selected_is_searched(pane: Pane, qtbot: QtBot) -> None:
    pane.view.select(6, 10)

    pane.bar.open_search(pane.view)
    qtbot.waitUntil(lambda: not pane.view.is_searching)

    assert (pane.text.text(), pane.count) == ("rose", "1 of 2")


def test_a_new_answer_is_searched_for_the_same(pane: Pane, qtbot: QtBot) -> None:
    _searched(pane, qtbot, "rose")

    pane.view.set_content(b"rose rose rose", "text")
    qtbot.waitUntil(lambda: not pane.view.is_searching)

    assert pane.count == "1 of 3"


def test_a_wrong_regular_expression_is_said_at_the_field(pane: Pane, qtbot: QtBot) -> None:
    pane.bar.open_search(pane.view)
    qtbot.mouseClick(pane.findChild(QWidget, "findRegex"), Qt.MouseButton.LeftButton)

    qtbot.keyClicks(pane.text, "(")

    assert pane.text.property("trouble") == "true"
    assert pane.text.accessibleDescription() == "This is not a regular expression."


def test_nothing_found_is_said(pane: Pane, qtbot: QtBot) -> None:
    _searched(pane, qtbot, "daisy")

    assert pane.count == "Nothing found"


def test_every_control_of_the_bar_has_a_name(pane: Pane) -> None:
    controls = [child for child in pane.bar.findChildren(QWidget) if child.focusPolicy() != Qt.FocusPolicy.NoFocus]

    assert controls
    assert all(child.objectName() and child.accessibleName() for child in controls)
