"""Saving refuses what would lose or leak something, and gives files names that every system takes."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from modelpost.core.failures import FileTrouble, FormatTrouble
from modelpost.core.request import AuthChoice, Body, BodyKind, RawLanguage, RequestDraft, Row
from modelpost.core.secrets import SecretRef
from modelpost.core.tree import Environment
from modelpost.core.variables import Variable
from modelpost.store.opencollection.collections import Collections
from modelpost.store.opencollection.requests import ChangedOnDisk
from modelpost.store.opencollection.undecided import UndecidedSecrets
from modelpost.store.opencollection.yaml_text import load
from modelpost.store.profile import Profile

TOKEN = "MIIabcdefghijklmnop0123456789"


def files_in(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_saving_without_a_change_touches_no_request(bruno: Path, collections: Collections) -> None:
    stored = collections.read(str(bruno), "mask/detect.yml")
    before = (bruno / "mask" / "detect.yml").stat().st_mtime_ns

    collections.save(str(bruno), "mask/detect.yml", stored.draft, stored)

    assert (bruno / "mask" / "detect.yml").stat().st_mtime_ns == before


def test_a_foreign_edit_is_noticed_before_it_is_overwritten(bruno: Path, collections: Collections) -> None:
    stored = collections.read(str(bruno), "mask/json.yml")
    file = bruno / "mask" / "json.yml"
    file.write_text(file.read_text().replace("Score rows", "Score them"))
    theirs = file.read_bytes()

    with pytest.raises(ChangedOnDisk, match=r"json\.yml was changed"):
        collections.save(str(bruno), "mask/json.yml", replace(stored.draft, method="PUT"), stored)

    assert file.read_bytes() == theirs


def test_a_foreign_edit_of_the_sidecar_is_noticed_too(bruno: Path, collections: Collections) -> None:
    stored = collections.read(str(bruno), "mask/json.yml")
    (bruno / "mask" / "json.view.yaml").write_text("verifyTls: false\n")

    with pytest.raises(ChangedOnDisk):
        collections.save(str(bruno), "mask/json.yml", replace(stored.draft, method="PUT"), stored)


def test_what_was_saved_can_be_saved_again(bruno: Path, collections: Collections) -> None:
    stored = collections.read(str(bruno), "mask/json.yml")

    once = collections.save(str(bruno), "mask/json.yml", replace(stored.draft, method="PUT"), stored)
    twice = collections.save(str(bruno), "mask/json.yml", replace(once.draft, method="GET"), once)

    assert collections.read(str(bruno), "mask/json.yml") == twice


def test_who_saves_into_a_folder_that_is_gone_is_told_that_the_draft_is_kept(
    bruno: Path, collections: Collections
) -> None:
    stored = collections.read(str(bruno), "mask/json.yml")
    bruno.rename(bruno.with_name("elsewhere"))

    with pytest.raises(FileTrouble) as caught:
        collections.save(str(bruno), "mask/json.yml", stored.draft.named("typed"), stored)

    assert str(caught.value.summary) == "json.yml is no longer at its place, so nothing was saved"
    assert "What you typed is kept." in str(caught.value.hint)


def test_a_request_that_vanished_is_named(bruno: Path, collections: Collections) -> None:
    stored = collections.read(str(bruno), "mask/json.yml")
    (bruno / "mask" / "json.yml").unlink()

    with pytest.raises(FileTrouble, match=r"json\.yml"):
        collections.save(str(bruno), "mask/json.yml", replace(stored.draft, method="PUT"), stored)


UNDECIDED = [
    (RequestDraft(headers=(Row("X-Auth-Token", TOKEN),)), "headers.0.value"),
    (RequestDraft(headers=(Row("A", "1"), Row("authorization", "Bearer abc", enabled=False))), "headers.1.value"),
    (RequestDraft(query=(Row("t", TOKEN),), url=f"https://a.example/?t={TOKEN}"), "query.0.value"),
    (RequestDraft(auth=AuthChoice("bearer", (("token", "short"),))), "auth.token"),
    (RequestDraft(auth=AuthChoice("basic", (("username", "ada"), ("password", "hunter2")))), "auth.password"),
    (RequestDraft(auth=AuthChoice("apikey", (("key", "X"), ("value", "k")))), "auth.value"),
    (RequestDraft(url="https://ada:hunter2@a.example/"), "url"),
    (RequestDraft(url=f"https://a.example/{TOKEN.replace('MII', 'eyJabcdefgh.')}.abcdefgh.x"), "url"),
]


@pytest.mark.parametrize(("draft", "place"), UNDECIDED, ids=[place for _, place in UNDECIDED])
def test_credentials_in_the_clear_are_never_written(
    bruno: Path, collections: Collections, draft: RequestDraft, place: str
) -> None:
    stored = collections.read(str(bruno), "mask/json.yml")
    before = files_in(bruno)

    with pytest.raises(UndecidedSecrets) as refused:
        collections.save(str(bruno), "mask/json.yml", draft, stored)
    with pytest.raises(UndecidedSecrets):
        collections.save_as(str(bruno), "", draft)

    assert refused.value.places == (place,)
    assert "hunter2" not in str(refused.value)
    assert files_in(bruno) == before


def test_references_to_secrets_are_written(bruno: Path, collections: Collections) -> None:
    draft = RequestDraft(
        name="Ok",
        url="https://ada:{{password}}@a.example/",
        headers=(Row("Authorization", "Bearer {{token}}"),),
        auth=AuthChoice("bearer", (("token", "{{token}}"),)),
    )

    path, _ = collections.save_as(str(bruno), "", draft)

    assert collections.read(str(bruno), path).draft == draft


NAMES = {
    "Flower classifier": "Flower classifier.yml",
    "a/b\\c:d*e?f": "a-b-c-d-e-f.yml",
    "..": "request.yml",
    "../../etc/passwd": "etc-passwd.yml",
    "": "request.yml",
    "   ": "request.yml",
    "CON": "CON-1.yml",
    "nul.txt": "nul-1.txt.yml",
    "Com1": "Com1-1.yml",
    "folder": "folder-1.yml",
    "OpenCollection": "OpenCollection-1.yml",
    "detect.view": "detect.view-1.yml",
    "ends with a dot.": "ends with a dot.yml",
    ".hidden": "hidden.yml",
    "tab\tand\nline": "tab-and-line.yml",
    "花" * 200: "花" * 60 + ".yml",
    "x" * 300: "x" * 80 + ".yml",
    "\ud800": "request.yml",
}


@pytest.mark.parametrize("name", NAMES)
def test_names_become_file_names_that_every_system_takes(tmp_path: Path, collections: Collections, name: str) -> None:
    collections.create(str(tmp_path / "c"), "C")

    path, _ = collections.save_as(str(tmp_path / "c"), "", RequestDraft(name=name.replace("\ud800", "")))

    assert path == NAMES[name]
    assert (tmp_path / "c" / path).is_file()


def test_names_that_differ_in_case_only_get_files_of_their_own(tmp_path: Path, collections: Collections) -> None:
    root = str(tmp_path / "c")
    collections.create(root, "C")

    paths = [collections.save_as(root, "", RequestDraft(name=name))[0] for name in ("Iris", "iris", "IRIS")]

    assert paths == ["Iris.yml", "iris-2.yml", "IRIS-3.yml"]


def test_a_new_request_comes_last(bruno: Path, collections: Collections) -> None:
    path, _ = collections.save_as(str(bruno), "mask", RequestDraft(name="New"))

    assert "  seq: 4\n" in (bruno / path).read_text()
    assert path == "mask/New.yml"


def test_a_folder_outside_is_refused(bruno: Path, collections: Collections, tmp_path: Path) -> None:
    (bruno / "out").symlink_to(tmp_path)

    for folder in ("..", "mask/../..", "/tmp", "out"):
        with pytest.raises((FormatTrouble, FileTrouble), match="leads out"):
            collections.save_as(str(bruno), folder, RequestDraft(name="X"))

    assert not (tmp_path / "X.yml").exists()


def test_a_new_collection_follows_the_schema_and_has_an_id(
    tmp_path: Path, collections: Collections, is_valid: Callable[[Path, str], None]
) -> None:
    collection = collections.create(str(tmp_path / "new" / "c"), "My models: 1")

    assert collection.name == "My models: 1"
    assert collection.id == "0000000000000001"
    is_valid(tmp_path / "new" / "c" / "opencollection.yml", "")


def test_a_collection_is_not_made_twice_but_opened(bruno: Path, collections: Collections) -> None:
    before = files_in(bruno)

    assert collections.create(str(bruno), "Other").name == "Mask detector demo"
    assert files_in(bruno) == before


def test_an_id_moves_from_the_profile_into_the_collection_at_the_first_save(
    bruno: Path, collections: Collections, profile: Profile, is_valid: Callable[[Path, str], None]
) -> None:
    text = (bruno / "opencollection.yml").read_text()
    first = collections.open(str(bruno))
    assert (bruno / "opencollection.yml").read_text() == text

    stored = collections.read(str(bruno), "mask/json.yml")
    collections.save(str(bruno), "mask/json.yml", replace(stored.draft, method="PUT"), stored)

    written = (bruno / "opencollection.yml").read_text()
    assert written == text.replace(
        "  ignore:\n    - data\n", f'  ignore:\n    - data\n  modelpost:\n    id: "{first.id}"\n'
    )
    assert Collections(Profile(profile.root / "other")).open(str(bruno)).id == first.id
    is_valid(bruno / "opencollection.yml", "")


def test_a_collection_whose_file_may_not_be_written_keeps_its_id_in_the_profile(
    tmp_path: Path, collections: Collections
) -> None:
    root = tmp_path / "c"
    root.mkdir()
    (tmp_path / "elsewhere.yml").write_text("opencollection: 1.0.0\n")
    (root / "opencollection.yml").symlink_to(tmp_path / "elsewhere.yml")  # leads out: read, but never written

    first = collections.open(str(root))
    collections.save_as(str(root), "", RequestDraft(name="A"))

    assert (tmp_path / "elsewhere.yml").read_text() == "opencollection: 1.0.0\n"
    assert collections.open(str(root)).id == first.id


def test_raw_html_is_text_with_a_content_type_for_other_programs(tmp_path: Path, collections: Collections) -> None:
    root = str(tmp_path / "c")
    collections.create(root, "C")
    draft = RequestDraft(name="H", body=Body(BodyKind.RAW, raw="<p>", language=RawLanguage.HTML))

    path, _ = collections.save_as(root, "", draft)

    http = load((tmp_path / "c" / path).read_text(), path)["http"]
    assert http["body"] == {"type": "text", "data": "<p>"}
    assert http["headers"] == [{"name": "Content-Type", "value": "text/html"}]
    assert collections.read(root, path).draft == draft


def test_a_full_disk_leaves_the_old_files_and_saving_works_once_there_is_room(
    bruno: Path, collections: Collections
) -> None:
    stored = collections.read(str(bruno), "mask/json.yml")
    wanted = replace(stored.draft.with_body(raw="x" * 4_096), omitted=("User-Agent",))  # for the sidecar too
    before = files_in(bruno)
    resource = pytest.importorskip("resource", reason="limits on the size of files are a thing of POSIX")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    signal = pytest.importorskip("signal")
    old_handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (512, limits[1]))
    try:
        with pytest.raises(FileTrouble, match=r"json\.yml"):
            collections.save(str(bruno), "mask/json.yml", wanted, stored)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, old_handler)

    assert files_in(bruno) == before
    collections.save(str(bruno), "mask/json.yml", wanted, stored)


# Environments and secrets --------------------------------------------------------------------------------------------


def test_a_secret_is_declared_in_the_environment_without_its_value(
    bruno: Path, collections: Collections, is_valid: Callable[[Path, str], None]
) -> None:
    collection = collections.open(str(bruno))
    file = bruno / "environments" / "prod.yml"
    before = file.read_text()

    ref = collections.declare_secret(collection, collection.environments[0], "x_auth_token")

    assert ref == SecretRef(collection.id, "env:prod", "x_auth_token")
    assert file.read_text() == before + "  - name: x_auth_token\n    secret: true\n"
    is_valid(file, "Environment")


def test_a_declared_secret_is_not_declared_twice(bruno: Path, collections: Collections) -> None:
    collection = collections.open(str(bruno))
    before = (bruno / "environments" / "prod.yml").read_bytes()

    assert collections.declare_secret(collection, collection.environments[0], "token").name == "token"
    assert (bruno / "environments" / "prod.yml").read_bytes() == before


def test_a_plain_variable_that_becomes_secret_loses_its_value(bruno: Path, collections: Collections) -> None:
    collection = collections.open(str(bruno))

    collections.declare_secret(collection, collection.environments[0], "service_id")

    assert "eb3e0c54" not in (bruno / "environments" / "prod.yml").read_text()
    (environment,) = collections.open(str(bruno)).environments
    assert environment.variables[-1] == Variable("service_id", SecretRef(collection.id, "env:prod", "service_id"))


def test_without_an_environment_a_secret_is_declared_in_the_sidecar_of_the_collection(
    bruno: Path, collections: Collections
) -> None:
    collection = collections.open(str(bruno))

    ref = collections.declare_secret(collection, None, "token")
    collections.declare_secret(collection, None, "other")
    collections.declare_secret(collection, None, "token")

    assert (bruno / "opencollection.view.yaml").read_text() == "secrets:\n  - token\n  - other\n"
    reopened = collections.open(str(bruno))
    assert Variable("token", ref) in reopened.tree.variables
    assert ref == SecretRef(collection.id, "collection", "token")


def test_an_environment_is_saved_with_only_its_changes(bruno: Path, collections: Collections) -> None:
    collection = collections.open(str(bruno))
    (environment,) = collection.environments
    file = bruno / "environments" / "prod.yml"
    before = file.read_text()
    base, *others = environment.variables

    saved = collections.save_environment(
        collection, replace(environment, variables=(replace(base, value="https://b.example"), *others))
    )

    assert file.read_text() == before.replace("https://modelarts-infers-1.example.com", "https://b.example")
    assert saved.variables[0] == Variable("base", "https://b.example")


def test_a_new_environment_gets_a_file(
    bruno: Path, collections: Collections, is_valid: Callable[[Path, str], None]
) -> None:
    collection = collections.open(str(bruno))
    variables = (Variable("a", "1", enabled=False, note="n"), Variable("t", SecretRef(collection.id, "env:test", "t")))

    saved = collections.save_environment(collection, Environment("test", variables, color="#0a0"))

    assert saved == Environment("test", variables, "#0a0", "environments/test.yml")
    is_valid(bruno / "environments" / "test.yml", "Environment")


def test_a_credential_in_a_plain_variable_is_refused(bruno: Path, collections: Collections) -> None:
    collection = collections.open(str(bruno))

    with pytest.raises(UndecidedSecrets):
        collections.save_environment(collection, Environment("bad", (Variable("t", TOKEN),)))

    assert not (bruno / "environments" / "bad.yml").exists()
