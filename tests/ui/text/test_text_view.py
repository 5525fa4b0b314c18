"""The text view, as the user works with it."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from modelpost.ui.kit.buttons import Kit
from modelpost.ui.text.view import TextView

Show = Callable[[QWidget], None]
Key = Qt.Key
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def view(kit: Kit, shown: Show) -> TextView:
    view = TextView(kit, "responseText", "Response body")
    shown(view)
    return view


def _found(qtbot: QtBot, view: TextView, text: str, **options: bool) -> None:
    view.search_for(text, **options)
    qtbot.waitUntil(lambda: not view.is_searching)


def test_shift_and_arrows_select_and_control_c_copies(view: TextView, qtbot: QtBot) -> None:
    view.set_content("héllo 😀 wörld".encode(), "text")

    for _ in range(7):
        qtbot.keyClick(view, Key.Key_Right, SHIFT)
    qtbot.keyClick(view, Key.Key_C, CONTROL)

    assert QGuiApplication.clipboard().text() == "héllo 😀"


def test_a_joined_emoji_is_one_step(view: TextView, qtbot: QtBot) -> None:
    view.set_content("👩\u200d👩\u200d👧e\u0301x".encode(), "text")

    qtbot.keyClick(view, Key.Key_Right)
    qtbot.keyClick(view, Key.Key_Right)

    assert view.source.text(view.caret, view.caret + 9) == "x"


def test_left_goes_back_over_what_right_went(view: TextView, qtbot: QtBot) -> None:
    view.set_content("a\x00b\u202ec\tde\u0301\r\nf\xe9".encode() + b"\xff\n", "text")
    places = [view.caret]
    while view.caret < len(view.content):
        qtbot.keyClick(view, Key.Key_Right)
        places.append(view.caret)

    back = [view.caret]
    while view.caret > 0:
        qtbot.keyClick(view, Key.Key_Left)
        back.append(view.caret)

    assert back == places[::-1]


@pytest.mark.parametrize(
    ("keys", "selected"),
    [
        ([(Key.Key_End, SHIFT)], "one two"),
        ([(Key.Key_Down, SHIFT)], "one two\n"),
        ([(Key.Key_Right, SHIFT | CONTROL)], "one "),
        ([(Key.Key_End, SHIFT | CONTROL)], "one two\nthree\nfour"),
        ([(Key.Key_A, CONTROL)], "one two\nthree\nfour"),
        ([(Key.Key_End, CONTROL), (Key.Key_Home, SHIFT)], "four"),
        ([(Key.Key_End, CONTROL), (Key.Key_Left, SHIFT | CONTROL)], "four"),
        ([(Key.Key_PageDown, SHIFT)], "one two\nthree\nfour"),
        ([(Key.Key_End, CONTROL), (Key.Key_Up, CONTROL), (Key.Key_Home, SHIFT | CONTROL)], "one two\nthre"),
    ],
)
def test_keys_select(view: TextView, qtbot: QtBot, keys: list[tuple[Key, Qt.KeyboardModifier]], selected: str) -> None:
    view.set_content(b"one two\nthree\nfour", "text")

    for key, modifiers in keys:
        qtbot.keyClick(view, key, modifiers)

    assert view.selected_text() == selected


def test_up_and_down_keep_the_place_across_a_short_line(view: TextView, qtbot: QtBot) -> None:
    view.set_content(b"0123456789\nab\n0123456789", "text")
    view.select(7, 7)

    qtbot.keyClick(view, Key.Key_Down)
    qtbot.keyClick(view, Key.Key_Down)

    assert view.caret == 14 + 7


def test_a_double_click_takes_the_word_and_a_third_click_the_line(view: TextView, qtbot: QtBot) -> None:
    view.set_content(b"first\nsecond word here\n", "text")
    at = view.rectangle_of(15).center()

    qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    word = view.selected_text()
    qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=at)

    assert (word, view.selected_text()) == ("word", "second word here\n")


def test_dragging_selects_from_press_to_pointer(view: TextView, qtbot: QtBot) -> None:
    view.set_content("花卉 classification\n".encode(), "text")

    qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=_left_of(view, 0))
    qtbot.mouseMove(view.viewport(), _left_of(view, len("花卉 cl".encode())))

    assert view.selected_text() == "花卉 cl"


def _left_of(view: TextView, offset: int) -> QPoint:
    area = view.rectangle_of(offset)
    return QPoint(area.left() + 1, area.center().y())


def test_find_counts_and_goes_round(view: TextView, qtbot: QtBot) -> None:
    view.set_content(b"tulip rose Tulip\nrose tulip", "text")

    _found(qtbot, view, "tulip")
    places = [view.selection[0]]
    for _ in range(3):
        view.go_to_match(1)
        places.append(view.selection[0])

    assert len(view.matches) == 3
    assert places == [0, 11, 22, 0]


def test_find_begins_at_the_caret(view: TextView, qtbot: QtBot) -> None:
    view.set_content(b"tulip rose tulip rose tulip", "text")
    view.select(8, 8)

    _found(qtbot, view, "tulip")

    assert (view.current_match, view.selection) == (1, (11, 16))


def test_find_in_a_large_text_goes_on_in_pieces(view: TextView, qtbot: QtBot) -> None:
    view.set_content(b"x" * 8_000_000 + b"needle" + b"x" * 100, "text")

    _found(qtbot, view, "needle", regex=True)

    assert view.selection == (8_000_000, 8_000_006)


def test_a_wrong_regular_expression_is_told(view: TextView) -> None:
    assert view.search_for("(", regex=True)


def test_searching_stops_with_new_content(view: TextView) -> None:
    view.set_content(b"x" * 8_000_000, "text")
    view.search_for("y", word=True, regex=True)

    view.set_content(b"other", "text")

    assert not view.is_searching
    assert not view.matches


def test_a_large_selection_is_copied_whole(view: TextView, qtbot: QtBot) -> None:
    text = "zeile 花\n" * 500_000
    view.set_content(text.encode(), "text")

    qtbot.keyClick(view, Key.Key_A, CONTROL)
    qtbot.keyClick(view, Key.Key_C, CONTROL)
    qtbot.waitUntil(lambda: len(QGuiApplication.clipboard().text()) > 1_000_000)

    assert QGuiApplication.clipboard().text() == text


def test_the_first_screen_is_there_before_all_lines_are_counted(view: TextView, qtbot: QtBot) -> None:
    view.set_content(b"line\n" * 1_000_000, "text")

    assert view.lines < 1_000_000
    qtbot.waitUntil(lambda: view.lines == 1_000_001)


def test_the_end_of_a_line_of_many_megabytes_is_a_key_away(view: TextView, qtbot: QtBot) -> None:
    view.set_content(b'{"a": "' + "花".encode() * 1_000_000 + b'"}', "json")
    qtbot.waitUntil(lambda: view.source.index.is_complete)

    qtbot.keyClick(view, Key.Key_End)

    area = view.rectangle_of(view.caret)
    assert view.caret == len(view.content)
    assert view.viewport().rect().contains(area.topLeft())


@pytest.mark.parametrize("language", ["json", "xml", "html", "text"])
@pytest.mark.parametrize(
    "content",
    [b"", b"\n", b"\xff\xfe\x00", b"<!-- \n x", b'{"a": NaN', "\u202eabc\u2066\n".encode(), b"a\r\nb\r", b"[" * 5_000],
)
def test_anything_can_be_shown(view: TextView, content: bytes, language: str) -> None:
    view.set_content(content, language)

    picture = view.grab()

    assert not picture.isNull()


def test_other_charsets_are_shown_as_they_read(view: TextView) -> None:
    view.set_content("价格\n".encode("gbk"), "text", "gbk")

    view.select(0, len(view.content))

    assert view.selected_text() == "价格\n"


def test_the_scroll_bars_reach_the_last_line_and_the_longest(view: TextView, qtbot: QtBot) -> None:
    view.set_content(b"short\n" * 100 + b"long " * 100, "text")

    qtbot.keyClick(view, Key.Key_End, CONTROL)

    assert view.first_line + view.rows >= view.lines
    assert view.horizontalScrollBar().value() > 0


def test_what_is_too_large_for_the_clipboard_is_not_copied_and_says_so(view: TextView, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("before")
    view.set_content(bytes((64 << 20) + 1), "text")

    with qtbot.waitSignal(view.told) as told:
        view.copy()

    assert told.args == ["This is too large for the clipboard. Save it to a file instead, or select less."]
    assert QGuiApplication.clipboard().text() == "before"
