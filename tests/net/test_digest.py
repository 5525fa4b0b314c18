"""Digest against a small server that checks what it is sent."""

import hashlib
from pathlib import Path
from typing import Any

import pytest

from modelpost.core.challenges import challenges
from modelpost.core.events import Challenged
from modelpost.core.resolved import (
    FilePart,
    MultipartContent,
    ResolvedAuth,
    ResolvedRequest,
    TextContent,
    TextPart,
)

PASSWORD = "canary-open-sesame"
AUTH = ResolvedAuth("digest", (("username", "ada"), ("password", PASSWORD)))
OFFER = 'Digest realm="lab", nonce="{nonce}", qop="{qop}", algorithm={algorithm}, opaque="o"{more}'


class DigestServer:
    """Lets in whoever answers its challenge; a nonce is good for `uses` requests."""

    def __init__(self, algorithm: str = "SHA-256", qop: str = "auth", uses: int = 99, status: int = 200) -> None:
        self._algorithm, self._qop, self._uses = algorithm, qop, uses
        self._answer = f"{status} OK"
        self._nonces = 0
        self._used = 0

    def __call__(self, peer: Any) -> None:
        while True:
            request = peer.request()
            stale = ""
            found = challenges([request.value("Authorization") or ""])
            if found:
                sent = dict(found[0].parameters)
                is_right = sent["response"] == self._expected(request, sent)
                if is_right and sent["nonce"] == f"n{self._nonces}" and self._used < self._uses:
                    self._used += 1
                    assert sent.get("nc", f"{self._used:08x}") == f"{self._used:08x}"
                    peer.answer(b"welcome", self._answer)
                    continue
                stale = ", stale=true" if is_right else ""
            self._nonces, self._used = self._nonces + 1, 0
            offer = OFFER.format(nonce=f"n{self._nonces}", qop=self._qop, algorithm=self._algorithm, more=stale)
            peer.answer(b"who?", "401 Unauthorized", f"WWW-Authenticate: {offer}\r\n")

    def _expected(self, request: Any, sent: dict[str, str]) -> str:
        assert sent["uri"] == request.target
        assert sent["opaque"] == "o"
        key = self._hash(f"ada:lab:{PASSWORD}".encode())
        asked = f"{request.method}:{request.target}"
        if sent.get("qop") == "auth-int":
            asked += f":{self._hash(request.body)}"
        middle = f"{sent['nc']}:{sent['cnonce']}:{sent['qop']}:" if sent.get("qop") else ""
        return self._hash(f"{key}:{sent['nonce']}:{middle}{self._hash(asked.encode())}".encode())

    def _hash(self, content: bytes) -> str:
        return hashlib.new({"SHA-256": "sha256", "MD5": "md5"}[self._algorithm], content).hexdigest()


@pytest.mark.parametrize("algorithm", ["MD5", "SHA-256"])
@pytest.mark.parametrize("qop", ["auth", "auth-int", ""])
def test_a_challenge_is_answered_and_the_body_sent_again_whole(
    serve: Any, laboratory: Any, algorithm: str, qop: str
) -> None:
    service = serve(DigestServer(algorithm, qop))
    request = ResolvedRequest(
        "POST",
        f"{service.url}/models/%E8%8A%B1?a=1&b=2",
        content=TextContent('{"a": 1}', "application/json"),
        auth=AUTH,
    )

    events = laboratory.send(request)

    assert events[-1].response.status == 200
    assert [received.body for received in service.received] == [b'{"a": 1}', b'{"a": 1}']
    assert [event.status for event in events if isinstance(event, Challenged)] == [401]
    assert PASSWORD not in repr(events)


