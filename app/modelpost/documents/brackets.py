"""Which bracket belongs to which."""

import re

_PAIRS = {"}": "{", "]": "[", ")": "("}
_PIECE = re.compile(r'"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"?|[{}\[\]()]')
_REACH = 100_000


def matching(text: str, at: int) -> int | None:
    """Return where the partner of the bracket at `at` is; None for brackets in strings or without a partner nearby.

    Looks 100,000 characters around, so that a caret moves without a stall in any text. Strings end with their line.
    """
    start = text.rfind("\n", 0, max(0, at - _REACH)) + 1
    opened: list[int] = []
    for piece in _PIECE.finditer(text, start, at + _REACH):
        here, character = piece.start(), piece[0]
        if character in "{[(":
            opened.append(here)
        elif character in _PAIRS and opened and text[opened[-1]] == _PAIRS[character]:
            opener = opened.pop()
            if at in {opener, here}:
                return here if at == opener else opener
    return None
