"""What a misbehaving server does to the window: one card, a window that is alive, and a next send that is fine."""

import contextlib
import datetime as dt
import gzip
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import trustme
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from modelpost.core.events import DownloadProgress, Finished, Stopped
from modelpost.core.request import Body, BodyKind, RequestDraft, RequestSettings
from modelpost.main import Program
from modelpost.workbench.exchange_state import Phase
from modelpost.workbench.request_tab import RequestTab

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
STREAM = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
FILLER = b"X-Filler: x\r\n" * 100
FINE = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n{"ok": true}'
RESET = struct.pack("ii", 1, 0)
PATIENCE = 20_000
REDIRECTS = 5
IMPATIENT = RequestSettings(timeout=0.3, total_timeout=1.5, max_redirects=REDIRECTS)
"""Long enough for a server and a window on one busy processor."""

Say = Callable[[socket.socket], None]


@dataclass(frozen=True)
class Fault:
    """What the first who comes is told, `again` without end, and how that ends for him: by `then`.

    `title` is that of the card in the window, one of its lines where either will do, empty where there is an answer all
    the same.
    """

    said: bytes
    again: bytes = b""
    then: str = "hangs up"
    title: str = ""

    def __call__(self, connected: socket.socket) -> None:
        hear(connected)
        connected.sendall(self.said)
        while self.again:
            connected.sendall(self.again)
        if self.then == "waits":
            while connected.recv(1 << 16):
                pass
        elif self.then == "resets":
            connected.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)


def hear(connected: socket.socket) -> None:
    """Read a request's head."""
    received = b""
    while b"\r\n\r\n" not in received:
        received += connected.recv(1 << 16) or b"\r\n\r\n"


class Misbehaving:
    """A server that does to the first who comes what a test wants, and is fine to all others."""

    def __init__(self, fault: Say, context: ssl.SSLContext | None = None) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        scheme = "http" if context is None else "https"
        self.url = f"{scheme}://localhost:{self._listener.getsockname()[1]}/"
        self.is_over = threading.Event()
        self._fault = fault
        self._context = context
        self._open: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._serve, name="misbehaving")]
        self._threads[0].start()

    def close(self) -> None:
        """Hang up whatever is going on."""
        self.is_over.set()
        for opened in (self._listener, *self._open):
            with contextlib.suppress(OSError):
                socket.socket.shutdown(opened, socket.SHUT_RDWR)  # not that of TLS, which would wait
        self._listener.close()
        for thread in self._threads:
            thread.join()

    def _serve(self) -> None:
        say = self._fault
        with contextlib.suppress(OSError):  # the listener was closed
            while True:
                plain, _ = self._listener.accept()
                self._open.append(plain)
                self._threads.append(threading.Thread(target=self._talk, args=(plain, say), name="misbehaving"))
                self._threads[-1].start()
                say = Fault(FINE)

    def _talk(self, plain: socket.socket, say: Say) -> None:
        with plain, contextlib.suppress(OSError):  # the client hung up
            if self._context is None:
                say(plain)
                return
            with self._context.wrap_socket(plain, server_side=True) as secured:
                self._open.append(secured)
                say(secured)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def context_of(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


@pytest.fixture
def misbehaving() -> Iterator[Callable[..., Misbehaving]]:
    servers: list[Misbehaving] = []

    def start(fault: Say, context: ssl.SSLContext | None = None) -> Misbehaving:
        servers.append(Misbehaving(fault, context))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


@pytest.fixture(params=["http", "https"])
def settings_and_context(
    request: pytest.FixtureRequest, authority: trustme.CA, tmp_path: Path
) -> tuple[RequestSettings, ssl.SSLContext | None]:
    """Return how to reach a server, plainly and over TLS."""
    if request.param == "http":
        return IMPATIENT, None
    file = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(file))
    trusting = RequestSettings(ca_files=(str(file),)).over(IMPATIENT)
    return trusting, context_of(authority.issue_cert("localhost"))


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


