"""Media types by file name, for parts and bodies whose type nobody typed."""

from typing import Final

_BY_ENDING: Final = {
    "avif": "image/avif",
    "bmp": "image/bmp",
    "csv": "text/csv",
    "flac": "audio/flac",
    "gif": "image/gif",
    "gz": "application/gzip",
    "htm": "text/html",
    "html": "text/html",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "json": "application/json",
    "jsonl": "application/jsonl",
    "md": "text/markdown",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "ndjson": "application/x-ndjson",
    "npy": "application/octet-stream",
    "ogg": "audio/ogg",
    "parquet": "application/vnd.apache.parquet",
    "pdf": "application/pdf",
    "png": "image/png",
    "svg": "image/svg+xml",
    "tar": "application/x-tar",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "txt": "text/plain",
    "wav": "audio/wav",
    "webm": "video/webm",
    "webp": "image/webp",
    "xml": "application/xml",
    "yaml": "application/yaml",
    "yml": "application/yaml",
    "zip": "application/zip",
}

BINARY = "application/octet-stream"

_ENDINGS: Final = {kind: ending for ending, kind in reversed(_BY_ENDING.items()) if kind != BINARY} | {
    "image/jpeg": "jpg",
    "image/x-icon": "ico",
    "text/html": "html",
    "text/xml": "xml",
    "text/plain": "txt",
    "text/javascript": "js",
    "application/javascript": "js",
    "text/tab-separated-values": "tsv",
    "audio/x-wav": "wav",
}
_SUFFIXES: Final = {"+json": "json", "+xml": "xml", "+yaml": "yaml"}
"""Structured syntaxes (RFC 6839)."""


def type_of_file(path: str) -> str:
    """Return the media type that the ending of a file's name stands for (IANA), octets where it says nothing.

    A table of our own, since the system's differs from one computer to the next.
    """
    name, dot, ending = path.rpartition(".")
    return _BY_ENDING.get(ending.lower(), BINARY) if dot and name else BINARY


def ending_of(media_type: str) -> str:
    """Return the ending that files of a media type have, empty for a type that nobody knows here."""
    return _ENDINGS.get(media_type) or next(
        (ending for suffix, ending in _SUFFIXES.items() if media_type.endswith(suffix)), ""
    )
