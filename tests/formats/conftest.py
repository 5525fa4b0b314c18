"""A server that writes down what it is sent, and the real cURL."""

import shutil
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import modelpost.auth
import modelpost.bodies
from modelpost.core.events import Finished, Outcome
from modelpost.core.registry import Registry
from modelpost.core.request import RequestDraft
from modelpost.core.resolved import ResolvedRequest, SendOptions
from modelpost.core.variables import Context, resolve
from modelpost.net.cancel import CancelToken
from modelpost.net.engine import Engine
from modelpost.store.clock import SystemClock, SystemRandomness
from modelpost.store.files import LocalFiles
from modelpost.store.spools import BodySpools


class Recorded:
    """One request as it arrived."""

    def __init__(self, head: bytes, body: bytes) -> None:
        line, _, fields = head.decode("utf-8").partition("\r\n")
        self.method, self.target, _ = line.split(" ", 2)
        self.headers = [
            (name.lower(), value.strip()) for name, _, value in (f.partition(":") for f in fields.split("\r\n"))
        ]
        self.body = body

    def header(self, name: str) -> str | None:
        return next((value for known, value in self.headers if known == name.lower()), None)

    @property
    def content_type(self) -> str:
        """The Content-Type without the boundary, which is random."""
        return (self.header("Content-Type") or "").partition("; boundary=")[0]

    @property
    def parts(self) -> list[tuple[list[bytes], bytes]]:
        """Header lines and content of each part of form-data, byte for byte."""
        boundary = (self.header("Content-Type") or "").partition("boundary=")[2].strip('"').encode()
        blocks = (b"\r\n" + self.body).split(b"\r\n--" + boundary)[1:-1]
        heads = (block.partition(b"\r\n\r\n") for block in blocks)
        return [(head.strip(b"\r\n").split(b"\r\n"), content) for head, _, content in heads]


class Recorder:
    """Answers every request with 200 and keeps what it was sent."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.requests: list[Recorded] = []
        self._thread = threading.Thread(target=self._serve, name="recorder")
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(5)
                self._answer(connection)

    def _answer(self, connection: socket.socket) -> None:
        received = b""
        while b"\r\n\r\n" not in received:
            received += connection.recv(1 << 16)
        head, _, body = received.partition(b"\r\n\r\n")
        recorded = Recorded(head, b"")
        if recorded.header("Expect"):
            connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        while len(body) < int(recorded.header("Content-Length") or 0):
            body += connection.recv(1 << 16)
        recorded.body = body
        self.requests.append(recorded)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n")
        if recorded.method != "HEAD":
            connection.sendall(b"ok")


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    server = Recorder()
    yield server
    server.close()


@pytest.fixture
def run_in_shell(tmp_path: Path) -> Callable[[str], None]:
    """Run a command line with the real cURL in `tmp_path`."""
    if shutil.which("curl") is None or shutil.which("bash") is None:
        pytest.skip("curl or bash is not installed: what they send is the truth that this test compares with")

    def run(command: str) -> None:
        script = tmp_path / "command.sh"
        script.write_text(command.replace("curl ", "curl -q -s -o /dev/null ", 1), "utf-8")
        subprocess.run(["bash", script], cwd=tmp_path, check=True, timeout=20)

    return run


class Unreported(RuntimeError):
    """The engine met a bug."""


def _report(error: BaseException) -> None:
    raise Unreported from error


@pytest.fixture
def send(tmp_path: Path) -> Iterator[Callable[[RequestDraft], Outcome]]:
    """Send drafts with the engine; paths are relative to `tmp_path`."""
    spools = BodySpools(tmp_path / "spools")
    engine = Engine(
        files=LocalFiles(),
        spools=spools,
        clock=SystemClock(),
        randomness=SystemRandomness(),
        auth=Registry.discover(modelpost.auth),
        bodies=Registry.discover(modelpost.bodies),
        user_agent="Modelpost/test",
        report=_report,
    )

    def send_draft(draft: RequestDraft) -> Outcome:
        resolved = resolve(draft, Context(folder=str(tmp_path)))
        assert isinstance(resolved, ResolvedRequest), resolved
        *_, outcome = engine.exchange(resolved, SendOptions(follow_redirects=False), CancelToken())
        assert isinstance(outcome, Finished), outcome
        return outcome

    yield send_draft
    engine.close()
    spools.close()
