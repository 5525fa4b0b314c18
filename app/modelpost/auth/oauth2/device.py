"""The device code grant: the user enters a code elsewhere, on a phone for example (RFC 8628)."""

from collections.abc import Generator
from typing import Any

from modelpost.auth.api import Pause, Refused, Reply, Show, Step, Surroundings
from modelpost.auth.oauth2.token_service import Answer, Declined, asked, is_web_address, targets, token_of
from modelpost.core.fields import Values
from modelpost.core.text import Message
from modelpost.core.tokens import Token

_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
_INTERVAL = 5.0
_SLOWER_BY = 5.0
_LIFE = 1800.0
"""Seconds that a code is good for where the service does not say it, which it must."""


def granted(values: Values, around: Surroundings) -> Generator[Step, Reply, Token]:
    """Show a code, and ask for the token until somebody has entered it."""
    begun = yield from asked(values, "deviceUrl", targets(values))
    code, user_code, url = str(begun.get("device_code", "")), str(begun.get("user_code", "")), _page(begun)
    if not code or not is_web_address(url):
        raise Refused(
            Message("The answer of the service holds no code for the device"),
            Message("Check the device authorization URL in the Auth tab."),
            place="auth.deviceUrl",
        )
    ends = around.clock.monotonic() + (_number(begun.get("expires_in")) or _LIFE)
    interval = _number(begun.get("interval")) or _INTERVAL
    yield Show(Message("Open the address and enter the code to sign in."), url, user_code)
    pairs = (("grant_type", _GRANT), ("device_code", code))
    while around.clock.monotonic() + interval < ends:
        yield Pause(interval)
        try:
            answer = yield from asked(values, "accessTokenUrl", pairs, secret=(code,))
        except Declined as declined:
            if declined.code not in ("authorization_pending", "slow_down"):
                raise
            interval += _SLOWER_BY if declined.code == "slow_down" else 0.0
        else:
            return token_of(answer, values, around)
    raise Refused(Message("The code expired before anybody entered it"), Message("Send again for a new one."))


def _page(begun: Answer) -> str:
    """Return the page to open, with the code in it where there is one; some services name it in their own way."""
    names = ("verification_uri_complete", "verification_uri", "verification_url")
    return next((url for name in names if isinstance(url := begun.get(name), str) and url), "")


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) and value > 0 else 0.0
