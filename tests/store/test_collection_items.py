"""Items of a collection are named, moved, copied, deleted and put back; what nobody touched stays byte for byte."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modelpost.core.failures import FileTrouble, FormatTrouble, ModelpostError
from modelpost.core.request import RequestDraft
from modelpost.core.secrets import SecretRef
from modelpost.core.tree import Collection, FolderNode
from modelpost.store.opencollection.collections import Collections
from modelpost.store.profile import Profile

REQUEST = """# kept
info:
  name: {name} # said
  type: http
  seq: {seq}

http:
  method: GET
  url:   "https://example.com/{name}"   # aligned
"""


class Clock:
    def __init__(self) -> None:
        self.time = 1_000_000.0

    def now(self) -> float:
        return self.time

    def monotonic(self) -> float:
        return self.time


class Chance:
    def __init__(self) -> None:
        self.number = 0

    def token(self, length: int) -> str:
        self.number += 1
        return f"{self.number:0{length}d}"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(profile: Profile, clock: Clock) -> Collections:
    return Collections(profile, Chance(), clock)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Make a collection: two folders, three requests at the top, one in the first folder."""
    top = tmp_path / "garden"
    for folder, seq in (("flowers", 1), ("trees", 2)):
        (top / folder).mkdir(parents=True)
        (top / folder / "folder.yml").write_text(f"info:\n  name: {folder.title()}\n  type: folder\n  seq: {seq}\n")
    (top / "opencollection.yml").write_text(
        "opencollection: 1.0.0\ninfo:\n  name: Garden\nextensions:\n  modelpost:\n    id: c1\n"
    )
    for seq, name in enumerate(("one", "two", "three"), 1):
        (top / f"{name}.yml").write_text(REQUEST.format(name=name, seq=seq))
    (top / "flowers" / "rose.yml").write_text(REQUEST.format(name="rose", seq=1))
    return top


@pytest.fixture
def garden(store: Collections, root: Path) -> Collection:
    return store.open(str(root))


def outline(store: Collections, root: Path) -> list[str]:
    def lines(node: FolderNode) -> list[str]:
        found: list[str] = []
        for child in node.children:
            found.append(child.path)
            if isinstance(child, FolderNode):
                found += lines(child)
        return found

    return lines(store.open(str(root)).tree)


def contents(root: Path) -> dict[str, bytes]:
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}


# Names ---------------------------------------------------------------------------------------------------------------


def test_a_renamed_request_has_its_name_and_its_file_and_nothing_else_changed(
    store: Collections, garden: Collection, root: Path
) -> None:
    text = (root / "two.yml").read_text()

    change = store.rename(garden, "two.yml", "Second: the best?")

    assert change.paths == (("two.yml", "Second- the best.yml"),)
    renamed = (root / "Second- the best.yml").read_text()
    assert renamed == text.replace("name: two #", 'name: "Second: the best?" #')
    assert not (root / "two.yml").exists()


def test_a_sidecar_goes_with_its_request(store: Collections, garden: Collection, root: Path) -> None:
    (root / "two.view.yaml").write_text("verifyTls: false\n")

    store.rename(garden, "two.yml", "Second")

    assert not (root / "two.view.yaml").exists()
    assert store.read(str(root), "Second.yml").draft.settings.verify_tls is False


def test_a_sidecar_that_somebody_left_is_not_taken_for_ones_own(
    store: Collections, garden: Collection, root: Path
) -> None:
    (root / "Second.view.yaml").write_text("verifyTls: false\n")

    change = store.rename(garden, "two.yml", "Second")

    assert change.paths == (("two.yml", "Second-2.yml"),)
    assert (root / "Second.view.yaml").read_text() == "verifyTls: false\n"


def test_a_name_that_differs_in_case_only_is_no_clash_with_itself(
    store: Collections, garden: Collection, root: Path
) -> None:
    assert store.rename(garden, "two.yml", "Two").paths == (("two.yml", "Two.yml"),)


def test_a_name_that_is_taken_gets_a_number(store: Collections, garden: Collection) -> None:
    assert store.rename(garden, "two.yml", "ONE").paths == (("two.yml", "ONE-2.yml"),)


