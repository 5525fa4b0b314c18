"""Files and folders that go elsewhere, to another drive too."""

import contextlib
import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from modelpost.store.atomic import flush


def carry(source: Path, target: Path) -> None:
    """Move a file or folder: at the other place it appears whole, and only then it is gone here. Raises OSError."""
    try:
        source.rename(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        carry_over(source, target)


def take_away(source: Path) -> None:
    """Take a file or folder away at once or not at all. Raises OSError."""
    if not source.is_dir() or source.is_symlink():
        source.unlink()
        return
    hidden = source.with_name(_hidden_name(source))
    source.rename(hidden)
    shutil.rmtree(hidden, ignore_errors=True)


def carry_over(source: Path, target: Path, take_away: Callable[[Path], None] = take_away) -> None:
    """Move a file or folder to another drive; where it cannot be taken away here it stays, and nowhere else."""
    copy(source, target)
    try:
        take_away(source)
    except OSError:
        with contextlib.suppress(OSError):
            _remove(target)
        raise


def copy(source: Path, target: Path) -> None:
    """Copy a file or folder, links as links; the copy appears whole or not at all. Raises OSError."""
    hidden = target.with_name(_hidden_name(target))
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


def _hidden_name(place: Path) -> str:
    return f".{place.name[:64]}.{os.urandom(6).hex()}.tmp"


def _remove(copied: Path) -> None:
    if copied.is_dir() and not copied.is_symlink():
        shutil.rmtree(copied)
    else:
        copied.unlink()


def _flush(copied: Path) -> None:
    """Make a copy durable: what it was made of may go next."""
    for path in (*copied.rglob("*"), copied):
        if not path.is_symlink():
            flush(path)
