"""A small service to send to, and a collection that does."""

import gzip
import json
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import trustme

EXPIRED = b'{"error_code": "APIG.0307", "error_msg": "The token expires, expires_at:2026-01-01T00:00:00Z"}'


class Service(ThreadingHTTPServer):
    """Answers by path, and keeps what it was sent."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.requests: list[tuple[str, str, dict[str, str], bytes]] = []
        self.busy = False
        self.stalled = threading.Event()
        self.released = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    server: Service

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.requests.append((self.command, self.path, dict(self.headers.items()), body))
        match self.path.partition("?")[0]:
            case "/refused":
                self._answer(401, EXPIRED, "application/json")
            case "/told":
                told = {"error_msg": f"{self.headers['X-Auth-Token']} is not known"}
                self._answer(401, json.dumps(told).encode(), "application/json")
            case "/packed":
                self._answer(200, gzip.compress("gepackt: ü".encode()), "text/plain", encoding="gzip")
            case "/damaged":
                self._answer(200, gzip.compress(b"x" * 1000)[:20], "text/plain", encoding="gzip")
            case "/elsewhere":
                self._answer(302, b"", "text/plain", location="/octets")
            case "/abroad":
                self._answer(
                    302, b"", "text/plain", location=f"http://localhost:{self.server.server_address[1]}/octets"
                )
            case "/busy":
                self.server.busy = not self.server.busy
                self._answer(503 if self.server.busy else 200, b"ok", "text/plain")
            case "/classes":
                self._answer(200, b'{"predicted_label": "rose", "scores": [["rose", 0.9]]}', "application/json")
            case "/octets":
                self._answer(200, bytes(range(256)), "application/octet-stream")
            case "/stream":
                self._stream()
            case "/stalled":
                self.server.stalled.set()
                self.server.released.wait(20)
            case _:
                self._answer(200, '{"label": "花"}'.encode(), "application/json")

    def _stream(self) -> None:
        """Send an event, wait until the test has seen it, and go on as the query says."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.wfile.write(b"9\r\ndata: 1\n\n\r\n")
        self.server.released.wait(20)
        if self.path.endswith("cut"):
            self.close_connection = True
            return
        self.wfile.write(b"9\r\ndata: 2\n\n\r\n0\r\n\r\n")

    def do_POST(self) -> None:
        self.do_GET()

    def _answer(self, status: int, body: bytes, content_type: str, encoding: str = "", location: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        if location:
            self.send_header("Location", location)
        if encoding:
            self.send_header("Content-Encoding", encoding)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name is the base class's
        pass


@pytest.fixture
def service() -> Iterator[Service]:
    yield from _serving(Service())


@pytest.fixture
def secure_service() -> Iterator[Service]:
    """Serve over TLS, with a certificate of an authority that nobody knows."""
    server, context = Service(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    yield from _serving(server)


def _serving(server: Service) -> Iterator[Service]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, name="service")
    thread.start()
    yield server
    server.released.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def collection(tmp_path: Path, service: Service) -> Path:
    """Make a collection with a folder, a request and an environment, as other programs write them."""
    root = tmp_path / "flowers"
    (root / "models").mkdir(parents=True)
    (root / "environments").mkdir()
    (root / "opencollection.yml").write_text(
        "opencollection: 1.0.0\ninfo:\n  name: Flowers\n"
        "request:\n  headers:\n    - name: X-From\n      value: collection\n"
        "  auth:\n    type: apikey\n    key: X-Auth-Token\n    value: '{{token}}'\n    placement: header\n"
        "extensions:\n  modelpost:\n    id: c0ffee\n",
        "utf-8",
    )
    (root / "models" / "classify.yml").write_text(
        "info:\n  name: Classify\n  type: http\n  seq: 1\n"
        "http:\n  method: POST\n  url: '{{base_url}}/v1/infers/7?kind={{kind}}'\n"
        "  body:\n    type: multipart-form\n    data:\n"
        "      - name: images\n        type: file\n        value: [picture.png]\n"
        "  auth: inherit\n",
        "utf-8",
    )
    (root / "environments" / "local.yml").write_text(
        f"name: local\nvariables:\n  - name: base_url\n    value: {service.url}\n"
        "  - name: kind\n    value: flower\n  - name: token\n    secret: true\n",
        "utf-8",
    )
    (root / "picture.png").write_bytes(b"\x89PNG picture")
    return root
