"""Media types: what a header declares and what the bytes look like."""

import re
from dataclasses import dataclass

from modelpost.core.text import Message

_PARAMETER = re.compile(r';\s*([^\s=;]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;]*))')
_BINARY = "application/octet-stream"
_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
)
_FIRST_BYTES = tuple(signature for signature, _ in _SIGNATURES)
_WORDS = {
    "application/json": Message("JSON"),
    "application/xml": Message("XML"),
    "text/xml": Message("XML"),
    "text/html": Message("HTML"),
    "text/plain": Message("text"),
    "image/png": Message("a PNG picture"),
    "image/jpeg": Message("a JPEG picture"),
    "image/gif": Message("a GIF picture"),
    "image/webp": Message("a WebP picture"),
    "image/bmp": Message("a BMP picture"),
    "image/tiff": Message("a TIFF picture"),
    "image/svg+xml": Message("an SVG picture"),
    "application/pdf": Message("a PDF document"),
    "application/zip": Message("a ZIP archive"),
    "application/gzip": Message("a gzip archive"),
}
_TEXTUAL = re.compile(
    r"^(?:text/.*|.*[/+](?:json|xml|yaml)|application/(?:javascript|x-ndjson|jsonl|x-www-form-urlencoded))$"
)


@dataclass(frozen=True, slots=True)
class MediaType:
    """A Content-Type (RFC 9110, section 8.3): type and subtype in lower case, parameters in order."""

    essence: str = ""
    parameters: tuple[tuple[str, str], ...] = ()

    @classmethod
    def parse(cls, header: str) -> "MediaType":
        """Read a header's value; what cannot be a media type has an empty essence."""
        essence = header.partition(";")[0].strip().lower()
        if not re.fullmatch(r"[!#$&^_.+a-z0-9-]+/[!#$&^_.+a-z0-9-]+", essence):
            return cls()
        found = _PARAMETER.findall(header)
        return cls(
            essence, tuple((name.lower(), re.sub(r"\\(.)", r"\1", quoted) or bare) for name, quoted, bare in found)
        )

    def parameter(self, name: str) -> str:
        """Return a parameter's value, empty where it is absent; the first one where there are several (WHATWG MIME)."""
        return next((value for key, value in self.parameters if key == name), "")


def sniff(beginning: bytes, declared: str) -> str:
    """Return what a body is: as declared, unless its first bytes say clearly that it is something else.

    `beginning` is its first few KB, cut anywhere. Pictures and documents are known by their signature; JSON and markup
    only where the header says nothing better than text or octets.
    """
    by_signature = _by_signature(beginning)
    if by_signature:
        is_container = by_signature in {"application/zip", "application/gzip"} and declared not in {"", _BINARY}
        return declared if is_container and not is_textual(declared) else by_signature
    if declared not in {"", _BINARY, "text/plain"}:
        return declared
    text = _as_text(beginning)
    if text is None:
        return _BINARY
    return _by_text(text) or declared.replace(_BINARY, "") or "text/plain"


def is_json(essence: str) -> bool:
    """Tell whether a media type is one of JSON; the structured suffix counts (RFC 6839)."""
    return essence in {"application/json", "text/json", "text/x-json"} or essence.endswith("+json")


def is_textual(essence: str) -> bool:
    """Tell whether bodies of this type are meant to be read."""
    return bool(_TEXTUAL.match(essence))


def describe(essence: str) -> Message:
    """Return words for a kind of body, to stand in a sentence."""
    if essence in _WORDS:
        return _WORDS[essence]
    if not essence or essence == _BINARY:
        return Message("data of unknown type")
    suffix = _WORDS.get(f"application/{essence.rpartition('+')[2]}")
    if suffix is not None:
        return suffix
    if essence.startswith("text/"):
        return _WORDS["text/plain"]
    return Message("data of type {essence}", essence=essence)


def _by_signature(beginning: bytes) -> str:
    if beginning[:4] == b"RIFF" and beginning[8:12] == b"WEBP":
        return "image/webp"
    if not beginning.startswith(_FIRST_BYTES):
        return ""
    found = next((kind for signature, kind in _SIGNATURES if beginning.startswith(signature)), "")
    if found == "image/bmp" and (
        len(beginning) < 26 or int.from_bytes(beginning[14:18], "little") not in range(12, 125)
    ):
        return ""  # a text that begins with BM
    return found


def _as_text(beginning: bytes) -> str | None:
    if beginning.startswith((b"\xff\xfe", b"\xfe\xff")):
        return beginning.decode("utf-16", "replace")
    if b"\0" in beginning:
        return None
    text = beginning.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    return None if damaged > 3 + len(text) // 50 else text


def _by_text(text: str) -> str:
    start = text.lstrip("\ufeff \t\r\n")
    lowered = start[:512].lower()
    if lowered.startswith(("<!doctype html", "<html")):
        return "text/html"
    if lowered.startswith("<svg") or (lowered.startswith("<?xml") and "<svg" in lowered):
        return "image/svg+xml"
    if lowered.startswith("<?xml"):
        return "application/xml"
    return "application/json" if re.match(r'[{\[]\s*(?:["{\[\]}\d-]|true|false|null|$)', start) else ""
