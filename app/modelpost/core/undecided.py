"""Credentials in the clear, which must not reach a file."""

import re
from collections.abc import Iterator

from modelpost.core.request import AuthChoice, Body, RequestDraft
from modelpost.core.secrets import looks_like_credential

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


def undecided_places(draft: RequestDraft) -> tuple[str, ...]:
    """Return where a draft holds credentials in the clear."""
    return tuple(_places(draft))


def _places(draft: RequestDraft) -> Iterator[str]:
    for table, rows in (("headers", draft.headers), ("query", draft.query), ("path", draft.path)):
        for index, row in enumerate(rows):
            if looks_like_credential(row.name, row.value):
                yield f"{table}.{index}.value"
    for name, text in draft.auth.values:
        if looks_like_credential(_label(draft.auth, name), text):
            yield f"auth.{name}"
    yield from _places_in_body(draft.body)
    line, _, _ = draft.url.partition("?")
    if looks_like_credential("", line) or _PASSWORD_IN_ADDRESS.search(line):
        yield "url"


def _label(auth: AuthChoice, field: str) -> str:
    """Name an auth field so that the secret ones of each scheme count as credentials whatever they look like."""
    return _ALWAYS_MASKED if field in _SECRET_FIELDS.get(auth.kind, frozenset()) else field


def _places_in_body(body: Body) -> Iterator[str]:
    for index, part in enumerate(body.form):
        if looks_like_credential(part.name, part.value):
            yield f"body.form.{index}.value"
    for index, row in enumerate(body.urlencoded):
        if looks_like_credential(row.name, row.value):
            yield f"body.urlencoded.{index}.value"
