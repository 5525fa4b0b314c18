"""A conversation over a WebSocket (RFC 6455).

The handshake is an ordinary exchange, with its auth, proxy, TLS and redirects; from the 101 on, `talk` has the socket.
What the bytes mean is the business of the library `websockets`, which does no I/O here.
"""

import selectors
import ssl
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from modelpost.core.conversation import (
    NO_CODE,
    NORMAL_END,
    BytesMessage,
    ConversationItem,
    FileMessage,
    Goodbye,
    Outgoing,
    Passed,
    Ping,
    TextMessage,
)
from modelpost.core.events import ConversationClosed, ConversationItems, ConversationOpened, Event, Noted
from modelpost.core.failures import Failure, FailureKind, FileTrouble
from modelpost.core.headers import Header, Source
from modelpost.core.resolved import NoContent, ResolvedRequest
from modelpost.core.response import Response
from modelpost.core.secrets import Redactor
from modelpost.core.streams import StreamKind
from modelpost.core.text import Message
from modelpost.documents.stream_parts import Part
from modelpost.net.cancel import CancelToken
from modelpost.net.credentials import Abandoned
from modelpost.net.equipment import Equipment
from modelpost.net.journal import Journal
from modelpost.net.nested_tls import NestedTls, Wire
from modelpost.net.outbox import Outbox
from modelpost.net.streams import StreamRecorder

if TYPE_CHECKING:
    from websockets.client import ClientProtocol
    from websockets.frames import Frame

    from modelpost.core.ports import ByteReader

SWITCHING = 101

_SCHEMES = {"ws": "http", "wss": "https"}
_FRAGMENT = 1 << 16
_AHEAD = 1 << 18
"""Bytes that may wait for the socket before more of a file is read."""

_AT_A_TIME = 1 << 18
_READS_PER_TURN = 16
_LARGEST_MESSAGE = 1 << 28
_BATCH_EVERY = 0.02
_GOODBYE_WITHIN = 5.0
"""Seconds in which a server answers a goodbye; then its silence is the answer."""

_PREVIEW = 300
_WOULD_BLOCK = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)
_AGREED = ("Connection", "Upgrade", "Sec-WebSocket-Accept", "Sec-WebSocket-Extensions", "Sec-WebSocket-Protocol")
_OFFERED = ("Upgrade", "Connection", "Sec-WebSocket-Key", "Sec-WebSocket-Version", "Sec-WebSocket-Extensions")


def is_conversation(url: str) -> bool:
    """Tell whether a URL is that of a WebSocket."""
    return urlsplit(url).scheme in _SCHEMES


@dataclass(frozen=True, slots=True)
class Handshake:
    """The request that asks for a WebSocket, and the protocol that understands its answer."""

    request: ResolvedRequest
    protocol: "ClientProtocol"


def handshake(request: ResolvedRequest) -> Handshake:
    """Return the request as it opens a WebSocket (RFC 6455, section 4.1)."""
    from websockets.client import ClientProtocol  # noqa: PLC0415  # 25 ms, for those who talk
    from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory  # noqa: PLC0415  # as above
    from websockets.typing import Subprotocol  # noqa: PLC0415  # as above
    from websockets.uri import WebSocketURI  # noqa: PLC0415  # as above

    scheme, rest = request.url.split(":", 1)
    offered = [
        name.strip()
        for value in request.headers.all("Sec-WebSocket-Protocol")
        for name in value.split(",")
        if name.strip()
    ]
    protocol = ClientProtocol(
        WebSocketURI(scheme == "wss", "server", 80, "/", ""),  # it writes no request of its own
        extensions=[ClientPerMessageDeflateFactory(compress_settings={"memLevel": 5})],
        subprotocols=[Subprotocol(name) for name in offered] or None,
        max_size=_LARGEST_MESSAGE,
    )
    asked = protocol.connect().headers
    headers = request.headers
    for name in _OFFERED:
        headers = headers.setting(Header(name, asked[name], Source.AUTOMATIC))
    url = f"{_SCHEMES[scheme]}:{rest}"
    return Handshake(replace(request, method="GET", url=url, headers=headers, content=NoContent()), protocol)


