"""What a code-generation target is: a resolved request written as a command or a program."""

from typing import Protocol

from modelpost.core.resolved import ResolvedRequest, SendOptions
from modelpost.core.text import Message


class Snippet(Protocol):
    """One target. `with_secrets` writes credentials out; without, each stands as a placeholder that says so."""

    @property
    def name(self) -> str:
        """The stable key."""

    @property
    def label(self) -> Message:
        """What people see."""

    @property
    def order(self) -> int:
        """Where it stands in lists."""

    def write(self, request: ResolvedRequest, options: SendOptions, *, with_secrets: bool) -> str:
        """Return the program text."""
