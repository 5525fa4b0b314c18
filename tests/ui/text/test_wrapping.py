"""Wrapped lines, going to a line, growing texts, faults: what the text view shows."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from modelpost.core.text import Message
from modelpost.documents.growing import Fault, Grown
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.text.line_bar import LineBar
from modelpost.ui.text.view import TextView

FAULT = Fault(4, Message("expected a comma"))


@pytest.fixture
def view(kit: Kit, shown: Callable[[QWidget], None]) -> TextView:
    view = TextView(kit, "responseText", "Response body")
    shown(view)
    return view


class Growing:
    """A text that a test lets grow."""

    def __init__(self, content: bytes) -> None:
        self.now = Grown(content)

    def run(self) -> None:
        pass

    def pause(self) -> None:
        pass


def _settled(qtbot: QtBot, view: TextView) -> None:
    qtbot.waitUntil(lambda: view.source.is_indexed and not view.is_growing)


def test_a_wrapped_line_needs_no_scrolling_aside(view: TextView, qtbot: QtBot) -> None:
    view.set_content(b"word " * 2000)

    view.set_wrapping(wrapped=True)
    _settled(qtbot, view)

    assert view.lines > 50
    assert view.source.numbered == 1
    assert view.horizontalScrollBar().maximum() == 0


def test_wrapping_keeps_in_view_what_was_there(view: TextView, qtbot: QtBot) -> None:
    view.set_content(b"".join(b"line %d " % number + b"x" * 300 + b"\n" for number in range(5000)))
    _settled(qtbot, view)
    view.verticalScrollBar().setValue(3000)

    view.set_wrapping(wrapped=True)
    _settled(qtbot, view)

    assert view.source.number_of(view.source.start_of(view.first_line)) == 3000


def test_no_longer_wrapping_shows_lines_again(view: TextView, qtbot: QtBot) -> None:
    view.set_content(b"x" * 5000 + b"\nend")
    view.set_wrapping(wrapped=True)

    view.set_wrapping(wrapped=False)

    assert view.lines == 2


def test_end_goes_to_the_end_of_a_row_and_a_click_finds_its_place(view: TextView, qtbot: QtBot) -> None:
    view.set_content(b"abcdefghij" * 100)
    view.set_wrapping(wrapped=True)
    _settled(qtbot, view)
    third = view.source.start_of(2)
    at = view.rectangle_of(third + 5).topLeft() + QPoint(1, 5)

    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)

    assert view.caret == third + 5


@pytest.mark.parametrize(
    ("typed", "place"), [("7", (7, 1)), ("7:3", (7, 3)), ("7:99", (7, 7)), ("0", (1, 1)), ("99999", (2001, 1))]
)
@pytest.mark.parametrize("wrapped", [False, True])
def test_a_line_that_is_typed_is_gone_to(
    kit: Kit, view: TextView, qtbot: QtBot, typed: str, place: tuple[int, int], wrapped: bool
) -> None:
    view.set_content(b"line %d\n" * 2000 % tuple(n % 10 for n in range(2000)))
    view.set_wrapping(wrapped=wrapped)
    bar = LineBar(kit, view)
    qtbot.addWidget(bar)
    bar.open_bar()
    field = bar.findChild(QLineEdit, "linePlace")
    assert field is not None

    field.clear()
    qtbot.keyClicks(field, typed)
    qtbot.keyClick(field, Qt.Key.Key_Return)

    assert view.place_of(view.caret) == place
    assert bar.isHidden()


def test_a_text_that_grows_is_shown_as_far_as_it_came(view: TextView, qtbot: QtBot) -> None:
    growing = Growing(b"one\n")
    view.set_content(growing.now.content, growing=growing)

    growing.now = Grown(b"one\ntwo\nthree")
    qtbot.waitUntil(lambda: view.lines == 3)
    growing.now = Grown(b"one\ntwo\nthree\nfour", is_complete=True, fault=FAULT)
    _settled(qtbot, view)

    assert view.lines == 4
    assert view.fault == FAULT


def test_a_search_goes_on_in_what_is_added(view: TextView, qtbot: QtBot) -> None:
    growing = Growing(b"rose ")
    view.set_content(growing.now.content, growing=growing)
    view.search_for("rose")

    growing.now = Grown(b"rose tulip rose", is_complete=True)

    qtbot.waitUntil(lambda: len(view.matches) == 2)


def test_a_layout_that_was_given_up_shows_the_text_as_it_was_received(view: TextView, qtbot: QtBot) -> None:
    growing = Growing(b"[\n  1,\n")
    view.set_content(growing.now.content, growing=growing)

    growing.now = Grown(b"[1,]", is_complete=True, is_other=True, fault=FAULT)
    _settled(qtbot, view)

    assert bytes(view.content) == b"[1,]"
    assert view.fault == FAULT


def test_the_same_text_again_keeps_the_place(view: TextView) -> None:
    content = b"line\n" * 1000
    view.set_content(content)
    view.verticalScrollBar().setValue(500)

    view.set_content(content)

    assert view.first_line == 500
