"""Which charset a body is in, and bytes that can be cut into lines and characters."""

import codecs

from modelpost.documents.line_index import Buffer

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NULLS = (
    (b"\1\0\0\0", "utf-32-le"),
    (b"\0\0\0\1", "utf-32-be"),
    (b"\1\0\1\0", "utf-16-le"),
    (b"\0\1\0\1", "utf-16-be"),
)
_NOT_FOR_BODIES = {"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "mbcs", "oem"}
_FLATTENED = bytes([0] + [1] * 255)
_ASCII = bytes(range(128))


def charset_of(declared: str, beginning: bytes, *, is_whole: bool = False) -> str:
    """Return the name of a codec: by byte order mark, else as declared, else UTF-8, else Windows-1252.

    A byte order mark goes before the header, as the WHATWG Encoding standard has it; `declared` is the charset
    parameter of Content-Type (RFC 9110, section 8.3.2). `beginning` may be cut anywhere, unless it `is_whole`: then a
    character that it breaks off in is none.
    """
    marked = next((name for mark, name in _BOMS if beginning.startswith(mark)), "")
    if marked:
        return marked
    known = _known(declared)
    if known:
        return known
    by_nulls = next((name for pattern, name in _NULLS if beginning[:4].translate(_FLATTENED) == pattern), "")
    if by_nulls:
        return by_nulls  # the first two characters of JSON are ASCII (RFC 4627, section 3)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(beginning, is_whole)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def cuttable(content: Buffer, charset: str) -> tuple[Buffer, str]:
    """Return content and charset such that the bytes can be cut at newlines and between characters.

    That holds for UTF-8 and for charsets of one byte per character that extend ASCII: these come back uncopied. All
    others are decoded and encoded as UTF-8 in one go, which takes its time: call it where that does no harm.
    """
    name = codecs.lookup(charset).name
    if name == "utf-8-sig" and bytes(content[:3]) == codecs.BOM_UTF8:
        return memoryview(content)[len(codecs.BOM_UTF8) :], "utf-8"
    if name in {"utf-8", "utf-8-sig", "ascii"}:
        return content, "utf-8"
    if _is_one_byte(name):
        return content, name
    return codecs.decode(content, name, "replace").encode("utf-8", "replace"), "utf-8"


def _known(name: str) -> str:
    try:
        found = codecs.lookup(name.strip().strip('"')).name if name else ""
        if not found or found.replace("-", "_") in _NOT_FOR_BODIES:
            return ""
        b"\0\0\0\0".decode(found, "replace")  # refused by codecs that do not make text, such as base64
    except (LookupError, ValueError):
        return ""
    return found


def _is_one_byte(name: str) -> bool:
    try:
        upper = bytes(range(128, 256)).decode(name, "surrogateescape")
        return len(upper) == 128 and _ASCII.decode(name, "surrogateescape") == _ASCII.decode("ascii")
    except UnicodeDecodeError:
        return False  # UTF-32 refuses characters that are none, whatever it is told to do with them
