"""What parts of form-data say of themselves (RFC 7578, section 4), names escaped as browsers do.

WHATWG HTML, section 4.10.21.8; for other ways to write a file's name see `FileNames`.
"""

import unicodedata
from urllib.parse import quote

from modelpost.core.media import BINARY, type_of_file
from modelpost.core.request import FileNames
from modelpost.core.resolved import FilePart, TextPart

_EXTENDED_SAFE = "!#$&+-.^_`|~"  # RFC 5987, section 3.2.1: attr-char


def disposition_of(part: TextPart | FilePart) -> str:
    """Return the Content-Disposition of a part."""
    return f'form-data; name="{_escaped(part.name)}"{_file_name(part)}'


def type_of_part(part: TextPart | FilePart) -> str:
    """Return the Content-Type of a part, none for text without a file's name.

    What nobody typed follows from the name that the server sees, else from the one on the disk.
    """
    if part.content_type.strip():
        return part.content_type
    by_name = type_of_file(part.file_name)
    if isinstance(part, TextPart):
        return "" if by_name == BINARY else by_name
    return by_name if by_name != BINARY else type_of_file(part.path)


def _file_name(part: TextPart | FilePart) -> str:
    """Return the parameters for the file's name; one in ASCII has but one way to be written."""
    name = part.file_name
    if isinstance(part, TextPart) and not name:
        return ""
    if name.isascii() or part.file_names is FileNames.RAW:
        return f'; filename="{_escaped(name)}"'
    plain = f'; filename="{_escaped(_in_ascii(name))}"'
    extended = f"; filename*=UTF-8''{quote(name, safe=_EXTENDED_SAFE, errors='replace')}"
    ways = {FileNames.ASCII: plain, FileNames.EXTENDED: extended, FileNames.BOTH: plain + extended}
    return ways[part.file_names]


def _in_ascii(name: str) -> str:
    """Return a name without accents, and an underscore for each letter that ASCII has nothing like."""
    parted = unicodedata.normalize("NFKD", name)
    bare = "".join(letter for letter in parted if not unicodedata.combining(letter))
    return "".join(letter if letter.isascii() else "_" for letter in bare)


def _escaped(name: str) -> str:
    return name.replace("\r", "%0D").replace("\n", "%0A").replace('"', "%22")
