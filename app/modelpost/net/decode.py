"""Content codings undone piece by piece (RFC 9110, section 8.4)."""

import sys
import zlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from modelpost.core.failures import FormatTrouble, GrownTooLarge
from modelpost.core.text import Message

if TYPE_CHECKING:
    if sys.version_info >= (3, 14):
        from compression.zstd import ZstdDecompressor
    else:
        from backports.zstd import ZstdDecompressor

LARGEST_UNPACKED: Final = 1 << 30
"""Bytes after which unpacking stops unless the request allows more."""

_SUSPECT_FROM = 64 << 20
_LARGEST_RATIO = 200
"""An answer that has grown to 64 MB and more than this many times its size is a bomb; JSON and text shrink to a tenth,
rarely to a fiftieth."""

_GZIP = 16 + zlib.MAX_WBITS
_PIECE = 1 << 18
_WIDEST_ZSTD_WINDOW = 27
"""As a power of two: 128 MB, which is zstd's own limit. Servers should stay within 8 MB (RFC 9659, section 3)."""

Unpack = Callable[[Iterator[bytes], str], Iterator[bytes]]


def decoded(chunks: Iterator[bytes], codings: tuple[str, ...], *, largest: int = 0) -> Iterator[bytes]:
    """Yield the bytes of `chunks` with `codings` undone, last applied first.

    `largest` is how many bytes that may give; 0 is 1 GB, and less for what grows out of all proportion. Raises
    GrownTooLarge beyond that, and FormatTrouble for data that is damaged or cut short, and for a coding we do not know;
    everything before has been yielded by then.
    """
    packed = _Counted(chunks)
    stream: Iterator[bytes] = packed
    for coding in reversed(codings):
        stream = _unpacker(coding)(stream, coding)
    total = 0
    for piece in stream:
        limit = largest or (LARGEST_UNPACKED if not codings else usual_limit(packed.size))
        if codings and total + len(piece) > limit:
            yield piece[: limit - total]
            raise grown(limit)
        total += len(piece)
        yield piece


def usual_limit(received: int) -> int:
    """Return how many bytes so many received ones may give where the request does not say."""
    return min(LARGEST_UNPACKED, max(_SUSPECT_FROM, received * _LARGEST_RATIO))


def grown(limit: int) -> GrownTooLarge:
    """Return the trouble with an answer that gives more than `limit` bytes."""
    return GrownTooLarge(
        Message("The answer grows beyond {size} MB when unpacked", size=f"{limit / (1 << 20):g}"),
        Message("This may be a decompression bomb. Allow more, or save it as it was received."),
    )


class _Counted:
    """Counts the bytes that go through."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self.size = 0

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        chunk = next(self._chunks)
        self.size += len(chunk)
        return chunk


def _unpacker(coding: str) -> Unpack:
    match coding:
        case "gzip" | "x-gzip":
            return _gunzipped
        case "deflate":
            return _deflated
        case "br":
            return _brotli
        case "zstd":
            return _zstd
    raise FormatTrouble(
        Message("The answer is packed as {coding}, which cannot be unpacked", coding=coding),
        Message("Send Accept-Encoding: gzip, or save the answer as it was received."),
    )


# gzip and deflate -----------------------------------------------------------------------------------------------------


def _gunzipped(chunks: Iterator[bytes], coding: str) -> Iterator[bytes]:
    return _inflated(chunks, _GZIP, coding)


def _deflated(chunks: Iterator[bytes], coding: str) -> Iterator[bytes]:
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

    return _inflated(whole(), zlib.MAX_WBITS if is_zlib else -zlib.MAX_WBITS, coding)


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


# Brotli and Zstandard -------------------------------------------------------------------------------------------------


def _brotli(chunks: Iterator[bytes], coding: str) -> Iterator[bytes]:
    """Undo Brotli (RFC 7932)."""
    import brotli  # type: ignore[import-untyped]  # noqa: PLC0415  # it has no types; 1 ms, only for an answer that is packed so

    unpacker = brotli.Decompressor()
    offset = 0
    for chunk in chunks:
        waiting = chunk
        while waiting or not unpacker.can_accept_more_data():
            try:
                piece = unpacker.process(waiting, output_buffer_limit=_PIECE)
            except brotli.error as error:
                raise _damaged(coding, offset) from error
            waiting = b""
            if piece:
                yield piece
        offset += len(chunk)
    if offset and not unpacker.is_finished():
        raise _damaged(coding, offset)


def _zstd(chunks: Iterator[bytes], coding: str) -> Iterator[bytes]:
    """Undo Zstandard (RFC 8878); frames may follow one another."""
    if sys.version_info >= (3, 14):
        from compression import zstd  # noqa: PLC0415  # 3 ms, only for an answer that is packed so
    else:
        from backports import zstd  # noqa: PLC0415  # as above

    def fresh() -> "ZstdDecompressor":
        return zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: _WIDEST_ZSTD_WINDOW})

    unpacker = fresh()
    offset = 0
    is_begun = False
    for chunk in chunks:
        waiting = chunk
        while waiting or (is_begun and not unpacker.eof and not unpacker.needs_input):
            if unpacker.eof:
                unpacker = fresh()
            is_begun = True
            try:
                piece = unpacker.decompress(waiting, _PIECE)
            except zstd.ZstdError as error:
                raise _zstd_trouble(error, offset, coding) from error
            waiting = unpacker.unused_data if unpacker.eof else b""
            if piece:
                yield piece
        offset += len(chunk)
    if is_begun and not unpacker.eof:
        raise _damaged(coding, offset)


def _zstd_trouble(error: Exception, offset: int, coding: str) -> FormatTrouble:
    if "memory" not in str(error):
        return _damaged(coding, offset)
    return FormatTrouble(
        Message("The answer needs a zstd window of more than {size} MB to be unpacked", size=128),
        Message("Servers should keep to 8 MB. Send Accept-Encoding: gzip, or save the answer as it was received."),
    )


def _damaged(coding: str, offset: int) -> FormatTrouble:
    return FormatTrouble(
        Message("The answer cannot be unpacked: its {coding} data is damaged or cut short", coding=coding),
        Message("The damage is near byte {offset}. The bytes as received can be saved.", offset=offset),
    )
