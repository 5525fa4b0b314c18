"""TLS from the command line: certificates that are rejected, and ones that are shown."""

import ssl
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

import pytest
import trustme

from modelpost.__main__ import main


class Handler(BaseHTTPRequestHandler):
    """Says who is calling."""

    def do_GET(self) -> None:
        found = self.connection.getpeercert()  # type: ignore[attr-defined]  # the connection is a secured one
        names = [value for group in found["subject"] for _, value in group] if found else []
        self.send_response(200)
        self.end_headers()
        self.wfile.write(" ".join(names).encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name is the base class's
        pass


class Quiet(ThreadingHTTPServer):
    """Says nothing of handshakes that fail, which is what these tests are about."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        pass


class Secure(NamedTuple):
    url: str
    authority: Path
    caller: Path


Serve = Callable[..., Secure]


@pytest.fixture
def secure(tmp_path: Path) -> Iterator[Secure]:
    authority, files = trustme.CA(), (tmp_path / "authority.pem", tmp_path / "caller.pem")
    authority.cert_pem.write_to_path(str(files[0]))
    caller = authority.issue_cert("caller@example.org", common_name="caller")
    caller.private_key_and_cert_chain_pem.write_to_path(str(files[1]))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    authority.configure_trust(context)
    context.verify_mode = ssl.CERT_OPTIONAL
    server = Quiet(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield Secure(f"https://localhost:{server.server_port}/", *files)
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def command(tmp_path: Path) -> Callable[[str], str]:
    def write(text: str) -> str:
        (tmp_path / "command.sh").write_text(text)
        return str(tmp_path / "command.sh")

    return write


def test_a_rejected_certificate_is_described(
    secure: Secure, command: Callable[[str], str], capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["send", "--curl", command(f"curl {secure.url}")])

    said = capsys.readouterr().err
    assert code == 3
    assert "The certificate of localhost was rejected: Its chain ends in a certificate" in said
    assert "SHA-256 fingerprint: " in said


def test_a_client_certificate_is_shown(
    secure: Secure, command: Callable[[str], str], capfd: pytest.CaptureFixture[str]
) -> None:
    curl = command(f"curl --cacert {secure.authority} -E {secure.caller} {secure.url}")

    code = main(["send", "--curl", curl])

    assert code == 0
    assert "caller" in capfd.readouterr().out


def test_a_server_that_wants_another_certificate_gives_no_answer(
    secure: Secure, command: Callable[[str], str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stranger = tmp_path / "stranger.pem"
    trustme.CA().issue_cert("stranger@example.org").private_key_and_cert_chain_pem.write_to_path(str(stranger))

    code = main(["send", "--curl", command(f"curl --cacert {secure.authority} -E {stranger} {secure.url}")])

    assert code == 3
    assert "localhost does not accept the client certificate" in capsys.readouterr().err


def test_one_that_cannot_be_used_ends_with_2(
    secure: Secure, command: Callable[[str], str], capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["send", "--curl", command(f"curl --cacert {secure.authority} -E {secure.authority} {secure.url}")])

    assert code == 2
    assert f"{secure.authority} holds no private key" in capsys.readouterr().err


def test_a_setting_that_lacks_a_variable_ends_with_2(
    command: Callable[[str], str], capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["send", "--curl", command("curl -x 'http://me:{{nowhere}}@proxy:1' http://127.0.0.1:1/")])

    assert code == 2
    assert "{{nowhere}} has no value" in capsys.readouterr().err
