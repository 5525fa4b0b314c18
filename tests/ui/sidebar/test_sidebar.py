"""The sidebar: tree, filter, menus, and the card of the sample service."""

import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu, QPushButton, QToolButton, QTreeView, QWidget
from pytestqt.qtbot import QtBot

from modelpost.core.request import RequestDraft
from modelpost.core.text import Message
from modelpost.core.tree import Collection, FolderNode, RequestNode
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.sidebar.sidebar import Sidebar
from modelpost.workbench.collection_model import TreeRole
from modelpost.workbench.environments_desk import EnvironmentsDesk
from modelpost.workbench.history_desk import HistoryDesk
from modelpost.workbench.sample_service import SampleService, ServicePhase

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton
ROSE = RequestNode("images/rose.yml", "Rose", "POST", "http://127.0.0.1/rose")
DAISY = RequestNode("images/daisy.yml", "Daisy", "GET", "http://127.0.0.1/flowers/daisy")
CHAT = RequestNode("chat.yml", "Assistant", "POST", "http://127.0.0.1/chat")
FLOWERS = Collection("/flowers", "c1", FolderNode("", "Flowers", (FolderNode("images", "Images", (ROSE, DAISY)), CHAT)))
STREETS = Collection("/streets", "c2", FolderNode("", "Streets", (RequestNode("day.yml", "Day", "POST"),)))
_ANNOUNCES = 'import sys; print(\'{"base_url": "http://127.0.0.1:8500"}\', flush=True); sys.stdin.read()'


def _no_history() -> HistoryDesk:
    raise AssertionError("nobody looked at the history")


def _no_environments() -> EnvironmentsDesk:
    raise AssertionError("nobody looked at the environments")


@pytest.fixture
def service() -> Iterator[SampleService]:
    made = SampleService([sys.executable, "-c", _ANNOUNCES])
    yield made
    made.close()


@pytest.fixture
def sidebar(kit: Kit, bench: Any, service: SampleService, shown: Callable[[QWidget], None]) -> Sidebar:
    made = Sidebar(kit, bench.workspace, service, _no_history, _no_environments)
    shown(made)
    made.resize(272, 600)
    for path in ("images/rose.yml", "images/daisy.yml", "chat.yml"):
        node = FLOWERS.find(path)
        assert node is not None
        bench.collections.drafts["/flowers", path] = RequestDraft(name=node.name, method=node.method, url=node.url)
    return made


@pytest.fixture
def tree(sidebar: Sidebar, bench: Any, named: Any) -> Any:
    bench.opened(FLOWERS)
    return named(sidebar, QTreeView, "collectionTree")


def _rows(tree: Any, parent: QModelIndex | None = None, depth: int = 0) -> list[str]:
    """Return the rows that are seen, indented."""
    model, above = tree.model(), QModelIndex() if parent is None else parent
    found = []
    for row in range(model.rowCount(above)):
        index = model.index(row, 0, above)
        found.append("  " * depth + index.data())
        if tree.isExpanded(index):
            found += _rows(tree, index, depth + 1)
    return found


def _index(tree: Any, name: str) -> QModelIndex:
    model = tree.model()
    found = model.match(model.index(0, 0), Qt.ItemDataRole.DisplayRole, name, 1, Qt.MatchFlag.MatchRecursive)
    assert found, name
    return found[0]  # type: ignore[no-any-return]


def _click(qtbot: QtBot, tree: Any, name: str) -> None:
    qtbot.mouseClick(tree.viewport(), LEFT, pos=tree.visualRect(_index(tree, name)).center())


def _menu_of(tree: Any, name: str) -> None:
    tree.customContextMenuRequested.emit(tree.visualRect(_index(tree, name)).center())


# Collections ---------------------------------------------------------------------------------------------------------


def test_without_collections_the_sidebar_says_where_they_come_from(sidebar: Sidebar, named: Any, qtbot: QtBot) -> None:
    state = named(sidebar, QWidget, "noCollections")

    assert state.isVisible()
    assert state.accessibleName() == "No collections yet"
    with qtbot.waitSignal(sidebar.open_wanted):
        qtbot.mouseClick(named(sidebar, QPushButton, "noCollectionsButton"), LEFT)


def test_a_collection_is_shown_unfolded(tree: Any) -> None:
    assert tree.isVisible()
    assert _rows(tree) == ["Flowers", "  Images", "    Rose", "    Daisy", "  Assistant"]


def test_a_click_on_a_folder_folds_it(tree: Any, qtbot: QtBot) -> None:
    _click(qtbot, tree, "Images")

    assert _rows(tree) == ["Flowers", "  Images", "  Assistant"]


