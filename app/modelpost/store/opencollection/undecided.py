"""Credentials in the clear, which must not reach a file."""

import re
from collections.abc import Iterator

from modelpost.core.failures import ModelpostError
from modelpost.core.request import AuthChoice, RequestDraft
from modelpost.core.secrets import looks_like_credential
from modelpost.core.text import Message

_SECRET_FIELDS = {
    "apikey": frozenset({"value"}),
    "awsv4": frozenset({"secretAccessKey", "sessionToken"}),
    "basic": frozenset({"password"}),
    "bearer": frozenset({"token"}),
    "digest": frozenset({"password"}),
    "ntlm": frozenset({"password"}),
    "wsse": frozenset({"password"}),
}
_ALWAYS_MASKED = "authorization"
_PASSWORD_IN_ADDRESS = re.compile(r"://[^/?#@:]*:(?!\{\{[^{}]+\}\}@)[^/?#@]+@")


class UndecidedSecrets(ModelpostError):
    """A draft holds credentials in the clear; `places` says where, in the form of `Problem.where`."""

    def __init__(self, places: tuple[str, ...]) -> None:
        super().__init__(
            Message("The request holds credentials, and files of a collection hold none"),
            Message("Keep them in the keyring, then save again."),
        )
        self.places = places


def undecided_places(draft: RequestDraft) -> tuple[str, ...]:
    """Return where a draft holds credentials in the clear."""
    return tuple(_places(draft))


def check_decided(draft: RequestDraft) -> None:
    """Raise UndecidedSecrets where a draft holds credentials in the clear."""
    places = undecided_places(draft)
    if places:
        raise UndecidedSecrets(places)


def _places(draft: RequestDraft) -> Iterator[str]:
    for table, rows in (("headers", draft.headers), ("query", draft.query), ("path", draft.path)):
        for index, row in enumerate(rows):
            if looks_like_credential(row.name, row.value):
                yield f"{table}.{index}.value"
    for name, text in draft.auth.values:
        if looks_like_credential(_label(draft.auth, name), text):
            yield f"auth.{name}"
    line, _, _ = draft.url.partition("?")
    if looks_like_credential("", line) or _PASSWORD_IN_ADDRESS.search(line):
        yield "url"


def _label(auth: AuthChoice, field: str) -> str:
    """Name an auth field so that the secret ones of each scheme count as credentials whatever they look like."""
    return _ALWAYS_MASKED if field in _SECRET_FIELDS.get(auth.kind, frozenset()) else field
