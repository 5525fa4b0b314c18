"""What must be true of an answer: the operators of Bruno's assertions, over plain values."""

import json
import math
import re
from dataclasses import dataclass, field
from enum import Enum

from modelpost.core.request import Assertion
from modelpost.core.text import Message

LARGEST_SEARCHED = 1 << 20
"""Characters in which a pattern is searched: a search stops every thread for its whole length."""

UNARY = (
    "isDefined",
    "isUndefined",
    "isNull",
    "isEmpty",
    "isNotEmpty",
    "isTruthy",
    "isFalsy",
    "isJson",
    "isNumber",
    "isString",
    "isBoolean",
    "isArray",
)
"""Operators that expect nothing besides."""

OPERATORS = (
    "eq",
    "neq",
    "gt",
    "gte",
    "lt",
    "lte",
    "contains",
    "notContains",
    "startsWith",
    "endsWith",
    "matches",
    "notMatches",
    "in",
    "notIn",
    "between",
    "length",
    *UNARY,
)

_NEGATED = {
    "neq": "eq",
    "notContains": "contains",
    "notMatches": "matches",
    "notIn": "in",
    "isUndefined": "isDefined",
    "isNotEmpty": "isEmpty",
    "isFalsy": "isTruthy",
}
_PATTERN = re.compile(r"/(?P<pattern>.*)/(?P<flags>[a-z]*)", re.DOTALL)
_SHOWN = 200


class Absent(Enum):
    """What an expression leads to where an answer has nothing of that name."""

    ABSENT = "undefined"


ABSENT = Absent.ABSENT


