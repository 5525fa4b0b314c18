"""Where response bodies go while they arrive: memory while small, a private file when large."""

import contextlib
import mmap
import os
import tempfile
import threading
import weakref
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from modelpost.core.response import StoredBody
from modelpost.store.files import trouble_with, writing_trouble
from modelpost.store.growing import GrowingFile
from modelpost.store.locks import FolderLock, is_in_use
from modelpost.store.profile import make_private_folder

IN_MEMORY_UP_TO = 1 << 20
"""Bytes up to which a body stays in memory."""

_PIECE = 1 << 22


class BodySpool:
    """One body while it arrives (`core.ports.Spool`); used by one thread at a time."""

    def __init__(
        self,
        make_file: Callable[[], tuple[int, str]],
        when_unused: Callable[[str], object],
        in_memory_up_to: int = IN_MEMORY_UP_TO,
    ) -> None:
        self._make_file = make_file
        self._when_unused = when_unused
        self._in_memory_up_to = in_memory_up_to
        self._pieces: list[bytes] = []
        self._size = 0
        self._file: int | None = None
        self._path = ""
        self._lock = threading.Lock()  # between the thread that writes and those that read what is still in memory

    def write(self, chunk: bytes) -> None:
        """Take the next bytes; raises FileTrouble when the disk is full."""
        self._size += len(chunk)
        if self._file is None:
            with self._lock:
                self._pieces.append(bytes(chunk))
                if self._size > self._in_memory_up_to:
                    self._move_to_disk()
            return
        self._append(self._file, chunk)

    def read(self, offset: int, size: int) -> bytes:
        """Return bytes that were written, from any thread; raises FileTrouble."""
        with self._lock:
            if not self._path:
                if len(self._pieces) > 1:
                    self._pieces = [b"".join(self._pieces)]
                return self._pieces[0][offset : offset + size] if self._pieces else b""
        try:
            with Path(self._path).open("rb", buffering=0) as stream:
                stream.seek(offset)
                return stream.read(size)
        except OSError as error:
            raise trouble_with(self._path, error) from error

    def finish(self) -> StoredBody:
        """End the body."""
        if self._file is None:
            with self._lock:
                self._pieces = [b"".join(self._pieces)]
            return StoredBody(self._size, self._pieces[0])
        os.close(self._file)
        self._file = None
        body = StoredBody(self._size, b"", self._path)
        weakref.finalize(body, self._when_unused, self._path).atexit = False  # close() has removed it by then
        return body

    def discard(self) -> None:
        """Forget the body."""
        self._pieces.clear()
        self._size = 0
        if self._file is not None:
            os.close(self._file)
            self._file = None
        if self._path:
            with contextlib.suppress(OSError):
                Path(self._path).unlink()
            self._path = ""

    def _move_to_disk(self) -> None:
        self._file, self._path = self._make_file()
        for piece in self._pieces:
            self._append(self._file, piece)
        self._pieces.clear()

    def _append(self, file: int, chunk: bytes) -> None:
        view = memoryview(chunk)
        try:
            while view:
                view = view[os.write(file, view) :]
        except OSError as error:
            raise writing_trouble(self._path, error) from error


class BodySpools:
    """Makes spools in a folder of this process, which goes when the program ends (`core.ports.Spools`)."""

    def __init__(self, parent: Path, *, in_memory_up_to: int = IN_MEMORY_UP_TO) -> None:
        self._parent = parent
        self._in_memory_up_to = in_memory_up_to
        self._lock = threading.Lock()
        self._folder: Path | None = None
        self._in_use: FolderLock | None = None
        self._unused: deque[str] = deque()

    def create(self) -> BodySpool:
        """Begin a body; those that nobody holds any more go first, here, where a large file holds nobody up."""
        for _ in range(len(self._unused)):
            self._remove_unused()
        return BodySpool(self._new_file, self._unused.append, self._in_memory_up_to)

    def grow(self) -> GrowingFile:
        """Begin a text that is read while it is written; it goes when nobody holds it any more."""
        return GrowingFile(self._new_file, self._unused.append)

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
            with Path(body.path).open("rb", buffering=0) as stream:
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
        except (OSError, ValueError) as error:
            raise trouble_with(body.path, error) from error

    def close(self) -> None:
        """Remove every body of this process; on Windows those still mapped stay until the next start."""
        with self._lock:
            folder, self._folder = self._folder, None
            in_use, self._in_use = self._in_use, None
        if in_use is not None:
            in_use.release()
        if folder is not None:
            _remove(folder)

    def remove_leftovers(self) -> None:
        """Remove the bodies of processes that ended without doing so."""
        with contextlib.suppress(OSError):
            for folder in self._parent.glob("run-*"):
                if folder != self._folder and not is_in_use(folder):
                    _remove(folder)

    def _remove_unused(self) -> None:
        with contextlib.suppress(IndexError):  # another thread took it
            path = self._unused.popleft()
            try:
                Path(path).unlink(missing_ok=True)
            except OSError:
                self._unused.append(path)  # Windows keeps what is still mapped

    def _new_file(self) -> tuple[int, str]:
        folder = self._own_folder()
        try:
            return tempfile.mkstemp(prefix="body-", dir=folder)  # readable by its owner only, by itself
        except OSError as error:
            raise writing_trouble(str(folder), error) from error

    def _own_folder(self) -> Path:
        with self._lock:
            if self._folder is None:
                make_private_folder(self._parent)
                try:
                    self._folder = Path(tempfile.mkdtemp(prefix="run-", dir=self._parent))
                    self._in_use = FolderLock(self._folder)
                except OSError as error:
                    raise writing_trouble(str(self._parent), error) from error
            return self._folder


def save_copy(path: str, content: bytes | memoryview) -> None:
    """Write a body to a file the user chose, in pieces. Raises FileTrouble."""
    try:
        with Path(path).expanduser().open("wb") as stream:
            stream.writelines(content[start : start + _PIECE] for start in range(0, len(content), _PIECE))
    except (OSError, ValueError) as error:
        raise writing_trouble(path, error) from error


def _remove(folder: Path) -> None:
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            path.unlink(missing_ok=True)
        folder.rmdir()
