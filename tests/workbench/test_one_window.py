"""A second start finds the window that is open."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from modelpost.workbench.one_window import OneWindow, address_in, hand_over

SECOND = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from modelpost.workbench.one_window import hand_over
application = QCoreApplication([])
print(hand_over(Path(sys.argv[1]), sys.argv[2:]))
"""


@pytest.fixture
def profile(fresh_profile: Path) -> Path:
    return fresh_profile


@pytest.fixture
def window(qapp: QCoreApplication, profile: Path) -> Iterator[OneWindow]:
    made = OneWindow(profile)
    assert made.listen()
    yield made
    made.close()


def test_the_paths_of_a_second_start_arrive_whole(
    window: OneWindow, profile: Path, repository: Path, qtbot: QtBot
) -> None:
    environment = {**os.environ, "PYTHONPATH": str(repository / "app")}

    with qtbot.waitSignal(window.wanted, timeout=20_000) as wanted:
        second = subprocess.Popen(
            [sys.executable, "-c", SECOND, str(profile), "a b", "/c/花"],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )

    said, _ = second.communicate(timeout=20)
    assert wanted.args == [(str(Path.cwd() / "a b"), "/c/花")]
    assert said == "True\n"


def test_nobody_takes_what_is_handed_to_a_window_that_is_closed(window: OneWindow, profile: Path) -> None:
    window.close()

    assert not hand_over(profile, ["/a"])


@pytest.mark.skipif(sys.platform == "win32", reason="a named pipe goes with its process")
def test_the_socket_of_a_window_that_was_killed_is_in_nobodys_way(qapp: QCoreApplication, profile: Path) -> None:
    code = "import socket, sys; s = socket.socket(socket.AF_UNIX); s.bind(sys.argv[1]); s.listen()"
    subprocess.run([sys.executable, "-c", code, address_in(profile)], check=True)
    made = OneWindow(profile)

    is_listening = made.listen()

    made.close()
    assert is_listening


@pytest.mark.parametrize("word", [b"[]\n", b"{}\n", b'{"paths": 3}\n', b"nonsense\n", b'{"paths": [1, null]}\n'])
def test_a_word_that_means_nothing_brings_the_window_to_the_front_and_no_more(
    window: OneWindow, profile: Path, qtbot: QtBot, word: bytes
) -> None:
    caller = QLocalSocket()
    caller.connectToServer(address_in(profile))

    with qtbot.waitSignal(window.wanted) as wanted:
        caller.write(word)

    caller.abort()
    assert wanted.args == [()]


def test_an_endless_word_is_hung_up_on(window: OneWindow, profile: Path, qtbot: QtBot) -> None:
    caller = QLocalSocket()
    caller.connectToServer(address_in(profile))

    with qtbot.waitSignal(caller.disconnected):
        caller.write(json.dumps({"paths": ["x" * (1 << 21)]}).encode())


@pytest.mark.skipif(sys.platform == "win32", reason="named pipes have short names of their own")
def test_a_profile_too_deep_for_a_socket_goes_without(qapp: QCoreApplication, tmp_path: Path) -> None:
    deep = tmp_path / ("x" * 120)

    assert not OneWindow(deep).listen()
    assert not hand_over(deep, [])
