"""Tokens that a service lends for a while."""

from dataclasses import dataclass, field

RENEWED_BEFORE = 600.0
"""Seconds before its end at which a token is renewed."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token. Times are in seconds since 1970-01-01 UTC; 0 means unknown.

    `refresh` buys the next one (RFC 6749, section 6). `kind` is the token type, such as `Bearer`. `scope` is what it is
    good for, in the words of whoever lent it.
    """

    value: str = field(repr=False)
    expires_at: float = 0.0
    obtained_at: float = 0.0
    refresh: str = field(default="", repr=False)
    kind: str = ""
    scope: str = ""

    def is_fresh(self, now: float, margin: float = 0.0) -> bool:
        """Tell whether the token is good for at least another `margin` seconds; one of unknown life is."""
        return not self.expires_at or now + margin < self.expires_at

    def is_due(self, now: float) -> bool:
        """Tell whether it is time for the next one: ten minutes before the end, or at half of a short life."""
        margin = RENEWED_BEFORE
        if self.obtained_at and self.expires_at:
            margin = min(margin, (self.expires_at - self.obtained_at) / 2)
        return not self.is_fresh(now, margin)
