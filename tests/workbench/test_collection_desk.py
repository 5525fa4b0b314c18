"""What is done in the tree happens on disk, in its turn, and tabs and secrets come along."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from modelpost.core.request import AuthChoice, ClientCertificate, Proxy, RequestSettings, Row
from modelpost.core.resolved import SendOptions
from modelpost.core.secrets import SecretRef
from modelpost.core.tree import FolderNode
from modelpost.core.variables import Variable
from modelpost.store.opencollection.collections import Collections
from modelpost.store.profile import Profile
from modelpost.workbench.folder_edit import FolderEdit
from modelpost.workbench.request_tab import RequestTab
from modelpost.workbench.workspace import Workspace

REQUEST = (
    "info:\n  name: {name}\n  type: http\n  seq: {seq}\n\nhttp:\n  method: GET\n  url: https://example.com/{name}\n"
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    top = tmp_path / "garden"
    (top / "flowers").mkdir(parents=True)
    (top / "opencollection.yml").write_text("info:\n  name: Garden\nextensions:\n  modelpost:\n    id: c1\n")
    (top / "flowers" / "folder.yml").write_text("info:\n  name: Flowers\n  type: folder\n  seq: 1\n")
    for seq, name in enumerate(("one", "two"), 1):
        (top / f"{name}.yml").write_text(REQUEST.format(name=name, seq=seq))
    (top / "flowers" / "rose.yml").write_text(REQUEST.format(name="rose", seq=1))
    return top


@pytest.fixture
def store(tmp_path: Path) -> Collections:
    return Collections(Profile(tmp_path / "profile"))


@pytest.fixture
def workspace(desk: Any, store: Collections, root: Path, settled: Callable[[], None]) -> Workspace:
    made = Workspace(
        runner=desk.runner,
        background=desk.background,
        sender=desk.sender,
        secrets=desk.secrets,
        load_collections=lambda: store,  # type: ignore[arg-type,return-value]  # save() takes its own StoredRequest
        clock=desk.clock,
        options=SendOptions,
    )
    made.open_collection(str(root))
    settled()
    return made


@pytest.fixture
def settled(desk: Any, qtbot: QtBot) -> Callable[[], None]:
    return lambda: qtbot.waitUntil(lambda: desk.background.is_idle)


@pytest.fixture
def opened(workspace: Workspace, root: Path, settled: Callable[[], None]) -> Callable[[str], RequestTab]:
    def open_it(path: str) -> RequestTab:
        workspace.open_request(str(root), path)
        settled()
        tab = workspace.current
        assert tab is not None
        return tab

    return open_it


def outline(workspace: Workspace) -> list[str]:
    def lines(node: FolderNode) -> list[str]:
        found: list[str] = []
        for child in node.children:
            found.append(child.path)
            if isinstance(child, FolderNode):
                found += lines(child)
        return found

    return lines(workspace.collections[0].tree)


# Items ---------------------------------------------------------------------------------------------------------------


def test_a_new_name_is_shown_before_the_disk_has_answered(workspace: Workspace, root: Path) -> None:
    workspace.items.rename(str(root), "one.yml", "First")

    node = workspace.collections[0].find("one.yml")
    assert node is not None
    assert node.name == "First"


def test_a_tab_follows_a_file_whose_move_ended_halfway(
    workspace: Workspace,
    root: Path,
    tmp_path: Path,
    opened: Callable[[str], RequestTab],
    settled: Callable[[], None],
    qtbot: QtBot,
) -> None:
    (tmp_path / "outside.yml").write_text(REQUEST.format(name="far", seq=9))
    (root / "flowers" / "far.yml").symlink_to(tmp_path / "outside.yml")  # no number is written to that
    tab = opened("one.yml")

    with qtbot.waitSignal(workspace.failed):
        workspace.items.move(str(root), ("one.yml",), "flowers")
    settled()

    assert tab.location == (str(root), "flowers/one.yml")
    assert "flowers/one.yml" in outline(workspace)


def test_a_tab_follows_its_file(
    workspace: Workspace, root: Path, opened: Callable[[str], RequestTab], settled: Callable[[], None]
) -> None:
    tab = opened("one.yml")

    workspace.items.rename(str(root), "one.yml", "First")
    settled()

    assert tab.location == (str(root), "First.yml")
    assert (tab.draft.name, tab.is_dirty) == ("First", False)


def test_what_was_typed_survives_a_new_name_and_is_saved_to_the_new_file(
    workspace: Workspace, root: Path, opened: Callable[[str], RequestTab], settled: Callable[[], None]
) -> None:
    tab = opened("one.yml")
    tab.set_method("PUT")
    workspace.items.rename(str(root), "one.yml", "First")
    settled()

    workspace.save(tab)
    settled()

    assert (tab.draft.name, tab.draft.method, tab.is_dirty) == ("First", "PUT", False)
    assert "method: PUT" in (root / "First.yml").read_text()


def test_an_unsaved_request_is_saved_after_its_place_in_the_order_changed(
    workspace: Workspace, root: Path, opened: Callable[[str], RequestTab], settled: Callable[[], None]
) -> None:
    tab = opened("one.yml")
    tab.set_method("PUT")
    workspace.items.move(str(root), ("two.yml",), "", "one.yml")
    settled()

    workspace.save(tab)
    settled()

    assert not tab.is_dirty
    assert "seq: 2" in (root / "one.yml").read_text()


def test_a_tab_in_a_folder_follows_the_folder(
    workspace: Workspace, root: Path, opened: Callable[[str], RequestTab], settled: Callable[[], None]
) -> None:
    tab = opened("flowers/rose.yml")

    workspace.items.rename(str(root), "flowers", "Roses")
    settled()

    assert tab.location == (str(root), "Roses/rose.yml")


def test_what_the_disk_refuses_is_shown_as_it_is_again(
    workspace: Workspace, root: Path, settled: Callable[[], None], qtbot: QtBot
) -> None:
    (root / "one.yml").unlink()

    with qtbot.waitSignal(workspace.failed) as told:
        workspace.items.rename(str(root), "one.yml", "First")
    settled()

    assert "no longer at its place" in told.args[0].summary.filled()
    assert outline(workspace) == ["flowers", "flowers/rose.yml", "two.yml"]


def test_things_are_done_in_the_order_in_which_they_were_asked_for(
    workspace: Workspace, root: Path, settled: Callable[[], None]
) -> None:
    for number in range(5):
        workspace.items.duplicate(str(root), "one.yml")
        workspace.items.rename(str(root), "two.yml" if not number else f"{number - 1}.yml", str(number))
        settled()

    assert "4.yml" in outline(workspace)
    assert len(list(root.glob("one copy*.yml"))) == 5


@pytest.mark.parametrize(("step", "order"), [(1, ["two.yml", "one.yml"]), (-1, ["one.yml", "two.yml"])])
def test_an_item_is_shifted_among_its_kind(
    workspace: Workspace, root: Path, settled: Callable[[], None], step: int, order: list[str]
) -> None:
    workspace.items.shift(str(root), "one.yml", step)
    settled()

    assert outline(workspace)[2:] == order


def test_a_deleted_request_leaves_with_its_tab_and_comes_back(
    workspace: Workspace,
    root: Path,
    opened: Callable[[str], RequestTab],
    settled: Callable[[], None],
    qtbot: QtBot,
) -> None:
    opened("one.yml")
    with qtbot.waitSignal(workspace.deleted) as told:
        workspace.items.delete(str(root), ("one.yml",))
    settled()
    gone = outline(workspace)

    workspace.items.restore(told.args[1], told.args[2])
    settled()

    assert workspace.tabs == ()
    assert told.args[0].filled() == "“one” was deleted."
    assert "one.yml" not in gone
    assert "one.yml" in outline(workspace)


def test_what_was_typed_into_a_deleted_request_is_kept_as_nowhere_saved(
    workspace: Workspace, root: Path, opened: Callable[[str], RequestTab], settled: Callable[[], None]
) -> None:
    tab = opened("one.yml")
    tab.set_method("PUT")

    workspace.items.delete(str(root), ("one.yml",))
    settled()

    assert workspace.tabs == (tab,)
    assert (tab.location, tab.draft.method, tab.is_dirty) == (None, "PUT", True)


def test_the_values_of_a_folders_secrets_follow_it(
    workspace: Workspace, root: Path, desk: Any, settled: Callable[[], None]
) -> None:
    (root / "flowers" / "folder.view.yaml").write_text("secrets:\n  - token\n")
    desk.keeper.values[SecretRef("c1", "folder:flowers", "token")] = "not-a-real-token"

    workspace.items.rename(str(root), "flowers", "Roses")
    settled()

    (ref,) = desk.keeper.values
    assert ref.scope not in ("folder:flowers", "folder:Roses")
    folder = workspace.collections[0].tree.children[0]
    assert isinstance(folder, FolderNode)
    assert folder.variables == (Variable("token", ref),)


@pytest.fixture
def field(workspace: Workspace, tmp_path: Path, settled: Callable[[], None]) -> Path:
    """Open a second collection."""
    top = tmp_path / "field"
    top.mkdir()
    (top / "opencollection.yml").write_text("info:\n  name: Field\nextensions:\n  modelpost:\n    id: f1\n")
    workspace.open_collection(str(top))
    settled()
    return top


def test_a_tab_follows_its_file_into_another_collection_and_what_was_typed_is_saved_there(
    workspace: Workspace, root: Path, field: Path, opened: Callable[[str], RequestTab], settled: Callable[[], None]
) -> None:
    tab = opened("flowers/rose.yml")
    tab.set_url("https://example.com/typed")

    workspace.items.hand_over(str(root), ["flowers"], str(field), "")
    settled()
    workspace.save(tab)
    settled()

    assert tab.location == (str(field), "flowers/rose.yml")
    assert not tab.is_dirty
    assert "example.com/typed" in (field / "flowers" / "rose.yml").read_text()
    assert not (root / "flowers").exists()


def test_values_of_secrets_come_along_into_another_collection(
    workspace: Workspace, desk: Any, root: Path, field: Path, settled: Callable[[], None]
) -> None:
    (root / "opencollection.view.yaml").write_text("secrets: [gate]\n")
    (root / "flowers" / "folder.view.yaml").write_text("id: f7\nsecrets: [own]\n")
    (root / "flowers" / "rose.yml").write_text(REQUEST.format(name="{{gate}}{{own}}", seq=1))
    workspace.refresh(str(root))
    settled()
    desk.keeper.values |= {
        SecretRef("c1", "collection", "gate"): "not-a-real-key",
        SecretRef("c1", "folder:f7", "own"): "not-a-real-token",
    }

    workspace.items.hand_over(str(root), ["flowers"], str(field), "")
    settled()

    assert desk.keeper.values == {
        SecretRef("c1", "collection", "gate"): "not-a-real-key",
        SecretRef("f1", "collection", "gate"): "not-a-real-key",
        SecretRef("f1", "folder:f7", "own"): "not-a-real-token",
    }


def test_what_cannot_go_to_another_collection_is_shown_where_it_is_again(
    workspace: Workspace, root: Path, field: Path, settled: Callable[[], None], qtbot: QtBot
) -> None:
    before = outline(workspace)

    with qtbot.waitSignal(workspace.failed):
        workspace.items.hand_over(str(root), ["flowers"], str(field), "gone")
    settled()

    assert outline(workspace) == before


@pytest.fixture
def copy_of_garden(root: Path, tmp_path: Path) -> Path:
    (root / "opencollection.view.yaml").write_text("secrets: [gate]\n")
    shutil.copytree(root, tmp_path / "copy")
    return tmp_path / "copy"


def test_a_copy_of_an_open_collection_is_noticed_once(
    workspace: Workspace, root: Path, copy_of_garden: Path, settled: Callable[[], None]
) -> None:
    found: list[tuple[str, str]] = []
    workspace.copy_found.connect(lambda original, copy: found.append((original.root, copy.root)))
    assert workspace.items

    workspace.open_collection(str(copy_of_garden))
    settled()
    workspace.refresh(str(copy_of_garden))
    settled()

    assert found == [(str(root), str(copy_of_garden))]


def test_the_same_folder_by_way_of_a_link_is_no_copy(
    workspace: Workspace, root: Path, tmp_path: Path, settled: Callable[[], None]
) -> None:
    found: list[object] = []
    workspace.copy_found.connect(lambda *both: found.append(both))
    assert workspace.items
    (tmp_path / "link").symlink_to(root)

    workspace.open_collection(str(tmp_path / "link"))
    settled()

    assert found == []


def test_a_copy_gets_secrets_of_its_own_and_the_original_keeps_its_own(
    workspace: Workspace, desk: Any, root: Path, copy_of_garden: Path, settled: Callable[[], None]
) -> None:
    desk.keeper.values[SecretRef("c1", "collection", "gate")] = "not-a-real-key"
    before = (copy_of_garden / "opencollection.yml").read_text()
    workspace.open_collection(str(copy_of_garden))
    settled()

    workspace.items.give_own_id(str(copy_of_garden))
    settled()

    owner = workspace.collections[1].id
    assert owner != "c1"
    assert (copy_of_garden / "opencollection.yml").read_text() == before.replace("c1", owner)
    assert "id: c1" in (root / "opencollection.yml").read_text()
    assert desk.keeper.values == {
        SecretRef("c1", "collection", "gate"): "not-a-real-key",
        SecretRef(owner, "collection", "gate"): "not-a-real-key",
    }


def test_a_new_request_is_made_in_a_folder_and_opened(
    workspace: Workspace, root: Path, settled: Callable[[], None]
) -> None:
    workspace.items.make_request(str(root), "flowers")
    settled()

    assert workspace.current is not None
    assert workspace.current.location == (str(root), "flowers/New request.yml")
    assert "flowers/New request.yml" in outline(workspace)


# Settings of folders -------------------------------------------------------------------------------------------------


@pytest.fixture
def edit(workspace: Workspace, root: Path, settled: Callable[[], None]) -> FolderEdit:
    found: list[FolderEdit] = []
    workspace.items.edit_folder(str(root), "flowers", found.append)
    settled()
    return found[0]


def test_saved_settings_reach_the_requests_below(
    workspace: Workspace, edit: FolderEdit, opened: Callable[[str], RequestTab], settled: Callable[[], None]
) -> None:
    tab = opened("flowers/rose.yml")
    edit.set_headers((Row("X-Team", "vision"),))

    edit.save()
    settled()

    assert not edit.is_dirty
    assert tab.surroundings.context.defaults.headers == (Row("X-Team", "vision"),)


def test_credentials_go_into_the_keyring_when_settings_are_saved(
    edit: FolderEdit, root: Path, desk: Any, settled: Callable[[], None]
) -> None:
    edit.set_auth(AuthChoice("bearer", (("token", "not-a-real-token"),)))
    edit.set_variables((Variable("password", "not-a-real-password"), Variable("size", "12")))

    edit.save()
    settled()

    assert sorted(desk.keeper.values.values()) == ["not-a-real-password", "not-a-real-token"]
    assert edit.draft.defaults.auth.value("token") == "{{token}}"
    assert {variable.name: variable.is_secret for variable in edit.draft.variables} == {
        "size": False,
        "password": True,
        "token": True,
    }
    assert not edit.is_dirty
    assert "not-a-real" not in "".join(file.read_text() for file in root.rglob("*.y*ml"))


def test_the_password_of_a_folders_proxy_is_put_in_when_a_request_in_it_is_sent(
    edit: FolderEdit, desk: Any, opened: Callable[[str], RequestTab], settled: Callable[[], None], qtbot: QtBot
) -> None:
    edit.set_settings(RequestSettings(proxy=Proxy("manual", https="http://me:open%20sesame@proxy:1")))
    edit.save()
    settled()
    tab = opened("flowers/rose.yml")

    tab.send()

    qtbot.waitUntil(lambda: bool(desk.sender.sent))
    assert edit.draft.defaults.settings.proxy == Proxy("manual", https="http://me:{{https_proxy_password}}@proxy:1")
    assert desk.sender.sent[0][1].proxy.https == "http://me:open%20sesame@proxy:1"


def test_two_passwords_of_one_kind_are_two_secrets(edit: FolderEdit, desk: Any, settled: Callable[[], None]) -> None:
    keys = ClientCertificate("a.p12", passphrase="alpha", host="a"), ClientCertificate("b.p12", passphrase="beta")
    edit.set_settings(RequestSettings(client_certificates=keys))

    edit.save()
    settled()

    found = edit.draft.defaults.settings.client_certificates or ()
    kept = {ref.name: value for ref, value in desk.keeper.values.items()}
    assert [each.passphrase for each in found] == ["{{certificate_passphrase}}", "{{certificate_passphrase_2}}"]
    assert kept == {"certificate_passphrase": "alpha", "certificate_passphrase_2": "beta"}


def test_a_password_that_is_typed_anew_takes_the_place_of_the_one_before(
    edit: FolderEdit, desk: Any, settled: Callable[[], None]
) -> None:
    for password in ("old", "new"):
        edit.set_settings(RequestSettings(proxy=Proxy("manual", https=f"http://me:{password}@proxy:1")))
        edit.save()
        settled()

    assert list(desk.keeper.values.values()) == ["new"]


@pytest.mark.parametrize("password", ["  ", "ends with a blank ", "Bearer of bad news"])
def test_every_blank_of_a_password_counts(
    edit: FolderEdit, desk: Any, settled: Callable[[], None], password: str
) -> None:
    edit.set_settings(RequestSettings(client_certificates=(ClientCertificate("a.p12", passphrase=password),)))

    edit.save()
    settled()

    assert list(desk.keeper.values.values()) == [password]
    assert not edit.is_dirty


def test_a_proxy_of_another_program_gives_way_to_ones_own(
    workspace: Workspace, root: Path, settled: Callable[[], None]
) -> None:
    file = root / "opencollection.yml"
    file.write_text(file.read_text() + "config:\n  proxy:\n    config: {protocol: http, hostname: theirs, port: 1}\n")
    workspace.refresh(str(root))
    settled()
    found: list[FolderEdit] = []
    workspace.items.edit_folder(str(root), "", found.append)
    settled()
    native = file.read_text()

    found[0].set_settings(RequestSettings(proxy=Proxy("none")))
    found[0].save()
    settled()

    assert workspace.collections[0].tree.defaults.settings.proxy == Proxy("none")
    assert file.read_text() == native


def test_settings_that_another_program_changed_are_not_overwritten(
    edit: FolderEdit, root: Path, settled: Callable[[], None], qtbot: QtBot
) -> None:
    file = root / "flowers" / "folder.yml"
    file.write_text(file.read_text() + "docs: theirs\n")
    edit.set_docs("mine")

    with qtbot.waitSignal(edit.failed):
        edit.save()
    settled()

    assert "docs: theirs" in file.read_text()
    assert edit.is_dirty


# Tabs in passing -----------------------------------------------------------------------------------------------------


def test_a_look_takes_the_place_of_the_look_before(
    workspace: Workspace, root: Path, settled: Callable[[], None]
) -> None:
    for path in ("one.yml", "two.yml"):
        workspace.open_request(str(root), path, in_passing=True)
        settled()

    assert [tab.draft.name for tab in workspace.tabs] == ["two"]
    assert workspace.passing is workspace.current
    assert not workspace.can_reopen


@pytest.mark.parametrize("used", ["kept", "edited", "opened again", "sent"])
def test_a_tab_that_is_used_stays(workspace: Workspace, root: Path, settled: Callable[[], None], used: str) -> None:
    workspace.open_request(str(root), "one.yml", in_passing=True)
    settled()
    tab = workspace.current
    assert tab is not None

    match used:
        case "kept":
            workspace.keep(tab)
        case "edited":
            tab.set_method("PUT")
        case "opened again":
            workspace.open_request(str(root), "one.yml")
        case "sent":
            tab.send()
    workspace.open_request(str(root), "two.yml", in_passing=True)
    settled()

    assert [each.draft.name for each in workspace.tabs] == ["one", "two"]


def test_reverting_goes_back_to_the_file_and_can_be_undone(opened: Callable[[str], RequestTab]) -> None:
    tab = opened("one.yml")
    tab.set_method("PUT")

    tab.revert()

    assert not tab.is_dirty
    tab.undo()
    assert tab.draft.method == "PUT"


def test_a_collection_that_is_closed_in_the_meantime_does_not_come_back(
    workspace: Workspace, root: Path, settled: Callable[[], None]
) -> None:
    workspace.refresh(str(root))

    workspace.close_collection(str(root))
    settled()

    assert workspace.collections == ()


def test_what_is_gone_from_the_tree_cannot_be_named(workspace: Workspace, root: Path, desk: Any) -> None:
    workspace.items.rename(str(root), "gone.yml", "Mine")
    workspace.items.rename("/elsewhere", "one.yml", "Mine")
    workspace.items.move(str(root), ("flowers",), "flowers/inner")

    assert desk.background.is_idle


def test_the_collection_itself_can_be_named(workspace: Workspace, root: Path, settled: Callable[[], None]) -> None:
    workspace.items.rename(str(root), "", "Park")
    settled()

    assert workspace.collections[0].name == "Park"
    assert "name: Park" in (root / "opencollection.yml").read_text()
