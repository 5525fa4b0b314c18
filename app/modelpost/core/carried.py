"""The credentials that a request carries, whoever typed them: what a server sends back of them is masked."""

from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

from modelpost.core.cookies import pairs_of
from modelpost.core.resolved import FormContent, MultipartContent, ResolvedRequest, TextContent, TextPart
from modelpost.core.secrets import credential_spans, looks_like_credential
from modelpost.core.undecided import secret_fields

_LOOKED_THROUGH = 1 << 20
"""Characters of a body that are searched: 20 ms."""


def credentials_in(request: ResolvedRequest) -> frozenset[str]:
    """Return the values of all credentials in a request: its secrets, what its auth was given, and what looks so."""
    wanted = secret_fields(request.auth.kind)
    return request.secrets.union(
        (text for name, text in request.auth.values if name in wanted and text),
        _in_headers(request),
        (value for name, value in _pairs(request) if looks_like_credential(name, value)),
        _in_text(request),
    )


def _in_headers(request: ResolvedRequest) -> Iterator[str]:
    for field in request.headers:
        if field.name.lower() == "cookie":
            yield from (value for _, value in pairs_of(field.value) if looks_like_credential(field.name, value))
        elif field.sensitive or looks_like_credential(field.name, field.value):
            yield field.value
            yield field.value.rpartition(" ")[2]  # without `Bearer`


def _pairs(request: ResolvedRequest) -> Iterator[tuple[str, str]]:
    yield from parse_qsl(urlsplit(request.url).query)
    match request.content:
        case FormContent(pairs=pairs):
            yield from pairs
        case MultipartContent(parts=parts):
            yield from ((part.name, part.value) for part in parts if isinstance(part, TextPart))


def _in_text(request: ResolvedRequest) -> Iterator[str]:
    if isinstance(request.content, TextContent):
        text = request.content.text[:_LOOKED_THROUGH]
        yield from (text[start:end] for start, end, _ in credential_spans(text))
