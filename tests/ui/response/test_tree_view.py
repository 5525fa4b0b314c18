"""The tree of a JSON answer, as a person uses it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QMenu, QTableView, QTreeView, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from modelpost.ui.kit.buttons import Kit
from modelpost.ui.response.picture_view import PictureView
from modelpost.ui.response.tree_view import TreePage
from modelpost.ui.text.view import TextView
from modelpost.viewers.api import TreeRendering
from modelpost.workbench.background import Background
from modelpost.workbench.json_tree_model import JsonTreeModel

Key = Qt.Key
Named = Callable[[QWidget, type[Any], str], Any]
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg=="
DOCUMENT = (
    b'{"id": 12345678901234567890, "price": 1.10, "found": [{"label": "rose", "score": 0.25}, {"label": "tulip"}],'
    b' "long": "' + b"x" * 500 + b'", "picture": "' + PIXEL.encode() + b"z" * 0 + b'", "sly": "a\xe2\x80\xaeb"}'
)


@pytest.fixture
def background(qtbot: QtBot) -> Iterator[Background]:
    del qtbot
    made = Background()
    yield made
    made.close()


@pytest.fixture
def page(kit: Kit, background: Background, shown: Callable[[QWidget], None], qtbot: QtBot) -> TreePage:
    made = TreePage(kit, background, lambda path, content: None)
    made.show_tree(TreeRendering(DOCUMENT))
    shown(made)
    qtbot.waitUntil(lambda: tree_of(made).model().rowCount() == 6)
    tree_of(made).setFocus()
    return made


def tree_of(page: TreePage) -> QTreeView:
    found = page.findChild(QTreeView, "responseTree")
    assert isinstance(found, QTreeView)
    return found


def row(page: TreePage, *rows: int) -> QModelIndex:
    index = QModelIndex()
    for each in rows:
        index = tree_of(page).model().index(each, 0, index)
    return index


def choose(page: TreePage, *rows: int) -> None:
    tree_of(page).setCurrentIndex(row(page, *rows))


def test_numbers_stand_as_they_were_received(page: TreePage) -> None:
    values = [row(page, at).siblingAtColumn(1).data() for at in (0, 1)]

    assert values == ["12345678901234567890", "1.10"]


def test_what_turns_the_direction_of_reading_is_made_visible(page: TreePage) -> None:
    assert "\u202e" not in row(page, 5).siblingAtColumn(1).data()


def test_unfolding_lists_what_is_below(page: TreePage, qtbot: QtBot) -> None:
    choose(page, 2)

    qtbot.keyClick(tree_of(page), Key.Key_Right)

    qtbot.waitUntil(lambda: tree_of(page).model().rowCount(row(page, 2)) == 2)


def test_what_is_unfolded_stays_so_when_its_rows_are_there(page: TreePage, qtbot: QtBot) -> None:
    choose(page, 2)

    qtbot.keyClick(tree_of(page), Key.Key_Right)

    qtbot.waitUntil(lambda: tree_of(page).isExpanded(row(page, 2)))
    assert tree_of(page).model().rowCount(row(page, 2)) == 2


def test_all_below_is_unfolded_at_once(page: TreePage, qtbot: QtBot, named: Named) -> None:
    tree = tree_of(page)
    tree.customContextMenuRequested.emit(tree.visualRect(row(page, 2)).center())
    menu = named(page, QMenu, "treeMenu")

    menu.findChild(QAction, "unfoldBelow").trigger()

    qtbot.waitUntil(lambda: tree.isExpanded(row(page, 2, 1)))
    assert tree.isExpanded(row(page, 2))
    assert row(page, 2, 1, 0).siblingAtColumn(1).data() == '"tulip"'
    menu.close()


def test_a_long_array_goes_on_in_ranges(page: TreePage, qtbot: QtBot) -> None:
    page.show_tree(TreeRendering(b"[" + b"7," * 249 + b"8]"))
    qtbot.waitUntil(lambda: tree_of(page).model().rowCount() == 102)
    choose(page, 0)

    qtbot.keyClick(tree_of(page), Key.Key_End)
    qtbot.keyClick(tree_of(page), Key.Key_Right)

    qtbot.waitUntil(lambda: tree_of(page).isExpanded(row(page, 101)))
    assert row(page, 101).data() == "[200 … 249]"
    assert [row(page, 101, 49).siblingAtColumn(column).data() for column in (0, 1)] == ["249", "8"]


def test_a_range_of_one_short_item_is_unfolded(page: TreePage, qtbot: QtBot) -> None:
    page.show_tree(TreeRendering(b"[" + b"10," * 100 + b"10]"))
    qtbot.waitUntil(lambda: tree_of(page).model().rowCount() == 101)
    choose(page, 100)

    qtbot.keyClick(tree_of(page), Key.Key_Right)

    qtbot.waitUntil(lambda: tree_of(page).isExpanded(row(page, 100)))
    assert row(page, 100, 0).siblingAtColumn(1).data() == "10"


def test_the_search_unfolds_ranges_too(page: TreePage, qtbot: QtBot, named: Named) -> None:
    page.show_tree(TreeRendering(b"[" + b"7," * 200_000 + b'"rare"]'))
    sought = named(page, QLineEdit, "treeFind")
    qtbot.keyClicks(sought, "rare")

    qtbot.keyClick(sought, Key.Key_Return)

    qtbot.waitUntil(lambda: tree_of(page).currentIndex().siblingAtColumn(1).data() == '"rare"')
    assert tree_of(page).model().path(tree_of(page).currentIndex()) == (200_000,)


def test_a_range_is_copied_as_an_array(page: TreePage, qtbot: QtBot) -> None:
    page.show_tree(TreeRendering(b"[" + b"7," * 100 + b"1.10, 8]"))
    qtbot.waitUntil(lambda: tree_of(page).model().rowCount() == 101)
    choose(page, 100)

    qtbot.keyClick(tree_of(page), Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    assert QGuiApplication.clipboard().text() == "[1.10, 8]"


def test_control_c_copies_the_value_to_the_digit(page: TreePage, qtbot: QtBot) -> None:
    choose(page, 1)

    qtbot.keyClick(tree_of(page), Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    assert QGuiApplication.clipboard().text() == "1.10"


@pytest.mark.parametrize(
    ("name", "path"),
    [("copyJsonPath", "$.found"), ("copyPythonPath", "['found']"), ("copyJavascriptPath", ".found")],
)
def test_the_menu_copies_the_path(page: TreePage, qtbot: QtBot, name: str, path: str) -> None:
    tree = tree_of(page)
    tree.customContextMenuRequested.emit(tree.visualRect(row(page, 2)).center())
    menu = page.findChild(QMenu, "treeMenu")
    assert isinstance(menu, QMenu)
    action = menu.findChild(QAction, name)
    assert isinstance(action, QAction)

    action.trigger()

    assert QGuiApplication.clipboard().text() == path
    menu.close()


def test_the_search_unfolds_the_way_to_what_it_finds(page: TreePage, qtbot: QtBot, named: Named) -> None:
    sought = named(page, QLineEdit, "treeFind")
    qtbot.keyClicks(sought, "TULIP")

    qtbot.keyClick(sought, Key.Key_Return)

    qtbot.waitUntil(lambda: tree_of(page).currentIndex().siblingAtColumn(1).data() == '"tulip"')
    assert tree_of(page).isExpanded(row(page, 2))


def test_a_long_text_is_shown_whole_below(page: TreePage, named: Named) -> None:
    choose(page, 3)

    text = named(page, TextView, "treeValue")
    assert text.isVisible()
    assert bytes(text.content) == b"x" * 500


def test_a_picture_in_base64_is_shown_as_one(page: TreePage, qtbot: QtBot) -> None:
    choose(page, 4)
    qtbot.keyClick(tree_of(page), Key.Key_Return)

    qtbot.waitUntil(lambda: page.findChild(PictureView) is not None)
    assert page.findChild(PictureView).isVisible()


def test_an_array_is_shown_as_a_table_and_left_again(page: TreePage, qtbot: QtBot, named: Named) -> None:
    choose(page, 2)

    qtbot.mouseClick(named(page, QAbstractButton, "treeAsTable"), Qt.MouseButton.LeftButton)

    qtbot.waitUntil(lambda: page.findChild(QTableView, "treeTable") is not None)
    model = named(page, QTableView, "treeTable").model()
    assert [[model.index(row, column).data() for column in range(2)] for row in range(2)] == [
        ["rose", "0.25"],
        ["tulip", ""],
    ]
    qtbot.mouseClick(named(page, QAbstractButton, "treeTableBack"), Qt.MouseButton.LeftButton)
    assert tree_of(page).isVisible()


def test_a_row_of_the_table_leads_to_its_place(page: TreePage, qtbot: QtBot, named: Named) -> None:
    choose(page, 2)
    qtbot.mouseClick(named(page, QAbstractButton, "treeAsTable"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.findChild(QTableView, "treeTable") is not None)
    table = named(page, QTableView, "treeTable")
    table.setCurrentIndex(table.model().index(1, 0))

    with qtbot.waitSignal(page.place_wanted) as wanted:
        qtbot.keyClick(table, Key.Key_Return)

    assert wanted.args == [("found", 1)]


def test_what_is_no_array_is_no_table(page: TreePage, named: Named) -> None:
    choose(page, 0)

    assert not named(page, QAbstractButton, "treeAsTable").isEnabled()


def test_the_model_keeps_the_rules_of_models(background: Background, qtbot: QtBot, qtmodeltester: ModelTester) -> None:
    model = JsonTreeModel(background)
    model.show(DOCUMENT)
    qtbot.waitUntil(lambda: model.rowCount() == 6)

    qtmodeltester.check(model, force_py=True)


def test_a_late_listing_of_an_earlier_document_is_dropped(background: Background, qtbot: QtBot) -> None:
    model = JsonTreeModel(background)
    model.show(DOCUMENT)
    model.show(b"[1]")

    qtbot.waitUntil(lambda: background.is_idle)

    assert model.rowCount() == 1


def test_half_a_character_in_a_long_text_is_shown(page: TreePage, qtbot: QtBot, named: Named) -> None:
    page.show_tree(TreeRendering(b'["\\ud800' + b"x" * 500 + b'"]'))
    qtbot.waitUntil(lambda: tree_of(page).model().rowCount() == 1)

    choose(page, 0)

    assert bytes(named(page, TextView, "treeValue").content).endswith(b"x" * 500)
