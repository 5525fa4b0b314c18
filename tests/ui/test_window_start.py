"""What the window does without until it has something to show."""

import subprocess
import sys
from pathlib import Path

_WITH_THE_FIRST_REQUEST = {"modelpost.core.request", "modelpost.core.undecided", "modelpost.ui.work_area"}


def test_drafts_are_loaded_with_the_first_request(repository: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import sys, modelpost.main; print(*sys.modules)"],
        env={"PYTHONPATH": str(repository / "app"), "QT_QPA_PLATFORM": "offscreen", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )

    loaded = set(done.stdout.split())
    assert "modelpost.ui.window" in loaded, done.stderr
    assert not loaded & _WITH_THE_FIRST_REQUEST
