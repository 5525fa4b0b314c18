"""How long a service asks to wait."""

import pytest

from modelpost.core.advice import Remedy, for_response
from modelpost.core.headers import HeaderList
from modelpost.core.response import Response
from modelpost.core.retry_after import retry_after

_DATE = "Tue, 24 Nov 2026 21:49:00 GMT"
_LATER = "Tue, 24 Nov 2026 21:50:30 GMT"


@pytest.mark.parametrize(
    ("headers", "now", "seconds"),
    [
        ([("Retry-After", "120")], None, 120.0),
        ([("Retry-After", " 0 ")], None, 0.0),
        ([("Retry-After", _LATER), ("Date", _DATE)], None, 90.0),
        ([("Retry-After", _LATER), ("Date", _DATE)], 0.0, 90.0),
        ([("Retry-After", _DATE), ("Date", _LATER)], None, 0.0),
        ([("Retry-After", "Thu, 01 Jan 1970 00:01:40 GMT")], 40.0, 60.0),
        ([("Retry-After", _LATER)], None, None),
        ([("Retry-After", "-1")], 0.0, None),
        ([("Retry-After", "1.5")], 0.0, None),
        ([("Retry-After", "soon")], 0.0, None),
        ([("Retry-After", "٣")], 0.0, None),
        ([], 0.0, None),
    ],
)
def test_seconds_and_dates_are_understood(
    headers: list[tuple[str, str]], now: float | None, seconds: float | None
) -> None:
    assert retry_after(HeaderList.of(headers), now) == seconds


@pytest.mark.parametrize("status", [429, 503])
def test_a_date_is_shown_as_seconds_and_waited_for(status: int) -> None:
    headers = HeaderList.of([("Retry-After", _LATER), ("Date", _DATE)])

    advice = for_response(Response(status, headers=headers), "")

    assert advice is not None
    assert (str(advice.text), advice.seconds) == ("The service asks to wait 90 s.", 90.0)
    assert advice.remedies[0] is Remedy.SEND_LATER


def test_a_service_that_is_down_without_a_word_how_long_is_sent_to_again() -> None:
    advice = for_response(Response(503, headers=HeaderList.of([("Retry-After", "later")])), "")

    assert advice is not None
    assert advice.remedies == (Remedy.SEND_AGAIN,)
