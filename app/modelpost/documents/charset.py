"""Which charset a body is in."""

import codecs

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def charset_of(declared: str, beginning: bytes) -> str:
    """Return the name of a codec: by byte order mark, else as declared, else UTF-8, else Windows-1252.

    A byte order mark goes before the header, as the WHATWG Encoding standard has it. `beginning` may be cut anywhere.
    """
    marked = next((name for mark, name in _BOMS if beginning.startswith(mark)), "")
    if marked:
        return marked
    known = _known(declared)
    if known:
        return known
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(beginning)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _known(name: str) -> str:
    try:
        found = codecs.lookup(name.strip().strip('"')) if name else None
    except LookupError:
        return ""
    return "" if found is None or not found._is_text_encoding else found.name  # noqa: SLF001  # the only way to ask
