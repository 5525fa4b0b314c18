"""Items go to another collection by the mouse, by a key and by a command."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from modelpost.main import Program
from modelpost.ui.dialogs.move_items import MoveItemsDialog
from modelpost.ui.dialogs.place_box import PlaceBox

FIXTURE = Path(__file__).parent.parent.parent / "fixtures" / "bruno_collection"
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def settled(program: Program, qtbot: QtBot) -> Callable[[], None]:
    return lambda: qtbot.waitUntil(lambda: program.background.is_idle)


@pytest.fixture
def masks(tmp_path: Path, program: Program, settled: Callable[[], None]) -> Path:
    shutil.copytree(FIXTURE, tmp_path / "masks")
    program.workspace.open_collection(str(tmp_path / "masks"))
    settled()
    return tmp_path / "masks"


@pytest.fixture
def field(tmp_path: Path, masks: Path, program: Program, settled: Callable[[], None]) -> Path:
    del masks  # comes first
    program.workspace.create_collection(str(tmp_path / "field"), "Field")
    settled()
    return tmp_path / "field"


@pytest.fixture
def at(program: Program) -> Callable[[Path, str], QModelIndex]:
    def find(root: Path, path: str) -> QModelIndex:
        found = tree_of(program).model().index_of(str(root), path)
        assert found.isValid(), path
        return found

    return find


@pytest.fixture
def choose(program: Program, named: Any, qtbot: QtBot, settled: Callable[[], None]) -> Callable[[Path, str], None]:
    """Choose a place in the dialog that is open, and agree."""

    def go(root: Path, folder: str) -> None:
        dialog = named(program.window, MoveItemsDialog, "moveItemsDialog")
        box = named(dialog, PlaceBox, "movePlace")
        box.setCurrentIndex(next(n for n in range(box.count()) if box.itemData(n) == (str(root), folder)))
        qtbot.mouseClick(named(dialog, QPushButton, "moveItemsOk"), LEFT)
        settled()

    return go


def tree_of(program: Program) -> Any:
    return program.window.sidebar.focus_target


def test_rows_are_dropped_on_another_collection(
    program: Program, masks: Path, field: Path, at: Callable[[Path, str], QModelIndex], settled: Callable[[], None]
) -> None:
    model, action = tree_of(program).model(), Qt.DropAction.MoveAction
    carried = model.mimeData([at(masks, "mask/detect.yml"), at(masks, "mask/deep")])

    may_drop = model.canDropMimeData(carried, action, -1, -1, at(field, ""))
    model.dropMimeData(carried, action, -1, -1, at(field, ""))
    settled()

    assert may_drop
    assert (field / "detect.yml").is_file()
    assert (field / "detect.view.yaml").is_file() == (FIXTURE / "mask" / "detect.view.yaml").is_file()
    assert (field / "deep" / "older.yml").is_file()
    assert not (masks / "mask" / "deep").exists()
    assert at(field, "deep/older.yml").isValid()


def test_what_was_dropped_on_another_collection_is_taken_back(
    program: Program,
    masks: Path,
    field: Path,
    at: Callable[[Path, str], QModelIndex],
    settled: Callable[[], None],
    named: Any,
    qtbot: QtBot,
) -> None:
    (field / "json.yml").write_text("info:\n  name: Another\n  type: http\n  seq: 1\nhttp:\n  method: GET\n  url: x\n")
    model = tree_of(program).model()

    def rows() -> list[str]:
        return [model.index(row, 0, at(masks, "mask")).data() for row in range(model.rowCount(at(masks, "mask")))]

    names = rows()
    carried = model.mimeData([at(masks, "mask/json.yml"), at(masks, "mask/deep")])

    model.dropMimeData(carried, Qt.DropAction.MoveAction, -1, -1, at(field, ""))
    settled()

    qtbot.mouseClick(named(program.window, QPushButton, "toastUndo"), LEFT)
    settled()

    assert not (field / "json-2.yml").exists()
    assert (masks / "mask" / "json.yml").is_file()
    assert (masks / "mask" / "deep" / "older.yml").is_file()
    assert rows() == names


def test_a_key_asks_where_a_row_shall_go(
    program: Program,
    masks: Path,
    field: Path,
    at: Callable[[Path, str], QModelIndex],
    choose: Callable[[Path, str], None],
    qtbot: QtBot,
) -> None:
    tree = tree_of(program)
    tree.setFocus()
    tree.setCurrentIndex(at(masks, "mask/json.yml"))

    qtbot.keyClick(tree, Qt.Key.Key_M, Qt.KeyboardModifier.AltModifier)
    choose(field, "")

    assert (field / "json.yml").is_file()
    assert not (masks / "mask" / "json.yml").exists()


def test_a_command_moves_the_request_in_front(
    program: Program, masks: Path, choose: Callable[[Path, str], None], settled: Callable[[], None]
) -> None:
    program.workspace.open_request(str(masks), "mask/json.yml")
    settled()

    program.window.actions_table["request.move"].trigger()
    choose(masks, "mask/deep")

    assert (masks / "mask" / "deep" / "json.yml").is_file()
    tab = program.workspace.current
    assert tab is not None
    assert tab.location == (str(masks), "mask/deep/json.yml")


def test_the_command_saves_what_is_nowhere_yet(program: Program, masks: Path, named: Any) -> None:
    program.workspace.new_tab()

    program.window.actions_table["request.move"].trigger()

    assert named(program.window, QPushButton, "saveRequestOk").isVisible()
