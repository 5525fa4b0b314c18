"""The vendor's own signer comes to the same signature from the bytes that arrived at a server."""

import base64
import json
import re
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import modelpost.auth
import modelpost.bodies
from modelpost.auth.api import AuthScheme
from modelpost.bodies.api import BodyPlugin
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
from modelpost.net.engine import Engine
from modelpost.store.clock import SystemClock, SystemRandomness
from modelpost.store.files import LocalFiles
from modelpost.store.spools import BodySpools

pytestmark = pytest.mark.peers

KEY, SECRET = "AKEXAMPLE0123456789", "SkExample/+abcdefghijklmnopqrstuvwxyz0123"
SIGNER = Path(__file__).with_name("vendor_signer.py")
TEXT = TextContent('{"text": "秋风起兰舟 — café"}', "application/json")
PATHS = (
    "/v1/infers/eb3e0c54-3dfa-4750-af0c-95c45e5d3e83",
    "/v1/infers/7/predictions/poetry/",
    "/",
    "/v1/a%20b/%E4%B8%AD%E6%96%87/x~y/(1)+2/k:v@w",
    "/v1/search?q=%E5%9B%BE%E5%83%8F%20%E5%88%86&tag=a%2Bb%26c%3Dd&plus=1+2&tilde=~x&star=*&slash=a%2Fb",
    "/v1/list?flag&empty=&z=1&b=2&a=1&b=1&A=0",
)


class Recorder:
    """Answers everything, and keeps the bytes of each request."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.authority = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self.requests: list[bytes] = []
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)

    def _serve(self) -> None:
        while True:
            try:
                connected, _ = self._listener.accept()
            except OSError:
                return
            with connected:
                self.requests.append(_whole_request(connected))
                connected.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")


def _whole_request(connected: socket.socket) -> bytes:
    received = b""
    while b"\r\n\r\n" not in received:
        received += connected.recv(65_536)
    head, _, body = received.partition(b"\r\n\r\n")
    length = re.search(rb"Content-Length: (\d+)", head)
    while length is not None and len(body) < int(length[1]):
        body += connected.recv(65_536)
    return head + b"\r\n\r\n" + body


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    recorder = Recorder()
    yield recorder
    recorder.close()


@pytest.fixture
def send(tmp_path: Path, recorder: Recorder) -> Iterator[Callable[[str, str, Content, dict[str, str]], None]]:
    spools = BodySpools(tmp_path / "spools")
    engine = Engine(
        files=LocalFiles(),
        spools=spools,
        clock=SystemClock(),
        randomness=SystemRandomness(),
        auth=Registry[AuthScheme].discover(modelpost.auth),
        bodies=Registry[BodyPlugin].discover(modelpost.bodies),
        user_agent="Modelpost/test",
        report=lambda error: None,
    )

    def run(method: str, path: str, content: Content, values: dict[str, str]) -> None:
        auth = ResolvedAuth("ak-sk", tuple({"access_key": KEY, "secret_key": SECRET, **values}.items()))
        request = ResolvedRequest(method, f"http://{recorder.authority}{path}", content=content, auth=auth)
        *_, finished = engine.exchange(request, SendOptions(), CancelToken())
        assert finished.response.status == 200  # type: ignore[union-attr]  # anything else fails the test as well

    yield run
    engine.close()


def as_recorded(raw: bytes) -> dict[str, Any]:
    head, _, body = raw.partition(b"\r\n\r\n")
    line, *fields = head.decode().split("\r\n")
    method, target, _ = line.split(" ")
    headers = [tuple(field.split(": ", 1)) for field in fields]
    authorization = next(value for name, value in headers if name == "Authorization")
    return {
        "method": method,
        "target": target,
        "host": dict(headers)["Host"],
        "headers": [pair for pair in headers if pair[0] != "Authorization"],
        "signed": authorization.partition("SignedHeaders=")[2].partition(",")[0],
        "body": base64.b64encode(body).decode(),
        "key": KEY,
        "secret": SECRET,
        "authorization": authorization,
    }


def test_the_vendor_signs_what_arrived_as_we_did(
    send: Any, recorder: Recorder, peer_python: Callable[[str], Path], tmp_path: Path
) -> None:
    picture = tmp_path / "rose.png"
    picture.write_bytes(bytes(range(256)) * 40)
    form = MultipartContent((FilePart("images", str(picture), "玫瑰.png"), TextPart("top", "3")))
    for path in PATHS:
        send("GET", path, NoContent(), {})
        send("POST", path, TEXT, {"project_id": "0605767a9980d5762f8ac01e51ecb1cd"})
        send("POST", path, form, {"security_token": "gAAAAABexample-security-token+/=="})
    send("PUT", PATHS[0], FileContent(str(picture)), {"stage": ""})
    send("POST", PATHS[0], FormContent((("a", "b c"), ("ä", "&"))), {})
    recorded = [as_recorded(raw) for raw in recorder.requests]

    done = subprocess.run(
        [str(peer_python("huawei_signer")), str(SIGNER)],
        input=json.dumps(recorded),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [request["authorization"] for request in recorded]
    assert len(recorded) == 3 * len(PATHS) + 2
