"""The address line and the cells that are like it."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from modelpost.ui.kit.buttons import Kit
from modelpost.ui.text.line import VariableLine

Show = Callable[[QWidget], None]
Key = Qt.Key
VALUES = {"host": ("example.com", "Lab"), "hostname": ("a.example", "Lab"), "token": ("••••••••", "Collection")}


@pytest.fixture
def line(kit: Kit, shown: Show) -> VariableLine:
    line = VariableLine(kit, "address", "URL", VALUES.get, lambda: list(VALUES))
    shown(line)
    return line


def _typed(qtbot: QtBot, line: VariableLine, text: str) -> None:
    for character in text:
        qtbot.keyClick(line, character)


def _pasted(text: str) -> QMimeData:
    mime = QMimeData()
    mime.setText(text)
    return mime


def test_typing_is_reported_and_enter_submits(line: VariableLine, qtbot: QtBot) -> None:
    texts: list[str] = []
    line.edited.connect(texts.append)

    _typed(qtbot, line, "ab")
    with qtbot.waitSignal(line.submitted):
        qtbot.keyClick(line, Key.Key_Return)

    assert texts == ["a", "ab"]


def test_two_braces_offer_the_variables_and_enter_takes_one(line: VariableLine, qtbot: QtBot) -> None:
    _typed(qtbot, line, "http://{{hostn")
    offered = line._completion.completer.view

    qtbot.waitUntil(offered.isVisible)
    qtbot.keyClick(offered, Key.Key_Return)

    assert line.text() == "http://{{hostname}}"
    assert line.textCursor().position() == len("http://{{hostname}}")


def test_completing_keeps_what_stands_behind(line: VariableLine, qtbot: QtBot) -> None:
    line.render_text("😀{{}}/path")
    cursor = line.textCursor()
    cursor.setPosition(4)
    line.setTextCursor(cursor)

    _typed(qtbot, line, "tok")
    qtbot.waitUntil(line._completion.completer.view.isVisible)
    qtbot.keyClick(line._completion.completer.view, Key.Key_Tab)

    assert line.text() == "😀{{token}}/path"


def test_value_and_source_are_offered_with_the_name(line: VariableLine, qtbot: QtBot) -> None:
    _typed(qtbot, line, "{{token")

    index = line._completion.completer.completionModel().index(0, 0)
    assert index.data(Qt.ItemDataRole.AccessibleDescriptionRole) == "•••••••• · Collection"
    line._completion.completer.view.hide()


def test_pasted_lines_become_one(line: VariableLine) -> None:
    line.insertFromMimeData(_pasted("https://example.com\n  /path  \n"))

    assert line.text() == "https://example.com /path"


def test_a_paste_can_be_taken_over(line: VariableLine) -> None:
    line.pasted.connect(lambda text: line.take_over() if text.startswith("curl ") else None)

    line.insertFromMimeData(_pasted("curl https://example.com"))

    assert line.text() == ""


def test_rendering_keeps_the_caret_and_is_not_reported(line: VariableLine) -> None:
    texts: list[str] = []
    line.edited.connect(texts.append)
    line.render_text("https://a/b")
    line.moveCursor(QTextCursor.MoveOperation.End)

    line.render_text("https://a/x/b")

    assert line.textCursor().position() == len("https://a/x/b")
    assert not texts


def test_a_variable_without_a_value_is_underlined(line: VariableLine) -> None:
    line.render_text("{{host}}/{{nope}}")
    line.grab()

    formats = line.document().firstBlock().layout().formats()
    wavy = [
        (found.start, found.length)
        for found in formats
        if found.format.underlineStyle() == QTextCharFormat.UnderlineStyle.WaveUnderline
    ]

    assert wavy == [(9, 8)]


def test_up_and_down_are_left_to_what_lies_around(line: VariableLine, qtbot: QtBot) -> None:
    line.render_text("text")

    qtbot.keyClick(line, Key.Key_Down)

    assert line.textCursor().position() == 0


def test_the_line_has_a_name_for_everybody(line: VariableLine) -> None:
    assert (line.objectName(), line.accessibleName()) == ("address", "URL")
    assert line._completion.completer.view.accessibleName()
