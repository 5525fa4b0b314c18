"""The signature of Huawei Cloud's gateways, against what the vendor's own signer made."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from modelpost.core.headers import HeaderList
from modelpost.core.huawei_signature import EMPTY_HASH, PAYLOAD_HASH, UNSIGNED_PAYLOAD, Signer, signing
from modelpost.core.resolved import FileSlice, Payload, ResolvedRequest

_FILE = Path(__file__).resolve().parents[1] / "fixtures" / "huawei_signing_vectors.json"
VECTORS: list[dict[str, Any]] = json.loads(_FILE.read_text("utf-8"))["vectors"]


def sha256(payload: Payload) -> str:
    import hashlib

    return hashlib.sha256(b"".join(part for part in payload.segments if isinstance(part, bytes))).hexdigest()


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_it_is_the_signature_that_the_vendor_makes(vector: dict[str, Any]) -> None:
    headers = HeaderList.of(vector["headers_to_send"].items())
    body = Payload("", (vector["body"].encode(),))
    payload_hash = sha256(body) if not vector["body"] else headers.first(PAYLOAD_HASH) or sha256(body)

    found = signing(
        vector["access_key"],
        vector["secret_key"],
        ResolvedRequest(vector["method"], vector["url"], headers),
        payload_hash,
    )

    assert found.canonical_request == vector["canonical_request"]
    assert found.string_to_sign == vector["string_to_sign"]
    assert found.authorization == vector["authorization"]


def test_there_are_all_sixteen_vectors() -> None:
    assert len(VECTORS) == 16


def signed(
    content_type: str, *segments: bytes | FileSlice, digest: Callable[[Payload], str] = sha256, **more: Any
) -> Any:
    headers = HeaderList.of([("Host", "h.test"), ("User-Agent", "Modelpost"), ("Content-Type", content_type)])
    request = ResolvedRequest("POST", "https://h.test/v1/infers/7", headers)
    signer = Signer("AK", "secret-key", "20191115T033655Z", digest, **more)
    return signer.signed(request, Payload(content_type, segments))


def test_json_is_signed_with_its_hash() -> None:
    request, found = signed("application/json", b"{}")

    assert found.canonical_request.endswith(sha256(Payload("", (b"{}",))))
    assert PAYLOAD_HASH not in request.headers


@pytest.mark.parametrize(
    ("content_type", "segment"),
    [
        ("multipart/form-data; boundary=b", b"--b--"),
        ("application/x-www-form-urlencoded", b"a=b"),
        ("image/png", FileSlice("/tmp/x.png")),
        ("application/json", FileSlice("/tmp/x.json")),
    ],
)
def test_forms_and_files_go_unsigned_and_say_so(content_type: str, segment: bytes | FileSlice) -> None:
    request, found = signed(content_type, segment)

    assert request.headers.first(PAYLOAD_HASH) == UNSIGNED_PAYLOAD
    assert found.canonical_request.endswith(f"\n{UNSIGNED_PAYLOAD}")
    assert "x-sdk-content-sha256" in found.authorization


def test_an_empty_body_has_the_hash_of_nothing_whatever_its_type() -> None:
    request, found = signed("text/plain", b"")

    assert found.canonical_request.endswith(EMPTY_HASH)
    assert PAYLOAD_HASH not in request.headers


def test_a_file_is_signed_where_that_is_asked_for() -> None:
    request, found = signed("image/png", FileSlice("/tmp/x.png"), digest=lambda payload: "ab" * 32, covers="always")

    assert found.canonical_request.endswith("ab" * 32)
    assert PAYLOAD_HASH not in request.headers


def test_json_is_left_out_where_that_is_asked_for() -> None:
    request, _ = signed("application/json", b"{}", covers="never")

    assert request.headers.first(PAYLOAD_HASH) == UNSIGNED_PAYLOAD


def test_what_proxies_may_change_is_not_signed() -> None:
    _, found = signed("application/json", b"{}", adds=(("X-Project-Id", "p-1"), ("X-Stage", "")))

    assert "SignedHeaders=content-type;host;x-project-id;x-sdk-date," in found.authorization


def test_nothing_of_it_shows_the_secret() -> None:
    signer = Signer("AK", "secret-key", "20191115T033655Z", sha256)

    _, found = signed("application/json", b"{}")

    assert "secret-key" not in repr((signer, found))
