"""From a draft and the variables in force to a request that can be sent, or to what is missing."""

import re
from base64 import b64decode
from dataclasses import dataclass, replace
from typing import NamedTuple
from urllib.parse import urlsplit

from modelpost.core import url as address_line
from modelpost.core.conversation import BytesMessage, FileMessage, MessageKind, Outgoing, SavedMessage, TextMessage
from modelpost.core.failures import Problem
from modelpost.core.headers import Header, HeaderList, Source
from modelpost.core.request import Body, BodyKind, Defaults, FormRow, RequestDraft, Row
from modelpost.core.resolved import (
    Content,
    FileContent,
    FilePart,
    FormContent,
    MultipartContent,
    NoContent,
    ResolvedAuth,
    ResolvedRequest,
    TextContent,
    TextPart,
)
from modelpost.core.scope import Context, Lookup, Scope, Variable
from modelpost.core.secrets import SecretRef, is_token_header, looks_like_credential
from modelpost.core.template import placeholders, reference, spans
from modelpost.core.text import Message

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_FORBIDDEN_IN_VALUE = re.compile(r"[\r\n\0]")
_PORT = re.compile(r":(\d*)$")
_LONGEST_EXPANSION = 64 << 20
_DEEPEST_NESTING = 64
_LONGEST_HEADER = 1 << 20
_DEFINE_IT = Message("Define it in the environment, or choose another environment.")
_ENTER_IT = Message("Enter it where it is used and keep it in the keyring.")
_NO_CIRCLES = Message("Give it a value that does not lead back to it.")
_SHORTEN = Message("Look for variables that are made of one another.")

__all__ = [
    "Context",
    "Lookup",
    "Problems",
    "Scope",
    "Variable",
    "effective",
    "join_path",
    "needed_secrets",
    "resolve",
    "resolve_message",
]


@dataclass(frozen=True, slots=True)
class Problems:
    """Why a draft cannot be sent, each at its place; never empty."""

    problems: tuple[Problem, ...]


def resolve(draft: RequestDraft, context: Context) -> ResolvedRequest | Problems:
    """Return the request that `draft` means in `context`, or everything that keeps it from being sent."""
    return _Resolution(context).request(draft)


def needed_secrets(draft: RequestDraft, context: Context) -> tuple[SecretRef, ...]:
    """Return the keyring entries whose values `draft` refers to, directly or through other variables."""
    found: dict[SecretRef, None] = {}
    seen: set[str] = set()
    waiting = [span.name for text in _texts(draft, context.defaults) for span in placeholders(text)]
    while waiting:
        name = waiting.pop()
        if name is None or name in seen:
            continue
        seen.add(name)
        lookup = context.find(name)
        if lookup is None:
            continue
        if isinstance(lookup.variable.value, SecretRef):
            found[lookup.variable.value] = None
        else:
            waiting.extend(span.name for span in placeholders(lookup.variable.value))
    return tuple(found)


def resolve_message(message: SavedMessage, index: int, context: Context) -> Outgoing | Problems:
    """Return what a saved message sends in `context`, or everything that keeps it from being sent."""
    return _Resolution(context).message(message, f"messages.{index}")


def effective(draft: RequestDraft, defaults: Defaults) -> RequestDraft:
    """Return the draft with what it inherits written out: auth and settings; inherited headers stay apart."""
    own = Defaults(auth=draft.auth, settings=draft.settings).over(defaults)
    return replace(draft, auth=own.auth, settings=own.settings)


def join_path(folder: str, path: str) -> str:
    """Return `path` within `folder`; an absolute one (POSIX, drive letter, UNC) and one under `~` stay as they are."""
    if not folder or not path or path.startswith(("/", "\\", "~")) or re.match(r"^[A-Za-z]:[\\/]", path):
        return path
    return f"{folder.rstrip('/')}/{path}"


