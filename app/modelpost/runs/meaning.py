"""What readers need to know of an exchange, and what they make of it as plain values."""

from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from modelpost.core.failures import ModelpostError
from modelpost.core.media import type_of_file
from modelpost.core.resolved import FileContent, FilePart, MultipartContent, ResolvedRequest, TextContent
from modelpost.core.response import Response
from modelpost.core.text import Message
from modelpost.documents.binary_tensors import with_values
from modelpost.documents.contract import Contract, contract_of
from modelpost.documents.json_values import Json, parse, path_text
from modelpost.documents.picture_size import ENOUGH, picture_size
from modelpost.inference.api import Exchanged, Reading
from modelpost.store.files import read_whole

Buffer = bytes | memoryview
_LARGEST = 8 << 20
_LARGEST_LABELS = 4 << 20
_MOST_VALUES = 250_000
"""Commas in a document up to which it is parsed: one call of the parser holds Python's lock, 20 ms for so many."""

_PATHS = frozenset({"path", "top_path"})


def exchanged_of(
    response: Response, media_type: str, content: Buffer, request: ResolvedRequest, labels: tuple[str, ...] = ()
) -> Exchanged:
    """Return an exchange as readers see it; `content` is the decoded body. Looks into a picture that was sent."""
    picture = picture_sent(request)
    return Exchanged(
        response.status,
        media_type,
        response.url,
        _answered(response, content),
        content=content,
        sent=_sent(request),
        picture=_size_of(picture),
        labels=labels or labels_in(request.showing.labels),
        picks=request.showing.picks,
    )


def contract_in(path: str) -> Contract | None:
    """Return the contract in a file; None where there is no such file, or it is none."""
    if not path:
        return None
    try:
        return contract_of(parse(read_whole(Path(path).expanduser(), up_to=_LARGEST_LABELS)))
    except ModelpostError:
        return None


def labels_in(path: str) -> tuple[str, ...]:
    """Return the names of classes in a file, a line each; none where there is no such file."""
    if not path:
        return ()
    try:
        content = read_whole(Path(path).expanduser(), up_to=_LARGEST_LABELS)
    except ModelpostError:
        return ()
    return tuple(line.strip() for line in content.decode("utf-8-sig", "replace").splitlines())


def as_plain(name: str, reading: Reading) -> dict[str, Any]:
    """Return a reading for JSON: its kind, its values, and the JSONPath of everything that has one."""
    return {
        "kind": name,
        "certainty": reading.certainty,
        **_plain(reading.meaning),
        "sources": [path_text(path) for path in reading.sources],
        "notes": [note.filled() for note in reading.notes],
    }


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        found = {each.name: getattr(value, each.name) for each in fields(value)}
        return {key: path_text(part) if key in _PATHS else _plain(part) for key, part in found.items()}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value.filled() if isinstance(value, Message) else value


def document_of(content: Buffer) -> Json:
    """Return the values of a body that is JSON, None for one that is none or too large to be read in passing."""
    if not 0 < len(content) <= _LARGEST:
        return None
    whole = bytes(content)
    if whole.count(b",") > _MOST_VALUES:
        return None
    try:
        return parse(whole)
    except ModelpostError:
        return None


def _answered(response: Response, content: Buffer) -> Json:
    """Return the values of an answer: JSON, or a head of JSON with tensors in bytes behind it."""
    head_size = response.headers.first("Inference-Header-Content-Length")
    return with_values(content, head_size) if head_size and len(content) <= _LARGEST else document_of(content)


def _sent(request: ResolvedRequest) -> Json:
    content = request.content
    return document_of(content.text.encode("utf-8", "replace")) if isinstance(content, TextContent) else None


def picture_sent(request: ResolvedRequest) -> str:
    """Return the path of the first picture that a request sends, empty for none."""
    match request.content:
        case FileContent(path=path):
            return path if type_of_file(path).startswith("image/") else ""
        case MultipartContent(parts=parts):
            paths = [part.path for part in parts if isinstance(part, FilePart)]
            return next((path for path in paths if type_of_file(path).startswith("image/")), "")
        case TextContent(files=files):
            return next((file.path for file in files if type_of_file(file.path).startswith("image/")), "")
    return ""


def _size_of(path: str) -> tuple[int, int] | None:
    if not path:
        return None
    try:
        return picture_size(read_whole(Path(path).expanduser(), up_to=ENOUGH))
    except ModelpostError:
        return None
