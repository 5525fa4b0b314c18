"""From a draft and the variables in force to a request that can be sent, or to what is missing."""

import re
from base64 import b64decode
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from modelpost.core import url as address_line
from modelpost.core.assertions import Expectation
from modelpost.core.conversation import BytesMessage, FileMessage, MessageKind, Outgoing, SavedMessage, TextMessage
from modelpost.core.expansion import Expander, Expansion
from modelpost.core.failures import Problem
from modelpost.core.headers import Header, HeaderList, Source
from modelpost.core.json_comments import without_comments
from modelpost.core.paths import join_path
from modelpost.core.request import (
    Assertion,
    AuthChoice,
    Body,
    BodyKind,
    Capture,
    Defaults,
    FileNames,
    FormRow,
    RawLanguage,
    RequestDraft,
    Row,
)
from modelpost.core.resolved import (
    Content,
    FileContent,
    FilePart,
    FormContent,
    InsertedFile,
    MultipartContent,
    NoContent,
    ResolvedAuth,
    ResolvedRequest,
    TextContent,
    TextPart,
)
from modelpost.core.scope import Context, Lookup, Scope, Variable
from modelpost.core.secrets import SecretRef, is_token_header, looks_like_credential
from modelpost.core.showing import Showing
from modelpost.core.template import placeholders
from modelpost.core.text import Message

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_FORBIDDEN_IN_VALUE = re.compile(r"[\r\n\0]")
_PORT = re.compile(r":(\d*)$")
_LONGEST_HEADER = 1 << 20
_NO_FILE_HERE = Message("The content of a file cannot stand here")
_WHERE_FILES_CAN = Message(
    "Only a raw body and a text part of form-data can hold it. Write the value itself here, or a variable that has it."
)

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
    "resolve_auth",
    "resolve_message",
]


@dataclass(frozen=True, slots=True)
class Problems:
    """Why a draft cannot be sent, each at its place; never empty."""

    problems: tuple[Problem, ...]


def resolve(draft: RequestDraft, context: Context) -> ResolvedRequest | Problems:
    """Return the request that `draft` means in `context`, or everything that keeps it from being sent."""
    return _Resolution(context).request(draft)


def resolve_auth(choice: AuthChoice, context: Context) -> ResolvedAuth | Problems:
    """Return what was entered for an auth scheme, variables filled in, or everything that keeps it from being used."""
    return _Resolution(context).auth(choice)


def needed_secrets(draft: RequestDraft, context: Context) -> tuple[SecretRef, ...]:
    """Return the keyring entries whose values `draft` refers to, directly or through other variables."""
    lookups = [context.find(name) for name in used_names(draft, context)]
    values = [lookup.variable.value for lookup in lookups if lookup is not None]
    return tuple(dict.fromkeys(value for value in values if isinstance(value, SecretRef)))


def used_names(draft: RequestDraft, context: Context) -> tuple[str, ...]:
    """Return what stands between the braces of `draft`: variables, those that they refer to, and undefined ones."""
    seen: dict[str, None] = {}
    waiting = [span.name for text in _texts(draft, context.defaults) for span in placeholders(text)]
    while waiting:
        name = waiting.pop()
        if name is None or name in seen:
            continue
        seen[name] = None
        lookup = context.find(name)
        if lookup is not None and not isinstance(lookup.variable.value, SecretRef):
            waiting.extend(span.name for span in placeholders(lookup.variable.value))
    return tuple(seen)


def resolve_message(message: SavedMessage, index: int, context: Context) -> Outgoing | Problems:
    """Return what a saved message sends in `context`, or everything that keeps it from being sent."""
    return _Resolution(context).message(message, f"messages.{index}")


def effective(draft: RequestDraft, defaults: Defaults) -> RequestDraft:
    """Return the draft with what it inherits written out: auth and settings; inherited headers stay apart."""
    own = Defaults(auth=draft.auth, settings=draft.settings).over(defaults)
    return replace(draft, auth=own.auth, settings=own.settings)


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
            texts.append(_sent_text(body))
        case BodyKind.BINARY:
            texts.append(body.binary)
        case BodyKind.URLENCODED:
            texts += [text for field_ in body.urlencoded if field_.enabled for text in (field_.name, field_.value)]
        case BodyKind.FORM_DATA:
            texts += [text for part in body.form if part.enabled for text in _texts_of_part(part)]
        case BodyKind.NONE:
            pass
    return texts + [text for text in full.settings.texts() if text]


def _texts_of_part(part: FormRow) -> list[str]:
    own = [text for row in part.headers if row.enabled for text in (row.name, row.value)]
    return [part.name, part.value, part.content_type, part.file_name, *part.files, *own]


def _sent_text(body: Body) -> str:
    """Return what is sent of a raw body: JSON without the comments that were written for people."""
    return without_comments(body.raw) if body.language is RawLanguage.JSON else body.raw