def _texts(draft: RequestDraft, defaults: Defaults) -> list[str]:
    full = effective(draft, defaults)
    body = full.body
    texts = [full.method, full.url, *(row.value for row in full.path), *(value for _, value in full.auth.values)]
    for row in (*defaults.headers, *full.headers):
        if row.enabled:
            texts += [row.name, row.value]
    texts += [message.text for message in full.messages if full.is_conversation]
    match BodyKind.NONE if full.is_conversation else body.kind:
        case BodyKind.RAW:
            texts.append(body.raw)
        case BodyKind.BINARY:
            texts.append(body.binary)
        case BodyKind.URLENCODED:
            texts += [text for field_ in body.urlencoded if field_.enabled for text in (field_.name, field_.value)]
        case BodyKind.FORM_DATA:
            texts += [
                t for part in body.form if part.enabled for t in (part.name, part.value, part.content_type, *part.files)
            ]
        case BodyKind.NONE:
            pass
    return texts


_Trouble = tuple[Message, Message]


class _Expansion(NamedTuple):
    """A text with its placeholders filled in, and what was wrong with them."""

    text: str
    troubles: tuple[_Trouble, ...] = ()
    holds_secret: bool = False


class _Resolution:
    """One run of `resolve`: collects problems and the secrets that were used."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._problems: list[Problem] = []
        self._secrets: set[str] = set()
        self._values: dict[str, _Expansion] = {}

    def request(self, draft: RequestDraft) -> ResolvedRequest | Problems:
        full = effective(draft, self._context.defaults)
        method = self._method(full.method)
        url = self._url(full)
        headers = self._headers(full)
        content = NoContent() if full.is_conversation else self._content(full.body)
        auth = ResolvedAuth(
            "none" if full.auth.kind == "inherit" else full.auth.kind,
            tuple((name, self._expand(value, f"auth.{name}")) for name, value in full.auth.values),
        )
        if self._problems:
            return Problems(tuple(self._problems))
        return ResolvedRequest(
            method=method,
            url=url,
            headers=headers,
            content=content,
            auth=auth,
            omitted=frozenset(name.lower() for name in full.omitted),
            secrets=frozenset(self._secrets),
        )

    def message(self, message: SavedMessage, where: str) -> Outgoing | Problems:
        text = self._expand(message.text, where)
        outgoing: Outgoing = TextMessage(text, frozenset(self._secrets))
        if message.kind is MessageKind.BINARY:
            try:
                outgoing = BytesMessage(b64decode("".join(text.split()), validate=True))
            except ValueError:
                self._problem(
                    where, Message("The message is not base64"), Message("Type bytes as base64, or choose a file.")
                )
        elif message.kind is MessageKind.FILE:
            if not text:
                self._problem(where, Message("No file is chosen"), Message("Choose the file to send as a message."))
            outgoing = FileMessage(join_path(self._context.folder, text))
        return Problems(tuple(self._problems)) if self._problems else outgoing

    def _problem(self, where: str, message: Message, hint: Message | None = None) -> None:
        self._problems.append(Problem(where, message) if hint is None else Problem(where, message, hint))

    def _expand(self, text: str, where: str) -> str:
        """Return `text` with its placeholders filled in; what is wrong with them is told at `where`."""
        return self._expanded(text, where).text

    def _expanded(self, text: str, where: str) -> "_Expansion":
        expansion = self._filled(text, ())
        for message, hint in expansion.troubles:
            self._problem(where, message, hint)
        return expansion

    def _filled(self, text: str, within: tuple[str, ...]) -> "_Expansion":
        if "{{" not in text:
            return _Expansion(text)
        pieces: list[str] = []
        troubles: dict[_Trouble, None] = {}
        holds_secret = False
        length = 0
        for span in spans(text):
            part = _Expansion(text[span.start : span.end]) if span.name is None else self._value(span.name, within)
            troubles.update(dict.fromkeys(part.troubles))
            holds_secret = holds_secret or part.holds_secret
            length += len(part.text)
            if length > _LONGEST_EXPANSION:
                return _Expansion("", ((Message("The variables make up more than 64 MB of text"), _SHORTEN),))
            pieces.append(part.text)
        return _Expansion("".join(pieces), tuple(troubles), holds_secret)

    def _value(self, name: str, within: tuple[str, ...]) -> "_Expansion":
        """Return what a variable stands for; each is looked into once, however often others refer to it."""
        if name in within:
            return _Expansion("", ((Message("{name} refers to itself", name=reference(name)), _NO_CIRCLES),))
        if name not in self._values:
            if len(within) >= _DEEPEST_NESTING:
                message = Message("{name} leads through too many variables", name=reference(within[0]))
                return _Expansion("", ((message, _SHORTEN),))
            self._values[name] = self._looked_up(name, within)
        return self._values[name]

    def _looked_up(self, name: str, within: tuple[str, ...]) -> "_Expansion":
        lookup = self._context.find(name)
        if lookup is None:
            return _Expansion("", ((Message("{name} has no value", name=reference(name)), _DEFINE_IT),))
        value = lookup.variable.value
        if not isinstance(value, SecretRef):
            return self._filled(value, (*within, name))
        secret = self._context.secrets.get(value)
        if not secret:
            return _Expansion("", ((Message("The secret {name} has no value", name=reference(name)), _ENTER_IT),))
        self._secrets.add(secret)
        return _Expansion(secret, holds_secret=True)

    def _method(self, typed: str) -> str:
        method = self._expand(typed.strip(), "method")
        if not _TOKEN.fullmatch(method):
            self._problem(
                "method",
                Message("“{method}” is not an HTTP method", method=_shortened(method)),
                Message("Use letters, digits and - only, such as GET or POST."),
            )
        return method

    def _url(self, draft: RequestDraft) -> str:
        line = draft.url.strip()
        if not line:
            self._problem("url", Message("There is no address yet"), Message("Type the URL of the service."))
            return ""
        before = len(self._problems)
        typed = address_line.split(line)
        path = address_line.fill_path(typed.path, draft.path, lambda text: self._expand(text, "path"))
        before_query = replace(typed, path=path, query="", has_query=False, fragment="")
        expanded = self._expand(before_query.text, "url").partition("#")[0].strip()
        if typed.query:  # a number sign in a parameter's value does not end the query
            query = self._expand(typed.query, "url").replace("#", "%23")
            expanded += ("&" if "?" in expanded else "?") + query
        if len(self._problems) > before:
            return ""
        if _FORBIDDEN_IN_VALUE.search(expanded):
            self._problem(
                "url", Message("The address holds a line break or a NUL character"), Message("Remove it from the URL.")
            )
            return ""
        address = address_line.split(expanded.strip())
        scheme = (address.scheme or address_line.scheme_for(address.authority)).lower()
        if scheme not in address_line.SENT:
            self._problem(
                "url",
                Message("{scheme} addresses cannot be sent", scheme=f"{scheme}://"),
                Message("Use http:// or https://, or ws:// or wss:// for a WebSocket."),
            )
            return ""
        if draft.is_conversation:
            scheme = next((ws for ws, plain in address_line.CONVERSATIONS.items() if plain == scheme), scheme)
        return self._checked(
            replace(
                address,
                scheme=scheme,
                path=address_line.encode_path(address.path) or "/",
                query=address_line.encode_query(address.query),
                fragment="",
            )
        )

    def _checked(self, address: address_line.Address) -> str:
        text = address.text
        try:
            parts = urlsplit(text)
            host, port = parts.hostname, parts.port
        except ValueError:
            host, port = None, None
            if _PORT.search(address.authority) and address.authority.count("[") == address.authority.count("]"):
                self._problem(
                    "url", Message("The port in the address is not valid"), Message("Ports go from 1 to 65535.")
                )
                return ""
        if not host or re.search(r"[\s<>\"{}|\\^`]", address.authority) or port == 0:
            self._problem(
                "url",
                Message("“{address}” is not a valid address", address=_shortened(_without_credentials(address))),
                Message("An address looks like https://host/path."),
            )
            return ""
        return text

    def _headers(self, draft: RequestDraft) -> HeaderList:
        own = {row.name.strip().lower() for row in draft.headers if row.enabled}
        fields: list[Header] = []
        for index, row in enumerate(self._context.defaults.headers):
            if row.enabled and row.name.strip().lower() not in own:
                fields += self._header(row, f"inherited.{index}", Source.INHERITED)
        for index, row in enumerate(draft.headers):
            if row.enabled:
                fields += self._header(row, f"headers.{index}", Source.REQUEST)
        return HeaderList(tuple(fields))

    def _header(self, row: Row, where: str, source: Source) -> list[Header]:
        if not row.name.strip() and not row.value:
            return []
        name = self._expand(row.name.strip(), f"{where}.name")
        expansion = self._expanded(row.value, f"{where}.value")
        value = expansion.text
        if not _TOKEN.fullmatch(name):
            self._problem(
                f"{where}.name",
                Message("“{name}” is not a valid header name", name=_shortened(name)),
                Message("Header names have letters, digits and - only, and no spaces."),
            )
        if len(value) > _LONGEST_HEADER:  # before anything searches in it
            self._problem(
                f"{where}.value",
                Message("The value of {name} is {size} MB long", name=_shortened(name), size=f"{len(value) / 1e6:.1f}"),
                Message("Servers accept a few kilobytes in a header. Send it in the body instead."),
            )
            return []
        if _FORBIDDEN_IN_VALUE.search(value.strip()):
            self._problem(
                f"{where}.value",
                Message("The value of {name} holds a line break or a NUL character", name=_shortened(name)),
                Message("A header is one line. Remove the line break."),
            )
        is_credential = is_token_header(name) or looks_like_credential(name, value)
        if is_credential and value.strip():
            self._secrets.add(value.strip())
        return [Header(name, value.strip(), source, is_credential or expansion.holds_secret)]

    def _content(self, body: Body) -> Content:
        match body.kind:
            case BodyKind.NONE:
                return NoContent()
            case BodyKind.RAW:
                return TextContent(self._expand(body.raw, "body.raw"), body.language.value)
            case BodyKind.URLENCODED:
                return FormContent(
                    tuple(
                        (
                            self._expand(row.name, f"body.urlencoded.{i}.name"),
                            self._expand(row.value, f"body.urlencoded.{i}.value"),
                        )
                        for i, row in enumerate(body.urlencoded)
                        if row.enabled and (row.name or row.value)
                    )
                )
            case BodyKind.BINARY:
                return self._binary(body.binary)
            case BodyKind.FORM_DATA:
                parts = [
                    part
                    for i, row in enumerate(body.form)
                    if row.enabled
                    for part in self._parts(row, f"body.form.{i}")
                ]
                return MultipartContent(tuple(parts))

    def _binary(self, typed: str) -> Content:
        path = self._expand(typed, "body.binary")
        if not path:
            self._problem("body.binary", Message("No file is chosen"), Message("Choose the file to send as the body."))
        return FileContent(join_path(self._context.folder, path))

    def _parts(self, row: FormRow, where: str) -> list[TextPart | FilePart]:
        if not row.name and not row.value and not row.files:
            return []
        name = self._expand(row.name, f"{where}.name")
        content_type = self._expand(row.content_type, f"{where}.content_type")
        if _FORBIDDEN_IN_VALUE.search(content_type):
            self._problem(
                f"{where}.content_type",
                Message("The content type holds a line break"),
                Message("Write it on one line."),
            )
        if not row.is_file:
            return [TextPart(name, self._expand(row.value, f"{where}.value"), content_type)]
        if not row.files:
            self._problem(
                f"{where}.files",
                Message("No file is chosen for “{name}”", name=_shortened(name)),
                Message("Choose a file, or switch the row off."),
            )
        parts: list[TextPart | FilePart] = []
        for index, typed in enumerate(row.files):
            place = f"{where}.files.{index}"
            path = self._expand(typed, place)
            if "\0" in path:
                self._problem(place, Message("The file name holds a NUL character"), Message("Choose the file again."))
            file_name = re.split(r"[\\/]", path)[-1]
            parts.append(FilePart(name, join_path(self._context.folder, path), file_name, content_type, place))
        return parts


def _without_credentials(address: address_line.Address) -> str:
    return replace(address, authority=address.authority.rpartition("@")[2]).text


def _shortened(text: str, limit: int = 60) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
