"""How one request is sent."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from modelpost.core.request import RequestSettings, Retry
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
    ("key", "follow"),
    [(Qt.Key.Key_Y, True), (Qt.Key.Key_N, False), (Qt.Key.Key_I, None)],
    ids=["yes", "no", "inherited"],
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


def test_what_is_left_open_says_what_holds(page: SettingsPage, named: Any) -> None:
    assert named(page, QLineEdit, "connectTimeout").placeholderText() == "Inherited: 30 s"
    assert named(page, QLineEdit, "requestTimeout").placeholderText() == "Inherited: 300 s"
    assert named(page, QLineEdit, "totalTimeout").placeholderText() == "Inherited: no limit"
    assert named(page, QLineEdit, "maxRedirects").placeholderText() == "Inherited: 10"
    assert named(page, QComboBox, "followRedirects").currentText() == "Inherited: Yes"
    assert named(page, QComboBox, "allowDowngrade").currentText() == "Inherited: No"


@pytest.mark.parametrize(
    ("name", "field"),
    [("connectTimeout", "connect_timeout"), ("requestTimeout", "timeout"), ("totalTimeout", "total_timeout")],
)
def test_each_limit_is_typed_by_itself(
    page: SettingsPage, tab: RequestTab, named: Any, qtbot: QtBot, name: str, field: str
) -> None:
    _replace(qtbot, named(page, QLineEdit, name), "2.5")

    assert tab.draft.settings == RequestSettings(**{field: 2.5})


def test_the_limit_of_each_wait_holds_for_the_connection_too(page: SettingsPage, tab: RequestTab, named: Any) -> None:
    tab.set_settings(RequestSettings(timeout=12.5))

    assert named(page, QLineEdit, "connectTimeout").placeholderText() == "Inherited: 12.5 s"


def test_what_is_set_is_shown(page: SettingsPage, tab: RequestTab, named: Any) -> None:
    tab.set_settings(RequestSettings(timeout=12.5, follow_redirects=False, max_redirects=4))

    assert named(page, QLineEdit, "requestTimeout").text() == "12.5"
    assert named(page, QLineEdit, "maxRedirects").text() == "4"
    assert named(page, QComboBox, "followRedirects").currentText() == "No"


def test_cookies_and_the_way_down_are_chosen(page: SettingsPage, tab: RequestTab, named: Any, qtbot: QtBot) -> None:
    qtbot.keyClick(named(page, QComboBox, "sendCookies"), Qt.Key.Key_N)
    qtbot.keyClick(named(page, QComboBox, "allowDowngrade"), Qt.Key.Key_Y)

    assert tab.draft.settings == RequestSettings(send_cookies=False, allow_downgrade=True)


def test_retries_become_the_request_s_own_as_a_whole(
    page: SettingsPage, tab: RequestTab, named: Any, qtbot: QtBot
) -> None:
    is_open_before = named(page, QLineEdit, "retryWait").isEnabled()

    _replace(qtbot, named(page, QLineEdit, "retryCount"), "3")
    _replace(qtbot, named(page, QLineEdit, "retryWait"), "2.5")
    _replace(qtbot, named(page, QLineEdit, "retryStatuses"), "503 429, 999 503")
    qtbot.keyClick(named(page, QComboBox, "retryWithoutAnswer"), Qt.Key.Key_N)

    assert not is_open_before
    assert tab.draft.settings.retry == Retry(3, 2.5, (503, 429), without_answer=False)


def test_retries_are_inherited_again_when_their_number_is_taken_out(
    page: SettingsPage, tab: RequestTab, named: Any, qtbot: QtBot
) -> None:
    tab.set_settings(RequestSettings(retry=Retry(3)))

    _replace(qtbot, named(page, QLineEdit, "retryCount"), "")

    assert tab.draft.settings == RequestSettings()
    assert named(page, QLineEdit, "retryStatuses").placeholderText() == "Inherited: 429, 502, 503, 504"


def test_the_cookies_of_the_collection_are_a_press_away(page: SettingsPage, named: Any, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.cookies_wanted):
        qtbot.mouseClick(named(page, QPushButton, "showCookies"), Qt.MouseButton.LeftButton)


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("settings.timeout", "requestTimeout"),
        ("settings.connect_timeout", "connectTimeout"),
        ("settings.total_timeout", "totalTimeout"),
        ("settings.largest_unpacked", "largestUnpacked"),
        ("settings.ca_files.0", "addRequestAuthority"),
    ],
)
def test_the_setting_that_an_error_is_about_has_the_focus_and_is_in_sight(
    page: SettingsPage, qtbot: QtBot, place: str, name: str
) -> None:
    page.resize(500, 200)

    page.go_to(place)

    control = page.findChild(QWidget, name)
    qtbot.waitUntil(control.hasFocus)
    assert not control.visibleRegion().isEmpty()


def test_a_place_without_a_control_of_its_own_moves_nothing(page: SettingsPage) -> None:
    page.go_to("settings")

    assert page.verticalScrollBar().value() == 0
