"""Further parameters of a question to a service, as one line of text that a form can hold.

`tenant=a&header:X-Realm=b&query:v=2`: pairs joined by `&`, each with where it goes, which may be left out. `%` and `&`
in a value, and whatever else needs it, are percent-encoded.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import quote, unquote

PLACEMENTS = ("header", "query", "body")

_IN_VALUES = re.compile(r"[%&\s]")
_IN_NAMES = re.compile(r"[%&\s=:]")


class Parameter(NamedTuple):
    """One parameter; `placement` is one of PLACEMENTS."""

    placement: str
    name: str
    value: str


def parameters(text: str, usual: str) -> Iterator[Parameter]:
    """Yield the parameters in a line; those that do not say it go where `usual` says."""
    for pair in filter(None, map(str.strip, text.split("&"))):
        word, colon, rest = pair.partition(":")
        is_placed = bool(colon) and word in PLACEMENTS
        name, _, value = (rest if is_placed else pair).partition("=")
        yield Parameter(word if is_placed else usual, unquote(name), unquote(value))


def in_one_line(found: Iterable[Parameter], usual: str) -> str:
    """Return the line that `parameters` reads as these."""
    return "&".join(_written(each, usual) for each in found)


def _written(parameter: Parameter, usual: str) -> str:
    pair = f"{_escaped(_IN_NAMES, parameter.name)}={_escaped(_IN_VALUES, parameter.value)}"
    return pair if parameter.placement == usual else f"{parameter.placement}:{pair}"


def _escaped(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda found: quote(found[0], safe=""), text)