def ended_and_fine(program: Program, qtbot: QtBot, tab: RequestTab) -> str:
    """Send twice with the button; return the title of the card in between, and see it gone in the end."""
    send = program.window.findChild(QPushButton, "send")
    card = program.window.findChild(QLabel, "adviceTitle")
    qtbot.mouseClick(send, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: tab.state.phase is Phase.ENDED and not program.runner.running, timeout=PATIENCE)
    if not isinstance(tab.state.outcome, Finished):
        qtbot.waitUntil(card.isVisible)
    title = card.text() if card.isVisible() else ""
    qtbot.mouseClick(send, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: tab.state.phase is Phase.ENDED and not program.runner.running, timeout=PATIENCE)
    assert isinstance(tab.state.outcome, Finished), tab.state.outcome
    assert tab.state.outcome.response.body.content == b'{"ok": true}'
    qtbot.waitUntil(lambda: not card.isVisible())
    return title


NO_ANSWER = "The server closed the connection without an answer"
NOT_HTTP = "The server's answer is not HTTP"
STOPPED_EARLY = "The answer stopped early"
LOST = f"{STOPPED_EARLY}\n{NO_ANSWER}"
"""A reset may overtake what was said before it."""

TOO_SLOW = "No answer within 0.3 s"
OVERDUE = "No answer within 1.5 s"


def redirects_in_circles(connected: socket.socket) -> None:
    for _ in range(REDIRECTS + 1):
        hear(connected)
        connected.sendall(b"HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n")


def closes_half(connected: socket.socket) -> None:
    hear(connected)
    socket.socket.shutdown(connected, socket.SHUT_RD)
    connected.sendall(FINE)


def trickles(piece: bytes) -> Say:
    """Say a little again and again, each time before anybody's patience is at its end."""

    def say(connected: socket.socket) -> None:
        hear(connected)
        connected.sendall(b"HTTP/1.1 102 Wait\r\n")
        connected.settimeout(0.02)
        while True:
            connected.sendall(piece)
            with contextlib.suppress(TimeoutError):
                if not connected.recv(1 << 16):
                    return

    return say


