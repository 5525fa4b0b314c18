"""What httpbin says that it was sent, and how we take what it answers."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import modelpost.auth
import modelpost.bodies
from modelpost.auth.api import AuthScheme
from modelpost.bodies.api import BodyPlugin
from modelpost.core.events import Failed, Finished, Redirected
from modelpost.core.failures import FailureKind
from modelpost.core.headers import HeaderList
from modelpost.core.registry import Registry
from modelpost.core.resolved import (
    Content,
    FileContent,
    FilePart,
    FormContent,
    MultipartContent,
    NoContent,
    ResolvedAuth,
    ResolvedRequest,
    SendOptions,
    TextContent,
    TextPart,
)
from modelpost.net.cancel import CancelToken
from modelpost.net.decode import decoded
from modelpost.net.engine import Engine
from modelpost.store.clock import SystemClock, SystemRandomness
from modelpost.store.files import LocalFiles
from modelpost.store.spools import BodySpools

pytestmark = pytest.mark.peers

CANARY = "canary-0123456789abcdef"
PLAIN = SendOptions()


class Client:
    """The engine as the program builds it, and what its last answer was."""

    def __init__(self, folder: Path, address: str) -> None:
        self.address = address
        self.bugs: list[BaseException] = []
        self.events: list[Any] = []
        self._spools = BodySpools(folder)
        self._engine = Engine(
            files=LocalFiles(),
            spools=self._spools,
            clock=SystemClock(),
            randomness=SystemRandomness(),
            auth=Registry[AuthScheme].discover(modelpost.auth),
            bodies=Registry[BodyPlugin].discover(modelpost.bodies),
            user_agent="Modelpost/test",
            report=self.bugs.append,
        )

    def send(self, method: str, path: str, options: SendOptions = PLAIN, **parts: Any) -> Any:
        """Send, and return the last event."""
        request = ResolvedRequest(method, f"{self.address}{path}", **parts)
        self.events = list(self._engine.exchange(request, options, CancelToken()))
        return self.events[-1]

    def content(self, method: str, path: str, options: SendOptions = PLAIN, **parts: Any) -> bytes:
        """Send, and return the answer's body, unpacked."""
        finished = self.send(method, path, options, **parts)
        assert isinstance(finished, Finished), finished
        response = finished.response
        coding = response.headers.first("Content-Encoding")
        return b"".join(decoded(self._spools.chunks(response.body), (coding,) if coding else ()))

    def told(self, method: str, path: str, options: SendOptions = PLAIN, **parts: Any) -> Any:
        """Send, and return what httpbin says."""
        return json.loads(self.content(method, path, options, **parts))

    def close(self) -> None:
        self._engine.close()
        self._spools.close()


@pytest.fixture
def client(tmp_path: Path, httpbin: str) -> Iterator[Client]:
    made = Client(tmp_path / "spools", httpbin)
    yield made
    made.close()
    assert made.bugs == []


# What arrives ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_a_method_and_its_query_arrive(client: Client, method: str) -> None:
    told = client.told(method, "/anything/a%20b/%E8%8A%B1?x=1&x=2&empty=&plus=a%2Bb")

    assert told["method"] == method
    assert told["args"] == {"x": ["1", "2"], "empty": "", "plus": "a+b"}
    assert told["url"] == f"{client.address}/anything/a%20b/花?x=1&x=2&empty=&plus=a%2Bb"


def test_headers_arrive(client: Client) -> None:
    told = client.told("GET", "/headers", headers=HeaderList.of([("X-One", "1"), ("X-Zwei", "Löwe"), ("X-One", "2")]))

    assert told["headers"]["X-One"] == "1,2"
    assert told["headers"]["X-Zwei"].encode("latin-1").decode() == "Löwe"
    assert told["headers"]["User-Agent"] == "Modelpost/test"


CONTENTS: dict[str, tuple[Content, dict[str, Any]]] = {
    "nothing": (NoContent(), {"data": "", "form": {}, "files": {}}),
    "json": (
        TextContent('{"text": "秋风起", "n": 1.50}', "application/json"),
        {"json": {"text": "秋风起", "n": 1.5}, "data": '{"text": "秋风起", "n": 1.50}'},
    ),
    "text": (TextContent("plain ä", "text/plain"), {"data": "plain ä"}),
    "form": (FormContent((("a", "b c"), ("a", "&="), ("ä", "花"))), {"form": {"a": ["b c", "&="], "ä": "花"}}),
    "form-data of texts": (
        MultipartContent((TextPart("a", "b c"), TextPart("ä", "花"))),
        {"form": {"a": "b c", "ä": "花"}, "files": {}},
    ),
}


@pytest.mark.parametrize("name", CONTENTS)
def test_a_body_arrives(client: Client, name: str) -> None:
    content, expected = CONTENTS[name]

    told = client.told("POST", "/anything", content=content)

    assert {key: told[key] for key in expected} == expected


