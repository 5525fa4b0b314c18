"""What a request is sent with once everything around it is counted in, and where each part of it comes from.

Made to be looked at: variables are filled in as far as they are known, and secrets are dots.
"""

from dataclasses import dataclass

from modelpost.core import url as address_line
from modelpost.core.automatic import REMOVABLE, automatic_headers
from modelpost.core.fields import NO_MESSAGE
from modelpost.core.headers import HeaderList, Source
from modelpost.core.request import AuthChoice, Body, BodyKind, RequestDraft, Row
from modelpost.core.scope import Context
from modelpost.core.secrets import MASK, Redactor, SecretRef, looks_like_credential
from modelpost.core.template import spans
from modelpost.core.text import Message
from modelpost.core.tree import FolderNode

_LONGEST = 2_000
_DEEPEST = 16
_NOTHING_KNOWN = Redactor(frozenset())


@dataclass(frozen=True, slots=True)
class Scheme:
    """The auth scheme in force: what people call it, empty where none is.

    `sets` are the headers that it will set, `asks` the parameters that it will add to the query.
    """

    label: Message = NO_MESSAGE
    sets: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EffectiveHeader:
    """A header that goes out. An empty value is known only when the request is sent."""

    name: str
    value: str
    source: Source
    origin: Message


@dataclass(frozen=True, slots=True)
class EffectiveRequest:
    """A request as it goes out, in words."""

    method: str
    url: str
    headers: tuple[EffectiveHeader, ...]
    auth: Message
    body: Message


def effective_request(
    draft: RequestDraft, context: Context, folders: tuple[FolderNode, ...], scheme: Scheme, user_agent: str
) -> EffectiveRequest:
    """Return what `draft` is sent with; `folders` enclose it, the collection first."""
    show = _Shown(context)
    return EffectiveRequest(
        show.filled(draft.method.strip()),
        show.address(draft, scheme.asks),
        effective_headers(draft, context, folders, scheme, user_agent),
        _auth_in_words(draft, folders, scheme),
        _body_in_words(draft.body, show),
    )


def effective_headers(
    draft: RequestDraft, context: Context, folders: tuple[FolderNode, ...], scheme: Scheme, user_agent: str
) -> tuple[EffectiveHeader, ...]:
    """Return the headers that go out: typed ones, inherited ones, those of the auth scheme, and those added last."""
    show = _Shown(context)
    by_auth = {name.lower() for name in scheme.sets}
    own = {row.name.strip().lower() for row in draft.headers if row.enabled}
    found = [
        EffectiveHeader(show.filled(row.name.strip()), show.value(row), Source.REQUEST, Message("This request"))
        for row in draft.headers
        if _counts(row)
    ]
    found += [
        EffectiveHeader(show.filled(row.name), show.value(row), Source.INHERITED, origin_of_header(row, folders))
        for row in context.defaults.headers
        if _counts(row) and row.name.strip().lower() not in own
    ]
    found = [header for header in found if header.name.lower() not in by_auth]
    origin = Message("Auth: {scheme}", scheme=scheme.label)
    found += [EffectiveHeader(name, MASK, Source.AUTH, origin) for name in scheme.sets]
    host = show.filled(address_line.host_of(address_line.split(draft.url).authority))
    return (*found, *_added(draft, found, host, user_agent))


def place_of_auth(draft: RequestDraft, folders: tuple[FolderNode, ...]) -> FolderNode | None:
    """Return the folder or collection whose auth a request inherits, None where it has its own, or there is none."""
    if draft.auth.kind != "inherit":
        return None
    return next((folder for folder in reversed(folders) if folder.defaults.auth.kind != "inherit"), None)


def origin_of_header(row: Row, folders: tuple[FolderNode, ...]) -> Message:
    """Return the place of an inherited header, the innermost that has it."""
    for folder in reversed(folders):
        if row in folder.defaults.headers:
            return name_of(folder)
    return Message("Inherited")


def name_of(folder: FolderNode) -> Message:
    """Return what people call a folder, or the collection."""
    if folder.path:
        return Message("Folder {name}", name=folder.name)
    return Message("Collection {name}", name=folder.name)


