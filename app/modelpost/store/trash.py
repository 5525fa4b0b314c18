"""What was deleted from collections, kept in the profile for thirty days."""

import contextlib
import errno
import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from modelpost.core.failures import FileTrouble
from modelpost.core.ports import Clock, Randomness
from modelpost.core.text import Message
from modelpost.store.files import writing_trouble
from modelpost.store.json_file import read_object, write_object
from modelpost.store.names import free_stem
from modelpost.store.opencollection.places import inside, item_at, sidecar_of
from modelpost.store.profile import make_private_folder

_KEPT_DAYS = 30
_DAY = 86_400
_ENTRY = "entry.json"
_NUMBERED = 12


class Deleted(NamedTuple):
    """One act of deletion: from which collection, what, and when (seconds since 1970)."""

    id: str
    root: str
    paths: tuple[str, ...]
    at: float


class Trash:
    """A folder with one folder for each act of deletion, in which each item lies with its sidecar."""

    def __init__(self, folder: Path, clock: Clock, randomness: Randomness) -> None:
        self._folder = folder
        self._clock = clock
        self._randomness = randomness

    def put(self, root: Path, paths: Sequence[str]) -> str:
        """Take items out of a collection; return the id to have them back by. All go, or none. Raises FileTrouble."""
        self._empty()
        places = [item_at(root, path) for path in paths]
        name = self._randomness.token(_NUMBERED)
        entry = self._folder / name
        make_private_folder(entry)
        write_object(entry / _ENTRY, {"root": str(root), "paths": list(paths), "at": self._clock.now()})
        taken: list[tuple[Path, Path]] = []
        try:
            for number, place in enumerate(places):
                kept = entry / str(number)
                kept.mkdir()
                for part in (place, *_sidecars(place)):
                    _carry(part, kept / part.name)
                    taken.append((part, kept / part.name))
        except OSError as error:
            for part, there in reversed(taken):
                with contextlib.suppress(OSError):
                    _carry(there, part)
            shutil.rmtree(entry, ignore_errors=True)
            raise writing_trouble(str(place), error) from error
        return name

    def restore(self, name: str) -> Deleted:
        """Put back what was deleted; the paths say where it is now, for another file may have taken its place.

        What never got here, because the program was ended in the middle, is where it was.
        """
        entry = self._folder / name
        deleted = _read(entry)
        if deleted is None:
            raise FileTrouble(
                name,
                Message("What was deleted is no longer in the trash"),
                Message("It is kept for {days} days.", days=_KEPT_DAYS),
            )
        root = Path(deleted.root)
        kept = [(entry / str(number), path) for number, path in enumerate(deleted.paths)]
        now = [self._put_back(each, root, path) for each, path in kept if os.path.lexists(each / Path(path).name)]
        shutil.rmtree(entry, ignore_errors=True)
        return deleted._replace(paths=tuple(now))

    def listed(self, root: str) -> tuple[Deleted, ...]:
        """Return what was deleted from a collection, the latest first."""
        return tuple(each for each in self._entries() if each.root == root)

    def _put_back(self, kept: Path, root: Path, path: str) -> str:
        place = inside(root, path)
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            if place.exists():
                place = place.with_name(free_stem(place.parent, place.stem, place.suffix) + place.suffix)
            original = kept / Path(path).name
            for part in _sidecars(original):
                _carry(part, sidecar_of(place))
            _carry(original, place)
        except OSError as error:
            raise writing_trouble(str(place), error) from error
        return place.relative_to(root).as_posix()

    def _entries(self) -> list[Deleted]:
        folders = self._folder.iterdir() if self._folder.is_dir() else ()
        found = [deleted for folder in folders if (deleted := _read(folder)) is not None]
        return sorted(found, key=lambda each: each.at, reverse=True)

    def _empty(self) -> None:
        """Let go of what was deleted long ago."""
        for each in self._entries():
            if self._clock.now() - each.at > _KEPT_DAYS * _DAY:
                shutil.rmtree(self._folder / each.id, ignore_errors=True)


def _read(folder: Path) -> Deleted | None:
    match read_object(folder / _ENTRY):
        case {"root": str(root), "paths": list(paths), "at": int() | float() as at}:
            return Deleted(folder.name, root, tuple(map(str, paths)), float(at))
    return None


def _sidecars(place: Path) -> tuple[Path, ...]:
    sidecar = sidecar_of(place)
    return (sidecar,) if not place.is_dir() and sidecar.is_file() else ()


def _carry(source: Path, target: Path) -> None:
    """Move a file or folder, to another drive too: there it is gone only once it is whole at the other place."""
    try:
        source.rename(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        if source.is_dir() and not source.is_symlink():
            shutil.copytree(source, target, symlinks=True)
            shutil.rmtree(source)
        else:
            shutil.copy2(source, target, follow_symlinks=False)
            source.unlink()
