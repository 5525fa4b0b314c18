"""Sizes and times as people read them: a number, a space, a unit."""

from PySide6.QtCore import QLocale

from modelpost.core.shares import score_text

_STEP = 1000.0
_HOURS_IN_DAYS = 48
"""Hours from which a span of time is told in days."""


def size_text(count: int) -> str:
    """Return a byte count as `512 B`, `1.3 KB`, `118 KB`, `2.4 MB`."""
    locale = QLocale()
    if count < _STEP:
        return f"{locale.toString(count)} B"
    amount = float(count)
    for unit in ("KB", "MB", "GB"):
        amount /= _STEP
        if amount < _STEP or unit == "GB":
            return f"{locale.toString(amount, 'f', 1 if amount < 100 else 0)} {unit}"
    return ""


def duration_text(seconds: float) -> str:
    """Return a duration as `0.8 ms`, `412 ms`, `2.41 s`, `3 min 20 s`."""
    locale = QLocale()
    if seconds < 0.01:
        return f"{locale.toString(seconds * 1000, 'f', 1)} ms"
    if seconds < 1:
        return f"{locale.toString(round(seconds * 1000))} ms"
    if seconds < 60:
        return f"{locale.toString(seconds, 'f', 2)} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{locale.toString(minutes)} min {locale.toString(rest)} s"


def span_text(seconds: float) -> str:
    """Return a span of time in its two largest units, as `3 d 2 h`, `24 h`, `23 h 12 min`, `42 min`, `35 s`."""
    locale = QLocale()
    minutes, rest = divmod(max(0, int(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24) if hours >= _HOURS_IN_DAYS else (0, hours)
    units = ((days, "d"), (hours, "h"), (minutes, "min"))
    first = next((index for index, (amount, _) in enumerate(units) if amount), None)
    if first is None:
        return f"{locale.toString(rest)} s"
    return " ".join(f"{locale.toString(amount)} {unit}" for amount, unit in units[first : first + 2] if amount)


def share_text(value: float | None, decimals: int = 1, *, is_share: bool) -> str:
    """Return a score as `96.2 %`, as `core.shares` says, with the comma of the language in use."""
    text = score_text(value, decimals, is_share=is_share)
    return text.replace(".", QLocale().decimalPoint()) if text.endswith("%") else text
