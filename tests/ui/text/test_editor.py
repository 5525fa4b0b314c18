"""The body editor, as the user works with it."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from modelpost.ui.kit.buttons import Kit
from modelpost.ui.text.editor import CodeEditor

Show = Callable[[QWidget], None]
Key = Qt.Key
WRONG = '{\n  "a": 3.5\n  "b": 1\n}'


@pytest.fixture
def editor(kit: Kit, shown: Show) -> CodeEditor:
    editor = CodeEditor(kit, "body", "Body")
    editor.render_text("", "json")
    shown(editor)
    return editor


def _pasted(text: str) -> QMimeData:
    mime = QMimeData()
    mime.setText(text)
    return mime


def test_what_is_typed_is_reported_and_indented(editor: CodeEditor, qtbot: QtBot) -> None:
    texts: list[str] = []
    editor.edited.connect(texts.append)

    for key in ("{", Key.Key_Return, '"', "a", '"', ":", "[", Key.Key_Return, "1", Key.Key_Return, "]"):
        qtbot.keyClick(editor, key)

    assert texts[-1] == '{\n  "a":[\n    1\n  ]'


def test_enter_between_brackets_opens_them(editor: CodeEditor, qtbot: QtBot) -> None:
    editor.render_text("  {}", "json")
    editor.go_to(3)

    qtbot.keyClick(editor, Key.Key_Return)

    assert editor.toPlainText() == "  {\n    \n  }"


def test_tab_indents_and_shift_tab_goes_back(editor: CodeEditor, qtbot: QtBot) -> None:
    editor.render_text("a\nb", "text")
    editor.selectAll()

    qtbot.keyClick(editor, Key.Key_Tab)
    indented = editor.toPlainText()
    qtbot.keyClick(editor, Key.Key_Backtab)

    assert (indented, editor.toPlainText()) == ("  a\n  b", "a\nb")


def test_rendering_is_not_reported_and_keeps_the_caret(editor: CodeEditor) -> None:
    texts: list[str] = []
    editor.edited.connect(texts.append)
    editor.render_text('{"a": 1, "花😀": 2}', "json")
    editor.go_to(4)

    editor.render_text('{"a": 1, "花😀": 3}', "json")

    assert not texts
    assert editor.textCursor().position() == 4
    assert editor.toPlainText() == '{"a": 1, "花😀": 3}'


def test_another_theme_is_not_an_edit(editor: CodeEditor, kit: Kit) -> None:
    texts: list[str] = []
    editor.render_text('{"a": {{b}}}', "json")
    editor.edited.connect(texts.append)

    kit.theme.changed.emit()
    editor.set_known_variables(frozenset({"b"}))

    assert not texts


def test_a_mistake_is_told_when_the_user_pauses_and_mended_by_its_fix(editor: CodeEditor, qtbot: QtBot) -> None:
    with qtbot.waitSignal(editor.problem_changed):
        editor.render_text(WRONG, "json")
    problem = editor.problem
    assert problem is not None

    with qtbot.waitSignal(editor.problem_changed):
        editor.insert_fix(problem)

    assert (problem.line, problem.column) == (3, 3)
    assert editor.problem is None
    assert editor.toPlainText() == WRONG.replace("3.5", "3.5,")


def test_characters_beyond_the_basic_plane_do_not_move_the_fix(editor: CodeEditor, qtbot: QtBot) -> None:
    with qtbot.waitSignal(editor.problem_changed):
        editor.render_text('{"😀😀": 1 "b": 2}', "json")
    assert editor.problem is not None

    editor.insert_fix(editor.problem)

    assert editor.toPlainText() == '{"😀😀": 1, "b": 2}'


def test_another_language_has_no_mistakes(editor: CodeEditor, qtbot: QtBot) -> None:
    with qtbot.waitSignal(editor.problem_changed):
        editor.render_text(WRONG, "json")

    with qtbot.waitSignal(editor.problem_changed):
        editor.render_text(WRONG, "xml")

    assert editor.problem is None


def test_a_picture_in_base64_is_pasted_in_pieces_and_reported_whole(editor: CodeEditor) -> None:
    texts: list[str] = []
    editor.edited.connect(texts.append)
    body = '{"image": "' + "iVBORw0KGgo" * 200_000 + '"}'

    editor.insertFromMimeData(_pasted(body))

    assert texts == [body]
    assert editor.blockCount() > 1_000


def test_lines_are_counted_as_the_text_has_them(editor: CodeEditor) -> None:
    editor.render_text("x" * 25_000 + "\nsecond", "text")
    places: list[tuple[int, int]] = []
    editor.caret_moved.connect(lambda line, column: places.append((line, column)))

    editor.moveCursor(QTextCursor.MoveOperation.End)

    assert places == [(2, 7)]


def test_a_copied_piece_is_the_line_it_was(editor: CodeEditor) -> None:
    body = "x" * 25_000 + "\nsecond"
    editor.render_text(body, "text")

    editor.selectAll()

    assert editor.createMimeDataFromSelection().text() == body


def test_a_caret_at_a_bracket_shows_its_partner(editor: CodeEditor) -> None:
    editor.render_text('{"a": ["]", 1]}', "json")

    editor.go_to(6)

    assert editor._brackets == (6, 13)


@pytest.mark.parametrize("key", [Key.Key_Z, Key.Key_B, Key.Key_Return])
def test_the_windows_shortcuts_reach_the_window(editor: CodeEditor, qtbot: QtBot, key: Key) -> None:
    editor.render_text("text", "text")

    qtbot.keyClick(editor, key, Qt.KeyboardModifier.ControlModifier)

    assert editor.toPlainText() == "text"
    assert not editor.isUndoRedoEnabled()


@pytest.mark.parametrize("language", ["json", "xml", "html", "text"])
def test_anything_can_be_painted(editor: CodeEditor, language: str) -> None:
    editor.render_text('{"a": {{x}}, "花😀": [1\n<!-- é\n<p class="a\nb">', language)

    assert not editor.grab().isNull()
