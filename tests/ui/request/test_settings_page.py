"""How one request is sent."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from modelpost.core.request import RequestSettings
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.request.settings_page import SettingsPage
from modelpost.workbench.request_tab import RequestTab


@pytest.fixture
def tab(bench: Any) -> RequestTab:
    return bench.tab()  # type: ignore[no-any-return]


@pytest.fixture
def page(kit: Kit, bench: Any, tab: RequestTab, shown: Callable[[QWidget], None]) -> SettingsPage:
    made = SettingsPage(kit, bench.workspace, bench.network)
    made.show_tab(tab)
    shown(made)
    return made


def _replace(qtbot: QtBot, line: QLineEdit, text: str) -> None:
    line.setFocus()
    line.selectAll()
    qtbot.keyClick(line, Qt.Key.Key_Delete)
    qtbot.keyClicks(line, text)


@pytest.mark.parametrize(("typed", "timeout"), [("45", 45.0), ("0", 0.0), ("2.5", 2.5), ("", None), ("soon", None)])
def test_a_timeout_is_typed_in_seconds(
    page: SettingsPage, tab: RequestTab, named: Any, qtbot: QtBot, typed: str, timeout: float | None
) -> None:
    tab.set_settings(RequestSettings(timeout=7.0))

    _replace(qtbot, named(page, QLineEdit, "requestTimeout"), typed)

    assert tab.draft.settings.timeout == timeout


@pytest.mark.parametrize(("typed", "most"), [("3", 3), ("0", 0), ("", None), ("-1", 1)])
def test_a_number_of_redirects_is_typed(
    page: SettingsPage, tab: RequestTab, named: Any, qtbot: QtBot, typed: str, most: int | None
) -> None:
    _replace(qtbot, named(page, QLineEdit, "maxRedirects"), typed)

    assert tab.draft.settings.max_redirects == most


@pytest.mark.parametrize(
    ("key", "follow"), [(Qt.Key.Key_Y, True), (Qt.Key.Key_N, False), (Qt.Key.Key_A, None)], ids=["yes", "no", "as-in"]
)
def test_following_redirects_is_chosen(
    page: SettingsPage, tab: RequestTab, named: Any, qtbot: QtBot, key: Qt.Key, follow: bool | None
) -> None:
    tab.set_settings(RequestSettings(follow_redirects=not follow))

    qtbot.keyClick(named(page, QComboBox, "followRedirects"), key)

    assert tab.draft.settings.follow_redirects is follow


def test_an_unchecked_certificate_is_warned_of(page: SettingsPage, tab: RequestTab, named: Any, qtbot: QtBot) -> None:
    warning = named(page, QLabel, "tlsWarning")
    before = warning.isVisible()

    qtbot.keyClick(named(page, QComboBox, "tls-verify"), Qt.Key.Key_N)

    assert (before, warning.isVisible()) == (False, True)
    assert tab.draft.settings == RequestSettings(verify_tls=False)


def test_what_is_left_open_follows_the_settings(page: SettingsPage, named: Any) -> None:
    assert named(page, QLineEdit, "requestTimeout").placeholderText() == "As in Settings"
    assert named(page, QComboBox, "followRedirects").currentText() == "As in Settings"


def test_what_is_set_is_shown(page: SettingsPage, tab: RequestTab, named: Any) -> None:
    tab.set_settings(RequestSettings(timeout=12.5, follow_redirects=False, max_redirects=4))

    assert named(page, QLineEdit, "requestTimeout").text() == "12.5"
    assert named(page, QLineEdit, "maxRedirects").text() == "4"
    assert named(page, QComboBox, "followRedirects").currentText() == "No"
