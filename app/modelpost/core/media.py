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


def type_of_file(path: str) -> str:
    """Return the media type that the ending of a file's name stands for (IANA), octets where it says nothing.

    A table of our own, since the system's differs from one computer to the next.
    """
    name, dot, ending = path.rpartition(".")
    return _BY_ENDING.get(ending.lower(), BINARY) if dot and name else BINARY
