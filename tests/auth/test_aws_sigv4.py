"""AWS Signature V4, recomputed here step by step as Amazon's documentation tells."""

import hashlib
import hmac
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from modelpost.auth.api import Refused, Surroundings
from modelpost.auth.aws_sigv4 import PLUGIN
from modelpost.core.headers import HeaderList
from modelpost.core.resolved import Payload, ResolvedRequest
from modelpost.store.clock import SystemRandomness

KEYS = {"accessKeyId": "AKIDEXAMPLE", "secretAccessKey": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"}
NOWHERE = {"region": "us-east-1", "service": "service"}
AT_FIRST = 1440938160.0
"""2015-08-30T12:36:00Z, the time of Amazon's test suite."""

EMPTY = hashlib.sha256().hexdigest()


class Then:
    """A clock that stands still."""

    def monotonic(self) -> float:
        return 0.0

    def now(self) -> float:
        return AT_FIRST


def digest_of(payload: Payload) -> str:
    return hashlib.sha256(b"".join(part for part in payload.segments if isinstance(part, bytes))).hexdigest()


AROUND = Surroundings(Then(), SystemRandomness(), digest_of)


def signed(
    values: dict[str, str],
    url: str = "https://example.amazonaws.com/",
    method: str = "GET",
    headers: tuple[tuple[str, str], ...] = (),
    body: bytes = b"",
) -> ResolvedRequest:
    host = ("Host", urlsplit(url).netloc)
    request = ResolvedRequest(method, url, HeaderList.of([host, *headers]))
    payload = Payload("", (body,)) if body else Payload()
    return PLUGIN.sign({**KEYS, **values}, request, payload, AROUND).request


def signature_of(request: ResolvedRequest) -> str:
    return request.headers.first("Authorization").rpartition("Signature=")[2]


@pytest.mark.parametrize(
    ("method", "query", "expected"),
    [  # get-vanilla, get-vanilla-query-order-key-case and post-vanilla of Amazon's test suite
        ("GET", "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        ("GET", "?Param2=value2&Param1=value1", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"),
        ("POST", "", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"),
    ],
)
def test_amazons_own_examples(method: str, query: str, expected: str) -> None:
    request = signed(NOWHERE, f"https://example.amazonaws.com/{query}", method)

    assert signature_of(request) == expected
    assert request.headers.first("X-Amz-Date") == "20150830T123600Z"
    assert "Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request" in request.headers.first("Authorization")


# An implementation of our own, to compare with -----------------------------------------------------------------------


def recomputed(request: ResolvedRequest, body_hash: str, region: str, service: str, *, encodes_twice: bool) -> str:
    parts = urlsplit(request.url)
    names = request.headers.first("Authorization").partition("SignedHeaders=")[2].partition(",")[0]
    path = quote(parts.path, safe="/-._~") if encodes_twice else parts.path
    query = "&".join(sorted(parts.query.split("&"))) if parts.query else ""
    lines = [
        f"{name}:{','.join(' '.join(value.split()) for value in request.headers.all(name))}"
        for name in names.split(";")
    ]
    canonical = "\n".join([request.method, path, query, *lines, "", names, body_hash])
    date = request.headers.first("X-Amz-Date")
    scope = f"{date[:8]}/{region}/{service}/aws4_request"
    text = "\n".join(["AWS4-HMAC-SHA256", date, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    key = ("AWS4" + KEYS["secretAccessKey"]).encode()
    for word in (date[:8], region, service, "aws4_request"):
        key = hmac.digest(key, word.encode(), "sha256")
    return hmac.new(key, text.encode(), "sha256").hexdigest()


@pytest.mark.parametrize(
    ("host", "target", "method", "body", "scope"),
    [
        ("runtime.sagemaker.eu-west-1", "/endpoints/m/invocations", "POST", b'{"a": 1}', "eu-west-1/sagemaker"),
        ("bedrock-runtime.us-east-1", "/model/a.b-v1%3A0/invoke", "POST", b"{}", "us-east-1/bedrock"),
        ("abc.execute-api.ap-south-1", "/prod/x?b=2&a=1&a=0&c=", "GET", b"", "ap-south-1/execute-api"),
        ("x", "/%E8%8A%B1/a%20b", "DELETE", b"", "us-east-1/x"),
    ],
)
def test_the_signature_is_what_its_documentation_says(
    host: str, target: str, method: str, body: bytes, scope: str
) -> None:
    headers = (("Content-Type", "application/json"), ("X-Two", "a  b"))

    request = signed({}, f"https://{host}.amazonaws.com{target}", method, headers, body)

    body_hash = hashlib.sha256(body).hexdigest()
    assert signature_of(request) == recomputed(request, body_hash, *scope.split("/"), encodes_twice=True)
    assert "X-Amz-Content-Sha256" not in request.headers


def test_s3_encodes_once_and_says_what_it_signed() -> None:
    url = "https://bucket.s3.eu-west-1.amazonaws.com/folder//a%20b%2Bc/../d.bin?list-type=2"

    request = signed({}, url, "PUT", body=b"content")

    body_hash = hashlib.sha256(b"content").hexdigest()
    assert request.headers.first("X-Amz-Content-Sha256") == body_hash
    assert signature_of(request) == recomputed(request, body_hash, "eu-west-1", "s3", encodes_twice=False)


@pytest.mark.parametrize(
    ("values", "headers"),
    [({"signsBody": "false"}, ()), ({}, (("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD"),))],
)
def test_s3_takes_a_body_that_is_not_signed(values: dict[str, str], headers: Any) -> None:
    request = signed(values, "https://s3.us-west-2.amazonaws.com/b/k", "PUT", headers, b"content")

    assert request.headers.all("X-Amz-Content-Sha256") == ("UNSIGNED-PAYLOAD",)
    assert signature_of(request) == recomputed(request, "UNSIGNED-PAYLOAD", "us-west-2", "s3", encodes_twice=False)


def test_the_token_of_temporary_keys_is_signed_too() -> None:
    request = signed({**NOWHERE, "sessionToken": "canary-session"})

    assert request.headers.first("X-Amz-Security-Token") == "canary-session"
    assert "x-amz-security-token" in request.headers.first("Authorization")
    assert signature_of(request) == recomputed(request, EMPTY, "us-east-1", "service", encodes_twice=True)


def test_what_was_signed_is_told_as_amazons_documentation_shows_it() -> None:
    request = ResolvedRequest("GET", "https://example.amazonaws.com/?b=2&a=1", HeaderList.of([("Host", "h")]))

    told = PLUGIN.sign({**KEYS, **NOWHERE}, request, Payload(), AROUND)

    assert told.algorithm == "AWS4-HMAC-SHA256"
    assert told.canonical_request == (
        f"GET\n/\na=1&b=2\nhost:h\nx-amz-date:20150830T123600Z\n\nhost;x-amz-date\n{EMPTY}"
    )
    hashed = hashlib.sha256(told.canonical_request.encode()).hexdigest()
    assert told.string_to_sign == (
        f"AWS4-HMAC-SHA256\n20150830T123600Z\n20150830/us-east-1/service/aws4_request\n{hashed}"
    )


def test_an_address_that_is_signed_in_another_form_is_not_explained_wrongly() -> None:
    request = ResolvedRequest("GET", "https://example.amazonaws.com/a/../b", HeaderList.of([("Host", "h")]))

    told = PLUGIN.sign({**KEYS, **NOWHERE}, request, Payload(), AROUND)

    assert (told.algorithm, told.canonical_request) == ("", "")
    assert told.request.headers.first("Authorization")


def test_a_request_that_goes_out_again_is_signed_anew() -> None:
    once = signed(NOWHERE)

    again = PLUGIN.sign({**KEYS, **NOWHERE}, once, Payload(), AROUND).request

    assert [field.name for field in again.headers].count("Authorization") == 1
    assert signature_of(again) == signature_of(once)


def test_what_a_proxy_may_change_stays_out_of_the_signature() -> None:
    request = signed(NOWHERE, headers=(("Accept-Encoding", "gzip"), ("Connection", "keep-alive"), ("User-Agent", "x")))

    assert "SignedHeaders=host;x-amz-date," in request.headers.first("Authorization")


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("runtime.sagemaker.us-east-1.amazonaws.com", "us-east-1/sagemaker"),
        ("runtime-fips.sagemaker.us-gov-west-1.amazonaws.com", "us-gov-west-1/sagemaker"),
        ("vpce-1-2.runtime.sagemaker.eu-central-1.vpce.amazonaws.com", "eu-central-1/sagemaker"),
        ("bedrock-runtime.ap-northeast-2.amazonaws.com", "ap-northeast-2/bedrock"),
        ("bedrock-runtime-fips.us-east-2.amazonaws.com", "us-east-2/bedrock"),
        ("s3.amazonaws.com", "us-east-1/s3"),
        ("my.bucket.s3.amazonaws.com", "us-east-1/s3"),
        ("b.s3.dualstack.eu-north-1.amazonaws.com", "eu-north-1/s3"),
        ("b.s3-eu-west-1.amazonaws.com", "eu-west-1/s3"),
        ("b.s3.cn-north-1.amazonaws.com.cn", "cn-north-1/s3"),
        ("search-x.us-west-1.es.amazonaws.com", "us-west-1/es"),
        ("abc.lambda-url.us-east-1.on.aws", "us-east-1/lambda"),
        ("iam.amazonaws.com", "us-east-1/iam"),
    ],
)
def test_a_host_tells_region_and_service(host: str, expected: str) -> None:
    request = signed({}, f"https://{host}/")

    assert f"/{expected}/aws4_request" in request.headers.first("Authorization")


def test_what_was_entered_goes_before_what_the_host_tells() -> None:
    request = signed(NOWHERE, "https://runtime.sagemaker.eu-west-1.amazonaws.com/")

    assert "/us-east-1/service/aws4_request" in request.headers.first("Authorization")


@pytest.mark.parametrize(("entered", "missing"), [({}, "region"), ({"region": "x-1"}, "service")])
def test_what_no_one_tells_is_asked_for(entered: dict[str, str], missing: str) -> None:
    flow = PLUGIN.authenticate({**KEYS, **entered}, ResolvedRequest("GET", "https://minio.example/b"), AROUND)

    with pytest.raises(Refused, match=missing) as refused:
        next(flow)

    assert refused.value.place == f"auth.{missing}"
