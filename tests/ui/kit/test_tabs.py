"""Tabs of a pane and tabs of open requests."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.tabs import PaneTabs, RequestTabs

LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
TABS = [("url", "URL"), ("headers", "Headers"), ("auth", "Auth"), ("body", "Body"), ("settings", "Settings")]


@pytest.fixture
def tabs(kit: Kit, shown: Callable[[QWidget], None]) -> PaneTabs:
    made = PaneTabs(kit, "paneTabs", "Parts")
    made.set_tabs(TABS)
    shown(made)
    made.setFocus()
    return made


@pytest.fixture
def requests(kit: Kit, shown: Callable[[QWidget], None]) -> RequestTabs:
    made = RequestTabs(kit)
    for name in ("one", "two", "three"):
        made.describe(made.addTab(""), "POST", name, unsaved=False)
    shown(made)
    return made


@pytest.mark.parametrize(
    ("key", "taken"), [(Qt.Key.Key_Right, "headers"), (Qt.Key.Key_Left, "settings")], ids=["right", "left"]
)
def test_arrows_go_from_tab_to_tab(tabs: PaneTabs, qtbot: QtBot, key: Qt.Key, taken: str) -> None:
    with qtbot.waitSignal(tabs.activated) as told:
        qtbot.keyClick(tabs, key)

    assert (tabs.current, told.args) == (taken, [taken])


def test_a_click_takes_a_tab(tabs: PaneTabs, qtbot: QtBot) -> None:
    with qtbot.waitSignal(tabs.activated) as told:
        qtbot.mouseClick(tabs, LEFT, pos=QPoint(tabs.fontMetrics().horizontalAdvance("URL") + 40, tabs.height() // 2))

    assert told.args == ["headers"]


def test_the_tab_in_front_is_said_to_screen_readers(tabs: PaneTabs, qtbot: QtBot) -> None:
    qtbot.keyClick(tabs, Qt.Key.Key_Right)

    assert tabs.accessibleDescription() == "Headers"


def test_what_does_not_fit_is_in_a_list_at_the_end(tabs: PaneTabs, chosen: Callable[[str], None], qtbot: QtBot) -> None:
    tabs.mark("settings", badge="2")
    tabs.resize(160, tabs.height())

    qtbot.mouseClick(tabs, LEFT, pos=QPoint(tabs.width() - 5, tabs.height() // 2))
    chosen("Settings  2")

    assert tabs.current == "settings"


def test_new_tabs_leave_the_one_in_front_there(tabs: PaneTabs, qtbot: QtBot) -> None:
    qtbot.keyClick(tabs, Qt.Key.Key_Right)

    tabs.set_tabs([*TABS, ("docs", "Docs")])

    assert tabs.current == "headers"


def test_the_middle_button_closes_the_tab_under_the_pointer(requests: RequestTabs, qtbot: QtBot) -> None:
    with qtbot.waitSignal(requests.close_wanted) as told:
        qtbot.mouseClick(requests, MIDDLE, pos=requests.tabRect(1).center())

    assert told.args == [1]


def test_the_cross_closes_its_tab(requests: RequestTabs, qtbot: QtBot) -> None:
    area = requests.tabRect(2)

    with qtbot.waitSignal(requests.close_wanted) as told:
        qtbot.mouseClick(requests, LEFT, pos=QPoint(area.right() - 16, area.center().y()))

    assert told.args == [2]


def test_of_many_requests_each_keeps_room_for_its_name_and_the_one_in_front_is_seen(requests: RequestTabs) -> None:
    for number in range(9):
        requests.describe(requests.addTab(""), "DELETE", f"request {number}", unsaved=True)
    requests.resize(600, 38)

    requests.setCurrentIndex(11)

    assert {requests.tabRect(index).width() for index in range(12)} == {120}
    assert requests.rect().contains(requests.tabRect(11))


def test_a_click_on_the_name_closes_nothing(requests: RequestTabs, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(requests.close_wanted):
        qtbot.mouseClick(requests, LEFT, pos=requests.tabRect(1).topLeft() + QPoint(20, 15))

    assert requests.currentIndex() == 1


@pytest.mark.parametrize(("unsaved", "said"), [(True, "POST one, unsaved"), (False, "POST one")])
def test_an_unsaved_request_is_said_to_be_one(requests: RequestTabs, unsaved: bool, said: str) -> None:
    requests.describe(0, "POST", "one", unsaved=unsaved)

    assert requests.accessibleTabName(0) == said


def test_a_long_name_is_cut_short_and_told_in_full_by_the_tooltip(requests: RequestTabs) -> None:
    name = "a request with a very long name that nobody could read in a tab of this width"

    requests.describe(0, "POST", name, unsaved=False)

    assert requests.tabRect(0).width() <= 232
    assert requests.tabToolTip(0) == name
