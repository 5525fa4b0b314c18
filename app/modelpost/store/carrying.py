"""Files and folders that go elsewhere, to another drive too."""

import errno
import os
import shutil
from pathlib import Path

from modelpost.store.atomic import flush


def carry(source: Path, target: Path) -> None:
    """Move a file or folder: at the other place it appears whole, and only then it is gone here. Raises OSError."""
    try:
        source.rename(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        copy(source, target)
        if source.is_dir() and not source.is_symlink():
            shutil.rmtree(source)
        else:
            source.unlink()


def copy(source: Path, target: Path) -> None:
    """Copy a file or folder, links as links; the copy appears whole or not at all. Raises OSError."""
    hidden = target.with_name(f".{target.name[:64]}.{os.urandom(6).hex()}.tmp")
    is_folder = source.is_dir() and not source.is_symlink()
    try:
        if is_folder:
            shutil.copytree(source, hidden, symlinks=True)
        else:
            shutil.copy2(source, hidden, follow_symlinks=False)
        _flush(hidden)
        hidden.rename(target)
        flush(target.parent)
    except shutil.Error as error:
        raise OSError(str(error)) from error
    finally:
        if is_folder:
            shutil.rmtree(hidden, ignore_errors=True)
        else:
            hidden.unlink(missing_ok=True)


def _flush(copied: Path) -> None:
    """Make a copy durable: what it was made of may go next."""
    for path in (*copied.rglob("*"), copied):
        if not path.is_symlink():
            flush(path)