def test_a_renamed_folder_takes_what_is_in_it_along(store: Collections, garden: Collection, root: Path) -> None:
    change = store.rename(garden, "flowers", "Roses & more")

    assert change.now("flowers/rose.yml") == "Roses & more/rose.yml"
    assert "Roses & more/rose.yml" in outline(store, root)
    assert store.open(str(root)).tree.children[0].name == "Roses & more"


@pytest.mark.parametrize("name", ["..", "../outside", "CON", "node_modules", "environments", ".git", "a/b", "x\0y"])
def test_no_name_of_a_folder_leads_out_or_makes_it_vanish(
    store: Collections, garden: Collection, root: Path, name: str
) -> None:
    path = store.rename(garden, "flowers", name).now("flowers/rose.yml")

    assert (root / path).is_file()
    assert path in outline(store, root)


def test_a_broken_file_is_renamed_without_being_read(store: Collections, garden: Collection, root: Path) -> None:
    (root / "two.yml").write_text("info: [")

    store.rename(garden, "two.yml", "Second")

    assert (root / "Second.yml").read_text() == "info: ["


@pytest.mark.parametrize("path", ["../outside.yml", "/etc/passwd", "flowers/../../x.yml", "opencollection.yml"])
def test_what_is_no_item_is_refused(store: Collections, garden: Collection, path: str) -> None:
    with pytest.raises(ModelpostError):
        store.rename(garden, path, "Mine")


def test_what_is_gone_is_named(store: Collections, garden: Collection) -> None:
    with pytest.raises(FileTrouble, match=r"gone\.yml is no longer at its place"):
        store.rename(garden, "gone.yml", "Mine")


# Order and place -----------------------------------------------------------------------------------------------------


def test_putting_in_order_changes_sequence_numbers_alone(store: Collections, garden: Collection, root: Path) -> None:
    before = contents(root)

    store.move(garden, ["three.yml"], "", "one.yml")

    assert outline(store, root) == ["flowers", "flowers/rose.yml", "trees", "three.yml", "one.yml", "two.yml"]
    after = contents(root)
    assert {name for name in before if before[name] != after[name]} == {"one.yml", "two.yml", "three.yml"}
    assert after["one.yml"] == before["one.yml"].replace(b"seq: 1", b"seq: 2")


def test_items_move_into_another_folder_ahead_of_what_they_were_dropped_on(
    store: Collections, garden: Collection, root: Path
) -> None:
    change = store.move(garden, ["one.yml", "three.yml"], "flowers", "flowers/rose.yml")

    assert change.paths == (("one.yml", "flowers/one.yml"), ("three.yml", "flowers/three.yml"))
    assert outline(store, root) == [
        "flowers",
        "flowers/one.yml",
        "flowers/three.yml",
        "flowers/rose.yml",
        "trees",
        "two.yml",
    ]


def test_folders_move_with_what_is_in_them(store: Collections, garden: Collection, root: Path) -> None:
    store.move(garden, ["flowers", "flowers/rose.yml"], "trees", "")

    assert outline(store, root)[:3] == ["trees", "trees/flowers", "trees/flowers/rose.yml"]


def test_folders_are_put_in_order(store: Collections, garden: Collection, root: Path) -> None:
    store.move(garden, ["trees"], "", "flowers")

    assert outline(store, root)[0] == "trees"


def test_a_folder_does_not_move_into_itself(store: Collections, garden: Collection, root: Path) -> None:
    (root / "flowers" / "wild").mkdir()

    with pytest.raises(FormatTrouble, match="cannot be moved into itself"):
        store.move(garden, ["flowers"], "flowers/wild", "")

    assert (root / "flowers" / "rose.yml").is_file()


def test_a_clash_of_names_in_the_other_folder_overwrites_nothing(
    store: Collections, garden: Collection, root: Path
) -> None:
    (root / "flowers" / "ONE.yml").write_text(REQUEST.format(name="other", seq=2))

    change = store.move(garden, ["one.yml"], "flowers", "")

    assert change.paths == (("one.yml", "flowers/one-2.yml"),)
    assert (root / "flowers" / "ONE.yml").read_text() == REQUEST.format(name="other", seq=2)


def test_a_link_out_of_the_collection_is_no_folder_to_move_to(
    store: Collections, garden: Collection, root: Path, tmp_path: Path
) -> None:
    (tmp_path / "outside").mkdir()
    (root / "way-out").symlink_to(tmp_path / "outside")

    with pytest.raises(FileTrouble, match="leads out"):
        store.move(garden, ["one.yml"], "way-out", "")

    assert list((tmp_path / "outside").iterdir()) == []


