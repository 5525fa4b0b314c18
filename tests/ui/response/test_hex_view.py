"""An answer byte by byte, as a person uses it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from modelpost.ui.kit.buttons import Kit
from modelpost.ui.response.hex_view import HexPage, HexView
from modelpost.viewers.api import BytesRendering
from modelpost.workbench.background import Background

Key = Qt.Key
Named = Callable[[QWidget, type[Any], str], Any]
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
CONTENT = bytes(range(256)) * 40 + b"needle" + bytes(100)


@pytest.fixture
def page(kit: Kit, shown: Callable[[QWidget], None]) -> Iterator[HexPage]:
    background = Background()
    made = HexPage(kit, background)
    made.show_bytes(BytesRendering(CONTENT))
    shown(made)
    yield made
    background.close()


@pytest.fixture
def view(page: HexPage, named: Named) -> HexView:
    found = named(page, HexView, "responseHex")
    assert isinstance(found, HexView)
    found.setFocus()
    return found


def test_arrows_and_shift_select_and_control_c_copies_the_digits(view: HexView, qtbot: QtBot) -> None:
    qtbot.keyClick(view, Key.Key_Down)
    qtbot.keyClick(view, Key.Key_Right, SHIFT)

    qtbot.keyClick(view, Key.Key_C, CONTROL)

    assert QGuiApplication.clipboard().text() == "10 11"


def test_control_end_goes_to_the_last_byte(view: HexView, qtbot: QtBot) -> None:
    qtbot.keyClick(view, Key.Key_End, CONTROL)

    assert view.selection == (len(CONTENT) - 1, len(CONTENT))
    assert view.verticalScrollBar().value() == view.verticalScrollBar().maximum()


def test_the_search_selects_what_it_finds(page: HexPage, view: HexView, qtbot: QtBot, named: Named) -> None:
    line = named(page, QLineEdit, "hexFind")
    qtbot.keyClicks(line, "needle")

    qtbot.keyClick(line, Key.Key_Return)

    qtbot.waitUntil(lambda: view.selection == (len(CONTENT) - 106, len(CONTENT) - 100))


def test_a_click_on_a_byte_or_its_character_makes_it_current(view: HexView, qtbot: QtBot) -> None:
    view.select(0x20, 0x21)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(1, 1))

    assert view.selection == (0, 1)
