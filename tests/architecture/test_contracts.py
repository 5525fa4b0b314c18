"""The rules of the house hold, and each contract catches a planted violation."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PLANTED = {
    "layers": ("core/planted.py", "from modelpost.net import engine\n"),
    "qt-free": ("formats/planted.py", "from PySide6 import QtCore\n"),
    "cli-without-window": ("cli/planted.py", "from PySide6 import QtCore\n"),
    "core-pure": ("core/planted.py", "import socket\n"),
    "http-in-net": ("formats/planted.py", "import requests\n"),
    "keyring-in-store": ("net/planted.py", "import keyring\n"),
    "sample-service-apart": ("workbench/planted.py", "from modelpost.sample_service import chat\n"),
    "pictures-in-sample-service": ("workbench/planted.py", "import numpy\n"),
    "ui-through-presenters": ("ui/planted.py", "from modelpost.store import settings\n"),
    "plugins-independent": ("auth/planted.py", "from modelpost.auth import bearer\n"),
}


def lint(folder: Path, *contracts: str) -> subprocess.CompletedProcess[str]:
    chosen = [word for contract in contracts for word in ("--contract", contract)]
    program = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [program, "--no-cache", "--config", "pyproject.toml", *chosen],
        cwd=folder,
        env={"PYTHONPATH": str(folder / "app"), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def copy(tmp_path: Path, repository: Path) -> Path:
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(repository / "app", tmp_path / "app", ignore=ignored)
    shutil.copy(repository / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_tree_keeps_every_contract(repository: Path) -> None:
    done = lint(repository)

    assert done.returncode == 0, done.stdout[-3000:]


@pytest.mark.parametrize("contract", PLANTED)
def test_a_planted_violation_breaks_its_contract(contract: str, copy: Path) -> None:
    name, code = PLANTED[contract]
    (copy / "app" / "modelpost" / name).write_text(f'"""Planted."""\n\n{code}')

    done = lint(copy, contract)

    assert done.returncode != 0
    assert "BROKEN" in done.stdout, done.stdout[-2000:] + done.stderr[-2000:]


def modules(repository: Path, package: str = "") -> list[Path]:
    return sorted((repository / "app" / "modelpost" / package).rglob("*.py"))


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def test_core_imports_the_standard_library_only(repository: Path) -> None:
    forbidden = {
        *("socket", "ssl", "subprocess", "threading", "sqlite3", "time", "datetime", "random", "uuid", "secrets"),
        *("os", "pathlib", "io", "tempfile", "http"),
    }
    for path in modules(repository, "core"):
        names = {name for name in imported(path) if not name.startswith("modelpost.core")}
        tops = {name.partition(".")[0] for name in names}

        assert tops <= sys.stdlib_module_names, f"{path.name}: {tops - sys.stdlib_module_names}"
        assert not tops & forbidden, f"{path.name}: {tops & forbidden}"


def test_only_net_could_use_urllib3(repository: Path) -> None:
    for path in modules(repository):
        place = path.relative_to(repository / "app" / "modelpost").parts[0]
        assert place == "net" or not any(name.partition(".")[0] == "urllib3" for name in imported(path)), path


def test_only_ui_and_the_composition_root_use_widgets(repository: Path) -> None:
    for path in modules(repository):
        place = path.relative_to(repository / "app" / "modelpost").parts[0]
        if place not in {"ui", "main.py"}:
            assert not any(name.startswith("PySide6.QtWidgets") for name in imported(path)), path


def test_broad_catches_stand_at_marked_seams_only(repository: Path) -> None:
    for path in modules(repository):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if "except Exception" in line:
                assert "seam:" in line, f"{path}:{number}"


def test_nobody_sleeps_or_moves_threads(repository: Path) -> None:
    for path in modules(repository):
        text = path.read_text("utf-8")
        for word in ("time.sleep", "processEvents", "moveToThread"):
            assert word not in text, f"{path}: {word}"


def test_every_module_says_what_it_is(repository: Path) -> None:
    for path in modules(repository):
        assert ast.get_docstring(ast.parse(path.read_text("utf-8"))), path


def test_the_top_level_holds_what_the_layout_allows(repository: Path) -> None:
    allowed = {"pyproject.toml", "README.md", "LICENSE", "app", "tests", "resources", "packaging"}
    listed = subprocess.run(
        ["git", "ls-files"], cwd=repository, capture_output=True, text=True, check=False
    ).stdout.splitlines()

    tops = {name.split("/")[0] for name in listed if not name.startswith(".")}

    assert tops <= allowed, tops - allowed


def test_every_dependency_is_explained_in_the_readme(repository: Path) -> None:
    import tomllib

    project = tomllib.loads((repository / "pyproject.toml").read_text("utf-8"))["project"]
    names = {word.split(">")[0].split(";")[0].strip() for word in project["dependencies"]}
    readme = (repository / "README.md").read_text("utf-8")

    assert not [name for name in names if name not in readme]


def test_lock_files_carry_hashes_and_no_registry(repository: Path) -> None:
    for path in (repository / "packaging" / "requirements").glob("*.txt"):
        text = path.read_text("utf-8")

        assert "--hash=sha256:" in text
        assert "http" not in text.replace("httpx", "")
