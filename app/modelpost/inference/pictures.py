"""Answers that are pictures: generated, restored, or drawn upon."""

from modelpost.core.text import Message
from modelpost.documents.base64_pictures import media_type_of
from modelpost.documents.json_values import Json, Path
from modelpost.inference.api import Exchanged, Pictures, Reading

_MOST = 64
_DEEPEST = 4
_PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp", "image/tiff"})


class PictureReader:
    """Reads pictures, in the body as it is or as base64 in JSON."""

    name = "picture"
    label = Message("Picture")
    order = 60

    def read(self, exchanged: Exchanged) -> Reading | None:
        """Return the pictures in the order of the answer."""
        if exchanged.media_type in _PICTURES and len(exchanged.content):
            return Reading(Pictures((), exchanged.media_type), 0.9)
        found: list[tuple[Path, str, str]] = []
        _collect(exchanged.document, (), found)
        if not found:
            return None
        encoded, paths = tuple(text for _, text, _ in found), tuple(path for path, _, _ in found)
        return Reading(Pictures(encoded, found[0][2], paths), 0.85, paths)


def _collect(value: Json, path: Path, found: list[tuple[Path, str, str]]) -> None:
    """Note every text that is a picture, a few levels deep: servers put them where they like."""
    if len(found) >= _MOST or len(path) > _DEEPEST:
        return
    if isinstance(value, str):
        if kind := media_type_of(value):
            found.append((path, value, kind))
    elif isinstance(value, dict):
        for name, inner in value.items():
            _collect(inner, (*path, name), found)
    elif isinstance(value, list):
        for index, inner in enumerate(value[:_MOST]):
            _collect(inner, (*path, index), found)


PLUGIN = PictureReader()
