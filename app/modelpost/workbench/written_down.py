"""What went over the wire as one text, in the user's language where we speak."""

from collections.abc import Iterable

from modelpost.core.text import Message
from modelpost.core.wire_text import Piece
from modelpost.workbench.texts import translated

LARGEST = 32 << 20
"""Bytes of a text that is written down; a hex dump takes five times what it shows."""


def joined(pieces: Iterable[Piece]) -> bytes:
    """Return the pieces as one text; lines of ours stand out by a dot, and what is too much is left out with a word."""
    text = bytearray()
    for piece in pieces:
        if isinstance(piece, Message):
            if text and not text.endswith(b"\n"):
                text += b"\n"
            text += f"· {translated(piece)}\n".encode()
        else:
            text += piece
        if len(text) > LARGEST:
            text += f"\n· {translated(Message('The rest is left out here.'))}\n".encode()
            break
    return bytes(text)
