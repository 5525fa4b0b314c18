"""What a screen reader reads of the text view, through the interface that Qt asks."""

import gc
import weakref
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QAccessible, QAccessibleTextInterface
from PySide6.QtWidgets import QApplication, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from modelpost.ui.kit.buttons import Kit
from modelpost.ui.text.view import TextView

Show = Callable[[QWidget], None]
MANY = b"".join(b"line %d\n" % number for number in range(1_000_000))


@pytest.fixture(autouse=True)
def listening() -> Iterator[None]:
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


@pytest.fixture
def view(kit: Kit, shown: Show) -> TextView:
    view = TextView(kit, "responseText", "Response body")
    shown(view)
    return view


def read(view: TextView) -> QAccessibleTextInterface:
    return QAccessible.queryAccessibleInterface(view).textInterface()


def everything(view: TextView) -> str:
    return read(view).text(0, read(view).characterCount())


def test_it_is_a_text_of_several_lines_that_is_read_and_not_written(view: TextView) -> None:
    interface = QAccessible.queryAccessibleInterface(view)

    state = interface.state()

    assert interface.role() == QAccessible.Role.EditableText
    assert interface.text(QAccessible.Text.Name) == "Response body"
    assert (state.readOnly, state.multiLine, state.selectableText, state.editable) == (1, 1, 1, 0)


def test_text_caret_and_selection_are_what_the_view_has(view: TextView) -> None:
    view.set_content("rosé\nTulip 花\n".encode(), "text")

    view.select(5, 12)

    assert everything(view) == "rosé\nTulip 花\n"
    assert (read(view).cursorPosition(), read(view).selectionCount()) == (11, 1)
    assert view.source.text(5, 12) == "\nTulip "


def test_what_is_invisible_is_read_as_it_is_shown(view: TextView) -> None:
    view.set_content("a\x00\u202eb😀\tc".encode() + b"\xff", "text")

    view.select(5, 5)

    assert everything(view) == "a\\x00\\u202eb😀  c\\xff"
    assert read(view).cursorPosition() == len("a\\x00\\u202e")


def test_of_a_large_text_it_reads_the_lines_around_those_on_the_screen(view: TextView, qtbot: QtBot) -> None:
    view.set_content(MANY, "text")
    qtbot.waitUntil(lambda: view.source.is_indexed)

    view.go_to_line(500_000, 5)

    caret = read(view).cursorPosition()
    assert read(view).text(caret - 5, caret + 6) == "line 500000"
    assert read(view).characterCount() < 5_000


def test_a_line_without_end_is_read_as_far_as_it_is_seen(view: TextView, qtbot: QtBot) -> None:
    view.set_content(b"0123456789" * 1_000_000, "text")
    qtbot.waitUntil(lambda: view.source.is_indexed)

    view.select(5_000_003, 5_000_003)

    assert read(view).characterCount() < 5_000
    caret = read(view).cursorPosition()
    assert read(view).text(caret, caret + 7) == "3456789"


def test_a_caret_that_is_scrolled_away_stands_at_the_nearer_end(view: TextView, qtbot: QtBot) -> None:
    view.set_content(MANY, "text")
    qtbot.waitUntil(lambda: view.source.is_indexed)

    view.verticalScrollBar().setValue(900_000)

    assert "line 900000\n" in everything(view)
    assert read(view).cursorPosition() == 0


@pytest.mark.parametrize("across", [0, 7])
def test_characters_are_where_they_are_painted(view: TextView, across: int) -> None:
    view.set_content(b"abc\n" * 300 + b"x" * 400 + b"\n" + b"y" * 5_000, "text")
    view.select(1_200 + 401 + across, 1_200 + 401 + across)
    view.verticalScrollBar().setValue(290)
    view.horizontalScrollBar().setValue(across)
    painted = view.rectangle_of(view.caret)

    found = read(view).characterRect(read(view).cursorPosition())

    assert abs(found.x() - view.viewport().mapToGlobal(painted.topLeft()).x()) <= 1
    assert painted.translated(view.viewport().mapToGlobal(QPoint())).contains(found.center())


def test_a_short_line_above_a_long_one_is_where_it_is_painted(view: TextView) -> None:
    view.set_content(b"abc\n" * 3 + b"y" * 5_000, "text")
    view.select(4_000, 4_000)
    view.select(6, 6)
    view.horizontalScrollBar().setValue(1)
    painted = view.rectangle_of(6)

    found = read(view).characterRect(read(view).cursorPosition())

    assert painted.translated(view.viewport().mapToGlobal(QPoint())).contains(found.center())


def test_a_reader_may_put_the_caret_and_select(view: TextView) -> None:
    view.set_content(b"rose\ntulip\n", "text")

    read(view).setCursorPosition(7)
    put = view.selection
    read(view).setSelection(0, 5, 10)

    assert put == (7, 7)
    assert (view.selection, view.caret) == ((5, 10), 10)


def test_more_of_a_text_is_read_when_it_is_there(view: TextView) -> None:
    view.set_content(b"first", "text")
    before = everything(view)

    view.set_content(b"second\nthird", "text")

    assert (before, everything(view)) == ("first", "second\nthird")


def test_rows_of_a_wrapped_line_are_read_as_lines(view: TextView) -> None:
    view.set_content(b"word " * 200, "text")

    view.set_wrapping(wrapped=True)

    assert everything(view).replace("\n", "") == "word " * 200
    assert "\n" in everything(view)


def test_where_the_caret_is_is_described_when_it_is_asked_for(view: TextView) -> None:
    view.set_content(b"rose\ntulip\n", "text")

    view.go_to_line(1)

    assert QAccessible.queryAccessibleInterface(view).text(QAccessible.Text.Description) == "Line 2 of 3"


def test_nothing_of_it_is_made_until_a_reader_asks(kit: Kit, shown: Show) -> None:
    QAccessible.setActive(False)
    view = TextView(kit, "responseText", "Response body")
    shown(view)

    view.set_content(b"rose\ntulip\n", "text")
    view.select(0, 4)

    assert view.findChild(QTextEdit) is None


def test_a_view_that_is_deleted_takes_everything_along(kit: Kit, qtbot: QtBot) -> None:
    del qtbot
    view = TextView(kit, "responseText", "Response body")
    view.set_content(b"rose\ntulip\n", "text")
    read(view)
    gone = weakref.ref(view)

    view.deleteLater()
    QApplication.sendPostedEvents(view, QEvent.Type.DeferredDelete.value)
    del view
    gc.collect()

    assert gone() is None
