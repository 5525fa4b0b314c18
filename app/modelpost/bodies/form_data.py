"""Form-data: text and files in one body."""

import unicodedata
from urllib.parse import quote

from modelpost.bodies.api import text_segments
from modelpost.core.media import BINARY, type_of_file
from modelpost.core.request import FileNames
from modelpost.core.resolved import Content, FilePart, FileSlice, MultipartContent, Payload, TextPart
from modelpost.core.text import Message

_CRLF = b"\r\n"
_EXTENDED_SAFE = "!#$&+-.^_`|~"  # RFC 5987, section 3.2.1: attr-char


class FormDataBody:
    """Parts as `multipart/form-data` (RFC 7578), names escaped as browsers do (WHATWG HTML, section 4.10.21.8).

    File names go out as raw UTF-8 unless a part asks for another way; files are read only while they are sent.
    """

    name = "form-data"
    label = Message("form-data")
    order = 20
    handles = MultipartContent

    def encode(self, content: Content, boundary: str) -> Payload:
        """Return the parts between lines of `boundary`."""
        if not isinstance(content, MultipartContent):
            raise TypeError(type(content).__name__)
        segments: list[bytes | FileSlice] = []
        literal = b""
        for part in content.parts:
            literal += _part_head(part, boundary)
            for segment in _content_of(part):
                if isinstance(segment, FileSlice):
                    segments += [literal, segment] if literal else [segment]
                    literal = b""
                else:
                    literal += segment
            literal += _CRLF
        segments.append(literal + f"--{boundary}--".encode() + _CRLF)
        return Payload(f"multipart/form-data; boundary={boundary}", tuple(segments))


def _content_of(part: TextPart | FilePart) -> tuple[bytes | FileSlice, ...]:
    if isinstance(part, TextPart):
        return text_segments(part.value, part.files)
    return (FileSlice(part.path, part.place),)


def _part_head(part: TextPart | FilePart, boundary: str) -> bytes:
    """Return the headers of a part: ours, then its own, which go before ours of the same name."""
    disposition = f'form-data; name="{_escaped(part.name)}"{_file_name(part)}'
    fields = [("Content-Disposition", disposition)]
    content_type = _one_line(part.content_type) or _automatic_type(part)
    if content_type:
        fields.append(("Content-Type", content_type))
    own = {name.lower() for name, _ in part.headers}
    kept = [f"{name}: {value}" for name, value in fields if name.lower() not in own]
    further = [f"{_one_line(name)}: {_one_line(value)}" for name, value in part.headers]
    return "\r\n".join((f"--{boundary}", *kept, *further, "", "")).encode("utf-8", "replace")


def _automatic_type(part: TextPart | FilePart) -> str:
    """Return the type by the name that the server sees, else by the one on the disk; none for text."""
    if isinstance(part, TextPart):
        return ""
    by_name = type_of_file(part.file_name)
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


def _one_line(value: str) -> str:
    return " ".join(value.split())


PLUGIN = FormDataBody()
