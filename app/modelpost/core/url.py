"""The address line and its rows: query parameters and path variables, in step both ways.

An address line is text that the user types: it may hold `{{variables}}` and be half finished, so nothing here decodes
or encodes; that happens when the request is resolved.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from urllib.parse import quote

from modelpost.core.request import RequestDraft, Row

_PATH_VARIABLE = re.compile(r"(?<=/):([A-Za-z_][\w.-]*)")
_SCHEME = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]*)://")
_PLACEHOLDER_START = re.compile(r"^\{\{[^{}]*\}\}")
_LOCAL_HOST = re.compile(r"^(localhost|.*\.localhost|\d{1,3}(\.\d{1,3}){3}|\[[0-9A-Fa-f:.]+\])(:\d*)?$")
_ENCODED_ALREADY = "%"
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
    held: list[str] = []

    def hold(match: re.Match[str]) -> str:
        held.append(match[0])
        return f"\x00{len(held) - 1}\x00"

    plain = re.sub(r"\{\{[^{}]*\}\}", hold, line)

    def restored(part: str) -> str:
        return re.sub("\x00(\\d+)\x00", lambda match: held[int(match[1])], part)

    rest, _, fragment = plain.partition("#")
    rest, mark, query = rest.partition("?")
    scheme_match = _SCHEME.match(rest)
    scheme = scheme_match[1] if scheme_match else ""
    rest = rest[scheme_match.end() :] if scheme_match else rest
    authority, slash, path = rest.partition("/")
    return Address(
        restored(scheme), restored(authority), restored(slash + path), restored(query), restored(fragment), bool(mark)
    )


def query_pairs(query: str) -> tuple[tuple[str, str], ...]:
    """Return the name and value of each parameter as typed; a parameter without `=` has an empty value."""
    if not query:
        return ()
    return tuple((name, value) for name, _, value in (piece.partition("=") for piece in query.split("&")))


def with_line(draft: RequestDraft, line: str) -> RequestDraft:
    """Return the draft with this address line; rows follow it, notes and disabled rows stay."""
    address = split(line)
    return replace(
        draft,
        url=line,
        query=_rows_after(draft.query, query_pairs(address.query)),
        path=_path_rows(draft.path, address.path),
    )


def with_query(draft: RequestDraft, rows: tuple[Row, ...]) -> RequestDraft:
    """Return the draft with these query rows; the address line follows the enabled ones."""
    address = split(draft.url)
    query = "&".join(_pair_text(row) for row in rows if row.enabled and (row.name or row.value))
    return replace(draft, query=rows, url=replace(address, query=query, has_query=bool(query)).text)


def with_path(draft: RequestDraft, rows: tuple[Row, ...]) -> RequestDraft:
    """Return the draft with these values for its path variables; which there are is up to the address line."""
    values = {row.name: row for row in rows}
    return replace(draft, path=tuple(values.get(name, Row(name)) for name in path_variables(split(draft.url).path)))


def path_variables(path: str) -> tuple[str, ...]:
    """Return the names of `:variables` in a path, each once, in order."""
    return tuple(dict.fromkeys(_PATH_VARIABLE.findall(path)))


def fill_path(path: str, rows: Iterable[Row], expand: Callable[[str], str]) -> str:
    """Put the values of path variables into a path, percent-encoded; a variable without a value stays as typed."""
    values = {row.name: row.value for row in rows if row.value}
    return _PATH_VARIABLE.sub(
        lambda match: quote(expand(values[match[1]]), safe="") if match[1] in values else match[0], path
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
    return quote(bare_percent, safe=safe)


def _pair_text(row: Row) -> str:
    return f"{row.name}={row.value}" if row.value else row.name


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
