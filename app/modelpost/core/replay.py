"""A conversation that is held once more: which of its messages is due, and when."""

from dataclasses import dataclass, replace
from enum import Enum

from modelpost.core.conversation import SavedMessage

AHEAD = 32
"""Messages that may be on their way at once: so many go out though the user stops."""

_LONGEST_NAP = 3600.0
"""Seconds. A pause may be any number, which is more than a timer takes."""


class Pace(Enum):
    """How messages follow one another: with the pauses that they had, without any, or each after an answer."""

    RECORDED = "recorded"
    AT_ONCE = "at-once"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Replay:
    """Messages on their way out again, in order.

    `handed` is how many were handed over to be sent, `due_at` when the next follows where the pace is as recorded.
    """

    messages: tuple[SavedMessage, ...]
    pace: Pace
    handed: int = 0
    due_at: float = 0.0

    @property
    def is_all_handed(self) -> bool:
        """Tell whether no message is left."""
        return self.handed >= len(self.messages)

    def is_due(self, now: float, on_their_way: int, *, is_answered: bool) -> bool:
        """Tell whether the next message may go out.

        `on_their_way` is how many were handed over and are not out yet; `is_answered` tells whether something was
        received after the last that is.
        """
        if self.is_all_handed:
            return False
        match self.pace:
            case Pace.AT_ONCE:
                return on_their_way < AHEAD
            case Pace.RECORDED:
                return on_their_way < AHEAD and (not self.handed or now >= self.due_at)
            case Pace.ANSWERED:
                return not self.handed or (not on_their_way and is_answered)

    def patience(self, now: float, on_their_way: int) -> float | None:
        """Return after how many seconds to look again whether the next message is due.

        None where time alone does not make it so: something else has to happen first, and it may be due already.
        """
        if self.pace is not Pace.RECORDED or self.is_all_handed or not self.handed or on_their_way >= AHEAD:
            return None
        return min(_LONGEST_NAP, max(0.0, self.due_at - now))

    def handing(self, now: float) -> "Replay":
        """Return the replay after the next message was handed over; a late one does not make those after it later."""
        following = self.messages[self.handed + 1 : self.handed + 2]
        gap = following[0].gap if following else 0.0
        return replace(self, handed=self.handed + 1, due_at=(self.due_at if self.handed else now) + gap)

    def is_over(self, on_their_way: int, *, is_answered: bool) -> bool:
        """Tell whether every message is out, and answered where answers are waited for."""
        return self.is_all_handed and not on_their_way and (is_answered or self.pace is not Pace.ANSWERED)
