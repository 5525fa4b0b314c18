"""The table of rows, driven by keys and clicks."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from modelpost.core.request import Row
from modelpost.core.secrets import MASK
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.rows import RowTable
from modelpost.ui.request.shapes import PairShape

Key = Qt.Key
CONTROL, ALT, NONE = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.NoModifier,
)
ONE, TWO, THREE = Row("a", "1"), Row("b", "2"), Row("c", "3")
CHECK, NAME, VALUE, MENU = range(4)


@dataclass
class Bench:
    """A table between two other widgets, and what it told."""

    table: RowTable[Row]
    qtbot: QtBot
    told: list[tuple[Row, ...]]

    def index(self, row: int, column: int) -> QModelIndex:
        return self.table.model().index(row, column)

    def click(self, row: int, column: int) -> None:
        place = self.table.visualRect(self.index(row, column)).center()
        self.qtbot.mouseClick(self.table.viewport(), Qt.MouseButton.LeftButton, pos=place)

    def stand(self, row: int, column: int) -> None:
        self.table.setFocus()
        self.table.setCurrentIndex(self.index(row, column))

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        self.qtbot.keyClick(self.table, key, modifier)

    def type(self, row: int, column: int, text: str) -> QLineEdit:
        self.click(row, column)
        editor = self.editor()
        self.qtbot.keyClicks(editor, text)
        return editor

    def editor(self) -> QLineEdit:
        editor = QApplication.focusWidget()
        assert isinstance(editor, QLineEdit), editor
        assert editor.objectName() == "cellEditor"
        return editor

    @property
    def rows(self) -> tuple[Row, ...]:
        return self.table.rows_model.rows


@pytest.fixture
def rows(kit: Kit, shown: Callable[[QWidget], None], qtbot: QtBot) -> Bench:
    window = QWidget()
    table: RowTable[Row] = RowTable(kit, PairShape(), "pairs", "Pairs", window)
    table.resize(600, 300)
    table.render_rows((ONE, TWO, THREE))
    told: list[tuple[Row, ...]] = []
    table.edited.connect(told.append)
    shown(window)
    return Bench(table, qtbot, told)


def test_a_blank_row_waits_below_the_last(rows: Bench) -> None:
    assert rows.table.model().rowCount() == 4
    assert rows.index(3, NAME).data() == ""


def test_every_keystroke_is_told(rows: Bench) -> None:
    rows.type(0, VALUE, "xy")

    assert [told[0].value for told in rows.told] == ["x", "xy"]


def test_typing_into_the_blank_row_adds_one_and_goes_on(rows: Bench) -> None:
    rows.type(3, NAME, "limit")

    assert rows.rows == (ONE, TWO, THREE, Row("limit"))
    assert rows.editor().text() == "limit"


def test_a_letter_begins_to_type_where_the_keyboard_stands(rows: Bench) -> None:
    rows.stand(3, NAME)

    rows.press(Key.Key_Q)

    assert rows.rows[3] == Row("q")


def test_tab_goes_on_to_the_next_cell(rows: Bench) -> None:
    editor = rows.type(3, NAME, "limit")

    rows.qtbot.keyClick(editor, Key.Key_Tab)
    rows.qtbot.keyClicks(rows.editor(), "5")

    assert rows.rows[3] == Row("limit", "5")


def test_enter_goes_on_to_the_row_below(rows: Bench) -> None:
    editor = rows.type(0, VALUE, "9")

    rows.qtbot.keyClick(editor, Key.Key_Return)

    assert (rows.table.currentIndex().row(), rows.table.currentIndex().column()) == (1, VALUE)


def test_enter_begins_to_edit(rows: Bench) -> None:
    rows.stand(1, VALUE)

    rows.press(Key.Key_Return)

    assert rows.editor().text() == "2"


def test_escape_leaves_the_cell(rows: Bench) -> None:
    editor = rows.type(0, VALUE, "9")

    rows.qtbot.keyClick(editor, Key.Key_Escape)

    assert QApplication.focusWidget() is rows.table


def test_a_click_on_the_box_switches_a_row_off_without_losing_it(rows: Bench) -> None:
    rows.click(1, CHECK)

    assert rows.rows == (ONE, Row("b", "2", enabled=False), THREE)


def test_a_row_that_is_off_is_switched_on_again(rows: Bench) -> None:
    rows.click(1, CHECK)

    rows.click(1, CHECK)

    assert rows.rows == (ONE, TWO, THREE)


def test_the_blank_row_cannot_be_switched_off(rows: Bench) -> None:
    rows.click(3, CHECK)

    assert rows.told == []


@pytest.mark.parametrize(
    ("at", "key", "modifier", "after"),
    [
        ((1, CHECK), Key.Key_Space, NONE, (ONE, Row("b", "2", enabled=False), THREE)),
        ((1, CHECK), Key.Key_Return, NONE, (ONE, Row("b", "2", enabled=False), THREE)),
        ((1, NAME), Key.Key_D, CONTROL, (ONE, TWO, TWO, THREE)),
        ((1, NAME), Key.Key_Up, ALT, (TWO, ONE, THREE)),
        ((1, NAME), Key.Key_Down, ALT, (ONE, THREE, TWO)),
        ((0, NAME), Key.Key_Up, ALT, (ONE, TWO, THREE)),
        ((2, NAME), Key.Key_Down, ALT, (ONE, TWO, THREE)),
        ((1, VALUE), Key.Key_Delete, NONE, (ONE, Row("b"), THREE)),
        ((1, CHECK), Key.Key_Delete, NONE, (ONE, THREE)),
        ((3, NAME), Key.Key_D, CONTROL, (ONE, TWO, THREE)),
    ],
    ids=["space", "enter", "duplicate", "up", "down", "top", "bottom", "clear", "delete", "blank"],
)
def test_keys_change_the_row_under_the_keyboard(
    rows: Bench, at: tuple[int, int], key: Qt.Key, modifier: Qt.KeyboardModifier, after: tuple[Row, ...]
) -> None:
    rows.stand(*at)

    rows.press(key, modifier)

    assert rows.rows == after


def test_the_keyboard_stays_on_a_row_that_moves(rows: Bench) -> None:
    rows.stand(1, VALUE)

    rows.press(Key.Key_Down, ALT)

    assert (rows.table.currentIndex().row(), rows.table.currentIndex().column()) == (2, VALUE)


@pytest.mark.parametrize(
    ("entry", "after"),
    [
        ("Duplicate", (ONE, TWO, TWO, THREE)),
        ("Move up", (TWO, ONE, THREE)),
        ("Move down", (ONE, THREE, TWO)),
        ("Delete", (ONE, THREE)),
    ],
)
def test_the_menu_of_a_row_does_what_it_says(
    rows: Bench, chosen: Callable[[str], None], entry: str, after: tuple[Row, ...]
) -> None:
    rows.click(1, MENU)

    chosen(entry)

    assert rows.rows == after


def test_what_looks_like_a_credential_is_shown_as_dots(rows: Bench) -> None:
    rows.table.render_rows((Row("X-Auth-Token", "not-a-real-token"),))

    assert rows.index(0, VALUE).data() == MASK


def test_a_credential_stays_hidden_while_it_is_typed(rows: Bench) -> None:
    rows.table.render_rows((Row("X-Auth-Token", "not-a-real-token"),))

    editor = rows.type(0, VALUE, "x")

    assert editor.echoMode() is QLineEdit.EchoMode.Password


def test_a_reference_to_a_variable_is_no_credential(rows: Bench) -> None:
    rows.table.render_rows((Row("X-Auth-Token", "{{token}}"),))

    assert rows.index(0, VALUE).data() == "{{token}}"


def test_a_typed_text_turns_into_dots_once_it_is_a_credential(rows: Bench) -> None:
    editor = rows.type(3, NAME, "Authorization")
    rows.qtbot.keyClick(editor, Key.Key_Tab)

    rows.qtbot.keyClicks(rows.editor(), "Bearer x")

    assert rows.editor().echoMode() is QLineEdit.EchoMode.Password


def test_what_is_wrong_with_a_cell_is_said_there(rows: Bench) -> None:
    rows.table.show_problems({(1, 0): "A header name has no spaces."})

    roles = (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole)
    assert [rows.index(1, NAME).data(role) for role in roles] == ["A header name has no spaces."] * 2
    assert rows.index(0, NAME).data(roles[0]) is None


def test_a_change_from_elsewhere_is_seen_in_the_open_editor(rows: Bench) -> None:
    rows.type(0, VALUE, "")

    rows.table.render_rows((Row("a", "10"), TWO, THREE))

    assert rows.editor().text() == "10"


def test_a_table_is_as_high_as_its_rows(rows: Bench) -> None:
    before = rows.table.height()

    rows.table.render_rows((ONE, TWO, THREE, Row("d", "4")))

    assert rows.table.height() == before + 36
    assert rows.table.visualRect(rows.index(4, NAME)).bottom() < rows.table.viewport().height()


def test_a_click_between_cells_does_not_begin_to_type(rows: Bench) -> None:
    place = QPoint(300, rows.table.viewport().height() - 1)
    assert not rows.table.indexAt(place).isValid()

    rows.qtbot.mouseClick(rows.table.viewport(), Qt.MouseButton.LeftButton, pos=place)

    assert rows.told == []


def test_a_cell_without_text_has_a_name_for_screen_readers(rows: Bench) -> None:
    rows.table.render_rows((Row("a", ""), Row("b", "2", enabled=False)))
    columns = rows.table.rows_model.columnCount()

    names = [[rows.index(row, n).data(Qt.ItemDataRole.AccessibleTextRole) for n in range(columns)] for row in range(3)]

    assert [row[0] for row in names] == ["Used", "Not used", "New row"]
    assert all(name for row in names for name in row)
