"""Conversations with a real WebSocket server: both directions, both kinds, every way to end."""

import contextlib
import os
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame, Opcode
from websockets.http11 import Response as Answer
from websockets.sync.server import Server, ServerConnection
from websockets.sync.server import serve as serve_websockets
from websockets.utils import accept_key

from modelpost.core.conversation import (
    BytesMessage,
    ConversationItem,
    FileMessage,
    Goodbye,
    Outgoing,
    Passed,
    Ping,
    TextMessage,
)
from modelpost.core.events import (
    ConversationClosed,
    ConversationItems,
    ConversationOpened,
    Event,
    Failed,
    Finished,
    HeadSent,
    Noted,
    Stopped,
)
from modelpost.core.failures import FailureKind
from modelpost.core.headers import HeaderList
from modelpost.core.resolved import ResolvedAuth, ResolvedRequest, SendOptions
from modelpost.net.cancel import CancelToken
from modelpost.net.outbox import Outbox

PATIENCE = 10.0
Handler = Callable[[ServerConnection], None]


def echo(peer: ServerConnection) -> None:
    for message in peer:
        peer.send(message)


def agree(peer: Any) -> None:
    """Answer a handshake by hand, without compression."""
    key = accept_key(peer.request().value("Sec-WebSocket-Key"))
    peer.send(
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + f"Sec-WebSocket-Accept: {key}\r\n\r\n".encode()
    )


@pytest.fixture
def listen() -> Iterator[Callable[..., str]]:
    """Run a handler for each WebSocket; returns the address."""
    servers: list[tuple[Server, threading.Thread]] = []

    def start(handler: Handler, context: ssl.SSLContext | None = None, **options: Any) -> str:
        def guarded(peer: ServerConnection) -> None:
            with contextlib.suppress(ConnectionClosed):  # the test has what it wanted
                handler(peer)

        server = serve_websockets(guarded, "127.0.0.1", 0, ssl=context, **options)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        servers.append((server, thread))
        port = server.socket.getsockname()[1]
        return f"wss://localhost:{port}/talk" if context else f"ws://127.0.0.1:{port}/talk"

    yield start
    for server, thread in servers:
        server.shutdown()
        thread.join(PATIENCE)


class Talking:
    """A conversation on a thread of its own."""

    def __init__(self, laboratory: Any, request: ResolvedRequest, options: SendOptions) -> None:
        self.outbox, self.token = Outbox(), CancelToken()
        self.events: list[Event] = []
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._run, args=(laboratory, request, options), daemon=True)
        self._thread.start()

    @property
    def items(self) -> list[ConversationItem]:
        return [item for event in self.events if isinstance(event, ConversationItems) for item in event.items]

    def received(self, *kinds: Passed) -> list[ConversationItem]:
        return [
            item for item in self.items if not item.is_sent and item.kind in (kinds or (Passed.TEXT, Passed.BINARY))
        ]

    def until(self, condition: Callable[["Talking"], bool]) -> "Talking":
        with self._changed:
            assert self._changed.wait_for(lambda: condition(self), PATIENCE), self.events
        return self

    def until_open(self) -> "Talking":
        return self.until(lambda self: any(isinstance(event, ConversationOpened) for event in self.events))

    def put(self, *messages: Outgoing) -> "Talking":
        for message in messages:
            self.outbox.put(message)
        return self

    def end(self) -> Event:
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()
        return self.events[-1]

    def closed(self) -> ConversationClosed:
        self.end()
        return next(event for event in self.events if isinstance(event, ConversationClosed))

    def data(self, item: ConversationItem) -> bytes:
        opened = next(event for event in self.events if isinstance(event, ConversationOpened))
        return opened.recording.data(item.number)

    def _run(self, laboratory: Any, request: ResolvedRequest, options: SendOptions) -> None:
        for event in laboratory.engine.exchange(request, options, self.token, self.outbox):
            with self._changed:
                self.events.append(event)
                self._changed.notify_all()


