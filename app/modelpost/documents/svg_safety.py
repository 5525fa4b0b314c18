"""SVG without anything that points out of it: the painter of SVG reads files of this computer that a picture names."""

import codecs
import re

from modelpost.core.failures import FormatTrouble
from modelpost.core.text import Message
from modelpost.documents.base64_pictures import bare, media_type_of

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_DOCTYPE = re.compile(rb"<!DOCTYPE[^>\[]*+(?:\[.*?\]\s*+)?>", re.DOTALL)
_DECLARATION = re.compile(rb"^\s*+<\?xml\s[^>]*+>", re.DOTALL)
_REFERENCE = re.compile(rb"(href\s*+=\s*+)(\"[^\"]*+\"|'[^']*+')")
_QUOTE = re.compile("[\"'<>]")
_EMPTY = (
    b'"data:image/png;base64,'
    b'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAAC0lEQVR4nGNgAAIAAAUAAXpeqz8AAAAASUVORK5CYII="'
)
"""A picture of one pixel that is not seen."""


def is_like_svg(content: bytes) -> bool:
    """Tell whether a picture may be SVG by how it begins."""
    return content.startswith(_UTF16) or content[:64].lstrip(b"\xef\xbb\xbf\0 \t\r\n").startswith(b"<")


def without_references(content: bytes) -> bytes:
    """Return SVG that refers to its own parts and to pictures within it only.

    Its document type goes as well, since entities could hide a reference. Raises FormatTrouble for text in 16 bits
    without a byte order mark, which could hide one too.
    """
    if content.startswith(_UTF16):
        content = _DECLARATION.sub(b"", content.decode("utf-16", "replace").encode("utf-8", "replace"))
    if b"\0" in content:
        raise FormatTrouble(Message("The picture cannot be shown"), Message("It is SVG in an unusual charset."))
    return _REFERENCE.sub(_kept, _DOCTYPE.sub(b"", content))


def _kept(reference: re.Match[bytes]) -> bytes:
    value = reference[2][1:-1].decode("utf-8", "replace")
    is_picture = value.startswith("data:") and bool(media_type_of(bare(value)))
    is_within = not _QUOTE.search(value) and (value.startswith("#") or is_picture)  # else another may hide in it
    return reference[0] if is_within else reference[1] + _EMPTY
