"""The settings of folders and collections are written over their files without touching the rest."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from modelpost.core.contents import FolderContents
from modelpost.core.request import INHERITED_AUTH, NO_AUTH, AuthChoice, RequestSettings, Row
from modelpost.core.secrets import SecretRef
from modelpost.core.tree import Collection
from modelpost.core.variables import Variable
from modelpost.store.opencollection.collections import Collections
from modelpost.store.opencollection.requests import ChangedOnDisk
from modelpost.store.opencollection.undecided import UndecidedSecrets


@pytest.fixture
def opened(bruno: Path, collections: Collections) -> Collection:
    return collections.open(str(bruno))


def lending(contents: FolderContents, **changes: Any) -> FolderContents:
    return replace(contents, defaults=replace(contents.defaults, **changes))


def changed_lines(before: str, after: str) -> set[str]:
    return set(after.splitlines()) ^ set(before.splitlines())


def test_one_header_more_is_one_block_more(bruno: Path, opened: Collection, collections: Collections) -> None:
    file = bruno / "opencollection.yml"
    before = collections.read_folder(opened, "")
    text = file.read_text()

    draft = lending(before, headers=(*before.defaults.headers, Row("X-Team", "vision")))
    saved = collections.save_folder(opened, "", draft, before)

    lines = {line.strip() for line in changed_lines(text, file.read_text())}
    assert lines >= {"- name: X-Team", "value: vision"}
    assert "name: Mask detector demo # shown in Bruno's sidebar" in file.read_text()
    assert saved == draft
    assert collections.read_folder(opened, "") == saved


def test_saving_without_a_change_touches_nothing(bruno: Path, opened: Collection, collections: Collections) -> None:
    texts = [(bruno / name).read_bytes() for name in ("mask/folder.yml",)]
    before = collections.read_folder(opened, "mask")

    collections.save_folder(opened, "mask", before, before)

    assert [(bruno / name).read_bytes() for name in ("mask/folder.yml",)] == texts
    assert not (bruno / "mask" / "folder.view.yaml").exists()


def test_what_a_folder_says_reaches_its_requests_and_follows_the_schema(
    bruno: Path, opened: Collection, collections: Collections, is_valid: Callable[[Path, str], None]
) -> None:
    before = collections.read_folder(opened, "mask/deep")
    draft = replace(
        lending(
            before,
            auth=AuthChoice("bearer", (("token", "{{token}}"),)),
            settings=RequestSettings(timeout=5, verify_tls=False, connect_timeout=2),
        ),
        variables=(Variable("size", "12"), Variable("off", "1", enabled=False, note="why")),
        docs="# Deep\n\nMind the *step*.",
    )

    saved = collections.save_folder(opened, "mask/deep", draft, before)

    again = collections.open(str(bruno))
    assert saved == draft
    assert again.defaults_for("mask/deep/older.yml").auth == draft.defaults.auth
    assert again.defaults_for("mask/deep/older.yml").settings.connect_timeout == 2
    assert again.tree.folders_to("mask/deep/older.yml")[-1].variables == draft.variables
    is_valid(bruno / "mask" / "deep" / "folder.yml", "Folder")
    assert (bruno / "mask" / "deep" / "folder.yml").read_text().startswith("info:\n  name: deep\n  type: folder\n")


def test_a_folder_can_say_that_nothing_is_inherited(bruno: Path, opened: Collection, collections: Collections) -> None:
    before = collections.read_folder(opened, "mask")

    collections.save_folder(opened, "mask", lending(before, auth=NO_AUTH), before)

    assert collections.open(str(bruno)).defaults_for("mask/detect.yml").auth == NO_AUTH
    assert "auth" not in (bruno / "mask" / "folder.yml").read_text()


def test_a_collection_without_auth_says_nothing_of_it(
    bruno: Path, opened: Collection, collections: Collections
) -> None:
    before = collections.read_folder(opened, "")

    saved = collections.save_folder(opened, "", lending(before, auth=NO_AUTH), before)

    assert saved.defaults.auth == INHERITED_AUTH
    assert not (bruno / "opencollection.view.yaml").exists()


@pytest.mark.parametrize("text", ["# Mask detector", ""])
def test_docs_that_have_a_type_keep_it(bruno: Path, opened: Collection, collections: Collections, text: str) -> None:
    before = collections.read_folder(opened, "")

    saved = collections.save_folder(opened, "", replace(before, docs=text), before)

    assert saved.docs == text
    assert "  type: text/markdown\n" in (bruno / "opencollection.yml").read_text()


def test_a_secret_variable_is_declared_in_the_sidecar_and_has_no_value_there(
    bruno: Path, opened: Collection, collections: Collections
) -> None:
    ref = collections.declare_in_folder(opened, "mask", "token")

    variables = collections.read_folder(opened, "mask").variables

    assert variables == (Variable("token", ref),)
    assert ref.scope.startswith("folder:")
    assert ref.scope != "folder:mask"
    assert ref in [each.value for each in collections.open(str(bruno)).tree.folders_to("mask/detect.yml")[1].variables]


def test_a_secret_of_the_collection_hangs_on_the_collection(opened: Collection, collections: Collections) -> None:
    assert collections.declare_in_folder(opened, "", "token") == SecretRef(opened.id, "collection", "token")


def test_credentials_in_the_clear_are_refused(bruno: Path, opened: Collection, collections: Collections) -> None:
    before = collections.read_folder(opened, "mask")
    drafts = (
        lending(before, auth=AuthChoice("bearer", (("token", "not-a-real-token"),))),
        lending(before, headers=(Row("X-Auth-Token", "not-a-real-token"),)),
        replace(before, variables=(Variable("password", "not-a-real-password"),)),
    )
    text = (bruno / "mask" / "folder.yml").read_bytes()

    for draft in drafts:
        with pytest.raises(UndecidedSecrets):
            collections.save_folder(opened, "mask", draft, before)

    assert (bruno / "mask" / "folder.yml").read_bytes() == text


def test_a_foreign_edit_is_noticed(bruno: Path, opened: Collection, collections: Collections) -> None:
    before = collections.read_folder(opened, "mask")
    file = bruno / "mask" / "folder.yml"
    file.write_text(file.read_text() + "\ndocs: theirs\n")

    with pytest.raises(ChangedOnDisk):
        collections.save_folder(opened, "mask", replace(before, docs="mine"), before)

    assert file.read_text().endswith("docs: theirs\n")
