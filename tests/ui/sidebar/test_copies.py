"""A folder that was copied while its original is open is asked about."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from modelpost.main import Program

FIXTURE = Path(__file__).parent.parent.parent / "fixtures" / "bruno_collection"


@pytest.fixture
def settled(program: Program, qtbot: QtBot) -> Callable[[], None]:
    return lambda: qtbot.waitUntil(lambda: program.background.is_idle)


@pytest.fixture
def question(program: Program, tmp_path: Path, named: Any, qtbot: QtBot, settled: Callable[[], None]) -> QMessageBox:
    """Open a collection and a copy of it."""
    shutil.copytree(FIXTURE, tmp_path / "masks")
    file = tmp_path / "masks" / "opencollection.yml"
    file.write_text(file.read_text() + "  modelpost:\n    id: m1\n")
    shutil.copytree(tmp_path / "masks", tmp_path / "copy")
    for name in ("masks", "copy"):
        program.workspace.open_collection(str(tmp_path / name))
        settled()
    qtbot.waitUntil(lambda: program.window.findChild(QMessageBox, "copyQuestion") is not None)
    found = named(program.window, QMessageBox, "copyQuestion")
    assert isinstance(found, QMessageBox)
    return found


@pytest.mark.parametrize(("button", "is_shared"), [("giveOwnId", False), ("shareSecrets", True)])
def test_the_copy_gets_an_id_of_its_own_where_that_is_wanted(
    question: QMessageBox,
    button: str,
    is_shared: bool,  # a parameter of the test
    tmp_path: Path,
    named: Any,
    qtbot: QtBot,
    settled: Callable[[], None],
) -> None:
    qtbot.mouseClick(named(question, QPushButton, button), Qt.MouseButton.LeftButton)
    settled()

    assert "id: m1" in (tmp_path / "masks" / "opencollection.yml").read_text()
    assert ("id: m1" in (tmp_path / "copy" / "opencollection.yml").read_text()) is is_shared
