"""The arguments of cURL that send a resolved request."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final
from urllib.parse import quote_plus, unquote, urlsplit, urlunsplit

from modelpost.core.automatic import FRAMING, expects_body, lacks_boundary
from modelpost.core.headers import HeaderList
from modelpost.core.media import BINARY, type_of_file
from modelpost.core.parts import disposition_of, type_of_part
from modelpost.core.request import FileNames, Proxy, Retry
from modelpost.core.resolved import (
    FileContent,
    FilePart,
    FormContent,
    InsertedFile,
    MultipartContent,
    NoContent,
    ResolvedRequest,
    SendOptions,
    TextContent,
    TextPart,
)
from modelpost.core.text import Message
from modelpost.snippets.curl.words import Argument, Placeholders, Variable, quoted

LONGEST_ARGUMENT = 100_000
"""Bytes of a body that fit an argument: Linux takes 128 KB (`MAX_ARG_STRLEN`)."""

_FORM = "application/x-www-form-urlencoded"
_FRAMING = frozenset(name.lower() for name in FRAMING)
_ADDED_BY_CURL = ("User-Agent", "Accept")
_KNOWN_TO_CURL: Final = {
    "gif": "image/gif",
    "htm": "text/html",
    "html": "text/html",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "pdf": "application/pdf",
    "png": "image/png",
    "svg": "image/svg+xml",
    "txt": "text/plain",
    "xml": "application/xml",
}
"""The types that cURL gives to parts by their files' endings (`ContentTypeForFilename` in its sources)."""

Option = tuple[str, Argument | None]
"""An option and its value, None for a switch."""

Feed = tuple[str, Argument]
"""What feeds a command: `printf %s` with a text, or a command that reads a file, with its path."""

_FILTERS = {"text": "", "base64": " | tr -d '\\n'"}
_READERS = {"text": "cat", "base64": "base64"}


