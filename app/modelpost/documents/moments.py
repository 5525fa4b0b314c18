"""Moments as services write them, as seconds since 1970-01-01 UTC."""

import re
from datetime import UTC, datetime

_FRACTION = re.compile(r"\.(\d{1,6})\d*")


def compact(seconds: float) -> str:
    """Return a moment in the basic format of ISO 8601, such as `20191115T033655Z`: what signatures are dated with."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y%m%dT%H%M%SZ")


def read_iso(text: str) -> float | None:
    """Return the moment of an ISO 8601 text such as `2020-01-04T09:05:22.701000Z`, None for what is none.

    One that names no zone is taken for UTC, as the services that write it mean it.
    """
    try:
        found = datetime.fromisoformat(_FRACTION.sub(lambda match: f".{match[1]:0<6}", text.strip()))
    except ValueError:
        return None
    return (found if found.tzinfo is not None else found.replace(tzinfo=UTC)).timestamp()
