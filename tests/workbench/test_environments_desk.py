"""Environments being edited: values go where they belong, and nowhere else."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from modelpost.core.failures import KeyringTrouble
from modelpost.core.request import RequestDraft, Row
from modelpost.core.scope import Variable
from modelpost.core.secrets import SecretRef
from modelpost.core.tree import Collection, Environment
from modelpost.store.global_variables import GlobalVariables
from modelpost.store.opencollection.collections import Collections
from modelpost.store.profile import Profile
from modelpost.store.text_files import TextFiles
from modelpost.workbench.environment_draft import NAME, VALUE, VariableRow
from modelpost.workbench.environments_desk import EnvironmentsDesk
from modelpost.workbench.location import EVERYWHERE, Place

CANARY = "canary-4711-value"


@pytest.fixture
def store(tmp_path: Path) -> Collections:
    return Collections(Profile(tmp_path / "profile"))


@pytest.fixture
def collection(store: Collections, tmp_path: Path) -> Collection:
    made = store.create(str(tmp_path / "work"), "Work")
    variables = (Variable("host", "example.org"), Variable("key", SecretRef(made.id, "env:staging", "key")))
    store.save_environment(made, Environment("staging", variables))
    store.save_as(made.root, "", RequestDraft(name="Ask", url="https://{{host}}/", headers=(Row("A", "{{key}}"),)))
    return store.open(made.root)


@pytest.fixture
def environments(
    desk: Any, store: Collections, collection: Collection, tmp_path: Path, qtbot: QtBot
) -> EnvironmentsDesk:
    desk.workspace._load_collections = lambda: store
    with qtbot.waitSignal(desk.workspace.collections_changed):
        desk.workspace.open_collection(collection.root)
    desk.keeper.values[SecretRef(collection.id, "env:staging", "key")] = CANARY
    variables = GlobalVariables(tmp_path / "profile" / "variables.json")
    return EnvironmentsDesk(
        desk.workspace,
        desk.secrets,
        desk.background,
        load_collections=lambda: store,
        variables=variables,
        texts=TextFiles(),
    )


@pytest.fixture
def settled(desk: Any, qtbot: QtBot) -> Callable[[], None]:
    def wait() -> None:
        qtbot.waitUntil(lambda: desk.background.is_idle)

    return wait


@pytest.fixture
def staging(environments: EnvironmentsDesk, collection: Collection, settled: Callable[[], None]) -> Place:
    place = Place(collection.root, "staging")
    environments.open(place)
    settled()
    return place


def files_with(tmp_path: Path, text: str) -> list[Path]:
    return [path for path in tmp_path.rglob("*") if path.is_file() and text.encode() in path.read_bytes()]


def test_a_value_that_becomes_a_secret_leaves_the_file(
    environments: EnvironmentsDesk, staging: Place, settled: Callable[[], None], desk: Any, tmp_path: Path
) -> None:
    told: list[object] = []
    environments.told.connect(told.append)
    host, key = environments.draft.rows

    environments.set_rows((replace(host, is_secret=True), key))
    environments.save()
    settled()

    owner = desk.workspace.collections[0].id
    assert desk.keeper.values[SecretRef(owner, "env:staging", "host")] == "example.org"
    assert files_with(tmp_path, "example.org") == []
    assert "git" in str(told[-1])


def test_a_value_stays_in_its_file_where_the_keyring_refuses(
    environments: EnvironmentsDesk,
    staging: Place,
    settled: Callable[[], None],
    desk: Any,
    tmp_path: Path,
    keyring_trouble: KeyringTrouble,
) -> None:
    desk.keeper.trouble = keyring_trouble
    failed: list[object] = []
    environments.failed.connect(failed.append)
    host, key = environments.draft.rows

    environments.set_rows((replace(host, is_secret=True), key))
    environments.save()
    settled()

    assert failed == [keyring_trouble]
    assert [path.name for path in files_with(tmp_path, "example.org")] == ["staging.yml"]
    assert environments.is_dirty


def test_a_secret_that_becomes_plain_shows_its_value_and_leaves_the_keyring(
    environments: EnvironmentsDesk, staging: Place, settled: Callable[[], None], desk: Any, tmp_path: Path
) -> None:
    host, key = environments.draft.rows

    environments.set_rows((host, replace(key, is_secret=False)))
    settled()
    shown = environments.draft.rows[1].value
    environments.save()
    settled()

    assert shown == CANARY
    assert desk.keeper.values == {}
    assert [path.name for path in files_with(tmp_path, CANARY)] == ["staging.yml"]


def test_a_renamed_environment_takes_its_secrets_along_and_stays_in_force(
    environments: EnvironmentsDesk, staging: Place, settled: Callable[[], None], desk: Any
) -> None:
    environments.set_name("production")
    environments.save()
    settled()

    owner = desk.workspace.collections[0].id
    assert desk.keeper.values == {SecretRef(owner, "env:production", "key"): CANARY}
    assert environments.place == staging._replace(name="production")
    assert desk.workspace.environment.name == "production"
    assert not environments.is_dirty


def test_a_value_that_the_keyring_did_not_hand_out_is_not_deleted_with_its_old_name(
    environments: EnvironmentsDesk,
    collection: Collection,
    settled: Callable[[], None],
    desk: Any,
    keyring_trouble: KeyringTrouble,
) -> None:
    desk.keeper.trouble = keyring_trouble
    environments.open(Place(collection.root, "staging"))
    settled()
    host, key = environments.draft.rows

    environments.set_rows((host, replace(key, name="token_2")))
    environments.save()
    settled()

    assert desk.keeper.values[SecretRef(collection.id, "env:staging", "key")] == CANARY


def test_a_renamed_secret_takes_its_value_along(
    environments: EnvironmentsDesk, staging: Place, settled: Callable[[], None], desk: Any
) -> None:
    host, key = environments.draft.rows

    environments.set_rows((host, replace(key, name="token_2")))
    environments.save()
    settled()

    owner = desk.workspace.collections[0].id
    assert desk.keeper.values == {SecretRef(owner, "env:staging", "token_2"): CANARY}


def test_a_copy_has_secrets_of_its_own(
    environments: EnvironmentsDesk, staging: Place, settled: Callable[[], None], desk: Any
) -> None:
    environments.duplicate(staging)
    settled()

    owner = desk.workspace.collections[0].id
    assert environments.place == staging._replace(name="staging 2")
    assert set(desk.keeper.values) == {SecretRef(owner, f"env:{name}", "key") for name in ("staging", "staging 2")}


def test_a_deleted_environment_comes_back_with_its_secrets(
    environments: EnvironmentsDesk, staging: Place, settled: Callable[[], None], desk: Any
) -> None:
    undo: list[Callable[[], None]] = []
    environments.deleted.connect(lambda name, back: undo.append(back))

    environments.delete(staging)
    settled()
    gone = desk.workspace.environments
    undo[0]()
    settled()

    assert gone == ()
    assert [each.name for each in desk.workspace.environments] == ["staging"]
    assert list(desk.keeper.values.values()) == [CANARY]


def test_missing_values_are_marked(
    environments: EnvironmentsDesk, staging: Place, settled: Callable[[], None], desk: Any
) -> None:
    rows = environments.draft.rows

    environments.set_rows(
        (*rows, VariableRow("empty"), VariableRow("lost", is_secret=True), VariableRow("off", enabled=False))
    )

    assert set(environments.problems) == {(2, VALUE), (3, VALUE)}
    assert environments.hindrances == {}


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (VariableRow("", "x"), NAME),
        (VariableRow("host", "x"), NAME),
        (VariableRow("a}}", "x"), NAME),
        (VariableRow("password", "x"), VALUE),
    ],
)
def test_what_cannot_be_saved_is_said_where_it_is(
    environments: EnvironmentsDesk, staging: Place, row: VariableRow, column: int
) -> None:
    environments.set_rows((*environments.draft.rows, row))

    assert list(environments.hindrances) == [(2, column)]


def test_requests_that_use_a_variable_are_known(environments: EnvironmentsDesk, staging: Place) -> None:
    assert [use.node.name for use in environments.uses("host")] == ["Ask"]
    assert environments.uses("nothing") == ()


def test_variables_that_count_everywhere_are_saved_in_the_profile(
    environments: EnvironmentsDesk, settled: Callable[[], None], desk: Any, tmp_path: Path
) -> None:
    environments.open(EVERYWHERE)
    environments.set_rows((VariableRow("region", "north"), VariableRow("pass", CANARY, is_secret=True)))

    environments.save()
    settled()

    secret = SecretRef("", "global", "pass")
    assert desk.workspace.variables == (Variable("region", "north"), Variable("pass", secret))
    assert desk.keeper.values[secret] == CANARY
    assert files_with(tmp_path, CANARY) == []
    tab = desk.workspace.new_tab()
    assert tab.surroundings.context.find("region").source == "Everywhere"


def test_a_dotenv_file_is_taken_over_and_its_credentials_become_secrets(
    environments: EnvironmentsDesk, staging: Place, settled: Callable[[], None], tmp_path: Path
) -> None:
    file = tmp_path / "given.env"
    file.write_text("export host=other.example\nPASSWORD='hunter 2'\nnonsense\n")

    environments.import_file(str(file))
    settled()

    host, key, password = environments.draft.rows
    assert (host.value, host.is_secret) == ("other.example", False)
    assert key.name == "key"
    assert (password.value, password.is_secret) == ("hunter 2", True)
    assert environments.is_dirty


def test_what_a_dotenv_file_calls_a_token_becomes_a_secret_whatever_it_looks_like(
    environments: EnvironmentsDesk, staging: Place, settled: Callable[[], None], tmp_path: Path
) -> None:
    file = tmp_path / "given.env"
    file.write_text("API_TOKEN=plain-looking-value\nOPENAI_API_KEY=\nTOKEN_URL=https://example.org\n")

    environments.import_file(str(file))
    settled()

    kinds = {row.name: row.is_secret for row in environments.draft.rows[2:]}
    assert kinds == {"API_TOKEN": True, "OPENAI_API_KEY": True, "TOKEN_URL": False}


def test_no_secret_is_in_an_exported_dotenv_file(
    environments: EnvironmentsDesk, staging: Place, settled: Callable[[], None], tmp_path: Path
) -> None:
    host, key = environments.draft.rows
    environments.set_rows((host, replace(key, value=CANARY)))

    environments.export_file(str(tmp_path / "out.env"))
    settled()

    assert "host=example.org" in (tmp_path / "out.env").read_text()
    assert files_with(tmp_path, CANARY) == []


def test_a_variable_is_defined_where_it_is_kept(
    environments: EnvironmentsDesk, staging: Place, settled: Callable[[], None], desk: Any
) -> None:
    done: list[bool] = []

    environments.define(staging, "project", "p1", secret=False, then=lambda: done.append(True))
    environments.define(staging, "key", "new-value", secret=False, then=lambda: done.append(True))
    settled()
    environments.define(staging, "project", "p1", secret=False, then=lambda: done.append(True))
    settled()

    owner = desk.workspace.collections[0].id
    assert Variable("project", "p1") in desk.workspace.environments[0].variables
    assert desk.keeper.values[SecretRef(owner, "env:staging", "key")] == "new-value"


def test_what_was_written_counts_and_not_what_stood_in_for_it(
    environments: EnvironmentsDesk, staging: Place, settled: Callable[[], None], desk: Any
) -> None:
    desk.workspace.fill_environment(staging.root, "staging", {"host": "127.0.0.1", "port": "80"})

    environments.define(staging, "host", "mine.example", secret=False, then=bool)
    settled()

    assert desk.workspace.environment.variables[0] == Variable("host", "mine.example")


def test_what_another_program_wrote_is_not_overwritten_in_silence(
    environments: EnvironmentsDesk, staging: Place, settled: Callable[[], None], desk: Any
) -> None:
    file = Path(staging.root, "environments", "staging.yml")
    theirs = file.read_text() + "  - name: theirs\n    value: new\n"
    file.write_text(theirs)
    failed: list[Any] = []
    environments.failed.connect(failed.append)
    host, key = environments.draft.rows
    environments.set_rows((replace(host, value="mine.example"), key))

    environments.save()
    settled()

    assert "changed by another program" in str(failed[0])
    assert file.read_text() == theirs
    assert environments.is_dirty
    assert Variable("theirs", "new") in desk.workspace.environments[0].variables


def test_a_variable_is_defined_in_the_collection(
    environments: EnvironmentsDesk, staging: Place, settled: Callable[[], None], desk: Any, tmp_path: Path
) -> None:
    environments.define_in_folder(staging.root, "", "region", "north", secret=False, then=bool)
    settled()
    environments.define_in_folder(staging.root, "", "region", CANARY, secret=True, then=bool)
    settled()

    ref = SecretRef(desk.workspace.collections[0].id, "collection", "region")
    assert desk.workspace.collections[0].tree.variables == (Variable("region", ref),)
    assert desk.keeper.values[ref] == CANARY
    assert files_with(tmp_path, CANARY) == []
    assert files_with(tmp_path, "north") == []


def test_a_variable_that_gets_another_value_keeps_its_place(
    environments: EnvironmentsDesk, staging: Place, settled: Callable[[], None], desk: Any
) -> None:
    for name in ("region", "zone"):
        environments.define_in_folder(staging.root, "", name, "north", secret=False, then=bool)
        settled()

    environments.define_in_folder(staging.root, "", "region", "south", secret=False, then=bool)
    settled()

    assert desk.workspace.collections[0].tree.variables == (Variable("region", "south"), Variable("zone", "north"))


def test_a_credential_is_not_defined_in_the_clear(
    environments: EnvironmentsDesk, staging: Place, settled: Callable[[], None], tmp_path: Path
) -> None:
    told: list[object] = []
    environments.told.connect(told.append)

    environments.define_in_folder(staging.root, "", "password", "hunter-2", secret=False, then=bool)
    settled()

    assert len(told) == 1
    assert files_with(tmp_path, "hunter-2") == []