@pytest.fixture
def talk(laboratory: Any) -> Iterator[Callable[..., Talking]]:
    begun: list[Talking] = []

    def begin(url: str, options: SendOptions = SendOptions(), **parts: Any) -> Talking:  # noqa: B008  # immutable
        begun.append(Talking(laboratory, ResolvedRequest("GET", url, **parts), options))
        return begun[-1]

    yield begin
    for talking in begun:
        talking.token.cancel()
        talking.end()


# Messages -------------------------------------------------------------------------------------------------------------


def test_text_goes_out_and_comes_back(listen: Any, talk: Any) -> None:
    talking = talk(listen(echo)).put(TextMessage("Grüße"))

    talking.until(lambda it: len(it.items) == 2)

    assert [item._replace(at=0) for item in talking.items] == [
        ConversationItem(0, 0, True, Passed.TEXT, 7, "Grüße"),
        ConversationItem(1, 0, False, Passed.TEXT, 7, "Grüße"),
    ]


def test_bytes_go_out_and_come_back(listen: Any, talk: Any) -> None:
    talking = talk(listen(echo)).put(BytesMessage(b"\x00\xff\x10"))

    talking.until(lambda it: len(it.items) == 2)

    assert [(item.kind, item.size, item.preview) for item in talking.items] == [(Passed.BINARY, 3, "00 ff 10")] * 2
    assert talking.data(talking.items[1]) == b"\x00\xff\x10"


def test_messages_put_before_the_handshake_wait_for_it(listen: Any, talk: Any) -> None:
    talking = talk(listen(echo)).put(*[TextMessage(str(number)) for number in range(50)])

    talking.until(lambda it: len(it.received()) == 50)

    assert [item.preview for item in talking.received()] == [str(number) for number in range(50)]


def test_a_large_file_goes_out_in_pieces(listen: Any, talk: Any, tmp_path: Path) -> None:
    content = os.urandom(3_000_000)
    (tmp_path / "big.bin").write_bytes(content)
    frames: list[int] = []
    whole: list[bytes] = []

    def count(peer: ServerConnection) -> None:
        pieces = [bytes(piece) for piece in peer.recv_streaming()]
        frames.append(len(pieces))
        whole.append(b"".join(pieces))
        peer.send("got it")

    talking = talk(listen(count, max_size=None)).put(FileMessage(str(tmp_path / "big.bin")))
    talking.until(lambda it: bool(it.received()))

    assert whole == [content]
    assert frames[0] > 40
    assert (talking.items[0].size, talking.items[0].preview) == (3_000_000, "big.bin")


def test_an_empty_file_is_an_empty_message(listen: Any, talk: Any, tmp_path: Path) -> None:
    (tmp_path / "empty").touch()

    talking = talk(listen(echo)).put(FileMessage(str(tmp_path / "empty")))

    talking.until(lambda it: bool(it.received()))
    assert talking.received()[0].size == 0


def test_a_file_that_is_not_there_is_told_and_the_conversation_goes_on(listen: Any, talk: Any, tmp_path: Path) -> None:
    talking = talk(listen(echo)).put(FileMessage(str(tmp_path / "gone")), TextMessage("still here"))

    talking.until(lambda it: bool(it.received()))

    unsent = [why for event in talking.events if isinstance(event, ConversationItems) for why in event.unsent]
    assert ["gone" in str(why) for why in unsent] == [True]
    assert any(isinstance(event, Noted) and "gone" in str(event.message) for event in talking.events)


@pytest.mark.parametrize("compression", ["deflate", None])
def test_large_messages_arrive_whole(listen: Any, talk: Any, compression: str | None) -> None:
    content = os.urandom(2_000_000)

    def send(peer: ServerConnection) -> None:
        peer.send(content)
        peer.send([content[start : start + 65_536] for start in range(0, len(content), 65_536)])

    talking = talk(listen(send, compression=compression))
    talking.until(lambda it: len(it.received()) == 2)

    assert [talking.data(item) == content for item in talking.received()] == [True, True]


