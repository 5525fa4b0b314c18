"""Requests and replies of the sample service, and the HTTP server under them."""

import json
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from modelpost.sample_service.websocket import Converse, hold

BODY_LIMIT = 12 * 1024 * 1024
"""Bytes that the gateway in front of ModelArts takes."""

_DRAINED = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked. `body` is None where it is larger than the limit; `size` is what was announced."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: tuple[tuple[str, str], ...]
    body: bytes | None
    size: int

    def header(self, name: str) -> str:
        """Return a header's first value, empty where it is absent."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    def number(self, name: str, default: float) -> float:
        """Return a query parameter as a number."""
        try:
            return float(self.query.get(name, [""])[0])
        except ValueError:
            return default


@dataclass(frozen=True, slots=True)
class Reply:
    """What is answered: a whole body, or pieces sent as they come (chunked unless `length` is known)."""

    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    pieces: Iterator[bytes] | None = field(default=None)
    length: int | None = None


def json_reply(status: int, content: Any, *headers: tuple[str, str]) -> Reply:
    """Return a reply with a JSON body."""
    body = json.dumps(content, ensure_ascii=False).encode()
    return Reply(status, (("Content-Type", "application/json;charset=utf-8"), *headers), body)


class Server(ThreadingHTTPServer):
    """Answers with what `answer` says; each connection has a thread of its own."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(
        self,
        address: tuple[str, int],
        answer: Callable[[Request], Reply],
        converse: Callable[[Request], Converse | Reply] | None = None,
    ) -> None:
        self.answer = answer
        self.converse = converse
        super().__init__(address, _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """Stay quiet when a client hangs up."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 300
    server: Server

    def setup(self) -> None:
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def handle_one_request(self) -> None:
        try:
            self.raw_requestline = self.rfile.readline(65537)
            if not self.raw_requestline or not self.parse_request():
                self.close_connection = True
                return
            request = self._request()
            if self.server.converse is not None and request.header("Upgrade").lower() == "websocket":
                self._upgrade(request, self.server.converse(request))
            else:
                self._respond(self.server.answer(request))
        except (ConnectionError, TimeoutError):
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class names it so
        """Say nothing: the first line on standard output belongs to the announcement."""

    def _upgrade(self, request: Request, converse: Converse | Reply) -> None:
        """Let a WebSocket have the connection, or say why not."""
        if isinstance(converse, Reply):
            self._respond(converse)
            return
        lines = [f"GET {self.path} HTTP/1.1", *(f"{name}: {value}" for name, value in request.headers), "", ""]
        hold(self.connection, "\r\n".join(lines).encode("latin-1", "replace"), converse)
        self.close_connection = True

    def _request(self) -> Request:
        parts = urlsplit(self.path)
        try:
            size = int(self.headers.get("Content-Length") or 0)
        except ValueError:
            size = 0
        if self.headers.get("Expect", "").lower() == "100-continue":
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        body: bytes | None = b""
        if size > BODY_LIMIT:
            body = None
            self._drain(size)
        elif size:
            body = self.rfile.read(size)
        elif self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            body = self._chunked()
        headers = tuple(self.headers.items())
        return Request(self.command, parts.path, parse_qs(parts.query, keep_blank_values=True), headers, body, size)

    def _drain(self, size: int) -> None:
        """Read what nobody wants, so that the client hears the answer; give up beyond 64 MB."""
        left = min(size, _DRAINED)
        while left > 0:
            chunk = self.rfile.read(min(left, 1 << 20))
            if not chunk:
                break
            left -= len(chunk)
        self.close_connection = size > _DRAINED

    def _chunked(self) -> bytes:
        pieces: list[bytes] = []
        while True:
            count = int(self.rfile.readline(64).split(b";")[0] or b"0", 16)
            if not count:
                while self.rfile.readline(65537).strip():
                    pass
                return b"".join(pieces)
            pieces.append(self.rfile.read(count))
            self.rfile.readline(8)

    def _respond(self, reply: Reply) -> None:
        self.send_response_only(reply.status)
        names = {name.lower() for name, _ in reply.headers}
        if "server" not in names:
            self.send_header("Server", "ModelArts")
        self.send_header("Date", self.date_time_string())
        for name, value in reply.headers:
            self.send_header(name, value)
        has_body = self.command != "HEAD" and reply.status not in (204, 304)
        if reply.pieces is None:
            self.send_header("Content-Length", str(len(reply.body)))
            self._flush_with(reply.body if has_body else b"")
            return
        if reply.length is not None:
            self.send_header("Content-Length", str(reply.length))
        else:
            self.send_header("Transfer-Encoding", "chunked")
        self._flush_with(b"")
        for piece in reply.pieces if has_body else ():
            is_chunked = reply.length is None
            self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece) if is_chunked else piece)
        if reply.length is None and has_body:
            self.wfile.write(b"0\r\n\r\n")

    def _flush_with(self, body: bytes) -> None:
        """Send head and a small body in one packet."""
        if self.close_connection:
            self.send_header("Connection", "close")
        buffered: list[bytes] = self.__dict__.pop("_headers_buffer", [])  # the base class's own: it would flush apart
        self.wfile.write(b"".join((*buffered, b"\r\n", body)))