def test_what_cannot_be_sent_is_put_in_order_all_the_same(store: Collections, garden: Collection, root: Path) -> None:
    (root / "graph.yml").write_text("info:\n  name: Graph\n  type: graphql\n  seq: 4\ngraphql:\n  url: x # kept\n")

    store.move(garden, ["graph.yml"], "", "one.yml")

    assert (root / "graph.yml").read_text() == (
        "info:\n  name: Graph\n  type: graphql\n  seq: 1\ngraphql:\n  url: x # kept\n"
    )


@settings(max_examples=10, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=8))
def test_no_number_of_moves_loses_or_doubles_an_item(
    tmp_path_factory: pytest.TempPathFactory, moves: list[tuple[int, int]]
) -> None:
    top = tmp_path_factory.mktemp("moves")
    (top / "opencollection.yml").write_text("info:\n  name: X\n")
    (top / "inner").mkdir()
    for name in "abcde":
        (top / f"{name}.yml").write_text(REQUEST.format(name=name, seq=1))
    store = Collections(Profile(top / ".profile"), Chance(), Clock())
    collection = store.open(str(top))

    for item, place in moves:
        now = [node.path for node in store.open(str(top)).tree.requests()]
        target = now[place % 5]
        folder = target.rpartition("/")[0]
        store.move(collection, [now[item % 5]], folder if place < 5 else "inner", target if place < 5 else "")

    assert sorted(node.name for node in store.open(str(top)).tree.requests()) == list("abcde")


# Copies --------------------------------------------------------------------------------------------------------------


def test_a_copy_stands_behind_its_original(store: Collections, garden: Collection, root: Path) -> None:
    (root / "one.view.yaml").write_text("verifyTls: false\n")

    change = store.duplicate(garden, "one.yml", "one copy")

    assert change.now("one.yml") == "one.yml"
    assert change.paths == (("", "one copy.yml"),)
    assert outline(store, root)[3:] == ["one.yml", "one copy.yml", "two.yml", "three.yml"]
    copy = store.read(str(root), "one copy.yml").draft
    assert (copy.name, copy.settings.verify_tls) == ("one copy", False)


def test_a_copied_folder_has_secrets_of_its_own(store: Collections, garden: Collection, root: Path) -> None:
    (root / "flowers" / "folder.view.yaml").write_text("id: f1\nsecrets:\n  - token\n")

    change = store.duplicate(garden, "flowers", "Flowers copy")

    assert change.are_copies
    old, new = change.secrets[0]
    assert (old, new.name) == (SecretRef("c1", "folder:f1", "token"), "token")
    assert new.scope != old.scope
    assert (root / "flowers" / "folder.view.yaml").read_text() == "id: f1\nsecrets:\n  - token\n"
    assert store.open(str(root)).tree.children[1].name == "Flowers copy"


def test_secrets_of_a_folder_without_an_id_follow_it_to_its_new_place(
    store: Collections, garden: Collection, root: Path
) -> None:
    (root / "flowers" / "folder.view.yaml").write_text("secrets:\n  - token\n")

    change = store.move(garden, ["flowers"], "trees", "")

    ((old, new),) = change.secrets
    assert old == SecretRef("c1", "folder:flowers", "token")
    moved = store.open(str(root)).tree.children[0]
    assert isinstance(moved, FolderNode)
    inner = moved.children[0]
    assert isinstance(inner, FolderNode)
    assert inner.variables[0].value == new


def test_a_new_folder_stands_behind_the_others(
    store: Collections, garden: Collection, root: Path, is_valid: Callable[[Path, str], None]
) -> None:
    change = store.make_folder(garden, "", "Shrubs")

    assert change.paths == (("", "Shrubs"),)
    assert outline(store, root)[2:4] == ["trees", "Shrubs"]
    is_valid(root / "Shrubs" / "folder.yml", "Folder")


# Trash ---------------------------------------------------------------------------------------------------------------


def test_what_was_deleted_comes_back_as_it_was(store: Collections, garden: Collection, root: Path) -> None:
    (root / "two.view.yaml").write_text("verifyTls: false\n")
    before = contents(root)
    deleted = store.delete(garden, ["two.yml", "flowers"])
    without = contents(root)

    restored = store.restore(deleted)

    assert set(before) - set(without) == {"two.yml", "two.view.yaml", "flowers/folder.yml", "flowers/rose.yml"}
    assert contents(root) == before
    assert restored.paths == ("two.yml", "flowers")