def test_files_arrive_within_form_data_and_alone(client: Client, tmp_path: Path) -> None:
    picture = tmp_path / "花.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    parts = (FilePart("images", str(picture), "花.png"), FilePart("mask", str(picture), "m.png"), TextPart("k", "v"))

    within = client.told("POST", "/anything", content=MultipartContent(parts))
    alone = client.told("POST", "/anything", content=FileContent(str(picture)))

    uris = {name: base64.b64decode(uri.partition("base64,")[2]) for name, uri in within["files"].items()}
    assert uris == {"images": picture.read_bytes(), "mask": picture.read_bytes()}
    assert within["form"] == {"k": "v"}
    assert base64.b64decode(alone["data"].partition("base64,")[2]) == picture.read_bytes()


# Who is let in --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/basic-auth/ada/lovelace-1815", "/hidden-basic-auth/ada/lovelace-1815"])
def test_basic_credentials_let_us_in(client: Client, path: str) -> None:
    auth = ResolvedAuth("basic", (("username", "ada"), ("password", "lovelace-1815")))

    assert client.told("GET", path, auth=auth)["user"] == "ada"


def test_a_bearer_token_lets_us_in(client: Client) -> None:
    assert client.told("GET", "/bearer", auth=ResolvedAuth("bearer", (("token", CANARY),)))["token"] == CANARY


def test_wrong_credentials_are_an_answer(client: Client) -> None:
    auth = ResolvedAuth("basic", (("username", "ada"), ("password", "wrong-password")))

    assert client.send("GET", "/basic-auth/ada/lovelace-1815", auth=auth).response.status == 401


# Where it leads -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["redirect", "relative-redirect", "absolute-redirect"])
def test_redirects_are_followed_one_by_one(client: Client, kind: str) -> None:
    told = client.told("GET", f"/{kind}/3")

    assert told["url"] == f"{client.address}/get"
    assert sum(isinstance(event, Redirected) for event in client.events) == 3


@pytest.mark.parametrize(
    ("status", "method", "data"),
    [(301, "GET", ""), (302, "GET", ""), (303, "GET", ""), (307, "POST", "kept"), (308, "POST", "kept")],
)
def test_a_method_goes_on_by_the_rules(client: Client, status: int, method: str, data: str) -> None:
    path = f"/redirect-to?url=/anything&status_code={status}"

    told = client.told("POST", path, content=TextContent("kept", "text/plain"))

    assert (told["method"], told["data"]) == (method, data)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_token_is_not_told_to_another_origin(client: Client, status: int) -> None:
    elsewhere = client.address.replace("127.0.0.1", "localhost")
    path = f"/redirect-to?url={elsewhere}/anything&status_code={status}"
    headers = HeaderList.of([("X-Auth-Token", CANARY), ("X-Kept", "yes")])

    told = client.told("POST", path, headers=headers, auth=ResolvedAuth("bearer", (("token", CANARY),)))

    assert CANARY not in json.dumps(told)
    assert told["headers"]["X-Kept"] == "yes"


def test_cookies_are_kept_and_sent_back(client: Client) -> None:
    told = client.told("GET", "/cookies/set?flavour=ginger")

    assert told["cookies"] == {"flavour": "ginger"}
    assert client.told("GET", "/cookies")["cookies"] == {"flavour": "ginger"}
    assert client.told("GET", "/cookies/delete?flavour")["cookies"] == {}


# What comes back ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "key"),
    [("/gzip", "gzipped"), ("/deflate", "deflated"), ("/brotli", "brotli")],
    ids=["gzip", "deflate", "br"],
)
def test_what_is_packed_is_unpacked(client: Client, path: str, key: str) -> None:
    assert client.told("GET", path)[key] is True


@pytest.mark.parametrize("status", [200, 201, 204, 304, 400, 404, 418, 429, 500, 503, 599])
def test_any_status_is_an_answer(client: Client, status: int) -> None:
    assert client.send("GET", f"/status/{status}").response.status == status


def test_text_of_all_the_world_arrives_whole(client: Client) -> None:
    assert "∮ E⋅da = Q" in client.content("GET", "/encoding/utf8").decode()


def test_an_answer_to_head_has_no_body(client: Client) -> None:
    assert client.content("HEAD", "/get") == b""


def test_lines_of_json_come_as_they_are_sent(client: Client) -> None:
    lines = client.content("GET", "/stream/20").splitlines()

    assert [json.loads(line)["id"] for line in lines] == list(range(20))


def test_bytes_that_drip_arrive_whole(client: Client) -> None:
    assert client.content("GET", "/drip?numbytes=5&duration=1&delay=0") == b"*****"


def test_an_answer_that_takes_too_long_is_given_up(client: Client) -> None:
    failed = client.send("GET", "/delay/2", SendOptions(read_timeout=0.3))

    assert isinstance(failed, Failed)
    assert failed.failure.kind is FailureKind.TIMEOUT_READ


def test_a_range_is_what_was_asked_for(client: Client) -> None:
    content = client.content("GET", "/range/1024", headers=HeaderList.of([("Range", "bytes=100-109")]))

    assert (len(content), client.events[-1].response.status) == (10, 206)
