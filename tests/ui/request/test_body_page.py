"""What is sent: five kinds of body, each with its own content."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QTableView,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from modelpost.core.request import Body, BodyKind, FileNames, FormRow, RawLanguage, RequestDraft, Row
from modelpost.core.template import FileMark
from modelpost.core.tree import Collection, FolderNode, RequestNode
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.segmented import SegmentedControl
from modelpost.ui.request.body_page import BodyPage
from modelpost.workbench.request_tab import RequestTab

LEFT = Qt.MouseButton.LeftButton
URL = "http://127.0.0.1:8500/v1"


@pytest.fixture
def tab(bench: Any) -> RequestTab:
    return bench.tab(RequestDraft(method="POST", url=URL))  # type: ignore[no-any-return]


@pytest.fixture
def page(kit: Kit, bench: Any, tab: RequestTab, shown: Callable[[QWidget], None]) -> BodyPage:
    made = BodyPage(kit, bench.workspace, bench.files)
    made.show_tab(tab)
    shown(made)
    return made


@pytest.fixture
def form(page: BodyPage, tab: RequestTab, named: Any) -> Any:
    tab.set_body_kind(BodyKind.FORM_DATA)
    return named(page, QTableView, "formTable")


@pytest.fixture
def raw(page: BodyPage, tab: RequestTab, named: Any) -> Any:
    tab.set_body_kind(BodyKind.RAW)
    editor = named(page, QPlainTextEdit, "rawBody")
    editor.setFocus()
    return editor


def _cell(table: Any, row: int, column: int) -> Any:
    return table.visualRect(table.model().index(row, column)).center()


def _edit(table: Any, row: int, column: int) -> QWidget:
    table.setFocus()
    table.setCurrentIndex(table.model().index(row, column))
    table.edit(table.currentIndex())
    editor = QApplication.focusWidget()
    assert editor is not None
    return editor


# Kinds ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "shown_there"),
    [
        (BodyKind.NONE, "noBody"),
        (BodyKind.FORM_DATA, "formTable"),
        (BodyKind.URLENCODED, "urlencodedTable"),
        (BodyKind.RAW, "rawBody"),
        (BodyKind.BINARY, "binaryPath"),
    ],
    ids=[kind.value for kind in BodyKind],
)
def test_arrows_choose_the_kind_of_body(
    page: BodyPage, tab: RequestTab, named: Any, qtbot: QtBot, kind: BodyKind, shown_there: str
) -> None:
    control = named(page, SegmentedControl, "bodyKind")
    for _ in range(list(BodyKind).index(kind) or len(BodyKind)):
        qtbot.keyClick(control, Qt.Key.Key_Right)

    assert tab.draft.body.kind is kind
    assert named(page, QWidget, shown_there).isVisible()


def test_each_kind_keeps_what_it_holds(page: BodyPage, tab: RequestTab, raw: Any, named: Any, qtbot: QtBot) -> None:
    qtbot.keyClicks(raw, "[1]")
    control = named(page, SegmentedControl, "bodyKind")

    qtbot.keyClick(control, Qt.Key.Key_Right)
    qtbot.keyClick(control, Qt.Key.Key_Left)

    assert raw.toPlainText() == tab.draft.body.raw == "[1]"


def test_no_body_says_so(page: BodyPage, named: Any) -> None:
    state = named(page, QWidget, "noBody")

    assert (state.accessibleName(), state.accessibleDescription()) == ("No body", "This request sends no body.")


# form-data -----------------------------------------------------------------------------------------------------------


def test_a_typed_part_belongs_to_the_request(form: Any, tab: RequestTab, qtbot: QtBot) -> None:
    qtbot.keyClicks(_edit(form, 0, 1), "top")
    qtbot.keyClicks(_edit(form, 0, 3), "5")

    assert tab.draft.body.form == (FormRow("top", "5"),)


def test_a_part_is_made_a_file_by_its_type(form: Any, tab: RequestTab, qtbot: QtBot) -> None:
    tab.set_form((FormRow("images"),))
    combo = _edit(form, 0, 2)
    assert isinstance(combo, QComboBox)

    qtbot.keyClick(combo, Qt.Key.Key_Down)
    qtbot.keyClick(combo, Qt.Key.Key_Return)

    assert tab.draft.body.form == (FormRow("images", is_file=True),)


def test_a_content_type_can_be_typed(form: Any, tab: RequestTab, page: BodyPage, qtbot: QtBot) -> None:
    tab.set_form((FormRow("meta", "{}"),))

    qtbot.keyClicks(_edit(form, 0, 4), "application/json")

    assert tab.draft.body.form == (FormRow("meta", "{}", content_type="application/json"),)


def test_dropped_files_become_a_part(
    form: Any, tab: RequestTab, drop: Callable[..., bool], picture: Callable[..., Path]
) -> None:
    path = picture()

    assert drop(form.viewport(), path)

    assert tab.draft.body.form == (FormRow("images", files=(str(path),), is_file=True),)


def test_several_dropped_files_go_into_one_part(
    form: Any, tab: RequestTab, drop: Callable[..., bool], picture: Callable[..., Path]
) -> None:
    paths = [picture("daisy.png"), picture("rose.png")]

    drop(form.viewport(), *paths)

    assert tab.draft.body.form == (FormRow("images", files=tuple(map(str, paths)), is_file=True),)


def test_a_drop_on_a_part_replaces_its_files(
    form: Any, tab: RequestTab, drop: Callable[..., bool], picture: Callable[..., Path]
) -> None:
    first, second = FormRow("a", files=("/old/a.png",), is_file=True), FormRow("b", files=("/old/b.png",), is_file=True)
    tab.set_form((first, second))
    path = picture()

    drop(form.viewport(), path, at=_cell(form, 1, 3))

    assert tab.draft.body.form == (first, FormRow("b", files=(str(path),), is_file=True))


def test_a_drop_on_the_zone_replaces_the_first_files(
    page: BodyPage,
    form: Any,
    tab: RequestTab,
    named: Any,
    drop: Callable[..., bool],
    picture: Callable[..., Path],
    qtbot: QtBot,
) -> None:
    tab.set_form((FormRow("top", "5"), FormRow("images", files=("/old/a.png",), is_file=True)))
    zone, path = named(page, QWidget, "dropZone"), picture()
    hint = named(zone, QLabel, "dropHint").text()

    assert drop(zone, path)

    assert hint == "Replaces the file in “images”"
    replaced = (FormRow("top", "5"), FormRow("images", files=(str(path),), is_file=True))
    qtbot.waitUntil(lambda: tab.draft.body.form == replaced)  # once it is known that it is no table and no folder
    assert tab.draft.body.form == replaced


def test_without_files_the_zone_adds_a_row(page: BodyPage, form: Any, tab: RequestTab, named: Any) -> None:
    tab.set_form((FormRow("top", "5"),))

    assert named(page, QLabel, "dropHint").text() == "Adds a row with the file"


@pytest.mark.parametrize("target", ["formTable", "dropZone"])
def test_what_is_no_file_is_not_taken(
    page: BodyPage, form: Any, tab: RequestTab, named: Any, drop_mime: Callable[..., bool], target: str
) -> None:
    carried = QMimeData()
    carried.setText("just words")
    widget = named(page, QWidget, target)

    taken = drop_mime(form.viewport() if widget is form else widget, carried)

    assert not taken
    assert tab.draft.body.form == ()


def test_a_file_of_the_collection_is_written_down_relative_to_it(
    page: BodyPage, bench: Any, named: Any, drop: Callable[..., bool], picture: Callable[..., Path], qtbot: QtBot
) -> None:
    path = picture()
    root = str(path.parent)
    bench.opened(Collection(root, "c1", FolderNode("", "Flowers", (RequestNode("a.yml", "A"),))))
    bench.collections.drafts[root, "a.yml"] = RequestDraft(name="A", url=URL, body=Body(BodyKind.FORM_DATA))
    with qtbot.waitSignal(bench.workspace.current_changed):
        bench.workspace.open_request(root, "a.yml")
    page.show_tab(bench.workspace.current)

    drop(named(page, QTableView, "formTable").viewport(), path)

    assert bench.workspace.current.draft.body.form[0].files == ("daisy.png",)


def test_the_size_of_all_files_is_said(
    page: BodyPage, form: Any, tab: RequestTab, named: Any, tmp_path: Path, qtbot: QtBot
) -> None:
    for name in ("a.bin", "b.bin"):
        (tmp_path / name).write_bytes(bytes(300))

    tab.set_form((FormRow("f", files=(str(tmp_path / "a.bin"), str(tmp_path / "b.bin")), is_file=True),))

    qtbot.waitUntil(lambda: named(page, QLabel, "bodySummary").text() == "2 files, 600 B")


def test_a_row_with_a_file_is_higher_for_its_picture(form: Any, tab: RequestTab) -> None:
    tab.set_form((FormRow("top", "5"), FormRow("images", is_file=True)))

    assert [form.rowHeight(row) for row in range(3)] == [36, 60, 36]


def test_a_narrow_table_leaves_the_content_type_out(form: Any, page: BodyPage) -> None:
    page.resize(420, 500)

    assert form.isColumnHidden(4)


def test_a_pasted_picture_becomes_a_file_of_the_request(
    form: Any, tab: RequestTab, qtbot: QtBot, bench: Any, tmp_path: Path
) -> None:
    root = str(tmp_path)
    bench.opened(Collection(root, "c1", FolderNode("", "Flowers", (RequestNode("a.yml", "A"),))))
    bench.collections.drafts[root, "a.yml"] = tab.draft
    with qtbot.waitSignal(bench.workspace.current_changed):
        bench.workspace.open_request(root, "a.yml")
    current = bench.workspace.current
    form.parentWidget().window().show_tab(current)
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    QGuiApplication.clipboard().setImage(image)
    form.setFocus()

    qtbot.keyClick(form, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)

    qtbot.waitUntil(lambda: bool(current.draft.body.form))
    assert current.draft.body.form[0].files == ("samples/pasted-1.png",)
    assert (tmp_path / "samples" / "pasted-1.png").exists()


def test_what_is_wrong_with_a_part_is_marked_in_its_cell(form: Any, tab: RequestTab) -> None:
    tab.set_form((FormRow("images", is_file=True), FormRow("top", "{{nowhere}}")))

    tab.send()

    tips = [form.model().index(row, 3).data(Qt.ItemDataRole.ToolTipRole) for row in range(2)]
    assert all(tips)
    assert "nowhere" in tips[1]


# URL-encoded ---------------------------------------------------------------------------------------------------------


def test_a_typed_field_belongs_to_the_request(page: BodyPage, tab: RequestTab, named: Any, qtbot: QtBot) -> None:
    tab.set_body_kind(BodyKind.URLENCODED)
    table = named(page, QTableView, "urlencodedTable")

    qtbot.keyClicks(_edit(table, 0, 1), "text")
    qtbot.keyClicks(_edit(table, 0, 2), "a b")

    assert tab.draft.body.urlencoded == (Row("text", "a b"),)


# Raw -----------------------------------------------------------------------------------------------------------------


def test_typed_text_is_the_body(raw: Any, tab: RequestTab, qtbot: QtBot) -> None:
    qtbot.keyClicks(raw, "[1, 2]")

    assert tab.draft.body.raw == "[1, 2]"


def test_the_size_of_the_text_counts_bytes(raw: Any, page: BodyPage, tab: RequestTab, named: Any) -> None:
    tab.set_raw('"花"')

    assert named(page, QLabel, "rawSize").text() == "5 B"


def test_json_is_checked_while_it_is_typed(raw: Any, page: BodyPage, named: Any, qtbot: QtBot) -> None:
    qtbot.keyClicks(raw, "[1, 2]")

    state = named(page, QLabel, "jsonState")
    qtbot.waitUntil(lambda: (state.isVisible(), state.text()) == (True, "Valid JSON"))


def test_what_is_wrong_with_the_json_is_said_with_its_place(
    raw: Any, page: BodyPage, tab: RequestTab, named: Any, qtbot: QtBot
) -> None:
    tab.set_raw('{\n  "a": 1\n  "b": 2\n}')

    state = named(page, QLabel, "jsonState")
    qtbot.waitUntil(lambda: state.text().startswith("Line 3, column 3:"))
    assert "comma" in state.text()


def test_a_missing_comma_is_added_at_a_click(
    raw: Any, page: BodyPage, tab: RequestTab, named: Any, qtbot: QtBot
) -> None:
    tab.set_raw('{\n  "a": 1\n  "b": 2\n}')
    fix = named(page, QPushButton, "jsonFix")
    qtbot.waitUntil(fix.isVisible)

    qtbot.mouseClick(fix, LEFT)

    assert json.loads(tab.draft.body.raw) == {"a": 1, "b": 2}
    qtbot.waitUntil(lambda: named(page, QLabel, "jsonState").text() == "Valid JSON")


@pytest.mark.parametrize("language", [RawLanguage.TEXT, RawLanguage.XML, RawLanguage.HTML])
def test_only_json_is_checked_and_laid_out(
    raw: Any, page: BodyPage, tab: RequestTab, named: Any, language: RawLanguage
) -> None:
    tab.set_raw("{")

    tab.set_language(language)

    assert not named(page, QLabel, "jsonState").isVisible()
    assert not named(page, QPushButton, "beautify").isEnabled()


def test_a_language_is_chosen_from_the_list(
    raw: Any, page: BodyPage, tab: RequestTab, named: Any, qtbot: QtBot
) -> None:
    combo = named(page, QComboBox, "rawLanguage")
    combo.setFocus()

    qtbot.keyClick(combo, Qt.Key.Key_X)

    assert tab.draft.body.language is RawLanguage.XML


def test_beautify_lays_json_out_without_touching_a_number(
    raw: Any, page: BodyPage, tab: RequestTab, named: Any, qtbot: QtBot
) -> None:
    tab.set_raw('{"a":1.10,"b":12345678901234567890}')

    qtbot.mouseClick(named(page, QPushButton, "beautify"), LEFT)

    assert tab.draft.body.raw == '{\n  "a": 1.10,\n  "b": 12345678901234567890\n}'


def test_the_place_of_the_caret_is_said(raw: Any, page: BodyPage, named: Any, qtbot: QtBot) -> None:
    qtbot.keyClicks(raw, "ab")

    assert named(page, QLabel, "caretPlace").text() == "Ln 1, Col 3"


def test_going_to_the_problem_puts_the_caret_there(
    raw: Any, page: BodyPage, tab: RequestTab, named: Any, qtbot: QtBot
) -> None:
    tab.set_raw('{\n  "a": 1\n  "b": 2\n}')
    qtbot.waitUntil(lambda: named(page, QLabel, "jsonState").text().startswith("Line 3"))

    page.go_to("body.raw")

    assert named(page, QLabel, "caretPlace").text() == "Ln 3, Col 3"


# Binary --------------------------------------------------------------------------------------------------------------


def test_a_typed_path_is_the_body(page: BodyPage, tab: RequestTab, named: Any, tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "weights.bin"
    path.write_bytes(bytes(1300))
    tab.set_body_kind(BodyKind.BINARY)

    qtbot.keyClicks(named(page, QLineEdit, "binaryPath"), str(path))

    assert tab.draft.body.binary == str(path)
    qtbot.waitUntil(lambda: named(page, QLabel, "binaryFacts").text() == "1.3 KB")


def test_a_file_that_is_not_there_is_said_to_be_missing(
    page: BodyPage, tab: RequestTab, named: Any, tmp_path: Path, qtbot: QtBot
) -> None:
    tab.set_body_kind(BodyKind.BINARY)

    tab.set_binary(str(tmp_path / "gone.bin"))

    facts = named(page, QLabel, "binaryFacts")
    qtbot.waitUntil(lambda: bool(facts.text()))
    assert "gone.bin" in facts.text()
    assert facts.property("ink") == "err"


# Files in raw bodies -------------------------------------------------------------------------------------------------


@pytest.fixture
def chosen_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a file that every dialog for files answers with."""
    path = tmp_path / "花.bin"
    path.write_bytes(bytes(3000))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(path)], ""))
    return path


