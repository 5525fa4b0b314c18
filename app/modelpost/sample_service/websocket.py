"""WebSockets of the sample service (RFC 6455): each message that comes in is answered by some that go out."""

import json
import socket
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from websockets.server import ServerProtocol

Said = str | bytes
Converse = Callable[[Said], Iterator[Said]]
"""What answers one message."""

_AT_A_TIME = 1 << 16
_LARGEST = 1 << 24


def hold(connected: socket.socket, head: bytes, converse: Converse) -> None:
    """Shake hands over the request whose `head` was read, and answer messages until one side leaves."""
    from websockets.extensions.permessage_deflate import ServerPerMessageDeflateFactory  # noqa: PLC0415  # as below
    from websockets.server import ServerProtocol  # noqa: PLC0415  # 25 ms, for those who talk

    protocol = ServerProtocol(extensions=[ServerPerMessageDeflateFactory()], max_size=_LARGEST)
    protocol.receive_data(head)
    pieces: list[bytes] = []
    is_text = True
    while True:
        for event in protocol.events_received():
            opcode = getattr(event, "opcode", None)
            if opcode is None:  # the request, as the library reads it
                protocol.send_response(protocol.accept(event))  # type: ignore[arg-type]  # an http11.Request
                continue
            if opcode.name in {"TEXT", "BINARY"}:
                pieces, is_text = [], opcode.name == "TEXT"
            if opcode.name in {"TEXT", "BINARY", "CONT"}:
                pieces.append(bytes(event.data))  # type: ignore[union-attr]  # a Frame
                if event.fin:  # type: ignore[union-attr]  # a Frame
                    content = b"".join(pieces)
                    said: Said = content.decode("utf-8", "replace") if is_text else content
                    _answer(connected, protocol, converse(said))
        _flush(connected, protocol)
        if protocol.state.name in {"CLOSING", "CLOSED"} or not (piece := connected.recv(_AT_A_TIME)):
            return
        protocol.receive_data(piece)


def echo(said: Said) -> Iterator[Said]:
    """Say the same."""
    yield said


def question_of(said: Said) -> str:
    """Return what a message asks: the last user message of a chat request, or the text itself."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    try:
        messages = json.loads(text)["messages"]
        return str(next(one["content"] for one in reversed(messages) if one["role"] == "user"))
    except (ValueError, KeyError, TypeError, StopIteration):
        return text


def _answer(connected: socket.socket, protocol: "ServerProtocol", said: Iterator[Said]) -> None:
    for one in said:
        if protocol.state.name != "OPEN":
            return
        if isinstance(one, str):
            protocol.send_text(one.encode())
        else:
            protocol.send_binary(one)
        _flush(connected, protocol)


def _flush(connected: socket.socket, protocol: "ServerProtocol") -> None:
    for block in protocol.data_to_send():
        if block:
            connected.sendall(block)
