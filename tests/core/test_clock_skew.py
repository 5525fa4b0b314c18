"""A clock that is off is named as the reason of a refused signature."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpost.core.advice import for_response
from modelpost.core.clock_skew import skew
from modelpost.core.headers import HeaderList
from modelpost.core.response import Response

_NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
REFUSED = (
    '{"error_code": "APIG.0301", "error_msg": "Incorrect IAM authentication information: verify aksk signature fail"}'
)


def asked(moment: datetime, name: str = "X-Sdk-Date") -> HeaderList:
    return HeaderList.of([(name, f"{moment:%Y%m%dT%H%M%SZ}")])


def answered(moment: datetime) -> HeaderList:
    return HeaderList.of([("Date", format_datetime(moment, usegmt=True))])


@given(
    st.datetimes(datetime(1970, 1, 1), datetime(2150, 1, 1)),  # noqa: DTZ001  # both become UTC below
    st.integers(-(10**8), 10**8),
)
def test_it_is_the_difference_of_the_two_dates(moment: datetime, seconds: int) -> None:
    there = moment.replace(microsecond=0, tzinfo=UTC)

    assert skew(asked(there + timedelta(seconds=seconds)), answered(there)) == seconds


@pytest.mark.parametrize(
    ("sent", "received"),
    [
        (HeaderList(), answered(_NOON)),
        (asked(_NOON), HeaderList()),
        (asked(_NOON), HeaderList.of([("Date", "yesterday")])),
        (asked(_NOON), HeaderList.of([("Date", "Sun, 01 Xyz 2026 12:00:00 GMT")])),
    ],
)
def test_without_two_dates_nothing_is_said(sent: HeaderList, received: HeaderList) -> None:
    assert skew(sent, received) == 0


@pytest.mark.parametrize(("minutes", "word"), [(42, "42 minutes fast"), (-90, "90 minutes slow")])
@pytest.mark.parametrize(("name", "status"), [("X-Sdk-Date", 401), ("X-Amz-Date", 403)])
def test_the_card_names_the_clock(minutes: int, word: str, name: str, status: int) -> None:
    response = Response(status, headers=answered(_NOON))

    advice = for_response(response, REFUSED, asked=asked(_NOON + timedelta(minutes=minutes), name))

    assert advice is not None
    assert word in str(advice.title)
    assert "Set the clock" in str(advice.text)


def test_a_clock_that_is_right_leaves_the_blame_with_the_signature() -> None:
    advice = for_response(Response(401, headers=answered(_NOON)), REFUSED, asked=asked(_NOON + timedelta(minutes=14)))

    assert advice is not None
    assert "The signature does not fit the request" in str(advice.text)
