"""PNG that unpacks to no more than its head says: a few megabytes can hold gigabytes that keep a decoder busy."""

import struct
import zlib
from collections.abc import Iterator

from modelpost.core.failures import FormatTrouble
from modelpost.core.text import Message
from modelpost.documents.line_index import Buffer

SIGNATURE = b"\x89PNG\r\n\x1a\n"

_TEXTS = frozenset({b"tEXt", b"zTXt", b"iTXt"})
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_SPARE = 1 << 20
"""Bytes that may be too many: some programs write a little more than there are pixels."""

_MOST_PACKED = 1_100
"""How many times more comes out of packed bytes at most."""

_PIECE = 1 << 20


def without_excess(content: Buffer) -> Buffer:
    """Return a PNG without the texts in it. Raises FormatTrouble where it has far more pixels than its head says."""
    kept = [content[: len(SIGNATURE)]]
    pixels: list[Buffer] = []
    most = _SPARE
    has_texts = False
    for name, begin, end in _chunks(content):
        if name in _TEXTS:
            has_texts = True
            continue
        kept.append(content[begin:end])
        body = content[begin + 8 : end - 4]
        if name == b"IHDR" and len(body) == 13:
            most += _size(body)
        elif name == b"IDAT":
            pixels.append(body)
    if sum(map(len, pixels)) * _MOST_PACKED > most and _is_beyond(pixels, most):
        raise FormatTrouble(
            Message("The picture cannot be shown"),
            Message("It unpacks to far more than its size says. Save it to look at it elsewhere."),
        )
    return b"".join(kept) if has_texts else content


def _chunks(content: Buffer) -> Iterator[tuple[bytes, int, int]]:
    """Yield names of chunks and where they are, as far as they are whole; what is left belongs to the last."""
    at = len(SIGNATURE)
    while at + 12 <= len(content):
        length, name = struct.unpack_from(">I4s", content, at)
        end = min(len(content), at + 12 + length)
        yield name, at, end
        at = end


def _size(head: Buffer) -> int:
    """Return the bytes of all rows; of an interlaced picture they are more, but never twice as many."""
    width, height, depth, color = struct.unpack_from(">IIBB", head)
    row = 1 + (width * depth * _CHANNELS.get(color, 4) + 7) // 8
    return 2 * int(height) * int(row)


def _is_beyond(pixels: list[Buffer], most: int) -> bool:
    """Tell whether more comes out of packed bytes than that; no more of them is unpacked."""
    packer, size = zlib.decompressobj(), 0
    try:
        for body in pixels:
            waiting: Buffer = body
            while len(waiting) and size <= most and not packer.eof:
                size += len(packer.decompress(waiting, _PIECE))
                waiting = packer.unconsumed_tail
    except zlib.error:
        return False  # damaged: the decoder stops there
    return size > most
