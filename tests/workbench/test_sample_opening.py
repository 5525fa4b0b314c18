"""The sample collection: copied to where it may be edited, opened, and filled with what the service announced."""

from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from modelpost.core.failures import FileTrouble
from modelpost.core.request import RequestDraft
from modelpost.core.resolved import ResolvedRequest
from modelpost.core.scope import Variable
from modelpost.core.secrets import SecretRef
from modelpost.core.tree import Environment
from modelpost.workbench.sample_opening import SampleOpening

SAID = {
    "base_url": "http://127.0.0.1:8787",
    "services": {"flowers": "http://127.0.0.1:8787/v1/infers/flowers"},
    "user": "anna",
    "token": "not-a-real-token",
    "password": "not-a-real-password",
}
VARIABLES = tuple(Variable(name) for name in ("base_url", "flowers_url", "user", "token", "password"))


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "resources" / "sample_collection"
    (folder / "pictures").mkdir(parents=True)
    (folder / "flowers.yml").write_text("as delivered")
    (folder / "pictures" / "rose.png").write_bytes(b"\x89PNG")
    return folder


@pytest.fixture
def target(desk: Any, tmp_path: Path) -> Path:
    folder = tmp_path / "profile" / "sample collection"
    desk.collections.files[str(folder), "flowers.yml"] = RequestDraft(name="Flowers", url="{{flowers_url}}")
    desk.collections.files[str(folder), "iris.yml"] = RequestDraft(name="Iris", url="{{base_url}}/iris")
    desk.collections.environments = (Environment("sample", VARIABLES),)
    return folder


def open_sample(desk: Any, qtbot: QtBot, source: Path, target: Path, said: dict[str, object] | None = None) -> None:
    opening = SampleOpening(desk.workspace, desk.secrets, desk.background)
    with qtbot.waitSignal(desk.workspace.collections_changed):
        opening.open(SAID if said is None else said, source, target)
    qtbot.waitUntil(lambda: desk.background.is_idle)


def test_the_collection_is_copied_to_where_it_may_be_edited(
    desk: Any, qtbot: QtBot, source: Path, target: Path
) -> None:
    open_sample(desk, qtbot, source, target)

    assert (target / "flowers.yml").read_text() == "as delivered"
    assert (target / "pictures" / "rose.png").read_bytes() == b"\x89PNG"
    assert [collection.root for collection in desk.workspace.collections] == [str(target)]


def test_a_copy_that_fails_half_way_leaves_nothing_that_looks_like_a_collection(
    desk: Any, qtbot: QtBot, source: Path, target: Path
) -> None:
    (source / "zinnia.yml").symlink_to(source / "gone.yml")
    opening = SampleOpening(desk.workspace, desk.secrets, desk.background)

    with qtbot.waitSignal(desk.workspace.failed):
        opening.open(SAID, source, target)

    assert list(target.parent.iterdir()) == []


def test_what_a_killed_copy_left_behind_is_not_opened(desk: Any, qtbot: QtBot, source: Path, target: Path) -> None:
    half = target.parent / f".{target.name}-killed" / target.name
    half.mkdir(parents=True)
    (half / "flowers.yml").write_text("as del")

    open_sample(desk, qtbot, source, target)

    assert (target / "flowers.yml").read_text() == "as delivered"


def test_what_the_user_changed_is_kept(desk: Any, qtbot: QtBot, source: Path, target: Path) -> None:
    target.mkdir(parents=True)
    (target / "flowers.yml").write_text("edited")

    open_sample(desk, qtbot, source, target)

    assert (target / "flowers.yml").read_text() == "edited"
    assert not (target / "pictures").exists()


def test_the_first_request_is_opened_ready_to_be_sent(desk: Any, qtbot: QtBot, source: Path, target: Path) -> None:
    open_sample(desk, qtbot, source, target)

    tab = desk.workspace.current
    resolved = tab.resolved()
    assert tab.draft.name == "Flowers"
    assert isinstance(resolved, ResolvedRequest)
    assert resolved.url == "http://127.0.0.1:8787/v1/infers/flowers"


def test_open_requests_stay_in_front(desk: Any, qtbot: QtBot, source: Path, target: Path) -> None:
    mine = desk.workspace.new_tab(RequestDraft(url="http://h/"))

    open_sample(desk, qtbot, source, target)

    assert desk.workspace.tabs == (mine,)


def test_the_addresses_of_the_service_fill_the_environment(desk: Any, qtbot: QtBot, source: Path, target: Path) -> None:
    open_sample(desk, qtbot, source, target)

    filled = {variable.name: variable.value for variable in desk.workspace.environment.variables}
    assert filled["base_url"] == "http://127.0.0.1:8787"
    assert filled["flowers_url"] == "http://127.0.0.1:8787/v1/infers/flowers"
    assert filled["user"] == "anna"


def test_secrets_go_into_the_keyring_and_nowhere_else(desk: Any, qtbot: QtBot, source: Path, target: Path) -> None:
    open_sample(desk, qtbot, source, target)

    filled = {variable.name: variable.value for variable in desk.workspace.environment.variables}
    assert (filled["token"], filled["password"]) == ("", "")
    assert desk.keeper.values == {
        SecretRef("c1", "env:sample", "token"): "not-a-real-token",
        SecretRef("c1", "env:sample", "password"): "not-a-real-password",
    }
    written = "".join(path.read_text("latin-1") for path in target.rglob("*") if path.is_file())
    assert "not-a-real" not in written


def test_the_sample_works_although_the_keyring_refuses(
    desk: Any, qtbot: QtBot, source: Path, target: Path, keyring_trouble: Exception
) -> None:
    desk.keeper.trouble = keyring_trouble

    with qtbot.assertNotEmitted(desk.workspace.failed):
        open_sample(desk, qtbot, source, target)

    assert desk.secrets.values[SecretRef("c1", "env:sample", "token")] == "not-a-real-token"
    assert desk.secrets.trouble is keyring_trouble


def test_a_service_started_anew_brings_its_new_address_along(
    desk: Any, qtbot: QtBot, source: Path, target: Path
) -> None:
    open_sample(desk, qtbot, source, target)

    open_sample(desk, qtbot, source, target, {**SAID, "services": {"flowers": "http://127.0.0.1:9999/flowers"}})

    resolved = desk.workspace.current.resolved()
    assert isinstance(resolved, ResolvedRequest)
    assert resolved.url == "http://127.0.0.1:9999/flowers"
    assert len(desk.workspace.tabs) == 1


def test_a_collection_without_environments_is_opened_as_it_is(
    desk: Any, qtbot: QtBot, source: Path, target: Path
) -> None:
    desk.collections.environments = ()

    open_sample(desk, qtbot, source, target)

    assert [collection.root for collection in desk.workspace.collections] == [str(target)]
    assert desk.keeper.values == {}


def test_a_place_that_cannot_be_written_is_told_of(desk: Any, qtbot: QtBot, source: Path, tmp_path: Path) -> None:
    (tmp_path / "profile").write_text("a file where the folder should be")
    opening = SampleOpening(desk.workspace, desk.secrets, desk.background)

    with qtbot.waitSignal(desk.workspace.failed) as told:
        opening.open(SAID, source, tmp_path / "profile" / "sample collection")

    assert isinstance(told.args[0], FileTrouble)
    assert desk.workspace.collections == ()
