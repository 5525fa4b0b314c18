"""The ring around what has the focus, and the order in which the Tab key goes."""

from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from modelpost.main import Program
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.focus_order import visit_after
from modelpost.ui.kit.focus_ring import FocusRing

Key = Qt.Key


@pytest.fixture
def window(shown: Any) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    for name in ("one", "two"):
        button = QPushButton(name)
        button.setObjectName(name)
        column.addWidget(button)
    shown(made)
    return made


def _place(window: QWidget, widget: QWidget) -> QRect:
    return QRect(widget.mapTo(window, QPoint()), widget.size())


def test_the_ring_stands_two_pixels_outside_the_control(window: QWidget, kit: Kit, named: Any) -> None:
    ring = FocusRing(kit.theme, window)

    ring.surround(named(window, QPushButton, "one"))

    assert ring.isVisible()
    assert ring.geometry() == _place(window, named(window, QPushButton, "one")).adjusted(-4, -4, 4, 4)


def test_the_ring_follows_its_control(window: QWidget, kit: Kit, named: Any) -> None:
    ring, button = FocusRing(kit.theme, window), named(window, QPushButton, "one")
    ring.surround(button)

    button.setGeometry(30, 40, 90, 30)

    assert ring.geometry() == QRect(26, 36, 98, 38)


def test_the_ring_goes_with_its_control(window: QWidget, kit: Kit, named: Any) -> None:
    ring, button = FocusRing(kit.theme, window), named(window, QPushButton, "one")
    ring.surround(button)

    button.hide()

    assert not ring.isVisible()


def test_a_click_elsewhere_takes_the_ring_away(window: QWidget, kit: Kit, named: Any, qtbot: QtBot) -> None:
    ring = FocusRing(kit.theme, window)
    named(window, QPushButton, "one").setFocus()
    ring.surround(named(window, QPushButton, "one"))

    qtbot.mouseClick(named(window, QPushButton, "two"), Qt.MouseButton.LeftButton)

    assert not ring.isVisible()


def test_the_tab_key_shows_the_ring_in_the_window_and_a_click_does_not(
    program: Program, named: Any, qtbot: QtBot
) -> None:
    program.workspace.new_tab()
    qtbot.mouseClick(named(program.window, QWidget, "requestPaneTabs"), Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    after_click = [ring.isVisible() for ring in program.window.findChildren(FocusRing)]

    qtbot.keyClick(QApplication.focusWidget(), Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)

    assert True not in after_click
    assert [ring.isVisible() for ring in program.window.findChildren(FocusRing)] == [True]


def test_what_is_built_later_is_visited_in_its_place(window: QWidget, named: Any, qtbot: QtBot) -> None:
    late = QWidget(window)
    lines = [QLineEdit(late), QLineEdit(late)]
    late.show()

    visit_after(named(window, QPushButton, "one"), late)

    named(window, QPushButton, "one").setFocus()
    visited = []
    for _ in range(3):
        qtbot.keyClick(QApplication.focusWidget(), Key.Key_Tab)
        visited.append(QApplication.focusWidget())
    assert visited == [*lines, named(window, QPushButton, "two")]


def test_the_tab_key_goes_from_the_pages_of_a_request_into_the_page_in_front(
    program: Program, named: Any, qtbot: QtBot
) -> None:
    program.workspace.new_tab()
    program.window.area.request_pane.show_page("body")
    tabs = named(program.window, QWidget, "requestPaneTabs")
    tabs.setFocus()

    qtbot.keyClick(tabs, Key.Key_Tab)

    assert QApplication.focusWidget().objectName() == "bodyKind"
