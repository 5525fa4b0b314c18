"""Where a request is saved, and what is asked before something is lost."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QLineEdit, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from modelpost.core.tree import Collection, FolderNode
from modelpost.ui.dialogs.questions import CloseQuestion, SecretsQuestion
from modelpost.ui.dialogs.save_request import SaveRequestDialog
from modelpost.ui.kit.buttons import Kit

LEFT = Qt.MouseButton.LeftButton
COLLECTIONS = (
    Collection("/flowers", "c1", FolderNode("", "Flowers", (FolderNode("images", "Images"),))),
    Collection("/streets", "c2", FolderNode("", "Streets")),
)


@pytest.fixture
def window(shown: Callable[[QWidget], None]) -> QWidget:
    made = QWidget()
    shown(made)
    return made


@pytest.fixture
def dialog(kit: Kit, window: QWidget, qtbot: QtBot) -> SaveRequestDialog:
    made = SaveRequestDialog(kit, "New request", COLLECTIONS, window)
    qtbot.addWidget(made)
    made.open()
    return made


def test_the_name_is_ready_to_be_typed_over(dialog: SaveRequestDialog, named: Any, qtbot: QtBot) -> None:
    qtbot.keyClicks(named(dialog, QLineEdit, "requestName"), "Roses")

    assert dialog.chosen == ("/flowers", "", "Roses")


def test_every_folder_of_every_collection_is_offered(dialog: SaveRequestDialog, named: Any) -> None:
    places = named(dialog, QComboBox, "requestPlace")

    assert [places.itemText(i) for i in range(places.count())] == ["Flowers", "Flowers › Images", "Streets"]


def test_the_chosen_folder_is_told_with_its_collection(dialog: SaveRequestDialog, named: Any, qtbot: QtBot) -> None:
    qtbot.keyClick(named(dialog, QComboBox, "requestPlace"), Qt.Key.Key_Down)

    assert dialog.chosen == ("/flowers", "images", "New request")


@pytest.mark.parametrize(("name", "can_save"), [("", False), ("   ", False), ("x", True)])
def test_a_request_needs_a_name(dialog: SaveRequestDialog, named: Any, qtbot: QtBot, name: str, can_save: bool) -> None:
    field = named(dialog, QLineEdit, "requestName")
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_Delete)

    qtbot.keyClicks(field, name)

    assert named(dialog, QPushButton, "saveRequestOk").isEnabled() is can_save


@pytest.mark.parametrize(
    ("button", "result"),
    [("saveRequestOk", QDialog.DialogCode.Accepted), ("saveRequestCancel", QDialog.DialogCode.Rejected)],
    ids=["save", "cancel"],
)
def test_the_buttons_save_and_cancel(
    dialog: SaveRequestDialog, named: Any, qtbot: QtBot, button: str, result: QDialog.DialogCode
) -> None:
    with qtbot.waitSignal(dialog.finished) as told:
        qtbot.mouseClick(named(dialog, QPushButton, button), LEFT)

    assert told.args == [result.value]


def test_enter_in_the_name_saves(dialog: SaveRequestDialog, named: Any, qtbot: QtBot) -> None:
    with qtbot.waitSignal(dialog.accepted):
        qtbot.keyClick(named(dialog, QLineEdit, "requestName"), Qt.Key.Key_Return)


@pytest.mark.parametrize(
    ("count", "said"), [(1, "One request is not saved."), (3, "3 requests are not saved.")], ids=["one", "three"]
)
def test_the_question_before_closing_says_how_much_is_lost(window: QWidget, count: int, said: str) -> None:
    question = CloseQuestion(window, count, lambda: None)

    assert question.text() == said
    assert question.defaultButton().objectName() == "keepWorking"


@pytest.mark.parametrize(("button", "agreed"), [("closeAnyway", 1), ("keepWorking", 0)])
def test_only_the_answer_that_says_so_closes(
    window: QWidget, named: Any, qtbot: QtBot, button: str, agreed: int
) -> None:
    answers: list[str] = []
    question = CloseQuestion(window, 1, lambda: answers.append("agreed"))
    question.open()

    qtbot.mouseClick(named(question, QPushButton, button), LEFT)

    assert len(answers) == agreed
    qtbot.waitUntil(lambda: window.findChild(QMessageBox, "closeQuestion") is None)


@pytest.mark.parametrize(("button", "agreed"), [("keepAndSave", 1), ("keepUnsaved", 0)])
def test_a_credential_goes_into_the_keyring_only_when_asked_to(
    window: QWidget, named: Any, qtbot: QtBot, button: str, agreed: int
) -> None:
    answers: list[str] = []
    question = SecretsQuestion(window, lambda: answers.append("agreed"))
    question.open()

    qtbot.mouseClick(named(question, QPushButton, button), LEFT)

    assert len(answers) == agreed


def test_escape_keeps_working(window: QWidget, qtbot: QtBot) -> None:
    answers: list[str] = []
    question = CloseQuestion(window, 1, lambda: answers.append("agreed"))
    question.open()

    qtbot.keyClick(question, Qt.Key.Key_Escape)

    assert answers == []
    qtbot.waitUntil(lambda: window.findChild(QMessageBox, "closeQuestion") is None)
