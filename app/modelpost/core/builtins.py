"""Variables that have a value by themselves, under the names that Postman gave them: `{{$uuid}}`, `{{$timestamp}}`."""

from collections.abc import Callable
from typing import Final

from modelpost.core import made_up
from modelpost.core.civil_time import iso_text

_DAY = 86_400
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ALPHANUMERIC = f"{_LETTERS}0123456789"


class Builtins:
    """Makes values from the time of sending and from chance.

    `clock()` returns seconds since 1970 UTC, `token(n)` returns `n` random hexadecimal digits. Every occurrence of a
    name gets a value of its own.
    """

    def __init__(self, clock: Callable[[], float], token: Callable[[int], str]) -> None:
        self._clock = clock
        self.token = token

    @property
    def now(self) -> float:
        """The time."""
        return self._clock()

    def value(self, name: str) -> str | None:
        """Return a new value for a name such as `$uuid`, None for a name that is not built in."""
        make = _MAKERS.get(name)
        return None if make is None else make(self)

    def below(self, limit: int) -> int:
        """Return a number from 0 up to, but not, `limit`."""
        return int(self.token(16), 16) % limit

    def one_of(self, choices: tuple[str, ...] | str) -> str:
        """Return one of several texts, or one character of a text."""
        return choices[self.below(len(choices))]

    def some_of(self, choices: tuple[str, ...] | str, count: int, between: str = "") -> str:
        """Return `count` of several texts, with repetitions."""
        return between.join(self.one_of(choices) for _ in range(count))


def is_builtin(name: str) -> bool:
    """Tell whether a name is built in."""
    return name in _MAKERS


def _uuid(made: Builtins) -> str:
    """Return a UUID of version 4 (RFC 9562, section 5.4)."""
    digits = made.token(32)
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{made.one_of('89ab')}{digits[17:20]}-{digits[20:]}"


def _address(made: Builtins) -> str:
    return ".".join(str(made.below(256)) for _ in range(4))


def _long_address(made: Builtins) -> str:
    return ":".join(made.token(4) for _ in range(8))


def _full_name(made: Builtins) -> str:
    return f"{made.one_of(made_up.FIRST_NAMES)} {made.one_of(made_up.LAST_NAMES)}"


def _user_name(made: Builtins) -> str:
    return f"{made.one_of(made_up.FIRST_NAMES)}.{made.one_of(made_up.LAST_NAMES)}{made.below(100)}".lower()


def _domain(made: Builtins) -> str:
    return f"{made.one_of(made_up.WORDS)}-{made.one_of(made_up.WORDS)}.example"


def _sentence(made: Builtins) -> str:
    return f"{made.some_of(made_up.WORDS, 5 + made.below(6), ' ').capitalize()}."


def _file_name(made: Builtins) -> str:
    return f"{made.one_of(made_up.WORDS)}_{made.one_of(made_up.WORDS)}.{made.one_of(made_up.FILE_ENDINGS)}"


def _degrees(made: Builtins, most: int) -> str:
    return f"{made.below(2 * most * 10_000) / 10_000 - most:.4f}"


_MAKERS: Final[dict[str, Callable[[Builtins], str]]] = {
    "$guid": _uuid,
    "$uuid": _uuid,
    "$randomUUID": _uuid,
    "$timestamp": lambda made: str(int(made.now)),
    "$isoTimestamp": lambda made: iso_text(made.now),
    "$randomInt": lambda made: str(made.below(1001)),
    "$randomBoolean": lambda made: made.one_of(("true", "false")),
    "$randomAlphaNumeric": lambda made: made.one_of(_ALPHANUMERIC),
    "$randomHexadecimal": lambda made: made.token(1),
    "$randomPassword": lambda made: made.some_of(f"{_ALPHANUMERIC}{_LETTERS.upper()}", 15),
    "$randomColor": lambda made: made.one_of(made_up.COLORS),
    "$randomHexColor": lambda made: f"#{made.token(6)}",
    "$randomIP": _address,
    "$randomIPV6": _long_address,
    "$randomMACAddress": lambda made: ":".join(made.token(2) for _ in range(6)),
    "$randomProtocol": lambda made: made.one_of(("http", "https")),
    "$randomSemver": lambda made: ".".join(str(made.below(10)) for _ in range(3)),
    "$randomLocale": lambda made: made.one_of(("de", "en", "es", "fr", "ja", "pt", "zh")),
    "$randomFirstName": lambda made: made.one_of(made_up.FIRST_NAMES),
    "$randomLastName": lambda made: made.one_of(made_up.LAST_NAMES),
    "$randomFullName": _full_name,
    "$randomUserName": _user_name,
    "$randomEmail": lambda made: f"{_user_name(made)}@{_domain(made)}",
    "$randomExampleEmail": lambda made: f"{_user_name(made)}@example.com",
    "$randomDomainName": _domain,
    "$randomUrl": lambda made: f"https://{_domain(made)}",
    "$randomCity": lambda made: made.one_of(made_up.CITIES),
    "$randomCountry": lambda made: made.one_of(made_up.COUNTRIES),
    "$randomCountryCode": lambda made: made.one_of(made_up.COUNTRY_CODES),
    "$randomStreetAddress": lambda made: f"{1 + made.below(200)} {made.one_of(made_up.STREETS)}",
    "$randomLatitude": lambda made: _degrees(made, 90),
    "$randomLongitude": lambda made: _degrees(made, 180),
    "$randomPhoneNumber": lambda made: f"555-{made.below(900) + 100}-{made.below(9000) + 1000}",
    "$randomPrice": lambda made: f"{made.below(100_000) / 100:.2f}",
    "$randomCompanyName": lambda made: f"{made.one_of(made_up.LAST_NAMES)} {made.one_of(made_up.COMPANY_FORMS)}",
    "$randomJobTitle": lambda made: made.one_of(made_up.JOBS),
    "$randomProduct": lambda made: made.one_of(made_up.PRODUCTS),
    "$randomWord": lambda made: made.one_of(made_up.WORDS),
    "$randomWords": lambda made: made.some_of(made_up.WORDS, 3, " "),
    "$randomLoremWord": lambda made: made.one_of(made_up.WORDS),
    "$randomLoremWords": lambda made: made.some_of(made_up.WORDS, 3, " "),
    "$randomLoremSentence": _sentence,
    "$randomFileName": _file_name,
    "$randomFileExt": lambda made: made.one_of(made_up.FILE_ENDINGS),
    "$randomMimeType": lambda made: made.one_of(made_up.MEDIA_TYPES),
    "$randomDatePast": lambda made: iso_text(made.now - 1 - made.below(365 * _DAY)),
    "$randomDateFuture": lambda made: iso_text(made.now + 1 + made.below(365 * _DAY)),
    "$randomDateRecent": lambda made: iso_text(made.now - 1 - made.below(_DAY)),
    "$randomWeekday": lambda made: made.one_of(made_up.WEEKDAYS),
    "$randomMonth": lambda made: made.one_of(made_up.MONTHS),
}

NAMES: Final = tuple(sorted(_MAKERS))
"""Every name that is built in."""
