"""How a token stands, without the token: what may be shown of it."""

from typing import TYPE_CHECKING, NamedTuple

from modelpost.core.secrets import MASK

if TYPE_CHECKING:
    from modelpost.core.tokens import Token

_LONG = 40
_TAIL = 4
COUNTED_DOWN_FROM = 3600.0
"""Seconds before its end from which a token's time is counted down beside the request."""


class TokenState(NamedTuple):
    """A token at one moment. `left` are the seconds that it is still good for, below 0 once it has expired.

    `shown` are dots, with the last four characters behind them where the token is long; it is empty where there is no
    token. Times are in seconds since 1970-01-01 UTC, 0 and None mean unknown.
    """

    shown: str = ""
    left: float | None = None
    expires_at: float = 0.0
    obtained_at: float = 0.0
    scope: str = ""
    is_kept: bool = False

    @property
    def is_there(self) -> bool:
        """Tell whether there is a token at all."""
        return bool(self.shown)

    @property
    def has_expired(self) -> bool:
        """Tell whether it is too old."""
        return self.left is not None and self.left <= 0

    @property
    def is_counted_down(self) -> bool:
        """Tell whether its end is near, or past."""
        return self.left is not None and self.left < COUNTED_DOWN_FROM


NO_TOKEN = TokenState()


def state_of(token: "Token | None", now: float, *, is_kept: bool) -> TokenState:
    """Return what may be shown of a token."""
    if token is None:
        return NO_TOKEN
    tail = token.value[-_TAIL:] if len(token.value) > _LONG else ""
    left = token.expires_at - now if token.expires_at else None
    return TokenState(MASK + tail, left, token.expires_at, token.obtained_at, token.scope, is_kept)