def test_both_sides_may_send_at_once(listen: Any, talk: Any) -> None:
    """Neither waits for the other to read first."""
    blob = b"x" * 4_000_000

    def flood(peer: ServerConnection) -> None:
        peer.send(blob)
        assert peer.recv() == blob

    talking = talk(listen(flood, max_size=None, compression=None)).put(BytesMessage(blob))

    assert talking.closed().code == 1000
    assert talking.received()[0].size == len(blob)


def test_compression_is_agreed_on(listen: Any, talk: Any) -> None:
    talking = talk(listen(echo)).until_open()

    opened = next(event for event in talking.events if isinstance(event, ConversationOpened))

    assert opened.extensions.startswith("permessage-deflate")


def test_a_subprotocol_is_agreed_on(listen: Any, talk: Any) -> None:
    headers = HeaderList.of([("Sec-WebSocket-Protocol", "mqtt, chat")])

    talking = talk(listen(echo, subprotocols=["chat"]), headers=headers).until_open()

    assert next(event for event in talking.events if isinstance(event, ConversationOpened)).subprotocol == "chat"


def test_pings_and_pongs_are_shown_both_ways(listen: Any, talk: Any) -> None:
    def ping(peer: ServerConnection) -> None:
        assert peer.ping(b"alive").wait(PATIENCE)
        peer.recv()

    talking = talk(listen(ping)).put(Ping())
    talking.until(lambda it: len(it.received(Passed.PING, Passed.PONG)) == 2)

    assert {item.kind for item in talking.received(Passed.PING, Passed.PONG)} == {Passed.PING, Passed.PONG}
    assert any(item.is_sent and item.kind is Passed.PING for item in talking.items)


@pytest.mark.parametrize(("payload", "shown"), [(b"alive", "alive"), (b"\x00\xf7X\xb2", "00 f7 58 b2")])
def test_what_a_ping_carries_is_shown_as_text_or_as_octets(listen: Any, talk: Any, payload: bytes, shown: str) -> None:
    def ping(peer: ServerConnection) -> None:
        assert peer.ping(payload).wait(PATIENCE)
        peer.recv()

    talking = talk(listen(ping))
    talking.until(lambda it: it.received(Passed.PING))

    assert talking.received(Passed.PING)[0].preview == shown


def test_a_secret_in_a_message_is_sent_and_never_shown(listen: Any, talk: Any) -> None:
    seen: list[object] = []

    def keep(peer: ServerConnection) -> None:
        seen.append(peer.recv())

    talking = talk(listen(keep)).put(TextMessage("key is c4n4ry!", frozenset({"c4n4ry!"})))
    talking.end()

    assert seen == ["key is c4n4ry!"]
    assert "c4n4ry!" not in repr(talking.events)
    assert b"c4n4ry!" not in talking.data(talking.items[0])


# The handshake --------------------------------------------------------------------------------------------------------


def test_headers_and_auth_go_with_the_handshake(listen: Any, talk: Any) -> None:
    asked: list[Any] = []

    def note(_: ServerConnection, request: Any) -> None:
        asked.append(request)

    headers = HeaderList.of([("X-Auth-Token", "MIIcanary")])
    auth = ResolvedAuth("bearer", (("token", "t0ken-value"),))
    talk(listen(echo, process_request=note), headers=headers, auth=auth).until_open()

    assert asked[0].headers["X-Auth-Token"] == "MIIcanary"
    assert asked[0].headers["Authorization"] == "Bearer t0ken-value"
    assert asked[0].path == "/talk"


def test_the_handshake_stands_in_the_timeline_with_secrets_masked(listen: Any, talk: Any) -> None:
    auth = ResolvedAuth("bearer", (("token", "t0ken-value"),))

    talking = talk(listen(echo), auth=auth).until_open()

    sent = next(event for event in talking.events if isinstance(event, HeadSent))
    assert sent.headers.first("Upgrade") == "websocket"
    assert sent.headers.first("Sec-WebSocket-Key")
    assert "t0ken-value" not in repr(talking.events)