class Talk:
    """The conversation on an upgraded socket, until one side ends it. Belongs to the thread of its exchange."""

    def __init__(
        self,
        equipment: Equipment,
        journal: Journal,
        token: CancelToken,
        redactor: Redactor,
        outbox: Outbox,
        protocol: "ClientProtocol",
        stranger: str = "",
    ) -> None:
        """`stranger` is the host that another origin led to by a redirect, which is told no secret; empty for none."""
        self._equipment = equipment
        self._journal = journal
        self._token = token
        self._redactor = redactor
        self._outbox = outbox
        self._protocol: Any = protocol
        self._stranger = stranger
        self._refusal: Failure | None = None
        spools = equipment.spools
        self._content = spools.create()
        self._recorder = StreamRecorder(StreamKind.MESSAGES, self._content, spools.create())
        self._queue: deque[Outgoing] = deque()
        self._file: ByteReader | None = None
        self._file_sent = 0
        self._pending = bytearray()
        self._arriving: list[bytes] = []
        self._arriving_is_text = True
        self._items: list[ConversationItem] = []
        self._notes: list[Message] = []
        self._unsent: list[Message] = []
        self._told_at = -1.0
        self._deadline: float | None = None
        self._is_gone = False

    def run(self, connected: Wire, rest: bytes, response: Response) -> Iterator[Event]:
        """Yield what passes, up to ConversationClosed. Raises Abandoned for an end without a goodbye."""
        journal = self._journal
        journal.phase, journal.items = "talk", 0
        self._open(response, rest)
        agreed = ", ".join(response.headers.all("Sec-WebSocket-Extensions"))
        subprotocol = self._protocol.subprotocol or ""
        yield ConversationOpened(journal.at(), response, self._recorder, self._outbox, subprotocol, agreed)
        connected.settimeout(0)
        try:
            with selectors.DefaultSelector() as selector:
                selector.register(connected, selectors.EVENT_READ)
                selector.register(self._outbox.wake, selectors.EVENT_READ)
                yield from self._turns(connected, selector)
        finally:
            self._outbox.close()
            if self._file is not None:
                self._file.close()
            self._recorder.keep(self._content.finish())
        yield from self._rest()
        yield self._closed()

    # -----------------------------------------------------------------------------------------------------------------

    def _open(self, response: Response, rest: bytes) -> None:
        """Let the library read the answer, as if it came from the socket."""
        from websockets.datastructures import Headers  # noqa: PLC0415  # as above
        from websockets.http11 import Response as Answer  # noqa: PLC0415  # as above

        agreed = Headers([(name, value) for name in _AGREED for value in response.headers.all(name)])
        self._protocol.receive_data(Answer(response.status, "Switching Protocols", agreed).serialize() + rest)
        if self._protocol.handshake_exc is not None:
            raise Abandoned(
                Failure(
                    FailureKind.PROTOCOL,
                    Message("The server did not agree to a WebSocket in the way it must"),
                    Message(
                        "Another kind of service may be listening there, or a proxy on the way changed the answer."
                    ),
                    self._redactor.text(str(self._protocol.handshake_exc)),
                )
            )
        self._take_frames()

    def _turns(self, connected: Wire, selector: selectors.BaseSelector) -> Iterator[Event]:
        has_more = False
        while not self._is_over():
            self._push(connected)
            yield from self._told()
            has_unsent = bool(self._pending) or (isinstance(connected, NestedTls) and connected.has_unsent)
            wanted = selectors.EVENT_READ | (selectors.EVENT_WRITE if has_unsent else 0)
            selector.modify(connected, wanted)
            selector.select(0 if has_more else self._patience())
            self._token.check()
            self._queue.extend(self._outbox.take())
            has_more = self._read(connected)
        self._push(connected)

    @property
    def _is_open(self) -> bool:
        """Tell whether messages may still be sent."""
        return self._deadline is None and self._protocol.close_rcvd is None and self._protocol.close_sent is None

    def _is_over(self) -> bool:
        """Tell whether both sides said goodbye, or one of them cannot any more."""
        protocol = self._protocol
        if self._is_gone or protocol.close_rcvd is not None or self._refusal is not None:
            return True
        if self._deadline is not None and self._journal.at() >= self._deadline:
            self._notes.append(Message("The server did not answer the goodbye."))
            return True
        return False

    def _patience(self) -> float | None:
        at = self._journal.at()
        limits = [self._told_at + _BATCH_EVERY - at] if self._items or self._unsent else []
        if self._deadline is not None:
            limits.append(self._deadline - at)
        if self._journal.options.total_timeout:
            limits.append(self._journal.limit(0) or 0.0)
        return max(0.0, min(limits)) if limits else None

    # Sending ---------------------------------------------------------------------------------------------------------

    def _push(self, connected: Wire) -> None:
        """Send as much as the socket takes of what waits."""
        self._fill()
        while self._pending and not self._is_gone:
            self._write(connected)
            if self._pending:
                return
            self._fill()

    def _fill(self) -> None:
        """Turn what waits into frames, as far ahead as is good."""
        while len(self._pending) < _AHEAD:
            if self._file is not None and self._is_open:
                self._send_fragment()
            elif self._queue and self._is_open:
                self._begin(self._queue.popleft())
            elif not self._collect():
                return
            self._collect()

    def _collect(self) -> bool:
        written = b"".join(self._protocol.data_to_send())
        self._pending += written
        return bool(written)

    def _begin(self, message: Outgoing) -> None:
        if self._stranger and self._holds_secret(message):
            self._refuse()
            return
        match message:
            case TextMessage(text=text, secrets=secrets):
                content = text.encode("utf-8", "replace")
                shown = Redactor(secrets).text(self._redactor.text(text)).encode("utf-8", "replace")
                self._protocol.send_text(content)
                self._note(Passed.TEXT, len(content), shown, is_sent=True)
            case BytesMessage(content=content):
                self._protocol.send_binary(content)
                self._note(Passed.BINARY, len(content), content, is_sent=True, preview=_octets(content))
            case FileMessage(path=path):
                self._begin_file(path)
            case Ping():
                self._protocol.send_ping(b"modelpost")
                self._note(Passed.PING, 0, b"", is_sent=True)
            case Goodbye(code=code, reason=reason):
                self._protocol.send_close(code, reason)
                self._note(Passed.CLOSE, len(reason), f"{code} {reason}".rstrip().encode(), is_sent=True)
                self._deadline = self._journal.at() + _GOODBYE_WITHIN

    def _holds_secret(self, message: Outgoing) -> bool:
        """Tell whether a message was made of a secret, or holds one of those that the handshake was made of."""
        match message:
            case TextMessage(text=text, secrets=secrets):
                return bool(secrets) or self._redactor.text(text) != text
            case BytesMessage(content=content, secrets=secrets):
                return bool(secrets) or self._redactor.content(content) != content
            case _:
                return False

    def _refuse(self) -> None:
        """End the conversation instead of telling a secret to another origin than the one that it was meant for."""
        self._refusal = Failure(
            FailureKind.REDIRECT,
            Message(
                "The service redirected the conversation to {host}, and a secret is in a message", host=self._stranger
            ),
            Message("It is not sent there. Put that address into the URL if you trust it with the secret."),
        )
        self._queue.clear()
        self._protocol.send_close(NORMAL_END, "")

    def _begin_file(self, path: str) -> None:
        try:
            size = self._equipment.files.size(path)
            self._file = self._equipment.files.open(path)
        except FileTrouble as trouble:
            self._notes.append(trouble.summary)
            self._unsent.append(trouble.summary)
            return
        self._file_sent = 0
        name = path.replace("\\", "/").rpartition("/")[2]
        self._note(Passed.BINARY, size, name.encode("utf-8", "replace"), is_sent=True)

    def _send_fragment(self) -> None:
        """Send the next piece of a file; an empty one ends the message, since the size is known only then."""
        if self._file is None:
            return
        piece = self._file.read(_FRAGMENT)
        if self._file_sent:
            self._protocol.send_continuation(piece, fin=not piece)
        else:
            self._protocol.send_binary(piece, fin=not piece)
        self._file_sent += len(piece)
        if not piece:
            self._file.close()
            self._file = None

    def _write(self, connected: Wire) -> None:
        """Give the socket what it takes."""
        try:
            while self._pending:
                del self._pending[: connected.send(memoryview(self._pending)[:_AT_A_TIME].tobytes())]
        except _WOULD_BLOCK:
            return
        except OSError:
            self._hang_up()

    # Receiving -------------------------------------------------------------------------------------------------------

    def _read(self, connected: Wire) -> bool:
        """Take what has arrived; tell whether there may be more at once, which TLS would not wake us for."""
        for _ in range(_READS_PER_TURN):
            try:
                piece = connected.recv(_AT_A_TIME)
            except _WOULD_BLOCK:
                return False
            except OSError:
                piece = b""
            if not piece:
                self._hang_up()
                return False
            self._protocol.receive_data(piece)
            self._take_frames()
            if self._is_gone or self._protocol.close_rcvd is not None:
                return False
        return True

    def _hang_up(self) -> None:
        self._is_gone = True
        self._pending.clear()

    def _take_frames(self) -> None:
        for frame in self._protocol.events_received():
            if hasattr(frame, "opcode"):  # the first of them is the answer
                self._take_frame(frame)
        if self._protocol.parser_exc is not None and self._deadline is None:  # the library said goodbye by itself
            sent = self._protocol.close_sent
            if sent is not None:
                self._note(Passed.CLOSE, len(sent.reason), f"{sent.code} {sent.reason}".rstrip().encode(), is_sent=True)
            self._deadline = self._journal.at() + _GOODBYE_WITHIN

    def _take_frame(self, frame: "Frame") -> None:
        match frame.opcode.name:
            case "TEXT" | "BINARY":
                self._arriving_is_text = frame.opcode.name == "TEXT"
                self._take_piece(bytes(frame.data), is_last=frame.fin)
            case "CONT":
                self._take_piece(bytes(frame.data), is_last=frame.fin)
            case "PING":
                content = bytes(frame.data)
                self._note(Passed.PING, len(content), content, is_sent=False, preview=_readable(content))
            case "PONG":
                self._note(Passed.PONG, 0, b"", is_sent=False)
            case "CLOSE":
                closed = self._protocol.close_rcvd
                said = f"{closed.code} {closed.reason}".rstrip()
                self._note(Passed.CLOSE, len(closed.reason), said.encode(), is_sent=False)

    def _take_piece(self, piece: bytes, *, is_last: bool) -> None:
        self._arriving.append(piece)
        if is_last:
            content = b"".join(self._arriving)
            self._arriving = []
            kind = Passed.TEXT if self._arriving_is_text else Passed.BINARY
            preview = "" if self._arriving_is_text else _octets(content)
            self._note(kind, len(content), content, is_sent=False, preview=preview)

    # Telling ---------------------------------------------------------------------------------------------------------

    def _note(self, kind: Passed, size: int, shown: bytes, *, is_sent: bool, preview: str = "") -> None:
        """Record a message, and have it told; the `preview` of a text is its beginning."""
        at, number, start = self._journal.at(), self._recorder.count, self._recorder.size
        if shown:
            self._content.write(shown)
        self._recorder.grow(len(shown), [Part(start, start + len(shown), b"", size)], at)
        self._journal.items = number + 1
        preview = preview or shown[:_PREVIEW].decode("utf-8", "replace").replace("\n", " ")
        self._items.append(ConversationItem(number, at, is_sent, kind, size, preview))

    def _told(self) -> Iterator[Event]:
        at = self._journal.at()
        for note in self._notes:
            yield Noted(at, note)
        self._notes.clear()
        if (self._items or self._unsent) and at - self._told_at >= _BATCH_EVERY:
            yield ConversationItems(at, tuple(self._items), tuple(self._unsent))
            self._items, self._unsent, self._told_at = [], [], at

    def _rest(self) -> Iterator[Event]:
        self._told_at = -1.0
        yield from self._told()

    def _closed(self) -> ConversationClosed:
        at, protocol = self._journal.at(), self._protocol
        if self._refusal is not None:
            raise Abandoned(self._refusal)
        if protocol.close_rcvd is not None:
            by_us = protocol.close_sent is not None and not protocol.close_rcvd_then_sent
            code = protocol.close_rcvd.code if not by_us else protocol.close_sent.code
            return ConversationClosed(at, code or NO_CODE, protocol.close_rcvd.reason, by_us)
        if protocol.close_sent is not None:
            return ConversationClosed(at, protocol.close_sent.code, protocol.close_sent.reason, by_us=True)
        raise Abandoned(
            Failure(
                FailureKind.CONVERSATION_CUT,
                Message("The connection closed without a goodbye"),
                Message("{n} messages had passed. They are kept below.", n=self._recorder.count),
                f"1006 {protocol.parser_exc or ''}".rstrip(),
            )
        )


def _octets(content: bytes) -> str:
    return content[: _PREVIEW // 6].hex(" ")


def _readable(content: bytes) -> str:
    """Return what may be a text as one, anything else as octets."""
    text = content.decode("utf-8", "replace")
    return text if text.isprintable() and "\ufffd" not in text else _octets(content)
