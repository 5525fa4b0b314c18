"""Environments on disk: named, guarded, deleted, put back, searched for."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from modelpost.core.failures import FormatTrouble
from modelpost.core.scope import Variable
from modelpost.core.secrets import SecretRef
from modelpost.core.tree import Collection, Environment
from modelpost.store.global_variables import GlobalVariables
from modelpost.store.opencollection.collections import Collections
from modelpost.store.opencollection.undecided import UndecidedSecrets
from modelpost.store.profile import Profile


@pytest.fixture
def collection(collections: Collections, tmp_path: Path) -> Collection:
    return collections.create(str(tmp_path / "work"), "Work")


def test_a_guarded_environment_stays_guarded(collections: Collections, collection: Collection) -> None:
    saved = collections.save_environment(collection, Environment("production", guarded=True))

    assert saved.guarded
    assert collections.environments(collection) == (saved,)


def test_the_guard_is_not_in_the_file_that_other_programs_read(
    collections: Collections, collection: Collection, is_valid: Callable[[Path, str], None]
) -> None:
    collections.save_environment(collection, Environment("production", (Variable("a", "1"),), guarded=True))

    file = Path(collection.root, "environments", "production.yml")
    is_valid(file, "Environment")
    assert "confirm" not in file.read_text()


def test_a_guard_that_is_lifted_leaves_no_sidecar(collections: Collections, collection: Collection) -> None:
    saved = collections.save_environment(collection, Environment("production", guarded=True))

    collections.save_environment(collection, replace(saved, guarded=False))

    assert [path.name for path in Path(collection.root, "environments").iterdir()] == ["production.yml"]


def test_a_renamed_environment_takes_its_files_along(collections: Collections, collection: Collection) -> None:
    saved = collections.save_environment(collection, Environment("staging", guarded=True))

    renamed = collections.save_environment(collection, replace(saved, name="production"))

    assert renamed == replace(saved, name="production", path="environments/production.yml")
    names = sorted(path.name for path in Path(collection.root, "environments").iterdir())
    assert names == ["production.view.yaml", "production.yml"]


def test_secrets_of_a_renamed_environment_have_their_new_address(
    collections: Collections, collection: Collection
) -> None:
    token = Variable("token", SecretRef(collection.id, "env:staging", "token"))
    saved = collections.save_environment(collection, Environment("staging", (token,)))

    renamed = collections.save_environment(collection, replace(saved, name="production"))

    assert renamed.variables == (Variable("token", SecretRef(collection.id, "env:production", "token")),)


def test_a_file_that_keeps_its_name_keeps_its_comments(collections: Collections, collection: Collection) -> None:
    file = Path(collection.root, "environments", "hand made.yml")
    file.parent.mkdir()
    file.write_text("name: Hand\n# mine\nvariables:\n  - name: a\n    value: '1'\n  - name: b\n    value: '2'  # two\n")
    (known,) = collections.environments(collection)

    collections.save_environment(collection, replace(known, variables=(Variable("a", "9"), known.variables[1])))

    text = file.read_text()
    assert "# mine" in text
    assert "value: '2'  # two" in text
    assert "9" in text


def test_a_deleted_environment_can_be_put_back_as_it_was(collections: Collections, collection: Collection) -> None:
    saved = collections.save_environment(collection, Environment("staging", (Variable("a", "1"),), "#ff0000", "", True))
    before = Path(collection.root, saved.path).read_bytes()

    removed = collections.remove_environment(collection.root, saved.path)
    gone = collections.environments(collection)
    collections.put_environment_back(collection.root, removed)

    assert gone == ()
    assert collections.environments(collection) == (saved,)
    assert Path(collection.root, saved.path).read_bytes() == before


def test_nothing_outside_of_the_collection_is_deleted(collections: Collections, collection: Collection) -> None:
    with pytest.raises(FormatTrouble):
        collections.remove_environment(collection.root, "../elsewhere.yml")


def test_requests_that_use_a_variable_are_found(collections: Collections, collection: Collection) -> None:
    root = Path(collection.root)
    (root / "a.yml").write_text("http:\n  url: '{{host}}/{{ path }}'\n")
    (root / "b.yml").write_text("http:\n  url: https://example.org\n")
    (root / "b.view.yaml").write_text("tls: '{{host}}'\n")

    found = collections.references(collection.root, ("a.yml", "b.yml", "gone.yml", "../a.yml"))

    assert found == {"host": ("a.yml", "b.yml"), "path": ("a.yml",)}


def test_global_variables_are_kept_without_the_values_of_secrets(profile: Profile) -> None:
    variables = (
        Variable("host", "example.org", enabled=False, note="why"),
        Variable("token", SecretRef("", "global", "token")),
    )

    GlobalVariables(profile.variables).write(variables)

    assert GlobalVariables(profile.variables).read() == variables


def test_global_variables_hold_no_credential(profile: Profile) -> None:
    with pytest.raises(UndecidedSecrets):
        GlobalVariables(profile.variables).write((Variable("password", "hunter2"),))

    assert not profile.variables.exists()


def test_a_damaged_file_of_global_variables_says_what_it_can(profile: Profile) -> None:
    profile.root.mkdir()
    profile.variables.write_text('{"variables": [{"name": "a", "value": 5}, 7, {"name": 3}, {"name": "b"}]}')

    assert GlobalVariables(profile.variables).read() == (Variable("a", ""), Variable("b", ""))