class Command:
    """Collects the options; `stdin` is what has to be fed to the command, where an argument would not do."""

    def __init__(self, request: ResolvedRequest, options: SendOptions, hidden: Placeholders) -> None:
        self._request = request
        self._options = options
        self._hidden = hidden
        self.stdin: tuple[Feed, ...] = ()
        self.remarks: list[Message] = []

    def words(self) -> Iterator[Option]:
        """Yield the options in the order in which people read them: where to, how, headers, body."""
        content = tuple(self._content())
        yield from self._method(content)
        yield from self._sending()
        yield "", self._hidden.argument(self._request.url)
        yield from self._headers()
        yield from content

    def _value(self, option: str, text: str) -> Option:
        return option, self._hidden.argument(text)

    # How -------------------------------------------------------------------------------------------------------------

    def _method(self, content: tuple[Option, ...]) -> Iterator[Option]:
        method = self._request.method
        if method == "HEAD" and not content:
            yield "--head", None
        elif method != ("POST" if content else "GET"):
            yield self._value("-X", method)

    def _sending(self) -> Iterator[Option]:
        """Yield what differs from cURL's ways, and from the limits that Modelpost has by itself."""
        options, usual = self._options, SendOptions()
        if options.follow_redirects:
            yield "--location", None
            if options.max_redirects != usual.max_redirects:
                yield self._value("--max-redirs", str(options.max_redirects))
        if not options.verify_tls:
            yield "--insecure", None
        if self._request.url.startswith("https:"):
            yield from self._tls(options)
        if options.connect_to:
            yield self._value("--connect-to", _connect_to(options.connect_to))
        if options.connect_timeout != usual.connect_timeout and options.connect_timeout:
            yield self._value("--connect-timeout", f"{options.connect_timeout:g}")
        if options.total_timeout:
            yield self._value("--max-time", f"{options.total_timeout:g}")
        yield from self._retries(options.retry)
        yield from self._proxy(options.proxy)
        address = urlsplit(self._request.url)
        if re.search(r"[\[\]{}]", address.path + address.query):
            yield "--globoff", None
        if re.search(r"/\.{1,2}(?:/|$)", address.path):
            yield "--path-as-is", None

    def _tls(self, options: SendOptions) -> Iterator[Option]:
        if options.verify_tls and options.ca_files:
            yield "--cacert", _path_argument("", options.ca_files[0], self._hidden)
            if len(options.ca_files) > 1:
                self.remarks.append(Message("cURL takes one CA file. Put the others into it."))
        if options.minimum_tls == "1.3":
            yield "--tlsv1.3", None
        if options.server_name:
            self.remarks.append(
                Message("cURL cannot ask for the server name {name} instead of the host's.", name=options.server_name)
            )
        if len(options.client_certificates) > 1:
            self.remarks.append(Message("Several client certificates are set. The command names the first."))
        for certificate in options.client_certificates[:1]:
            if certificate.certificate.lower().endswith((".p12", ".pfx")):
                yield "--cert-type", ("P12",)
            yield "--cert", _path_argument("", certificate.certificate.replace(":", "\\:"), self._hidden)
            if certificate.key:
                yield "--key", _path_argument("", certificate.key, self._hidden)
            if certificate.passphrase:
                yield self._value("--pass", certificate.passphrase)

    def _retries(self, retry: Retry) -> Iterator[Option]:
        """Yield cURL's own retries, which know other statuses; its first wait is one second, unless told."""
        if not retry.count:
            return
        yield self._value("--retry", str(retry.count))
        if retry.wait != Retry().wait:
            yield self._value("--retry-delay", f"{max(1, round(retry.wait))}")
        if retry.without_answer:
            yield "--retry-connrefused", None

    def _proxy(self, proxy: Proxy) -> Iterator[Option]:
        if proxy.mode == "none":
            yield self._value("--noproxy", "*")
        elif proxy.mode == "manual":
            address = proxy.https if self._request.url.startswith("https:") else proxy.http
            if address:
                yield self._value("--proxy", address)
            if address and proxy.bypass:
                yield self._value("--noproxy", proxy.bypass)

    # Headers ---------------------------------------------------------------------------------------------------------

    def _headers(self) -> Iterator[Option]:
        request = self._request
        headers = _headers_to_write(request)
        for header in headers:
            yield self._value("-H", f"{header.name}: {header.value}" if header.value else f"{header.name};")
        if "Accept-Encoding" in headers:
            yield "--compressed", None
        if "Content-Type" not in headers:
            yield from self._content_type()
        for name in _ADDED_BY_CURL:
            if name.lower() in request.omitted and name not in headers:
                yield self._value("-H", f"{name}:")

    def _content_type(self) -> Iterator[Option]:
        """Yield the Content-Type that Modelpost adds, where cURL would add another one by itself."""
        is_omitted = "content-type" in self._request.omitted
        match self._request.content:
            case TextContent(media_type=media_type):
                yield self._value("-H", "Content-Type:" if is_omitted else f"Content-Type: {media_type}")
            case FileContent(path=path):
                yield self._value("-H", "Content-Type:" if is_omitted else f"Content-Type: {type_of_file(path)}")
            case FormContent() if is_omitted:
                yield self._value("-H", "Content-Type:")
            case NoContent() if expects_body(self._request.method):
                yield self._value("-H", "Content-Type:")
            case _:
                return

    # Body ------------------------------------------------------------------------------------------------------------

    def _content(self) -> Iterator[Option]:
        match self._request.content:
            case NoContent():
                if expects_body(self._request.method):
                    yield "--data-raw", ("",)  # says that the body has no bytes, as Modelpost does
            case TextContent(text=text, files=files):
                yield self._text(text, files)
            case FormContent(pairs=pairs):
                yield from (self._pair(name, value) for name, value in pairs or (("", ""),))
            case FileContent(path=path):
                yield "--data-binary", _path_argument("@", path, self._hidden)
            case MultipartContent(parts=parts):
                yield from (self._part(part) for part in parts)

    def _text(self, text: str, files: tuple[InsertedFile, ...]) -> Option:
        if not files and len(text.encode("utf-8", "replace")) <= LONGEST_ARGUMENT:
            return self._value("--data-raw", text)
        feeds: list[Feed] = []
        position = 0
        for file in files:
            feeds.append(("", self._hidden.argument(text[position : file.at])))
            feeds.append((file.coding, _path_argument("", file.path, self._hidden)))
            position = file.at
        feeds.append(("", self._hidden.argument(text[position:])))
        self.stdin = tuple(feed for feed in feeds if feed[1])
        return "--data-binary", ("@-",)

    def _pair(self, name: str, value: str) -> Option:
        if name:
            return self._value("--data-urlencode", f"{_encoded(name)}={value}")
        return self._value("--data-raw", f"={_encoded(value)}" if value else "")

    def _part(self, part: TextPart | FilePart) -> Option:
        if "=" in part.name:
            self.remarks.append(Message("cURL cannot send a part whose name holds an equals sign."))
        if isinstance(part, FilePart):
            return "-F", self._file_part(part)
        if part.files:
            return "-F", self._text_of_file(part)
        attributes = self._attributes(part, "")
        if not attributes:
            return self._value("--form-string", f"{part.name}={part.value}")
        return self._value("-F", f"{part.name}={_in_quotes(part.value)}{attributes}")

    def _file_part(self, part: FilePart) -> Argument:
        own_name = re.split(r"[\\/]" if "\\" in part.path else "/", part.path)[-1]
        return self._of_file(f"{part.name}=@", part.path, self._attributes(part, own_name))

    def _text_of_file(self, part: TextPart) -> Argument:
        """Return a part that is the text of a file, which is all that cURL can put in the place of a text."""
        file = part.files[0]
        if part.value or len(part.files) > 1 or file.coding != "text":
            self.remarks.append(
                Message("cURL cannot put a file into the text of the part “{name}” in this way.", name=part.name)
            )
        return self._of_file(f"{part.name}=<", file.path, self._attributes(part, ""))

    def _of_file(self, before: str, path: str, attributes: str) -> Argument:
        if re.search(r'[;,"\\]|^\s|\s$', path):
            return self._hidden.argument(f"{before}{_in_quotes(path)}{attributes}")
        plain = _path_argument(before, path, self._hidden)
        return (*plain, *self._hidden.argument(attributes)) if attributes else plain

    def _attributes(self, part: TextPart | FilePart, own_name: str) -> str:
        """Return what cURL would not say of a part by itself."""
        said = ""
        if part.file_name != own_name:
            said += f";filename={_in_quotes(part.file_name)}"
        content_type = type_of_part(part)
        if content_type != _type_by_curl(part):
            said += f";type={content_type}"
        headers = [f"{name}: {value}" for name, value in part.headers]
        is_plain = part.file_names is FileNames.RAW or part.file_name.isascii()
        if not is_plain and not any(name.lower() == "content-disposition" for name, _ in part.headers):
            headers.insert(0, f"Content-Disposition: {disposition_of(part)}")
        return said + "".join(f";headers={_in_quotes(line)}" for line in headers)


