"""The whole window: shortcuts, theme, closing, pasting and dropping."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from PySide6.QtCore import QLibraryInfo, QMimeData, QPoint, QPointF, Qt, QVersionNumber
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTabBar,
    QToolButton,
    QTreeView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from modelpost.core.events import Stopped
from modelpost.core.request import Body, BodyKind, RequestDraft, Row
from modelpost.main import Program
from modelpost.store.profile import Profile
from modelpost.ui.theme import ThemeMode
from modelpost.workbench.exchange_state import Phase
from modelpost.workbench.location import Location

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton
CONTROL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
NONE = Qt.KeyboardModifier.NoModifier
CURL = "curl -X POST http://127.0.0.1:9/v1 -H 'Content-Type: application/json' -d '{}'"
NOWHERE = RequestDraft(url="http://127.0.0.1:9/")

Press = Callable[..., None]


@pytest.fixture
def press(program: Program, qtbot: QtBot) -> Press:
    """Press keys where the focus is."""

    def do(key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        qtbot.keyClick(QApplication.focusWidget() or program.window, key, modifier)

    return do


@pytest.fixture
def collection(program: Program, tmp_path: Path, qtbot: QtBot) -> str:
    root = tmp_path / "Flowers"
    root.mkdir()
    with qtbot.waitSignal(program.workspace.collections_changed):
        program.workspace.create_collection(str(root), "Flowers")
    return str(root)


def _page(program: Program) -> str:
    return program.window.findChild(QStackedWidget, "pages").currentWidget().objectName()  # type: ignore[union-attr]


def _titles(program: Program) -> list[str]:
    bar = program.window.findChild(QTabBar, "requestTabs")
    return [bar.tabText(index) for index in range(bar.count())] if bar is not None else []


# Tabs ----------------------------------------------------------------------------------------------------------------


def test_the_first_start_greets(program: Program) -> None:
    assert _page(program) == "welcomePage"
    assert program.window.windowTitle() == "Modelpost"


def test_a_new_tab_is_ready_for_its_address(program: Program, press: Press, qtbot: QtBot) -> None:
    press(Key.Key_T, CONTROL)

    focused = QApplication.focusWidget()
    assert isinstance(focused, QPlainTextEdit)
    qtbot.keyClicks(focused, "http://127.0.0.1:9/a")
    assert _page(program) == "workArea"
    assert _titles(program) == ["127.0.0.1:9/a"]


def test_the_last_tab_that_closes_brings_the_greeting_back(program: Program, press: Press) -> None:
    press(Key.Key_T, CONTROL)

    press(Key.Key_W, CONTROL)

    assert _page(program) == "welcomePage"


def test_a_closed_tab_comes_back_with_what_was_typed(program: Program, press: Press) -> None:
    program.workspace.new_tab(NOWHERE)
    press(Key.Key_W, CONTROL)

    press(Key.Key_T, CONTROL | SHIFT)

    assert program.workspace.current is not None
    assert program.workspace.current.draft == NOWHERE


@pytest.mark.parametrize(
    ("key", "modifier", "front"),
    [
        (Key.Key_1, ALT, "one"),
        (Key.Key_2, ALT, "two"),
        (Key.Key_9, ALT, "three"),
        (Key.Key_Tab, CONTROL, "one"),
        (Key.Key_Backtab, CONTROL | SHIFT, "two"),
    ],
    ids=["first", "second", "none-such", "next", "previous"],
)
def test_keys_go_from_tab_to_tab(
    program: Program, press: Press, key: Qt.Key, modifier: Qt.KeyboardModifier, front: str
) -> None:
    for name in ("one", "two", "three"):
        program.workspace.new_tab(RequestDraft(name=name))

    press(key, modifier)

    assert program.workspace.current is not None
    assert program.workspace.current.title == front


def test_the_tab_bar_brings_requests_to_the_front_and_closes_them(program: Program, named: Any, qtbot: QtBot) -> None:
    for name in ("one", "two"):
        program.workspace.new_tab(RequestDraft(name=name))
    bar = named(program.window, QTabBar, "requestTabs")
    qtbot.waitUntil(lambda: bar.rect().contains(bar.tabRect(0)))

    qtbot.mouseClick(bar, LEFT, pos=QPoint(20, 15))
    front = program.workspace.current
    qtbot.mouseClick(bar, Qt.MouseButton.MiddleButton, pos=bar.tabRect(1).center())

    assert front is program.workspace.tabs[0]
    assert _titles(program) == ["one"]


def test_a_changed_request_is_marked_in_its_tab(program: Program, named: Any) -> None:
    tab = program.workspace.new_tab()
    before = named(program.window, QTabBar, "requestTabs").accessibleTabName(0)

    tab.set_url("http://127.0.0.1:9/")

    assert (before, named(program.window, QTabBar, "requestTabs").accessibleTabName(0)) == (
        "GET New request",
        "GET 127.0.0.1:9, unsaved",
    )


# Requests ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("key", "modifier"), [(Key.Key_Return, CONTROL), (Key.Key_F5, NONE)], ids=["return", "f5"])
@pytest.mark.parametrize("focus", ["address", "rawBody", "methodText"])
def test_the_send_keys_send_from_anywhere(
    program: Program, press: Press, named: Any, qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier, focus: str
) -> None:
    body = Body(BodyKind.RAW, raw="{}")
    tab = program.workspace.new_tab(RequestDraft(method="POST", url="http://127.0.0.1:9/", body=body))
    named(program.window, QWidget, focus).setFocus()

    press(key, modifier)

    assert tab.state.is_running
    qtbot.waitUntil(lambda: tab.state.phase is Phase.ENDED, timeout=10_000)
    assert tab.draft.body.raw == "{}"


def test_escape_cancels_the_running_request(program: Program, press: Press, qtbot: QtBot) -> None:
    tab = program.workspace.new_tab(NOWHERE)
    press(Key.Key_F5)

    press(Key.Key_Escape)

    assert isinstance(tab.state.outcome, Stopped)
    qtbot.waitUntil(lambda: program.runner.running == 0)


def test_escape_closes_the_search_before_it_cancels(program: Program, press: Press, named: Any, qtbot: QtBot) -> None:
    tab = program.workspace.new_tab(NOWHERE)
    program.window.area.response_pane.open_search()
    bar = named(program.window, QWidget, "findBar")
    was_open = bar.isVisible()
    press(Key.Key_F5)

    press(Key.Key_Escape)

    assert (was_open, bar.isVisible()) == (True, False)
    assert not isinstance(tab.state.outcome, Stopped)
    qtbot.waitUntil(lambda: tab.state.phase is Phase.ENDED, timeout=10_000)


def test_undo_and_redo_work_from_the_address(program: Program, press: Press, qtbot: QtBot) -> None:
    press(Key.Key_T, CONTROL)
    qtbot.keyClicks(QApplication.focusWidget(), "http://a")
    tab = program.workspace.current
    assert tab is not None

    press(Key.Key_Z, CONTROL)
    undone = tab.draft.url
    press(Key.Key_Z, CONTROL | SHIFT)

    assert (undone, tab.draft.url) == ("", "http://a")


def test_beautify_lays_the_body_out(program: Program, press: Press) -> None:
    tab = program.workspace.new_tab(RequestDraft(body=Body(BodyKind.RAW, raw='{"a":1}')))

    press(Key.Key_B, CONTROL)

    assert tab.draft.body.raw == '{\n  "a": 1\n}'


def test_copy_as_curl_leaves_the_token_out(program: Program, press: Press) -> None:
    program.workspace.new_tab(
        RequestDraft(url="http://127.0.0.1:9/", headers=(Row("X-Auth-Token", "not-a-real-token"),))
    )

    press(Key.Key_C, CONTROL | SHIFT)

    command = QGuiApplication.clipboard().text()
    assert command.startswith("curl ")
    assert "http://127.0.0.1:9/" in command
    assert "not-a-real-token" not in command
    assert program.window.toasts.texts == ("The cURL command was copied, without the token.",)


def test_control_l_goes_to_the_address_and_selects_it(program: Program, press: Press, named: Any) -> None:
    program.workspace.new_tab(NOWHERE)
    named(program.window, QWidget, "methodText").setFocus()

    press(Key.Key_L, CONTROL)

    address = named(program.window, QPlainTextEdit, "address")
    assert address.hasFocus()
    assert address.textCursor().selectedText() == "http://127.0.0.1:9/"


def test_invalid_json_is_asked_about_before_it_is_sent(
    program: Program, press: Press, named: Any, qtbot: QtBot
) -> None:
    tab = program.workspace.new_tab(RequestDraft(url="http://127.0.0.1:9/", body=Body(BodyKind.RAW, raw='{"a": 1,,}')))
    qtbot.waitUntil(lambda: named(program.window, QLabel, "jsonState").text().startswith("Line 1"))
    press(Key.Key_F5)
    title = named(program.window, QLabel, "jsonQuestionTitle").text()
    go = named(program.window, QPushButton, "jsonQuestion-go").text()
    asked = not tab.state.is_running

    qtbot.mouseClick(named(program.window, QPushButton, "jsonQuestion-send"), LEFT)

    assert (title, go, asked) == ("The body is not valid JSON", "Go to line 1", True)
    assert tab.state.is_running
    qtbot.waitUntil(lambda: tab.state.phase is Phase.ENDED, timeout=10_000)


# Saving --------------------------------------------------------------------------------------------------------------


def test_a_saved_request_is_written_where_it_was_opened(
    program: Program, press: Press, collection: str, qtbot: QtBot
) -> None:
    tab = program.workspace.new_tab(NOWHERE)
    with qtbot.waitSignal(program.workspace.saved):
        program.workspace.save_as(tab, collection, "", "Rose")
    tab.set_url("http://127.0.0.1:9/rose")

    with qtbot.waitSignal(program.workspace.saved):
        press(Key.Key_S, CONTROL)

    assert not tab.is_dirty
    assert "http://127.0.0.1:9/rose" in (Path(collection) / "Rose.yml").read_text("utf-8")
    assert program.window.toasts.texts[-1] == "“Rose” was saved."


def test_a_saved_request_stands_in_the_sidebar_and_the_breadcrumb(
    program: Program, collection: str, named: Any, qtbot: QtBot
) -> None:
    tab = program.workspace.new_tab(NOWHERE)

    with qtbot.waitSignals([program.workspace.saved, program.workspace.collections_changed]):
        program.workspace.save_as(tab, collection, "", "Rose")

    tree = named(program.window, QTreeView, "collectionTree")
    assert [index.data() for index in tree.selectedIndexes()] == ["Rose"]
    assert named(program.window, QLabel, "breadcrumb").text() == "Flowers  ›"
    assert named(program.window, QLabel, "requestTitle").text() == "Rose"
    assert not named(program.window, QPushButton, "saveRequest").isEnabled()


def test_a_credential_is_asked_about_before_saving_and_goes_into_the_keyring(
    program: Program, press: Press, collection: str, named: Any, qtbot: QtBot
) -> None:
    tab = program.workspace.new_tab(NOWHERE)
    with qtbot.waitSignal(program.workspace.saved):
        program.workspace.save_as(tab, collection, "", "Rose")
    tab.set_headers((Row("X-Auth-Token", "not-a-real-token"),))
    press(Key.Key_S, CONTROL)
    question = named(program.window, QMessageBox, "secretsQuestion")

    with qtbot.waitSignal(program.workspace.saved):
        qtbot.mouseClick(named(question, QPushButton, "keepAndSave"), LEFT)

    written = (Path(collection) / "Rose.yml").read_text("utf-8")
    assert tab.draft.headers == (Row("X-Auth-Token", "{{x_auth_token}}"),)
    assert "not-a-real-token" not in written
    assert "{{x_auth_token}}" in written


def test_without_a_collection_saving_asks_for_a_folder_first(
    program: Program, press: Press, named: Any, qtbot: QtBot
) -> None:
    program.workspace.new_tab(NOWHERE)

    press(Key.Key_S, CONTROL)

    dialog = named(program.window, QFileDialog, "folderDialog")
    assert dialog.isVisible()
    assert dialog.windowTitle() == "Choose a folder for the collection"


# Panes ---------------------------------------------------------------------------------------------------------------


def test_the_sidebar_is_hidden_and_shown_by_its_key(program: Program, press: Press, named: Any) -> None:
    sidebar = named(program.window, QWidget, "sidebar")
    seen = [sidebar.isVisible()]

    for _ in range(2):
        press(Key.Key_Backslash, CONTROL)
        seen.append(sidebar.isVisible())

    assert seen == [True, False, True]


def test_a_narrow_window_leaves_out_what_there_is_no_room_for(program: Program, named: Any) -> None:
    program.workspace.new_tab(NOWHERE)

    program.window.resize(1024, 640)

    visible = {
        name: named(program.window, QWidget, name).isVisible()
        for name in ("sidebar", "searchBox", "searchButton", "requestTitle", "address", "send")
    }
    assert visible == {
        "sidebar": False,
        "searchBox": False,
        "searchButton": True,
        "requestTitle": False,
        "address": True,
        "send": True,
    }


def test_the_response_goes_below_the_request_and_stays_there(program: Program, press: Press, named: Any) -> None:
    program.workspace.new_tab(NOWHERE)

    press(Key.Key_V, CONTROL | ALT)

    assert named(program.window, QSplitter, "paneSplitter").orientation() == Qt.Orientation.Vertical
    assert program.settings.settings.orientation == "below"


def test_little_room_puts_the_response_below_by_itself(program: Program, named: Any, qtbot: QtBot) -> None:
    program.workspace.new_tab(NOWHERE)

    program.window.resize(860, 800)

    splitter = named(program.window, QSplitter, "paneSplitter")
    qtbot.waitUntil(lambda: splitter.orientation() == Qt.Orientation.Vertical)


def test_f6_goes_around_the_panes_and_back(program: Program, press: Press) -> None:
    program.workspace.new_tab(NOWHERE)
    program.window.findChild(QLineEdit, "treeFilter").setFocus()  # type: ignore[union-attr]  # it is there
    focused = []

    for _ in range(2):
        press(Key.Key_F6)
        focused.append(QApplication.focusWidget().objectName())
    press(Key.Key_F6, SHIFT)
    focused.append(QApplication.focusWidget().objectName())

    assert focused == ["address", "requestPaneTabs", "address"]


def test_f6_leaves_out_a_hidden_sidebar(program: Program, press: Press) -> None:
    program.workspace.new_tab(NOWHERE)
    press(Key.Key_Backslash, CONTROL)
    program.window.area.response_pane.focus_target.setFocus()

    press(Key.Key_F6)

    assert QApplication.focusWidget().objectName() == "address"


def test_f6_goes_to_the_greeting_and_back_to_the_sidebar(program: Program, press: Press) -> None:
    program.window.findChild(QLineEdit, "treeFilter").setFocus()  # type: ignore[union-attr]  # it is there
    focused = []

    for _ in range(2):
        press(Key.Key_F6)
        focused.append(QApplication.focusWidget().objectName())

    assert focused == ["startSample", "treeFilter"]


# Look ----------------------------------------------------------------------------------------------------------------


def test_the_theme_is_switched_while_everything_is_open(program: Program, named: Any) -> None:
    program.workspace.new_tab(NOWHERE)
    light = program.window.grab().toImage().pixelColor(700, 880)

    program.window.actions_table["view.theme-dark"].trigger()

    dark = program.window.grab().toImage().pixelColor(700, 880)
    assert program.theme.mode is ThemeMode.DARK
    assert light.lightness() > 200 > 60 > dark.lightness()
    assert program.theme.hex("get") in named(program.window, QLineEdit, "methodText").styleSheet().upper()


@pytest.mark.parametrize(
    ("keys", "zoom"),
    [
        ((Key.Key_Plus,), 110),
        ((Key.Key_Equal, Key.Key_Equal), 120),
        ((Key.Key_Minus,), 90),
        ((Key.Key_Plus, Key.Key_0), 100),
        ((Key.Key_Minus,) * 5, 80),
        ((Key.Key_Plus,) * 12, 200),
    ],
    ids=["larger", "twice", "smaller", "normal", "smallest", "largest"],
)
def test_keys_change_the_text_size(program: Program, press: Press, keys: tuple[Qt.Key, ...], zoom: int) -> None:
    for key in keys:
        press(key, CONTROL)

    assert program.theme.zoom == program.settings.settings.zoom == zoom


def test_the_theme_is_chosen_on_the_welcome_page(program: Program, named: Any, qtbot: QtBot) -> None:
    qtbot.keyClick(named(program.window, QComboBox, "welcomeTheme"), Key.Key_D)

    assert program.theme.mode is ThemeMode.DARK


# Palette and menus ---------------------------------------------------------------------------------------------------


def test_the_palette_runs_a_command(program: Program, press: Press, qtbot: QtBot) -> None:
    press(Key.Key_K, CONTROL)
    qtbot.keyClicks(QApplication.focusWidget(), "dark theme")

    press(Key.Key_Return)

    assert program.theme.mode is ThemeMode.DARK


def test_the_palette_opens_a_request(program: Program, press: Press, collection: str, qtbot: QtBot) -> None:
    tab = program.workspace.new_tab(NOWHERE)
    with qtbot.waitSignals([program.workspace.saved, program.workspace.collections_changed]):
        program.workspace.save_as(tab, collection, "", "Rose")
    program.workspace.close_tab(tab)
    press(Key.Key_K, CONTROL)
    qtbot.keyClicks(QApplication.focusWidget(), "rose")

    with qtbot.waitSignal(program.workspace.current_changed):
        press(Key.Key_Return)

    assert _titles(program) == ["Rose"]


def test_the_palette_lists_only_what_would_do_something(
    program: Program, press: Press, named: Any, qtbot: QtBot
) -> None:
    press(Key.Key_K, CONTROL)
    qtbot.keyClicks(QApplication.focusWidget(), ">close tab")

    assert named(program.window, QWidget, "paletteList").model().rowCount() == 0


def test_the_menu_holds_every_command(program: Program, named: Any) -> None:
    menu = named(program.window, QToolButton, "menuButton").menu()

    texts = [action.text() for group in menu.actions() for action in group.menu().actions()]
    assert {"Send", "New tab", "Undo", "Find in the response", "Settings", "Quit"} <= set(texts)
    assert len(texts) == len(set(texts))


# Paste and drop ------------------------------------------------------------------------------------------------------


def test_a_curl_command_pasted_into_the_address_builds_the_request(
    program: Program, press: Press, named: Any, qtbot: QtBot
) -> None:
    press(Key.Key_T, CONTROL)
    QGuiApplication.clipboard().setText(CURL)

    press(Key.Key_V, CONTROL)

    tab = program.workspace.current
    assert tab is not None
    assert (tab.draft.method, tab.draft.url) == ("POST", "http://127.0.0.1:9/v1")
    assert Row("Content-Type", "application/json") in tab.draft.headers
    assert tab.draft.body.raw == "{}"
    assert program.window.toasts.texts == ("Built a request from cURL.",)


def test_a_built_request_can_be_taken_back(program: Program, press: Press, named: Any, qtbot: QtBot) -> None:
    press(Key.Key_T, CONTROL)
    QGuiApplication.clipboard().setText(CURL)
    press(Key.Key_V, CONTROL)

    qtbot.mouseClick(named(program.window, QPushButton, "toastUndo"), LEFT)

    assert program.workspace.current is not None
    assert program.workspace.current.draft == RequestDraft()


def test_a_curl_command_pasted_outside_of_a_field_opens_a_tab(program: Program, qtbot: QtBot) -> None:
    program.workspace.new_tab(NOWHERE)
    QGuiApplication.clipboard().setText(CURL)

    qtbot.keyClick(program.window, Key.Key_V, CONTROL)

    assert [tab.draft.url for tab in program.workspace.tabs] == ["http://127.0.0.1:9/", "http://127.0.0.1:9/v1"]


def test_the_welcome_page_pastes_a_curl_command(program: Program, named: Any, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText(CURL)

    qtbot.mouseClick(named(program.window, QWidget, "pasteCurlCard"), LEFT)

    assert [tab.draft.url for tab in program.workspace.tabs] == ["http://127.0.0.1:9/v1"]


def test_what_is_no_curl_command_is_said_to_be_none(program: Program, named: Any, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("wget http://127.0.0.1/")

    qtbot.mouseClick(named(program.window, QPushButton, "pasteCurl"), LEFT)

    assert program.workspace.tabs == ()
    assert len(program.window.toasts.texts) == 1


def test_a_dropped_folder_is_opened_as_a_collection(
    program: Program, drop: Callable[..., bool], repository: Path, qtbot: QtBot
) -> None:
    root = repository / "resources" / "sample_collection"

    with qtbot.waitSignal(program.workspace.collections_changed):
        drop(program.window, root)

    assert [collection.root for collection in program.workspace.collections] == [str(root)]


# Closing -------------------------------------------------------------------------------------------------------------


def test_unsaved_requests_are_asked_about_before_the_window_closes(program: Program, named: Any, qtbot: QtBot) -> None:
    program.workspace.new_tab(NOWHERE)
    program.workspace.new_tab(NOWHERE)

    program.window.close()

    question = named(program.window, QMessageBox, "closeQuestion")
    assert program.window.isVisible()
    assert question.text() == "2 requests are not saved."
    qtbot.mouseClick(named(question, QPushButton, "keepWorking"), LEFT)
    assert program.window.isVisible()


def test_the_window_closes_when_the_user_says_so(program: Program, named: Any, qtbot: QtBot) -> None:
    program.workspace.new_tab(NOWHERE)
    program.window.close()

    qtbot.mouseClick(named(program.window, QPushButton, "closeAnyway"), LEFT)

    qtbot.waitUntil(program.window.isHidden)


def test_with_nothing_unsaved_the_window_closes_at_once(program: Program, press: Press) -> None:
    program.workspace.new_tab()

    press(Key.Key_Q, CONTROL)

    assert program.window.isHidden()


# What is dropped on the window, and what its title says ---------------------------------------------------------------


def test_a_dropped_request_is_opened_in_its_collection(
    program: Program, drop: Any, repository: Path, qtbot: QtBot
) -> None:
    root = repository / "resources" / "sample_collection"

    was_taken = drop(program.window, root / "tabular" / "iris-prediction.yml")

    qtbot.waitUntil(lambda: bool(program.workspace.tabs and program.workspace.collections))
    assert was_taken
    assert program.workspace.current.location == Location(str(root), "tabular/iris-prediction.yml")


def test_a_request_that_is_read_before_its_collection_gets_its_breadcrumb(
    program: Program, repository: Path, named: Any, qtbot: QtBot
) -> None:
    root = str(repository / "resources" / "sample_collection")
    with qtbot.waitSignal(program.workspace.current_changed):
        program.workspace.open_request(root, "tabular/iris-prediction.yml")

    with qtbot.waitSignal(program.workspace.collections_changed):
        program.workspace.open_collection(root)

    assert named(program.window, QLabel, "breadcrumb").text() == "Sample model service  ›  Tabular  ›"


def test_a_dropped_file_that_is_no_request_is_told_of(
    program: Program, drop: Any, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "notes.txt").write_text("hello")

    drop(program.window, tmp_path / "notes.txt")

    qtbot.waitUntil(lambda: bool(program.window.toasts.texts))
    assert "notes.txt is not a request" in program.window.toasts.texts[0]


def test_a_dropped_curl_command_becomes_a_request(program: Program, drop_mime: Any) -> None:
    carried = QMimeData()
    carried.setText(CURL)

    was_taken = drop_mime(program.window, carried)

    assert was_taken
    assert program.workspace.current.draft.url == "http://127.0.0.1:9/v1"


def test_a_dropped_text_stays_where_it_was_dragged_from(program: Program) -> None:
    carried = QMimeData()
    carried.setText(CURL)
    either = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
    place = QPointF(300, 300)
    is_exact = QLibraryInfo.version() >= QVersionNumber(6, 12)  # Qt 6.12 deprecates whole pixels
    QApplication.sendEvent(
        program.window, QDragEnterEvent(place if is_exact else place.toPoint(), either, carried, LEFT, SHIFT)
    )
    event = QDropEvent(place, either, carried, LEFT, SHIFT)
    proposed = event.proposedAction()

    QApplication.sendEvent(program.window, event)

    assert event.isAccepted()
    assert (proposed, event.dropAction()) == (Qt.DropAction.MoveAction, Qt.DropAction.CopyAction)


def test_the_page_with_the_token_of_a_curl_command_comes_to_the_front(program: Program, named: Any) -> None:
    program.window.arrivals.import_curl("curl -H 'X-Auth-Token: MIIcanaryAAAABBBB' http://127.0.0.1:9/v1")

    assert named(program.window, QWidget, "headersPage").isVisible()


def test_the_title_follows_the_request_and_tells_of_changes(program: Program) -> None:
    tab = program.workspace.new_tab()

    tab.set_url("http://ada:hunter2@127.0.0.1:9/v1")

    assert program.window.windowTitle() == "127.0.0.1:9/v1[*] – Modelpost"
    assert program.window.isWindowModified()


def test_the_welcome_page_shows_the_theme_that_was_chosen_elsewhere(program: Program, named: Any) -> None:
    program.settings.change(theme="dark")

    assert named(program.window, QComboBox, "welcomeTheme").currentData() is ThemeMode.DARK


def test_shortcuts_of_what_is_not_shown_do_nothing(program: Program, named: Any, qtbot: QtBot) -> None:
    for key in (Qt.Key.Key_F, Qt.Key.Key_L):
        qtbot.keyClick(program.window, key, Qt.KeyboardModifier.ControlModifier)

    assert named(program.window, QStackedWidget, "pages").currentWidget() is program.window.welcome


def test_exchanges_that_begin_side_by_side_share_one_engine(program: Program) -> None:
    starting = Barrier(3)

    def begin(_: int) -> object:
        starting.wait(10)
        return program.engine.room()

    with ThreadPoolExecutor(3) as threads:
        rooms = list(threads.map(begin, range(3)))

    assert rooms[0] is rooms[1] is rooms[2]


def test_the_divider_stands_where_it_was_after_a_restart(
    program: Program, qapp: QApplication, fresh_profile: Path, named: Any
) -> None:
    sidebar = named(program.window, QSplitter, "sidebarSplitter")
    sidebar.moveSplitter(330, 1)
    moved = sidebar.sizes()[0]
    program.window.close()
    program.settings.close()

    again = Program(qapp, Profile(fresh_profile))

    again.window.resize(1440, 900)
    again.window.show()
    width = named(again.window, QSplitter, "sidebarSplitter").sizes()[0]
    again.close()
    again.forget_window()
    assert width == moved


def test_a_window_in_another_language_is_laid_out_as_the_one_before(
    program: Program, press: Press, named: Any, qtbot: QtBot
) -> None:
    program.workspace.new_tab(NOWHERE)
    panes = named(program.window, QSplitter, "paneSplitter")
    panes.moveSplitter(400, 1)
    press(Key.Key_Backslash, CONTROL)
    before = program.window

    program.settings.change(language="zh_CN")

    qtbot.waitUntil(lambda: program.window is not before)
    assert not named(program.window, QWidget, "sidebar").isVisible()
    assert named(program.window, QSplitter, "paneSplitter").kept() == panes.kept() != ()


@pytest.mark.parametrize("width", [1200, 1280, 1440])
def test_what_the_panes_show_does_not_narrow_the_sidebar(program: Program, qtbot: QtBot, width: int) -> None:
    program.window.resize(width, 800)
    program.workspace.new_tab(RequestDraft(method="POST", url=NOWHERE.url, body=Body(BodyKind.RAW, raw="{}")))
    kind = program.window.findChild(QWidget, "bodyKind")

    qtbot.waitUntil(kind.isVisible)
    sidebar = program.window.findChild(QSplitter, "sidebarSplitter").sizes()[0]

    qtbot.waitUntil(lambda: kind.width() >= kind.minimumSizeHint().width())
    assert sidebar == 272
