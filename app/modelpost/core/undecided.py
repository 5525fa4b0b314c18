"""Credentials in the clear, which must not reach a file."""

import re
from collections.abc import Iterator

from modelpost.core.conversation import MessageKind
from modelpost.core.request import AuthChoice, Body, RequestDraft
from modelpost.core.secrets import holds_credential, looks_like_credential, names_secret
from modelpost.core.sending import undecided_settings
from modelpost.core.template import masked, placeholders

_SECRET_FIELDS = {
    "ak-sk": frozenset({"secret_key", "security_token"}),
    "apikey": frozenset({"value"}),
    "app-code": frozenset({"app_code"}),
    "app-key": frozenset({"app_key"}),
    "app-signature": frozenset({"app_secret"}),
    "awsv4": frozenset({"secretAccessKey", "sessionToken"}),
    "basic": frozenset({"password"}),
    "bearer": frozenset({"token"}),
    "digest": frozenset({"password"}),
    "edgegrid": frozenset({"accessToken", "clientSecret", "clientToken"}),
    "hawk": frozenset({"authKey"}),
    "iam-token": frozenset({"password", "passcode"}),
    "jwt": frozenset({"secret", "privateKey"}),
    "modelarts-key": frozenset({"key"}),
    "ntlm": frozenset({"password"}),
    "oauth1": frozenset({"accessToken", "accessTokenSecret", "consumerSecret"}),
    "oauth2": frozenset({"clientSecret", "password"}),
    "wsse": frozenset({"password"}),
}
_ALWAYS_MASKED = "authorization"
_READABLE = frozenset({MessageKind.TEXT, MessageKind.JSON, MessageKind.XML})
_AUTHORITY = re.compile(r"(?:[A-Za-z][\w+.-]*:)?//([^/?#]*)|([^/?#]*)")


def undecided_places(draft: RequestDraft) -> tuple[str, ...]:
    """Return where a draft holds credentials in the clear.

    Raw body and messages are searched in full, about 20 ms per MB: this is asked on saving, not while typing.
    """
    return tuple(_places(draft))


def secret_fields(kind: str) -> frozenset[str]:
    """Return the names of the fields of an auth scheme that hold a secret, whatever it looks like."""
    return _SECRET_FIELDS.get(kind, frozenset())


def _places(draft: RequestDraft) -> Iterator[str]:
    for table, rows in (("headers", draft.headers), ("query", draft.query), ("path", draft.path)):
        for index, row in enumerate(rows):
            if looks_like_credential(row.name, row.value):
                yield f"{table}.{index}.value"
    for name, text in draft.auth.values:
        if looks_like_credential(_label(draft.auth, name), text):
            yield f"auth.{name}"
    yield from _places_in_body(draft.body)
    yield from undecided_settings(draft.settings)
    for index, message in enumerate(draft.messages):
        if message.kind in _READABLE and holds_credential(message.text):
            yield f"messages.{index}"
    for index, sample in enumerate(draft.showing.samples):
        if holds_credential(sample.text):
            yield f"showing.samples.{index}.text"
    line, _, _ = draft.url.partition("?")
    if looks_like_credential("", line) or password_in(draft.url) is not None:
        yield "url"


def _label(auth: AuthChoice, field: str) -> str:
    """Name an auth field so that the secret ones of each scheme count as credentials whatever they look like."""
    return _ALWAYS_MASKED if field in secret_fields(auth.kind) else field


def _places_in_body(body: Body) -> Iterator[str]:
    for index, part in enumerate(body.form):
        if looks_like_credential(part.name, part.value):
            yield f"body.form.{index}.value"
        for place, row in enumerate(part.headers):
            if looks_like_credential(row.name, row.value):
                yield f"body.form.{index}.headers.{place}.value"
    for index, row in enumerate(body.urlencoded):
        if looks_like_credential(row.name, row.value):
            yield f"body.urlencoded.{index}.value"
    if holds_credential(body.raw):
        yield "body.raw"


def is_better_secret(name: str, value: str) -> bool:
    """Tell whether a variable had better be a secret: it is a credential, is called like one, or an address holds one.

    Names and addresses are guesses, and secrets are not expanded: a value that refers to variables is left as it is.
    """
    if looks_like_credential(name, value):
        return True
    if not value.strip() or placeholders(value):
        return False
    return names_secret(name) or ("://" in value and password_in(value) is not None)


def password_in(url: str) -> tuple[int, int] | None:
    """Return where a password stands before the host (RFC 3986, section 3.2.1); a user's name may hold an @ itself."""
    authority = _AUTHORITY.match(masked(url))
    if authority is None:
        return None
    start, end = authority.span(1 if authority[1] is not None else 2)
    user, at, _ = masked(url)[start:end].rpartition("@")
    name, colon, password = user.partition(":")
    if not at or not colon or not password:
        return None
    begin, close = start + len(name) + 1, start + len(user)
    spans = placeholders(url[begin:close])
    is_reference = len(spans) == 1 and (spans[0].start, spans[0].end) == (0, close - begin)
    return None if is_reference else (begin, close)
