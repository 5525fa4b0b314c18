"""Content and transfer codings undone piece by piece (RFC 9110, section 8.4; RFC 9112, section 7.2).

`decoded` goes through bytes that are there or come by themselves; who is handed bytes feeds an `Unpacking`, and gets
all that can be unpacked of them at once.
"""

import sys
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, Protocol

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


def decoded(chunks: Iterator[bytes], codings: tuple[str, ...], *, largest: int = 0) -> Iterator[bytes]:
    """Yield the bytes of `chunks` with `codings` undone, last applied first; empty chunks stay where they are.

    `largest` is how many bytes that may give; 0 is 1 GB, and less for what grows out of all proportion. Raises
    GrownTooLarge beyond that, and FormatTrouble for data that is damaged or cut short, and for a coding we do not know;
    everything before has been yielded by then.
    """
    if not codings:
        yield from chunks
        return
    unpacking = Unpacking(codings, largest)
    for chunk in chunks:
        if chunk:
            yield from unpacking.feed(chunk)
        else:
            yield chunk
    unpacking.finish()


class Unpacking:
    """Codings undone one after the other, and a limit to what comes out of them; `largest` as for `decoded`.

    Raises FormatTrouble for a coding that we do not know.
    """

    def __init__(self, codings: tuple[str, ...], largest: int = 0) -> None:
        self._steps = [(coding, _unpacker(coding)) for coding in reversed(codings)]
        self._largest = largest
        self._fed = 0
        self._made = 0

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """Yield what a chunk gives, in pieces of bounded size. Raises FormatTrouble."""
        before = self._fed
        self._fed += len(chunk)
        limit = self._largest or min(LARGEST_UNPACKED, max(_SUSPECT_FROM, self._fed * _LARGEST_RATIO))
        for piece in self._through(chunk, 0, before):
            room = limit - self._made
            if len(piece) > room:
                yield piece[:room]
                raise _grown(limit)
            self._made += len(piece)
            yield piece

    def finish(self) -> None:
        """Make sure that nothing is missing, now that all was fed. Raises FormatTrouble."""
        for coding, step in self._steps:
            if not step.is_complete:
                raise _damaged(coding, self._fed)

    def _through(self, chunk: bytes, number: int, offset: int) -> Iterator[bytes]:
        if number == len(self._steps):
            yield chunk
            return
        coding, step = self._steps[number]
        try:
            for piece in step.feed(chunk):
                yield from self._through(piece, number + 1, offset)
        except _Damaged as error:
            raise _damaged(coding, offset) from error


class _Damaged(Exception):
    """The data is not what its coding makes; raised from what the library says."""


class _Unpacker(Protocol):
    """Undoes one coding."""

    @property
    def is_complete(self) -> bool:
        """Tell whether what was fed ends where the coding does; nothing at all does."""

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """Yield all that `chunk` gives, in pieces of at most 256 KB, none empty. Raises _Damaged."""


def _unpacker(coding: str) -> _Unpacker:
    match coding:
        case "gzip" | "x-gzip":
            return _Inflate(_GZIP)
        case "deflate":
            return _Deflate()
        case "br":
            return _Brotli()
        case "zstd":
            return _Zstandard()
    raise FormatTrouble(
        Message("The answer is packed as {coding}, which cannot be unpacked", coding=coding),
        Message("Send Accept-Encoding: gzip, or save the answer as it was received."),
    )


class _Inflate:
    """gzip (RFC 1952), zlib (RFC 1950) or bare deflate (RFC 1951), by the `window` that zlib is told."""

    def __init__(self, window: int) -> None:
        self._window = window
        self._state = zlib.decompressobj(window)
        self._is_begun = False

    @property
    def is_complete(self) -> bool:
        return self._state.eof or not self._is_begun

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        waiting, piece = chunk, b""
        while waiting or len(piece) == _PIECE:  # zlib may hold back more than fitted into a full piece
            if self._state.eof:
                if self._window != _GZIP or not waiting.strip(b"\0"):
                    return
                self._state = zlib.decompressobj(_GZIP)  # members may follow one another (RFC 1952, section 2.2)
            self._is_begun = True
            try:
                piece = self._state.decompress(waiting, _PIECE)
            except zlib.error as error:
                raise _Damaged from error
            waiting = self._state.unused_data if self._state.eof else self._state.unconsumed_tail
            if piece:
                yield piece


