"""Files that requests name, with errors that people understand."""

import errno
import io
import os
import stat
from pathlib import Path

from modelpost.core.failures import FileTrouble
from modelpost.core.text import Message


class LocalFiles:
    """The files of this computer (`core.ports.Files`)."""

    def size(self, path: str) -> int:
        """Return the size in bytes; raises FileTrouble for what cannot be sent."""
        real = Path(path).expanduser()
        try:
            status = real.stat()
        except (OSError, ValueError) as error:
            raise trouble_with(path, error) from error
        if stat.S_ISDIR(status.st_mode):
            raise FileTrouble(path, Message("{path} is a folder", path=path), Message("Choose a file in it."))
        if not stat.S_ISREG(status.st_mode):
            raise FileTrouble(
                path,
                Message("{path} is not an ordinary file", path=path),
                Message("Choose a file that has a size of its own."),
            )
        if not os.access(real, os.R_OK):
            raise trouble_with(path, PermissionError(errno.EACCES, "not readable"))
        return status.st_size

    def open(self, path: str) -> io.FileIO:
        """Open for reading; raises FileTrouble."""
        try:
            return io.FileIO(Path(path).expanduser(), "r")
        except (OSError, ValueError) as error:
            raise trouble_with(path, error) from error


def trouble_with(path: str, error: Exception) -> FileTrouble:
    """Return what to tell of an operating system's error about `path`."""
    code = error.errno if isinstance(error, OSError) else 0
    name = Path(path).name or path
    if code in {errno.ENOENT, errno.ENOTDIR}:
        return FileTrouble(
            path,
            Message("{name} is no longer at its place", name=name),
            Message("Choose it again to send this request. It was at {path}.", path=path),
        )
    if code in {errno.EACCES, errno.EPERM}:
        return FileTrouble(
            path,
            Message("{name} may not be read", name=name),
            Message("Give yourself the right to read {path}.", path=path),
        )
    if code == errno.EROFS:
        return FileTrouble(
            path,
            Message("{name} may not be written", name=name),
            Message("Its drive is read-only. Choose another place."),
        )
    if code in {errno.ENOSPC, errno.EDQUOT}:
        return FileTrouble(
            path, Message("The disk is full"), Message("Make room on the drive of {path} and try again.", path=path)
        )
    if code == errno.EISDIR:
        return FileTrouble(path, Message("{path} is a folder", path=path), Message("Choose a file in it."))
    return FileTrouble(
        path,
        Message("{name} cannot be used", name=name),
        Message("The system says: {reason}", reason=getattr(error, "strerror", None) or str(error)),
    )
