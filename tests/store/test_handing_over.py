"""Items go from one collection to another with all that they need, and nothing that was there is overwritten."""

from collections.abc import Callable
from pathlib import Path

import pytest

from modelpost.core.failures import FileTrouble, FormatTrouble
from modelpost.core.handover import Handover
from modelpost.core.secrets import SecretRef
from modelpost.core.tree import Collection
from modelpost.store.opencollection.collections import Collections

REQUEST = """info:
  name: {name}
  type: http
  seq: {seq}

http:
  method: POST
  url: "{{{{base}}}}/{name}"  # by hand
  headers:
    - name: X-Auth-Token
      value: "{{{{{secret}}}}}"
"""
ROOT = "info:\n  name: {name}\nextensions:\n  modelpost:\n    id: {id}\n"


def made(top: Path, name: str) -> Path:
    (top / "environments").mkdir(parents=True)
    (top / "opencollection.yml").write_text(ROOT.format(name=name, id=name))
    return top


@pytest.fixture
def garden(tmp_path: Path) -> Path:
    top = made(tmp_path / "garden", "garden")
    (top / "opencollection.view.yaml").write_text("secrets: [gate, shed]\n")
    (top / "environments" / "prod.yml").write_text(
        "name: prod\nvariables:\n  - name: base\n    value: https://prod\n  - secret: true\n    name: token\n"
    )
    (top / "flowers").mkdir()
    (top / "flowers" / "folder.yml").write_text("info:\n  name: Flowers\n  type: folder\n  seq: 1\n")
    (top / "flowers" / "folder.view.yaml").write_text("secrets: [own]\n")
    (top / "flowers" / "rose.yml").write_text(REQUEST.format(name="rose", seq=1, secret="own"))
    (top / "one.yml").write_text(REQUEST.format(name="one", seq=1, secret="token"))
    (top / "one.view.yaml").write_text("verifyTls: false\n")
    (top / "two.yml").write_text(REQUEST.format(name="two", seq=2, secret="gate"))
    return top


@pytest.fixture
def field(tmp_path: Path) -> Path:
    top = made(tmp_path / "field", "field")
    (top / "corn").mkdir()
    (top / "corn" / "folder.yml").write_text("info:\n  name: Corn\n  type: folder\n  seq: 1\n")
    (top / "one.yml").write_text(REQUEST.format(name="one", seq=1, secret="token"))
    return top


@pytest.fixture
def hand_over(collections: Collections, garden: Path, field: Path) -> Callable[..., Handover]:
    def move(*paths: str, folder: str = "", before: str = "", environment: str = "prod") -> Handover:
        source, target = collections.open(str(garden)), collections.open(str(field))
        in_force = next((each for each in source.environments if each.name == environment), None)
        return collections.hand_over(source, paths, target, folder, before, in_force)

    return move


def names(collection: Collection) -> list[str]:
    return [node.path for node in collection.tree.requests()]


def test_a_request_goes_with_its_sidecar_and_nothing_in_it_but_its_order_changes(
    hand_over: Callable[..., Handover], garden: Path, field: Path
) -> None:
    before = (garden / "one.yml").read_text()

    handover = hand_over("one.yml", folder="corn")

    assert handover.change.paths == (("one.yml", "corn/one.yml"),)
    assert (field / "corn" / "one.yml").read_text() == before
    assert (field / "corn" / "one.view.yaml").read_text() == "verifyTls: false\n"
    assert not list(garden.glob("one.*"))


def test_it_stands_where_it_was_dropped_and_makes_room_for_one_of_its_name(
    hand_over: Callable[..., Handover], collections: Collections, field: Path
) -> None:
    handover = hand_over("one.yml", "two.yml", before="one.yml")

    assert handover.change.paths == (("one.yml", "one-2.yml"), ("two.yml", "two.yml"))
    assert names(collections.open(str(field))) == ["one-2.yml", "two.yml", "one.yml"]


def test_a_secret_that_was_lent_is_declared_where_the_request_is_now(
    hand_over: Callable[..., Handover], collections: Collections, field: Path
) -> None:
    handover = hand_over("one.yml", "two.yml")

    assert set(handover.copied) == {
        (SecretRef("garden", "env:prod", "token"), SecretRef("field", "collection", "token")),
        (SecretRef("garden", "collection", "gate"), SecretRef("field", "collection", "gate")),
    }
    assert {each.name for each in collections.open(str(field)).tree.variables} == {"token", "gate"}


def test_a_name_that_means_something_there_already_keeps_its_meaning(
    hand_over: Callable[..., Handover], field: Path
) -> None:
    (field / "environments" / "test.yml").write_text("name: test\nvariables:\n  - name: token\n    value: plain\n")

    assert hand_over("one.yml").copied == ()
    assert not (field / "opencollection.view.yaml").exists()


def test_a_folder_takes_its_own_secrets_along(
    hand_over: Callable[..., Handover], collections: Collections, field: Path
) -> None:
    handover = hand_over("flowers")

    now = collections.open(str(field)).tree.folders_to("flowers/rose.yml")[-1]
    assert handover.copied == ()
    ((before, after),) = handover.change.secrets
    assert before == SecretRef("garden", "folder:flowers", "own")
    assert after.owner == "field"
    assert [variable.value for variable in now.variables] == [after]