FAULTS: dict[str, tuple[Say, str]] = {
    name: (fault, fault.title)
    for name, fault in {
        "nothing is said": Fault(b"", then="waits", title=TOO_SLOW),
        "hangs up at once": Fault(b"", title=NO_ANSWER),
        "reset at once": Fault(b"", then="resets", title=NO_ANSWER),
        "reset within the head": Fault(b"HTTP/1.1 200 OK\r\nX-", then="resets", title=NO_ANSWER),
        "reset within the body": Fault(HEAD + b"Content-Length: 9\r\n\r\nhalf", then="resets", title=LOST),
        "stalls within the head": Fault(b"HTTP/1.1 200 OK\r\nX-", then="waits", title=TOO_SLOW),
        "stalls within the body": Fault(HEAD + b"Content-Length: 9\r\n\r\nhalf", then="waits", title=TOO_SLOW),
        "stalls within a chunk": Fault(CHUNKED + b"9\r\nhalf", then="waits", title=TOO_SLOW),
        "stalls within a stream": Fault(STREAM + b"data: 1\n\n", then="waits", title="The stream was silent for 0.3 s"),
        "a stream that is cut": Fault(
            STREAM.replace(b"\r\n\r\n", b"\r\nContent-Length: 99\r\n\r\n") + b"data: 1\n\n",
            title="The stream stopped early",
        ),
        "headers without end": Fault(HEAD, FILLER, title=NOT_HTTP),
        "a header line without end": Fault(HEAD + b"X-Long: ", b"x" * 65536, title=NOT_HTTP),
        "trailers without end": Fault(CHUNKED + b"0\r\n", FILLER, title=NOT_HTTP),
        "interim answers without end": Fault(b"", b"HTTP/1.1 102 Wait\r\n\r\n" * 100, title=NOT_HTTP),
        "a chunk without a size": Fault(CHUNKED + b"xyz\r\n", then="waits", title=NOT_HTTP),
        "a chunk that is too long": Fault(CHUNKED + b"2\r\nhello\r\n", then="waits", title=NOT_HTTP),
        "a chunk of more than there is": Fault(CHUNKED + b"ffffffffffffffff\r\nx", title=STOPPED_EARLY),
        "shorter than announced": Fault(HEAD + b"Content-Length: 99\r\n\r\nhalf", title=STOPPED_EARLY),
        "longer than announced": Fault(HEAD + b"Content-Length: 2\r\n\r\nok and more"),
        "a second answer at once": Fault(2 * (HEAD + b"Content-Length: 2\r\n\r\nok")),
        "packed and cut short": Fault(HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"x" * 9)[:-9]),
        "packed for the way and cut short": Fault(
            HEAD + b"Transfer-Encoding: gzip\r\n\r\n" + gzip.compress(b"x" * 9)[:-9],
            title="The answer cannot be unpacked: its gzip data is damaged or cut short",
        ),
        "packed for the way as nobody knows": Fault(
            HEAD + b"Transfer-Encoding: rot13, chunked\r\n\r\n0\r\n\r\n",
            title="The answer is packed as rot13, which cannot be unpacked",
        ),
        "a body without end": Fault(HEAD + b"\r\n", b"x" * 65536, title=OVERDUE),
        "a stream without end": Fault(STREAM, b"data: again\n\n" * 1000, title=OVERDUE),
        "another protocol": Fault(b"SSH-2.0-OpenSSH_9.2\r\n\r\n", then="waits", title=NOT_HTTP),
    }.items()
} | {
    "half of the connection is closed": (closes_half, ""),
    "redirects in circles": (redirects_in_circles, "The service redirected more than 5 times"),
    "a head that trickles": (trickles(b"X-Filler: x\r\n"), OVERDUE),
    "interim answers that trickle": (trickles(b"\r\nHTTP/1.1 102 Wait\r\n"), OVERDUE),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_becomes_a_card_and_the_next_send_is_fine(
    program: Program, misbehaving: Any, settings_and_context: Any, qtbot: QtBot, name: str
) -> None:
    fault, expected = FAULTS[name]
    settings, context = settings_and_context
    server = misbehaving(fault, context)
    tab = program.workspace.new_tab(RequestDraft(url=server.url, settings=settings))

    title = ended_and_fine(program, qtbot, tab)

    assert title in (expected.splitlines() or [""])


def test_a_reset_at_any_byte_of_an_answer_leaves_the_window_alive(
    program: Program, misbehaving: Any, qtbot: QtBot
) -> None:
    tab = program.workspace.new_tab()
    titles = []

    for kept in range(len(FINE)):
        tab.set_url(misbehaving(Fault(FINE[:kept], then="resets")).url)
        titles.append(ended_and_fine(program, qtbot, tab))

    in_head = FINE.index(b"\r\n\r\n") + 4
    assert titles[:in_head] == [NO_ANSWER] * in_head
    assert set(titles[in_head:]) <= {STOPPED_EARLY, NO_ANSWER}  # a reset may overtake what was said before it


UPLOADS: dict[str, tuple[bytes, str]] = {
    "answers before it has everything": (
        b"HTTP/1.1 413 Content Too Large\r\nContent-Length: 9\r\n\r\ntoo large",
        "The file is too large for the service",
    ),
    "takes nothing more": (b"", TOO_SLOW),
}


@pytest.mark.parametrize("name", UPLOADS)
def test_a_fault_of_an_upload_becomes_a_card_and_the_next_send_is_fine(
    program: Program, misbehaving: Any, settings_and_context: Any, qtbot: QtBot, tmp_path: Path, name: str
) -> None:
    said, expected = UPLOADS[name]
    settings, context = settings_and_context

    def say(connected: socket.socket) -> None:
        hear(connected)
        connected.sendall(said)
        server.is_over.wait()

    large = tmp_path / "large.bin"
    with large.open("wb") as file:
        file.truncate(30_000_000)
    server = misbehaving(say, context)
    draft = RequestDraft(
        method="POST", url=server.url, body=Body(BodyKind.BINARY, binary=str(large)), settings=settings
    )

    title = ended_and_fine(program, qtbot, program.workspace.new_tab(draft))

    assert title == expected


ENDLESS = {
    "a body without end": Fault(HEAD + b"\r\n", b"x" * 65536),
    "a stream without end": Fault(STREAM, b"data: again and again\n\n" * 1000),
}


@pytest.mark.parametrize("name", ENDLESS)
def test_the_window_is_alive_while_an_answer_does_not_end_and_stops_it(
    program: Program, misbehaving: Any, beats: list[None], qtbot: QtBot, name: str
) -> None:
    tab = program.workspace.new_tab(RequestDraft(url=misbehaving(ENDLESS[name]).url))
    send = program.window.findChild(QPushButton, "send")
    qtbot.mouseClick(send, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: isinstance(tab.state.download, DownloadProgress), timeout=PATIENCE)
    before = len(beats)

    qtbot.waitUntil(lambda: len(beats) > before + 20, timeout=PATIENCE)
    qtbot.mouseClick(send, Qt.MouseButton.LeftButton)

    assert isinstance(tab.state.outcome, Stopped)
    qtbot.waitUntil(lambda: not program.runner.running, timeout=PATIENCE)
    qtbot.mouseClick(send, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: isinstance(tab.state.outcome, Finished), timeout=PATIENCE)


def test_a_bomb_is_told_and_the_bytes_as_received_are_there(program: Program, misbehaving: Any, qtbot: QtBot) -> None:
    packed = gzip.compress(bytes(200 << 20), 1)
    first = HEAD + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed) + packed
    tab = program.workspace.new_tab(RequestDraft(url=misbehaving(Fault(first)).url))
    send = program.window.findChild(QPushButton, "send")

    qtbot.mouseClick(send, Qt.MouseButton.LeftButton)

    qtbot.waitUntil(lambda: tab.state.read is not None and tab.state.outcome is not None, timeout=30_000)
    assert isinstance(tab.state.outcome, Finished)
    assert tab.state.outcome.response.body.size == len(packed)


