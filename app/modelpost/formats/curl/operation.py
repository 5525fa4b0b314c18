"""What the options of one cURL command, up to its end or to `--next`, say; and the drafts they make."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import unquote

from modelpost.core import url as address_line
from modelpost.core.automatic import REMOVABLE
from modelpost.core.request import (
    NO_AUTH,
    AuthChoice,
    Body,
    BodyKind,
    FormRow,
    RequestDraft,
    RequestSettings,
    Retry,
    Row,
)
from modelpost.core.text import Message
from modelpost.formats.curl import network
from modelpost.formats.curl.body import FORM, Piece, data_body, form_rows, is_json, joined, piece, query_piece
from modelpost.formats.curl.options import HARMLESS, Given

if TYPE_CHECKING:
    from collections.abc import Callable

_JSON = "application/json"
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:/{1,3}")
_GLOB = re.compile(r"\{[^{}]*,[^{}]*\}|\[[0-9A-Za-z]+-[0-9A-Za-z]+(?::\d+)?\]")
_PLACEHOLDER = re.compile(r"\{\{[^{}]*\}\}")
_HEADER_NAME = re.compile(r"[^:;=\s]{1,60}")
_REMOVABLE: Final = {name.lower(): name for name in REMOVABLE}

_REASONS: Final = {
    "retry-max-time": Message("--retry-max-time was not taken over. Limit the whole exchange instead."),
    "http2": Message("HTTP/2 was asked for. The request is sent with HTTP/1.1."),
    "http2-prior-knowledge": Message("HTTP/2 was asked for. The request is sent with HTTP/1.1."),
    "http3": Message("HTTP/3 was asked for. The request is sent with HTTP/1.1."),
    "http3-only": Message("HTTP/3 was asked for. The request is sent with HTTP/1.1."),
    "config": Message("A file of cURL options was not read."),
    "cookie-jar": Message("Cookies are not saved to a file."),
}
_DATA: Final = frozenset({"data", "data-ascii", "data-binary", "data-raw", "data-urlencode", "json"})
_RETRIED: Final = (408, 429, 500, 502, 503, 504)
"""The answers after which cURL tries again."""

_OTHER_AUTH: Final = frozenset({"ntlm", "ntlm-wb", "negotiate"})
_AMAZON: Final = (["aws", "amz"], ["aws"])
"""Providers whose signature is that of AWS, as `--aws-sigv4` names them."""


class _Content(NamedTuple):
    """A body, the headers that come with it, and the names of those that would be added by themselves and are not."""

    body: Body
    headers: tuple[Row, ...] = ()
    removed: tuple[str, ...] = ()


class Operation:
    """Takes options in order, then makes one draft for each address; what cannot be kept goes to `losses`."""

    def __init__(self, stdin: str | None, losses: list[Message]) -> None:
        self._stdin = stdin
        self._losses = losses
        self._urls: list[str] = []
        self._headers: list[Row] = []
        self._removed: list[str] = []
        self._named: dict[str, str] = {}
        self._cookies: list[str] = []
        self._data: list[Piece] = []
        self._query: list[Piece] = []
        self._form: list[FormRow] = []
        self._texts: dict[str, str] = {}
        self._flags: set[str] = set()
        self._network: list[Given] = []
        self._has_form = False
        self._settings = RequestSettings(follow_redirects=False)
        self._takers: dict[str, Callable[[str], None]] = {
            "url": self._urls.append,
            "header": self._take_header,
            "cookie": self._take_cookie,
            "user-agent": self._take_user_agent,
            "referer": self._take_referer,
            "range": self._take_range,
            "url-query": self._take_query,
            "max-redirs": self._take_max_redirects,
            "max-time": self._take_max_time,
            "connect-timeout": self._take_connect_timeout,
            "retry": self._take_retry,
            "retry-delay": self._take_retry_delay,
            "aws-sigv4": self._take_signature,
        }

    @property
    def has_address(self) -> bool:
        """Tell whether there is anything to send to."""
        return bool(self._urls)

    # Taking options --------------------------------------------------------------------------------------------------

    def take(self, given: Given) -> None:
        """Take one option; one that is not understood is named."""
        name = given.name
        if name in self._takers:
            self._takers[name](given.value)
        elif name in _DATA:
            self._data.append(piece("data" if name == "data-ascii" else name, given.value, self._stdin))
            self._flags.update({"json"} if name == "json" else ())
        elif name in {"form", "form-string"}:
            self._has_form = True
            self._form += form_rows(name, given.value, self._losses)
        elif name in {"request", "user", "oauth2-bearer", "upload-file"}:
            self._texts[name] = given.value
        elif name in {"digest", "get", "head", "globoff", "path-as-is"}:
            self._switch(name, is_on=given.is_on)
        elif name in {"location", "location-trusted", "follow"}:
            self._take_location(name, is_on=given.is_on)
        elif name in network.OPTIONS:
            self._network.append(given)
        elif name == "insecure":
            self._settings = replace(self._settings, verify_tls=False if given.is_on else None)
        elif name not in HARMLESS | {"retry-connrefused", "retry-all-errors"}:
            self._tell_lost(given)

    def _switch(self, name: str, *, is_on: bool) -> None:
        if is_on:
            self._flags.add(name)
        else:
            self._flags.discard(name)

    def _tell_lost(self, given: Given) -> None:
        if not given.name:
            self._lose(Message("{option} is no option of cURL that Modelpost knows.", option=given.typed))
        elif given.name in _OTHER_AUTH:
            self._flags.add("other-auth")
            self._lose(Message("The sign-in method {option} was not taken over.", option=given.typed))
        elif given.is_on:
            self._lose(_REASONS.get(given.name, Message("{option} was not taken over.", option=given.typed)))

    def _lose(self, message: Message) -> None:
        if message not in self._losses:
            self._losses.append(message)

    def _take_signature(self, typed: str) -> None:
        """Take `PROVIDER1[:PROVIDER2[:REGION[:SERVICE]]]`."""
        if typed.lower().split(":")[:2] in _AMAZON:
            self._texts["aws-sigv4"] = typed
        else:
            self._flags.add("other-auth")
            self._lose(Message("The sign-in method {option} was not taken over.", option="--aws-sigv4"))

    def _take_header(self, typed: str) -> None:
        """Take `Name: value`; `Name;` has an empty value, and `Name:` takes out a header that is added by itself."""
        name, colon, value = typed.partition(":")
        if not colon and not typed.startswith("@"):
            name, semicolon, rest = typed.partition(";")
            if semicolon and not rest.strip():
                self._headers.append(Row(name.strip()))
                return
        if not colon or not name.strip():
            shown = _HEADER_NAME.match(typed.strip())
            self._lose(Message("“{name}” is no header and was not taken over.", name=shown[0] if shown else "-H"))
            return
        if value.strip():
            self._headers.append(Row(name.strip(), value.strip()))
        else:
            self._remove(name.strip())

    def _remove(self, name: str) -> None:
        if name.lower() == "host":
            self._lose(Message("Host is always sent. It was not taken out."))
        self._removed.append(name.lower())

    def _take_query(self, value: str) -> None:
        self._query.append(query_piece(value))

    def _take_cookie(self, value: str) -> None:
        if "=" in value:
            self._cookies.append(value)
        elif value:
            self._lose(Message("Cookies were not read from the file {path}.", path=value))

    def _take_user_agent(self, value: str) -> None:
        if value:
            self._named["User-Agent"] = value
        else:
            self._remove("User-Agent")

    def _take_referer(self, value: str) -> None:
        address, semicolon, _ = value.partition(";auto")
        if semicolon:
            self._lose(Message("Referer is not set by itself after a redirect."))
        if address:
            self._named["Referer"] = address

    def _take_range(self, value: str) -> None:
        self._named["Range"] = f"bytes={value}"

    def _take_location(self, name: str, *, is_on: bool) -> None:
        if name == "location-trusted":
            self._lose(Message("Credentials do not go along to other hosts when a redirect is followed."))
        self._settings = replace(self._settings, follow_redirects=is_on)

    def _take_max_redirects(self, value: str) -> None:
        if value.isdecimal():
            self._settings = replace(self._settings, max_redirects=int(value))
        else:
            self._lose(Message("--max-redirs {value} was not taken over.", value=value))

    def _take_max_time(self, value: str) -> None:
        seconds = _seconds(value)
        if seconds is None:
            self._lose(Message("--max-time {value} was not taken over.", value=value))
        else:
            self._settings = replace(self._settings, total_timeout=seconds)

    def _take_connect_timeout(self, value: str) -> None:
        seconds = _seconds(value)
        if seconds is None:
            self._lose(Message("--connect-timeout {value} was not taken over.", value=value))
        elif seconds:
            self._settings = replace(self._settings, connect_timeout=seconds)

    def _take_retry(self, value: str) -> None:
        if value.isdecimal() and len(value) < 5:
            retry = self._settings.retry or Retry(statuses=_RETRIED)
            self._settings = replace(self._settings, retry=replace(retry, count=int(value)))
        else:
            self._lose(Message("--retry {value} was not taken over.", value=value))

    def _take_retry_delay(self, value: str) -> None:
        seconds = _seconds(value)
        if seconds is None:
            self._lose(Message("--retry-delay {value} was not taken over.", value=value))
        elif seconds:
            retry = self._settings.retry or Retry(statuses=_RETRIED)
            self._settings = replace(self._settings, retry=replace(retry, wait=seconds))
            self._lose(Message("With --retry-delay cURL waits alike each time. Here each wait is twice as long."))

    # Making drafts ---------------------------------------------------------------------------------------------------

    def drafts(self) -> tuple[RequestDraft, ...]:
        """Return one draft for each address."""
        self._check_combinations()
        return tuple(self._draft(url) for url in self._urls)

    def _check_combinations(self) -> None:
        kinds = [
            kind
            for kind, is_given in (
                ("-F", self._has_form),
                ("-d", bool(self._data) and "get" not in self._flags),
                ("-T", "upload-file" in self._texts),
            )
            if is_given
        ]
        if len(kinds) > 1:
            self._lose(
                Message(
                    "cURL refuses {one} together with {other}. Only {one} was taken over.", one=kinds[0], other=kinds[1]
                )
            )
        elif kinds and "head" in self._flags:
            self._lose(Message("cURL refuses -I together with {other}. The method is HEAD.", other=kinds[0]))

    def _draft(self, typed: str) -> RequestDraft:
        address, user = self._address(typed)
        content = self._content()
        headers = self._all_headers(content.headers)
        removed = dict.fromkeys((*self._removed, *content.removed))
        omitted = tuple(_REMOVABLE[name] for name in removed if name in _REMOVABLE)
        draft = RequestDraft(
            method=self._method(),
            headers=headers,
            omitted=omitted,
            auth=self._auth(headers, user),
            body=content.body,
            settings=self._with_network(address),
        )
        return address_line.with_line(draft, address)

    def _with_network(self, line: str) -> RequestSettings:
        address = address_line.split(line)
        return network.with_network(self._settings, self._network, address.authority, address.scheme, self._losses)

    def _method(self) -> str:
        if self._texts.get("request"):
            return self._texts["request"]
        if "head" in self._flags:
            return "HEAD"
        if self._has_form or (self._data and "get" not in self._flags):
            return "POST"
        return "PUT" if "upload-file" in self._texts else "GET"

    def _all_headers(self, implied: tuple[Row, ...]) -> tuple[Row, ...]:
        """Return the headers given with -H, then those of other options and of the body that are not among them."""
        named = [Row(name, value) for name, value in self._named.items()]
        if self._cookies:
            named.append(Row("Cookie", ";".join(self._cookies)))
        settled = {row.name.lower() for row in self._headers} | set(self._removed)
        others = (row for row in (*named, *implied) if row.name.lower() not in settled)
        return (*self._headers, *others)

    def _content(self) -> _Content:
        if self._has_form:
            return _Content(Body(kind=BodyKind.FORM_DATA, form=tuple(self._form)))
        if "get" in self._flags:
            return _Content(Body())
        if self._data:
            return self._data_content()
        return self._upload_content() if "upload-file" in self._texts else _Content(Body())

    def _data_content(self) -> _Content:
        typed = [row.value for row in self._headers if row.name.lower() == "content-type"]
        is_taken_out = "content-type" in self._removed
        implied = _JSON if "json" in self._flags else "" if is_taken_out else FORM
        content_type = typed[-1] if typed else implied
        body = data_body(self._data, content_type, self._losses)
        brought: list[Row] = []
        if "json" in self._flags:
            brought = [Row("Content-Type", _JSON), Row("Accept", _JSON)]
        elif not typed and not is_taken_out and body.kind is not BodyKind.URLENCODED:
            brought = [Row("Content-Type", FORM)]
            if is_json(body.raw):
                self._lose(
                    Message(
                        "The body is JSON, but without a Content-Type cURL sends it as a form. "
                        "Set Content-Type to application/json if the service expects that."
                    )
                )
        return _Content(body, tuple(brought))

    def _upload_content(self) -> _Content:
        path = self._texts["upload-file"]
        if path in {"-", "."}:
            self._lose(Message("The body is read from standard input. Choose a file for it, or type it."))
            path = ""
        has_type = any(row.name.lower() == "content-type" for row in self._headers)
        return _Content(Body(kind=BodyKind.BINARY, binary=path), removed=() if has_type else ("content-type",))

    def _auth(self, headers: tuple[Row, ...], user: str) -> AuthChoice:
        if any(row.name.lower() == "authorization" for row in headers):
            return NO_AUTH
        if "oauth2-bearer" in self._texts:
            return AuthChoice("bearer", (("token", self._texts["oauth2-bearer"]),))
        pair = self._texts.get("user", user)
        if not pair or "other-auth" in self._flags:
            return NO_AUTH
        name, colon, password = pair.partition(":")
        if not colon:
            self._lose(Message("cURL asks for the password of {user}. Enter it in the Auth tab.", user=name))
        if "aws-sigv4" in self._texts:
            _, _, region, service = (*self._texts["aws-sigv4"].split(":"), "", "", "")[:4]
            keys = (("accessKeyId", name), ("secretAccessKey", password))
            places = (("region", region), ("service", service))
            return AuthChoice("awsv4", (*keys, *(place for place in places if place[1])))
        kind = "digest" if "digest" in self._flags else "basic"
        return AuthChoice(kind, (("username", name), ("password", password)))

    def _address(self, typed: str) -> tuple[str, str]:
        """Return the address line, and `user:password` if the address holds them."""
        text = typed.strip()
        if not _SCHEME.match(text) and not text.startswith("{{"):
            text = f"http://{text}"  # cURL's guess, whatever the host
        if "globoff" not in self._flags and _GLOB.search(_PLACEHOLDER.sub("", text)):
            self._lose(Message("The address stands for several to cURL. It was taken as it is."))
        address = address_line.split(text)
        credentials, at, host = address.authority.rpartition("@")
        user, colon, password = credentials.partition(":")
        path = address.path if "path-as-is" in self._flags else _without_dots(address.path)
        path = self._with_file_name(path)
        pieces = [*(self._data if "get" in self._flags else ()), *self._query]
        for lost in (part for part in pieces if part.path):
            self._lose(Message("The file {path} was not read into the query.", path=lost.path))
        added = joined([part for part in pieces if not part.path])
        query = f"{address.query}&{added}" if address.query and added else address.query or added
        line = replace(address, authority=host, path=path, query=query, fragment="").text
        return line, f"{unquote(user)}{colon}{unquote(password)}" if at else ""

    def _with_file_name(self, path: str) -> str:
        """Return the path with the name of the file that `-T` sends, where it ends in a slash."""
        file = self._texts.get("upload-file", "")
        is_open = path.endswith("/") or not path
        if not file or file in {"-", "."} or self._has_form or self._data or not is_open:
            return path
        return (path or "/") + address_line.encode_path(re.split(r"[\\/]", file)[-1])


def _seconds(text: str) -> float | None:
    try:
        seconds = float(text)
    except ValueError:
        return None
    return seconds if 0 <= seconds < 1e9 else None


def _without_dots(path: str) -> str:
    """Remove `.` and `..` from a path (RFC 3986, section 5.2.4), as cURL does."""
    if not re.search(r"/\.{1,2}(?:/|$)", path):
        return path
    kept: list[str] = []
    segments = path.split("/")[1:]
    for index, segment in enumerate(segments):
        is_last = index == len(segments) - 1
        if segment == "..":
            del kept[-1:]
        if segment not in {".", ".."}:
            kept.append(segment)
        elif is_last:
            kept.append("")
    return "/" + "/".join(kept)
