"""Comments in JSON bodies: written for people, not sent."""

import re

_PIECE = re.compile(
    r"""
      "[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"?
    | \{\{[^{}\r\n]*+\}\}
    | (?P<line>//[^\r\n]*+)
    | (?P<block>/\*.*?\*/)
    """,
    re.VERBOSE | re.DOTALL,
)


def without_comments(text: str) -> str:
    """Return a JSON text without its `//` and `/* */` comments; what stands in strings and placeholders is no comment.

    A block becomes a space, so that what it divides stays divided; one that does not end is left for the checker.
    """
    if "//" not in text and "/*" not in text:
        return text
    return _PIECE.sub(_kept, text)


def _kept(match: re.Match[str]) -> str:
    if match["line"] is not None:
        return ""
    return " " if match["block"] is not None else match[0]
