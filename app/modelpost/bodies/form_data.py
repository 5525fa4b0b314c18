"""Form-data: text and files in one body."""

from modelpost.core.media import type_of_file
from modelpost.core.resolved import Content, FilePart, FileSlice, MultipartContent, Payload, TextPart
from modelpost.core.text import Message

_CRLF = b"\r\n"


class FormDataBody:
    """Parts as `multipart/form-data` (RFC 7578), names escaped as browsers do (WHATWG HTML, section 4.10.21.8).

    File names go out as raw UTF-8, which is what most servers read; files are read only while they are sent.
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
            if isinstance(part, TextPart):
                literal += part.value.encode("utf-8", "replace") + _CRLF
            else:
                segments += [literal, FileSlice(part.path, part.place)]
                literal = _CRLF
        segments.append(literal + f"--{boundary}--".encode() + _CRLF)
        return Payload(f"multipart/form-data; boundary={boundary}", tuple(segments))


def _part_head(part: TextPart | FilePart, boundary: str) -> bytes:
    lines = [f"--{boundary}", f'Content-Disposition: form-data; name="{_escaped(part.name)}"']
    if isinstance(part, FilePart):
        lines[1] += f'; filename="{_escaped(part.file_name)}"'
        lines.append(f"Content-Type: {_one_line(part.content_type) or type_of_file(part.path)}")
    elif part.content_type:
        lines.append(f"Content-Type: {_one_line(part.content_type)}")
    return "\r\n".join((*lines, "", "")).encode("utf-8", "replace")


def _escaped(name: str) -> str:
    return name.replace("\r", "%0D").replace("\n", "%0A").replace('"', "%22")


def _one_line(value: str) -> str:
    return " ".join(value.split())


PLUGIN = FormDataBody()