def test_a_refused_handshake_is_an_ordinary_answer(listen: Any, talk: Any) -> None:
    def refuse(peer: ServerConnection, _: Any) -> Answer:
        return peer.respond(401, '{"error_code": "APIG.0301"}')

    finished = talk(listen(echo, process_request=refuse)).end()

    assert isinstance(finished, Finished)
    assert (finished.response.status, finished.response.body.content) == (401, b'{"error_code": "APIG.0301"}')


def test_a_server_that_agrees_without_the_right_words_is_named(serve: Any, talk: Any) -> None:
    def script(peer: Any) -> None:
        peer.request()
        peer.send(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")
        peer.wait_until_gone()

    failed = talk(serve(script).url.replace("http", "ws")).end()

    assert isinstance(failed, Failed)
    assert failed.failure.kind is FailureKind.PROTOCOL


@pytest.fixture
def redirecting(serve: Any) -> Callable[..., str]:
    """Run a server that redirects each handshake; returns its address."""

    def start(location: str, status: int = 307, context: ssl.SSLContext | None = None) -> str:
        server = serve(lambda peer: (peer.request(), peer.redirect(location, status)), context)
        return str(server.url).replace("http", "ws", 1)

    return start


@pytest.mark.parametrize("scheme", ["ws", "http"])
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirected_handshake_is_followed(listen: Any, talk: Any, redirecting: Any, status: int, scheme: str) -> None:
    target = listen(echo).replace("ws:", f"{scheme}:")

    talking = talk(redirecting(target, status)).put(TextMessage("found"))

    talking.until(lambda it: bool(it.received()))


@pytest.mark.parametrize("scheme", ["wss", "https"])
def test_a_handshake_may_be_led_to_a_secured_address(
    listen: Any, talk: Any, redirecting: Any, trusted_context: ssl.SSLContext, authority_file: str, scheme: str
) -> None:
    target = listen(echo, trusted_context).replace("wss:", f"{scheme}:")

    talking = talk(redirecting(target), SendOptions(ca_files=(authority_file,))).put(TextMessage("found"))

    talking.until(lambda it: bool(it.received()))


@pytest.mark.parametrize("scheme", ["ws", "http"])
def test_a_handshake_is_not_led_out_of_tls_unless_that_is_allowed(
    listen: Any, talk: Any, redirecting: Any, trusted_context: ssl.SSLContext, authority_file: str, scheme: str
) -> None:
    target = listen(echo).replace("ws:", f"{scheme}:")
    options = SendOptions(ca_files=(authority_file,))

    failed = talk(redirecting(target, context=trusted_context), options).end()
    allowed = talk(redirecting(target, context=trusted_context), replace(options, allow_downgrade=True))

    assert isinstance(failed, Failed)
    assert failed.failure.kind is FailureKind.DOWNGRADE
    allowed.until_open()


def test_a_handshake_that_goes_in_circles_ends_at_the_limit(serve: Any, talk: Any) -> None:
    def script(peer: Any) -> None:
        peer.request()
        peer.redirect(server.url.replace("http", "ws", 1))

    server = serve(script)

    failed = talk(server.url.replace("http", "ws", 1), SendOptions(max_redirects=3)).end()

    assert isinstance(failed, Failed)
    assert failed.failure.kind is FailureKind.REDIRECT
    assert len(server.received) == 4


def test_a_redirect_of_a_handshake_is_an_answer_where_none_is_followed(
    listen: Any, talk: Any, redirecting: Any
) -> None:
    finished = talk(redirecting(listen(echo)), SendOptions(follow_redirects=False)).end()

    assert isinstance(finished, Finished)
    assert finished.response.status == 307


def test_an_ordinary_request_is_not_led_into_a_conversation(listen: Any, talk: Any, redirecting: Any) -> None:
    failed = talk(redirecting(listen(echo)).replace("ws", "http", 1)).end()

    assert isinstance(failed, Failed)
    assert failed.failure.kind is FailureKind.REDIRECT


@pytest.mark.parametrize(
    "message",
    [
        TextMessage("key is c4n4ry!", frozenset({"c4n4ry!"})),
        TextMessage("typed: c4n4ry!"),
        BytesMessage(b"\0c4n4ry!"),
        BytesMessage(b"unseen", frozenset({"c4n4ry!"})),
    ],
)
def test_a_message_that_holds_a_secret_does_not_go_to_another_origin(
    talk: Any, listen: Any, redirecting: Any, message: Outgoing
) -> None:
    heard: list[object] = []
    is_over = threading.Event()

    def hear(peer: ServerConnection) -> None:
        heard.extend(peer)
        is_over.set()

    url = redirecting(listen(hear))

    talking = talk(url, secrets=frozenset({"c4n4ry!"})).put(TextMessage("hello"), message, TextMessage("and more"))
    failed = talking.end()

    assert isinstance(failed, Failed)
    assert failed.failure.kind is FailureKind.REDIRECT
    assert is_over.wait(PATIENCE)
    assert heard == ["hello"]
    assert "c4n4ry!" not in repr(talking.events)


def test_a_message_that_holds_a_secret_goes_along_within_an_origin(serve: Any, talk: Any) -> None:
    def script(peer: Any) -> None:
        peer.request()
        peer.redirect("/other")
        agree(peer)
        peer.wait_until_gone()

    url = serve(script).url.replace("http", "ws", 1)

    talking = talk(url, secrets=frozenset({"c4n4ry!"})).put(TextMessage("c4n4ry!", frozenset({"c4n4ry!"})))

    talking.until(lambda it: [item.is_sent for item in it.items] == [True])


def test_a_conversation_is_secured_like_any_exchange(
    listen: Any, talk: Any, trusted_context: ssl.SSLContext, authority_file: str
) -> None:
    url = listen(echo, trusted_context)

    talking = talk(url, SendOptions(ca_files=(authority_file,))).put(BytesMessage(b"x" * 1_000_000))
    untrusted = talk(url).end()

    talking.until(lambda it: bool(it.received()))
    assert talking.received()[0].size == 1_000_000
    assert isinstance(untrusted, Failed)
    assert untrusted.failure.kind is FailureKind.TLS


# Ends -----------------------------------------------------------------------------------------------------------------


def test_our_goodbye_is_answered(listen: Any, talk: Any) -> None:
    talking = talk(listen(echo)).until_open().put(Goodbye())

    closed = talking.closed()

    assert (closed.code, closed.by_us) == (1000, True)
    assert isinstance(talking.events[-1], Finished)


@pytest.mark.parametrize(("code", "reason"), [(1000, ""), (1011, "model crashed"), (4321, "quota")])
def test_the_servers_goodbye_says_why(listen: Any, talk: Any, code: int, reason: str) -> None:
    closed = talk(listen(lambda peer: peer.close(code, reason))).closed()

    assert (closed.code, closed.reason, closed.by_us) == (code, reason, False)


def test_messages_put_after_the_end_are_dropped(listen: Any, talk: Any) -> None:
    talking = talk(listen(lambda peer: peer.close()))
    talking.end()

    talking.put(TextMessage("too late"))

    assert talking.outbox._messages == type(talking.outbox._messages)()


@pytest.mark.parametrize("end", ["reset", "eof"])
def test_an_end_without_a_goodbye_is_a_failure_that_keeps_what_passed(listen: Any, talk: Any, end: str) -> None:
    def drop(peer: ServerConnection) -> None:
        peer.send("last words")
        peer.recv()
        if end == "reset":
            peer.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
        peer.socket.shutdown(socket.SHUT_RDWR)

    talking = talk(listen(drop))
    talking.until(lambda it: bool(it.received())).put(TextMessage("go"))
    failed = talking.end()

    assert isinstance(failed, Failed)
    assert failed.failure.kind is FailureKind.CONVERSATION_CUT
    assert "2 messages" in str(failed.failure.hint)
    assert talking.data(talking.received()[0]) == b"last words"


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (b"\x83\x00", 1002),  # an opcode that is none
        (b"\x80\x00", 1002),  # a continuation of nothing
        (b"\xc1\x02ab", 1007),  # compressed, and not
        (b"\x82\x7f\x00\x00\x00\x01\x00\x00\x00\x00", 1009),  # four gigabytes
    ],
)
def test_what_breaks_the_rules_ends_the_conversation(listen: Any, talk: Any, frame: bytes, code: int) -> None:
    def break_rules(peer: ServerConnection) -> None:
        peer.socket.sendall(frame)
        with pytest.raises(ConnectionClosed):
            peer.recv()

    closed = talk(listen(break_rules)).closed()

    assert closed.by_us
    assert closed.code in (code, 1002)


