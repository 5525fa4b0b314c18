"""Dates in HTTP headers."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpost.core.dates import date_text, seconds_of

_NOVEMBER = 784_111_777.0
_ZERO = datetime(1970, 1, 1, tzinfo=UTC)
_SINCE_1601 = st.integers(-11_644_473_600, 253_402_300_799)


@pytest.mark.parametrize(
    "text",
    [
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
        "6 november 1994 8:49:37",
        "1994 6 Nov 08:49:37",
        "08:49:37 6-nov-94",
        "Mon, 06 Nov 1994 08:49:37 +0500",
        "06th Nov 1994z 08:49:37.123",
    ],
)
def test_every_form_of_a_date_is_read(text: str) -> None:
    assert seconds_of(text) == _NOVEMBER


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "Sun, 06 Nov 1994",
        "Sun, 31 Feb 2000 00:00:00 GMT",
        "Sun, 29 Feb 1900 00:00:00 GMT",
        "Sun, 00 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1600 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:00:00 GMT",
        "Sun, 06 Nov 1994 08:60:00 GMT",
        "Sun, 06 Nov 1994 08:49:60 GMT",
        "Sun, ٠٦ Nov 1994 08:49:37 GMT",
        "06 Nov 12345 08:49:37",
    ],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert seconds_of(text) is None


@pytest.mark.parametrize(("year", "full"), [("69", 2069), ("70", 1970), ("00", 2000), ("99", 1999)])
def test_two_digits_of_a_year_are_those_of_1970_to_2069(year: str, full: int) -> None:
    assert seconds_of(f"1 Jan {year} 00:00:00") == seconds_of(f"1 Jan {full} 00:00:00")


@given(_SINCE_1601)
def test_a_date_means_what_the_calendar_says(seconds: int) -> None:
    moment = _ZERO + timedelta(seconds=seconds)

    assert seconds_of(f"{moment:%d %b} {moment.year:04} {moment:%H:%M:%S} GMT") == seconds


@given(_SINCE_1601)
def test_a_moment_is_written_as_the_calendar_says(seconds: int) -> None:
    moment = _ZERO + timedelta(seconds=seconds)

    text = date_text(seconds)

    assert text == f"{moment.year:04}-{moment:%m-%d %H:%M} UTC"


@given(st.text())
def test_no_text_is_too_odd(text: str) -> None:
    seconds_of(text)
