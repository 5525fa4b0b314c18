"""Form-data: text and files in one body."""

from modelpost.bodies.api import text_segments
from modelpost.core.parts import disposition_of, type_of_part
from modelpost.core.resolved import Content, FilePart, FileSlice, MultipartContent, Payload, TextPart
from modelpost.core.text import Message

_CRLF = b"\r\n"


class FormDataBody:
    """Parts as `multipart/form-data` (RFC 7578).

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
    """Return the headers of a part: ours, unless it has its own of that name, and then its own."""
    fields = [("Content-Disposition", disposition_of(part)), ("Content-Type", _one_line(type_of_part(part)))]
    own = {name.lower() for name, _ in part.headers}
    kept = [f"{name}: {value}" for name, value in fields if value and name.lower() not in own]
    further = [f"{_one_line(name)}: {_one_line(value)}" for name, value in part.headers]
    return "\r\n".join((f"--{boundary}", *kept, *further, "", "")).encode("utf-8", "replace")


def _one_line(value: str) -> str:
    return " ".join(value.split())


PLUGIN = FormDataBody()
