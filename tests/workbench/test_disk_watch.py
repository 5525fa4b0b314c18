"""What other programs do to files is noticed: nothing typed is lost, nothing of theirs overwritten in silence."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from modelpost.core.request import Row
from modelpost.core.resolved import SendOptions
from modelpost.store.opencollection.collections import Collections
from modelpost.store.profile import Profile
from modelpost.workbench.request_tab import RequestTab
from modelpost.workbench.workspace import Workspace

REQUEST = "info:\n  name: One\n  type: http\n\nhttp:\n  method: GET\n  url: https://example.com/\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    root = tmp_path / "garden"
    root.mkdir()
    (root / "opencollection.yml").write_text("info:\n  name: Garden\nextensions:\n  modelpost:\n    id: c1\n")
    (root / "one.yml").write_text(REQUEST)
    return root / "one.yml"


@pytest.fixture
def settled(desk: Any, qtbot: QtBot) -> Callable[[], None]:
    return lambda: qtbot.waitUntil(lambda: desk.background.is_idle)


@pytest.fixture
def workspace(desk: Any, tmp_path: Path, file: Path, settled: Callable[[], None]) -> Workspace:
    store = Collections(Profile(tmp_path / "profile"))
    made = Workspace(
        runner=desk.runner,
        background=desk.background,
        sender=desk.sender,
        secrets=desk.secrets,
        load_collections=lambda: store,  # type: ignore[arg-type,return-value]  # save() takes its own StoredRequest
        clock=desk.clock,
        options=SendOptions,
    )
    made.open_collection(str(file.parent))
    settled()
    made.disk.look()
    settled()
    return made


@pytest.fixture
def tab(workspace: Workspace, file: Path, settled: Callable[[], None]) -> RequestTab:
    workspace.open_request(str(file.parent), file.name)
    settled()
    opened = workspace.current
    assert opened is not None
    return opened


@pytest.fixture
def looked(workspace: Workspace, settled: Callable[[], None]) -> Callable[[], None]:
    def look() -> None:
        workspace.disk.look()
        settled()

    return look


@pytest.fixture
def conflict(workspace: Workspace, tab: RequestTab, file: Path, looked: Callable[[], None]) -> RequestTab:
    tab.set_method("PUT")
    file.write_text(REQUEST.replace("GET", "DELETE"))
    looked()
    return tab


def test_a_file_that_another_program_changed_is_shown_anew(
    tab: RequestTab, file: Path, looked: Callable[[], None], workspace: Workspace
) -> None:
    file.write_text(REQUEST.replace("GET", "DELETE"))

    looked()

    assert (tab.draft.method, tab.is_dirty) == ("DELETE", False)
    node = workspace.collections[0].find("one.yml")
    assert node is not None
    assert node.method == "DELETE"
    tab.undo()
    assert tab.draft.method == "GET"


def test_files_that_come_and_go_come_and_go_in_the_tree(
    workspace: Workspace, file: Path, looked: Callable[[], None]
) -> None:
    (file.parent / "new").mkdir()
    (file.parent / "new" / "two.yml").write_text(REQUEST)
    file.unlink()

    looked()

    assert [node.path for node in workspace.collections[0].tree.requests()] == ["new/two.yml"]


def test_where_nothing_changed_nothing_is_read(workspace: Workspace, looked: Callable[[], None], qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(workspace.collections_changed):
        looked()


def test_two_versions_are_a_question_and_neither_is_touched(
    conflict: RequestTab, workspace: Workspace, file: Path
) -> None:
    stored = workspace.disk.conflict(conflict)

    assert stored is not None
    assert (stored.draft.method, conflict.draft.method) == ("DELETE", "PUT")
    assert "DELETE" in file.read_text()


def test_both_versions_can_be_looked_at(
    conflict: RequestTab, workspace: Workspace, settled: Callable[[], None]
) -> None:
    shown: list[tuple[str, str]] = []

    workspace.disk.versions(conflict, lambda mine, theirs: shown.append((mine, theirs)))
    settled()

    ((mine, theirs),) = shown
    assert "method: PUT" in mine
    assert "method: DELETE" in theirs


def test_a_credential_that_was_typed_is_masked_where_versions_are_compared(
    conflict: RequestTab, workspace: Workspace, settled: Callable[[], None]
) -> None:
    conflict.set_headers((Row("X-Auth-Token", "not-a-real-token"),))
    shown: list[str] = []

    workspace.disk.versions(conflict, lambda mine, theirs: shown.append(mine + theirs))
    settled()

    assert "X-Auth-Token" in shown[0]
    assert "not-a-real-token" not in shown[0]


def test_taking_theirs_can_be_undone(conflict: RequestTab, workspace: Workspace) -> None:
    workspace.disk.take_theirs(conflict)

    assert (conflict.draft.method, conflict.is_dirty) == ("DELETE", False)
    assert workspace.disk.conflict(conflict) is None
    conflict.undo()
    assert conflict.draft.method == "PUT"


def test_keeping_mine_writes_over_theirs_at_the_next_save(
    conflict: RequestTab, workspace: Workspace, file: Path, settled: Callable[[], None]
) -> None:
    workspace.disk.keep_mine(conflict)
    kept = file.read_text()
    workspace.save(conflict)
    settled()

    assert "DELETE" in kept
    assert "method: PUT" in file.read_text()
    assert not conflict.is_dirty


def test_keeping_both_makes_a_second_file(
    conflict: RequestTab, workspace: Workspace, file: Path, settled: Callable[[], None]
) -> None:
    workspace.disk.keep_both(conflict)
    settled()

    assert "DELETE" in file.read_text()
    assert "method: PUT" in (file.parent / "One (mine).yml").read_text()
    assert conflict.location == (str(file.parent), "One (mine).yml")


def test_saving_over_a_change_that_was_not_seen_yet_asks(
    tab: RequestTab, workspace: Workspace, file: Path, settled: Callable[[], None]
) -> None:
    tab.set_method("PUT")
    file.write_text(REQUEST.replace("GET", "DELETE"))

    workspace.save(tab)
    settled()

    assert workspace.disk.conflict(tab) is not None
    assert "DELETE" in file.read_text()


def test_a_file_that_is_broken_for_a_moment_leaves_the_tab_alone(
    tab: RequestTab, file: Path, looked: Callable[[], None]
) -> None:
    file.write_text("info: [")

    looked()

    assert (tab.draft.method, tab.is_dirty) == ("GET", False)


def test_a_file_that_another_program_deleted_lives_on_in_its_tab(
    tab: RequestTab, workspace: Workspace, file: Path, looked: Callable[[], None], qtbot: QtBot
) -> None:
    file.unlink()

    with qtbot.waitSignal(workspace.told) as told:
        looked()

    assert "was deleted by another program" in told.args[0].filled()
    assert (tab.location, tab.draft.name, tab.is_dirty) == (None, "One", True)


def test_a_closed_tab_is_no_question_any_more(conflict: RequestTab, workspace: Workspace) -> None:
    workspace.close_tab(conflict)

    assert workspace.disk.conflict(conflict) is None


def test_it_looks_by_itself_only_while_a_collection_is_open(workspace: Workspace, file: Path) -> None:
    workspace.disk.begin()
    before = workspace.disk.is_looking

    workspace.close_collection(str(file.parent))

    assert before
    assert not workspace.disk.is_looking