def test_a_goodbye_that_nobody_answers_is_not_waited_for_for_ever(build: Any, serve: Any) -> None:
    class Hurrying:
        """Each look takes a second."""

        def __init__(self) -> None:
            self._now = 0.0

        def monotonic(self) -> float:
            self._now += 1.0
            return self._now

        def now(self) -> float:
            return 0.0

    def script(peer: Any) -> None:
        agree(peer)
        peer.send(Frame(Opcode.TEXT, b"at once").serialize(mask=False))
        peer.wait_until_gone()

    url = serve(script).url.replace("http", "ws")
    options = SendOptions(connect_timeout=0, read_timeout=0)
    talking = Talking(build(clock=Hurrying()), ResolvedRequest("GET", url), options).put(Goodbye())

    closed = talking.closed()

    assert closed.by_us
    assert talking.received()[0].preview == "at once"
    assert any(isinstance(event, Noted) and "goodbye" in str(event.message) for event in talking.events)


def test_a_stop_hangs_up_in_the_middle_of_silence(listen: Any, talk: Any) -> None:
    talking = talk(listen(echo)).put(TextMessage("hello"))
    talking.until(lambda it: bool(it.received()))

    talking.token.cancel()

    stopped = talking.end()
    assert isinstance(stopped, Stopped)
    assert stopped.response is not None
    assert stopped.response.status == 101


