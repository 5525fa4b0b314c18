"""The sample service computes signatures itself, and refuses as the gateway does."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from modelpost.sample_service.signatures import Signatures
from modelpost.sample_service.wire import Request

_FILE = Path(__file__).resolve().parents[1] / "fixtures" / "huawei_signing_vectors.json"
VECTORS: list[dict[str, Any]] = json.loads(_FILE.read_text("utf-8"))["vectors"]
SIGNED_AT = 1573789015.0


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = SIGNED_AT

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def signatures(clock: Clock) -> Signatures:
    return Signatures({vector["access_key"]: vector["secret_key"] for vector in VECTORS}, clock)


def request(vector: dict[str, Any], authorization: str = "") -> Request:
    parts = urlsplit(vector["url"])
    headers = (*vector["headers_to_send"].items(), ("Authorization", authorization or vector["authorization"]))
    body = vector["body"].encode()
    query = parse_qs(parts.query, keep_blank_values=True)
    return Request(vector["method"], parts.path, query, headers, body, len(body))


def forged(vector: dict[str, Any]) -> Request:
    return request(vector, vector["authorization"][:-64] + "0" * 64)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_what_the_vendor_signed_is_accepted(vector: dict[str, Any], signatures: Signatures) -> None:
    assert signatures.refusal(request(vector)) == ""


@pytest.mark.parametrize("off", [-901, 901])
def test_a_date_that_is_off_by_more_than_15_minutes_is_refused(signatures: Signatures, clock: Clock, off: int) -> None:
    clock.now += off

    assert signatures.refusal(request(VECTORS[0])) == "verify aksk signature fail"


@pytest.mark.parametrize("off", [-899, 899])
def test_a_date_within_15_minutes_is_accepted(signatures: Signatures, clock: Clock, off: int) -> None:
    clock.now += off

    assert signatures.refusal(request(VECTORS[0])) == ""


def test_a_key_is_locked_for_five_minutes_after_five_wrong_signatures(signatures: Signatures, clock: Clock) -> None:
    wrong = [signatures.refusal(forged(VECTORS[0])) for _ in range(5)]

    locked = signatures.refusal(request(VECTORS[0]))
    clock.now += 301
    afterwards = signatures.refusal(request(VECTORS[0]))

    assert wrong == ["verify aksk signature fail"] * 5
    assert locked == "AK access failed to reach the limit, forbidden"
    assert afterwards == ""


def test_a_right_signature_in_between_begins_the_count_anew(signatures: Signatures) -> None:
    for _ in range(4):
        signatures.refusal(forged(VECTORS[0]))
    signatures.refusal(request(VECTORS[0]))

    for _ in range(4):
        signatures.refusal(forged(VECTORS[0]))

    assert signatures.refusal(request(VECTORS[0])) == ""


def test_an_unknown_key_is_named(signatures: Signatures) -> None:
    authorization = VECTORS[0]["authorization"].replace("AKEXAMPLE0123456789", "AKNOBODY")

    assert (
        signatures.refusal(request(VECTORS[0], authorization)) == "Get secretKey failed, ak:AKNOBODY, err: ak not exist"
    )


def test_a_body_that_was_changed_is_noticed(signatures: Signatures) -> None:
    vector = next(one for one in VECTORS if one["name"] == "post_json_body_modelarts_infer")

    assert signatures.refusal(request({**vector, "body": "{}"})) == "verify aksk signature fail"


@pytest.mark.parametrize("authorization", ["Bearer abc", "SDK-HMAC-SHA256 Access=AK", "SDK-HMAC-SHA256"])
def test_what_is_no_signature_has_no_key(signatures: Signatures, authorization: str) -> None:
    assert signatures.key_of(request(VECTORS[0], authorization)) == ""
