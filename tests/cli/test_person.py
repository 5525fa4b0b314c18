"""Whoever sits at the terminal: asked without an echo, shown codes, and left with a terminal that works."""

import io
import os
import signal
import subprocess
import sys
import termios
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from modelpost.cli.person import Terminal, person_at
from modelpost.core.text import Message
from modelpost.net.cancel import CancelToken

PATIENCE = 20


class Typing:
    """A keyboard at which the same line is always typed."""

    def __init__(self, line: str | None) -> None:
        self._line = line
        self.was_secret: list[bool] = []
        self.prompts: list[str] = []

    def line(self, prompt: str, ended: Any, *, is_secret: bool) -> str | None:
        self.was_secret.append(is_secret)
        self.prompts.append(prompt)
        return self._line


def test_a_value_is_asked_for_at_the_keyboard() -> None:
    keyboard = Typing("123456")

    answer = Terminal(keyboard, lambda url: True).ask(Message("One-time password"), CancelToken(), is_secret=True)

    assert answer == "123456"
    assert keyboard.was_secret == [True]
    assert keyboard.prompts == ["One-time password: "]


def test_nobody_is_asked_where_input_or_errors_lead_elsewhere() -> None:
    person = person_at(io.StringIO("line\n"), io.StringIO())

    assert person.ask(Message("Password"), CancelToken(), is_secret=True) is None
    assert person.browse("https://id.example/") is False


def test_without_streams_nobody_is_there() -> None:
    assert person_at(None, None).ask(Message("Password"), CancelToken(), is_secret=True) is None


def test_a_code_is_shown_even_in_a_log(capsys: pytest.CaptureFixture[str]) -> None:
    Terminal(None, lambda url: True).show(Message("Enter the code."), "https://id.example/d", "AB-CD", CancelToken())

    assert capsys.readouterr() == ("", "Enter the code.\n  https://id.example/d\n  AB-CD\n")


def test_the_address_is_printed_since_a_browser_may_not_come_up(capsys: pytest.CaptureFixture[str]) -> None:
    opened: list[str] = []

    is_open = Terminal(Typing(None), opened.append).browse("https://id.example/authorize?x=1")  # type: ignore[arg-type]

    assert is_open
    assert opened == ["https://id.example/authorize?x=1"]
    assert "https://id.example/authorize?x=1" in capsys.readouterr().err


# A real terminal ------------------------------------------------------------------------------------------------------


class Provider(ThreadingHTTPServer):
    """A token service that is also the model."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[dict[str, str]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: Provider

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.asked.append(dict(parse_qsl(body)))
        self._answer(b'{"access_token": "canary-token", "token_type": "Bearer"}')

    def do_GET(self) -> None:
        self._answer(self.headers.get("Authorization", "nothing").encode())

    def _answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name is the base class's
        pass


@pytest.fixture
def provider() -> Iterator[Provider]:
    server = Provider()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, name="provider")
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def signing_in(provider: Provider, tmp_path: Path, repository: Path) -> Iterator[Any]:
    """Start `modelpost send` at a terminal, with a request for which somebody must sign in."""
    file = tmp_path / "ask.yml"
    file.write_text(
        f"info:\n  name: Ask\n  type: http\nhttp:\n  method: GET\n  url: {provider.url}/\n"
        f"  auth:\n    type: oauth2\n    flow: authorization_code\n    authorizationUrl: https://id.example/authorize\n"
        f"    accessTokenUrl: {provider.url}/token\n    callbackUrl: https://app.example/callback\n"
        "    credentials:\n      clientId: me\n",
        "utf-8",
    )
    ours, theirs = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "modelpost", "send", str(file)],
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=theirs,
        env={**os.environ, "PYTHONPATH": str(repository / "app")},
    )
    yield process, ours, theirs
    process.kill()
    process.communicate()
    os.close(ours)
    os.close(theirs)


def read_until(terminal: int, words: bytes) -> str:
    told = b""
    while words not in told:
        told += os.read(terminal, 4096)
    return told.decode()


def has_echo(terminal: int) -> bool:
    return bool(termios.tcgetattr(terminal)[3] & termios.ECHO)


def test_the_address_after_signing_in_is_typed_unseen(signing_in: Any, provider: Provider) -> None:
    process, ours, theirs = signing_in
    told = read_until(ours, b"after signing in: ")
    url = next(word for word in told.split() if word.startswith("https://id.example/authorize"))
    asked = dict(parse_qsl(urlsplit(url).query))
    assert not has_echo(theirs)

    os.write(ours, f"{asked['redirect_uri']}?code=canary-code&state={asked['state']}\n".encode())
    output, _ = process.communicate(timeout=PATIENCE)

    assert (process.returncode, output) == (0, b"Bearer canary-token")
    assert provider.asked[0]["code"] == "canary-code"
    assert has_echo(theirs)


def test_ctrl_c_ends_the_question_and_leaves_the_echo_on(signing_in: Any) -> None:
    process, ours, theirs = signing_in
    read_until(ours, b"after signing in: ")

    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=PATIENCE)

    assert (process.returncode, output) == (130, b"")
    assert has_echo(theirs)