def test_a_bomb_for_the_way_becomes_a_card_whose_button_leads_to_the_limit(
    program: Program, misbehaving: Any, qtbot: QtBot
) -> None:
    bomb = HEAD + b"Transfer-Encoding: gzip\r\n\r\n" + gzip.compress(bytes(10 << 20))
    settings = RequestSettings(largest_unpacked=1 << 20)
    tab = program.workspace.new_tab(RequestDraft(url=misbehaving(Fault(bomb)).url, settings=settings))
    send = program.window.findChild(QPushButton, "send")
    card = program.window.findChild(QLabel, "adviceTitle")

    qtbot.mouseClick(send, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(card.isVisible, timeout=PATIENCE)
    title = card.text()
    qtbot.mouseClick(program.window.findChild(QPushButton, "advice-edit-settings"), Qt.MouseButton.LeftButton)
    limit = program.window.findChild(QLineEdit, "largestUnpacked")
    qtbot.waitUntil(limit.isVisible)
    qtbot.mouseClick(send, Qt.MouseButton.LeftButton)

    assert title == "The answer grows beyond 1 MB when unpacked"
    qtbot.waitUntil(lambda: isinstance(tab.state.outcome, Finished), timeout=PATIENCE)
    qtbot.waitUntil(lambda: not card.isVisible())


def test_a_connection_that_is_never_accepted_becomes_a_card_and_the_next_send_is_fine(
    program: Program, misbehaving: Any, beats: list[None], qtbot: QtBot
) -> None:
    sound = misbehaving(Fault(FINE))
    tab = program.workspace.new_tab()
    send = program.window.findChild(QPushButton, "send")
    card = program.window.findChild(QLabel, "adviceTitle")
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        with socket.create_connection(full.getsockname()):  # fills the only place in the queue
            stalled = f"http://127.0.0.1:{full.getsockname()[1]}/"
            tab.set_url(stalled)
            tab.set_settings(RequestSettings(connect_timeout=0.4))
            before = len(beats)

            qtbot.mouseClick(send, Qt.MouseButton.LeftButton)
            qtbot.waitUntil(card.isVisible, timeout=PATIENCE)
            title, during = card.text(), len(beats) - before
            tab.set_url(sound.url)
            qtbot.mouseClick(send, Qt.MouseButton.LeftButton)

            qtbot.waitUntil(lambda: isinstance(tab.state.outcome, Finished), timeout=PATIENCE)
    assert title == "No answer within 0.4 s"
    assert during > 5
    qtbot.waitUntil(lambda: not card.isVisible())


# TLS ------------------------------------------------------------------------------------------------------------------


PAST = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
UNTRUSTED = "The certificate of localhost is not trusted"


@pytest.fixture
def unsound(authority: trustme.CA, tmp_path: Path) -> Callable[[str], ssl.SSLContext]:
    """Return a context with something wrong about its certificate."""

    def make(trouble: str) -> ssl.SSLContext:
        match trouble:
            case "expired":
                return context_of(authority.issue_cert("localhost", not_before=PAST, not_after=PAST))
            case "another host":
                return context_of(authority.issue_cert("example.org"))
            case "signed by itself":
                itself, certificate, key = trustme.CA(), tmp_path / "certificate.pem", tmp_path / "key.pem"
                itself.cert_pem.write_to_path(str(certificate))
                itself.private_key_pem.write_to_path(str(key))
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(certificate, key)
                return context
            case _:
                return context_of(trustme.CA().issue_cert("localhost"))

    return make


CERTIFICATES = {
    "expired": "It has expired",
    "another host": "It belongs to another host name",
    "unknown authority": "Its issuer is not known to this computer",
    "signed by itself": "It is signed by itself",
}


@pytest.mark.parametrize("trouble", CERTIFICATES)
def test_a_certificate_that_is_not_good_becomes_a_card_and_the_next_send_is_fine(
    program: Program, misbehaving: Any, authority: trustme.CA, unsound: Any, tmp_path: Path, qtbot: QtBot, trouble: str
) -> None:
    unsound_one = misbehaving(Fault(FINE), unsound(trouble))
    sound = misbehaving(Fault(FINE))
    trusted = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(trusted))
    tab = program.workspace.new_tab(
        RequestDraft(url=unsound_one.url, settings=RequestSettings(ca_files=(str(trusted),)))
    )
    send = program.window.findChild(QPushButton, "send")
    card = program.window.findChild(QLabel, "adviceTitle")

    qtbot.mouseClick(send, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: card.isVisible() and card.text() == UNTRUSTED, timeout=PATIENCE)
    reason = program.window.findChild(QLabel, "adviceText").text()
    tab.set_url(sound.url)
    qtbot.mouseClick(send, Qt.MouseButton.LeftButton)

    qtbot.waitUntil(lambda: isinstance(tab.state.outcome, Finished), timeout=PATIENCE)
    qtbot.waitUntil(lambda: not card.isVisible())
    assert reason.startswith(CERTIFICATES[trouble])


