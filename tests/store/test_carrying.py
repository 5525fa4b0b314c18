"""What goes to another drive is in one place afterwards, whatever the drive it came from refuses."""

from pathlib import Path

import pytest

from modelpost.store.carrying import carry_over


def refuse(source: Path) -> None:
    raise PermissionError(13, "Permission denied", str(source))


def test_a_folder_goes_to_another_drive(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "rose.yml").write_text("rose")

    carry_over(tmp_path / "here", tmp_path / "there")

    assert [path.name for path in tmp_path.iterdir()] == ["there"]
    assert (tmp_path / "there" / "rose.yml").read_text() == "rose"


@pytest.mark.parametrize("name", ["here", "here/rose.yml"])
def test_what_cannot_be_taken_away_stays_where_it_was_and_is_nowhere_else(tmp_path: Path, name: str) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "rose.yml").write_text("rose")

    with pytest.raises(PermissionError):
        carry_over(tmp_path / name, tmp_path / "there", refuse)

    assert [path.name for path in tmp_path.iterdir()] == ["here"]
    assert (tmp_path / "here" / "rose.yml").read_text() == "rose"
