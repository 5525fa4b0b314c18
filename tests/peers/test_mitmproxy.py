"""mitmproxy in the way: as an HTTP and as a SOCKS5 proxy, with and without a password, and with its own authority."""

import contextlib
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

import pytest
import trustme

import modelpost.auth
import modelpost.bodies
from modelpost.auth.api import AuthScheme
from modelpost.bodies.api import BodyPlugin
from modelpost.core.events import CertificateRejected, Event, Failed, Finished, Tunnelled
from modelpost.core.failures import FailureKind
from modelpost.core.registry import Registry
from modelpost.core.request import Proxy
from modelpost.core.resolved import ResolvedRequest, SendOptions
from modelpost.net.cancel import CancelToken
from modelpost.net.engine import Engine
from modelpost.store.clock import SystemClock, SystemRandomness
from modelpost.store.files import LocalFiles
from modelpost.store.spools import BodySpools

pytestmark = pytest.mark.peers

_PATIENCE = 60.0
_RUN = "from mitmproxy.tools.main import mitmdump; mitmdump()"


class Handler(BaseHTTPRequestHandler):
    """Says by which way a request came."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = self.path.encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name is the base class's
        pass


class Service(NamedTuple):
    """Where the service listens, plainly and over TLS, and the file of its authority."""

    http: str
    https: str
    authority: Path


class Mitm(NamedTuple):
    """Where a proxy listens, and the file of the authority that it makes certificates with."""

    http: str
    socks: str
    authority: Path

    def options(self, address: str, *ca_files: Path) -> SendOptions:
        return SendOptions(proxy=Proxy("manual", address, address), ca_files=tuple(map(str, ca_files)))


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    authority = trustme.CA()
    file = tmp_path_factory.mktemp("service") / "authority.pem"
    authority.cert_pem.write_to_path(str(file))
    plain, secure = (ThreadingHTTPServer(("127.0.0.1", 0), Handler) for _ in range(2))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    secure.socket = context.wrap_socket(secure.socket, server_side=True)
    threads = [threading.Thread(target=server.serve_forever, args=(0.01,)) for server in (plain, secure)]
    for thread in threads:
        thread.start()
    yield Service(f"http://127.0.0.1:{plain.server_port}", f"https://127.0.0.1:{secure.server_port}", file)
    for server, thread in zip((plain, secure), threads, strict=True):
        server.shutdown()
        server.server_close()
        thread.join()


Start = Callable[..., Mitm]


@pytest.fixture(scope="module")
def start(
    peer_python: Callable[[str], Path], service: Service, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Start]:
    running: list[subprocess.Popen[bytes]] = []

    def begin(*options: str) -> Mitm:
        folder = tmp_path_factory.mktemp("mitmproxy")
        http, socks = _free_port(), _free_port()
        words = [str(peer_python("mitmproxy")), "-c", _RUN, "--quiet", "--listen-host", "127.0.0.1"]
        words += ["--mode", f"regular@{http}", "--mode", f"socks5@{socks}", "--set", f"confdir={folder}"]
        words += ["--set", f"ssl_verify_upstream_trusted_ca={service.authority}", *options]
        running.append(subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        for port in (http, socks):
            _wait_for(port, running[-1])
        return Mitm(f"127.0.0.1:{http}", f"127.0.0.1:{socks}", folder / "mitmproxy-ca-cert.pem")

    yield begin
    for process in running:
        process.terminate()
        process.wait(_PATIENCE)


@pytest.fixture(scope="module")
def mitm(start: Start) -> Mitm:
    return start()


@pytest.fixture(scope="module")
def guarded(start: Start) -> Mitm:
    return start("--proxyauth", "me:open sesame")


Get = Callable[[str, SendOptions], list[Event]]


@pytest.fixture
def get(tmp_path: Path) -> Iterator[Get]:
    engine = Engine(
        files=LocalFiles(),
        spools=BodySpools(tmp_path / "spools"),
        clock=SystemClock(),
        randomness=SystemRandomness(),
        auth=Registry[AuthScheme].discover(modelpost.auth),
        bodies=Registry[BodyPlugin].discover(modelpost.bodies),
        user_agent="Modelpost/test",
        report=lambda error: None,
    )
    yield lambda url, options: list(engine.exchange(ResolvedRequest("GET", url), options, CancelToken()))
    engine.close()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until something listens; each refused attempt waits for the process a moment."""
    for _ in range(600):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.1)
            break
    raise RuntimeError("mitmproxy did not begin to listen")


@pytest.mark.parametrize("kind", ["http", "socks5", "socks5h"])
def test_a_plain_request_passes(mitm: Mitm, service: Service, get: Get, kind: str) -> None:
    proxy = f"http://{mitm.http}" if kind == "http" else f"{kind}://{mitm.socks}"

    *_, finished = get(f"{service.http}/path?q=1", mitm.options(proxy))

    assert isinstance(finished, Finished)
    assert finished.response.body.content == b"/path?q=1"


@pytest.mark.parametrize("kind", ["http", "socks5", "socks5h"])
def test_a_secure_request_passes_where_its_authority_is_trusted(
    mitm: Mitm, service: Service, get: Get, kind: str
) -> None:
    proxy = f"http://{mitm.http}" if kind == "http" else f"{kind}://{mitm.socks}"

    events = get(f"{service.https}/secure", mitm.options(proxy, mitm.authority))

    assert isinstance(events[-1], Finished)
    assert events[-1].response.body.content == b"/secure"
    assert any(isinstance(event, Tunnelled) for event in events)


def test_its_certificate_is_told_and_nothing_is_sent_where_it_is_not(mitm: Mitm, service: Service, get: Get) -> None:
    events = get(f"{service.https}/secure", mitm.options(f"http://{mitm.http}"))

    rejected = next(event for event in events if isinstance(event, CertificateRejected))
    assert isinstance(events[-1], Failed)
    assert events[-1].failure.kind is FailureKind.TLS
    assert "mitmproxy" in rejected.chain[0].issuer


def test_an_https_proxy_has_tls_within_tls(mitm: Mitm, service: Service, get: Get) -> None:
    options = mitm.options(f"https://{mitm.http}", mitm.authority)

    *_, finished = get(f"{service.https}/nested", options)

    assert isinstance(finished, Finished)
    assert finished.response.body.content == b"/nested"


@pytest.mark.parametrize("kind", ["http", "socks5h"])
def test_a_password_opens_the_way(guarded: Mitm, service: Service, get: Get, kind: str) -> None:
    place = guarded.http if kind == "http" else guarded.socks

    *_, finished = get(f"{service.http}/", guarded.options(f"{kind}://me:open%20sesame@{place}"))

    assert isinstance(finished, Finished)
    assert finished.response.status == 200


@pytest.mark.parametrize(("kind", "credentials"), [("http", ""), ("socks5h", ""), ("socks5h", "me:wrong@")])
def test_without_it_the_card_asks_for_one(
    guarded: Mitm, service: Service, get: Get, kind: str, credentials: str
) -> None:
    place = guarded.http if kind == "http" else guarded.socks

    *_, failed = get(f"{service.https}/", guarded.options(f"{kind}://{credentials}{place}"))

    assert isinstance(failed, Failed)
    assert failed.failure.kind is FailureKind.PROXY
    assert "password" in str(failed.failure.hint)
