"""Files that are whole at any moment: the old text or the new, never half of it."""

import contextlib
import os
import tempfile
from pathlib import Path

from modelpost.store.files import trouble_with


def write_atomically(path: Path, content: bytes, *, mode: int = 0o644) -> None:
    """Write a file by way of a temporary one beside it; an existing file's mode is kept. Raises FileTrouble."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(OSError):
            mode = path.stat().st_mode & 0o777
        _replace(path, content, mode)
    except OSError as error:
        raise trouble_with(str(path), error) from error


def _replace(path: Path, content: bytes, mode: int) -> None:
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
    _flush_folder(path.parent)


def _flush_folder(folder: Path) -> None:
    """Make the new name durable too; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
