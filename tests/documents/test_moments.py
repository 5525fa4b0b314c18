"""Moments are read and written as services do."""

import pytest

from modelpost.documents.moments import compact, read_iso


def test_signatures_are_dated_in_the_basic_format() -> None:
    assert compact(1573789015.9) == "20191115T033655Z"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2020-01-04T09:05:22.701000Z", 1578128722.701),
        ("2020-01-04T09:05:22Z", 1578128722.0),
        ("2020-01-04T17:05:22+08:00", 1578128722.0),
        ("2020-01-04T09:05:22", 1578128722.0),
        ("2020-01-04T09:05:22.7010001234Z", 1578128722.701),
        ("2020-01-04T09:05:22.7Z", 1578128722.7),
        ("tomorrow", None),
        ("", None),
        ("None", None),
    ],
)
def test_moments_are_read_in_the_forms_that_services_use(text: str, seconds: float | None) -> None:
    assert read_iso(text) == pytest.approx(seconds)