def test_what_comes_back_makes_room_for_what_took_its_place(store: Collections, garden: Collection, root: Path) -> None:
    deleted = store.delete(garden, ["two.yml"])
    (root / "two.yml").write_text("theirs")

    restored = store.restore(deleted)

    assert restored.paths == ("two-2.yml",)
    assert (root / "two.yml").read_text() == "theirs"


def test_a_folder_that_is_gone_is_made_again_for_what_comes_back(
    store: Collections, garden: Collection, root: Path
) -> None:
    deleted = store.delete(garden, ["flowers/rose.yml"])
    (root / "flowers" / "folder.yml").unlink()
    (root / "flowers").rmdir()

    store.restore(deleted)

    assert (root / "flowers" / "rose.yml").is_file()


def test_what_never_reached_the_trash_is_left_where_it_is(
    store: Collections, garden: Collection, root: Path, profile: Profile
) -> None:
    deleted = store.delete(garden, ["one.yml", "two.yml"])
    (profile.trash / deleted / "1" / "two.yml").rename(root / "two.yml")

    assert store.restore(deleted).paths == ("one.yml",)
    assert (root / "one.yml").is_file()
    assert (root / "two.yml").is_file()


def test_the_trash_lists_what_was_deleted_and_forgets_it_after_thirty_days(
    store: Collections, garden: Collection, root: Path, clock: Clock, profile: Profile
) -> None:
    first = store.delete(garden, ["one.yml"])
    clock.time += 31 * 86_400
    second = store.delete(garden, ["two.yml"])

    assert [each.id for each in store.deleted(str(root))] == [second]
    assert not (profile.trash / first).exists()
    with pytest.raises(FileTrouble, match="no longer in the trash"):
        store.restore(first)


def test_where_one_item_cannot_be_deleted_all_stay(store: Collections, garden: Collection, root: Path) -> None:
    with pytest.raises(FileTrouble, match="no longer at its place"):
        store.delete(garden, ["one.yml", "gone.yml"])

    assert (root / "one.yml").is_file()
    assert store.deleted(str(root)) == ()


def test_a_draft_is_written_out_to_be_looked_at(store: Collections) -> None:
    assert 'url: "{{host}}/x"' in store.written(RequestDraft("A", url="{{host}}/x"))


def test_what_moved_before_something_went_wrong_is_told_with_its_secrets(
    store: Collections, garden: Collection, root: Path, tmp_path: Path
) -> None:
    (root / "flowers" / "folder.view.yaml").write_text("secrets:\n  - token\n")
    (root / "shed").mkdir()
    (root / "shed" / "tools").mkdir()
    (tmp_path / "outside.yml").write_text("info:\n  name: Tools\n  seq: 7\n")
    (root / "shed" / "tools" / "folder.yml").symlink_to(tmp_path / "outside.yml")  # no number is written to that

    change = store.move(garden, ["flowers"], "shed", "")

    ((old, new),) = change.secrets
    assert change.paths == (("flowers", "shed/flowers"),)
    assert isinstance(change.trouble, FileTrouble)
    assert (old, new.scope) == (SecretRef("c1", "folder:flowers", "token"), _folder_scope(root / "shed" / "flowers"))


def test_secrets_that_hang_on_an_id_are_told_where_the_new_name_is_refused(
    store: Collections, garden: Collection, root: Path, tmp_path: Path
) -> None:
    (root / "flowers" / "folder.view.yaml").write_text("secrets:\n  - token\n")
    (root / "flowers" / "folder.yml").replace(tmp_path / "outside.yml")
    (root / "flowers" / "folder.yml").symlink_to(tmp_path / "outside.yml")

    change = store.rename(garden, "flowers", "Blossoms")

    assert change.paths == ()
    assert isinstance(change.trouble, FileTrouble)
    assert [new.scope for _, new in change.secrets] == [_folder_scope(root / "flowers")]


def _folder_scope(folder: Path) -> str:
    (line,) = (line for line in (folder / "folder.view.yaml").read_text().splitlines() if line.startswith("id: "))
    return "folder:" + line.removeprefix("id: ").strip('"')
