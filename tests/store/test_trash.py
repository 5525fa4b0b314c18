"""What was deleted from any collection is listed, comes back, or goes for good."""

import shutil
from pathlib import Path

import pytest

from modelpost.core.deleted import Deleted
from modelpost.core.failures import FileTrouble
from modelpost.core.tree import Collection
from modelpost.store.opencollection.collections import Collections
from modelpost.store.profile import Profile
from modelpost.store.trash import Trash


class StoppedClock:
    def now(self) -> float:
        return 1_000_000.0

    def monotonic(self) -> float:
        return 0.0


class OneName:
    def token(self, length: int) -> str:
        return "e" * length


@pytest.fixture
def masks(bruno: Path, collections: Collections) -> Collection:
    return collections.open(str(bruno))


def test_what_was_deleted_is_listed_by_its_names(collections: Collections, masks: Collection) -> None:
    collections.delete(masks, ["mask/json.yml", "mask/deep"])

    found = collections.deleted()

    assert [(each.names, each.collection) for each in found] == [(("Score rows", "deep"), "Mask detector demo")]


def test_the_trash_of_every_collection_is_listed_together(
    collections: Collections, masks: Collection, tmp_path: Path
) -> None:
    shutil.copytree(masks.root, tmp_path / "other")
    other = collections.open(str(tmp_path / "other"))

    collections.delete(masks, ["mask/json.yml"])
    collections.delete(other, ["mask/json.yml"])

    assert {each.root for each in collections.deleted()} == {masks.root, other.root}
    assert [each.root for each in collections.deleted(other.root)] == [other.root]


def test_what_is_deleted_for_good_is_on_no_disk(collections: Collections, masks: Collection, profile: Profile) -> None:
    first = collections.delete(masks, ["mask/json.yml"])
    second = collections.delete(masks, ["mask/detect.yml"])

    collections.delete_for_good([first, "../../elsewhere"])

    assert [each.id for each in collections.deleted()] == [second]
    assert not (profile.trash / first).exists()
    with pytest.raises(FileTrouble, match="no longer in the trash"):
        collections.restore(first)


def test_nothing_comes_back_into_a_collection_that_is_not_there(collections: Collections, masks: Collection) -> None:
    deleted = collections.delete(masks, ["mask/json.yml"])
    shutil.move(masks.root, f"{masks.root}.away")

    with pytest.raises(FileTrouble, match="no longer at its place"):
        collections.restore(deleted)

    assert not Path(masks.root).exists()
    assert [each.id for each in collections.deleted()] == [deleted]


def test_an_entry_of_an_earlier_version_is_listed_by_its_file(tmp_path: Path) -> None:
    entry = tmp_path / "trash" / "old"
    entry.mkdir(parents=True)
    (entry / "entry.json").write_text('{"root": "/home/a/garden", "paths": ["flowers/rose.yml"], "at": 999990}')

    found = Trash(tmp_path / "trash", StoppedClock(), OneName()).listed()

    assert [(each.names, each.collection) for each in found] == [(("rose",), "garden")]


@pytest.mark.parametrize(("age", "days"), [(0, 30), (86_399, 30), (86_400, 29), (29.5 * 86_400, 1), (40 * 86_400, 0)])
def test_it_is_told_how_long_it_is_kept(age: float, days: int) -> None:
    assert Deleted("x", "/a", ("b.yml",), 1_000.0).days_left(1_000.0 + age) == days


def test_what_goes_only_halfway_to_another_drive_is_not_lost(bruno: Path, tmp_path: Path) -> None:
    before = sorted(path.relative_to(bruno) for path in bruno.rglob("*"))

    def move(source: Path, target: Path) -> None:
        shutil.copytree(source, target)
        shutil.rmtree(source)
        raise PermissionError(13, "Permission denied")

    with pytest.raises(FileTrouble):
        Trash(tmp_path / "trash", StoppedClock(), OneName(), move).put(bruno, ["mask/deep"])

    assert sorted(path.relative_to(bruno) for path in bruno.rglob("*")) == before


def test_what_cannot_be_put_back_stays_in_the_trash(bruno: Path, tmp_path: Path) -> None:
    trash_folder = tmp_path / "trash"
    kept = {path.name: path.read_bytes() for path in (bruno / "mask" / "deep").rglob("*.yml")}

    def move(source: Path, target: Path) -> None:
        shutil.copytree(source, target)
        for path in source.rglob("*.yml"):
            path.unlink()
        raise PermissionError(13, "Permission denied")  # the folder itself stays

    trash = Trash(trash_folder, StoppedClock(), OneName(), move)
    with pytest.raises(FileTrouble):
        trash.put(bruno, ["mask/deep"])

    left = [path for place in (bruno / "mask" / "deep", trash_folder) for path in place.rglob("*.yml")]
    assert {path.name: path.read_bytes() for path in left} == kept


def test_looking_deletes_nothing(tmp_path: Path) -> None:
    entry = tmp_path / "trash" / "old"
    entry.mkdir(parents=True)
    (entry / "entry.json").write_text('{"root": "/home/a/garden", "paths": ["rose.yml"], "at": -31536000}')

    found = Trash(tmp_path / "trash", StoppedClock(), OneName()).listed()

    assert found == ()
    assert (entry / "entry.json").is_file()


def test_what_another_window_may_be_putting_back_is_not_cleared_away(bruno: Path, tmp_path: Path) -> None:
    entry = tmp_path / "trash" / "old"
    entry.mkdir(parents=True)
    at = StoppedClock().now() - 30 * 86_400 - 60
    (entry / "entry.json").write_text(f'{{"root": "/home/a/garden", "paths": ["rose.yml"], "at": {at}}}')

    Trash(tmp_path / "trash", StoppedClock(), OneName()).put(bruno, ["mask/json.yml"])

    assert (entry / "entry.json").is_file()


def test_what_comes_back_takes_the_place_of_no_sidecar(bruno: Path, tmp_path: Path) -> None:
    trash = Trash(tmp_path / "trash", StoppedClock(), OneName())
    sidecar = bruno / "mask" / "json.view.yaml"
    sidecar.write_text("labels: ours.txt\n")
    deleted = trash.put(bruno, ["mask/json.yml"])
    sidecar.write_text("labels: theirs.txt\n")

    back = trash.restore(deleted)

    assert back.paths == ("mask/json-2.yml",)
    assert sidecar.read_text() == "labels: theirs.txt\n"
    assert (bruno / "mask" / "json-2.view.yaml").read_text() == "labels: ours.txt\n"


def test_what_the_system_refuses_to_look_at_is_trouble_and_no_bug(collections: Collections, masks: Collection) -> None:
    with pytest.raises(FileTrouble):
        collections.delete(masks, [f"{'a' * 300}.yml"])
