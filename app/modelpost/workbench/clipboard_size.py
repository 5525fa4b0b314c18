"""How much goes into the clipboard: whoever pastes it waits for all of it."""

from collections.abc import Iterable

from modelpost.core.failures import FormatTrouble
from modelpost.core.text import Message

LARGEST_COPIED = 64_000_000
"""Characters, or bytes where they are not decoded."""


def joined(pieces: Iterable[str], between: str = "") -> str:
    """Return a text for the clipboard; raise where it gets too large, without making the rest of it."""
    kept: list[str] = []
    size = 0
    for piece in pieces:
        kept.append(piece)
        size += len(piece) + len(between)
        if size > LARGEST_COPIED:
            raise FormatTrouble(
                Message("This is too large for the clipboard"), Message("Save it to a file instead, or select less.")
            )
    return between.join(kept)