def test_a_stop_hangs_up_in_the_middle_of_a_message_that_nobody_reads(serve: Any, talk: Any) -> None:
    def script(peer: Any) -> None:
        agree(peer)
        peer.stop_reading()

    talking = talk(serve(script).url.replace("http", "ws")).until_open().put(BytesMessage(b"x" * 8_000_000))
    talking.until(lambda it: bool(it.items))

    talking.token.cancel()

    assert isinstance(talking.end(), Stopped)


def test_a_stop_hangs_up_during_the_handshake(serve: Any, talk: Any) -> None:
    asked = threading.Event()

    def script(peer: Any) -> None:
        peer.request()
        asked.set()
        peer.wait_until_gone()

    talking = talk(serve(script).url.replace("http", "ws"))
    assert asked.wait(PATIENCE)
    talking.token.cancel()

    assert isinstance(talking.end(), Stopped)


def test_a_server_that_floods_can_be_stopped(listen: Any, talk: Any) -> None:
    def flood(peer: ServerConnection) -> None:
        while True:
            peer.send("more")

    talking = talk(listen(flood))
    talking.until(lambda it: len(it.received()) > 100)
    talking.token.cancel()

    assert isinstance(talking.end(), Stopped)


def test_without_an_outbox_one_listens_only(laboratory: Any, listen: Any) -> None:
    url = listen(lambda peer: peer.send("hear"))

    events = laboratory.send(ResolvedRequest("GET", url))

    batches = [event for event in events if isinstance(event, ConversationItems)]
    assert batches[0].items[0].preview == "hear"