def shown_values(auth: AuthChoice, context: Context) -> dict[str, str]:
    """Return what was entered in the form of a scheme, variables filled in as far as they are known, secrets dots."""
    show = _Shown(context)
    return {name: show.filled(text) for name, text in auth.values}


def _counts(row: Row) -> bool:
    return row.enabled and bool(row.name.strip())


def _added(draft: RequestDraft, found: list[EffectiveHeader], host: str, user_agent: str) -> list[EffectiveHeader]:
    taken = HeaderList.of((header.name, header.value) for header in found)
    omitted = {name.lower() for name in draft.omitted} & {name.lower() for name in REMOVABLE}
    return [
        EffectiveHeader(header.name, header.value, Source.AUTOMATIC, Message("Automatic"))
        for header in automatic_headers(user_agent, host, draft.body, taken, draft.method)
        if header.name.lower() not in omitted
    ]


def _auth_in_words(draft: RequestDraft, folders: tuple[FolderNode, ...], scheme: Scheme) -> Message:
    place = place_of_auth(draft, folders)
    if not scheme.label.template:
        return Message("No auth")
    if place is not None:
        return Message("{scheme}, inherited from: {place}", scheme=scheme.label, place=name_of(place))
    return Message("{scheme}, set in this request", scheme=scheme.label)


def _body_in_words(body: Body, show: "_Shown") -> Message:
    match body.kind:
        case BodyKind.RAW:
            return Message("{type}, {n} characters", type=body.language.value, n=len(body.raw))
        case BodyKind.FORM_DATA:
            return Message("form-data, parts: {n}", n=sum(row.enabled and bool(row.name) for row in body.form))
        case BodyKind.URLENCODED:
            return Message("URL-encoded, fields: {n}", n=sum(_counts(row) for row in body.urlencoded))
        case BodyKind.BINARY:
            return Message("The file {path}", path=show.filled(body.binary))
        case BodyKind.NONE:
            return Message("No body")


class _Shown:
    """Fills texts in for the eye: nothing stops it, and nothing secret is in them."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._known: dict[str, str] = {}

    def filled(self, text: str, depth: int = 0) -> str:
        """Return a text with its variables filled in; what is not known stays as it was typed."""
        if "{{" not in text:
            return text
        pieces = (
            text[span.start : span.end] if span.name is None else self._variable(span.name, depth)
            for span in spans(text)
        )
        return _shortened("".join(pieces))

    def value(self, row: Row) -> str:
        """Return the value of a header, dots where it is a credential."""
        value = self.filled(row.value)
        shown = _NOTHING_KNOWN.header(row.name, value)
        is_bare = shown == value and looks_like_credential(row.name, value.replace(MASK, ""))
        return MASK if is_bare else shown

    def address(self, draft: RequestDraft, added: tuple[str, ...] = ()) -> str:
        """Return the address, without the password that may stand in it, and with the parameters of the auth scheme."""
        address = address_line.split(draft.url.strip())
        path = address_line.fill_path(address.path, draft.path, self.filled)
        credentials, at, host = self.filled(address.authority).rpartition("@")
        user, colon, _ = credentials.partition(":")
        typed = (self._query(address.query),) if address.query else ()
        query = f"?{'&'.join((*typed, *(f'{name}={MASK}' for name in added)))}" if typed or added else ""
        scheme = address.scheme or (address_line.scheme_for(address.authority) if address.authority else "")
        before = f"{scheme}://" if scheme else ""
        return f"{before}{user}{f'{colon}{MASK}' if colon else ''}{at}{host}{self.filled(path)}{query}"

    def _query(self, text: str) -> str:
        pairs = (pair.partition("=") for pair in text.split("&"))
        shown = ((name, equals, self.filled(value)) for name, equals, value in pairs)
        return "&".join(
            f"{name}{equals}{MASK if looks_like_credential(name, value) else value}" for name, equals, value in shown
        )

    def _variable(self, name: str, depth: int) -> str:
        reference = "{{" + name + "}}"
        lookup = self._context.find(name)
        if lookup is None or depth > _DEEPEST:
            return reference
        value = lookup.variable.value
        if isinstance(value, SecretRef):
            return MASK
        if name not in self._known:
            self._known[name] = reference  # one that leads back to itself
            self._known[name] = self.filled(value, depth + 1)
        return self._known[name]


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
