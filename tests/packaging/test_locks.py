"""The locks are complete, carry hashes, name no registry, and agree with one another and with pyproject.toml."""

import json
import re
import tomllib
from pathlib import Path

import pytest

_PIN = re.compile(r"^([a-z0-9][a-z0-9.-]*)==(\S+)(?: ; (.+))? \\$")
_PEERS = Path(__file__).resolve().parents[1] / "peers" / "requirements"
_LOCKS = ["run.txt", "test.txt", *(str(lock) for lock in sorted(_PEERS.glob("*.txt")))]


def _lines(repository: Path, name: str) -> list[str]:
    return (repository / "packaging" / "requirements" / name).read_text(encoding="utf-8").splitlines()


def _pins(repository: Path, name: str) -> dict[tuple[str, str], str]:
    """Return the version of each package, by its name and the environment marker it is for."""
    found = [match for line in _lines(repository, name) if (match := _PIN.match(line))]
    return {(match[1], match[3] or ""): match[2] for match in found}


def _names(requirements: list[str]) -> set[str]:
    """Return names as an index knows them: dots and underscores count as hyphens (PEP 503)."""
    names = (re.split(r"[ <>=!;\[]", text, maxsplit=1)[0] for text in requirements)
    return {re.sub(r"[-_.]+", "-", name).lower() for name in names}


@pytest.mark.parametrize("name", _LOCKS, ids=lambda name: Path(name).name)
def test_every_line_is_a_pin_or_one_of_its_hashes(repository: Path, name: str) -> None:
    hashes = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")

    strange = [line for line in _lines(repository, name) if not _PIN.match(line) and not hashes.match(line)]

    assert not strange


@pytest.mark.parametrize("name", _LOCKS, ids=lambda name: Path(name).name)
def test_every_pin_is_followed_by_a_hash(repository: Path, name: str) -> None:
    lines = _lines(repository, name)

    following = zip(lines, [*lines[1:], ""], strict=True)
    bare = [line for line, after in following if _PIN.match(line) and not after.startswith("    --hash")]

    assert not bare


def test_what_runs_is_what_is_tested(repository: Path) -> None:
    run, test = _pins(repository, "run.txt"), _pins(repository, "test.txt")

    versions = {(name, version) for (name, _), version in test.items()}

    assert not {(name, version) for (name, _), version in run.items()} - versions


def test_every_declared_dependency_is_locked(repository: Path) -> None:
    project = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    locked = {name for name, _ in _pins(repository, "test.txt")}

    assert _names(project["dependencies"]) <= {name for name, _ in _pins(repository, "run.txt")}
    assert _names(project["optional-dependencies"]["test"]) <= locked


def test_the_qt_that_corrupts_reference_counts_is_not_locked_below_python_3_12(repository: Path) -> None:
    pins = {marker: version for (name, marker), version in _pins(repository, "run.txt").items() if "pyside6" in name}

    below = [version for marker, version in pins.items() if "< '3.12'" in marker or not marker]

    assert below
    assert all(tuple(map(int, version.split("."))) < (6, 12) for version in below)


def test_the_lock_of_node_packages_carries_hashes_and_no_registry() -> None:
    packages = json.loads((_PEERS / "bruno" / "package-lock.json").read_text(encoding="utf-8"))["packages"]

    outside = {name: package for name, package in packages.items() if name and not package.get("link")}

    assert outside
    assert not [name for name, package in outside.items() if not package.get("integrity") or "resolved" in package]
