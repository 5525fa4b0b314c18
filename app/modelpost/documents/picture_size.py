"""The size of a picture by its first bytes, without decoding it: PNG, JPEG, GIF, WebP and BMP."""

import struct

ENOUGH = 1 << 16
"""Bytes from the beginning that tell the size of nearly every picture; a JPEG with a large profile may need more."""

_PNG = b"\x89PNG\r\n\x1a\n"
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
"""Markers of JPEG that begin a frame (ITU-T T.81, table B.1)."""

_ORIENTATION = 0x0112
_ON_ITS_SIDE = range(5, 9)


def picture_size(beginning: bytes) -> tuple[int, int] | None:
    """Return width and height in pixels as the picture is shown; None for what is no picture, or not known."""
    if beginning.startswith(_PNG) and len(beginning) >= 24:
        return _both(struct.unpack(">II", beginning[16:24]))
    if beginning[:6] in {b"GIF87a", b"GIF89a"} and len(beginning) >= 10:
        return _both(struct.unpack("<HH", beginning[6:10]))
    if beginning[:4] == b"RIFF" and beginning[8:12] == b"WEBP":
        return _webp(beginning)
    if beginning[:2] == b"BM" and len(beginning) >= 26:
        width, height = struct.unpack("<ii", beginning[18:26])
        return _both((width, abs(height)))
    return _jpeg(beginning) if beginning[:2] == b"\xff\xd8" else None


def _both(size: tuple[int, ...]) -> tuple[int, int] | None:
    width, height = size
    return (width, height) if width > 0 and height > 0 else None


def _webp(beginning: bytes) -> tuple[int, int] | None:
    kind, body = beginning[12:16], beginning[20:30]
    if len(body) < 10:
        return None
    if kind == b"VP8 ":
        width, height = struct.unpack("<HH", body[6:10])
        return _both((width & 0x3FFF, height & 0x3FFF))
    if kind == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8X":
        return int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1
    return None


def _jpeg(beginning: bytes) -> tuple[int, int] | None:
    place, is_on_its_side = 2, False
    while place + 9 < len(beginning):
        if beginning[place] != 0xFF:
            return None
        marker = beginning[place + 1]
        if marker == 0xFF or 0xD0 <= marker <= 0xD9:
            place += 1 if marker == 0xFF else 2
            continue
        length = int.from_bytes(beginning[place + 2 : place + 4], "big")
        if marker == 0xE1:
            is_on_its_side = _orientation(beginning[place + 4 : place + 2 + length]) in _ON_ITS_SIDE
        if marker in _FRAMES:
            height, width = struct.unpack(">HH", beginning[place + 5 : place + 9])
            return _both((height, width) if is_on_its_side else (width, height))
        place += 2 + max(length, 2)
    return None


def _orientation(block: bytes) -> int:
    """Return the orientation that EXIF tells, 1 where it tells none (EXIF 2.32, section 4.6.4)."""
    if block[:6] != b"Exif\0\0" or len(block) < 14:
        return 1
    tiff = block[6:]
    order = "little" if tiff[:2] == b"II" else "big"
    start = int.from_bytes(tiff[4:8], order)  # type: ignore[arg-type]  # one of the two words
    count = int.from_bytes(tiff[start : start + 2], order)  # type: ignore[arg-type]  # as above
    for entry in range(min(count, 64)):
        place = start + 2 + 12 * entry
        if int.from_bytes(tiff[place : place + 2], order) == _ORIENTATION:  # type: ignore[arg-type]  # as above
            return int.from_bytes(tiff[place + 8 : place + 10], order)  # type: ignore[arg-type]  # as above
    return 1
