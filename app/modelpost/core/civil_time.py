"""Seconds since 1970 as people write them, without a clock and without a time zone: all of it is UTC."""

_DAY = 86_400
_ERA = 146_097
"""Days in 400 years, after which the calendar repeats itself."""


def iso_text(seconds: float) -> str:
    """Return `2026-11-24T21:53:13.000Z` (RFC 3339), the fraction cut to milliseconds."""
    milliseconds = int(seconds * 1000 // 1)
    whole, fraction = divmod(milliseconds, 1000)
    day, within = divmod(whole, _DAY)
    hour, rest = divmod(within, 3600)
    minute, second = divmod(rest, 60)
    return f"{_date(day)}T{hour:02}:{minute:02}:{second:02}.{fraction:03}Z"


def _date(day: int) -> str:
    """Return the date that lies `day` days after 1970-01-01 in the Gregorian calendar.

    Counted in years that begin in March, so that the leap day is the last of its year.
    """
    era, day_of_era = divmod(day + 719_468, _ERA)
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    from_march = (5 * day_of_year + 2) // 153
    month = from_march + 3 if from_march < 10 else from_march - 9
    year = year_of_era + era * 400 + (month <= 2)
    return f"{year:04}-{month:02}-{day_of_year - (153 * from_march + 2) // 5 + 1:02}"
