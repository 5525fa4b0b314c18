"""A clock that is off: why a signature is refused though everything else is right."""

import re

from modelpost.core.headers import HeaderList

ALLOWED = 15 * 60
"""Seconds by which the date of a signature may differ from the gateway's clock, at Huawei Cloud and at AWS."""

_SIGNED_AT = ("X-Sdk-Date", "X-Amz-Date")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z")
_TOLD = re.compile(r"[A-Z][a-z]{2}, (\d\d) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d) GMT")  # RFC 9110, section 5.6.7
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def skew(asked: HeaderList, answered: HeaderList) -> int:
    """Return by how many seconds the date of a signed request is ahead of the answer's; 0 where one has no date."""
    signed = next((found for name in _SIGNED_AT if (found := _COMPACT.fullmatch(asked.first(name).strip()))), None)
    told = _TOLD.fullmatch(answered.first("Date").strip())
    if signed is None or told is None or told[2] not in _MONTHS:
        return 0
    day, _, year, *time = told.groups()
    return _seconds(*signed.groups()) - _seconds(year, str(_MONTHS.index(told[2]) + 1), day, *time)


def _seconds(*digits: str) -> int:
    """Count the seconds up to a moment in the Gregorian calendar, from a beginning that is of no concern."""
    year, month, day, hour, minute, second = map(int, digits)
    year, month = (year, month - 3) if month > 2 else (year - 1, month + 9)  # the leap day is the last of its year
    days = 365 * year + year // 4 - year // 100 + year // 400 + (153 * month + 2) // 5 + day
    return ((days * 24 + hour) * 60 + minute) * 60 + second
