"""HTTP header fields as they stand on the wire: ordered, duplicates kept, names compared without case."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum

from modelpost.core.secrets import MASK, SET_COOKIE_HEADERS, is_token_header


class Source(Enum):
    """Who asked for a header: shown beside it, and decides what a redirect may carry along."""

    REQUEST = "request"
    INHERITED = "inherited"
    AUTH = "auth"
    JAR = "jar"
    AUTOMATIC = "automatic"


@dataclass(frozen=True, slots=True)
class Header:
    """One header field. `sensitive` marks a value that came from a secret or an auth scheme."""

    name: str
    value: str
    source: Source = Source.REQUEST
    sensitive: bool = False

    def __repr__(self) -> str:
        is_secret = self.sensitive or is_token_header(self.name) or self.name.lower() in SET_COOKIE_HEADERS
        return f"Header({self.name!r}, {MASK if is_secret else self.value!r}, {self.source.name})"


@dataclass(frozen=True, slots=True)
class HeaderList:
    """Header fields in order (RFC 9110, section 5); lookups ignore the case of names."""

    fields: tuple[Header, ...] = ()

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> "HeaderList":
        """Build from `(name, value)` pairs."""
        return cls(tuple(Header(name, value) for name, value in pairs))

    def __iter__(self) -> Iterator[Header]:
        return iter(self.fields)

    def __len__(self) -> int:
        return len(self.fields)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and any(field.name.lower() == name.lower() for field in self.fields)

    def first(self, name: str, default: str = "") -> str:
        """Return the first value under `name`, or `default`."""
        wanted = name.lower()
        return next((field.value for field in self.fields if field.name.lower() == wanted), default)

    def all(self, name: str) -> tuple[str, ...]:
        """Return every value under `name`, in order."""
        wanted = name.lower()
        return tuple(field.value for field in self.fields if field.name.lower() == wanted)

    def listed(self, name: str) -> tuple[str, ...]:
        """Return the members of a list that may be spread over several fields, in lower case (RFC 9110, 5.6.1)."""
        members = (member.strip().lower() for value in self.all(name) for member in value.split(","))
        return tuple(member for member in members if member)

    def adding(self, header: Header) -> "HeaderList":
        """Return this list with `header` at its end."""
        return replace(self, fields=(*self.fields, header))

    def setting(self, header: Header) -> "HeaderList":
        """Return this list with `header` in the place of all others of that name."""
        return self.without(header.name).adding(header)

    def without(self, *names: str) -> "HeaderList":
        """Return this list without the fields of these names."""
        unwanted = {name.lower() for name in names}
        return replace(self, fields=tuple(field for field in self.fields if field.name.lower() not in unwanted))
