"""What a server asks for in WWW-Authenticate (RFC 9110, section 11.6.1): schemes, each with its parameters.

One header may hold several challenges, and commas stand between them as well as between their parameters: a name that
is followed by `=` is a parameter, any other begins the next challenge.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_WORD = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_QUOTED = r'"(?:[^"\\]|\\.)*"'
_NAME = re.compile(_WORD)
_BETWEEN = re.compile(r"[\s,]*")
_VALUE = re.compile(rf"\s*=\s*({_QUOTED}|[^\s,\"]+)", re.DOTALL)
_TOKEN68 = re.compile(r"[ \t]+[A-Za-z0-9._~+/-]+=*(?=\s*(?:,|$))")
_NEXT_COMMA = re.compile(rf"(?:{_QUOTED}|[^,])*", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Challenge:
    """One scheme that a server accepts; scheme and names are in lower case, values without quotes and escapes."""

    scheme: str
    parameters: tuple[tuple[str, str], ...] = ()

    def get(self, name: str, default: str = "") -> str:
        """Return the first value under `name`, or `default`."""
        return next((value for key, value in self.parameters if key == name), default)

    def __contains__(self, name: object) -> bool:
        return any(key == name for key, _ in self.parameters)


def challenges(values: Iterable[str]) -> tuple[Challenge, ...]:
    """Return the challenges in the values of all WWW-Authenticate headers, in order; what is none is passed over."""
    return tuple(challenge for value in values for challenge in _in_one(value))


def quoted(text: str) -> str:
    """Return a text as a quoted string (RFC 9110, section 5.6.4)."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _in_one(text: str) -> Iterator[Challenge]:
    scheme, parameters = "", list[tuple[str, str]]()
    position = _end(_BETWEEN, text, 0)
    while position < len(text):
        name = _NAME.match(text, position)
        value = _VALUE.match(text, name.end()) if name else None
        if name and value and scheme:
            parameters.append((name[0].lower(), _plain(value[1])))
            position = value.end()
        elif name and not value:
            if scheme:
                yield Challenge(scheme, tuple(parameters))
            scheme, parameters = name[0].lower(), []
            position = _end(_TOKEN68, text, name.end())
        else:
            position = _end(_NEXT_COMMA, text, position + 1)
        position = _end(_BETWEEN, text, position)
    if scheme:
        yield Challenge(scheme, tuple(parameters))


def _plain(value: str) -> str:
    return _ESCAPED.sub(r"\1", value[1:-1]) if value.startswith('"') else value


def _end(pattern: re.Pattern[str], text: str, position: int) -> int:
    """Return where a match at `position` ends; `position` itself where there is none."""
    found = pattern.match(text, position)
    return found.end() if found else position
