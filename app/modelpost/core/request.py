"""What the user typed: an editable request, with its variables still unresolved."""

from dataclasses import dataclass, field, fields, replace
from enum import Enum

from modelpost.core.conversation import SavedMessage
from modelpost.core.showing import Showing


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: a header, a query parameter, a path variable, a form field."""

    name: str = ""
    value: str = ""
    enabled: bool = True
    note: str = ""


class FileNames(Enum):
    """How a file name with other letters than ASCII's is written in form-data."""

    RAW = "utf-8"
    """`filename="花.jpg"`: what browsers and curl send, and most servers read."""

    EXTENDED = "rfc5987"
    """`filename*=UTF-8''%E8%8A%B1.jpg`, which RFC 7578 forbids and some servers want all the same."""

    BOTH = "both"
    """An ASCII name, and the extended one behind it."""

    ASCII = "ascii"
    """An ASCII name alone, other letters replaced."""


@dataclass(frozen=True, slots=True)
class FormRow:
    """One part of form-data: text, or one or more files under one name.

    `files` are paths as typed: POSIX, relative to the collection where possible. An empty `content_type` means
    automatic, an empty `file_name` that of the file (several files always go by their own), and no `file_names` the
    way of the whole body. `headers` are those that the part has besides.
    """

    name: str = ""
    value: str = ""
    files: tuple[str, ...] = ()
    is_file: bool = False
    content_type: str = ""
    enabled: bool = True
    note: str = ""
    file_name: str = ""
    headers: tuple[Row, ...] = ()
    file_names: FileNames | None = None


class BodyKind(Enum):
    """Which of a draft's bodies is sent; the value is the name of its plugin in `bodies/`."""

    NONE = "none"
    FORM_DATA = "form-data"
    URLENCODED = "urlencoded"
    RAW = "raw"
    BINARY = "binary"


class RawLanguage(Enum):
    """The language of a raw body; the value is the media type it is sent with by itself."""

    JSON = "application/json"
    TEXT = "text/plain"
    XML = "application/xml"
    HTML = "text/html"


@dataclass(frozen=True, slots=True)
class Body:
    """The content of every body kind side by side, so that switching the kind loses nothing."""

    kind: BodyKind = BodyKind.NONE
    form: tuple[FormRow, ...] = ()
    urlencoded: tuple[Row, ...] = ()
    raw: str = ""
    language: RawLanguage = RawLanguage.JSON
    binary: str = ""
    file_names: FileNames = FileNames.RAW


@dataclass(frozen=True, slots=True)
class AuthChoice:
    """Which auth scheme is used, and what was entered in its form: `(field name, text)` pairs.

    The kinds `none` and `inherit` have no form. Anything else is the name of a plugin in `auth/`.
    """

    kind: str = "inherit"
    values: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    def value(self, name: str, default: str = "") -> str:
        """Return what was entered in the field `name`."""
        return dict(self.values).get(name, default)

    def with_value(self, name: str, text: str) -> "AuthChoice":
        """Return this choice with `text` in the field `name`."""
        return replace(self, values=tuple({**dict(self.values), name: text}.items()))


NO_AUTH = AuthChoice("none")
INHERITED_AUTH = AuthChoice("inherit")


@dataclass(frozen=True, slots=True)
class Proxy:
    """Which proxy to use; the addresses count only when `mode` is `manual`.

    `system` asks the desktop where it has settings (GNOME and its kin, KDE), then the environment, then macOS or
    Windows; `environment` asks the environment alone, `none` uses none.
    """

    mode: str = "system"
    http: str = field(default="", repr=False)  # may carry a password
    https: str = field(default="", repr=False)  # as above
    bypass: str = ""


class CaptureSource(Enum):
    """What a value is taken from an answer by."""

    JSON = "json"
    """A JSONPath (RFC 9535) into the body; the first match counts."""

    HEADER = "header"
    """The name of a header; its first value counts."""

    PATTERN = "pattern"
    """A regular expression over the body; its first group counts, else all of the match."""

    STATUS = "status"
    BODY = "body"


class CaptureScope(Enum):
    """Where a captured variable lives, each for as long as the program runs."""

    RUN = "run"
    ENVIRONMENT = "environment"
    COLLECTION = "collection"
    GLOBAL = "global"


@dataclass(frozen=True, slots=True)
class Capture:
    """A variable that is set from the answer: of a 2xx one, or of any where `always`."""

    name: str = ""
    expression: str = ""
    source: CaptureSource = CaptureSource.JSON
    scope: CaptureScope = CaptureScope.RUN
    enabled: bool = True
    always: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class ClientCertificate:
    """What a server is shown that asks who is calling (mTLS).

    `certificate` is a PEM file, with its key in the same file or in `key`, or a PKCS#12 file that holds both.
    `passphrase` opens the key. `host` limits it to servers of that name, `*.example.com` to those below it; empty means
    the server that the request is for.
    """

    certificate: str = ""
    key: str = ""
    passphrase: str = field(default="", repr=False)
    host: str = ""


@dataclass(frozen=True, slots=True)
class Retry:
    """How often a request that failed is sent again by itself, and when.

    `count` is the number of further attempts; 0 is none. The first comes after `wait` seconds, each later one after
    twice as long; a Retry-After header goes before (RFC 9110, section 10.2.3). `statuses` are the answers that count as
    a failure; `without_answer` makes one of a connection that gave none.
    """

    count: int = 0
    wait: float = 1.0
    statuses: tuple[int, ...] = (429, 502, 503, 504)
    without_answer: bool = True


