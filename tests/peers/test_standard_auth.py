"""Standard auth schemes against programs that we did not write: a provider of OAuth 2.0, httpbin, and botocore."""

import base64
import json
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from environments import served

import modelpost.auth
import modelpost.bodies
from modelpost.auth.api import AuthScheme
from modelpost.bodies.api import BodyPlugin
from modelpost.core.events import Event, Finished, Noted
from modelpost.core.registry import Registry
from modelpost.core.resolved import FileContent, NoContent, ResolvedAuth, ResolvedRequest, SendOptions, TextContent
from modelpost.core.text import Message
from modelpost.net.cancel import CancelToken
from modelpost.net.engine import Engine
from modelpost.store.clock import SystemRandomness
from modelpost.store.files import LocalFiles
from modelpost.store.spools import BodySpools

pytestmark = pytest.mark.peers

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def provider(peer_python: Callable[[str], Path]) -> Iterator[str]:
    with served(peer_python("oauth_provider"), "oauth_provider.py") as url:
        yield url


class Wristwatch:
    """A clock that can be put forward."""

    ahead = 0.0

    def monotonic(self) -> float:
        return time.perf_counter()

    def now(self) -> float:
        return time.time() + self.ahead


class Ada:
    """Follows every redirect with a browser of her own, and enters every code."""

    def __init__(self) -> None:
        self.provider = ""

    def ask(self, label: Message, ended: Any, *, is_secret: bool) -> None:
        return None

    def show(self, message: Message, url: str, code: str, ended: Any) -> None:
        urlopen(f"{self.provider}/approve/{code}").read()  # loopback

    def done(self, ended: Any) -> None:
        """There is nothing to take away."""

    def browse(self, url: str) -> bool:
        threading.Thread(target=_follow, args=(url,), daemon=True).start()
        return True


def _follow(url: str) -> None:
    cookies: dict[str, str] = {}
    while url:
        parts = urlsplit(url)
        browser = HTTPConnection(parts.netloc)
        jar = "; ".join(f"{name}={value}" for name, value in cookies.items())
        browser.request("GET", f"{parts.path}?{parts.query}", headers={"Cookie": jar})
        answer = browser.getresponse()
        for line in answer.msg.get_all("Set-Cookie", []):
            name, _, value = line.partition(";")[0].partition("=")
            cookies[name] = value
        url = answer.headers.get("Location") or ""
        browser.close()


class Sender:
    """The engine as the program builds it."""

    def __init__(self, folder: Path) -> None:
        self.clock, self.person = Wristwatch(), Ada()
        self._spools = BodySpools(folder)
        self._bugs: list[BaseException] = []
        self._engine = Engine(
            files=LocalFiles(),
            spools=self._spools,
            clock=self.clock,
            randomness=SystemRandomness(),
            auth=Registry[AuthScheme].discover(modelpost.auth),
            bodies=Registry[BodyPlugin].discover(modelpost.bodies),
            user_agent="Modelpost/test",
            report=self._bugs.append,
            person=self.person,
        )

    def send(self, request: ResolvedRequest) -> tuple[int, str, list[Event]]:
        events = list(self._engine.exchange(request, SendOptions(), CancelToken()))
        assert not self._bugs
        finished = events[-1]
        assert isinstance(finished, Finished), finished
        return finished.response.status, b"".join(self._spools.chunks(finished.response.body)).decode(), events

    def close(self) -> None:
        self._engine.close()
        self._spools.close()


@pytest.fixture
def sender(tmp_path: Path) -> Iterator[Sender]:
    made = Sender(tmp_path / "spools")
    yield made
    made.close()


# OAuth 2.0 ------------------------------------------------------------------------------------------------------------


GRANTS: dict[str, tuple[dict[str, str], str]] = {
    "client_credentials": ({"clientId": "client-credentials", "clientSecret": "sesame+1"}, "a program"),
    "password": (
        {"clientId": "password", "clientSecret": "sesame+1", "username": "ada", "password": "lovelace-1815"},
        "ada",
    ),
    "authorization_code": ({"clientId": "authorization-code"}, "ada"),
    "device_code": ({"clientId": "device_code"}, "ada"),
}


def request_to(provider: str, grant: str, **more: str) -> ResolvedRequest:
    values = {
        "grant": grant,
        "authorizationUrl": f"{provider}/o/authorize/",
        "deviceUrl": f"{provider}/o/device-authorization/",
        "accessTokenUrl": f"{provider}/o/token/",
        "scope": "read",
        **GRANTS[grant][0],
        **more,
    }
    return ResolvedRequest("GET", f"{provider}/model", auth=ResolvedAuth("oauth2", tuple(values.items())))


