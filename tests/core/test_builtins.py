"""Values that variables have by themselves: `{{$uuid}}` and its kin."""

import itertools
import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpost.core.builtins import NAMES, Builtins, is_builtin
from modelpost.core.civil_time import iso_text
from modelpost.core.request import Body, BodyKind, RequestDraft, Row
from modelpost.core.resolved import ResolvedRequest, TextContent
from modelpost.core.scope import Context, Scope, Variable
from modelpost.core.variables import Problems, resolve

NOON = 1_764_021_193.25


def builtins(now: float = NOON) -> Builtins:
    """Make values from a count in the place of chance."""
    count = itertools.count(0x1234_5678_9ABC_DEF0)
    return Builtins(lambda: now, lambda length: f"{next(count) * 0x9E37_79B9_7F4A_7C15 % 2**128:032x}"[-length:])


SHAPES = {
    "$uuid": r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
    "$guid": r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
    "$timestamp": "1764021193",
    "$isoTimestamp": "2025-11-24T21:53:13.250Z",
    "$randomInt": r"\d{1,3}|1000",
    "$randomBoolean": "true|false",
    "$randomAlphaNumeric": "[a-z0-9]",
    "$randomPassword": "[A-Za-z0-9]{15}",
    "$randomHexColor": "#[0-9a-f]{6}",
    "$randomIP": r"(\d{1,3}\.){3}\d{1,3}",
    "$randomIPV6": "([0-9a-f]{4}:){7}[0-9a-f]{4}",
    "$randomMACAddress": "([0-9a-f]{2}:){5}[0-9a-f]{2}",
    "$randomSemver": r"\d\.\d\.\d",
    "$randomEmail": r"[a-z.0-9]+@[a-z-]+\.example",
    "$randomLatitude": r"-?\d{1,2}\.\d{4}",
    "$randomDatePast": r"202[45]-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z",
    "$randomFileName": r"[a-z]+_[a-z]+\.[a-z0-9]+",
}


@pytest.mark.parametrize("name", SHAPES)
def test_a_value_has_the_shape_that_its_name_promises(name: str) -> None:
    assert re.fullmatch(SHAPES[name], builtins().value(name) or "")


@pytest.mark.parametrize("name", NAMES)
def test_every_name_has_a_value(name: str) -> None:
    assert is_builtin(name)
    assert builtins().value(name)


@given(st.datetimes(datetime(1970, 1, 1), datetime(9999, 12, 31)))  # noqa: DTZ001  # told apart below
def test_a_date_is_written_as_the_calendar_has_it(moment: datetime) -> None:
    moment = moment.replace(microsecond=0, tzinfo=UTC)

    assert (
        iso_text((moment - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(seconds=1))
        == f"{moment:%Y-%m-%dT%H:%M:%S}.000Z"
    )


def resolved(text: str, context: Context) -> ResolvedRequest | Problems:
    return resolve(RequestDraft(url="http://host/", body=Body(BodyKind.RAW, raw=text)), context)


def text_of(text: str, *variables: Variable) -> str:
    found = resolved(text, Context((Scope("test", variables),), builtins=builtins()))
    assert isinstance(found, ResolvedRequest), found
    assert isinstance(found.content, TextContent)
    return found.content.text


def test_each_occurrence_has_a_value_of_its_own() -> None:
    first, second = text_of("{{$uuid}} {{$uuid}}").split()

    assert first != second


def test_a_variable_that_is_made_of_one_keeps_its_value_throughout_a_request() -> None:
    first, second = text_of("{{id}} {{id}}", Variable("id", "{{$uuid}}")).split()

    assert first == second


def test_what_somebody_defined_goes_before() -> None:
    assert text_of("{{$uuid}}", Variable("$uuid", "mine")) == "mine"


@pytest.mark.parametrize("name", ["$randomNothing", "$", "$UUID"])
def test_an_unknown_name_is_an_undefined_variable(name: str) -> None:
    found = resolved("{{" + name + "}}", Context(builtins=builtins()))

    assert isinstance(found, Problems)
    assert found.problems[0].where == "body.raw"
    assert "has no value" in str(found.problems[0].message)


def test_they_stand_in_addresses_and_headers_too() -> None:
    draft = RequestDraft(url="http://host/{{$timestamp}}", headers=(Row("X-At", "{{$isoTimestamp}}"),))

    found = resolve(draft, Context(builtins=builtins()))

    assert isinstance(found, ResolvedRequest)
    assert (found.url, found.headers.first("X-At")) == ("http://host/1764021193", "2025-11-24T21:53:13.250Z")
