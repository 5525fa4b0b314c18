"""What is loaded when, and that commands live without Qt."""

import subprocess
import sys
from pathlib import Path

_BLOCK_QT = """
import sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("PySide6", "shiboken6"):
            raise ModuleNotFoundError("PySide6 is not here", name=name)

sys.meta_path.insert(0, Blocked())
"""


_MAIN = """
import sys

sys.argv = ["modelpost", {words}]
from modelpost.__main__ import main

sys.exit(main())
"""


def run(code: str, repository: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(repository / "app"), "QT_QPA_PLATFORM": "offscreen", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_window_starts_without_the_heavy_libraries(repository: Path) -> None:
    done = run("import modelpost.main, sys; print(*sorted(m for m in sys.modules if '.' not in m))", repository)

    loaded = set(done.stdout.split())
    assert "PySide6" in loaded, done.stderr
    assert not loaded & {"requests", "urllib3", "keyring", "msgspec", "yaml", "numpy", "PIL", "ssl", "http"}


def test_send_help_works_where_qt_cannot_be_loaded(repository: Path) -> None:
    code = _BLOCK_QT + _MAIN.format(words="'send', '--help'")

    done = run(code, repository)

    assert done.returncode == 0, done.stderr
    assert "SOURCE" in done.stdout


def test_the_window_says_clearly_that_qt_is_missing(repository: Path) -> None:
    code = _BLOCK_QT + _MAIN.format(words="")

    done = run(code, repository)

    assert done.returncode == 2
    assert "Qt cannot be loaded" in done.stderr
    assert "Traceback" not in done.stderr


def test_version_and_help_end_well(repository: Path) -> None:
    for word in ("--version", "--help"):
        done = run(
            f"import sys; sys.argv=['modelpost','{word}']\nfrom modelpost.__main__ import main\nsys.exit(main())",
            repository,
        )

        assert done.returncode == 0
        assert "modelpost" in done.stdout


def test_no_library_replaces_urllib3() -> None:
    import importlib.metadata

    names = {str(found.metadata["Name"]).lower() for found in importlib.metadata.distributions()}

    assert not names & {"niquests", "urllib3-future"}


def test_void_calls_into_qt_keep_reference_counts(qapp: object) -> None:
    """PySide6 6.12.0 drops a reference to None with nearly every void call on CPython 3.10 and 3.11."""
    from PySide6.QtWidgets import QLabel

    label = QLabel()
    before = sys.getrefcount(None)

    for number in range(2_000):
        label.setText(str(number))

    assert abs(sys.getrefcount(None) - before) < 500