def speaks_garbage(connected: socket.socket) -> None:
    connected.recv(1 << 16)
    connected.sendall(b"\x16\x03\x03\xff\xff" + b"\xff" * 300)


def resets_the_handshake(connected: socket.socket) -> None:
    connected.recv(1 << 16)
    connected.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)


def stalls(connected: socket.socket) -> None:
    while connected.recv(1 << 16):
        pass


NOT_SECURE = "No secure connection to localhost could be made"
HANDSHAKES = {
    "garbage": (speaks_garbage, NOT_SECURE),
    "reset": (resets_the_handshake, NOT_SECURE),
    "stalled": (stalls, "No answer within 0.4 s"),
}


@pytest.mark.parametrize("name", HANDSHAKES)
def test_a_handshake_that_goes_wrong_becomes_a_card_and_the_next_send_is_fine(
    program: Program, misbehaving: Any, qtbot: QtBot, name: str
) -> None:
    fault, expected = HANDSHAKES[name]
    server = misbehaving(fault)
    settings = RequestSettings(connect_timeout=0.4)
    tab = program.workspace.new_tab(RequestDraft(url=server.url.replace("http:", "https:"), settings=settings))
    send = program.window.findChild(QPushButton, "send")
    card = program.window.findChild(QLabel, "adviceTitle")

    qtbot.mouseClick(send, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(card.isVisible, timeout=PATIENCE)
    title = card.text()
    tab.set_url(server.url)
    qtbot.mouseClick(send, Qt.MouseButton.LeftButton)

    qtbot.waitUntil(lambda: isinstance(tab.state.outcome, Finished), timeout=PATIENCE)
    qtbot.waitUntil(lambda: not card.isVisible())
    assert title == expected
