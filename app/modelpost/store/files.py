"""Files that requests name, with errors that people understand."""

import errno
import io
import os
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from modelpost.core.failures import FileTrouble
from modelpost.core.text import Message

_MISSING = frozenset({errno.ENOENT, errno.ENOTDIR})
_FORBIDDEN = frozenset({errno.EACCES, errno.EPERM})
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_WITHOUT_WAITING = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


class LocalFiles:
    """The files of this computer (`core.ports.Files`)."""

    def size(self, path: str) -> int:
        """Return the size in bytes; raises FileTrouble for what cannot be sent."""
        stream = self.open(path)
        try:
            return os.fstat(stream.fileno()).st_size
        finally:
            stream.close()

    def open(self, path: str) -> io.FileIO:
        """Open for reading; raises FileTrouble.

        A pipe or device is refused without waiting for whoever writes to it.
        """
        try:
            descriptor = os.open(Path(path).expanduser(), os.O_RDONLY | _WITHOUT_WAITING)
        except (OSError, ValueError, RuntimeError) as error:
            raise trouble_with(path, _folder_or(path, error)) from error
        try:
            _check_ordinary(path, os.fstat(descriptor).st_mode)
        except FileTrouble:
            os.close(descriptor)
            raise
        return io.FileIO(descriptor, "r")


def read_whole(path: Path, *, up_to: int) -> bytes:
    """Return the content of an ordinary file, and one byte more than `up_to` where it is larger. Raises FileTrouble."""
    try:
        with LocalFiles().open(str(path)) as stream:
            pieces: list[bytes] = []
            wanted = up_to + 1
            while wanted and (piece := stream.read(wanted)):
                pieces.append(piece)
                wanted -= len(piece)
            return b"".join(pieces)
    except OSError as error:
        raise trouble_with(str(path), error) from error


def write_file(path: str, chunks: Iterable[bytes]) -> None:
    """Write to the file that the user chose. Raises FileTrouble."""
    try:
        with Path(path).expanduser().open("wb") as stream:
            stream.writelines(chunks)
    except (OSError, ValueError) as error:
        raise writing_trouble(path, error) from error


def write_whole(stream: BinaryIO, content: bytes) -> None:
    """Write all of it to an unbuffered stream: a disk that is nearly full takes a part, and says so at the next one."""
    view = memoryview(content)
    while view:
        view = view[stream.write(view) :]


def trouble_with(path: str, error: Exception) -> FileTrouble:
    """Return what to tell of an error while a file was read."""
    code = error.errno if isinstance(error, OSError) else 0
    name = _shown(path)
    if code in _MISSING:
        return FileTrouble(
            path,
            Message("{name} is no longer at its place", name=name),
            Message("Choose it again. It was at {path}.", path=path),
        )
    if code in _FORBIDDEN:
        return FileTrouble(
            path,
            Message("{name} may not be read", name=name),
            Message("Give yourself the right to read {path}.", path=path),
        )
    if code == errno.EISDIR:
        return FileTrouble(path, Message("{path} is a folder", path=path), Message("Choose a file in it."))
    return _other_trouble(path, error)


def writing_trouble(path: str, error: Exception) -> FileTrouble:
    """Return what to tell of an error while a file was written; nothing typed is lost by it."""
    code = error.errno if isinstance(error, OSError) else 0
    name = _shown(path)
    if code in _FULL:
        return FileTrouble(
            path,
            Message("{name} was not written because the disk is full", name=name),
            Message("Make room on the drive of {path} and try again.", path=path),
        )
    if code == errno.EROFS:
        return FileTrouble(
            path,
            Message("{name} was not written because its drive is read-only", name=name),
            Message("Choose another place than {path}.", path=path),
        )
    if code in _FORBIDDEN:
        return FileTrouble(
            path,
            Message("{name} may not be written", name=name),
            Message("Give yourself the right to write {path}, or choose another place.", path=path),
        )
    if code in _MISSING:
        return FileTrouble(
            path,
            Message("{name} was not written because its folder is gone", name=name),
            Message("See whether the drive of {path} is still connected.", path=path),
        )
    return _other_trouble(path, error)


def _other_trouble(path: str, error: Exception) -> FileTrouble:
    return FileTrouble(
        path,
        Message("{name} cannot be used", name=_shown(path)),
        Message("The system says: {reason}.", reason=getattr(error, "strerror", None) or str(error)),
    )


def _check_ordinary(path: str, mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise FileTrouble(path, Message("{path} is a folder", path=path), Message("Choose a file in it."))
    if not stat.S_ISREG(mode):
        raise FileTrouble(
            path,
            Message("{path} is not an ordinary file", path=path),
            Message("Choose a file that has a size of its own."),
        )


def _folder_or(path: str, error: Exception) -> Exception:
    """Return the error to tell of: Windows calls the attempt to open a folder forbidden."""
    if isinstance(error, PermissionError) and Path(path).expanduser().is_dir():
        return IsADirectoryError(errno.EISDIR, "is a folder")
    return error


def _shown(path: str) -> str:
    return Path(path).name or path
