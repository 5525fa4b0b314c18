"""What highlighting is made of."""

from typing import NamedTuple


class Token(NamedTuple):
    """A stretch of a line and its colour in the theme: `key`, `str`, `num`, `bool`, `punct`, `cmt` or `muted`."""

    start: int
    end: int
    kind: str