def _type_by_curl(part: TextPart | FilePart) -> str:
    """Return the type that cURL gives to a part of which nobody said one."""
    by_name = _KNOWN_TO_CURL.get(part.file_name.rpartition(".")[2].lower(), "")
    if isinstance(part, TextPart):
        return by_name
    return by_name or _KNOWN_TO_CURL.get(part.path.rpartition(".")[2].lower(), BINARY)


def fed(feeds: tuple[Feed, ...]) -> str:
    """Return the commands that write what a command is fed with, empty for nothing."""
    parts = [
        f"{_READERS[coding]} < {quoted(argument)}{_FILTERS[coding]}" if coding else f"printf %s {quoted(argument)}"
        for coding, argument in feeds
    ]
    return parts[0] if len(parts) == 1 else f"{{ {'; '.join(parts)}; }}" if parts else ""


def with_credentials_apart(request: ResolvedRequest) -> tuple[ResolvedRequest, str]:
    """Take `user:password@` from the address; return them apart, empty where a header goes before them."""
    parts = urlsplit(request.url)
    credentials, at, host = parts.netloc.rpartition("@")
    if not at:
        return request, ""
    user, _, password = credentials.partition(":")
    pair = "" if "Authorization" in request.headers else f"{unquote(user)}:{unquote(password)}"
    return replace(request, url=urlunsplit(parts._replace(netloc=host))), pair


def _headers_to_write(request: ResolvedRequest) -> HeaderList:
    """Return the headers without those that cURL has to make itself: lengths, and the boundary of form-data."""
    headers = request.headers.without(*_FRAMING)
    if isinstance(request.content, MultipartContent) and lacks_boundary(headers.first("Content-Type")):
        return headers.without("Content-Type")
    return headers


def _path_argument(before: str, path: str, hidden: Placeholders) -> Argument:
    """Return a path; the shell expands a tilde only at the beginning of a word, so the home folder is written out."""
    if path.startswith("~/"):
        return (before, Variable("HOME"), *hidden.argument(path[1:]))
    return hidden.argument(before + path)


def _connect_to(place: str) -> str:
    """Return the value of `--connect-to` for any host and port."""
    bare = place.strip("[]")
    if bare.count(":") > 1 and "]:" not in place:
        return f"::[{bare}]:"
    return f"::{place}" if re.search(r":\d+$", place) else f"::{place}:"


def _in_quotes(text: str) -> str:
    """Write a value for `-F`, so that nothing in it is taken for an attribute."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _encoded(text: str) -> str:
    return quote_plus(text, safe="*-._").replace("~", "%7E")
