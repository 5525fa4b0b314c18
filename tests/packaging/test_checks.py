"""`test` runs every check, whatever the ones before it said, and its code tells of any failure."""

import contextlib
import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

import dev_checks


@pytest.fixture
def python(tmp_path: Path, program: Callable[[str, str], Path]) -> Path:
    """Stand in for a Python whose mypy always fails, with a contract checker beside it; both write a log."""
    log = tmp_path / "log"
    program("lint-imports", f"echo contracts >> {log}")
    return program(
        "python", f'echo "$2 $QT_QPA_PLATFORM" >> {log}\ncase "$*" in *mypy*) exit 1 ;; *journey*) exit 5 ;; esac'
    )


def test_a_failure_does_not_keep_the_other_checks_from_running(
    python: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    code = dev_checks.run(python, tmp_path, peers=False, extra=[])

    asked = [line.split()[0] for line in (tmp_path / "log").read_text().splitlines()]
    assert asked == ["ruff", "ruff", "mypy", "contracts", "pytest", "pytest"]
    assert code == 1
    assert "FAILED  types" in capfd.readouterr().out


def test_a_whole_run_that_finds_no_journey_has_failed(
    python: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    dev_checks.run(python, tmp_path, peers=False, extra=[])

    assert "FAILED  journeys" in capfd.readouterr().out


def test_a_narrowed_run_is_pytest_alone_and_may_find_no_journey(python: Path, tmp_path: Path) -> None:
    code = dev_checks.run(python, tmp_path, peers=False, extra=["tests/net"])

    assert code == 0
    assert (tmp_path / "log").read_text().startswith("pytest offscreen\npytest ")


def test_peers_run_alone() -> None:
    stages = dev_checks.stages(Path("python"), peers=True, extra=[])

    assert [stage.name for stage in stages] == ["peers"]


def test_the_summary_has_a_line_for_each_check() -> None:
    outcomes = [dev_checks.Outcome("lint", passed=True, seconds=1.2), dev_checks.Outcome("types", False, 20)]

    assert dev_checks.summary(outcomes) == "passed  lint           1 s\nFAILED  types         20 s"


_HANGS = """
import pathlib, subprocess, sys
child = subprocess.Popen(["sleep", "60"])
pathlib.Path(sys.argv[1]).write_text(str(child.pid))
child.wait()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="processes have groups on POSIX alone")
def test_a_check_that_hangs_has_failed_and_leaves_nothing_behind(tmp_path: Path) -> None:
    told = tmp_path / "child"
    stage = dev_checks.Stage("tests", [sys.executable, "-c", _HANGS, str(told)], limit=3)

    outcome = dev_checks.run_stage(stage, tmp_path, narrowed=False)

    assert not outcome.passed
    with contextlib.suppress(psutil.NoSuchProcess):
        psutil.Process(int(told.read_text())).wait(timeout=10)
