"""Values taken from an answer, to be variables of the requests that follow."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from modelpost.core.request import Capture, CaptureSource
from modelpost.core.response import Response
from modelpost.core.secrets import is_token_header, looks_like_credential
from modelpost.core.text import Message

LARGEST_SEARCHED = 1 << 20
"""Bytes of a body in which a pattern is searched: a search stops every thread for its whole length."""

LARGEST_VALUE = 1 << 20
"""Characters that a variable may have."""

_SUCCESSES = range(200, 300)


class NotFound(Exception):
    """An answer does not have what is wanted of it; `message` says why."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class Captured:
    """What became of a capture: a value, or `trouble` that says why there is none.

    A `is_secret` value is masked wherever it shows, and kept in no file.
    """

    capture: Capture
    value: str = field(default="", repr=False)
    is_secret: bool = False
    trouble: Message | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """An answer as captures see it: the beginning of its text, and a look-up by JSONPath that raises NotFound."""

    response: Response
    text: Callable[[int], str]
    json_value: Callable[[str], str]


def extracted(captures: tuple[Capture, ...], source: Source) -> tuple[Captured, ...]:
    """Return what each capture takes from an answer; those that want a 2xx answer pass over any other."""
    is_success = source.response.status in _SUCCESSES
    return tuple(_captured(capture, source) for capture in captures if is_success or capture.always)


def _captured(capture: Capture, source: Source) -> Captured:
    try:
        value = _value(capture, source)
    except NotFound as reason:
        return Captured(capture, trouble=reason.message)
    if len(value) > LARGEST_VALUE:
        return Captured(capture, trouble=Message("The value is longer than 1 MB"))
    is_token = capture.source is CaptureSource.HEADER and is_token_header(capture.expression)
    return Captured(capture, value, is_token or looks_like_credential(capture.name, value))


def _value(capture: Capture, source: Source) -> str:
    match capture.source:
        case CaptureSource.STATUS:
            return str(source.response.status)
        case CaptureSource.HEADER:
            return _header(source.response, capture.expression)
        case CaptureSource.PATTERN:
            return _match(capture.expression, source.text(LARGEST_SEARCHED))
        case CaptureSource.BODY:
            return source.text(4 * LARGEST_VALUE).strip()
        case CaptureSource.JSON:
            return source.json_value(capture.expression.strip())


def _header(response: Response, name: str) -> str:
    values = response.headers.all(name.strip())
    if not values:
        raise NotFound(Message("The answer has no header {name}", name=name.strip() or "“”"))
    return values[0]


def _match(pattern: str, text: str) -> str:
    if not pattern:
        raise NotFound(Message("There is no pattern yet"))
    try:
        match = re.search(pattern, text)
    except (re.error, RecursionError, OverflowError) as error:
        raise NotFound(Message("This is not a regular expression: {reason}", reason=str(error))) from error
    if match is None:
        raise NotFound(Message("Nothing in the answer matches"))
    return next((group for group in match.groups() if group is not None), match[0])