@pytest.mark.parametrize("grant", GRANTS)
def test_each_grant_gets_a_token_that_the_service_takes(sender: Sender, provider: str, grant: str) -> None:
    sender.person.provider = provider

    status, body, _ = sender.send(request_to(provider, grant))

    assert (status, body) == (200, GRANTS[grant][1])


@pytest.mark.parametrize("placement", ["basic_auth_header", "body"])
def test_the_client_is_known_in_the_header_and_in_the_body(sender: Sender, provider: str, placement: str) -> None:
    status, _, _ = sender.send(request_to(provider, "client_credentials", credentialsPlacement=placement))

    assert status == 200


@pytest.mark.parametrize("grant", ["password", "authorization_code", "device_code"])
def test_an_expired_token_is_refreshed_without_anybody(sender: Sender, provider: str, grant: str) -> None:
    sender.person.provider = provider
    sender.send(request_to(provider, grant))
    sender.clock.ahead = 3600

    status, body, events = sender.send(request_to(provider, grant))

    assert (status, body) == (200, "ada")
    assert not [event for event in events if isinstance(event, Noted) and "browser" in str(event.message)]


def test_a_wrong_secret_is_told_as_the_service_says_it(sender: Sender, provider: str) -> None:
    request = request_to(provider, "client_credentials", clientSecret="wrong-secret")

    *_, failed = sender._engine.exchange(request, SendOptions(), CancelToken())

    assert failed.failure.place == "auth.clientSecret"
    assert "invalid_client" in str(failed.failure.summary)


# Digest ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("qop", ["auth", "auth-int"])
@pytest.mark.parametrize("algorithm", ["MD5", "SHA-256"])
def test_httpbin_lets_us_in(sender: Sender, httpbin: str, qop: str, algorithm: str) -> None:
    auth = ResolvedAuth("digest", (("username", "ada"), ("password", "lovelace-1815")))

    status, body, _ = sender.send(
        ResolvedRequest("GET", f"{httpbin}/digest-auth/{qop}/ada/lovelace-1815/{algorithm}", auth=auth)
    )

    assert status == 200
    assert json.loads(body)["user"] == "ada"


# AWS Signature V4 -----------------------------------------------------------------------------------------------------


class Recorder(ThreadingHTTPServer):
    """Answers everything, and keeps what arrived."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Recording)
        self.received: list[dict[str, Any]] = []


class Recording(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    server: Recorder

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.received.append(
            {
                "method": self.command,
                "url": f"http://{self.headers['Host']}{self.path}",
                "headers": list(self.headers.items()),
                "body": base64.b64encode(body).decode(),
            }
        )
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name is the base class's
        pass


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    server = Recorder()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def test_botocore_comes_to_the_same_signature_from_what_arrived(
    sender: Sender, recorder: Recorder, peer_python: Callable[[str], Path], tmp_path: Path
) -> None:
    picture = tmp_path / "picture.bin"
    picture.write_bytes(bytes(range(256)) * 300)
    contents = (NoContent(), TextContent('{"text": "秋风起"}', "application/json"), FileContent(str(picture)))
    targets = ("/", "/endpoints/a-b/invocations?x=1&b=2&a=%20%2B&empty=&b=1", "/%E8%8A%B1/a%20b//c/../d")
    key, secret = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
    asked = []
    for service in ("sagemaker", "s3"):
        for session in ("", "canary-session"):
            for target in targets:
                for content in contents:
                    values = {
                        "accessKeyId": key,
                        "secretAccessKey": secret,
                        "sessionToken": session,
                        "region": "eu-west-1",
                        "service": service,
                    }
                    method = "GET" if isinstance(content, NoContent) else "POST"
                    url = f"http://127.0.0.1:{recorder.server_address[1]}{target}"
                    sender.send(
                        ResolvedRequest(method, url, content=content, auth=ResolvedAuth("awsv4", tuple(values.items())))
                    )
                    asked.append(
                        {"key": key, "secret": secret, "session": session, "region": "eu-west-1", "service": service}
                    )

    sent = [dict(each["headers"])["Authorization"] for each in recorder.received]
    questions = [
        {**received, **question, "signed": header.partition("SignedHeaders=")[2].partition(",")[0]}
        for received, question, header in zip(recorder.received, asked, sent, strict=True)
    ]
    done = subprocess.run(
        [str(peer_python("aws_signer")), str(HERE / "aws_signer.py")],
        input=json.dumps(questions),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    assert [header.rpartition("Signature=")[2] for header in sent] == json.loads(done.stdout)
    assert len(sent) == 36