class _Deflate:
    """The zlib format by the RFC, or the bare stream that some servers send instead."""

    def __init__(self) -> None:
        self._first = b""
        self._inner: _Inflate | None = None

    @property
    def is_complete(self) -> bool:
        return not self._first if self._inner is None else self._inner.is_complete

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        if self._inner is None:
            self._first += chunk
            if len(self._first) < 2:  # which of the two it is shows in two bytes
                return
            chunk, self._first = self._first, b""
            is_zlib = chunk[0] & 0x0F == 8 and int.from_bytes(chunk[:2], "big") % 31 == 0  # RFC 1950, section 2.2
            self._inner = _Inflate(zlib.MAX_WBITS if is_zlib else -zlib.MAX_WBITS)
        yield from self._inner.feed(chunk)


class _Brotli:
    """Brotli (RFC 7932)."""

    def __init__(self) -> None:
        import brotli  # type: ignore[import-untyped]  # noqa: PLC0415  # it has no types; 1 ms, only for an answer that is packed so

        self._state = brotli.Decompressor()
        self._error: type[Exception] = brotli.error
        self._is_begun = False

    @property
    def is_complete(self) -> bool:
        return not self._is_begun or bool(self._state.is_finished())

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        self._is_begun = True
        waiting = chunk
        while waiting or not self._state.can_accept_more_data():
            try:
                piece = self._state.process(waiting, output_buffer_limit=_PIECE)
            except self._error as error:
                raise _Damaged from error
            waiting = b""
            if piece:
                yield piece


class _Zstandard:
    """Zstandard (RFC 8878)."""

    def __init__(self) -> None:
        if sys.version_info >= (3, 14):
            from compression import zstd  # noqa: PLC0415  # 3 ms, only for an answer that is packed so
        else:
            from backports import zstd  # noqa: PLC0415  # as above

        self._error: type[Exception] = zstd.ZstdError
        self._options: dict[int, int] = {zstd.DecompressionParameter.window_log_max: _WIDEST_ZSTD_WINDOW}
        self._make: type[ZstdDecompressor] = zstd.ZstdDecompressor
        self._state = self._make(options=self._options)
        self._is_begun = False

    @property
    def is_complete(self) -> bool:
        return self._state.eof or not self._is_begun

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        waiting = chunk
        while waiting or (self._is_begun and not self._state.eof and not self._state.needs_input):
            if self._state.eof:
                self._state = self._make(options=self._options)  # frames may follow one another (section 3)
            self._is_begun = True
            try:
                piece = self._state.decompress(waiting, _PIECE)
            except self._error as error:
                raise (_too_wide() if "memory" in str(error) else _Damaged()) from error
            waiting = self._state.unused_data if self._state.eof else b""
            if piece:
                yield piece


def _damaged(coding: str, offset: int) -> FormatTrouble:
    return FormatTrouble(
        Message("The answer cannot be unpacked: its {coding} data is damaged or cut short", coding=coding),
        Message("The damage is near byte {offset}. The bytes as received can be saved.", offset=offset),
    )


def _too_wide() -> FormatTrouble:
    return FormatTrouble(
        Message("The answer needs a zstd window of more than {size} MB to be unpacked", size=128),
        Message("Servers should keep to 8 MB. Send Accept-Encoding: gzip, or save the answer as it was received."),
    )


def _grown(limit: int) -> GrownTooLarge:
    return GrownTooLarge(
        Message("The answer grows beyond {size} MB when unpacked", size=f"{limit / (1 << 20):g}"),
        Message("This may be a decompression bomb. Allow more, or save it as it was received."),
    )
