"""Tables in an answer, as a person uses them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QLabel, QLineEdit, QMenu, QTableView, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from modelpost.documents.grid import Grid
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.response.grid_page import GridPage
from modelpost.workbench.background import Background
from modelpost.workbench.grid_model import GridModel

Key = Qt.Key
Named = Callable[[QWidget, type[Any], str], Any]
GRID = Grid(("label", "score"), (("rose", "0.9"), ("tulip", "0.05"), ("daisy", "0.25")))


@pytest.fixture
def background(qtbot: QtBot) -> Iterator[Background]:
    del qtbot
    made = Background()
    yield made
    made.close()


@pytest.fixture
def saved() -> dict[str, bytes]:
    return {}


@pytest.fixture
def page(kit: Kit, background: Background, shown: Callable[[QWidget], None], saved: dict[str, bytes]) -> GridPage:
    made = GridPage(
        kit, "rows", "Rows", background, lambda path, content: saved.update({path: bytes(content())}), back="Back"
    )
    made.show_grid(GRID)
    shown(made)
    return made


def _labels(page: GridPage) -> list[str]:
    table = page.findChild(QTableView, "rows")
    assert isinstance(table, QTableView)
    return [table.model().index(row, 0).data() for row in range(table.model().rowCount())]


def _click_head(page: GridPage, column: int, qtbot: QtBot) -> None:
    table = page.findChild(QTableView, "rows")
    assert isinstance(table, QTableView)
    head = table.horizontalHeader()
    place = QPoint(head.sectionViewportPosition(column) + 20, head.height() // 2)
    qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_clicks_on_a_head_sort_up_down_and_as_the_rows_came(page: GridPage, qtbot: QtBot) -> None:
    for expected in (["tulip", "daisy", "rose"], ["rose", "daisy", "tulip"], ["rose", "tulip", "daisy"]):
        _click_head(page, 1, qtbot)
        qtbot.waitUntil(lambda wanted=expected: _labels(page) == wanted)  # type: ignore[misc]  # bound at once

    assert _labels(page) == ["rose", "tulip", "daisy"]


def _choose(page: GridPage, name: str) -> None:
    """Open the menu as the menu key does, and take an entry."""
    table = page.findChild(QTableView, "rows")
    assert isinstance(table, QTableView)
    place = table.viewport().rect().center()
    QApplication.sendEvent(table.viewport(), QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, place, place))
    menu = page.findChild(QMenu, "gridMenu")
    assert isinstance(menu, QMenu)
    action = menu.findChild(QAction, name)
    assert isinstance(action, QAction)
    action.trigger()
    menu.close()
    menu.setParent(None)


def test_the_menu_sorts_by_the_column_of_the_current_cell_without_a_mouse(page: GridPage, qtbot: QtBot) -> None:
    orders = {
        "sortDown": ["rose", "daisy", "tulip"],
        "sortUp": ["tulip", "daisy", "rose"],
        "sortAsCame": ["rose", "tulip", "daisy"],
    }
    table = page.findChild(QTableView, "rows")
    assert isinstance(table, QTableView)
    table.setCurrentIndex(table.model().index(0, 1))
    for name, expected in orders.items():
        _choose(page, name)
        qtbot.waitUntil(lambda wanted=expected: _labels(page) == wanted)  # type: ignore[misc]  # bound at once

    assert table.currentIndex().siblingAtColumn(0).data() == "rose"


def test_the_current_cell_goes_along_when_rows_are_sorted(page: GridPage, qtbot: QtBot) -> None:
    table = page.findChild(QTableView, "rows")
    assert isinstance(table, QTableView)
    table.setCurrentIndex(table.model().index(1, 1))

    _choose(page, "sortUp")

    qtbot.waitUntil(lambda: _labels(page)[0] == "tulip")
    assert (table.currentIndex().row(), table.currentIndex().column()) == (0, 1)


def test_typing_filters_the_rows_and_counts_them(page: GridPage, qtbot: QtBot, named: Named) -> None:
    line = named(page, QLineEdit, "rowsFilter")
    qtbot.keyClicks(line, "LIP")

    qtbot.keyClick(line, Key.Key_Return)

    qtbot.waitUntil(lambda: _labels(page) == ["tulip"])
    assert named(page, QLabel, "rowsCount").text() == "1 of 3 rows"


def test_what_is_shown_is_saved_as_csv(
    page: GridPage, qtbot: QtBot, named: Named, saved: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("rows.csv", ""))
    _click_head(page, 1, qtbot)
    qtbot.waitUntil(lambda: _labels(page)[0] == "tulip")

    qtbot.mouseClick(named(page, QAbstractButton, "rowsSave"), Qt.MouseButton.LeftButton)

    assert saved == {"rows.csv": b"label,score\r\ntulip,0.05\r\ndaisy,0.25\r\nrose,0.9\r\n"}


def test_the_table_is_copied_as_csv(page: GridPage, qtbot: QtBot, named: Named) -> None:
    with qtbot.waitSignal(page.told):
        qtbot.mouseClick(named(page, QAbstractButton, "rowsCopy"), Qt.MouseButton.LeftButton)

    assert QGuiApplication.clipboard().text().splitlines()[1] == "rose,0.9"


def test_selected_cells_are_copied_with_tabs_between_them(page: GridPage, qtbot: QtBot, named: Named) -> None:
    table = named(page, QTableView, "rows")
    table.selectRow(1)

    qtbot.keyClick(table, Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text() == "tulip\t0.05")


def test_blocks_of_cells_are_copied_in_the_order_of_the_rows_each_once(background: Background) -> None:
    model = GridModel(background)
    model.show(GRID)

    text = model.as_lines([(range(2, 3), range(2)), (range(2), range(1)), (range(1), range(2))])()

    assert text == "rose\t0.9\ntulip\ndaisy\t0.25"


def test_the_heads_follow_no_selection_since_they_would_ask_every_row(
    page: GridPage, qtbot: QtBot, named: Named
) -> None:
    table = named(page, QTableView, "rows")

    qtbot.keyClick(table, Key.Key_A, Qt.KeyboardModifier.ControlModifier)

    assert len(table.selectedIndexes()) == 6
    assert not table.horizontalHeader().selectionModel().hasSelection()


def test_columns_are_as_wide_as_their_texts_up_to_a_limit(page: GridPage, named: Named) -> None:
    page.show_grid(Grid(("short", "long"), (("1", "word " * 100),)))

    table = named(page, QTableView, "rows")
    assert table.columnWidth(0) < table.columnWidth(1) / 2 < 300


def test_enter_chooses_the_row_that_it_was_before_sorting(page: GridPage, qtbot: QtBot, named: Named) -> None:
    _click_head(page, 1, qtbot)
    qtbot.waitUntil(lambda: _labels(page)[0] == "tulip")
    table = named(page, QTableView, "rows")
    table.setCurrentIndex(table.model().index(0, 0))

    with qtbot.waitSignal(page.row_chosen) as chosen:
        qtbot.keyClick(table, Key.Key_Return)

    assert chosen.args == [1]


def test_the_model_keeps_the_rules_of_models(background: Background, qtmodeltester: ModelTester) -> None:
    model = GridModel(background)
    model.show(GRID)

    qtmodeltester.check(model, force_py=True)


def test_an_order_asked_for_earlier_comes_too_late(background: Background, qtbot: QtBot) -> None:
    model = GridModel(background)
    model.show(GRID)
    model.sort(0, Qt.SortOrder.DescendingOrder)
    model.show(Grid(("a",), (("1",),)))

    qtbot.waitUntil(lambda: background.is_idle)

    assert model.rowCount() == 1
