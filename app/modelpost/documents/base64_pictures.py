"""Pictures that stand in a document as base64 text, with or without a `data:` URL around them (RFC 2397)."""

import re

_DATA_URL = re.compile(r"data:(image/[\w.+-]+);base64,", re.IGNORECASE)
_BEGINNINGS = {
    "iVBORw0KGgo": "image/png",
    "/9j/": "image/jpeg",
    "R0lGOD": "image/gif",
    "UklGR": "image/webp",
    "Qk0": "image/bmp",
    "SUkqA": "image/tiff",
    "TU0AK": "image/tiff",
}
"""How the first bytes of each kind look in base64."""

_SHORTEST = 64


def media_type_of(text: str) -> str:
    """Return the media type of the picture that a text encodes, empty where it does not look like one."""
    if len(text) < _SHORTEST:
        return ""
    wrapped = _DATA_URL.match(text[:_SHORTEST])
    if wrapped:
        return wrapped[1].lower()
    return next((kind for beginning, kind in _BEGINNINGS.items() if text.startswith(beginning)), "")


def is_encoded_picture(text: str) -> bool:
    """Tell whether a text looks like a picture in base64."""
    return bool(media_type_of(text))


def bare(text: str) -> str:
    """Return the base64 alone."""
    wrapped = _DATA_URL.match(text[:_SHORTEST])
    return text[wrapped.end() :] if wrapped else text