class NotComparable(Exception):
    """An assertion cannot be decided; `message` says why."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class Expectation:
    """An assertion about to be checked: its row, what was typed there, and both sides with variables put in."""

    place: int
    typed: Assertion
    expression: str = field(default="", repr=False)
    value: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of an assertion. `actual` is what was found, `trouble` says why nothing could be compared."""

    expectation: Expectation
    holds: bool
    actual: str = field(default="", repr=False)
    trouble: Message | None = None

    @property
    def sentence(self) -> Message:
        """What to tell of one that does not hold, in the words that were typed."""
        typed = self.expectation.typed
        said = " ".join(part for part in (typed.expression, typed.operator, typed.value) if part)
        if self.trouble is not None:
            return Message("“{assertion}” could not be checked: {reason}", assertion=said, reason=self.trouble)
        return Message("“{assertion}” does not hold: it is {actual}", assertion=said, actual=self.actual)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of all assertions of a request."""

    checked: tuple[Checked, ...]

    @property
    def met(self) -> int:
        """How many hold."""
        return sum(each.holds for each in self.checked)

    @property
    def unmet(self) -> tuple[Checked, ...]:
        """Those that do not hold."""
        return tuple(each for each in self.checked if not each.holds)


def holds(actual: object, operator: str, expected: str) -> bool:
    """Tell whether a value is as expected. Raises NotComparable."""
    if operator in _NEGATED:
        return not holds(actual, _NEGATED[operator], expected)
    if operator in UNARY:
        return _is(actual, operator)
    match operator:
        case "eq":
            return _equal(actual, expected)
        case "gt" | "gte" | "lt" | "lte":
            return _in_order(operator, _number(actual), _number(_literal(expected)))
        case "between":
            low, high = _pair(expected)
            return low <= _number(actual) <= high
        case "in":
            return any(_equal(actual, each) for each in _listed(expected))
        case "contains":
            return _contains(actual, expected)
        case "startsWith":
            return text_of(actual).startswith(_unquoted(expected))
        case "endsWith":
            return text_of(actual).endswith(_unquoted(expected))
        case "matches":
            return _matches(text_of(actual), expected)
        case "length":
            return _length(actual) == _number(_literal(expected))
    raise NotComparable(Message("There is no operator {name}", name=operator or "“”"))


def text_of(value: object) -> str:
    """Return a value as text: strings as they are, anything else as JSON."""
    if isinstance(value, str):
        return value
    return ABSENT.value if value is ABSENT else json.dumps(value, ensure_ascii=False)


def shown(value: object) -> str:
    """Return the beginning of a value, as a table shows it; of an object or a list no more than that it is one."""
    if isinstance(value, dict):
        return "{…}" if value else "{}"
    if isinstance(value, list):
        return f"[… {len(value)}]" if value else "[]"
    text = text_of(value)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _is(actual: object, operator: str) -> bool:
    match operator:
        case "isDefined":
            return actual is not ABSENT
        case "isNull":
            return actual is None
        case "isEmpty":
            return actual is ABSENT or actual is None or (isinstance(actual, str | list | dict) and not actual)
        case "isTruthy":
            is_nan = isinstance(actual, float) and math.isnan(actual)
            return isinstance(actual, list | dict) or (bool(actual) and actual is not ABSENT and not is_nan)
        case "isJson":
            return isinstance(actual, list | dict)
        case "isNumber":
            return isinstance(actual, int | float) and not isinstance(actual, bool)
        case "isString":
            return isinstance(actual, str)
        case "isBoolean":
            return isinstance(actual, bool)
    return isinstance(actual, list)


def _equal(actual: object, expected: str) -> bool:
    """Compare with what was typed: a number, true, false, null or JSON where it is one; a text that is as typed."""
    literal = _literal(expected)
    if isinstance(actual, bool) or isinstance(literal, bool):
        return actual is literal or actual == expected.strip()
    return actual == literal or actual == expected.strip()


def _literal(text: str) -> object:
    """Return what a text stands for, as Bruno reads it."""
    stripped = text.strip()
    if stripped == ABSENT.value:
        return ABSENT
    if len(stripped) > 1 and stripped[0] == stripped[-1] == "'":
        return stripped[1:-1]
    try:
        return json.loads(stripped)
    except (ValueError, RecursionError):
        return stripped


def _unquoted(text: str) -> str:
    literal = _literal(text)
    return literal if isinstance(literal, str) else text.strip()


def _number(value: object) -> float:
    if isinstance(value, int | float | str) and not isinstance(value, bool):
        try:
            return float(value)
        except (ValueError, OverflowError):
            pass
    raise NotComparable(Message("{value} is not a number", value=shown(value) or "“”"))


def _in_order(operator: str, actual: float, expected: float) -> bool:
    match operator:
        case "gt":
            return actual > expected
        case "gte":
            return actual >= expected
        case "lt":
            return actual < expected
    return actual <= expected


def _pair(text: str) -> tuple[float, float]:
    listed = _listed(text)
    if len(listed) != 2:
        raise NotComparable(Message("Two numbers are expected, such as 1, 5"))
    return _number(_literal(listed[0])), _number(_literal(listed[1]))


def _listed(text: str) -> list[str]:
    stripped = text.strip()
    if stripped.startswith("[") and stripped.endswith("]"):
        stripped = stripped[1:-1]
    return [each.strip() for each in stripped.split(",") if each.strip()]


def _contains(actual: object, expected: str) -> bool:
    match actual:
        case list():
            return any(_equal(each, expected) for each in actual)
        case dict():
            return _unquoted(expected) in actual
    return _unquoted(expected) in text_of(actual)


def _matches(text: str, pattern: str) -> bool:
    written = _PATTERN.fullmatch(pattern.strip())
    flags = re.IGNORECASE if written and "i" in written["flags"] else re.NOFLAG
    try:
        found = re.search(written["pattern"] if written else pattern, text[:LARGEST_SEARCHED], flags)
    except (re.error, RecursionError, OverflowError) as error:
        raise NotComparable(Message("This is not a regular expression: {reason}", reason=str(error))) from error
    return found is not None


def _length(actual: object) -> int:
    if isinstance(actual, str | list | dict):
        return len(actual)
    raise NotComparable(Message("{value} has no length", value=shown(actual)))
