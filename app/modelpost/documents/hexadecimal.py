"""Bytes as hexadecimal numbers: sixteen to a row, and how to find some of them among many."""

import re

from modelpost.documents.line_index import Buffer

ROW = 16
_PIECE = 1 << 20
_HEX = re.compile(r"(?:0x)?((?:[0-9a-f]{2}[\s:,]*)+)", re.IGNORECASE)


def pairs(row: bytes) -> str:
    """Return bytes as pairs of digits, with a gap in the middle of a row."""
    half = ROW // 2
    left, right = row[:half].hex(" "), row[half:].hex(" ")
    return f"{left}  {right}" if right else left


def characters(row: bytes) -> str:
    """Return what of the bytes is printable ASCII, a dot for each other."""
    return "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in row)


def sought(text: str) -> bytes:
    """Return the bytes that a person looks for: `ff d8` or `0xFFD8` as bytes, all else as text."""
    found = _HEX.fullmatch(text.strip())
    return bytes.fromhex(re.sub(r"[\s:,]", "", found[1])) if found else text.encode("utf-8", "replace")


def find_bytes(content: Buffer, needle: bytes, start: int, *, any_case: bool = False) -> int:
    """Return where bytes stand next, from `start` on, then from the beginning; -1 if nowhere.

    It goes in pieces of 1 MB, so that no other thread waits long.
    """
    pattern = re.compile(re.escape(needle), re.IGNORECASE if any_case else 0)
    for begin, end in ((start, len(content)), (0, min(len(content), start + len(needle)))):
        for piece in range(begin, end, _PIECE):
            found = pattern.search(content, piece, min(end, piece + _PIECE + len(needle)))
            if found is not None:
                return found.start()
    return -1
