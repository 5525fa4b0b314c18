"""What a code-generation target is: a resolved request written as a command or a program."""

from typing import Protocol

from modelpost.core.resolved import ResolvedRequest, SendOptions
from modelpost.core.text import Message


class Snippet(Protocol):
    """One target. `with_secrets` writes credentials out; without, each stands as a placeholder that says so."""

    name: str
    label: Message
    order: int

    def write(self, request: ResolvedRequest, options: SendOptions, *, with_secrets: bool) -> str:
        """Return the program text."""
