"""The headers that are added by themselves."""

import pytest

from modelpost.core.automatic import automatic_headers, lacks_boundary
from modelpost.core.headers import HeaderList, Source
from modelpost.core.request import Body, BodyKind, RawLanguage

NOTHING = HeaderList()


def names(body: Body, own: HeaderList = NOTHING, method: str = "GET") -> dict[str, str]:
    return {field.name: field.value for field in automatic_headers("Modelpost/1", "models.example", body, own, method)}


def test_every_request_gets_the_usual_ones() -> None:
    assert names(Body()) == {
        "Host": "models.example",
        "User-Agent": "Modelpost/1",
        "Accept": "*/*",
        "Accept-Encoding": "gzip, deflate, br, zstd",
        "Connection": "keep-alive",
    }


def test_they_are_marked_as_automatic() -> None:
    added = automatic_headers("Modelpost/1", "models.example", Body(), NOTHING, "GET")

    assert {field.source for field in added} == {Source.AUTOMATIC}


def test_a_typed_header_of_any_case_takes_their_place() -> None:
    own = HeaderList.of([("user-agent", "mine"), ("HOST", "other")])

    assert not {"User-Agent", "Host"} & names(Body(), own).keys()


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (Body(BodyKind.RAW, language=RawLanguage.XML), "application/xml"),
        (Body(BodyKind.FORM_DATA), "multipart/form-data; boundary=…"),
        (Body(BodyKind.URLENCODED), "application/x-www-form-urlencoded"),
        (Body(BodyKind.BINARY, binary="a/b.png"), "image/png"),
        (Body(BodyKind.BINARY), "application/octet-stream"),
    ],
)
def test_a_body_brings_its_type_and_a_length_that_is_not_known_yet(body: Body, content_type: str) -> None:
    added = names(body, method="POST")

    assert (added["Content-Type"], added["Content-Length"]) == (content_type, "")


@pytest.mark.parametrize(("method", "length"), [("POST", "0"), ("put", "0"), ("GET", None), ("DELETE", None)])
def test_without_a_body_some_methods_say_so(method: str, length: str | None) -> None:
    assert names(Body(), method=method).get("Content-Length") == length


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("multipart/form-data", True),
        (" Multipart/Mixed; charset=utf-8", True),
        ("multipart/form-data; boundary=x", False),
        ("multipart/form-data; BOUNDARY=x", False),
        ("application/json", False),
        ("", False),
    ],
)
def test_a_typed_type_may_lack_its_boundary(typed: str, expected: bool) -> None:
    assert lacks_boundary(typed) == expected
