"""What once went wrong in the window stays mended."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QStackedWidget,
    QTableView,
    QToolButton,
    QTreeView,
    QWidget,
)

from modelpost.core.request import AuthChoice, Body, BodyKind, FormRow, RequestDraft, Row
from modelpost.core.tree import Collection, FolderNode, RequestNode
from modelpost.main import Program
from modelpost.ui.kit.controls import ThinSplitter
from modelpost.ui.kit.row_model import RowModel
from modelpost.ui.kit.rows import RowTable
from modelpost.ui.request.auth_page import AuthPage
from modelpost.ui.request.body_page import BodyPage
from modelpost.ui.request.headers_page import HeadersPage
from modelpost.ui.request.shapes import PairShape
from modelpost.ui.response.pane import ResponsePane
from modelpost.ui.sidebar.sidebar import Sidebar
from modelpost.workbench.sample_service import SampleService

LEFT = Qt.MouseButton.LeftButton
Key = Qt.Key
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
TOKEN = Row("X-Auth-Token", "not-a-real-token")
NOWHERE = RequestDraft(url="http://127.0.0.1:9/")


def test_model_flags(qtbot):
    from PySide6.QtCore import QModelIndex

    model = RowModel(PairShape(), QApplication.instance())
    assert model.flags(QModelIndex()) == Qt.ItemFlag.NoItemFlags


@pytest.fixture
def page(kit, bench, shown):
    made = HeadersPage(kit, bench.workspace, bench.catalogue, "M/1", bench.auth)
    shown(made)
    return made


def _bulk(page, named, qtbot):
    qtbot.mouseClick(named(page, QPushButton, "bulkEdit"), LEFT)
    return named(page, QPlainTextEdit, "headersText")


def test_bulk_renaming_a_masked_header_keeps_its_value(page, bench, named, qtbot):
    tab = bench.tab(RequestDraft(headers=(TOKEN,)))
    page.show_tab(tab)
    field = _bulk(page, named, qtbot)
    field.moveCursor(field.textCursor().MoveOperation.Start)
    qtbot.keyClicks(field, "Y")
    assert tab.draft.headers == (Row("YX-Auth-Token", "not-a-real-token"),)


def test_bulk_two_credentials_of_one_name(page, bench, named, qtbot):
    one, two = Row("X-Auth-Token", "not-a-real-token-1"), Row("X-Auth-Token", "not-a-real-token-2", enabled=False)
    tab = bench.tab(RequestDraft(headers=(one, two)))
    page.show_tab(tab)
    field = _bulk(page, named, qtbot)
    field.moveCursor(field.textCursor().MoveOperation.End)
    qtbot.keyClick(field, Key.Key_Return)
    qtbot.keyClicks(field, "A: b")
    assert tab.draft.headers == (one, two, Row("A", "b"))


def test_bulk_follows_undo_while_it_has_the_focus(page, bench, named, qtbot):
    tab = bench.tab(RequestDraft(headers=(Row("A", "1"),)))
    page.show_tab(tab)
    field = _bulk(page, named, qtbot)
    field.moveCursor(field.textCursor().MoveOperation.End)
    qtbot.keyClicks(field, "23")
    tab.undo()
    assert field.toPlainText() == "A: 1"


def test_bulk_another_tab_does_not_get_the_headers_of_the_first(program: Program, named, qtbot):
    one = program.workspace.new_tab(RequestDraft(headers=(Row("A", "1"),)))
    program.window.area.request_pane.show_page("headers")
    program.workspace.new_tab(RequestDraft(headers=(Row("B", "2"),)))
    program.window.area.request_pane.show_page("headers")
    field = _bulk(program.window, named, qtbot)
    field.setFocus()
    qtbot.keyClick(field, Key.Key_Tab, CONTROL)
    assert program.workspace.current is one
    assert field.toPlainText() == "A: 1"


def test_bulk_another_tab_typing(program: Program, named, qtbot):
    one = program.workspace.new_tab(RequestDraft(headers=(Row("A", "1"),)))
    program.window.area.request_pane.show_page("headers")
    program.workspace.new_tab(RequestDraft(headers=(Row("B", "2"),)))
    program.window.area.request_pane.show_page("headers")
    field = _bulk(program.window, named, qtbot)
    field.setFocus()
    qtbot.keyClick(field, Key.Key_Tab, CONTROL)
    field.moveCursor(field.textCursor().MoveOperation.End)
    qtbot.keyClicks(QApplication.focusWidget(), "x")
    assert one.draft.headers == (Row("A", "1x"),)


def test_revealed_row_of_another_tab(page, bench, named, qtbot, chosen):
    page.show_tab(bench.tab(RequestDraft(headers=(TOKEN,))))
    table = named(page, QTableView, "headersTable")
    qtbot.mouseClick(table.viewport(), LEFT, pos=table.visualRect(table.model().index(0, 3)).center())
    chosen("Reveal for 10 seconds")
    page.show_tab(bench.tab(RequestDraft(headers=(Row("X-Auth-Token", "not-a-real-token-either"),))))
    assert "not-a-real" not in table.model().index(0, 2).data()


def test_revealed_auth_of_another_tab(kit, shown, bench, named, qtbot):
    page = AuthPage(kit, bench.workspace, bench.auth)
    shown(page)
    page.show_tab(bench.tab(RequestDraft(auth=AuthChoice("bearer", (("token", "not-a-real-token"),)))))
    qtbot.mouseClick(named(page, QToolButton, "auth-tokenReveal"), LEFT)
    page.show_tab(bench.tab(RequestDraft(auth=AuthChoice("bearer", (("token", "not-a-real-token-2"),)))))
    assert named(page, QLineEdit, "auth-token").echoMode() is QLineEdit.EchoMode.Password


def _unwanted():
    raise AssertionError("nobody looked at the other pages of the sidebar")


def test_folded_collection_stays_folded(kit, bench, shown, named, qtbot):
    sidebar = Sidebar(kit, bench.workspace, SampleService([]), _unwanted, _unwanted)
    shown(sidebar)
    bench.opened(Collection("/f", "c", FolderNode("", "Flowers", (RequestNode("a.yml", "A"),))))
    tree = named(sidebar, QTreeView, "collectionTree")
    qtbot.mouseClick(tree.viewport(), LEFT, pos=tree.visualRect(tree.model().index(0, 0)).center())
    assert not tree.isExpanded(tree.model().index(0, 0))
    with qtbot.waitSignal(bench.workspace.collections_changed):
        bench.workspace.refresh("/f")
    assert not tree.isExpanded(tree.model().index(0, 0))


def test_high_contrast_is_in_force_at_once(program):
    before = program.theme.hex("border")
    program.settings.change(high_contrast=True)
    assert program.theme.hex("border") != before


def test_palette_after_cell_editor(program, named, qtbot):
    program.workspace.new_tab(RequestDraft(headers=(Row("A", "1"),)))
    program.window.area.request_pane.show_page("headers")
    table = named(program.window, QTableView, "headersTable")
    qtbot.mouseClick(table.viewport(), LEFT, pos=table.visualRect(table.model().index(0, 2)).center())
    editor = QApplication.focusWidget()
    assert editor.objectName() == "cellEditor"
    qtbot.keyClick(editor, Key.Key_K, CONTROL)
    text = named(program.window, QLineEdit, "paletteText")
    qtbot.waitUntil(text.hasFocus)
    qtbot.wait(50)
    qtbot.keyClick(text, Key.Key_Escape)
    qtbot.wait(50)
    assert QApplication.focusWidget() is not None


def test_menu_items_that_would_do_nothing_are_grey(program, named):
    menu = named(program.window, QToolButton, "menuButton").menu()
    menu.aboutToShow.emit()
    for group in menu.actions():
        group.menu().aboutToShow.emit()
    assert not program.window.actions_table["edit.undo"].isEnabled()


def test_settings_timeout_of_another_tab(program, named, qtbot):
    from dataclasses import replace

    from modelpost.core.request import RequestSettings

    one = program.workspace.new_tab(replace(NOWHERE, settings=RequestSettings(timeout=1.0)))
    program.window.area.request_pane.show_page("settings")
    program.workspace.new_tab(replace(NOWHERE, settings=RequestSettings(timeout=10.0)))
    program.window.area.request_pane.show_page("settings")
    line = named(program.window, QLineEdit, "requestTimeout")
    line.setFocus()
    program.workspace.show(one)
    assert line.text() == "1"


def test_cell_editor_other_tab(program, named, qtbot):
    one = program.workspace.new_tab(RequestDraft(headers=(Row("A", "1"),)))
    program.window.area.request_pane.show_page("headers")
    two = program.workspace.new_tab(RequestDraft(headers=(Row("B", "2"),)))
    program.window.area.request_pane.show_page("headers")
    table = named(program.window, QTableView, "headersTable")
    qtbot.mouseClick(table.viewport(), LEFT, pos=table.visualRect(table.model().index(0, 2)).center())
    qtbot.keyClicks(QApplication.focusWidget(), "99")
    qtbot.keyClick(QApplication.focusWidget(), Key.Key_Tab, CONTROL)
    assert program.workspace.current is one
    qtbot.wait(50)
    w = QApplication.focusWidget()
    if w is not None:
        qtbot.keyClick(w, Key.Key_Tab)
    assert one.draft.headers == (Row("A", "1"),)
    assert two.draft.headers == (Row("B", "99"),)


def test_shift_tab_leaves_the_table(kit, shown, qtbot):
    window = QWidget()
    before = QLineEdit(window)
    table = RowTable(kit, PairShape(), "t", "t", window)
    table.setGeometry(0, 50, 400, 200)
    shown(window)
    table.setFocus()
    table.setCurrentIndex(table.model().index(0, 0))
    qtbot.keyClick(table, Key.Key_Backtab, SHIFT)
    assert QApplication.focusWidget() is before


def test_tab_leaves_the_table_at_its_end(kit, shown, qtbot):
    window = QWidget()
    table = RowTable(kit, PairShape(), "t", "t", window)
    table.setGeometry(0, 0, 400, 200)
    after = QLineEdit(window)
    after.setGeometry(0, 350, 100, 30)
    shown(window)
    table.setFocus()
    table.setCurrentIndex(table.model().index(0, 3))
    qtbot.keyClick(table, Key.Key_Tab)
    assert QApplication.focusWidget() is after


@pytest.mark.parametrize(("key", "moved"), [(Key.Key_Right, 16), (Key.Key_Left, -16)])
def test_arrows_move_a_divider_sixteen_pixels(kit, shown, qtbot, key, moved):
    splitter = ThinSplitter(kit, "panes", Qt.Orientation.Horizontal)
    for _ in range(2):
        splitter.addWidget(QWidget())
    shown(splitter)
    splitter.setSizes([300, 399])
    before = splitter.sizes()[0]
    qtbot.keyClick(splitter.handle(1), key)
    assert splitter.sizes()[0] == before + moved


def test_undo_while_headers_are_edited_as_text_is_the_drafts(program: Program, named, qtbot):
    tab = program.workspace.new_tab(RequestDraft(headers=(Row("A", "1"),)))
    program.window.area.request_pane.show_page("headers")
    field = _bulk(program.window, named, qtbot)
    field.moveCursor(field.textCursor().MoveOperation.End)
    qtbot.keyClicks(field, "23")

    qtbot.keyClick(field, Key.Key_Z, CONTROL)

    assert tab.draft.headers == (Row("A", "1"),)


@pytest.mark.parametrize("name", ["appBar", "statusBar"])
def test_the_bars_grow_with_the_text_at_once(program, named, name):
    before = named(program.window, QWidget, name).height()

    program.settings.change(zoom=200)

    assert named(program.window, QWidget, name).height() == 2 * before


def test_an_old_answer_is_dimmed_while_the_next_is_awaited(kit, bench, shown, named, qtbot):
    tab = bench.tab()
    pane = ResponsePane(kit, bench.response, bench.background)
    shown(pane)
    bench.answer(tab)
    bench.sender.events = ()

    tab.send()

    views = named(pane, QStackedWidget, "responseViews")
    qtbot.waitUntil(lambda: views.graphicsEffect() is not None)
    tab.stop()


def test_what_was_said_of_a_file_goes_with_its_path(kit, bench, shown, named, qtbot, tmp_path):
    page = BodyPage(kit, bench.workspace, bench.files)
    shown(page)
    (tmp_path / "a").write_bytes(b"123")
    tab = bench.tab(RequestDraft(body=Body(BodyKind.BINARY, binary=str(tmp_path / "a"))))
    page.show_tab(tab)
    qtbot.waitUntil(lambda: named(page, QLabel, "binaryFacts").text() == "3 B")

    tab.set_binary("")

    assert named(page, QLabel, "binaryFacts").text() == ""


def test_a_filter_that_nothing_matches_says_so_and_can_be_cleared(kit, bench, shown, named, qtbot):
    sidebar = Sidebar(kit, bench.workspace, SampleService([]), _unwanted, _unwanted)
    shown(sidebar)
    bench.opened(Collection("/f", "c", FolderNode("", "Flowers", (RequestNode("a.yml", "A"),))))
    words = named(sidebar, QLineEdit, "treeFilter")
    qtbot.keyClicks(words, "zzz")
    said = named(sidebar, QWidget, "noMatches").accessibleDescription()

    qtbot.mouseClick(named(sidebar, QPushButton, "noMatchesButton"), LEFT)

    assert (said, words.text()) == ("Nothing matches “zzz”.", "")
    assert named(sidebar, QTreeView, "collectionTree").isVisible()


def test_the_panes_are_not_turned_where_there_are_none(program, qtbot):
    qtbot.keyClick(program.window, Key.Key_V, CONTROL | Qt.KeyboardModifier.AltModifier)

    assert program.settings.settings.orientation == "auto"


@pytest.fixture
def file_cell(kit, bench, shown, named):
    page = BodyPage(kit, bench.workspace, bench.files)
    shown(page)
    row = FormRow("f", files=("/x",), is_file=True)
    page.show_tab(bench.tab(RequestDraft(body=Body(BodyKind.FORM_DATA, form=(row,)))))
    form = named(page, QTableView, "formTable")
    form.setFocus()
    form.setCurrentIndex(form.model().index(0, 3))
    return form


def test_typing_on_a_file_opens_no_editor(file_cell, qtbot):
    qtbot.keyClick(file_cell, Key.Key_Q)

    assert QApplication.focusWidget() is file_cell


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_F2])
def test_a_key_on_a_file_picks_another(file_cell, qtbot, monkeypatch, key):
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: (["/y"], ""))

    qtbot.keyClick(file_cell, key)

    assert file_cell.rows_model.rows[0].files == ("/y",)


def test_the_undo_of_a_curl_command_takes_what_was_edited_since_along(program, named, qtbot):
    program.workspace.new_tab(NOWHERE)
    program.window.arrivals.import_curl("curl http://127.0.0.1:9/v1")
    tab = program.workspace.current
    tab.set_method("PUT")

    qtbot.mouseClick(named(program.window, QPushButton, "toastUndo"), LEFT)

    assert tab not in program.workspace.tabs