@pytest.mark.parametrize(
    ("text", "caret", "expected"),
    [
        ("", 0, '"{}"'),
        ('{"a": ""}', 7, '{"a": "{}"}'),
        ('{"a": }', 6, '{"a": "{}"}'),
    ],
    ids=["nothing", "within quotes", "without quotes"],
)
def test_a_file_is_inserted_as_base64(  # the braces of `expected` stand for its placeholder
    raw: Any,
    page: BodyPage,
    tab: RequestTab,
    named: Any,
    chosen_file: Path,
    qtbot: QtBot,
    text: str,
    caret: int,
    expected: str,
) -> None:
    tab.set_raw(text)
    raw.go_to(caret)

    qtbot.keyClick(named(page, QToolButton, "insertFile"), Qt.Key.Key_Space)

    head, _, tail = expected.rpartition("{}")
    assert tab.draft.body.raw == head + "{{file:" + str(chosen_file) + " | base64}}" + tail


def test_a_text_in_another_language_gets_no_quotes(
    raw: Any, page: BodyPage, tab: RequestTab, named: Any, chosen_file: Path, qtbot: QtBot
) -> None:
    tab.set_language(RawLanguage.TEXT)

    qtbot.keyClick(named(page, QToolButton, "insertFile"), Qt.Key.Key_Space)

    assert tab.draft.body.raw == "{{file:" + str(chosen_file) + " | base64}}"


