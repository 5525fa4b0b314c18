"""Values that are too long for one entry of a keyring: numbered parts, and a header that says how many.

The entry of a long value holds `modelpost:parts first=1 count=4 sha256=…`; its parts are the entries `USER#1` to
`USER#4`. A new value goes into numbers that the old one does not use, then the header is replaced, then the old parts
go: whenever this is interrupted, the entry stands for the whole old value or the whole new one.
"""

import hashlib
import re
from collections.abc import Iterator
from typing import NamedTuple, Protocol

from modelpost.core.secrets import SERVICE

LONGEST_ENTRY = 1_200
"""UTF-16 units in one entry: the Windows Credential Locker refuses over 2,560 bytes, and counts in UTF-16."""

_MARK = "modelpost:parts"
_HEADER = re.compile(_MARK + r" first=(\d{1,6}) count=(\d{1,5}) sha256=([0-9a-f]{16})")


class Backend(Protocol):
    """What is used of a `keyring` backend."""

    def get_password(self, service: str, username: str, /) -> str | None:
        """Return an entry's value."""

    def set_password(self, service: str, username: str, password: str, /) -> None:
        """Write an entry."""

    def delete_password(self, service: str, username: str, /) -> None:
        """Remove an entry."""


class Parts(NamedTuple):
    """Which numbered parts a value has."""

    first: int
    amount: int
    digest: str

    @classmethod
    def named_by(cls, entry: str | None) -> "Parts | None":
        """Return what a header says, None for an ordinary value."""
        found = _HEADER.fullmatch(entry) if entry else None
        return cls(int(found[1]), int(found[2]), found[3]) if found else None

    @property
    def header(self) -> str:
        """What the main entry holds."""
        return f"{_MARK} first={self.first} count={self.amount} sha256={self.digest}"

    @property
    def numbers(self) -> range:
        """The numbers of the parts."""
        return range(self.first, self.first + self.amount)


class Plan(NamedTuple):
    """How a value will be written: the main entry, and the parts to write before it."""

    entry: str
    pieces: tuple[tuple[int, str], ...] = ()

    @property
    def highest(self) -> int:
        """The highest number of a part, 0 without parts."""
        return max((number for number, _ in self.pieces), default=0)


def plan(value: str, before: str | None) -> Plan:
    """Return how to write `value` over the entry `before`, leaving the parts of that alone."""
    pieces = tuple(split(value))
    if len(pieces) == 1 and not value.startswith(_MARK):
        return Plan(value)
    old = Parts.named_by(before)
    first = 1 if old is None or old.first > len(pieces) else old.first + old.amount
    parts = Parts(first, len(pieces), _digest(value))
    return Plan(parts.header, tuple(zip(parts.numbers, pieces, strict=True)))


def split(value: str) -> Iterator[str]:
    """Cut a value into pieces that fit an entry; a character is never cut in two."""
    piece: list[str] = []
    used = 0
    for character in value:
        units = 2 if ord(character) > 0xFFFF else 1
        if used + units > LONGEST_ENTRY:
            yield "".join(piece)
            piece, used = [], 0
        piece.append(character)
        used += units
    yield "".join(piece)


def read_value(backend: Backend, user: str) -> str | None:
    """Return a value from one entry or from its parts; None where there is none, or where a part is missing."""
    entry = backend.get_password(SERVICE, user)
    parts = Parts.named_by(entry)
    if parts is None:
        return entry
    pieces = [backend.get_password(SERVICE, part_name(user, number)) for number in parts.numbers]
    value = "".join(piece or "" for piece in pieces)
    return value if _digest(value) == parts.digest else None  # never half of it


def write_plan(backend: Backend, user: str, wanted: Plan) -> None:
    """Write the parts, then the entry that names them."""
    for number, piece in wanted.pieces:
        backend.set_password(SERVICE, part_name(user, number), piece)
    backend.set_password(SERVICE, user, wanted.entry)


def remove_parts(backend: Backend, user: str, numbers: Iterator[int]) -> None:
    """Remove parts, as far as they are there."""
    for number in numbers:
        name = part_name(user, number)
        if backend.get_password(SERVICE, name) is not None:
            backend.delete_password(SERVICE, name)


def part_name(user: str, number: int) -> str:
    """Return the user name of a part's entry."""
    return f"{user}#{number}"


def _digest(value: str) -> str:
    return hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()[:16]
