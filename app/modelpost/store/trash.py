"""What was deleted from collections, kept in the profile for thirty days."""

import os
import shutil
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from modelpost.core.deleted import DAY, KEPT_DAYS, Deleted
from modelpost.core.failures import FileTrouble
from modelpost.core.ports import Clock, Randomness
from modelpost.core.text import Message
from modelpost.store.carrying import carry
from modelpost.store.files import writing_trouble
from modelpost.store.json_file import read_object, write_object
from modelpost.store.names import free_stem
from modelpost.store.opencollection.places import SIDECAR_ENDING, inside, item_at, sidecar_of
from modelpost.store.profile import make_private_folder

_ENTRY = "entry.json"
_NUMBERED = 12
_SPARED = 3_600
"""Seconds for which what is listed no more is still there: another window may be putting it back just now."""


class Trash:
    """A folder with one folder for each act of deletion, in which each item lies with its sidecar."""

    def __init__(
        self, folder: Path, clock: Clock, randomness: Randomness, move: Callable[[Path, Path], None] = carry
    ) -> None:
        self._folder = folder
        self._clock = clock
        self._randomness = randomness
        self._move = move

    def put(self, root: Path, paths: Sequence[str], names: Sequence[str] = (), collection: str = "") -> str:
        """Take items out of a collection; return the id to have them back by. All go, or none. Raises FileTrouble.

        `names` and `collection` are what people call them.
        """
        self.sweep()
        places = [item_at(root, path) for path in paths]
        name = self._randomness.token(_NUMBERED)
        entry = self._folder / name
        make_private_folder(entry)
        what = {"root": str(root), "paths": list(paths), "at": self._clock.now()}
        write_object(entry / _ENTRY, {**what, "names": list(names), "collection": collection})
        taken: list[tuple[Path, Path]] = []
        try:
            for number, place in enumerate(places):
                kept = entry / str(number)
                kept.mkdir()
                for part in (place, *_sidecars(place)):
                    # noted first: on another drive the copy is whole before the original goes, and that may fail midway
                    taken.append((part, kept / part.name))
                    self._move(part, kept / part.name)
        except OSError as error:
            _take_back(entry, taken)
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
                Message("It is kept for {days} days.", days=KEPT_DAYS),
            )
        root = Path(deleted.root)
        if not root.is_dir():
            raise FileTrouble(
                deleted.root,
                Message("The collection of what was deleted is no longer at its place"),
                Message("It was at {path}. See whether its drive is still connected.", path=deleted.root),
            )
        kept = [(entry / str(number), path) for number, path in enumerate(deleted.paths)]
        now = [self._put_back(each, root, path) for each, path in kept if os.path.lexists(each / Path(path).name)]
        shutil.rmtree(entry, ignore_errors=True)
        return deleted._replace(paths=tuple(now))

    def listed(self, root: str = "") -> tuple[Deleted, ...]:
        """Return what was deleted in these days, from one collection or from all, the latest first."""
        young = (each for each in self._entries() if self._clock.now() - each.at <= KEPT_DAYS * DAY)
        return tuple(each for each in young if root in ("", each.root))

    def forget(self, names: Iterable[str]) -> None:
        """Delete for good; what is gone already is fine. Raises FileTrouble for what cannot be deleted."""
        self.sweep()
        known = {each.id for each in self._entries()}
        for name in names:
            if name in known:
                try:
                    shutil.rmtree(self._folder / name)
                except FileNotFoundError:
                    continue
                except OSError as error:
                    raise writing_trouble(error.filename or str(self._folder / name), error) from error

    def sweep(self) -> None:
        """Let go of what was kept long enough."""
        for each in self._entries():
            if self._clock.now() - each.at > KEPT_DAYS * DAY + _SPARED:
                shutil.rmtree(self._folder / each.id, ignore_errors=True)

    def _put_back(self, kept: Path, root: Path, path: str) -> str:
        place = inside(root, path)
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            original = kept / Path(path).name
            sidecars = _sidecars(original)
            if os.path.lexists(place) or (sidecars and os.path.lexists(sidecar_of(place))):
                endings = (place.suffix, SIDECAR_ENDING) if sidecars else (place.suffix,)
                place = place.with_name(free_stem(place.parent, place.stem, *endings) + place.suffix)
            for part in sidecars:
                carry(part, sidecar_of(place))
            carry(original, place)
        except OSError as error:
            raise writing_trouble(str(place), error) from error
        return place.relative_to(root).as_posix()

    def _entries(self) -> list[Deleted]:
        folders = self._folder.iterdir() if self._folder.is_dir() else ()
        found = [deleted for folder in folders if (deleted := _read(folder)) is not None]
        return sorted(found, key=lambda each: each.at, reverse=True)


def _read(folder: Path) -> Deleted | None:
    match read_object(folder / _ENTRY):
        case {"root": str(root), "paths": list(paths), "at": int() | float() as at, **more}:
            places = tuple(map(str, paths))
            names, collection = more.get("names"), more.get("collection")
            if not isinstance(names, list) or len(names) != len(places):
                names = [Path(place).stem for place in places]
            return Deleted(
                folder.name, root, places, float(at), tuple(map(str, names)), str(collection or Path(root).name)
            )
    return None


def _take_back(entry: Path, taken: list[tuple[Path, Path]]) -> None:
    """Put back what got here; the entry stays where something cannot go back, so that it can be restored later."""
    is_whole = True
    for part, there in reversed(taken):
        if not os.path.lexists(there):
            continue  # it never got here
        try:
            carry(there, part)
        except OSError:
            is_whole = False
    if is_whole:
        shutil.rmtree(entry, ignore_errors=True)


def _sidecars(place: Path) -> tuple[Path, ...]:
    sidecar = sidecar_of(place)
    return (sidecar,) if not place.is_dir() and sidecar.is_file() else ()
