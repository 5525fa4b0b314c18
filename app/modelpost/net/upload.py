"""The body of a request on its way out, in pieces, so that memory does not grow with it."""

from collections.abc import Iterator
from hashlib import sha256

from modelpost.core.failures import FileTrouble
from modelpost.core.ports import ByteReader, Clock, Files, Spools
from modelpost.core.resolved import FileSlice
from modelpost.core.secrets import Redactor
from modelpost.core.sent import SentBody
from modelpost.core.text import Message
from modelpost.net.connection import Connection
from modelpost.net.digest import Digest
from modelpost.net.message import Outgoing
from modelpost.net.sent_record import SentRecord

_HASHED_UP_TO = 1 << 23
"""Bytes up to which the whole body is hashed beside its parts."""

_PREVIEWED = 1 << 12
_AT_ONCE = 1 << 19
"""Bytes. A gigabyte over loopback: 0.34 s (curl 0.42 s); half of this size takes 1.4 times as long, twice as much
no less, os.sendfile a third more."""


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
        room = min(size, _AT_ONCE)
        buffers = [memoryview(bytearray(room)) for _ in range(Digest.KEPT if size > room else 1)]
        reader = self._files.open(segment.path)
        try:
            with self._record.part(Digest(size, self._clock), size, segment.path) as part:
                left = size
                while left:
                    buffer = buffers[0]
                    count = _read(reader, buffer[:left], segment.path)
                    if not count:
                        shorter = Message("{path} became shorter while it was sent", path=segment.path)
                        raise _changed(segment.path, shorter)
                    block = buffer[:count]
                    part.begin(block)
                    connection.send(block)
                    part.note(block)
                    self._note(block)
                    if part.holds_blocks:  # else one buffer, which stays in the processor's cache
                        buffers.append(buffers.pop(0))
                    left -= count
                    yield self.sent
        finally:
            reader.close()
        if self._files.size(segment.path) != size:
            raise _changed(segment.path, Message("{path} changed while it was sent", path=segment.path))

    def _note(self, block: bytes | memoryview) -> None:
        self.sent += len(block)
        if self._digest is not None:
            self._digest.update(block)
        kept = _PREVIEWED + self._margin
        if len(self._beginning) < kept:
            self._beginning += block[: kept - len(self._beginning)]


def _read(reader: ByteReader, buffer: memoryview, path: str) -> int:
    try:
        return reader.readinto(buffer)
    except OSError as error:
        raise FileTrouble(
            path,
            Message("{path} cannot be read", path=path),
            Message("The system says: {reason}", reason=error.strerror or str(error)),
        ) from error


def _changed(path: str, summary: Message) -> FileTrouble:
    return FileTrouble(path, summary, Message("Another program wrote to it. Send again when it is done."))