def test_dropped_files_are_inserted_at_the_caret(
    raw: Any, tab: RequestTab, drop: Callable[..., bool], tmp_path: Path
) -> None:
    for name in ("a.jpg", "b.jpg"):
        (tmp_path / name).touch()

    assert drop(raw.viewport(), tmp_path / "a.jpg", tmp_path / "b.jpg")

    marks = ['"{{file:' + str(tmp_path / name) + ' | base64}}"' for name in ("a.jpg", "b.jpg")]
    assert tab.draft.body.raw == ", ".join(marks)


def test_a_file_with_a_brace_in_its_name_is_refused(
    raw: Any, tab: RequestTab, bench: Any, drop: Callable[..., bool], tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "a{b}.jpg").touch()

    with qtbot.waitSignal(bench.workspace.told) as told:
        drop(raw.viewport(), tmp_path / "a{b}.jpg")

    assert "a brace in its name" in str(told.args[0])
    assert tab.draft.body.raw == ""


def test_an_inserted_file_is_explained_with_its_size(
    raw: Any, page: BodyPage, tab: RequestTab, chosen_file: Path, qtbot: QtBot
) -> None:
    tab.set_raw('"{{file:' + str(chosen_file) + ' | base64}}"')
    mark = FileMark(str(chosen_file), "base64")

    qtbot.waitUntil(lambda: "3.0 KB" in raw.file_explanation(mark)[1])

    assert raw.file_explanation(mark)[1] == "花.bin · 3.0 KB · base64"