def test_what_is_folded_stays_so_when_the_collection_is_read_again(tree: Any, bench: Any, qtbot: QtBot) -> None:
    _click(qtbot, tree, "Images")

    with qtbot.waitSignal(bench.workspace.collections_changed):
        bench.workspace.refresh("/flowers")

    assert _rows(tree) == ["Flowers", "  Images", "  Assistant"]


def test_a_second_collection_comes_unfolded_below_the_first(tree: Any, bench: Any, qtbot: QtBot) -> None:
    _click(qtbot, tree, "Images")

    bench.opened(STREETS)

    assert _rows(tree) == ["Flowers", "  Images", "  Assistant", "Streets", "  Day"]


def test_a_click_on_a_request_opens_it(tree: Any, bench: Any, qtbot: QtBot) -> None:
    with qtbot.waitSignal(bench.workspace.current_changed):
        _click(qtbot, tree, "Rose")

    assert bench.workspace.current.draft.name == "Rose"


def test_enter_opens_the_request_under_the_keyboard(tree: Any, bench: Any, qtbot: QtBot) -> None:
    tree.setFocus()
    tree.setCurrentIndex(_index(tree, "Rose"))
    qtbot.keyClick(tree, Key.Key_Down)

    with qtbot.waitSignal(bench.workspace.current_changed):
        qtbot.keyClick(tree, Key.Key_Return)

    assert bench.workspace.current.draft.name == "Daisy"


def test_typing_a_name_goes_to_it(tree: Any, qtbot: QtBot) -> None:
    tree.setFocus()
    tree.setCurrentIndex(_index(tree, "Flowers"))

    qtbot.keyClicks(tree, "Dai")

    assert tree.currentIndex().data() == "Daisy"


def test_the_request_in_front_is_selected(tree: Any, bench: Any, qtbot: QtBot) -> None:
    with qtbot.waitSignal(bench.workspace.current_changed):
        bench.workspace.open_request("/flowers", "images/daisy.yml")

    assert [index.data() for index in tree.selectedIndexes()] == ["Daisy"]


def test_a_request_that_is_nowhere_saved_is_not_in_the_tree(tree: Any, bench: Any, qtbot: QtBot) -> None:
    with qtbot.waitSignal(bench.workspace.current_changed):
        bench.workspace.open_request("/flowers", "images/daisy.yml")

    bench.tab()

    assert tree.selectedIndexes() == []


def test_a_row_is_read_out_with_its_method(tree: Any) -> None:
    assert _index(tree, "Rose").data(Qt.ItemDataRole.AccessibleTextRole) == "POST, Rose"


def test_a_request_that_cannot_be_read_says_why(tree: Any, bench: Any) -> None:
    broken = RequestNode("broken.yml", "Broken", trouble=Message("Line 3 is not YAML"))
    bench.opened(Collection("/streets", "c2", FolderNode("", "Streets", (broken,))))

    assert _index(tree, "Broken").data(Qt.ItemDataRole.ToolTipRole) == "Line 3 is not YAML"


def test_folders_count_their_requests(tree: Any) -> None:
    counts = [_index(tree, name).data(TreeRole.COUNT) for name in ("Flowers", "Images")]

    assert counts == [3, 2]


# Filter --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "rows"),
    [
        ("rose", ["Flowers", "  Images", "    Rose"]),
        ("GET", ["Flowers", "  Images", "    Daisy"]),
        ("post rose", ["Flowers", "  Images", "    Rose"]),
        ("/chat", ["Flowers", "  Assistant"]),
        ("images", ["Flowers", "  Images", "    Rose", "    Daisy"]),
        ("nothing like it", []),
    ],
)
def test_the_filter_keeps_what_has_the_words_and_its_folders(
    sidebar: Sidebar, tree: Any, named: Any, qtbot: QtBot, words: str, rows: list[str]
) -> None:
    qtbot.keyClicks(named(sidebar, QLineEdit, "treeFilter"), words)

    assert _rows(tree) == rows


def test_an_empty_filter_shows_everything_again(sidebar: Sidebar, tree: Any, named: Any, qtbot: QtBot) -> None:
    words = named(sidebar, QLineEdit, "treeFilter")
    qtbot.keyClicks(words, "rose")

    words.clear()

    assert _rows(tree) == ["Flowers", "  Images", "    Rose", "    Daisy", "  Assistant"]