class _Resolution:
    """One run of `resolve`: collects problems and the secrets that were used."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._problems: list[Problem] = []
        self._expander = Expander(context)

    def request(self, draft: RequestDraft) -> ResolvedRequest | Problems:
        full = effective(draft, self._context.defaults)
        method = self._method(full.method)
        url = self._url(full)
        headers = self._headers(full)
        content = NoContent() if full.is_conversation else self._content(full.body)
        auth = self._auth(full.auth)
        captures = () if full.is_conversation else self._captures(full.captures)
        expectations = () if full.is_conversation else self._expectations(full.assertions)
        if self._problems:
            return Problems(tuple(self._problems))
        return ResolvedRequest(
            method=method,
            url=url,
            headers=headers,
            content=content,
            auth=auth,
            omitted=frozenset(name.lower() for name in full.omitted),
            secrets=frozenset(self._expander.secrets),
            captures=captures,
            expectations=expectations,
            showing=self._showing(full.showing),
        )

    def auth(self, choice: AuthChoice) -> ResolvedAuth | Problems:
        auth = self._auth(choice)
        return Problems(tuple(self._problems)) if self._problems else auth

    def _auth(self, choice: AuthChoice) -> ResolvedAuth:
        return ResolvedAuth(
            "none" if choice.kind == "inherit" else choice.kind,
            tuple((name, self._expand(value, f"auth.{name}")) for name, value in choice.values),
        )

    def message(self, message: SavedMessage, where: str) -> Outgoing | Problems:
        typed = without_comments(message.text) if message.kind is MessageKind.JSON else message.text
        text = self._expand(typed, where)
        outgoing: Outgoing = TextMessage(text, frozenset(self._expander.secrets))
        if message.kind is MessageKind.BINARY:
            try:
                content = b64decode("".join(text.split()), validate=True)
                outgoing = BytesMessage(content, frozenset(self._expander.secrets))
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

    def _expanded(self, text: str, where: str, *, takes_files: bool = False) -> Expansion:
        expansion = self._expander.filled(text)
        self._problems += [Problem(where, *trouble) for trouble in expansion.troubles]
        if expansion.files and not takes_files:
            self._problem(where, _NO_FILE_HERE, _WHERE_FILES_CAN)
        return expansion

    def _with_files(self, text: str, where: str) -> tuple[str, tuple[InsertedFile, ...]]:
        """Return `text` with its variables filled in, and the files whose content is to stand in it."""
        expansion = self._expanded(text, where, takes_files=True)
        return expansion.text, tuple(replace(file, place=where) for file in expansion.files)

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
        elif typed.has_query and "?" not in expanded:
            expanded += "?"  # an empty query is not the same as none (RFC 3986, section 6.2.3), and may be signed
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
            self._expander.secrets.add(value.strip())
        return [Header(name, value.strip(), source, is_credential or expansion.holds_secret)]

    def _content(self, body: Body) -> Content:
        match body.kind:
            case BodyKind.NONE:
                return NoContent()
            case BodyKind.RAW:
                text, files = self._with_files(_sent_text(body), "body.raw")
                return TextContent(text, body.language.value, files)
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
                    for part in self._parts(
                        replace(row, file_names=row.file_names or body.file_names), f"body.form.{i}"
                    )
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
        headers = self._part_headers(row.headers, f"{where}.headers")
        file_name = self._expand(row.file_name, f"{where}.file_name")
        form = row.file_names or FileNames.RAW
        if not row.is_file:
            text, inserted = self._with_files(row.value, f"{where}.value")
            return [TextPart(name, text, content_type, headers, file_name, form, inserted)]
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
            own_name = file_name if file_name and len(row.files) == 1 else re.split(r"[\\/]", path)[-1]
            file = join_path(self._context.folder, path)
            parts.append(FilePart(name, file, own_name, content_type, place, headers, form))
        return parts

    def _part_headers(self, rows: tuple[Row, ...], where: str) -> tuple[tuple[str, str], ...]:
        fields = [
            field
            for index, row in enumerate(rows)
            if row.enabled
            for field in self._header(row, f"{where}.{index}", Source.REQUEST)
        ]
        return tuple((field.name, field.value) for field in fields)

    def _showing(self, typed: Showing) -> Showing:
        folder = self._context.folder
        labels, contract = join_path(folder, typed.labels), join_path(folder, typed.contract)
        return replace(typed, samples=(), labels=labels, contract=contract)

    def _captures(self, typed: tuple[Capture, ...]) -> tuple[Capture, ...]:
        return tuple(
            replace(
                capture,
                name=capture.name.strip(),
                expression=self._expand(capture.expression, f"captures.{index}.expression"),
            )
            for index, capture in enumerate(typed)
            if capture.enabled and capture.name.strip()
        )

    def _expectations(self, typed: tuple[Assertion, ...]) -> tuple[Expectation, ...]:
        return tuple(
            Expectation(
                index,
                assertion,
                self._expand(assertion.expression, f"assertions.{index}.expression"),
                self._expand(assertion.value, f"assertions.{index}.value"),
            )
            for index, assertion in enumerate(typed)
            if assertion.enabled and assertion.expression.strip()
        )


def _without_credentials(address: address_line.Address) -> str:
    return replace(address, authority=address.authority.rpartition("@")[2]).text


def _shortened(text: str, limit: int = 60) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