def test_a_missing_file_is_painted_in_red_until_it_is_there(
    raw: Any, page: BodyPage, tab: RequestTab, tmp_path: Path, qtbot: QtBot
) -> None:
    tab.set_raw('"{{file:' + str(tmp_path / "gone.jpg") + ' | base64}}"')
    red = page.kit.theme.color("errSoft").rgb()

    def has_red() -> bool:
        image = raw.viewport().grab().toImage()
        return any(image.pixel(x, 12) == red for x in range(20, 300))

    qtbot.waitUntil(has_red)


def test_comments_are_allowed_and_said_not_to_be_sent(
    raw: Any, page: BodyPage, tab: RequestTab, named: Any, qtbot: QtBot
) -> None:
    qtbot.keyClicks(raw, "[1] // one")

    state = named(page, QLabel, "jsonState")
    qtbot.waitUntil(lambda: state.text() == "Valid JSON, comments are not sent")
    tab.send()
    assert not tab.problems


def test_two_braces_offer_variables_and_what_is_built_in(raw: Any, tab: RequestTab, qtbot: QtBot) -> None:
    qtbot.keyClicks(raw, "{{$uui")
    popup = raw._completion.completer.view
    qtbot.waitUntil(popup.isVisible)

    qtbot.keyClick(popup, Qt.Key.Key_Return)

    assert tab.draft.body.raw == "{{$uuid}}"


