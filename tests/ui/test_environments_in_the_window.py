"""Environments, variables and secrets, used as people use them."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QListWidget, QMessageBox, QPushButton, QTableWidget, QTreeWidget
from pytestqt.qtbot import QtBot

from modelpost.core.request import RequestDraft, Row
from modelpost.core.scope import Variable
from modelpost.core.secrets import MASK, SecretRef
from modelpost.core.tree import Collection, Environment
from modelpost.main import Program
from modelpost.store.opencollection.collections import Collections
from modelpost.ui.dialogs.environment import EnvironmentDialog
from modelpost.ui.dialogs.secrets import SecretsDialog
from modelpost.ui.text.line import VariableLine
from modelpost.ui.variable_card import VariableCard
from modelpost.workbench.request_tab import RequestTab

CANARY = "canary-secret-4711"


@pytest.fixture
def opened(program: Program, tmp_path: Path, qtbot: QtBot) -> Collection:
    """Open a collection with a guarded environment, and the request in it."""
    store = Collections(program.profile)
    made = store.create(str(tmp_path / "flowers"), "Flowers")
    token = SecretRef(made.id, "env:production", "token")
    variables = (Variable("host", "127.0.0.1:9"), Variable("token", token))
    store.save_environment(made, Environment("production", variables, "#C9352B", guarded=True))
    headers = (Row("X-Auth-Token", "{{token}}"), Row("X-Missing", "{{nowhere}}"))
    draft = RequestDraft(name="Classify", method="POST", url="http://{{host}}/", headers=headers)
    path, _ = store.save_as(made.root, "", draft)
    program.secrets.keep(token, CANARY, lambda: None, lambda error: None)
    program.workspace.open_collection(made.root)
    qtbot.waitUntil(lambda: bool(program.workspace.collections))
    program.workspace.open_request(made.root, path)
    qtbot.waitUntil(lambda: program.workspace.current is not None and program.background.is_idle)
    return program.workspace.collections[0]


@pytest.fixture
def tab(program: Program, opened: Collection) -> RequestTab:
    del opened
    found = program.workspace.current
    assert found is not None
    return found


@pytest.fixture
def dialog(program: Program, opened: Collection, qtbot: QtBot) -> EnvironmentDialog:
    del opened
    program.window.variables.edit_current()
    qtbot.waitUntil(lambda: program.background.is_idle)
    found = program.window.findChild(EnvironmentDialog)
    assert isinstance(found, EnvironmentDialog)
    return found


def click(qtbot: QtBot, parent: Any, named: Any, name: str) -> None:
    qtbot.mouseClick(named(parent, QPushButton, name), Qt.MouseButton.LeftButton)


def card_of(program: Program, qtbot: QtBot) -> VariableCard:
    qtbot.waitUntil(lambda: program.window.findChild(VariableCard) is not None)
    found = program.window.findChild(VariableCard)
    assert isinstance(found, VariableCard)
    return found


def test_the_sidebar_lists_environments_and_opens_them(
    program: Program, opened: Collection, named: Any, qtbot: QtBot
) -> None:
    program.window.show_sidebar("environments")
    tree = named(program.window, QTreeWidget, "environmentList")

    item = tree.topLevelItem(1).child(0)
    tree.setCurrentItem(item)
    qtbot.keyClick(tree, Qt.Key.Key_Return)

    assert item.data(0, Qt.ItemDataRole.AccessibleTextRole) == "production, in force, asks before anything but GET"
    assert program.window.findChild(EnvironmentDialog) is not None


def test_a_colour_is_known_by_its_name_in_whichever_case_the_file_has_it(
    dialog: EnvironmentDialog, program: Program, named: Any
) -> None:
    program.window.variables.load().set_color("#c9352b")

    assert named(dialog, QComboBox, "environmentColor").currentText() == "Red"


def test_an_environment_is_deleted_with_a_key_and_comes_back(
    program: Program, opened: Collection, named: Any, qtbot: QtBot
) -> None:
    program.window.show_sidebar("environments")
    tree = named(program.window, QTreeWidget, "environmentList")
    tree.setCurrentItem(tree.topLevelItem(1).child(0))

    qtbot.keyClick(tree, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: not program.workspace.environments)
    click(qtbot, program.window, named, "toastUndo")

    qtbot.waitUntil(lambda: [each.name for each in program.workspace.environments] == ["production"])


def test_a_name_typed_in_the_editor_is_saved(
    program: Program, opened: Collection, dialog: EnvironmentDialog, named: Any, qtbot: QtBot
) -> None:
    name = named(dialog, QLineEdit, "environmentName")
    name.selectAll()
    qtbot.keyClicks(name, "live")

    click(qtbot, dialog, named, "saveEnvironment")

    qtbot.waitUntil(lambda: [each.name for each in program.workspace.environments] == ["live"])
    qtbot.waitUntil(lambda: not dialog.isWindowModified())
    assert Path(opened.root, "environments", "live.yml").is_file()


def test_values_of_secrets_are_dots_in_the_editor(dialog: EnvironmentDialog) -> None:
    table = dialog._table

    assert [table.model().index(row, 2).data() for row in range(2)] == ["127.0.0.1:9", MASK]


def test_the_editor_lists_the_requests_that_use_a_variable(
    program: Program, dialog: EnvironmentDialog, named: Any, qtbot: QtBot
) -> None:
    dialog._table.setCurrentIndex(dialog._table.model().index(1, 1))

    uses = named(dialog, QListWidget, "environmentUses")

    assert [uses.item(row).text() for row in range(uses.count())] == ["POST  Classify"]


def test_closing_the_editor_asks_about_what_is_not_saved(
    program: Program, dialog: EnvironmentDialog, named: Any, qtbot: QtBot
) -> None:
    qtbot.keyClicks(named(dialog, QLineEdit, "environmentName"), "x")

    dialog.close()

    assert dialog.isVisible()
    click(qtbot, named(dialog, QMessageBox, "environmentQuestion"), named, "loseEnvironment")
    qtbot.waitUntil(lambda: program.window.findChild(EnvironmentDialog) is None)


def test_a_guarded_environment_asks_in_the_window(program: Program, tab: RequestTab, named: Any, qtbot: QtBot) -> None:
    program.window.requests.send()

    question = named(program.window, QMessageBox, "guardQuestion")
    assert "production" in question.text()
    click(qtbot, question, named, "doNotSend")
    assert not tab.state.is_running
    assert tab.problems == ()


def test_an_undefined_variable_is_defined_from_the_message_about_it(
    program: Program, tab: RequestTab, named: Any, qtbot: QtBot
) -> None:
    tab.send_confirmed()
    qtbot.waitUntil(lambda: bool(tab.problems))

    click(qtbot, program.window, named, "variableQuestion-nowhere")
    card = card_of(program, qtbot)
    qtbot.keyClicks(named(card, QLineEdit, "variableValue"), "here")
    click(qtbot, card, named, "variableSave")

    qtbot.waitUntil(lambda: Variable("nowhere", "here") in program.workspace.environments[0].variables)
    assert tab.problems == ()


def test_ctrl_and_a_click_show_what_a_variable_stands_for(
    program: Program, tab: RequestTab, named: Any, qtbot: QtBot
) -> None:
    address = named(program.window, VariableLine, "address")
    cursor = address.textCursor()
    cursor.setPosition(len("http://{{h"))
    place = address.cursorRect(cursor).center()

    QTest.mouseClick(address.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, place)

    assert named(card_of(program, qtbot), QLineEdit, "variableValue").text() == "127.0.0.1:9"


def test_a_key_shows_the_variable_at_the_caret_and_its_value_is_changed_there(
    program: Program, tab: RequestTab, named: Any, qtbot: QtBot
) -> None:
    address = named(program.window, VariableLine, "address")
    address.setFocus()
    cursor = address.textCursor()
    cursor.setPosition(len("http://{{h"))
    address.setTextCursor(cursor)

    qtbot.keyClick(address, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    value = named(card_of(program, qtbot), QLineEdit, "variableValue")
    value.selectAll()
    qtbot.keyClicks(value, "example.org")
    qtbot.keyClick(value, Qt.Key.Key_Return)

    qtbot.waitUntil(lambda: Variable("host", "example.org") in program.workspace.environments[0].variables)


def test_a_secret_is_masked_on_the_card_until_it_shall_be_seen(
    program: Program, tab: RequestTab, named: Any, qtbot: QtBot
) -> None:
    program.window.variables.inspect("token", QPoint(10, 10))
    card = card_of(program, qtbot)
    value = named(card, QLineEdit, "variableValue")
    masked = value.echoMode()

    card._on_reveal()

    assert masked is QLineEdit.EchoMode.Password
    assert value.echoMode() is QLineEdit.EchoMode.Normal
    assert value.text() == CANARY


def test_the_list_of_secrets_shows_names_and_reveals_a_value_for_a_while(
    program: Program, opened: Collection, named: Any, qtbot: QtBot
) -> None:
    click(qtbot, program.window, named, "secretList")
    dialog = program.window.findChild(SecretsDialog)
    table = named(dialog, QTableWidget, "secretsTable")
    qtbot.waitUntil(lambda: table.rowCount() == 1)
    shown = [table.item(0, column).text() for column in range(4)]

    table.selectRow(0)
    click(qtbot, dialog, named, "revealSecret")

    assert shown == ["token", MASK, "Flowers, environment production", "1 request"]
    qtbot.waitUntil(lambda: table.item(0, 1).text() == CANARY)
    whole = named(dialog, QLineEdit, "revealedSecret")
    assert (whole.isVisible(), whole.text()) == (True, CANARY)
    dialog._hide_values()
    assert (table.item(0, 1).text(), whole.isVisible(), whole.text()) == (MASK, False, "")


def test_no_secret_reaches_a_file_whatever_is_done_with_environments(
    program: Program, opened: Collection, dialog: EnvironmentDialog, tmp_path: Path, qtbot: QtBot
) -> None:
    desk = program.window.variables.load()

    desk.set_name("live")
    desk.save()
    qtbot.waitUntil(lambda: program.background.is_idle)
    desk.export_file(str(tmp_path / "live.env"))
    qtbot.waitUntil(lambda: program.background.is_idle)
    assert desk.place is not None
    desk.duplicate(desk.place)
    qtbot.waitUntil(lambda: program.background.is_idle)
    desk.delete(desk.place)
    qtbot.waitUntil(lambda: program.background.is_idle)

    files = [path for folder in (tmp_path, program.profile.root) for path in folder.rglob("*") if path.is_file()]
    assert len(files) > 3
    assert [path for path in files if CANARY.encode() in path.read_bytes()] == []
