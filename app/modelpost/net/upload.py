"""The body of a request on its way out, in pieces, so that memory does not grow with it."""

from collections.abc import Iterator
from hashlib import sha256

from modelpost.core.ports import Clock, Files, Spools
from modelpost.core.resolved import FileSlice
from modelpost.core.secrets import Redactor
from modelpost.core.sent import SentBody
from modelpost.net.connection import Connection
from modelpost.net.digest import Digest
from modelpost.net.message import Outgoing
from modelpost.net.sent_record import SentRecord
from modelpost.net.slices import blocks_of

_HASHED_UP_TO = 1 << 23
"""Bytes up to which the whole body is hashed beside its parts."""

_PREVIEWED = 1 << 12
_AT_ONCE = 1 << 19
"""Bytes of what is in memory; for files see `slices`."""


class Upload:
    """Sends one request and knows what went out; `close` it in any case."""

    def __init__(
        self, message: Outgoing, files: Files, spools: Spools, clock: Clock, redactor: Redactor, longest_secret: int
    ) -> None:
        self._message = message
        self._files = files
        self._clock = clock
        self._redactor = redactor
        self._digest = sha256() if message.size <= _HASHED_UP_TO else None
        self._beginning = bytearray()
        self._margin = longest_secret
        self._record = SentRecord(spools, redactor, longest_secret)
        self.sent = 0

    @property
    def checksum(self) -> str:
        """SHA-256 of the body as sent; empty for none, for a large one and for one that did not go out whole."""
        is_whole = self.sent and self.sent == self._message.size
        return self._digest.hexdigest() if self._digest is not None and is_whole else ""

    def preview(self) -> bytes:
        """Return the first 4 KB, masked; a secret that the limit cuts in two is not shown in half."""
        masked = self._redactor.content(bytes(self._beginning))
        if len(self._beginning) < self.sent:
            masked = masked[: max(0, len(masked) - self._margin)]
        return masked[:_PREVIEWED]

    def body(self) -> SentBody:
        """Return what went out."""
        return self._record.finish()

    def close(self) -> None:
        """Forget what nobody asked for."""
        self._record.discard()

    def send(self, connection: Connection, head: bytes) -> Iterator[int]:
        """Send head and body; yield the number of body bytes sent so far after each piece."""
        waiting = head
        for segment, size in zip(self._message.payload.segments, self._message.sizes, strict=True):
            if isinstance(segment, FileSlice):
                if waiting:
                    connection.send(waiting)
                    waiting = b""
                yield from self._send_file(connection, segment, size)
                continue
            with self._record.part(Digest(size, self._clock), size) as part:
                for start in range(0, size, _AT_ONCE):
                    block = segment[start : start + _AT_ONCE]
                    part.begin(block)
                    connection.send(waiting + block if waiting else block)
                    waiting = b""
                    part.note(block)
                    self._note(block)
                    yield self.sent
        if waiting:
            connection.send(waiting)

    def _send_file(self, connection: Connection, segment: FileSlice, size: int) -> Iterator[int]:
        path = "" if segment.is_base64 else segment.path
        with self._record.part(Digest(size, self._clock), size, path) as part:
            for block in blocks_of(self._files, segment, size, part.holds_blocks):
                part.begin(block)
                connection.send(block)
                part.note(block)
                self._note(block)
                yield self.sent

    def _note(self, block: bytes | memoryview) -> None:
        self.sent += len(block)
        if self._digest is not None:
            self._digest.update(block)
        kept = _PREVIEWED + self._margin
        if len(self._beginning) < kept:
            self._beginning += block[: kept - len(self._beginning)]
