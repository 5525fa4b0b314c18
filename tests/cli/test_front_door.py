"""The program as a process: dispatch, interruption, pipes, and life without Qt."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from modelpost import __version__
from modelpost.__main__ import main

WITHOUT_QT = """
import importlib.abc, sys

class NoQt(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name.partition(".")[0] in {"PySide6", "shiboken6"}:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, NoQt())
from modelpost.__main__ import main
code = main(sys.argv[1:])
print(sorted({"requests", "PySide6", "keyring", "argparse"} & set(sys.modules)), file=sys.stderr)
sys.exit(code)
"""


@pytest.fixture
def start(repository: Path, tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Start Python with the program on its path; it ends with the test, and can be interrupted."""
    started: list[subprocess.Popen[bytes]] = []

    def run(*arguments: str) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "PYTHONPATH": str(repository / "app"), "MODELPOST_HOME": str(tmp_path / "home")}
        process = subprocess.Popen(
            [sys.executable, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
        )
        started.append(process)
        return process

    # A job in the background is started with the interrupt ignored, and hands that on to what it starts.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield run
    signal.signal(signal.SIGINT, before)
    for process in started:
        process.kill()
        process.wait()


def ended(process: subprocess.Popen[bytes], content: bytes = b"") -> tuple[int, str, str]:
    out, err = process.communicate(content, timeout=30)
    return process.returncode, out.decode(), err.decode()


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["--version"])

    assert (code, capsys.readouterr().out) == (0, f"modelpost {__version__}\n")


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help_names_every_command_and_exit_code(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    code = main([option])

    shown = capsys.readouterr().out
    assert code == 0
    for word in ("send", "sample-service", "--screenshot", "--version", "130", "MODELPOST_HOME", "MODELPOST_SECRET_"):
        assert word in shown


def test_help_of_send_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["send", "--help"])

    assert code == 0
    assert "--curl" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["--help"], ["--version"]])
def test_what_needs_no_network_loads_none(arguments: list[str], start: Callable[..., subprocess.Popen[bytes]]) -> None:
    code, _, err = ended(start("-c", WITHOUT_QT, *arguments))

    assert code == 0
    assert "requests" not in err
    assert "keyring" not in err


def test_send_works_where_qt_cannot_be_loaded(service: Any, start: Callable[..., subprocess.Popen[bytes]]) -> None:
    code, out, err = ended(start("-c", WITHOUT_QT, "send", "--curl", "-"), f"curl {service.url}/".encode())

    assert (code, out) == (0, '{"label": "花"}')
    assert "PySide6" not in err


def test_the_window_says_what_it_lacks_where_qt_cannot_be_loaded(
    start: Callable[..., subprocess.Popen[bytes]],
) -> None:
    code, out, err = ended(start("-c", WITHOUT_QT, "some/collection"))

    assert (code, out) == (2, "")
    assert err.startswith("The window cannot open because Qt cannot be loaded: No module named 'PySide6")
    assert "modelpost send works without." in err


def test_an_interrupted_send_ends_with_130_and_says_nothing(
    service: Any, start: Callable[..., subprocess.Popen[bytes]]
) -> None:
    process = start("-m", "modelpost", "send", "--curl", "-")
    assert process.stdin is not None
    process.stdin.write(f"curl {service.url}/stalled".encode())
    process.stdin.close()
    assert service.stalled.wait(30)

    process.send_signal(signal.SIGINT)

    process.stdin = None
    assert ended(process) == (130, "", "")


def test_a_reader_that_goes_away_is_no_error(service: Any, start: Callable[..., subprocess.Popen[bytes]]) -> None:
    process = start("-m", "modelpost", "send", "--curl", "-")
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdout.close()
    process.stdin.write(f"curl {service.url}/octets".encode())
    process.stdin.close()

    assert process.stderr is not None
    told = process.stderr.read()

    assert (process.wait(30), told) == (0, b"")
    process.stderr.close()
