"""What a misbehaving server does to the window: one card, a window that is alive, and a next send that is fine."""

import contextlib
import gzip
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from modelpost.core.events import DownloadProgress, Finished, Stopped
from modelpost.core.request import RequestDraft
from modelpost.main import Program
from modelpost.workbench.exchange_state import Phase

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
FINE = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n{"ok": true}'


class Misbehaving:
    """A server that says to the first who comes what a test wants, over and over where that has no end."""

    def __init__(self, first: bytes, again: bytes) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}/"
        self._said = first, again
        self._thread = threading.Thread(target=self._serve, name="misbehaving")
        self._thread.start()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()

    def _serve(self) -> None:
        said = self._said
        with contextlib.suppress(OSError):  # the listener was closed
            while True:
                connected, _ = self._listener.accept()
                with connected, contextlib.suppress(OSError):  # the client hung up
                    self._say(connected, *said)
                said = FINE, b""

    @staticmethod
    def _say(connected: socket.socket, first: bytes, again: bytes) -> None:
        received = b""
        while b"\r\n\r\n" not in received:
            received += connected.recv(1 << 16) or b"\r\n\r\n"
        connected.sendall(first)
        while again:
            connected.sendall(again)


@pytest.fixture
def misbehaving() -> Iterator[Callable[[bytes, bytes], Misbehaving]]:
    servers: list[Misbehaving] = []

    def start(first: bytes, again: bytes) -> Misbehaving:
        servers.append(Misbehaving(first, again))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


@pytest.fixture
def beats(qtbot: QtBot) -> Iterator[Any]:
    """Count how often the GUI thread came to itself."""
    del qtbot
    counted: list[None] = []
    timer = QTimer(interval=5)
    timer.timeout.connect(lambda: counted.append(None))
    timer.start()
    yield counted
    timer.stop()


FAULTS = {
    "hangs up": (b"", b"", "The server closed the connection without an answer"),
    "not HTTP": (b"SSH-2.0-OpenSSH_9.2\r\n\r\n", b"", "The server's answer is not HTTP"),
    "headers without end": (HEAD, b"X-Filler: x\r\n" * 100, "The server's answer is not HTTP"),
    "a header line without end": (HEAD + b"X-Long: ", b"x" * 65536, "The server's answer is not HTTP"),
    "interim answers without end": (b"", b"HTTP/1.1 102 Wait\r\n\r\n" * 100, "The server's answer is not HTTP"),
    "half a body": (HEAD + b"Content-Length: 99\r\n\r\nhalf", b"", "The answer stopped early"),
    "bad chunks": (HEAD + b"Transfer-Encoding: chunked\r\n\r\nxyz\r\n", b"", "The server's answer is not HTTP"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_becomes_a_card_and_the_next_send_is_fine(
    program: Program, misbehaving: Any, qtbot: QtBot, name: str
) -> None:
    first, again, title = FAULTS[name]
    tab = program.workspace.new_tab(RequestDraft(url=misbehaving(first, again).url))
    send = program.window.findChild(QPushButton, "send")
    card = program.window.findChild(QLabel, "adviceTitle")

    qtbot.mouseClick(send, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: tab.state.phase is Phase.ENDED, timeout=20_000)
    qtbot.waitUntil(lambda: card.isVisible() and card.text() == title)
    qtbot.mouseClick(send, Qt.MouseButton.LeftButton)

    qtbot.waitUntil(lambda: isinstance(tab.state.outcome, Finished), timeout=20_000)
    qtbot.waitUntil(lambda: not card.isVisible())


ENDLESS = {
    "a body without end": (HEAD + b"\r\n", b"x" * 65536),
    "a stream without end": (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n",
        b"data: again and again\n\n" * 1000,
    ),
}


@pytest.mark.parametrize("name", ENDLESS)
def test_the_window_is_alive_while_an_answer_does_not_end_and_stops_it(
    program: Program, misbehaving: Any, beats: list[None], qtbot: QtBot, name: str
) -> None:
    tab = program.workspace.new_tab(RequestDraft(url=misbehaving(*ENDLESS[name]).url))
    send = program.window.findChild(QPushButton, "send")
    qtbot.mouseClick(send, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: isinstance(tab.state.download, DownloadProgress), timeout=20_000)
    before = len(beats)

    qtbot.waitUntil(lambda: len(beats) > before + 20)
    qtbot.mouseClick(send, Qt.MouseButton.LeftButton)

    assert isinstance(tab.state.outcome, Stopped)
    qtbot.waitUntil(lambda: not program.runner.running, timeout=20_000)
    qtbot.mouseClick(send, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: isinstance(tab.state.outcome, Finished), timeout=20_000)


def test_a_bomb_is_told_and_the_bytes_as_received_are_there(program: Program, misbehaving: Any, qtbot: QtBot) -> None:
    packed = gzip.compress(bytes(200 << 20), 1)
    first = HEAD + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed) + packed
    tab = program.workspace.new_tab(RequestDraft(url=misbehaving(first, b"").url))
    send = program.window.findChild(QPushButton, "send")

    qtbot.mouseClick(send, Qt.MouseButton.LeftButton)

    qtbot.waitUntil(lambda: tab.state.read is not None, timeout=30_000)
    assert isinstance(tab.state.outcome, Finished)
    assert tab.state.outcome.response.body.size == len(packed)