def test_files_of_a_form_are_read_and_sent_again(serve: Any, laboratory: Any, tmp_path: Path) -> None:
    service = serve(DigestServer(qop="auth-int"))
    file = tmp_path / "flower.bin"
    file.write_bytes(bytes(range(256)) * 999)
    content = MultipartContent((TextPart("a", "b"), FilePart("image", str(file), "flower.bin")))

    *_, finished = laboratory.send(ResolvedRequest("POST", service.url, content=content, auth=AUTH))

    assert finished.response.status == 200
    assert service.received[0].body == service.received[1].body
    assert file.read_bytes() in service.received[1].body


def test_the_next_request_answers_at_once_and_counts(serve: Any, laboratory: Any) -> None:
    service = serve(DigestServer())
    request = ResolvedRequest("GET", service.url, auth=AUTH)

    statuses = [laboratory.send(request)[-1].response.status for _ in range(3)]

    assert statuses == [200, 200, 200]
    assert len(service.received) == 4


def test_a_stale_nonce_is_replaced_without_a_word(serve: Any, laboratory: Any) -> None:
    service = serve(DigestServer(uses=1))
    request = ResolvedRequest("GET", service.url, auth=AUTH)
    laboratory.send(request)

    *_, finished = laboratory.send(request)

    assert finished.response.status == 200
    assert len(service.received) == 4


def test_a_nonce_that_is_stale_at_once_gets_one_more_try(serve: Any, laboratory: Any) -> None:
    service = serve(DigestServer(uses=0))

    *_, finished = laboratory.send(ResolvedRequest("GET", service.url, auth=AUTH))

    assert finished.response.status == 401
    assert len(service.received) == 3


def test_a_wrong_password_is_sent_once(serve: Any, laboratory: Any) -> None:
    service = serve(DigestServer())
    auth = ResolvedAuth("digest", (("username", "ada"), ("password", "canary-wrong")))

    *_, finished = laboratory.send(ResolvedRequest("GET", service.url, auth=auth))

    assert finished.response.status == 401
    assert len(service.received) == 2


def test_a_redirect_on_the_same_server_is_answered_for_its_own_address(serve: Any, laboratory: Any) -> None:
    answering = DigestServer()

    def script(peer: Any) -> None:
        first = peer.request()
        assert first.target == "/old"
        peer.redirect("/new")
        answering(peer)

    service = serve(script)

    *_, finished = laboratory.send(ResolvedRequest("GET", f"{service.url}/old", auth=AUTH))

    assert finished.response.status == 200
    assert [received.target for received in service.received] == ["/old", "/new", "/new"]


def test_another_server_is_told_nothing(serve: Any, laboratory: Any) -> None:
    def stranger(peer: Any) -> None:
        peer.request()
        peer.answer(b"who?", "401 Unauthorized", 'WWW-Authenticate: Digest realm="lab", nonce="n", qop="auth"\r\n')

    elsewhere = serve(stranger)
    service = serve(lambda peer: (peer.request(), peer.redirect(f"{elsewhere.url}/")))

    *_, finished = laboratory.send(ResolvedRequest("GET", service.url, auth=AUTH))

    assert finished.response.status == 401
    assert [received.value("Authorization") for received in elsewhere.received] == [None]


def test_a_redirect_after_the_challenge_counts_on(serve: Any, laboratory: Any) -> None:
    answering = DigestServer()

    class Redirecting:
        """Hands its peer on, and redirects what is let in at /old."""

        def __init__(self, peer: Any) -> None:
            self._peer = peer

        def request(self) -> Any:
            self._request = self._peer.request()
            return self._request

        def answer(self, body: bytes, status: str, headers: str = "") -> None:
            if self._request.target == "/old" and status.startswith("200"):
                self._peer.redirect("/new", 307)
            else:
                self._peer.answer(body, status, headers)

    service = serve(lambda peer: answering(Redirecting(peer)))

    *_, finished = laboratory.send(ResolvedRequest("GET", f"{service.url}/old", auth=AUTH))

    assert finished.response.status == 200
    assert [received.target for received in service.received] == ["/old", "/old", "/new"]
