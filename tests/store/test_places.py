"""What a path means: a collection, or a request in one."""

from pathlib import Path

import pytest

from modelpost.core.failures import FileTrouble, FormatTrouble
from modelpost.store.opencollection.places import located


@pytest.fixture
def root(tmp_path: Path) -> Path:
    top = tmp_path / "models"
    (top / "flowers").mkdir(parents=True)
    for name in ("opencollection.yml", "flowers/folder.yml", "flowers/classify.yml", "notes.txt"):
        (top / name).write_text("")
    return top


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("", ""),
        ("flowers", ""),
        ("opencollection.yml", ""),
        ("flowers/folder.yml", ""),
        ("flowers/classify.yml", "flowers/classify.yml"),
    ],
)
def test_what_lies_in_a_collection_means_that_collection(root: Path, path: str, place: str) -> None:
    assert located(root / path) == (root, place)


def test_a_request_outside_a_collection_makes_one_of_its_folder(tmp_path: Path) -> None:
    (tmp_path / "alone.yml").write_text("")

    assert located(tmp_path / "alone.yml") == (tmp_path, "alone.yml")


def test_a_folder_outside_a_collection_is_one(tmp_path: Path) -> None:
    assert located(tmp_path) == (tmp_path, "")


def test_a_file_of_another_kind_is_refused(root: Path) -> None:
    with pytest.raises(FormatTrouble, match=r"notes\.txt is not a request"):
        located(root / "notes.txt")


def test_a_path_where_nothing_is_is_refused(root: Path) -> None:
    with pytest.raises(FileTrouble, match="no longer at its place"):
        located(root / "gone.yml")
