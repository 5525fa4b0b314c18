"""The settings: every change is in force at once."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDoubleSpinBox,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QSpinBox,
    QTableWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from modelpost.core.proxies import app_secret
from modelpost.main import Program
from modelpost.ui.kit.tabs import PaneTabs
from modelpost.ui.theme import ThemeMode

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton
CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def dialog(program: Program, named: Any, qtbot: QtBot) -> Any:
    qtbot.mouseClick(named(program.window, QWidget, "settingsButton"), LEFT)
    return named(program.window, QDialog, "settingsDialog")


@pytest.fixture
def network(dialog: Any, named: Any, qtbot: QtBot) -> Any:
    qtbot.keyClick(named(dialog, PaneTabs, "settingsTabs"), Key.Key_Right)
    return dialog


@pytest.fixture
def shortcuts(dialog: Any, named: Any, qtbot: QtBot) -> Any:
    qtbot.keyClick(named(dialog, PaneTabs, "settingsTabs"), Key.Key_Left)
    return dialog


def _replace(qtbot: QtBot, box: Any, text: str) -> None:
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, text)
    qtbot.keyClick(box, Key.Key_Tab)


def _press(qtbot: QtBot, edit: QKeySequenceEdit, key: Key, modifier: Qt.KeyboardModifier) -> None:
    edit.setFocus()
    with qtbot.waitSignal(edit.editingFinished):
        qtbot.keyClick(edit, key, modifier)


@pytest.mark.parametrize(("key", "mode"), [(Key.Key_D, ThemeMode.DARK), (Key.Key_S, ThemeMode.SYSTEM)])
def test_another_theme_is_put_on_at_once(
    program: Program, dialog: Any, named: Any, qtbot: QtBot, key: Key, mode: ThemeMode
) -> None:
    qtbot.keyClick(named(dialog, QComboBox, "settingsTheme"), key)

    assert program.theme.mode is mode
    assert program.settings.settings.theme == mode.value


def test_another_text_size_is_in_force_at_once(program: Program, dialog: Any, named: Any, qtbot: QtBot) -> None:
    qtbot.keyClick(named(dialog, QSpinBox, "settingsZoom"), Key.Key_Up)

    assert program.theme.zoom == 110


def test_another_language_is_spoken_at_once(program: Program, dialog: Any, named: Any, qtbot: QtBot) -> None:
    before = program.window

    qtbot.keyClick(named(dialog, QComboBox, "settingsLanguage"), Key.Key_End)

    qtbot.waitUntil(lambda: program.window is not before)
    after = program.window
    assert program.settings.settings.language == "zh_CN"
    assert named(after, QDialog, "settingsDialog").windowTitle() == "设置"
    assert "筛选" in [line.placeholderText() for line in after.findChildren(QLineEdit)]
    assert (before.isVisible(), after.isVisible()) == (False, True)


@pytest.mark.parametrize(
    ("name", "setting", "after"),
    [("settingsContrast", "high_contrast", True), ("settingsWelcome", "show_welcome", False)],
)
def test_a_tick_is_kept(
    program: Program, dialog: Any, named: Any, qtbot: QtBot, name: str, setting: str, after: bool
) -> None:
    qtbot.keyClick(named(dialog, QCheckBox, name), Key.Key_Space)

    assert getattr(program.settings.settings, setting) is after


@pytest.mark.parametrize(
    ("field", "typed", "option"),
    [
        ("connect_timeout", "5", "connect_timeout"),
        ("read_timeout", "60.5", "read_timeout"),
        ("total_timeout", "90", "total_timeout"),
        ("max_redirects", "3", "max_redirects"),
    ],
)
def test_limits_hold_for_the_next_request(
    program: Program, network: Any, named: Any, qtbot: QtBot, field: str, typed: str, option: str
) -> None:
    _replace(qtbot, named(network, QDoubleSpinBox if "timeout" in field else QSpinBox, f"settings-{field}"), typed)

    assert getattr(program.settings.options(), option) == float(typed)


def test_no_limit_is_said_in_words(network: Any, named: Any) -> None:
    assert named(network, QDoubleSpinBox, "settings-total_timeout").text() == "no limit"


def test_a_proxy_is_typed_only_when_it_is_set_by_hand(program: Program, network: Any, named: Any, qtbot: QtBot) -> None:
    line = named(network, QLineEdit, "settings-proxy_http")
    before = line.isEnabled()

    qtbot.keyClick(named(network, QComboBox, "settingsProxy"), Key.Key_B)
    qtbot.keyClicks(line, " http://127.0.0.1:3128 ")

    proxy = program.settings.options().proxy
    assert (before, proxy.mode, proxy.http) == (False, "manual", "http://127.0.0.1:3128")


def test_the_password_of_a_proxy_goes_into_the_keyring_and_into_no_file(
    program: Program, network: Any, named: Any, qtbot: QtBot
) -> None:
    line = named(network, QLineEdit, "settings-proxy_http")
    qtbot.keyClick(named(network, QComboBox, "settingsProxy"), Key.Key_B)

    qtbot.keyClicks(line, "http://ada:hunter2@127.0.0.1:3128")
    qtbot.keyClick(line, Key.Key_Return)

    with_reference = "http://ada:{{proxy_http_password}}@127.0.0.1:3128"
    assert (line.text(), program.settings.options().proxy.http) == (with_reference, with_reference)
    assert program.secrets.values[app_secret("proxy_http_password")] == "hunter2"


def test_a_trusted_file_can_be_taken_off_the_list(program: Program, named: Any, qtbot: QtBot) -> None:
    program.settings.change(ca_files=("/ca/one.pem", "/ca/two.pem"))
    program.window.desks.build_settings(program.window, "network")
    dialog = named(program.window, QDialog, "settingsDialog")
    listed = named(dialog, QListWidget, "settingsAuthorities")
    listed.setCurrentRow(0)

    qtbot.mouseClick(named(dialog, QPushButton, "removeAuthority"), LEFT)

    assert program.settings.options().ca_files == ("/ca/two.pem",)
    assert [listed.item(row).text() for row in range(listed.count())] == ["/ca/two.pem"]


def test_every_command_is_listed_with_its_shortcut(program: Program, shortcuts: Any, named: Any) -> None:
    table = named(shortcuts, QTableWidget, "shortcutTable")

    shown = {
        table.item(row, 0).text(): table.cellWidget(row, 1).keySequence().toString() for row in range(table.rowCount())
    }
    assert shown["Send"] == "Ctrl+Return"
    assert shown["Search or run a command"] == "Ctrl+K"
    assert len(shown) == len(program.window.actions_table.listed)


def test_another_shortcut_works_at_once(program: Program, shortcuts: Any, named: Any, qtbot: QtBot) -> None:
    _press(qtbot, named(shortcuts, QKeySequenceEdit, "shortcut-tab.new"), Key.Key_J, CONTROL)
    qtbot.mouseClick(named(shortcuts, QPushButton, "settingsDone"), LEFT)
    program.window.activateWindow()
    qtbot.waitUntil(program.window.isActiveWindow)

    qtbot.keyClick(program.window, Key.Key_J, CONTROL)

    assert len(program.workspace.tabs) == 1


def test_a_shortcut_that_is_taken_is_refused_with_the_reason(
    program: Program, shortcuts: Any, named: Any, qtbot: QtBot
) -> None:
    edit = named(shortcuts, QKeySequenceEdit, "shortcut-tab.new")

    _press(qtbot, edit, Key.Key_K, CONTROL)

    assert named(shortcuts, QLabel, "shortcutProblem").text() == "Ctrl+K already belongs to “Search or run a command”."
    assert edit.keySequence().toString() == "Ctrl+T"
    assert program.settings.settings.shortcuts == ()


def test_all_shortcuts_can_be_restored(program: Program, shortcuts: Any, named: Any, qtbot: QtBot) -> None:
    edit = named(shortcuts, QKeySequenceEdit, "shortcut-tab.new")
    _press(qtbot, edit, Key.Key_J, CONTROL)

    qtbot.mouseClick(named(shortcuts, QPushButton, "restoreShortcuts"), LEFT)

    assert edit.keySequence().toString() == "Ctrl+T"
    assert program.window.actions_table.shortcut("tab.new") == "Ctrl+T"
