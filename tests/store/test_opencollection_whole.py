"""Whole collections: written at once or not at all, in the schema's own shapes, and read back."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from modelpost.core.contents import CollectionContents, FolderContents
from modelpost.core.failures import FileTrouble
from modelpost.core.request import NO_AUTH, AuthChoice, Defaults, RequestDraft, RequestSettings, Row, Script
from modelpost.core.scope import Variable
from modelpost.core.secrets import SecretRef
from modelpost.core.tree import Environment, FolderNode
from modelpost.store.opencollection.collections import Collections
from modelpost.store.opencollection.undecided import UndecidedSecrets

CONTENTS = CollectionContents(
    FolderContents(
        "Demo",
        (
            RequestDraft("First", url="http://h/1"),
            FolderContents(
                "Inner / folder",
                (
                    RequestDraft("Same", url="http://h/2"),
                    RequestDraft("same", url="http://h/3"),
                    FolderContents("Empty"),
                ),
                Defaults(auth=NO_AUTH, settings=RequestSettings(timeout=3.0, verify_tls=False)),
                (Variable("a", "1", enabled=False, note="n"),),
                "# Inner",
                (Script("before-request", "x();"),),
            ),
            RequestDraft("Last", url="http://h/4", scripts=(Script("tests", "y();\n"),)),
        ),
        Defaults((Row("X-Source", "demo"),), AuthChoice("bearer", (("token", "{{token}}"),))),
        (Variable("base", "http://h"), Variable("token", SecretRef("", "collection", "token"))),
        "# Demo",
        (Script("tests", "z();"),),
    ),
    (Environment("prod", (Variable("key", SecretRef("", "env:prod", "key")), Variable("b", "2"))),),
)


def names(folder: FolderNode) -> list[object]:
    return [[child.name, names(child)] if isinstance(child, FolderNode) else child.name for child in folder.children]


def test_a_written_collection_is_read_as_it_was(collections: Collections, tmp_path: Path) -> None:
    list(collections.writing_new(str(tmp_path / "c"), CONTENTS).steps())

    found, troubles = collections.contents(str(tmp_path / "c"))

    assert not troubles
    owned = SecretRef(collections.open(str(tmp_path / "c")).id, "collection", "token")
    expected = replace(CONTENTS.tree, variables=(Variable("base", "http://h"), Variable("token", owned)))
    assert found.tree == expected


def test_every_file_follows_the_schema(
    collections: Collections, tmp_path: Path, is_valid: Callable[[Path, str], None]
) -> None:
    root = tmp_path / "c"

    list(collections.writing_new(str(root), CONTENTS).steps())

    is_valid(root / "opencollection.yml", "")
    is_valid(root / "Inner - folder" / "folder.yml", "Folder")
    is_valid(root / "environments" / "prod.yml", "Environment")
    for file in ("First.yml", "Last.yml", "Inner - folder/Same.yml", "Inner - folder/same-2.yml"):
        is_valid(root / file, "HttpRequest")


def test_a_step_is_told_for_everything_that_is_written(collections: Collections, tmp_path: Path) -> None:
    writer = collections.writing_new(str(tmp_path / "c"), CONTENTS)

    steps = list(writer.steps())

    assert len(steps) == writer.count
    assert steps[:3] == ["opencollection.yml", "First.yml", "Inner - folder"]


def test_secrets_are_told_with_their_new_addresses(collections: Collections, tmp_path: Path) -> None:
    writer = collections.writing_new(str(tmp_path / "c"), CONTENTS)

    list(writer.steps())

    owner = writer.collection.id
    assert writer.refs == {
        SecretRef("", "collection", "token"): SecretRef(owner, "collection", "token"),
        SecretRef("", "env:prod", "key"): SecretRef(owner, "env:prod", "key"),
    }


def test_stopping_half_way_leaves_nothing_behind(collections: Collections, tmp_path: Path) -> None:
    steps = collections.writing_new(str(tmp_path / "c"), CONTENTS).steps()
    for _ in range(4):
        next(steps)

    steps.close()

    assert not (tmp_path / "c").exists()


def test_a_credential_in_the_clear_is_refused_and_nothing_is_left(collections: Collections, tmp_path: Path) -> None:
    draft = RequestDraft("R", url="http://h/", headers=(Row("X-Auth-Token", "abc"),))
    contents = CollectionContents(FolderContents("C", (RequestDraft("Fine"), draft)))

    with pytest.raises(UndecidedSecrets):
        list(collections.writing_new(str(tmp_path / "c"), contents).steps())

    assert not (tmp_path / "c").exists()


def test_a_folder_that_is_in_use_is_not_written_into(collections: Collections, tmp_path: Path) -> None:
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "mine.txt").write_text("mine")

    with pytest.raises(FileTrouble):
        collections.writing_new(str(tmp_path / "c"), CONTENTS)

    assert [path.name for path in (tmp_path / "c").iterdir()] == ["mine.txt"]


def test_a_folder_with_a_repository_may_become_a_collection(collections: Collections, tmp_path: Path) -> None:
    (tmp_path / "c" / ".git").mkdir(parents=True)

    list(collections.writing_new(str(tmp_path / "c"), CONTENTS).steps())

    assert (tmp_path / "c" / ".git").is_dir()
    assert (tmp_path / "c" / "opencollection.yml").is_file()


def test_contents_can_become_a_folder_of_a_collection(collections: Collections, tmp_path: Path) -> None:
    root = str(tmp_path / "c")
    collections.create(root, "Mine")
    collections.save_as(root, "", RequestDraft("Old", url="http://h/"))

    for _ in range(2):
        list(collections.writing_into(root, CONTENTS).steps())

    opened = collections.open(root)
    assert [child.name for child in opened.tree.children] == ["Demo", "Demo", "Old"]
    assert [child.path for child in opened.tree.children] == ["Demo", "Demo-2", "Old.yml"]
    assert {environment.name for environment in opened.environments} == {"prod", "prod 2"}
    assert [variable.name for variable in opened.tree.variables if variable.is_secret] == ["token"]


def test_a_place_that_cannot_be_written_is_told(collections: Collections, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    writer = collections.writing_new(str(tmp_path / "file" / "c"), CONTENTS)

    with pytest.raises(FileTrouble):
        list(writer.steps())

    assert (tmp_path / "file").read_text() == "no folder"


def test_a_broken_request_is_named_and_the_others_are_read(collections: Collections, tmp_path: Path) -> None:
    list(collections.writing_new(str(tmp_path / "c"), CONTENTS).steps())
    (tmp_path / "c" / "First.yml").write_text("info: [")

    found, troubles = collections.contents(str(tmp_path / "c"))

    assert [draft.name for draft in found.tree.requests()] == ["Same", "same", "Last"]
    assert [trouble.filled().partition(" ")[0] for trouble in troubles] == ["First.yml"]
