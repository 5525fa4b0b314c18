"""The name that an answer gives to the file in it (RFC 6266)."""

import re
from typing import Final
from urllib.parse import unquote_to_bytes

_PARAMETER: Final = re.compile(r';\s*([!#$%&+\-^_`|~.\w*]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;]*))')
_EXTENDED: Final = re.compile(r"(utf-8|iso-8859-1)'[^']*'(.*)", re.IGNORECASE)
"""Charset, language, text: RFC 8187, section 3.2. These are the two charsets that RFC 5987 names."""


def file_name(header: str) -> str:
    """Return the file name in a Content-Disposition as it stands there, empty without one. Nobody may trust it.

    `filename*` goes before `filename` (RFC 6266, section 4.3); of each the first counts.
    """
    found: dict[str, str] = {}
    for name, quoted, bare in _PARAMETER.findall(header):
        found.setdefault(name.lower(), re.sub(r"\\(.)", r"\1", quoted) or bare)
    return _extended(found.get("filename*", "")) or found.get("filename", "")


def _extended(value: str) -> str:
    match = _EXTENDED.fullmatch(value)
    if match is None:
        return ""
    try:
        return unquote_to_bytes(match[2]).decode(match[1])
    except UnicodeDecodeError:
        return ""  # the plain name is the better one then
