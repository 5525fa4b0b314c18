"""How long a service asks to wait before the next request (RFC 9110, section 10.2.3)."""

from modelpost.core.dates import seconds_of
from modelpost.core.headers import HeaderList

_LONGEST_NUMBER = 12


def retry_after(headers: HeaderList, now: float | None = None) -> float | None:
    """Return the seconds that Retry-After asks for, None where it says nothing that can be understood.

    A date in it counts from the answer's own Date, which needs no clock to be right, or else from `now`.
    """
    wanted = headers.first("Retry-After").strip()
    if wanted.isascii() and wanted.isdigit():
        return float(wanted[:_LONGEST_NUMBER])
    moment = seconds_of(wanted)
    sent = seconds_of(headers.first("Date"))
    began = now if sent is None else sent
    return None if moment is None or began is None else max(0.0, moment - began)
