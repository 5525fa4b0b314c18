"""Importing in the window: give, look, choose, read the report."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
)
from pytestqt.qtbot import QtBot

from modelpost.main import Program
from modelpost.ui.dialogs.import_dialog import ImportDialog
from modelpost.ui.dialogs.import_tree import ImportTree, box_in

FIXTURES = Path(__file__).parent.parent.parent / "fixtures" / "postman"
COLLECTION = FIXTURES / "mask_demo.postman_collection.json"
ENVIRONMENT = FIXTURES / "prod.postman_environment.json"
LEFT = Qt.MouseButton.LeftButton


def dialog_of(program: Program, qtbot: QtBot) -> ImportDialog:
    qtbot.waitUntil(lambda: program.window.findChild(ImportDialog) is not None)
    found = program.window.findChild(ImportDialog)
    assert found is not None
    return found


def previewed(program: Program, qtbot: QtBot, named: Any) -> ImportDialog:
    dialog = dialog_of(program, qtbot)
    qtbot.waitUntil(lambda: named(dialog, ImportTree, "importTree").isVisible())
    return dialog


@pytest.fixture
def preview(program: Program, drop: Callable[..., bool], qtbot: QtBot, named: Any) -> ImportDialog:
    """Drop a collection and an environment on the window."""
    assert drop(program.window, COLLECTION, ENVIRONMENT)
    return previewed(program, qtbot, named)


def test_ctrl_o_opens_the_dialog(program: Program, qtbot: QtBot) -> None:
    qtbot.keyClick(program.window, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)

    assert dialog_of(program, qtbot).isVisible()


def test_a_dropped_collection_is_shown_before_anything_is_written(preview: ImportDialog, named: Any) -> None:
    summary = named(preview, QLabel, "importSummary").text()

    assert named(preview, QLabel, "importTitle").text() == "Mask detector"
    assert summary == "Postman collection – requests: 6, folders: 2, environments: 1"
    assert "its test script is kept" in named(preview, QPlainTextEdit, "importLosses").toPlainText()


def test_a_collection_is_pasted_anywhere(program: Program, qtbot: QtBot, named: Any) -> None:
    QGuiApplication.clipboard().setText(COLLECTION.read_text("utf-8"))

    qtbot.keyClick(program.window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)

    assert named(previewed(program, qtbot, named), QLabel, "importTitle").text() == "Mask detector"


def test_a_text_is_pasted_into_the_box(program: Program, qtbot: QtBot, named: Any) -> None:
    program.window.arrivals.open_import()
    dialog = dialog_of(program, qtbot)
    carried = QMimeData()
    carried.setText(ENVIRONMENT.read_text("utf-8"))

    named(dialog, QPlainTextEdit, "importPaste").insertFromMimeData(carried)

    assert named(previewed(program, qtbot, named), QLabel, "importTitle").text() == "prod"


def test_a_text_of_no_known_format_is_told(program: Program, qtbot: QtBot, named: Any) -> None:
    program.window.arrivals.open_import()
    dialog = dialog_of(program, qtbot)
    qtbot.keyClicks(named(dialog, QPlainTextEdit, "importPaste"), "hello")

    qtbot.mouseClick(named(dialog, QPushButton, "importRead"), LEFT)

    qtbot.waitUntil(lambda: named(dialog, QLabel, "importTroubleTitle").isVisible())
    assert named(dialog, QLabel, "importTroubleTitle").text() == "The text is of no format that is known"


def test_an_import_ends_with_a_report_that_can_be_copied(
    preview: ImportDialog, program: Program, tmp_path: Path, named: Any, qtbot: QtBot
) -> None:
    folder = named(preview, QLineEdit, "importFolder")
    folder.selectAll()
    qtbot.keyClicks(folder, str(tmp_path / "c"))

    qtbot.mouseClick(named(preview, QPushButton, "importGo"), LEFT)

    qtbot.waitUntil(lambda: named(preview, QPlainTextEdit, "reportText").isVisible())
    qtbot.mouseClick(named(preview, QPushButton, "importCopy"), LEFT)
    report = QGuiApplication.clipboard().text()
    assert report.startswith("“Mask detector” was imported. Requests: 6")
    assert "In the keyring now: key, client_secret, x_auth_token" in report
    assert "canary" not in report
    qtbot.waitUntil(lambda: [each.name for each in program.workspace.collections] == ["Mask detector"])


def test_a_row_is_ticked_with_the_mouse_and_with_the_space_bar(preview: ImportDialog, named: Any, qtbot: QtBot) -> None:
    tree = named(preview, ImportTree, "importTree")
    index = tree.model().index(0, 0)
    qtbot.mouseClick(tree.viewport(), LEFT, pos=box_in(tree.visualRect(index)).center())
    unticked = index.data(Qt.ItemDataRole.CheckStateRole)

    tree.setCurrentIndex(index)
    qtbot.keyClick(tree, Qt.Key.Key_Space)

    assert unticked is Qt.CheckState.Unchecked
    assert index.data(Qt.ItemDataRole.CheckStateRole) is Qt.CheckState.Checked


def test_every_secret_can_be_refused(
    preview: ImportDialog, program: Program, tmp_path: Path, named: Any, qtbot: QtBot
) -> None:
    for box in preview.findChildren(QCheckBox):
        qtbot.mouseClick(box, LEFT, pos=box.rect().center())
    folder = named(preview, QLineEdit, "importFolder")
    folder.selectAll()
    qtbot.keyClicks(folder, str(tmp_path / "c"))

    qtbot.mouseClick(named(preview, QPushButton, "importGo"), LEFT)

    qtbot.waitUntil(lambda: named(preview, QPlainTextEdit, "reportText").isVisible())
    assert "Secrets without a value: key" in named(preview, QPlainTextEdit, "reportText").toPlainText()


def test_a_place_that_is_in_use_is_told_and_can_be_changed(
    preview: ImportDialog, tmp_path: Path, named: Any, qtbot: QtBot
) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    folder = named(preview, QLineEdit, "importFolder")
    folder.selectAll()
    qtbot.keyClicks(folder, str(tmp_path))

    qtbot.mouseClick(named(preview, QPushButton, "importGo"), LEFT)

    qtbot.waitUntil(lambda: named(preview, QLabel, "importFailedTitle").isVisible())
    assert named(preview, QPushButton, "importGo").isEnabled()


def test_back_leads_to_the_box(preview: ImportDialog, named: Any, qtbot: QtBot) -> None:
    qtbot.mouseClick(named(preview, QPushButton, "importBack"), LEFT)

    assert named(preview, QPlainTextEdit, "importPaste").isVisible()


def test_a_curl_command_can_be_opened_in_a_tab(program: Program, named: Any, qtbot: QtBot) -> None:
    program.window.arrivals.open_import()
    dialog = dialog_of(program, qtbot)
    dialog.read_text("curl http://127.0.0.1:9/x")
    previewed(program, qtbot, named)

    place = named(dialog, QComboBox, "importPlace").currentText()
    qtbot.mouseClick(named(dialog, QPushButton, "importGo"), LEFT)

    assert place == "Open in tabs"
    assert program.workspace.current is not None
    assert program.workspace.current.draft.url == "http://127.0.0.1:9/x"


def test_every_control_has_a_name_for_the_ear(preview: ImportDialog) -> None:
    kinds = (QPushButton, QPlainTextEdit, QLineEdit, QComboBox, QCheckBox, ImportTree)

    unnamed = [each.objectName() for kind in kinds for each in preview.findChildren(kind) if not each.accessibleName()]

    assert unnamed == []


def test_a_collection_is_exported_to_the_file_that_is_chosen(
    program: Program, repository: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(program.workspace.collections_changed):
        program.workspace.open_collection(str(repository / "resources" / "sample_collection"))

    program.window.collections.export_collection()

    dialog = program.window.findChild(QFileDialog, "exportFileDialog")
    assert dialog is not None
    dialog.fileSelected.emit(str(tmp_path / "out.json"))
    dialog.close()
    qtbot.waitUntil(lambda: (tmp_path / "out.json").is_file() and bool(program.window.toasts.texts))
    assert program.window.toasts.texts[0] == "The collection was exported. No secret is in the file."


def test_the_report_of_an_export_can_be_read(
    program: Program, repository: Path, tmp_path: Path, named: Any, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(program.workspace.collections_changed):
        program.workspace.open_collection(str(repository / "resources" / "sample_collection"))
    program.window.collections.export_collection()
    dialog = program.window.findChild(QFileDialog, "exportFileDialog")
    assert dialog is not None
    dialog.fileSelected.emit(str(tmp_path / "out.json"))
    dialog.close()
    qtbot.waitUntil(lambda: bool(program.window.toasts.texts))

    button = next(b for b in program.window.findChildren(QPushButton) if b.text() == "Show report")
    qtbot.mouseClick(button, LEFT)

    text = named(QApplication.activeModalWidget(), QPlainTextEdit, "reportText").toPlainText()
    assert "Postman has no auth of the kind iam-token" in text
