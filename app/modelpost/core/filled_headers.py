"""Method and header fields of a draft, filled in and checked against HTTP."""

import re

from modelpost.core.filling import Filling, shortened
from modelpost.core.headers import Header, HeaderList, Source
from modelpost.core.request import RequestDraft, Row
from modelpost.core.secrets import is_token_header, looks_like_credential
from modelpost.core.text import Message

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_FORBIDDEN_IN_VALUE = re.compile(r"[\r\n\0]")
_LONGEST = 1 << 20


def method_of(typed: str, filling: Filling) -> str:
    """Return the method, which may be any token."""
    method = filling.text(typed.strip(), "method")
    if not _TOKEN.fullmatch(method):
        filling.problem(
            "method",
            Message("“{method}” is not an HTTP method", method=shortened(method)),
            Message("Use letters, digits and - only, such as GET or POST."),
        )
    return method


def headers_of(draft: RequestDraft, inherited: tuple[Row, ...], filling: Filling) -> HeaderList:
    """Return the header fields of a draft: those that it inherits first, unless it has its own of that name."""
    own = {row.name.strip().lower() for row in draft.headers if row.enabled}
    fields: list[Header] = []
    for index, row in enumerate(inherited):
        if row.enabled and row.name.strip().lower() not in own:
            fields += header_of(row, f"inherited.{index}", Source.INHERITED, filling)
    for index, row in enumerate(draft.headers):
        if row.enabled:
            fields += header_of(row, f"headers.{index}", Source.REQUEST, filling)
    return HeaderList(tuple(fields))


def header_of(row: Row, where: str, source: Source, filling: Filling) -> list[Header]:
    """Return the field of a row, none for an empty row; a credential in it is a secret from now on."""
    if not row.name.strip() and not row.value:
        return []
    name = filling.text(row.name.strip(), f"{where}.name")
    expansion = filling.expanded(row.value, f"{where}.value")
    value = expansion.text
    if not _TOKEN.fullmatch(name):
        filling.problem(
            f"{where}.name",
            Message("“{name}” is not a valid header name", name=shortened(name)),
            Message("Header names have letters, digits and - only, and no spaces."),
        )
    if len(value) > _LONGEST:  # before anything searches in it
        filling.problem(
            f"{where}.value",
            Message("The value of {name} is {size} MB long", name=shortened(name), size=f"{len(value) / 1e6:.1f}"),
            Message("Servers accept a few kilobytes in a header. Send it in the body instead."),
        )
        return []
    if _FORBIDDEN_IN_VALUE.search(value.strip()):
        filling.problem(
            f"{where}.value",
            Message("The value of {name} holds a line break or a NUL character", name=shortened(name)),
            Message("A header is one line. Remove the line break."),
        )
    is_credential = is_token_header(name) or looks_like_credential(name, value)
    if is_credential and value.strip():
        filling.note_secret(value.strip())
    return [Header(name, value.strip(), source, is_credential or expansion.holds_secret)]
