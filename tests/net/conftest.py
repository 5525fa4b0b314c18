"""Real servers on loopback that do as a script says, and an engine that talks to them."""

import contextlib
import os
import secrets
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import trustme

import modelpost.auth
import modelpost.bodies
from modelpost.auth.api import AuthScheme
from modelpost.bodies.api import BodyPlugin
from modelpost.core.events import Event
from modelpost.core.failures import FileTrouble
from modelpost.core.ports import ByteReader
from modelpost.core.registry import Registry
from modelpost.core.resolved import ResolvedRequest, SendOptions
from modelpost.core.response import StoredBody
from modelpost.core.text import Message
from modelpost.net.cancel import CancelToken
from modelpost.net.engine import Engine

PATIENCE = 10.0
"""Seconds after which something that should have happened counts as never happening."""


AS_USUAL = SendOptions()


@dataclass
class Received:
    """One request as a server saw it."""

    line: str
    headers: list[tuple[str, str]]
    body: bytes = b""

    @property
    def method(self) -> str:
        return self.line.split(" ")[0]

    @property
    def target(self) -> str:
        return self.line.split(" ")[1]

    def value(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


class Peer:
    """One accepted connection, from the server's side."""

    def __init__(self, connected: socket.socket, received: list[Received], gone: threading.Event) -> None:
        self.socket = connected
        self._received = received
        self._gone = gone
        self._buffer = b""

    def head(self) -> Received:
        """Read a request's head, without its body."""
        while b"\r\n\r\n" not in self._buffer:
            self._buffer += self._some()
        block, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
        line, *lines = block.decode("utf-8").split("\r\n")
        pairs = [tuple(text.split(": ", 1)) if ": " in text else (text.rstrip(":"), "") for text in lines]
        request = Received(line, pairs)
        self._received.append(request)
        return request

    def request(self) -> Received:
        """Read a whole request."""
        request = self.head()
        length = int(request.value("Content-Length") or 0)
        body = bytearray(self._buffer[:length])
        self._buffer = self._buffer[length:]
        while len(body) < length:
            body += self._some()
        request.body = bytes(body)
        return request

    def send(self, content: bytes) -> None:
        self.socket.sendall(content)

    def answer(self, body: bytes = b"ok", status: str = "200 OK", headers: str = "") -> None:
        self.send(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{headers}\r\n".encode() + body)

    def redirect(self, location: str, status: int = 302) -> None:
        self.answer(b"", f"{status} Elsewhere", f"Location: {location}\r\n")

    def reset(self) -> None:
        """Drop the connection with a reset instead of a proper end."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        socket.socket.close(self.socket)

    def wait_until_gone(self) -> None:
        """Say nothing until the other side hangs up."""
        with contextlib.suppress(OSError, Gone):
            while True:
                self._some()
        self._gone.set()

    def stop_reading(self) -> None:
        """Neither read nor speak until the other side hangs up or the server is closed."""
        self._gone.wait(PATIENCE)

    def _some(self) -> bytes:
        piece = self.socket.recv(1 << 16)
        if not piece:
            raise Gone
        return piece


class Gone(Exception):
    """The client hung up."""


Script = Callable[[Peer], None]


class Server:
    """Runs a script for each connection, on threads that end with the test."""

    def __init__(self, script: Script, context: ssl.SSLContext | None, host: str) -> None:
        self._script = script
        self._context = context
        self._listener = socket.create_server((host, 0), backlog=16)
        self._threads: list[threading.Thread] = []
        self._open: list[socket.socket] = []
        self._closing = False
        self.host = host
        self.port: int = self._listener.getsockname()[1]
        self.received: list[Received] = []
        self.connections = 0
        self.gone = threading.Event()
        self._start(self._accept)

    @property
    def url(self) -> str:
        scheme = "http" if self._context is None else "https"
        name = "localhost" if self._context is not None else self.host
        return f"{scheme}://{name}:{self.port}"

    def close(self) -> None:
        self._closing = True
        self.gone.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connected in self._open:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(connected, socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(PATIENCE)
        for connected in self._open:
            connected.close()

    def _start(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._closing:
            try:
                connected, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(connected)
            self._start(lambda plain=connected: self._talk(plain))

    def _talk(self, plain: socket.socket) -> None:
        connected = plain
        try:
            if self._context is not None:
                connected = self._context.wrap_socket(plain, server_side=True)
                self._open.append(connected)
            self._script(Peer(connected, self.received, self.gone))
            connected.shutdown(socket.SHUT_WR)
        except (OSError, Gone):
            self.gone.set()
        finally:
            connected.close()


Serve = Callable[..., Server]


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="session")
def authority_file(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("ca") / "authority.pem"
    authority.cert_pem.write_to_path(str(path))
    return str(path)


def server_context(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


@pytest.fixture(scope="session")
def trusted_context(authority: trustme.CA) -> ssl.SSLContext:
    return server_context(authority.issue_cert("localhost", "127.0.0.1"))


@pytest.fixture
def context_for() -> Callable[[trustme.LeafCert], ssl.SSLContext]:
    return server_context


@pytest.fixture
def serve() -> Iterator[Serve]:
    servers: list[Server] = []

    def start(script: Script, context: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> Server:
        server = Server(script, context, host)
        servers.append(server)
        return server

    yield start
    for server in servers:
        server.close()


@pytest.fixture(params=["http", "https"])
def serve_either(request: pytest.FixtureRequest, serve: Serve, trusted_context: ssl.SSLContext) -> Serve:
    """Serve plainly, and over TLS."""

    def start(script: Script) -> Server:
        return serve(script, trusted_context if request.param == "https" else None)

    return start


@pytest.fixture
def pair(serve: Serve, trusted_context: ssl.SSLContext) -> Callable[..., tuple[Server, Server, str]]:
    """Return two origins that differ in one thing, the first of which redirects to the second."""

    def make(difference: str, status: int, *, speaks_websocket: bool = False) -> tuple[Server, Server, str]:
        to_tls = difference == "http to https"
        from_tls = difference in {"https to http", "port over TLS"}
        second = serve(
            lambda peer: (peer.request(), peer.answer(b"arrived")),
            trusted_context if to_tls or difference == "port over TLS" else None,
        )
        address = f"{second.url}/next"
        if difference == "host":
            address = address.replace("127.0.0.1", "localhost")
        if speaks_websocket:
            address = address.replace("http", "ws", 1)
        first = serve(
            lambda peer: (peer.request(), peer.redirect(address, status)), trusted_context if from_tls else None
        )
        return first, second, first.url.replace("http", "ws", 1) if speaks_websocket else first.url

    return make


# The engine and its ports ---------------------------------------------------------------------------------------------


class DiskFiles:
    """Files as they are on the disk."""

    def size(self, path: str) -> int:
        try:
            if Path(path).is_dir():
                raise FileTrouble(path, Message("{path} is a folder", path=path))
            with Path(path).open("rb"):
                return Path(path).stat().st_size
        except OSError as error:
            raise FileTrouble(path, Message("{path} cannot be read", path=path)) from error

    def open(self, path: str) -> ByteReader:
        try:
            return Path(path).open("rb", buffering=0)
        except OSError as error:
            raise FileTrouble(path, Message("{path} cannot be read", path=path)) from error


@dataclass
class MemorySpool:
    """A body in memory; remembers when it was discarded."""

    pieces: list[bytes] = field(default_factory=list)
    is_discarded: bool = False
    is_full: bool = False

    def write(self, chunk: bytes) -> None:
        if self.is_full:
            raise FileTrouble("spool", Message("The disk is full"))
        self.pieces.append(bytes(chunk))

    def read(self, offset: int, size: int) -> bytes:
        return b"".join(self.pieces)[offset : offset + size]

    def finish(self) -> StoredBody:
        content = b"".join(self.pieces)
        return StoredBody(len(content), content)

    def discard(self) -> None:
        self.is_discarded = True


class MemorySpools:
    """Makes spools in memory and remembers them."""

    def __init__(self) -> None:
        self.made: list[MemorySpool] = []
        self.is_full = False

    def create(self) -> MemorySpool:
        self.made.append(MemorySpool(is_full=self.is_full))
        return self.made[-1]

    def chunks(self, body: StoredBody, size: int = 1 << 18) -> Iterator[bytes]:
        for start in range(0, len(body.content), size):
            yield body.content[start : start + size]


class RealClock:
    """The computer's clock."""

    def monotonic(self) -> float:
        return time.perf_counter()

    def now(self) -> float:
        return time.time()


class RealRandomness:
    """Chance as it is."""

    def token(self, length: int) -> str:
        return secrets.token_hex(length)[:length]


@dataclass
class Laboratory:
    """An engine, what it was given, and what it reported."""

    engine: Engine
    spools: MemorySpools
    reported: list[BaseException]

    def send(
        self, request: ResolvedRequest, options: SendOptions = AS_USUAL, token: CancelToken | None = None
    ) -> list[Event]:
        """Run an exchange to its end on this thread."""
        return list(self.engine.exchange(request, options, token or CancelToken()))

    def get(self, url: str, options: SendOptions = AS_USUAL) -> list[Event]:
        return self.send(ResolvedRequest("GET", url), options)


Build = Callable[..., Laboratory]


@pytest.fixture
def build() -> Iterator[Build]:
    """Build engines that are closed with the test."""
    built: list[Laboratory] = []

    def make(**parts: object) -> Laboratory:
        spools = MemorySpools()
        reported: list[BaseException] = []
        given: dict[str, Any] = {
            "files": DiskFiles(),
            "spools": spools,
            "clock": RealClock(),
            "randomness": RealRandomness(),
            "auth": Registry[AuthScheme].discover(modelpost.auth),
            "bodies": Registry[BodyPlugin].discover(modelpost.bodies),
            "user_agent": "Modelpost/test",
            "report": reported.append,
            **parts,
        }
        built.append(Laboratory(Engine(**given), spools, reported))
        return built[-1]

    yield make
    for laboratory in built:
        laboratory.engine.close()
        assert laboratory.reported == []


@pytest.fixture
def laboratory(build: Build) -> Laboratory:
    return build()


class Running:
    """An exchange on a thread of its own, with what it told so far."""

    def __init__(self, laboratory: Laboratory, request: ResolvedRequest, options: SendOptions) -> None:
        self.token = CancelToken()
        self.events: list[Event] = []
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._run, args=(laboratory, request, options), daemon=True)
        self._thread.start()

    def until(self, kind: type) -> None:
        """Wait for an event of this kind."""
        with self._changed:
            assert self._changed.wait_for(lambda: any(isinstance(event, kind) for event in self.events), PATIENCE)

    def end(self) -> Event:
        """Wait for the exchange's end and return its last event."""
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()
        return self.events[-1]

    def _run(self, laboratory: Laboratory, request: ResolvedRequest, options: SendOptions) -> None:
        for event in laboratory.engine.exchange(request, options, self.token):
            with self._changed:
                self.events.append(event)
                self._changed.notify_all()


Start = Callable[..., Running]


@pytest.fixture
def start(laboratory: Laboratory) -> Iterator[Start]:
    """Begin exchanges on threads; those still running are stopped with the test."""
    begun: list[Running] = []

    def begin(request: ResolvedRequest, options: SendOptions = AS_USUAL) -> Running:
        begun.append(Running(laboratory, request, options))
        return begun[-1]

    yield begin
    for running in begun:
        running.token.cancel()
        running.end()


@pytest.fixture
def sparse_file(tmp_path: Path) -> Callable[[int], str]:
    """Make a file of any size that takes no room."""

    def make(size: int) -> str:
        path = tmp_path / "sparse.bin"
        with path.open("wb") as stream:
            os.truncate(stream.fileno(), size)
        return str(path)

    return make
