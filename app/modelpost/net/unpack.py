"""Content codings undone while a body arrives: everything that can be unpacked is, at once.

`net.decode` pulls, for bodies that are there; this is fed, for streams whose every event is flushed by the server.
"""

import sys
import zlib
from collections.abc import Iterator
from typing import Protocol

from modelpost.core.failures import FormatTrouble
from modelpost.core.text import Message
from modelpost.net.decode import grown, usual_limit

_GZIP = 16 + zlib.MAX_WBITS
_PIECE = 1 << 18


class Unpacker(Protocol):
    """Undoes one coding."""

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """Yield what a chunk gives, in pieces of bounded size."""


def unpacker(codings: tuple[str, ...], largest: int = 0) -> "Unpacker | None":
    """Return what undoes `codings`, last applied first; None for none. Raises FormatTrouble for an unknown one.

    `largest` is how many bytes that may give, as for `net.decode.decoded`.
    """
    if not codings:
        return None
    return _Bounded([_make(coding) for coding in reversed(codings)], largest)


def _make(coding: str) -> Unpacker:
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


class _Bounded:
    """Codings one after the other, and a limit to what comes out of them."""

    def __init__(self, steps: list[Unpacker], largest: int) -> None:
        self._steps = steps
        self._largest = largest
        self._fed = 0
        self._made = 0

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        self._fed += len(chunk)
        for piece in self._through(chunk, 0):
            self._made += len(piece)
            limit = self._largest or usual_limit(self._fed)
            if self._made > limit:
                raise grown(limit)
            yield piece

    def _through(self, chunk: bytes, step: int) -> Iterator[bytes]:
        if step == len(self._steps):
            yield chunk
            return
        try:
            for piece in self._steps[step].feed(chunk):
                yield from self._through(piece, step + 1)
        except FormatTrouble:
            raise
        except (zlib.error, OSError, ValueError, RuntimeError) as error:
            raise _damaged() from error


class _Inflate:
    def __init__(self, window: int) -> None:
        self._window = window
        self._state = zlib.decompressobj(window)

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        waiting = chunk
        while waiting:
            if self._state.eof:  # gzip members may follow one another (RFC 1952, 2.2)
                if self._window != _GZIP or not waiting.strip(b"\0"):
                    return
                self._state = zlib.decompressobj(self._window)
            piece = self._state.decompress(waiting, _PIECE)
            waiting = self._state.unused_data if self._state.eof else self._state.unconsumed_tail
            if piece:
                yield piece


class _Deflate:
    """The zlib format by the RFC, or the bare stream that some servers send instead."""

    def __init__(self) -> None:
        self._first = b""
        self._inner: _Inflate | None = None

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        if self._inner is None:
            self._first += chunk
            if len(self._first) < 2:
                return
            head = self._first
            is_zlib = head[0] & 0x0F == 8 and int.from_bytes(head[:2], "big") % 31 == 0  # RFC 1950, 2.2
            self._inner = _Inflate(zlib.MAX_WBITS if is_zlib else -zlib.MAX_WBITS)
            chunk = head
        yield from self._inner.feed(chunk)


class _Brotli:
    def __init__(self) -> None:
        # A library of 1 MB that few answers need, and that comes without types.
        import brotli  # type: ignore[import-untyped]  # noqa: PLC0415

        self._state = brotli.Decompressor()
        self._error: type[Exception] = brotli.error

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        try:
            piece = self._state.process(chunk, output_buffer_limit=_PIECE)
            while piece:
                yield piece
                piece = b"" if self._state.is_finished() else self._state.process(b"", output_buffer_limit=_PIECE)
        except self._error as error:
            raise _damaged() from error


class _Zstandard:
    def __init__(self) -> None:
        if sys.version_info >= (3, 14):
            from compression import zstd  # noqa: PLC0415  # as above
        else:
            from backports import zstd  # noqa: PLC0415  # as above

        self._make = zstd.ZstdDecompressor
        self._state = zstd.ZstdDecompressor()
        self._error: type[Exception] = zstd.ZstdError

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        waiting = chunk
        try:
            while waiting or not self._state.needs_input:
                if self._state.eof:  # frames may follow one another (RFC 8878, 3.1)
                    waiting = self._state.unused_data or waiting
                    if not waiting:
                        return
                    self._state = self._make()
                piece = self._state.decompress(waiting, _PIECE)
                waiting = self._state.unused_data if self._state.eof else b""
                if piece:
                    yield piece
                if self._state.eof and not waiting:
                    return
        except self._error as error:
            raise _damaged() from error


def _damaged() -> FormatTrouble:
    return FormatTrouble(
        Message("The stream cannot be unpacked: its data is damaged"),
        Message("Its bytes as received can be saved."),
    )
