"""`modelpost send` with the address of a WebSocket."""

import contextlib
import io
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

from modelpost.__main__ import main

PATIENCE = 10.0


@pytest.fixture
def listen() -> Iterator[Callable[..., str]]:
    """Run a handler for each WebSocket; returns the address."""
    servers: list[Any] = []

    def start(handler: Callable[[ServerConnection], None], **options: Any) -> str:
        def guarded(peer: ServerConnection) -> None:
            with contextlib.suppress(ConnectionClosed):
                handler(peer)

        server = serve(guarded, "127.0.0.1", 0, **options)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        servers.append((server, thread))
        return f"ws://127.0.0.1:{server.socket.getsockname()[1]}/"

    yield start
    for server, thread in servers:
        server.shutdown()
        thread.join(PATIENCE)


@pytest.fixture
def saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Write a conversation to a file; standard input has nothing unless a test says so."""
    monkeypatch.setattr("sys.stdin", io.StringIO())

    def write(url: str, *messages: str) -> str:
        listed = "".join(
            f"    - title: m\n      message:\n        type: text\n        data: {one}\n" for one in messages
        )
        file = tmp_path / "talk.yml"
        file.write_text(
            f"info:\n  name: Talk\n  type: websocket\nwebsocket:\n  url: {url}\n"
            + (f"  message:\n{listed}" if messages else ""),
            "utf-8",
        )
        return str(file)

    return write


def answer_and_leave(code: int = 1000, reason: str = "", count: int = 1) -> Callable[[ServerConnection], None]:
    def handler(peer: ServerConnection) -> None:
        for _ in range(count):
            peer.send(f"you said {peer.recv()}")
        peer.close(code, reason)

    return handler


def test_saved_messages_are_sent_and_answers_printed(
    listen: Any, saved: Any, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    code = main(["send", saved(listen(answer_and_leave(count=2)), "hello", "'{{who}}'"), "--var", "who=花"])

    assert (code, capfdbinary.readouterr().out) == (0, "you said hello\nyou said 花\n".encode())


def test_each_message_is_answered_before_the_next(
    listen: Any, saved: Any, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    code = main(["send", saved(listen(answer_and_leave(count=3)), "one", "two", "three"), "--pace", "answered"])

    assert (code, capfdbinary.readouterr().out) == (0, b"you said one\nyou said two\nyou said three\n")


@pytest.mark.parametrize(("pace", "gap"), [("answered", 0), ("recorded", 3600)])
def test_a_message_that_is_not_due_is_not_sent(listen: Any, saved: Any, tmp_path: Path, pace: str, gap: int) -> None:
    heard: list[object] = []

    def hear(peer: ServerConnection) -> None:
        heard.append(peer.recv())
        assert peer.ping().wait(PATIENCE)  # what was sent before the pong has arrived by then
        with contextlib.suppress(TimeoutError):
            heard.append(peer.recv(timeout=0))

    file = saved(listen(hear), "one", "two")
    (tmp_path / "talk.view.yaml").write_text(f"conversation:\n  gaps: [0, {gap}]\n", "utf-8")

    code = main(["send", file, "--pace", pace])

    assert (code, heard) == (0, ["one"])


def test_no_answer_is_waited_for_to_a_file_that_is_gone(
    listen: Any, saved: Any, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = saved(listen(answer_and_leave()), str(tmp_path / "gone.bin"), "two")
    (tmp_path / "talk.view.yaml").write_text("conversation:\n  files: [0]\n", "utf-8")

    code = main(["send", file, "--pace", "answered", "--timeout", "5"])

    told = capfd.readouterr()
    assert (code, told.out) == (0, "you said two\n")
    assert "gone.bin" in told.err


def test_lines_of_standard_input_are_sent_too(
    listen: Any, saved: Any, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    file = saved(listen(answer_and_leave(count=2)))
    monkeypatch.setattr("sys.stdin", io.StringIO("one\ntwo\n"))

    code = main(["send", file])

    assert (code, capfdbinary.readouterr().out) == (0, b"you said one\nyou said two\n")


def test_bytes_come_out_as_they_are(listen: Any, saved: Any, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    code = main(["send", saved(listen(lambda peer: peer.send(b"\x00\xff")))])

    assert (code, capfdbinary.readouterr().out) == (0, b"\x00\xff")


def test_a_goodbye_with_a_reason_ends_with_1(listen: Any, saved: Any, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["send", saved(listen(lambda peer: peer.close(1011, "model crashed")))])

    told = capsys.readouterr().err
    assert code == 1
    assert "1011" in told
    assert "model crashed" in told


def test_a_time_limit_ends_the_conversation_in_order(listen: Any, saved: Any) -> None:
    ended: list[int | None] = []
    is_noted = threading.Event()

    def wait(peer: ServerConnection) -> None:
        with contextlib.suppress(ConnectionClosed):
            peer.recv(PATIENCE)
        ended.append(peer.protocol.close_code)
        is_noted.set()

    code = main(["send", saved(listen(wait)), "--timeout", "0.3"])

    assert is_noted.wait(PATIENCE)
    assert (code, ended) == (0, [1000])


def test_a_cut_conversation_ends_with_3(listen: Any, saved: Any, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["send", saved(listen(lambda peer: peer.socket.close()))])

    assert code == 3
    assert "goodbye" in capsys.readouterr().err


def test_a_refused_handshake_is_shown_like_any_answer(
    listen: Any, saved: Any, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    url = listen(answer_and_leave(), process_request=lambda peer, _: peer.respond(403, "not you"))

    code = main(["send", saved(url)])

    assert (code, capfdbinary.readouterr().out) == (1, b"not you")


def test_a_message_that_cannot_be_sent_ends_with_2(listen: Any, saved: Any, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["send", saved(listen(answer_and_leave()), "'{{missing}}'")])

    assert code == 2
    assert "missing" in capsys.readouterr().err
