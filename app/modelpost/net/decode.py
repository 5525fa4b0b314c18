"""Content codings undone piece by piece (RFC 9110, section 8.4)."""

import zlib
from collections.abc import Iterator

from modelpost.core.failures import FormatTrouble
from modelpost.core.text import Message

LARGEST_DECODED = 4 << 30
"""Bytes after which decoding stops: what grows beyond this from a small body is a bomb."""

_GZIP = 16 + zlib.MAX_WBITS
_PIECE = 1 << 18


def decoded(chunks: Iterator[bytes], codings: tuple[str, ...], *, largest: int = LARGEST_DECODED) -> Iterator[bytes]:
    """Yield the bytes of `chunks` with `codings` undone, last applied first.

    Raises FormatTrouble for data that is damaged, cut short or grows beyond `largest`, and for a coding we do not know;
    everything before the damage has been yielded by then.
    """
    stream = chunks
    for coding in reversed(codings):
        if coding in {"gzip", "x-gzip"}:
            stream = _inflated(stream, _GZIP, coding)
        elif coding == "deflate":
            stream = _deflated(stream)
        else:
            raise FormatTrouble(
                Message("The answer is packed as {coding}, which cannot be unpacked", coding=coding),
                Message("Send Accept-Encoding: gzip, or save the answer as it was received."),
            )
    total = 0
    for piece in stream:
        total += len(piece)
        if total > largest:
            raise FormatTrouble(
                Message("The answer grows beyond {size} MB when unpacked", size=f"{largest / (1 << 20):g}"),
                Message("This may be a decompression bomb. Save it as it was received to look at it elsewhere."),
            )
        yield piece


def _deflated(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Undo deflate: the zlib format by the RFC, the bare stream that some servers send instead."""
    first = b""
    for chunk in chunks:
        first += chunk
        if len(first) > 1:
            break
    is_zlib = len(first) > 1 and first[0] & 0x0F == 8 and int.from_bytes(first[:2], "big") % 31 == 0  # RFC 1950, 2.2

    def whole() -> Iterator[bytes]:
        yield first
        yield from chunks

    return _inflated(whole(), zlib.MAX_WBITS if is_zlib else -zlib.MAX_WBITS, "deflate")


def _inflated(chunks: Iterator[bytes], window: int, coding: str) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(window)
    offset = 0
    is_begun = False
    for chunk in chunks:
        waiting = chunk
        while waiting:
            if unpacker.eof:  # gzip members may follow one another (RFC 1952, 2.2)
                waiting = waiting if window == _GZIP else b""
                if not waiting.strip(b"\0"):
                    break
                unpacker = zlib.decompressobj(window)
            is_begun = True
            try:
                piece = unpacker.decompress(waiting, _PIECE)
            except zlib.error as error:
                raise _damaged(coding, offset) from error
            waiting = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
            if piece:
                yield piece
        offset += len(chunk)
    if is_begun and not unpacker.eof:
        raise _damaged(coding, offset)


def _damaged(coding: str, offset: int) -> FormatTrouble:
    return FormatTrouble(
        Message("The answer cannot be unpacked: its {coding} data is damaged or cut short", coding=coding),
        Message("The damage is near byte {offset}. The bytes as received can be saved.", offset=offset),
    )
