"""Digest: the examples of its standard, and which challenge is answered how."""

import hashlib
from typing import Any

import pytest

from modelpost.auth.api import Refused, Remember, Reply, Surroundings
from modelpost.auth.digest import PLUGIN
from modelpost.core.challenges import challenges
from modelpost.core.headers import HeaderList
from modelpost.core.resolved import FileContent, FileSlice, Payload, ResolvedRequest
from modelpost.core.response import Response
from modelpost.core.tokens import Token
from modelpost.store.clock import SystemClock

MUFASA = {"username": "Mufasa", "password": "Circle of Life"}
REQUEST = ResolvedRequest("GET", "http://www.example.org/dir/index.html")
MD5 = (
    'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=MD5, '
    'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
)
SHA256 = MD5.replace("algorithm=MD5", "algorithm=SHA-256")
SHA512 = (
    'Digest realm="api@example.org", qop="auth", algorithm=SHA-512-256, '
    'nonce="5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK", opaque="HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS", '
    "charset=UTF-8, userhash=true"
)


class Chance:
    """Says what it is told to say."""

    def __init__(self, text: str) -> None:
        self._text = text

    def token(self, length: int) -> str:
        return self._text


def around(cnonce: str = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ") -> Surroundings:
    return Surroundings(SystemClock(), Chance(cnonce), digest_of)


def digest_of(payload: Payload) -> str:
    return hashlib.sha256(b"".join(p if isinstance(p, bytes) else b"file" for p in payload.segments)).hexdigest()


def refusal(*headers: str) -> Reply:
    fields = HeaderList.of(("WWW-Authenticate", value) for value in headers)
    return Reply(Response(401, "Unauthorized", "HTTP/1.1", fields))


def answered(
    values: dict[str, str],
    *headers: str,
    request: ResolvedRequest = REQUEST,
    payload: Payload = Payload(),  # noqa: B008  # a value
    chance: Surroundings | None = None,
) -> dict[str, str]:
    """Return what is sent in answer to a challenge, by name."""
    flow = PLUGIN.challenged(values, request, refusal(*headers), chance or around())
    assert flow is not None
    better = ended(flow)
    signed = PLUGIN.sign(values, better, payload, chance or around()).request
    (challenge,) = challenges([signed.headers.first("Authorization")])
    return dict(challenge.parameters)


def ended(flow: Any) -> Any:
    """Answer every step with nothing, and return what the flow returns."""
    reply: Any = None
    try:
        while True:
            flow.send(reply)
            reply = Reply()
    except StopIteration as end:
        return end.value


@pytest.mark.parametrize(
    ("challenge", "response"),
    [
        (MD5, "8ca523f5e9506fed4657c9700eebdbec"),
        (SHA256, "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ],
)
def test_the_first_example_of_the_standard(challenge: str, response: str) -> None:
    sent = answered(MUFASA, challenge)  # RFC 7616, section 3.9.1

    assert sent["response"] == response
    assert (sent["uri"], sent["nc"], sent["qop"]) == ("/dir/index.html", "00000001", "auth")
    assert sent["opaque"] == "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"


def test_the_second_example_of_the_standard_as_its_erratum_4897_mends_it() -> None:
    values = {"username": "J\u00e4s\u00f8n Doe", "password": "Secret, or not?"}
    request = ResolvedRequest("GET", "http://api.example.org/doe.json")

    sent = answered(
        values, SHA512, request=request, chance=around("NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v")
    )  # RFC 7616, section 3.9.2

    assert sent["username"] == "793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b"
    assert sent["response"] == "3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5"
    assert sent["userhash"] == "true"


def test_the_example_of_the_older_standard() -> None:
    values = {"username": "Mufasa", "password": "Circle Of Life"}
    challenge = 'Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", qop="auth,auth-int"'

    sent = answered(values, challenge, chance=around("0a4f113b"))  # RFC 2617, section 3.5

    assert sent["response"] == "6629fae49393a05397450978507c4ef1"
    assert "algorithm" not in sent


def test_a_server_without_quality_of_protection_gets_the_oldest_form() -> None:
    values = {"username": "Mufasa", "password": "CircleOfLife"}
    challenge = 'Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"'

    sent = answered(values, challenge)  # RFC 2069, section 2.4, with the erratum of 2617

    assert sent["response"] == "1949323746fe6a43ef61f9606e7febea"
    assert {"nc", "qop", "cnonce"}.isdisjoint(sent)


def test_a_session_key_holds_the_nonces() -> None:
    sent = answered(MUFASA, MD5.replace("MD5", "MD5-sess"), chance=around("0a4f113b"))

    first = md5(b"Mufasa:http-auth@example.org:Circle of Life")
    key = md5(f"{first}:{sent['nonce']}:0a4f113b".encode())
    asked = md5(b"GET:/dir/index.html")
    assert sent["response"] == md5(f"{key}:{sent['nonce']}:00000001:0a4f113b:auth:{asked}".encode())
    assert sent["algorithm"] == "MD5-sess"


def md5(content: bytes) -> str:
    return hashlib.md5(content).hexdigest()


@pytest.mark.parametrize(
    ("algorithm", "segments"), [("MD5", (b"a", b"b")), ("SHA-256", (b"a", FileSlice("/somewhere")))]
)
def test_the_body_is_hashed_where_the_server_insists(algorithm: str, segments: tuple[Any, ...]) -> None:
    challenge = f'Digest realm="r", nonce="n", qop="auth-int", algorithm={algorithm}'

    sent = answered(MUFASA, challenge, payload=Payload("", segments), chance=around("c"))

    hashed = hashlib.md5 if algorithm == "MD5" else hashlib.sha256
    body = hashed(b"ab" if algorithm == "MD5" else b"afile").hexdigest()
    key, asked = hashed(b"Mufasa:r:Circle of Life").hexdigest(), hashed(f"GET:/dir/index.html:{body}".encode())
    assert sent["response"] == hashed(f"{key}:n:00000001:c:auth-int:{asked.hexdigest()}".encode()).hexdigest()


def test_files_that_cannot_be_hashed_are_refused_with_a_way_out() -> None:
    request = ResolvedRequest("PUT", "http://h.test/", content=FileContent("/somewhere"))
    flow = PLUGIN.challenged(
        MUFASA, request, refusal('Digest realm="r", nonce="n", qop="auth-int", algorithm=MD5'), around()
    )
    assert flow is not None

    with pytest.raises(Refused, match="files"):
        next(flow)


@pytest.mark.parametrize(
    "headers", [(MD5, SHA256, 'Basic realm="x"'), (f'Basic realm="x", {MD5}, {SHA256}',), (SHA256, MD5)]
)
def test_the_strongest_algorithm_is_chosen(headers: tuple[str, ...]) -> None:
    assert answered(MUFASA, *headers)["algorithm"] == "SHA-256"


@pytest.mark.parametrize(
    "header",
    [
        'Basic realm="x"',
        'Digest realm="x", nonce="y", algorithm=SHA3-999',
        'Digest realm="x", nonce="y", qop="other"',
        'Digest realm="x"',
        "",
    ],
)
def test_what_cannot_be_answered_is_left_as_the_answer(header: str) -> None:
    assert PLUGIN.challenged(MUFASA, REQUEST, refusal(header), around()) is None


def test_a_wrong_password_is_not_tried_again_and_a_stale_nonce_is() -> None:
    flow = PLUGIN.challenged(MUFASA, REQUEST, refusal(MD5), around())
    request = ended(flow)

    wrong = PLUGIN.challenged(MUFASA, request, refusal(MD5), around())
    stale = PLUGIN.challenged(MUFASA, request, refusal(f"{MD5}, stale=TRUE"), around())

    assert wrong is None
    assert stale is not None


def test_a_known_nonce_is_used_at_once_and_counted() -> None:
    kept = Token('Digest realm="r", nonce="n", qop="auth", nc=7')
    flow = PLUGIN.authenticate(MUFASA, REQUEST, around())
    next(flow)

    remember = flow.send(Reply(token=kept))

    assert isinstance(remember, Remember)
    assert remember.is_brief
    assert "nc=8" in remember.token.value
    with pytest.raises(StopIteration) as end:
        flow.send(Reply())
    signed = PLUGIN.sign(MUFASA, end.value.value, Payload(), around()).request
    assert "nc=00000008" in signed.headers.first("Authorization")


def test_a_user_name_beyond_ascii_is_sent_as_the_server_can_read_it() -> None:
    values = {"username": "J\u00e4s\u00f8n", "password": "x"}

    new = answered(values, 'Digest realm="r", nonce="n", qop=auth, charset=UTF-8')
    old = answered(values, 'Digest realm="r", nonce="n", qop=auth')

    assert new["username*"] == "UTF-8''J%C3%A4s%C3%B8n"
    assert old["username"] == "J\u00e4s\u00f8n"


def test_a_typed_header_is_left_alone() -> None:
    typed = ResolvedRequest("GET", "http://h.test/", HeaderList.of([("Authorization", 'Digest username="x"')]))

    assert PLUGIN.sign(MUFASA, typed, Payload(), around()).request == typed
