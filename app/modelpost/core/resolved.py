"""A request with nothing left to substitute: what the engine accepts."""

from dataclasses import dataclass, field, replace
from typing import Any

from modelpost.core.assertions import Expectation
from modelpost.core.headers import Header, HeaderList, Source
from modelpost.core.request import Capture, ClientCertificate, FileNames, Proxy, RequestSettings, Retry
from modelpost.core.showing import Showing


@dataclass(frozen=True, slots=True)
class NoContent:
    """No body at all."""


@dataclass(frozen=True, slots=True)
class InsertedFile:
    """A file whose content stands in a text, before the character `at`; `coding` is `base64`, or `text` for as it is.

    `path` is absolute, `place` the draft's field, for messages about the file.
    """

    at: int
    path: str
    coding: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class TextContent:
    """A raw body, encoded as UTF-8 when it is sent; `media_type` is its Content-Type unless a header says otherwise.

    `files` are in the order of their places in the text.
    """

    text: str = field(repr=False)
    media_type: str
    files: tuple[InsertedFile, ...] = ()


@dataclass(frozen=True, slots=True)
class FormContent:
    """URL-encoded pairs (WHATWG URL, application/x-www-form-urlencoded)."""

    pairs: tuple[tuple[str, str], ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class FileContent:
    """One file as the whole body; `path` is absolute."""

    path: str


@dataclass(frozen=True, slots=True)
class TextPart:
    """One text part of form-data; `headers` are further ones of its own, and a `file_name` makes a file of it."""

    name: str
    value: str = field(repr=False)
    content_type: str = ""
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    file_name: str = ""
    file_names: FileNames = FileNames.RAW
    files: tuple[InsertedFile, ...] = ()


@dataclass(frozen=True, slots=True)
class FilePart:
    """One file part of form-data; `path` is absolute, `place` the draft's field, for messages about the file."""

    name: str
    path: str
    file_name: str
    content_type: str = ""
    place: str = ""
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    file_names: FileNames = FileNames.RAW


@dataclass(frozen=True, slots=True)
class MultipartContent:
    """Parts of form-data in order (RFC 7578)."""

    parts: tuple[TextPart | FilePart, ...]


Content = NoContent | TextContent | FormContent | FileContent | MultipartContent


@dataclass(frozen=True, slots=True)
class FileSlice:
    """A file whose bytes stand at this place of a payload, in base64 (RFC 4648, section 4) where `is_base64`.

    `place` as in `FilePart`.
    """

    path: str
    place: str = ""
    is_base64: bool = False

    def size(self, of_file: int) -> int:
        """Return how many bytes the slice has, for a file of `of_file` bytes."""
        return 4 * ((of_file + 2) // 3) if self.is_base64 else of_file


@dataclass(frozen=True, slots=True)
class Payload:
    """Content as it goes over the wire: literal bytes and files, in order, read only while they are sent."""

    content_type: str = ""
    segments: tuple[bytes | FileSlice, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class ResolvedAuth:
    """The auth scheme to apply and its values, variables resolved. `none` applies nothing."""

    kind: str = "none"
    values: tuple[tuple[str, str], ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class ResolvedRequest:
    """A request that can be sent as it is.

    `url` is absolute and percent-encoded (its host may still hold non-ASCII letters). `omitted` are the names, in lower
    case, of headers that the engine shall not add by itself. `secrets` are the values to mask wherever the request
    shows. `captures` are what to take from the answer, `expectations` what must be true of it, `showing` says
    how it is looked at, its file of labels by a path that can be opened.
    """

    method: str
    url: str = field(repr=False)
    headers: HeaderList = field(default_factory=HeaderList)
    content: Content = field(default_factory=NoContent, repr=False)
    auth: ResolvedAuth = field(default_factory=ResolvedAuth)
    omitted: frozenset[str] = frozenset()
    secrets: frozenset[str] = field(default=frozenset(), repr=False)
    captures: tuple[Capture, ...] = ()
    expectations: tuple[Expectation, ...] = ()
    showing: Showing = field(default_factory=Showing)

    def with_header(self, name: str, value: str, *, sensitive: bool = True) -> "ResolvedRequest":
        """Return this request with a header that an auth scheme sets, in the place of any of that name."""
        header = Header(name, value, Source.AUTH, sensitive)
        return replace(self, headers=self.headers.setting(header))


@dataclass(frozen=True, slots=True)
class SendOptions:
    """How to send. Times are in seconds, 0 means no limit. `ca_files` are trusted beside the system's authorities.

    `jar` names the cookie jar: the id of the collection, empty for requests outside of one. The rest is explained at
    `RequestSettings`.
    """

    connect_timeout: float = 30.0
    read_timeout: float = 300.0
    total_timeout: float = 0.0
    follow_redirects: bool = True
    max_redirects: int = 10
    verify_tls: bool = True
    ca_files: tuple[str, ...] = ()
    proxy: Proxy = field(default_factory=Proxy)
    allow_downgrade: bool = False
    send_cookies: bool = True
    jar: str = ""
    retry: Retry = field(default_factory=Retry)
    connect_to: str = ""
    server_name: str = ""
    minimum_tls: str = "1.2"
    largest_unpacked: int = 0
    client_certificates: tuple[ClientCertificate, ...] = ()

    def elsewhere(self) -> "SendOptions":
        """Return these options for another origin than the one they were meant for.

        Where to connect, which name to ask for and whether to trust it unseen are about that one; a client certificate
        is a credential, and goes only where its host says so.
        """
        named = tuple(certificate for certificate in self.client_certificates if certificate.host)
        return replace(self, verify_tls=True, connect_to="", server_name="", client_certificates=named)

    def for_request(self, own: RequestSettings) -> "SendOptions":
        """Return these options with what a request says of itself in their place; its authorities come on top."""
        chosen: dict[str, Any] = {
            "connect_timeout": own.timeout if own.connect_timeout is None else own.connect_timeout,
            "read_timeout": own.timeout,
            "total_timeout": own.total_timeout,
            "follow_redirects": own.follow_redirects,
            "max_redirects": own.max_redirects,
            "verify_tls": own.verify_tls,
            "ca_files": None if own.ca_files is None else (*self.ca_files, *own.ca_files),
            "proxy": own.proxy,
            "allow_downgrade": own.allow_downgrade,
            "send_cookies": own.send_cookies,
            "retry": own.retry,
            "connect_to": own.connect_to,
            "server_name": own.server_name,
            "minimum_tls": own.minimum_tls,
            "client_certificates": own.client_certificates,
            "largest_unpacked": own.largest_unpacked,
        }
        return replace(self, **{name: value for name, value in chosen.items() if value is not None})
