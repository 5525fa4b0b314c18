"""ruff refuses widgets outside ui: what import-linter cannot see, since it knows PySide6 as one package."""

import subprocess
import sys
from pathlib import Path

import pytest


def _refuses(repository: Path, place: str) -> bool:
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--no-cache", "--select", "TID251", "--stdin-filename", place, "-"],
        input="from PySide6.QtWidgets import QLabel\n",
        cwd=repository,
        capture_output=True,
        text=True,
        check=False,
    )
    return "TID251" in done.stdout


@pytest.mark.parametrize("part", ["workbench", "cli", "net", "core"])
def test_widgets_are_refused_elsewhere(repository: Path, part: str) -> None:
    assert _refuses(repository, f"app/modelpost/{part}/planted.py")


@pytest.mark.parametrize("place", ["ui/planted.py", "ui/text/planted.py", "main.py"])
def test_widgets_are_at_home_in_ui_and_in_the_composition_root(repository: Path, place: str) -> None:
    assert not _refuses(repository, f"app/modelpost/{place}")
