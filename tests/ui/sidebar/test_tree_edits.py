"""What the user does in the tree reaches the disk: names, order, copies, deletion, folders."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QTabBar, QTableView, QTextBrowser
from pytestqt.qtbot import QtBot

from modelpost.main import Program
from modelpost.ui.request.conflict_banner import ConflictBanner
from modelpost.workbench.collection_model import CollectionModel, TreeRole

Key, LEFT, CONTROL = Qt.Key, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier
FIXTURE = Path(__file__).parent.parent.parent / "fixtures" / "bruno_collection"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(FIXTURE, tmp_path / "masks")
    return tmp_path / "masks"


@pytest.fixture
def settled(program: Program, qtbot: QtBot) -> Callable[[], None]:
    return lambda: qtbot.waitUntil(lambda: program.background.is_idle)


@pytest.fixture
def tree(program: Program, root: Path, settled: Callable[[], None]) -> Any:
    program.workspace.open_collection(str(root))
    settled()
    return program.window.sidebar.focus_target


@pytest.fixture
def at(tree: Any, root: Path) -> Callable[[str], QModelIndex]:
    """Return the row of what is at a path."""

    def find(path: str) -> QModelIndex:
        model = tree.model()
        assert isinstance(model, CollectionModel)
        found = model.index_of(str(root), path)
        assert found.isValid(), path
        return found

    return find


@pytest.fixture
def chosen_row(tree: Any, at: Callable[[str], QModelIndex]) -> Callable[[str], None]:
    def choose(path: str) -> None:
        tree.setFocus()
        tree.setCurrentIndex(at(path))

    return choose


def paths(tree: Any, parent: QModelIndex) -> list[str]:
    model = tree.model()
    return [model.index(row, 0, parent).data(TreeRole.PATH) for row in range(model.rowCount(parent))]


def test_f2_names_a_request_in_its_place(
    tree: Any, root: Path, chosen_row: Callable[[str], None], settled: Callable[[], None], qtbot: QtBot
) -> None:
    chosen_row("mask/json.yml")
    qtbot.keyClick(tree, Key.Key_F2)
    line = tree.findChild(QLineEdit, "itemName")
    assert line is not None
    assert line.text() == "Score rows"
    line.selectAll()
    qtbot.keyClicks(line, "Score tables")
    qtbot.keyClick(line, Key.Key_Return)
    qtbot.waitUntil((root / "mask" / "Score tables.yml").is_file)
    settled()

    assert tree.currentIndex().data(TreeRole.PATH) == "mask/Score tables.yml"


def test_a_renamed_folder_stays_unfolded(
    program: Program, tree: Any, root: Path, at: Callable[[str], QModelIndex], settled: Callable[[], None]
) -> None:
    program.workspace.items.rename(str(root), "mask", "Masks")
    settled()

    assert tree.isExpanded(at("Masks"))
    assert tree.isExpanded(at("Masks/deep"))


def test_escape_leaves_the_name_as_it_is(
    tree: Any, root: Path, chosen_row: Callable[[str], None], settled: Callable[[], None], qtbot: QtBot
) -> None:
    chosen_row("mask/json.yml")
    qtbot.keyClick(tree, Key.Key_F2)
    line = tree.findChild(QLineEdit, "itemName")
    assert line is not None
    qtbot.keyClicks(line, "x")
    qtbot.keyClick(line, Key.Key_Escape)
    settled()

    assert (root / "mask" / "json.yml").is_file()


def test_a_copy_is_selected(
    tree: Any, root: Path, chosen_row: Callable[[str], None], settled: Callable[[], None], qtbot: QtBot
) -> None:
    chosen_row("mask/json.yml")

    qtbot.keyClick(tree, Key.Key_D, CONTROL)
    settled()

    assert (root / "mask" / "Score rows copy.yml").is_file()
    assert tree.currentIndex().data() == "Score rows copy"


def test_delete_takes_what_is_selected_and_undo_brings_it_back(
    program: Program,
    tree: Any,
    root: Path,
    at: Callable[[str], QModelIndex],
    chosen_row: Callable[[str], None],
    settled: Callable[[], None],
    named: Any,
    qtbot: QtBot,
) -> None:
    before = {p: p.read_bytes() for p in root.rglob("*") if p.is_file()}
    chosen_row("mask/json.yml")
    tree.selectionModel().select(at("mask/detect.yml"), tree.selectionModel().SelectionFlag.Select)

    qtbot.keyClick(tree, Key.Key_Delete)
    settled()

    gone = set(before) - set(root.rglob("*"))
    assert {path.name for path in gone} == {"json.yml", "detect.yml"}
    assert program.window.toasts.texts == ("2 items were deleted.",)
    qtbot.mouseClick(named(program.window, QPushButton, "toastUndo"), LEFT)
    settled()
    assert {p: p.read_bytes() for p in root.rglob("*") if p.is_file()} == before


def test_a_row_that_is_dragged_goes_where_it_is_dropped(
    tree: Any, root: Path, at: Callable[[str], QModelIndex], settled: Callable[[], None]
) -> None:
    model, action = tree.model(), Qt.DropAction.MoveAction
    carried = model.mimeData([at("mask/detect.yml")])

    is_taken = model.dropMimeData(carried, action, -1, -1, at("mask/deep"))
    settled()

    assert is_taken
    assert (root / "mask" / "deep" / "detect.yml").is_file()
    assert paths(tree, at("mask/deep")) == ["mask/deep/older.yml", "mask/deep/detect.yml"]


def test_a_row_is_dropped_ahead_of_another(
    tree: Any, at: Callable[[str], QModelIndex], settled: Callable[[], None]
) -> None:
    model, row = tree.model(), at("mask/json.yml").row()

    model.dropMimeData(model.mimeData([at("mask/detect.yml")]), Qt.DropAction.MoveAction, row, 0, at("mask"))
    settled()

    order = paths(tree, at("mask"))
    assert order.index("mask/detect.yml") < order.index("mask/json.yml")


@pytest.mark.parametrize("place", ["mask", "mask/deep"])
def test_a_folder_is_not_dropped_into_itself(tree: Any, at: Callable[[str], QModelIndex], place: str) -> None:
    model = tree.model()

    assert not model.canDropMimeData(model.mimeData([at("mask")]), Qt.DropAction.MoveAction, -1, -1, at(place))


def test_keys_move_a_row_up_and_down(
    tree: Any,
    at: Callable[[str], QModelIndex],
    chosen_row: Callable[[str], None],
    settled: Callable[[], None],
    qtbot: QtBot,
) -> None:
    chosen_row("mask/detect.yml")

    qtbot.keyClick(tree, Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    settled()

    order = paths(tree, at("mask"))
    assert order.index("mask/detect.yml") < order.index("mask/json.yml")


def test_a_new_folder_is_made_from_the_menu(
    tree: Any, root: Path, chosen: Callable[[str], None], at: Callable[[str], QModelIndex], settled: Callable[[], None]
) -> None:
    tree.scrollTo(at("mask"))
    tree.customContextMenuRequested.emit(tree.visualRect(at("mask")).center())

    chosen("New folder")
    settled()

    assert (root / "mask" / "New folder" / "folder.yml").is_file()
    assert tree.currentIndex().data() == "New folder"


# Tabs ----------------------------------------------------------------------------------------------------------------


def test_one_click_looks_and_two_keep(
    program: Program, tree: Any, at: Callable[[str], QModelIndex], settled: Callable[[], None], qtbot: QtBot
) -> None:
    def click(path: str) -> None:
        qtbot.mouseClick(tree.viewport(), LEFT, pos=tree.visualRect(at(path)).center())
        settled()

    click("mask/json.yml")
    click("mask/detect.yml")
    looked_at = [tab.title for tab in program.workspace.tabs]
    qtbot.mouseDClick(tree.viewport(), LEFT, pos=tree.visualRect(at("mask/detect.yml")).center())
    settled()
    click("mask/json.yml")

    assert looked_at == ["Detect masks (image)"]
    assert [tab.title for tab in program.workspace.tabs] == ["Detect masks (image)", "Score rows"]


def test_a_click_that_chooses_more_opens_nothing(
    program: Program, tree: Any, at: Callable[[str], QModelIndex], settled: Callable[[], None], qtbot: QtBot
) -> None:
    qtbot.keyPress(tree, Key.Key_Control)
    for path in ("mask/json.yml", "mask/detect.yml"):
        place = tree.visualRect(at(path)).center()
        qtbot.mouseClick(tree.viewport(), LEFT, CONTROL, place)
    settled()

    assert program.workspace.tabs == ()
    assert len(tree.selectedIndexes()) == 2


def test_a_double_click_on_its_tab_keeps_a_request(
    program: Program, tree: Any, root: Path, settled: Callable[[], None], named: Any, qtbot: QtBot
) -> None:
    program.workspace.open_request(str(root), "mask/json.yml", in_passing=True)
    settled()
    bar = named(program.window, QTabBar, "requestTabs")

    qtbot.mouseDClick(bar, LEFT, pos=bar.tabRect(0).center())

    assert program.workspace.passing is None


def test_an_unsaved_request_is_marked_in_the_tree(
    program: Program, tree: Any, root: Path, at: Callable[[str], QModelIndex], settled: Callable[[], None]
) -> None:
    program.workspace.open_request(str(root), "mask/json.yml")
    settled()
    tab = program.workspace.current
    assert tab is not None

    tab.set_method("PUT")

    assert at("mask/json.yml").data(TreeRole.UNSAVED) is True
    assert at("mask/json.yml").data(Qt.ItemDataRole.AccessibleTextRole) == "POST, Score rows, unsaved"
    tab.revert()
    assert at("mask/json.yml").data(TreeRole.UNSAVED) is False


def test_what_cannot_be_sent_is_shown_by_its_kind(at: Callable[[str], QModelIndex]) -> None:
    graph = at("mask/graph.yml")

    assert graph.data(TreeRole.KEPT) == "GQL"
    assert graph.data(Qt.ItemDataRole.AccessibleTextRole).startswith("GQL, Graph, graph.yml is of the kind graphql")


# Windows -------------------------------------------------------------------------------------------------------------


def test_what_a_collection_lends_is_edited_and_saved(
    program: Program, tree: Any, root: Path, settled: Callable[[], None], named: Any, qtbot: QtBot
) -> None:
    program.window.collections.edit_folder(str(root), "")
    settled()
    dialog = named(program.window, QDialog, "folderSettings")
    dialog.show_page("variables")
    table = named(dialog, QTableView, "folderVariables")
    table.model().setData(table.model().index(1, 1), "size")
    table.model().setData(table.model().index(1, 2), "12")
    dialog.show_page("docs")
    editor = named(dialog, QPlainTextEdit, "folderDocs")
    editor.selectAll()
    editor.insertPlainText("# New docs")

    qtbot.mouseClick(named(dialog, QPushButton, "folderSave"), LEFT)
    settled()

    text = (root / "opencollection.yml").read_text()
    assert "- name: size" in text
    assert "# New docs" in text
    assert "name: Mask detector demo # shown in Bruno's sidebar" in text
    assert program.workspace.collections[0].tree.variables[-1].name == "size"


def test_docs_of_a_request_are_written_and_looked_at_and_nothing_is_fetched(
    program: Program, tree: Any, root: Path, settled: Callable[[], None], named: Any, qtbot: QtBot
) -> None:
    program.workspace.open_request(str(root), "mask/json.yml")
    settled()
    program.window.area.request_pane.show_page("docs")
    editor = named(program.window, QPlainTextEdit, "requestDocs")
    editor.setFocus()

    qtbot.keyClicks(editor, "# Rows ![x](http://127.0.0.1:9/x.png) <b>not bold</b>")

    tab = program.workspace.current
    assert tab is not None
    assert tab.draft.docs.startswith("# Rows")
    page = named(program.window, QTextBrowser, "requestDocsPreview")
    page.parent().parent().show_mode("look")
    assert "<b>not bold</b>" in page.toPlainText()


def test_two_versions_are_shown_side_by_side_and_one_is_taken(
    program: Program, tree: Any, root: Path, settled: Callable[[], None], named: Any, qtbot: QtBot
) -> None:
    program.workspace.open_request(str(root), "mask/json.yml")
    settled()
    tab = program.workspace.current
    assert tab is not None
    tab.set_method("PUT")
    file = root / "mask" / "json.yml"
    file.write_text(file.read_text().replace("POST", "DELETE"))

    program.workspace.disk.look()
    settled()

    banner = program.window.area.findChild(ConflictBanner)
    assert banner is not None
    assert banner.isVisible()
    assert "Another program" in named(banner, QLabel, "conflictTitle").text()
    qtbot.mouseClick(named(banner, QPushButton, "conflict-compare"), LEFT)
    settled()
    dialog = named(program.window, QDialog, "conflictDialog")
    assert "method: PUT" in named(dialog, QPlainTextEdit, "mineText").toPlainText()
    assert "method: DELETE" in named(dialog, QPlainTextEdit, "theirsText").toPlainText()
    qtbot.mouseClick(named(dialog, QPushButton, "takeTheirs"), LEFT)
    assert tab.draft.method == "DELETE"
    assert not banner.isVisible()