def test_files_that_a_request_names_come_along(hand_over: Callable[..., Handover], garden: Path, field: Path) -> None:
    (garden / "samples").mkdir()
    for name in ("a.jpg", "b.jpg", "unused.jpg"):
        (garden / "samples" / name).write_bytes(name.encode())
    body = 'http:\n  body: {type: json, data: \'{"image": "{{file:samples/b.jpg | base64}}"}\'}\n'
    (garden / "two.yml").write_text(f"info: {{name: two, type: http}}\n{body}")
    (garden / "two.view.yaml").write_text("samples: [samples/a.jpg, ../outside.jpg]\n")

    handover = hand_over("two.yml")

    assert sorted(path.name for path in (field / "samples").iterdir()) == ["a.jpg", "b.jpg"]
    assert handover.left == ()
    assert (garden / "samples" / "a.jpg").is_file()


def test_a_file_that_is_another_one_there_is_told_and_left(
    hand_over: Callable[..., Handover], garden: Path, field: Path
) -> None:
    for top, content in ((garden, b"ours"), (field, b"theirs")):
        (top / "labels.txt").write_bytes(content)
    (garden / "one.view.yaml").write_text("labels: labels.txt\n")

    handover = hand_over("one.yml")

    assert handover.left == ("labels.txt",)
    assert (field / "labels.txt").read_bytes() == b"theirs"


def test_a_broken_file_moves_as_it_is(hand_over: Callable[..., Handover], garden: Path, field: Path) -> None:
    (garden / "two.yml").write_text("info: [\n")

    hand_over("two.yml")

    assert (field / "two.yml").read_text() == "info: [\n"


def test_nothing_moves_out_of_the_other_collection_or_through_a_link(
    hand_over: Callable[..., Handover], garden: Path, field: Path, tmp_path: Path
) -> None:
    (tmp_path / "outside").mkdir()
    (field / "door").symlink_to(tmp_path / "outside")
    (garden / "link.yml").symlink_to(garden / "two.yml")

    for paths, folder in ((["two.yml"], "door"), (["two.yml"], "../outside"), (["link.yml"], "corn")):
        with pytest.raises((FileTrouble, FormatTrouble)):
            hand_over(*paths, folder=folder)

    assert list((tmp_path / "outside").iterdir()) == []
    assert (garden / "two.yml").is_file()


def test_a_collection_within_a_folder_does_not_swallow_that_folder(collections: Collections, garden: Path) -> None:
    inner = made(garden / "flowers" / "inner", "inner")
    source, target = collections.open(str(garden)), collections.open(str(inner))

    with pytest.raises(FormatTrouble, match="into itself"):
        collections.hand_over(source, ["flowers"], target, "", "", None)

    assert (garden / "flowers" / "rose.yml").is_file()


def test_where_the_folder_is_gone_nothing_moves(hand_over: Callable[..., Handover], garden: Path) -> None:
    with pytest.raises(FileTrouble, match="no longer at its place"):
        hand_over("one.yml", folder="gone")

    assert (garden / "one.yml").is_file()
    assert (garden / "one.view.yaml").is_file()


def test_what_went_over_before_something_went_wrong_is_told_with_its_secrets(
    hand_over: Callable[..., Handover], field: Path, tmp_path: Path
) -> None:
    (tmp_path / "outside.yml").write_text("info:\n  name: Corn\n  type: folder\n  seq: 7\n")
    (field / "corn" / "folder.yml").unlink()
    (field / "corn" / "folder.yml").symlink_to(tmp_path / "outside.yml")  # no number is written to that

    change = hand_over("flowers").change

    assert change.paths == (("flowers", "flowers"),)
    assert [after.owner for _, after in change.secrets] == ["field"]
    assert isinstance(change.trouble, FileTrouble)


def test_of_a_link_to_a_file_of_the_collection_the_file_comes_along(
    hand_over: Callable[..., Handover], garden: Path, field: Path
) -> None:
    (garden / "real.txt").write_text("labels")
    (garden / "labels.txt").symlink_to("real.txt")
    (garden / "one.view.yaml").write_text("labels: labels.txt\n")

    hand_over("one.yml")

    assert (field / "labels.txt").read_text() == "labels"


def test_a_folder_of_a_copy_takes_no_value_of_the_folder_that_it_was_copied_from(
    hand_over: Callable[..., Handover], garden: Path, field: Path
) -> None:
    for top in (garden, field):
        (top / "flowers").mkdir(exist_ok=True)
        (top / "flowers" / "folder.yml").write_text("info:\n  name: Flowers\n  type: folder\n  seq: 1\n")
        (top / "flowers" / "folder.view.yaml").write_text("id: f1\nsecrets: [own]\n")

    change = hand_over("flowers").change

    ((before, after),) = change.secrets
    assert before == SecretRef("garden", "folder:f1", "own")
    assert after.scope != "folder:f1"
    assert (field / "flowers" / "folder.view.yaml").read_text() == "id: f1\nsecrets: [own]\n"


def test_between_two_collections_of_one_id_no_value_is_taken_away(
    hand_over: Callable[..., Handover], garden: Path, field: Path
) -> None:
    (field / "opencollection.yml").write_text(ROOT.format(name="field", id="garden"))
    (garden / "flowers" / "folder.view.yaml").write_text("id: f1\nsecrets: [own]\n")

    assert hand_over("flowers").change.are_copies
