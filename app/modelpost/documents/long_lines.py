"""Very long lines cut into pieces for an editor that lays out a line as a whole, and put together again."""

MARK = "\u2064\u2064"
"""Two invisible pluses at the end of a line say that the line break behind them is not part of the text."""

_BREAK = MARK + "\n"
_LONG = 10_000
_PIECE = 1_000


def cut(text: str) -> str:
    """Return a text whose lines of over 10,000 characters are broken every 1,000, with a mark before each break.

    A text that has such marks of its own is left alone.
    """
    if len(text) <= _LONG or MARK in text or max(map(len, text.split("\n"))) <= _LONG:
        return text
    return "\n".join(_in_pieces(line) if len(line) > _LONG else line for line in text.split("\n"))


def whole(shown: str) -> str:
    """Return the text of which `shown` are the pieces, also where somebody deleted a break but not its mark."""
    return shown.replace(_BREAK, "").replace(MARK, "") if MARK in shown else shown


def shown_at(shown: str, index: int) -> int:
    """Return where in the pieces a character of the whole stands."""
    position = shown.find(MARK)
    skipped = 0
    while 0 <= position <= index + skipped:
        skipped += len(_BREAK) if shown.startswith(_BREAK, position) else len(MARK)
        position = shown.find(MARK, position + len(MARK))
    return index + skipped


def _in_pieces(line: str) -> str:
    return _BREAK.join(line[at : at + _PIECE] for at in range(0, len(line), _PIECE))
