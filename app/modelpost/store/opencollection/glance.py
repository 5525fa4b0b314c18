"""A first look at a request file: what the tree shows of it, without parsing all of it.

It understands files as Bruno and we write them; of any other it says nothing, and they are read whole. What it says
holds until the whole file has been read, which happens in the background.
"""

import re

from modelpost.core.tree import RequestNode
from modelpost.store.opencollection.nodes import as_number, as_text, plain_text

LONGEST = 1 << 16
"""Bytes looked at: what the tree shows stands at the top."""

_BLOCK = re.compile(rb"^(info|http):[ \t]*\r?\n((?:(?:[ ][^\n]*)?\r?\n)*)", re.MULTILINE)
_ENTRY = re.compile(
    rb"^  (name|type|seq|method|url):[ \t]+"
    rb"(?:\"([^\"\\\r\n]*)\"|'([^'\r\n]*)'|([A-Za-z0-9{/.(\[][^\r\n]*?))"
    rb"[ \t]*(?:[ \t]#[^\n]*)?\r?\n(?! {3})",
    re.MULTILINE,
)
_NOT_PLAIN = re.compile(rb":[ \t]|:$|[ \t]#|^[\[{](?!\{)")
_WANTED = {b"info": (b"name", b"type", b"seq"), b"http": (b"method", b"url")}


def glance(content: bytes, path: str) -> RequestNode | None:
    """Return what the beginning of a file says of a request; None where that is not plain to see."""
    found: dict[bytes, str | None] = {}
    for block in _BLOCK.finditer(content):
        for entry in _ENTRY.finditer(block[2]):
            if entry[1] in _WANTED[block[1]]:
                found.setdefault(entry[1], _text(entry))
    if found.get(b"type") != "http" or None in found.values() or not found.keys() >= {b"name", b"method", b"url"}:
        return None
    sequence = as_number(found.get(b"seq", ""))
    return RequestNode(path, found[b"name"] or "", found[b"method"] or "GET", found[b"url"] or "", sequence or 0.0)


def _text(entry: "re.Match[bytes]") -> str | None:
    quoted = entry[2] if entry[2] is not None else entry[3]
    try:
        if quoted is not None:
            return quoted.decode()
        return None if _NOT_PLAIN.search(entry[4]) else as_text(plain_text(entry[4].decode()))
    except UnicodeDecodeError:
        return None
