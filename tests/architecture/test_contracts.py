"""The import contracts hold, and each of them catches what it forbids."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

_PLANTED = {
    "layers": ("core/planted.py", "from modelpost.documents import charset"),
    "qt-free": ("net/planted.py", "from PySide6 import QtCore"),
    "cli-without-window": ("cli/planted.py", "from modelpost.workbench import sizes"),
    "core-pure": ("core/planted.py", "import socket"),
    "http-in-net": ("store/planted.py", "import requests"),
    "keyring-in-store": ("store/planted.py", "import keyring"),
    "sample-service-apart": ("workbench/planted.py", "from modelpost.sample_service import chat"),
    "pictures-in-sample-service": ("documents/planted.py", "import PIL.Image"),
    "ui-through-presenters": ("ui/planted.py", "from modelpost.net import engine"),
    "plugins-independent": ("auth/planted.py", "from modelpost.auth import bearer"),
}
_IMPURE = (
    *("requests", "urllib3", "keyring", "socket", "ssl", "subprocess", "threading", "sqlite3", "tempfile", "time"),
    *("datetime", "random", "uuid", "secrets", "os", "pathlib", "io", "http"),
)


def _lint(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Check the contracts without a cache: it goes by modification time and misses two writes within a second."""
    program = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [program, "--no-cache", *words],
        cwd=folder,
        env={"PYTHONPATH": str(folder / "app")},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def copy(tmp_path: Path, repository: Path) -> Path:
    shutil.copytree(repository / "app", tmp_path / "app", ignore=shutil.ignore_patterns("__pycache__", ".*"))
    shutil.copy(repository / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.fixture
def contracts(repository: Path) -> dict[str, dict[str, Any]]:
    """Return the declared contracts by their ids."""
    project = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))
    return {contract["id"]: contract for contract in project["tool"]["importlinter"]["contracts"]}


def test_the_tree_keeps_every_contract(repository: Path) -> None:
    done = _lint(repository)

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("contract", _PLANTED)
def test_a_planted_violation_breaks_its_contract(
    contract: str, copy: Path, contracts: dict[str, dict[str, Any]]
) -> None:
    place, statement = _PLANTED[contract]
    (copy / "app" / "modelpost" / place).write_text(f"{statement}\n", encoding="utf-8")

    done = _lint(copy, "--contract", contract)

    assert f"{contracts[contract]['name']} BROKEN" in done.stdout, done.stdout + done.stderr


def test_every_contract_has_a_planted_violation(contracts: dict[str, dict[str, Any]]) -> None:
    assert set(_PLANTED) == set(contracts)


def test_a_new_package_must_take_its_place_among_the_layers(copy: Path) -> None:
    (copy / "app" / "modelpost" / "planted").mkdir()
    (copy / "app" / "modelpost" / "planted" / "__init__.py").touch()

    done = _lint(copy, "--contract", "layers")

    assert done.returncode != 0
    assert "planted" in done.stdout


def test_core_is_kept_from_everything_that_does_something(copy: Path) -> None:
    statements = "".join(f"import {name}\n" for name in _IMPURE)
    (copy / "app" / "modelpost" / "core" / "planted.py").write_text(statements, encoding="utf-8")

    said = _lint(copy, "--contract", "core-pure").stdout

    assert not [name for name in _IMPURE if f"modelpost.core is not allowed to import {name}" not in said], said
