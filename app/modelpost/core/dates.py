"""Dates in HTTP headers, as seconds since 1970-01-01 UTC; without a clock and without a calendar library."""

import re

_DELIMITERS = re.compile(r"[\t\x20-\x2f\x3b-\x40\x5b-\x60\x7b-\x7e]+")
_TIME = re.compile(r"(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\D.*)?", re.ASCII | re.DOTALL)
_DAY = re.compile(r"(\d{1,2})(?:\D.*)?", re.ASCII | re.DOTALL)
_YEAR = re.compile(r"(\d{2,4})(?:\D.*)?", re.ASCII | re.DOTALL)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TYPED = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2}):(\d{2}))?(?: ?(?:UTC|Z))?", re.ASCII)
_FIRST_YEAR = 1601
_A_DAY = 86_400


def seconds_of(text: str) -> float | None:
    """Return the moment that a date means, None for what is none.

    Reads the three forms of RFC 9110, section 5.6.7, and all that servers write instead, by the algorithm of RFC 6265,
    section 5.1.1: time, day, month and year are found wherever they stand; the zone is UTC whatever it says.
    """
    time: tuple[int, int, int] | None = None
    day = month = year = None
    for token in _DELIMITERS.split(text):
        if time is None and (found := _TIME.fullmatch(token)):
            time = int(found[1]), int(found[2]), int(found[3])
        elif day is None and (found := _DAY.fullmatch(token)):
            day = int(found[1])
        elif month is None and token[:3].lower() in _MONTHS:
            month = _MONTHS.index(token[:3].lower()) + 1
        elif year is None and (found := _YEAR.fullmatch(token)):
            year = _full(int(found[1]))
    if time is None or day is None or month is None or year is None:
        return None
    hour, minute, second = time
    is_time = hour < 24 and minute < 60 and second < 60
    if year < _FIRST_YEAR or not 1 <= day <= _days_in(year, month) or not is_time:
        return None
    return float(_days_before(year, month, day) * _A_DAY + hour * 3600 + minute * 60 + second)


def date_text(seconds: float) -> str:
    """Return a moment as `2026-11-24 21:49 UTC`."""
    days, rest = divmod(int(seconds), _A_DAY)
    year, month, day = _civil(days)
    return f"{year:04}-{month:02}-{day:02} {rest // 3600:02}:{rest % 3600 // 60:02} UTC"


def typed_moment(text: str) -> float | None:
    """Return the moment that somebody typed as `date_text` writes it, or as headers do; None for what is none."""
    typed = _TYPED.fullmatch(text.strip())
    if typed is None:
        return seconds_of(text)
    year, month, day, hour, minute = (int(part or 0) for part in typed.groups())
    if not 1 <= month <= len(_MONTHS):
        return None
    return seconds_of(f"{day:02} {_MONTHS[month - 1]} {year:04} {hour:02}:{minute:02}:00")


def _full(year: int) -> int:
    """Return a year in full; two digits are those of 1970 to 2069."""
    if year > 99:
        return year
    return year + (1900 if year >= 70 else 2000)


def _days_in(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 or year % 400 == 0) else 28
    return 30 if month in {4, 6, 9, 11} else 31


def _days_before(year: int, month: int, day: int) -> int:
    """Return the days from 1970-01-01 to a date of the Gregorian calendar; years are counted from March."""
    march_year = year - (month < 3)
    in_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return march_year * 365 + march_year // 4 - march_year // 100 + march_year // 400 + in_year - 719_468


def _civil(days: int) -> tuple[int, int, int]:
    """Return year, month and day; the reverse of `_days_before`."""
    era, in_era = divmod(days + 719_468, 146_097)
    in_era_year = (in_era - in_era // 1460 + in_era // 36_524 - in_era // 146_096) // 365
    in_year = in_era - (365 * in_era_year + in_era_year // 4 - in_era_year // 100)
    march_month = (5 * in_year + 2) // 153
    month = march_month + 3 if march_month < 10 else march_month - 9
    return in_era_year + era * 400 + (month <= 2), month, in_year - (153 * march_month + 2) // 5 + 1
