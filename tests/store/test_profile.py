"""The profile is where MODELPOST_HOME says, and for its owner's eyes only."""

from pathlib import Path

import pytest

from modelpost.core.failures import FileTrouble
from modelpost.store.profile import Profile


def test_the_variable_names_the_folder(tmp_path: Path) -> None:
    assert Profile.default({"MODELPOST_HOME": str(tmp_path / "p")}).root == tmp_path / "p"


def test_a_relative_folder_is_taken_from_where_the_program_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert Profile.default({"MODELPOST_HOME": "p"}).root == tmp_path / "p"


@pytest.mark.parametrize("environment", [{}, {"MODELPOST_HOME": ""}])
def test_without_the_variable_it_is_the_systems_place(environment: dict[str, str]) -> None:
    assert Profile.default(environment).root.name == "modelpost"


def test_nothing_is_made_before_it_is_used(tmp_path: Path) -> None:
    profile = Profile(tmp_path / "p")

    assert profile.settings.parent == profile.secrets_index.parent == tmp_path / "p"
    assert not (tmp_path / "p").exists()


def test_folders_are_private_from_the_profile_down(tmp_path: Path) -> None:
    folder = Profile(tmp_path / "p").folder("pictures")

    assert folder == tmp_path / "p" / "pictures"
    assert (tmp_path / "p").stat().st_mode & 0o777 == folder.stat().st_mode & 0o777 == 0o700


def test_a_file_in_the_place_of_the_profile_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "p").write_bytes(b"")

    with pytest.raises(FileTrouble):
        Profile(tmp_path / "p").folder("pictures")
