"""Environments are made once, and again when what they were made from changed."""

from pathlib import Path

import pytest

from dev_environment import Environment


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    locks = tmp_path / "packaging" / "requirements"
    locks.mkdir(parents=True)
    (locks / "run.txt").write_text("six==1.17.0 \\\n    --hash=sha256:00\n")
    return tmp_path


def _as_if_made(clone: Path) -> Environment:
    environment = Environment("run", clone)
    environment.python.parent.mkdir(parents=True)
    environment.python.touch()
    environment.mark("ready")
    return environment


def test_an_environment_that_fits_is_used_again(clone: Path) -> None:
    environment = _as_if_made(clone)

    assert environment.ready() == clone / ".venv" / "bin" / "python"


def test_a_changed_lock_makes_a_new_environment_necessary(clone: Path) -> None:
    environment = _as_if_made(clone)

    (clone / "packaging" / "requirements" / "run.txt").write_text("six==1.18.0\n")

    assert not environment.is_marked("ready")


def test_a_clone_that_was_moved_needs_a_new_environment(clone: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    _as_if_made(clone)
    elsewhere = tmp_path_factory.mktemp("moved") / "clone"

    clone.rename(elsewhere)

    assert not Environment("run", elsewhere).is_marked("ready")


def test_what_was_looked_at_in_an_environment_is_remembered_with_it(clone: Path) -> None:
    environment = _as_if_made(clone)

    environment.mark("libraries")

    assert Environment("run", clone).is_marked("libraries")
    assert not Environment("run", clone).is_marked("fonts")
