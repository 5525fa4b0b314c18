"""How far an exchange has come: what its end must know, whichever way it ends."""

from dataclasses import dataclass, field, replace

from modelpost.core.ports import Clock
from modelpost.core.resolved import SendOptions
from modelpost.core.response import Response, Timings
from modelpost.net.route import Route, origin_of


@dataclass(slots=True)
class Journal:
    """The one mutable record of an exchange; belongs to its thread.

    `phase` is `prepare`, `dns`, `connect`, `proxy`, `tls`, `send`, `wait` or `download`. `timings` and `response` are
    those of the last hop; `places` names the field behind each file that is sent; `has_left` tells that a request began
    to go out. `items` counts those of a stream or conversation, None where the answer is none. `home` is the origin
    that the options were meant for, `peer` the name that hands were last shaken with; `is_own_look_up` is set while a
    name is looked up for a proxy.
    """

    clock: Clock
    options: SendOptions
    began: float
    phase: str = "prepare"
    route: Route | None = None
    timings: Timings = field(default_factory=Timings)
    response: Response | None = None
    items: int | None = None
    places: dict[str, str] = field(default_factory=dict)
    has_left: bool = False
    home: tuple[str, str, int] | None = None
    peer: str = ""
    is_own_look_up: bool = False

    def options_for(self, url: str) -> SendOptions:
        """Return how to send to an address: what is about the one that the request is for goes nowhere else.

        Whoever trusts a host unseen means all of its ports.
        """
        origin = origin_of(url)
        if self.home is None or self.home == origin:
            return self.options
        is_same_host = self.home[1] == origin[1]
        return replace(self.options.elsewhere(), verify_tls=self.options.verify_tls or not is_same_host)

    def at(self) -> float:
        """Return the seconds since the exchange began."""
        return self.clock.monotonic() - self.began

    def limit(self, each: float) -> float | None:
        """Return how long one wait may take, None for ever: `each` (0 for no limit) within what is left of the whole.

        Raises TimeoutError when nothing is left.
        """
        total = self.options.total_timeout
        if not total:
            return each or None
        left = total - self.at()
        if left <= 0:
            raise TimeoutError("the whole exchange took too long")
        return min(each, left) if each else left

    @property
    def left(self) -> float:
        """Seconds that the exchange may still take."""
        total = self.options.total_timeout
        return total - self.at() if total else float("inf")

    @property
    def is_overdue(self) -> bool:
        """Tell whether the whole exchange took longer than it may."""
        return bool(self.options.total_timeout) and self.at() >= self.options.total_timeout
