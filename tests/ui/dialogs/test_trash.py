"""The trash in the window: what was deleted is put back, or goes for good once somebody agrees."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMessageBox, QPushButton, QTableWidget
from pytestqt.qtbot import QtBot

from modelpost.main import Program
from modelpost.ui.dialogs.trash import TrashDialog
from modelpost.ui.kit.notices import EmptyState

LEFT = Qt.MouseButton.LeftButton
FIXTURE = Path(__file__).parent.parent.parent / "fixtures" / "bruno_collection"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(FIXTURE, tmp_path / "masks")
    return tmp_path / "masks"


@pytest.fixture
def settled(program: Program, qtbot: QtBot) -> Callable[[], None]:
    return lambda: qtbot.waitUntil(lambda: program.background.is_idle)


@pytest.fixture
def trash(program: Program, root: Path, settled: Callable[[], None]) -> TrashDialog:
    """Delete two things one after the other, and open the trash."""
    program.workspace.open_collection(str(root))
    settled()
    program.workspace.items.delete(str(root), ["mask/json.yml"])
    program.workspace.items.delete(str(root), ["mask/detect.yml", "mask/deep"])
    settled()
    program.window.actions_table["trash.show"].trigger()
    settled()
    dialog = program.window.findChild(TrashDialog)
    assert isinstance(dialog, TrashDialog)
    return dialog


@pytest.fixture
def rows(trash: TrashDialog, named: Any) -> Callable[[], list[list[str]]]:
    def read() -> list[list[str]]:
        table = named(trash, QTableWidget, "trashTable")
        return [[table.item(row, column).text() for column in range(3)] for row in range(table.rowCount())]

    return read


@pytest.fixture
def press(trash: TrashDialog, named: Any, qtbot: QtBot, settled: Callable[[], None]) -> Callable[[str], None]:
    def click(name: str) -> None:
        questions = trash.findChildren(QMessageBox, "trashQuestion")
        question = next((each for each in questions if each.isVisible()), trash)
        qtbot.mouseClick(named(question, QPushButton, name), LEFT)
        settled()

    return click


def test_what_was_deleted_is_listed_latest_first(rows: Callable[[], list[list[str]]]) -> None:
    assert rows() == [
        ["Detect masks (image) and 1 more", "Mask detector demo", "mask"],
        ["Score rows", "Mask detector demo", "mask"],
    ]


def test_it_is_put_back_where_it_was(
    trash: TrashDialog, rows: Callable[[], list[list[str]]], press: Callable[[str], None], root: Path, named: Any
) -> None:
    named(trash, QTableWidget, "trashTable").selectRow(1)

    press("restoreDeleted")

    assert (root / "mask" / "json.yml").is_file()
    assert [row[0] for row in rows()] == ["Detect masks (image) and 1 more"]


def test_it_goes_for_good_only_when_somebody_agrees(
    trash: TrashDialog, rows: Callable[[], list[list[str]]], press: Callable[[str], None], named: Any, program: Program
) -> None:
    named(trash, QTableWidget, "trashTable").selectRow(0)

    press("deleteForGood")
    press("trashRefused")
    kept = rows()
    press("deleteForGood")
    press("trashAgreed")

    assert len(kept) == 2
    assert [row[0] for row in rows()] == ["Score rows"]
    assert len(list(program.profile.trash.iterdir())) == 1


def test_the_key_asks_too(trash: TrashDialog, named: Any, qtbot: QtBot, press: Callable[[str], None]) -> None:
    table = named(trash, QTableWidget, "trashTable")
    table.selectRow(0)
    table.setFocus()

    qtbot.keyClick(table, Qt.Key.Key_Delete)

    question = trash.findChild(QMessageBox, "trashQuestion")
    assert isinstance(question, QMessageBox)
    assert question.text() == "Delete 2 items for good?"
    press("trashRefused")


def test_the_trash_is_emptied(trash: TrashDialog, press: Callable[[str], None], named: Any, program: Program) -> None:
    press("emptyTrash")
    press("trashAgreed")

    assert list(program.profile.trash.iterdir()) == []
    assert named(trash, EmptyState, "emptyTrashNotice").isVisible()
    assert not named(trash, QPushButton, "emptyTrash").isEnabled()


def test_what_cannot_be_put_back_says_why_and_stays(
    trash: TrashDialog, rows: Callable[[], list[list[str]]], press: Callable[[str], None], root: Path, named: Any
) -> None:
    shutil.move(root, root.with_name("away"))
    named(trash, QTableWidget, "trashTable").selectRow(0)

    press("restoreDeleted")

    assert "no longer at its place" in named(trash, QLabel, "trashTrouble").text()
    assert len(rows()) == 2


def test_what_another_window_put_back_is_no_longer_listed_after_a_try(
    trash: TrashDialog, rows: Callable[[], list[list[str]]], press: Callable[[str], None], named: Any, program: Program
) -> None:
    named(trash, QTableWidget, "trashTable").selectRow(0)
    for entry in program.profile.trash.iterdir():
        shutil.rmtree(entry)

    press("restoreDeleted")

    assert "no longer in the trash" in named(trash, QLabel, "trashTrouble").text()
    assert rows() == []


def test_every_button_is_reached_by_the_keyboard(trash: TrashDialog) -> None:
    buttons = trash.findChildren(QPushButton)

    assert buttons
    assert all(button.accessibleName() or button.text() for button in buttons)
    assert all(button.focusPolicy() & Qt.FocusPolicy.TabFocus for button in buttons)
