"""A conversation that is over, held once more with a press: the whole program and a real server."""

import contextlib
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QTableView
from pytestqt.qtbot import QtBot
from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

from modelpost.core.conversation import SavedMessage
from modelpost.core.replay import Pace
from modelpost.core.request import RequestDraft
from modelpost.main import Program

PATIENCE = 10.0


@pytest.fixture
def heard() -> list[object]:
    return []


@pytest.fixture
def address(heard: list[object]) -> Iterator[str]:
    """Run a server that answers each message."""

    def answer(peer: ServerConnection) -> None:
        with contextlib.suppress(ConnectionClosed):
            for message in peer:
                heard.append(message)
                peer.send(f"answer {len(heard)}")

    server = serve(answer, "127.0.0.1", 0)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"ws://127.0.0.1:{server.socket.getsockname()[1]}/"
    server.shutdown()
    thread.join(PATIENCE)


def test_a_conversation_that_is_over_is_held_once_more(
    program: Program, named: Any, qtbot: QtBot, address: str, heard: list[object]
) -> None:
    messages = (SavedMessage("Ask", text="how much?"), SavedMessage("Thank", text="thanks"))
    tab = program.workspace.new_tab(RequestDraft(url=address, is_conversation=True, messages=messages))
    tab.send()
    qtbot.waitUntil(lambda: tab.is_open)
    for index in (0, 1):
        tab.show_message(index)
        tab.send_message()
    qtbot.waitUntil(lambda: len(heard) == 2)
    tab.stop()
    qtbot.waitUntil(lambda: not tab.state.is_running)
    pace = named(program.window, QComboBox, "replayPace")

    pace.activated.emit(pace.findData(Pace.ANSWERED))
    qtbot.mouseClick(named(program.window, QPushButton, "replay"), Qt.MouseButton.LeftButton)

    said = named(program.window, QLabel, "replayProgress")
    qtbot.waitUntil(lambda: said.text() == "2 of 2 sent")
    model = named(program.window, QTableView, "talkTable").model()
    qtbot.waitUntil(lambda: model.rowCount() == 4)
    listed = [model.index(row, 4).data() for row in range(4)]
    assert heard == ["how much?", "thanks"] * 2
    assert listed == ["how much?", "answer 3", "thanks", "answer 4"]
    tab.stop()
    qtbot.waitUntil(lambda: not tab.state.is_running)


def test_a_conversation_is_shown_after_the_one_before_was_closed(
    program: Program, named: Any, qtbot: QtBot, address: str
) -> None:
    before = program.workspace.new_tab(RequestDraft(url=address, is_conversation=True))
    before.send()
    qtbot.waitUntil(lambda: before.is_open)
    program.workspace.close_tab(before)
    qtbot.waitSignal(before.destroyed).wait()
    tab = program.workspace.new_tab(
        RequestDraft(url=address, is_conversation=True, messages=(SavedMessage("Ask", text="how much?"),))
    )

    tab.replayer.replay_saved()

    said = named(program.window, QLabel, "replayProgress")
    qtbot.waitUntil(lambda: said.text() == "1 of 1 sent")
    tab.stop()
    qtbot.waitUntil(lambda: not tab.state.is_running)
