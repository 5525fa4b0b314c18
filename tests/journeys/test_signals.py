"""The program in a terminal: Ctrl+C and a polite kill end it in the orderly way."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals that another process sends")

CODE = """
import os, signal, sys
from PySide6.QtCore import QTimer
from modelpost import main
from modelpost.workbench.interrupts import Interrupts

def listen(self, listened=Interrupts.listen):
    listened(self)
    os.kill(os.getpid(), int(sys.argv[1]))

Interrupts.listen = listen
sys.exit(main.main([]))
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_program_without_a_report(
    number: signal.Signals, fresh_profile: Path, repository: Path
) -> None:
    environment = {**os.environ, "PYTHONPATH": str(repository / "app"), "QT_QPA_PLATFORM": "offscreen"}

    ended = subprocess.run(
        [sys.executable, "-c", CODE, str(int(number))],
        env=environment,
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert (ended.returncode, ended.stderr) == (128 + number, "")
    assert not (fresh_profile / "crashes").exists()
