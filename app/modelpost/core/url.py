"""The address line and its rows: query parameters and path variables, in step both ways.

An address line is text that the user types: it may hold `{{variables}}` and be half finished, so nothing here decodes
or encodes; that happens when the request is resolved.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from urllib.parse import quote

from modelpost.core.request import RequestDraft, Row
from modelpost.core.template import masked

CONVERSATIONS = {"ws": "http", "wss": "https"}
"""Schemes of WebSockets, and what they are secured like."""

SENT = frozenset({"http", "https", *CONVERSATIONS})
"""Schemes of addresses that can be sent."""

_PATH_VARIABLE = re.compile(r"(?<=/):([A-Za-z_][\w.-]*)")
_SCHEME = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]*)://")
_LOCAL_HOST = re.compile(r"^(localhost|.*\.localhost|\d{1,3}(\.\d{1,3}){3}|\[[0-9A-Fa-f:.]+\])(:\d*)?$")
_SAFE_IN_PATH = "/:@!$&'()*+,;=~-._%[]"
_SAFE_IN_QUERY = "/:@!$&'()*+,;=~-._%?[]"


@dataclass(frozen=True, slots=True)
class Address:
    """An address line cut into its parts, as typed; absent parts are empty."""

    scheme: str = ""
    authority: str = ""
    path: str = ""
    query: str = ""
    fragment: str = ""
    has_query: bool = False

    @property
    def text(self) -> str:
        """The address line again."""
        scheme = f"{self.scheme}://" if self.scheme else ""
        query = f"?{self.query}" if self.has_query or self.query else ""
        fragment = f"#{self.fragment}" if self.fragment else ""
        return f"{scheme}{self.authority}{self.path}{query}{fragment}"


def split(line: str) -> Address:
    """Cut an address line; placeholders are never cut through, whatever they contain."""
    plain = masked(line)
    end = _found(plain, "#", 0, len(line))
    question = _found(plain, "?", 0, end)
    scheme = _SCHEME.match(plain, 0, question)
    begin = scheme.end() if scheme else 0
    slash = _found(plain, "/", begin, question)
    return Address(
        scheme=line[: scheme.end(1)] if scheme else "",
        authority=line[begin:slash],
        path=line[slash:question],
        query=line[question + 1 : end],
        fragment=line[end + 1 :],
        has_query=question < end,
    )


def query_pairs(query: str) -> tuple[tuple[str, str], ...]:
    """Return the name and value of each parameter as typed; a parameter without `=` has an empty value."""
    if not query:
        return ()
    plain = masked(query)
    pairs: list[tuple[str, str]] = []
    begin = 0
    while begin <= len(query):
        end = _found(plain, "&", begin, len(query))
        equals = _found(plain, "=", begin, end)
        pairs.append((query[begin:equals], query[equals + 1 : end]))
        begin = end + 1
    return tuple(pairs)


def with_line(draft: RequestDraft, line: str) -> RequestDraft:
    """Return the draft with this address line; rows follow it, notes and disabled rows stay.

    A scheme in it also says whether the draft is a conversation; without one it stays what it is.
    """
    address = split(line)
    scheme = address.scheme.lower()
    return replace(
        draft,
        url=line,
        is_conversation=scheme in CONVERSATIONS if scheme in SENT else draft.is_conversation,
        query=_rows_after(draft.query, query_pairs(address.query)),
        path=_path_rows(draft.path, address.path),
    )


def with_query(draft: RequestDraft, rows: tuple[Row, ...]) -> RequestDraft:
    """Return the draft with these query rows; the address line follows the enabled ones.

    A character that would end a name or a value there is percent-encoded; all else stays as typed. So are braces, but
    only where those of different cells would make one placeholder of what lies between them.
    """
    shown = [row for row in rows if row.enabled and (row.name or row.value)]
    line, pairs = _line_with(draft.url, shown, "")
    if query_pairs(split(line).query) != pairs:
        line, _ = _line_with(draft.url, shown, "{")
    return replace(draft, query=rows, url=line)


def with_path(draft: RequestDraft, rows: tuple[Row, ...]) -> RequestDraft:
    """Return the draft with these values for its path variables; which there are is up to the address line."""
    values = {row.name: row for row in rows}
    return replace(draft, path=tuple(values.get(name, Row(name)) for name in path_variables(split(draft.url).path)))


def with_part(draft: RequestDraft, part: str, text: str) -> RequestDraft:
    """Return the draft with another `scheme`, `host` (with its port) or `path` in its address line; rows follow.

    A text that holds more than its part, such as a host with a path behind it, is cut anew like any address line.
    """
    address = split(draft.url)
    match part:
        case "scheme":
            address = replace(address, scheme=text.partition(":")[0].strip())
        case "host":
            credentials = address.authority[: len(address.authority) - len(host_of(address.authority))]
            address = replace(address, authority=f"{credentials}{text.strip()}")
        case "path":
            slash = "/" if text and address.authority and not text.startswith(("/", "?", "#")) else ""
            address = replace(address, path=f"{slash}{text}")
        case _:
            raise ValueError(part)
    return with_line(draft, address.text)


def host_of(authority: str) -> str:
    """Return host and port of an authority, without the credentials that may stand before them (RFC 3986, 3.2)."""
    return authority[masked(authority).rfind("@") + 1 :]


def path_variables(path: str) -> tuple[str, ...]:
    """Return the names of `:variables` in a path, each once, in order."""
    return tuple(dict.fromkeys(_PATH_VARIABLE.findall(path)))


def fill_path(path: str, rows: Iterable[Row], expand: Callable[[str], str]) -> str:
    """Put the values of path variables into a path, percent-encoded; a variable without a value stays as typed."""
    values = {row.name: row.value for row in rows if row.value}
    return _PATH_VARIABLE.sub(
        lambda match: quote(expand(values[match[1]]), safe="", errors="replace") if match[1] in values else match[0],
        path,
    )


def scheme_for(authority: str) -> str:
    """Return the scheme that an address without one gets: http for this computer and bare IP addresses, else https."""
    return "http" if _LOCAL_HOST.match(authority.rpartition("@")[2]) else "https"


def encode_path(path: str) -> str:
    """Percent-encode what may not stand in a path (RFC 3986, section 3.3); what is encoded already stays."""
    return _encode(path, _SAFE_IN_PATH)


def encode_query(query: str) -> str:
    """Percent-encode what may not stand in a query (RFC 3986, section 3.4); what is encoded already stays."""
    return _encode(query, _SAFE_IN_QUERY)


def _encode(text: str, safe: str) -> str:
    bare_percent = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", text)
    return quote(bare_percent, safe=safe, errors="replace")


def _line_with(line: str, rows: list[Row], encoded: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return the line with these rows for its query, and the pairs in it; `encoded` are more characters to encode."""
    pairs = tuple((_kept_whole(row.name, f"&#={encoded}"), _kept_whole(row.value, f"&#{encoded}")) for row in rows)
    query = "&".join(f"{name}={value}" if value or not name else name for name, value in pairs)
    return replace(split(line), query=query, has_query=bool(query)).text, pairs


def _kept_whole(text: str, ending: str) -> str:
    """Percent-encode the characters of `ending` outside placeholders."""
    return "".join(
        quote(character, safe="") if shown in ending else character
        for character, shown in zip(text, masked(text), strict=True)
    )


def _found(text: str, character: str, begin: int, end: int) -> int:
    """Return where a character stands between two positions, the second of them where it does not."""
    position = text.find(character, begin, end)
    return end if position < 0 else position


def _rows_after(old: tuple[Row, ...], pairs: tuple[tuple[str, str], ...]) -> tuple[Row, ...]:
    """Match the line's parameters to the rows from before: enabled rows take them in order, disabled ones stay."""
    remaining = list(pairs)
    rows: list[Row] = []
    for row in old:
        if not row.enabled:
            rows.append(row)
        elif remaining:
            name, value = remaining.pop(0)
            rows.append(replace(row, name=name, value=value))
    rows.extend(Row(name, value) for name, value in remaining)
    return tuple(rows)


def _path_rows(old: tuple[Row, ...], path: str) -> tuple[Row, ...]:
    known = {row.name: row for row in old}
    return tuple(known.get(name, Row(name)) for name in path_variables(path))
