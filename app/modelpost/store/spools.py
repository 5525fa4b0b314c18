"""Where response bodies go while they arrive: memory while small, a private file when large."""

import contextlib
import mmap
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from modelpost.core.response import StoredBody
from modelpost.store.files import trouble_with

IN_MEMORY_UP_TO = 1 << 20
"""Bytes up to which a body stays in memory."""


class BodySpool:
    """One body while it arrives (`core.ports.Spool`)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pieces: list[bytes] = []
        self._size = 0
        self._file: int | None = None
        self._path = ""

    def write(self, chunk: bytes) -> None:
        """Take the next bytes; raises FileTrouble when the disk is full."""
        self._size += len(chunk)
        if self._file is None:
            self._pieces.append(chunk)
            if self._size > IN_MEMORY_UP_TO:
                self._move_to_disk()
            return
        self._append(chunk)

    def finish(self) -> StoredBody:
        """End the body."""
        if self._file is None:
            return StoredBody(self._size, b"".join(self._pieces))
        os.close(self._file)
        self._file = None
        return StoredBody(self._size, b"", self._path)

    def discard(self) -> None:
        """Forget the body."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
        if self._path:
            Path(self._path).unlink(missing_ok=True)
        self._pieces.clear()

    def _move_to_disk(self) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._file, self._path = tempfile.mkstemp(prefix="body-", dir=self._folder)  # 0600 by itself
        except OSError as error:
            raise trouble_with(str(self._folder), error) from error
        for piece in self._pieces:
            self._append(piece)
        self._pieces.clear()

    def _append(self, chunk: bytes) -> None:
        if self._file is None:
            raise ValueError("the body has ended")
        view = memoryview(chunk)
        try:
            while view:
                view = view[os.write(self._file, view) :]
        except OSError as error:
            raise trouble_with(self._path, error) from error


class BodySpools:
    """Makes spools in a folder of this process, which goes when the program ends (`core.ports.Spools`)."""

    def __init__(self, parent: Path) -> None:
        self._parent = parent
        self._folder = parent / f"run-{os.getpid()}"

    def create(self) -> BodySpool:
        """Begin a body."""
        return BodySpool(self._folder)

    def keep(self, chunks: Iterable[bytes]) -> StoredBody:
        """Store bytes as a body; what came before an error is forgotten."""
        spool = self.create()
        try:
            for chunk in chunks:
                spool.write(chunk)
        except BaseException:
            spool.discard()
            raise
        return spool.finish()

    def chunks(self, body: StoredBody, size: int = 1 << 18) -> Iterator[bytes]:
        """Yield the bytes of a body."""
        if not body.path:
            yield from (body.content[i : i + size] for i in range(0, len(body.content), size))
            return
        try:
            with Path(body.path).open("rb") as stream:
                while chunk := stream.read(size):
                    yield chunk
        except OSError as error:
            raise trouble_with(body.path, error) from error

    def open_bytes(self, body: StoredBody) -> bytes | memoryview:
        """Return a body as one buffer; a file is mapped, not read."""
        if not body.path or not body.size:
            return body.content
        try:
            with Path(body.path).open("rb") as stream:
                return memoryview(mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ))
        except OSError as error:
            raise trouble_with(body.path, error) from error

    def close(self) -> None:
        """Remove every body of this process; on Windows those still mapped stay until the next start."""
        _remove(self._folder)

    def remove_leftovers(self) -> None:
        """Remove the bodies of processes that ended without doing so."""
        if not self._parent.is_dir():
            return
        for folder in self._parent.glob("run-*"):
            number = folder.name.removeprefix("run-")
            if number.isdigit() and int(number) != os.getpid() and not _is_running(int(number)):
                _remove(folder)


def save_copy(path: str, content: bytes | memoryview) -> None:
    """Write a body to a file the user chose, in pieces. Raises FileTrouble."""
    piece = 1 << 22
    try:
        with Path(path).open("wb") as stream:
            stream.writelines(content[start : start + piece] for start in range(0, len(content), piece))
    except OSError as error:
        raise trouble_with(path, error) from error


def _remove(folder: Path) -> None:
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            path.unlink(missing_ok=True)
        folder.rmdir()


def _is_running(process: int) -> bool:
    if os.name == "nt":
        return True  # asking would end it: os.kill is TerminateProcess there
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
