"""Form-data as it arrives (RFC 7578)."""

import re
from typing import NamedTuple

_BOUNDARY = re.compile(r'boundary="?([^";]+)"?', re.IGNORECASE)
_ATTRIBUTE = re.compile(r'(name|filename)="((?:[^"\\]|\\.)*)"')


class Part(NamedTuple):
    """One part: its field, its file name where it is a file, its type and its content."""

    name: str
    file_name: str | None
    content_type: str
    content: bytes


def parts_of(content_type: str, body: bytes) -> list[Part] | None:
    """Return the parts of a body, None where it is not form-data or its boundary does not fit."""
    match = _BOUNDARY.search(content_type)
    if not content_type.lower().startswith("multipart/form-data") or match is None:
        return None
    mark = b"--" + match[1].strip().encode()
    pieces = (b"\r\n" + body).split(b"\r\n" + mark)
    if len(pieces) < 2:
        return None
    return [part for piece in pieces[1:] if not piece.startswith(b"--") and (part := _part(piece)) is not None]


def _part(piece: bytes) -> Part | None:
    head, separator, content = piece.removeprefix(b"\r\n").partition(b"\r\n\r\n")
    if not separator:
        return None
    lines = {}
    for line in head.decode("utf-8", "replace").split("\r\n"):
        name, _, value = line.partition(":")
        lines[name.strip().lower()] = value.strip()
    attributes = dict(_ATTRIBUTE.findall(lines.get("content-disposition", "")))
    if "name" not in attributes:
        return None
    return Part(attributes["name"], attributes.get("filename"), lines.get("content-type", ""), content)
