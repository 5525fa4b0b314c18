"""Files that are whole at any moment: the old text or the new, never half of it."""

import contextlib
import os
import stat
from pathlib import Path

from modelpost.core.failures import FileTrouble
from modelpost.core.text import Message
from modelpost.store.files import writing_trouble

READABLE = 0o644
PRIVATE = 0o600

_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


def write_atomically(path: Path, content: bytes, *, mode: int = READABLE, within: Path | None = None) -> None:
    """Write a file by way of a temporary one beside it; an existing file's mode is kept. Raises FileTrouble.

    A link is followed and its target replaced, but never out of the folder `within`.
    """
    try:
        target = path.resolve() if path.is_symlink() else path
        if within is not None:
            check_within(path, within)
        target.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileNotFoundError):
            mode = stat.S_IMODE(target.stat().st_mode)
        _replace(target, content, mode)
    except (OSError, ValueError, RuntimeError) as error:
        raise writing_trouble(str(path), error) from error


def remove_file(path: Path, *, within: Path) -> None:
    """Remove a file of the folder `within`; one that is gone already is fine. Raises FileTrouble."""
    check_within(path, within)
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise writing_trouble(str(path), error) from error


def check_within(path: Path, folder: Path) -> None:
    """Raise FileTrouble for a path that leads out of `folder`, be it by dots or by links."""
    try:
        is_inside = path.resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError) as error:
        raise writing_trouble(str(path), error) from error
    if not is_inside:
        raise FileTrouble(
            str(path),
            Message("{name} leads out of the collection", name=path.name or str(path)),
            Message("Choose a place inside {folder}.", folder=str(folder)),
        )


def _replace(path: Path, content: bytes, mode: int) -> None:
    # not tempfile: 4 ms of imports at the start of the window, for one call
    temporary = path.with_name(f".{path.name[:64]}.{os.urandom(6).hex()}.tmp")
    descriptor = os.open(temporary, _NEW_FILE, PRIVATE)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(mode)
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    flush(path.parent)


def flush(path: Path) -> None:
    """Make the names in a folder durable, or a file; Windows has no such call, and some network drives refuse it."""
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
