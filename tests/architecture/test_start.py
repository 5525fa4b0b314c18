"""What is loaded when, and that commands live without Qt."""

import subprocess
import sys
from pathlib import Path

import pytest

_HEAVY = frozenset({"requests", "urllib3", "keyring", "msgspec", "yaml", "numpy", "PIL", "ssl", "http", "sqlite3"})

_WITHOUT_QT = """
import sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("PySide6", "shiboken6"):
            raise ModuleNotFoundError("PySide6 is not here", name=name)

sys.meta_path.insert(0, Blocked())
from modelpost.__main__ import main
code = main()
assert not {"PySide6", "shiboken6"} & set(sys.modules)
sys.exit(code)
"""

_UNTIL_PAINTED = """
import sys
from pathlib import Path
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication
from modelpost.main import Program
from modelpost.store.profile import Profile

class Painted(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, application.quit)
        return False

application = QApplication(["modelpost", "-style", "Fusion"])
program = Program(application, Profile(Path(sys.argv[1])))
painted = Painted()
program.window.installEventFilter(painted)
program.show([])
application.exec()
print(*sorted(sys.modules))
qt = {name for module in ("QtCore", "QtGui", "QtWidgets") for name in vars(sys.modules["PySide6." + module])}
print(*sorted(qt), file=sys.stderr)
program.close()
"""

_LATER = frozenset(
    {
        "modelpost.core.history",
        "modelpost.core.request",
        "modelpost.store.drafts",
        "modelpost.store.secrets",
        "modelpost.ui.work_area",
        "modelpost.workbench.auth_desk",
        "modelpost.workbench.disk_watch",
        "modelpost.workbench.drafts_desk",
        "modelpost.workbench.interrupts",
        "modelpost.workbench.one_window",
        "modelpost.workbench.response_desk",
    }
)
_LATER_OF_QT = frozenset({"QDesktopServices", "QFileDialog", "QProcess", "QStyle"})
"""PySide makes a class when its name is first looked up, with all its enumerations: 1 to 9 ms for each of these."""


def _run(repository: Path, code: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        env={"PYTHONPATH": str(repository / "app"), "QT_QPA_PLATFORM": "offscreen", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_window_is_painted_before_anything_heavy_is_loaded(repository: Path, tmp_path: Path) -> None:
    done = _run(repository, _UNTIL_PAINTED, str(tmp_path))

    loaded = set(done.stdout.split())
    assert "PySide6" in loaded, done.stderr
    assert not loaded & _HEAVY
    assert not loaded & _LATER
    assert not set(done.stderr.split()) & _LATER_OF_QT


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["send", "--help"], ["sample-service", "--help"]])
def test_commands_work_where_qt_cannot_be_loaded(repository: Path, words: list[str]) -> None:
    done = _run(repository, _WITHOUT_QT, *words)

    assert done.returncode == 0, done.stderr
    assert "modelpost" in done.stdout


def test_a_window_that_cannot_be_opened_is_explained(repository: Path) -> None:
    done = _run(repository, _WITHOUT_QT)

    assert done.returncode == 2
    assert "Qt cannot be loaded" in done.stderr
    assert "Traceback" not in done.stderr