def test_the_filter_holds_for_collections_that_come_later(
    sidebar: Sidebar, tree: Any, bench: Any, named: Any, qtbot: QtBot
) -> None:
    qtbot.keyClicks(named(sidebar, QLineEdit, "treeFilter"), "day")

    bench.opened(STREETS)

    assert _rows(tree) == ["Streets", "  Day"]


# Menus ---------------------------------------------------------------------------------------------------------------


def test_the_menu_of_a_request_opens_it(tree: Any, bench: Any, chosen: Callable[[str], None], qtbot: QtBot) -> None:
    _menu_of(tree, "Assistant")

    with qtbot.waitSignal(bench.workspace.current_changed):
        chosen("Open")

    assert bench.workspace.current.draft.name == "Assistant"


def test_a_closed_collection_leaves_the_sidebar_and_its_tabs_stay(
    sidebar: Sidebar, tree: Any, bench: Any, named: Any, chosen: Callable[[str], None], qtbot: QtBot
) -> None:
    with qtbot.waitSignal(bench.workspace.current_changed):
        bench.workspace.open_request("/flowers", "chat.yml")
    _menu_of(tree, "Flowers")

    chosen("Close collection")

    assert bench.workspace.collections == ()
    assert named(sidebar, QWidget, "noCollections").isVisible()
    assert [tab.draft.name for tab in bench.workspace.tabs] == ["Assistant"]


def test_a_collection_is_read_again_on_request(
    tree: Any, bench: Any, chosen: Callable[[str], None], qtbot: QtBot
) -> None:
    bench.collections.opened["/flowers"] = Collection("/flowers", "c1", FolderNode("", "Flowers", (CHAT,)))
    _menu_of(tree, "Flowers")

    with qtbot.waitSignal(bench.workspace.collections_changed):
        chosen("Read again from disk")

    assert _rows(tree) == ["Flowers", "  Assistant"]


def test_below_the_rows_the_menu_opens_a_collection(
    sidebar: Sidebar, tree: Any, chosen: Callable[[str], None], qtbot: QtBot
) -> None:
    tree.customContextMenuRequested.emit(tree.viewport().rect().bottomLeft())

    with qtbot.waitSignal(sidebar.open_wanted):
        chosen("Open a collection…")


@pytest.mark.parametrize(
    ("entry", "signal"),
    [
        ("New tab", "new_tab_wanted"),
        ("New collection…", "new_collection_wanted"),
        ("Open a collection…", "open_wanted"),
    ],
)
def test_the_plus_of_the_sidebar_offers_what_is_new(
    sidebar: Sidebar, named: Any, chosen: Callable[[str], None], qtbot: QtBot, entry: str, signal: str
) -> None:
    button = named(sidebar, QToolButton, "sidebarAdd")
    menu = button.menu()
    assert isinstance(menu, QMenu)
    menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    with qtbot.waitSignal(getattr(sidebar, signal)):
        chosen(entry)

    assert QApplication.activePopupWidget() is None


# Sample service ------------------------------------------------------------------------------------------------------


def test_without_collection_and_service_there_is_no_card(sidebar: Sidebar) -> None:
    assert sidebar.findChild(QLabel, "serviceState") is None


def test_the_card_starts_the_service(sidebar: Sidebar, tree: Any, named: Any, qtbot: QtBot) -> None:
    switch = named(sidebar, QToolButton, "serviceSwitch")

    with qtbot.waitSignal(sidebar.service_start_wanted):
        qtbot.mouseClick(switch, LEFT)

    assert named(sidebar, QLabel, "serviceState").text() == "Sample service stopped"
    assert switch.accessibleName() == "Start the sample model service"


def test_a_running_service_shows_its_address_and_is_stopped_by_the_same_switch(
    sidebar: Sidebar, service: SampleService, named: Any, qtbot: QtBot
) -> None:
    service.start()
    starting = named(sidebar, QLabel, "serviceState").text()
    enabled_while_starting = named(sidebar, QToolButton, "serviceSwitch").isEnabled()

    qtbot.waitUntil(lambda: service.phase is ServicePhase.RUNNING)

    switch = named(sidebar, QToolButton, "serviceSwitch")
    assert (starting, enabled_while_starting) == ("Sample service starting…", False)
    assert named(sidebar, QLabel, "serviceState").text() == "Sample service running"
    assert named(sidebar, QLabel, "serviceAddress").text() == "127.0.0.1:8500"
    with qtbot.waitSignal(sidebar.service_stop_wanted):
        qtbot.mouseClick(switch, LEFT)
    assert switch.accessibleName() == "Stop the sample model service"
