"""What is taken from an answer for the requests that follow."""

import pytest

from modelpost.core.extraction import LARGEST_VALUE, Captured, NotFound, Source, extracted
from modelpost.core.headers import HeaderList
from modelpost.core.request import Capture, CaptureSource
from modelpost.core.response import Response
from modelpost.core.text import Message

HEADERS = HeaderList.of([("X-Subject-Token", "MIIabcdefgh"), ("X-Id", "7"), ("X-Id", "8")])
TEXT = '{"n": 12, "name": "rose"}\n'


def json_value(path: str) -> str:
    if path != "$.name":
        raise NotFound(Message("The path leads nowhere in this answer"))
    return "rose"


def source(status: int = 200) -> Source:
    return Source(Response(status, headers=HEADERS), lambda most: TEXT[:most], json_value)


def taken(*captures: Capture, status: int = 200) -> tuple[Captured, ...]:
    return extracted(captures, source(status))


@pytest.mark.parametrize(
    ("by", "expression", "value"),
    [
        (CaptureSource.JSON, " $.name ", "rose"),
        (CaptureSource.HEADER, "x-id", "7"),
        (CaptureSource.PATTERN, r'"n": (\d+)', "12"),
        (CaptureSource.PATTERN, "ros.", "rose"),
        (CaptureSource.PATTERN, "(x)|(rose)", "rose"),
        (CaptureSource.STATUS, "", "200"),
        (CaptureSource.BODY, "", TEXT.strip()),
    ],
)
def test_a_value_is_taken(by: CaptureSource, expression: str, value: str) -> None:
    (found,) = taken(Capture("v", expression, by))

    assert (found.value, found.trouble) == (value, None)


@pytest.mark.parametrize(
    ("by", "expression", "words"),
    [
        (CaptureSource.JSON, "$.nope", "leads nowhere"),
        (CaptureSource.HEADER, "X-None", "no header X-None"),
        (CaptureSource.PATTERN, "nothing", "Nothing in the answer matches"),
        (CaptureSource.PATTERN, "(", "not a regular expression"),
        (CaptureSource.PATTERN, "", "no pattern"),
    ],
)
def test_what_is_not_there_is_said(by: CaptureSource, expression: str, words: str) -> None:
    (found,) = taken(Capture("v", expression, by))

    assert (found.value, words in str(found.trouble)) == ("", True)


def test_an_unwelcome_answer_gives_only_what_any_answer_shall_give() -> None:
    found = taken(
        Capture("a", "", CaptureSource.STATUS), Capture("b", "", CaptureSource.STATUS, always=True), status=500
    )

    assert [(item.capture.name, item.value) for item in found] == [("b", "500")]


@pytest.mark.parametrize(
    ("capture", "is_secret"),
    [
        (Capture("anything", "X-Subject-Token", CaptureSource.HEADER), True),
        (Capture("access_token", "$.name"), True),
        (Capture("label", "$.name"), False),
    ],
)
def test_a_value_that_looks_like_a_credential_is_a_secret(capture: Capture, is_secret: bool) -> None:
    (found,) = taken(capture)

    assert found.is_secret is is_secret
    assert "rose" not in repr(found)


def test_a_value_that_is_too_long_is_refused() -> None:
    long = Source(Response(200), lambda most: "x" * (LARGEST_VALUE + 1), json_value)

    (found,) = extracted((Capture("v", "", CaptureSource.BODY),), long)

    assert "longer than 1 MB" in str(found.trouble)
