"""The body of a request on its way out, in pieces, so that memory does not grow with it."""

from collections.abc import Iterator
from hashlib import sha256

from modelpost.core.failures import FileTrouble
from modelpost.core.ports import ByteReader, Files
from modelpost.core.resolved import FileSlice
from modelpost.core.secrets import Redactor
from modelpost.core.text import Message
from modelpost.net.connection import Connection
from modelpost.net.message import Outgoing

_HASHED_UP_TO = 1 << 23
"""Bytes. SHA-256 costs 0.5 s a gigabyte, as much as sending it over loopback does."""

_PREVIEWED = 1 << 12
_AT_ONCE = 1 << 19
"""Bytes. A gigabyte over loopback: 0.34 s (curl 0.42 s); half of this size takes 1.4 times as long, twice as much
no less, os.sendfile a third more."""


class Upload:
    """Sends one request and knows what went out."""

    def __init__(self, message: Outgoing, files: Files, longest_secret: int) -> None:
        self._message = message
        self._files = files
        self._digest = sha256() if message.size <= _HASHED_UP_TO else None
        self._beginning = bytearray()
        self._margin = longest_secret
        self.sent = 0

    @property
    def checksum(self) -> str:
        """SHA-256 of the body as sent; empty for none, for a large one and for one that did not go out whole."""
        is_whole = self.sent and self.sent == self._message.size
        return self._digest.hexdigest() if self._digest is not None and is_whole else ""

    def preview(self, redactor: Redactor) -> bytes:
        """Return the first 4 KB, masked; a secret that the limit cuts in two is not shown in half."""
        masked = redactor.content(bytes(self._beginning))
        if len(self._beginning) < self.sent:
            masked = masked[: max(0, len(masked) - self._margin)]
        return masked[:_PREVIEWED]

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
            for start in range(0, size, _AT_ONCE):
                block = segment[start : start + _AT_ONCE]
                connection.send(waiting + block if waiting else block)
                waiting = b""
                self._note(block)
                yield self.sent
        if waiting:
            connection.send(waiting)

    def _send_file(self, connection: Connection, segment: FileSlice, size: int) -> Iterator[int]:
        buffer = memoryview(bytearray(min(size, _AT_ONCE)))
        reader = self._files.open(segment.path)
        try:
            left = size
            while left:
                count = _read(reader, buffer[:left], segment.path)
                if not count:
                    raise _changed(segment.path, Message("{path} became shorter while it was sent", path=segment.path))
                connection.send(buffer[:count])
                self._note(buffer[:count])
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