# All of a part -------------------------------------------------------------------------------------------------------


@pytest.fixture
def details(form: Any, tab: RequestTab, chosen: Callable[[str], None], qtbot: QtBot) -> Iterator[Callable[..., Any]]:
    """Open the dialog of the first part through its menu."""

    def opened(row: FormRow) -> Any:
        tab.set_form((row,))
        form.setFocus()
        form.setCurrentIndex(form.model().index(0, 5))
        qtbot.keyClick(form, Qt.Key.Key_Return)
        chosen("Files, name and headers…")
        qtbot.waitUntil(lambda: form.findChild(QDialog, "partDialog") is not None)
        dialog = form.findChild(QDialog, "partDialog")
        dialog.activateWindow()
        qtbot.waitUntil(dialog.isActiveWindow)
        return dialog

    yield opened
    for dialog in form.findChildren(QDialog):
        dialog.close()


THREE = FormRow("f", files=("a.jpg", "b.jpg", "c.jpg"), is_file=True)


def test_files_of_a_part_are_moved_removed_and_added_by_keys(
    details: Callable[..., Any], tab: RequestTab, named: Any, chosen_file: Path, qtbot: QtBot
) -> None:
    dialog = details(THREE)
    files = named(dialog, QListWidget, "partFiles")

    qtbot.keyClick(files, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClick(files, Qt.Key.Key_Down)
    qtbot.keyClick(files, Qt.Key.Key_Delete)
    qtbot.keyClick(named(dialog, QPushButton, "partFileAdd"), Qt.Key.Key_Space)
    qtbot.keyClick(named(dialog, QPushButton, "partOk"), Qt.Key.Key_Return)

    assert tab.draft.body.form[0].files == ("b.jpg", "a.jpg", str(chosen_file))


def test_what_is_typed_in_the_dialog_belongs_to_the_part(
    details: Callable[..., Any], tab: RequestTab, named: Any, qtbot: QtBot
) -> None:
    dialog = details(FormRow("f", files=("a.jpg",), is_file=True))

    qtbot.keyClicks(named(dialog, QLineEdit, "partType"), "image/x-own")
    qtbot.keyClicks(named(dialog, QLineEdit, "partFileName"), "flower.jpg")
    qtbot.keyClick(named(dialog, QComboBox, "partFileNames"), Qt.Key.Key_End)
    table = named(dialog, QTableView, "partHeaders")
    qtbot.keyClicks(_edit(table, 0, 1), "X-A")
    qtbot.keyClicks(_edit(table, 0, 2), "1")
    qtbot.mouseClick(named(dialog, QPushButton, "partOk"), LEFT)

    assert tab.draft.body.form == (
        FormRow(
            "f",
            files=("a.jpg",),
            is_file=True,
            content_type="image/x-own",
            file_name="flower.jpg",
            headers=(Row("X-A", "1"),),
            file_names=FileNames.ASCII,
        ),
    )


def test_cancelling_changes_nothing(details: Callable[..., Any], tab: RequestTab, named: Any, qtbot: QtBot) -> None:
    dialog = details(THREE)

    qtbot.keyClick(named(dialog, QListWidget, "partFiles"), Qt.Key.Key_Delete)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)

    assert tab.draft.body.form == (THREE,)


def test_several_files_go_by_their_own_names(details: Callable[..., Any], named: Any) -> None:
    name = named(details(THREE), QLineEdit, "partFileName")

    assert (name.isEnabled(), name.placeholderText()) == (False, "Each file goes by its own name")


@pytest.mark.parametrize(("name", "is_shown"), [("a.jpg", False), ("花.jpg", True)])
def test_how_file_names_are_written_is_asked_where_it_matters(
    page: BodyPage, form: Any, tab: RequestTab, named: Any, name: str, is_shown: bool
) -> None:
    tab.set_form((FormRow("f", files=(name,), is_file=True),))

    assert named(page, QComboBox, "fileNames").isVisible() is is_shown


def test_how_file_names_are_written_is_chosen_by_keys(
    page: BodyPage, form: Any, tab: RequestTab, named: Any, qtbot: QtBot
) -> None:
    tab.set_form((FormRow("f", files=("花.jpg",), is_file=True),))

    qtbot.keyClick(named(page, QComboBox, "fileNames"), Qt.Key.Key_Down)

    assert tab.draft.body.file_names is FileNames.EXTENDED
