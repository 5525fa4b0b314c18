"""A host name that nobody answers for: the window waits no longer than it may, is alive, and is fine afterwards."""

import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from modelpost.core.events import Finished, Stopped
from modelpost.core.request import RequestDraft, RequestSettings
from modelpost.main import Program

NEVER = "never.example"
LOOPBACK = "127.0.0.1"
PATIENCE = 20_000
FINE = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\nfine"


class Resolver:
    """Says nothing about one name until it is told to, and knows loopback by every other."""

    def __init__(self) -> None:
        self.was_asked = threading.Event()
        self.may_answer = threading.Event()

    def __call__(self, host: str, port: int) -> Any:
        if host == NEVER:
            self.was_asked.set()
            self.may_answer.wait()
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (LOOPBACK, port))]


@pytest.fixture
def resolver() -> Iterator[Resolver]:
    made = Resolver()
    yield made
    made.may_answer.set()


@pytest.fixture
def port() -> Iterator[int]:
    """Serve one answer after another."""
    listener = socket.create_server((LOOPBACK, 0))

    def serve() -> None:
        while True:
            try:
                connected, _ = listener.accept()
            except OSError:
                return
            with connected:
                connected.recv(1 << 16)
                connected.sendall(FINE)

    thread = threading.Thread(target=serve, name="server")
    thread.start()
    yield listener.getsockname()[1]
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join()


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_look_up_that_hangs_becomes_a_card_and_the_next_send_is_fine(
    program: Program, port: int, qtbot: QtBot, scheme: str
) -> None:
    settings = RequestSettings(connect_timeout=0.2)
    tab = program.workspace.new_tab(RequestDraft(url=f"{scheme}://{NEVER}:{port}/", settings=settings))
    send = program.window.findChild(QPushButton, "send")
    card = program.window.findChild(QLabel, "adviceTitle")

    qtbot.mouseClick(send, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: card.isVisible() and card.text() == "No answer within 0.2 s", timeout=PATIENCE)
    tab.set_url(f"http://model.example:{port}/")
    qtbot.mouseClick(send, Qt.MouseButton.LeftButton)

    qtbot.waitUntil(lambda: isinstance(tab.state.outcome, Finished), timeout=PATIENCE)
    qtbot.waitUntil(lambda: not card.isVisible())


def test_the_window_is_alive_while_a_look_up_hangs_and_stops_it(
    program: Program, resolver: Resolver, port: int, qtbot: QtBot
) -> None:
    tab = program.workspace.new_tab(RequestDraft(url=f"http://{NEVER}:{port}/"))
    send = program.window.findChild(QPushButton, "send")
    beats: list[None] = []
    timer = QTimer(interval=5)
    timer.timeout.connect(lambda: beats.append(None))
    timer.start()
    qtbot.mouseClick(send, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(resolver.was_asked.is_set, timeout=PATIENCE)
    before = len(beats)

    qtbot.waitUntil(lambda: len(beats) > before + 20, timeout=PATIENCE)
    timer.stop()
    qtbot.mouseClick(send, Qt.MouseButton.LeftButton)

    assert isinstance(tab.state.outcome, Stopped)
    qtbot.waitUntil(lambda: not program.runner.running, timeout=PATIENCE)
    assert not resolver.may_answer.is_set()