@dataclass(frozen=True, slots=True)
class RequestSettings:
    """How a request is sent. None means: as the folder, the collection or the application says.

    Times are in seconds; 0 means no limit. `timeout` is for every wait of the exchange, `connect_timeout` for all that
    brings a connection up, from the look-up to TLS, `total_timeout` for the whole. `allow_downgrade` lets a redirect
    lead from https to http. `connect_to` is the address, `host` or `host:port`, to reach in the place of the one in the
    URL; `server_name` the one to ask for in the TLS handshake and to verify. `minimum_tls` is `1.2` or `1.3`.
    `ca_files` are trusted beside the system's authorities. Of the client certificates the first whose host fits is
    used; none at all where there are none. `largest_unpacked` is how many bytes a packed answer may grow to; 0 is the
    usual rule.
    """

    timeout: float | None = None
    follow_redirects: bool | None = None
    max_redirects: int | None = None
    verify_tls: bool | None = None
    connect_timeout: float | None = None
    total_timeout: float | None = None
    allow_downgrade: bool | None = None
    send_cookies: bool | None = None
    retry: Retry | None = None
    connect_to: str | None = None
    server_name: str | None = None
    minimum_tls: str | None = None
    ca_files: tuple[str, ...] | None = None
    proxy: Proxy | None = None
    client_certificates: tuple[ClientCertificate, ...] | None = None
    largest_unpacked: int | None = None

    def over(self, defaults: "RequestSettings") -> "RequestSettings":
        """Return these settings with what they leave open taken from `defaults`; CA files add up."""
        open_ones = {
            slot.name: getattr(defaults, slot.name) for slot in fields(self) if getattr(self, slot.name) is None
        }
        if self.ca_files is not None and defaults.ca_files is not None:
            open_ones["ca_files"] = tuple(dict.fromkeys((*defaults.ca_files, *self.ca_files)))
        return replace(self, **open_ones)

    def texts(self) -> tuple[str, ...]:
        """Return every text in which a variable may stand."""
        texts = [self.connect_to or "", self.server_name or "", *(self.ca_files or ())]
        if self.proxy is not None and self.proxy.mode == "manual":
            texts += [self.proxy.http, self.proxy.https, self.proxy.bypass]
        for certificate in self.client_certificates or ():
            texts += [certificate.certificate, certificate.key, certificate.passphrase, certificate.host]
        return tuple(texts)


@dataclass(frozen=True, slots=True)
class Script:
    """A program that another application runs around a request: kept word for word and shown, never run by us.

    `kind` is `before-request`, `after-response`, `tests` or `hooks`.
    """

    kind: str
    code: str


@dataclass(frozen=True, slots=True)
class Assertion:
    """Something that must be true of an answer, as OpenCollection says it: `res.status`, `eq`, `200`."""

    expression: str
    operator: str = "eq"
    value: str = ""
    enabled: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """A saved answer with a name. `status` is 0 where it is not known; `request` is what was asked, where that is.

    `kind` is `json`, `text`, `xml`, `html` or `binary`. The body is `body`, or the content of `file`: a path like
    those of a request's files.
    """

    name: str = ""
    note: str = ""
    request: "RequestDraft | None" = None
    status: int = 0
    reason: str = ""
    headers: tuple[Row, ...] = ()
    kind: str = "text"
    body: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class RequestDraft:
    """What the user typed. Variables are unresolved; disabled rows are kept.

    `url` is the address line as typed, query included; `query` holds the same parameters as rows, and the disabled ones
    too (`core.url` keeps both in step). `omitted` names the automatic headers that shall not be sent. A draft that
    `is_conversation` opens a WebSocket: it has `messages` instead of a method and a body.
    """

    name: str = ""
    method: str = "GET"
    url: str = ""
    query: tuple[Row, ...] = ()
    path: tuple[Row, ...] = ()
    headers: tuple[Row, ...] = ()
    omitted: tuple[str, ...] = ()
    auth: AuthChoice = INHERITED_AUTH
    body: Body = field(default_factory=Body)
    settings: RequestSettings = field(default_factory=RequestSettings)
    docs: str = ""
    captures: tuple[Capture, ...] = ()
    is_conversation: bool = False
    messages: tuple[SavedMessage, ...] = ()
    examples: tuple[Example, ...] = ()
    scripts: tuple[Script, ...] = ()
    assertions: tuple[Assertion, ...] = ()
    showing: Showing = field(default_factory=Showing)

    def named(self, name: str) -> "RequestDraft":
        """Return this draft under another name."""
        return replace(self, name=name)

    def with_header(self, name: str, value: str) -> "RequestDraft":
        """Return this draft with one more header row."""
        return replace(self, headers=(*self.headers, Row(name, value)))

    def with_body(self, **changes: object) -> "RequestDraft":
        """Return this draft with fields of its body replaced."""
        return replace(self, body=replace(self.body, **changes))  # type: ignore[arg-type]  # checked by Body itself


@dataclass(frozen=True, slots=True)
class Defaults:
    """What a folder, a collection or the application lends to the requests below it."""

    headers: tuple[Row, ...] = ()
    auth: AuthChoice = INHERITED_AUTH
    settings: RequestSettings = field(default_factory=RequestSettings)

    def over(self, outer: "Defaults") -> "Defaults":
        """Return these defaults within `outer` ones: the inner level wins, header by header."""
        own = {row.name.lower() for row in self.headers if row.enabled}
        kept = tuple(row for row in outer.headers if row.name.lower() not in own)
        return Defaults(
            headers=(*kept, *self.headers),
            auth=outer.auth if self.auth.kind == "inherit" else self.auth,
            settings=self.settings.over(outer.settings),
        )


def effective(draft: RequestDraft, defaults: Defaults) -> RequestDraft:
    """Return the draft with what it inherits written out: auth and settings; inherited headers stay apart."""
    own = Defaults(auth=draft.auth, settings=draft.settings).over(defaults)
    return replace(draft, auth=own.auth, settings=own.settings)
