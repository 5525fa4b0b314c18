"""Items that go from one collection to another: what they need comes along.

First the files that they name are there and the secrets that they use are declared, then they move: whenever the
program ends in between, every item is whole in one of the two.
"""

import filecmp
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from modelpost.core.failures import ModelpostError
from modelpost.core.handover import Handover, lent_secrets, names_in_force
from modelpost.core.template import file_mark, placeholders
from modelpost.core.tree import Collection, Environment
from modelpost.core.tree_edits import TreeChange, outermost
from modelpost.store.carrying import copy
from modelpost.store.files import writing_trouble
from modelpost.store.opencollection import environments, items
from modelpost.store.opencollection.folder_ids import FolderIds, Pair
from modelpost.store.opencollection.nodes import Plain
from modelpost.store.opencollection.places import FOLDER_FILE, ROOT_FILE, inside, is_item_name, item_at, sidecar_of
from modelpost.store.opencollection.source import read_if_there


def hand_over(
    source: Collection,
    paths: Sequence[str],
    target: Collection,
    folder: str,
    before: str,
    environment: Environment | None,
    ids: FolderIds,
    called: Sequence[str] = (),
) -> Handover:
    """Move items into a folder of another collection, ahead of its item `before`, behind all others for none.

    `environment` is the one in force where they come from. Their files keep their names, or are `called` otherwise.
    """
    root, there = Path(source.root), Path(target.root)
    outer = outermost(paths)
    places = [item_at(root, path) for path in outer]
    items.check_moves(places, inside(there, folder) if folder else there)
    texts = [text for place in places for text in _files_of(place)]
    left = tuple(name for name in sorted(set(_named_files(root, texts))) if not _bring(root, there, name))
    used = environments.references(root, [text.relative_to(root).as_posix() for text in texts])
    lent = lent_secrets(source, environment, outer, used, names_in_force(target, folder))
    copied = tuple((ref, environments.declare_in_collection(there, target.id, ref.name)) for ref in lent)
    moved, trouble = items.carry_items(root, places, there, folder, before, called if outer == tuple(paths) else ())
    secrets: list[Pair] = []
    for place, now in moved:
        try:
            secrets.extend(ids.handed_over(root, place, target, now) if now.is_dir() else ())
        except ModelpostError as error:
            trouble = trouble or error  # the others are there as well, and want theirs
    pairs = tuple((place.relative_to(root).as_posix(), now.relative_to(there).as_posix()) for place, now in moved)
    shares = source.id == target.id  # copies of one collection: what one has is the other's too
    return Handover(TreeChange(pairs, tuple(secrets), are_copies=shares, trouble=trouble), copied, left)


def _files_of(place: Path) -> Iterator[Path]:
    """Yield the files of an item, or of a folder and all that is in it, in which something can stand."""
    if not place.is_dir():
        yield place
        return
    yield place / FOLDER_FILE
    for path in sorted(place.iterdir()):
        if path.is_dir() and not path.is_symlink() and not path.name.startswith("."):
            yield from _files_of(path)
        elif is_item_name(path.name) and path.is_file():
            yield path


def _named_files(root: Path, texts: Sequence[Path]) -> Iterator[str]:
    """Yield the paths of files in the collection that stand in files of items, as a value or in a placeholder."""
    for text in texts:
        for file in (text, sidecar_of(text)):
            try:
                values = list(_scalars(read_if_there(file).tree))
            except ModelpostError:
                continue  # what cannot be read moves as it is
            for value in values:
                marks = (file_mark(span.name or "") for span in placeholders(value))
                for name in (value, *(mark.path for mark in marks if mark is not None)):
                    if _is_file_of(root, name):
                        yield PurePosixPath(name).as_posix()


def _scalars(value: Plain) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _scalars(inner)


def _is_file_of(root: Path, name: str) -> bool:
    """Tell whether a text is the path of a file that may come along: no item, and nothing hidden.

    A `.env` holds secrets and a `.git` programs; a description that speaks of one must not carry it elsewhere.
    """
    if not name.strip() or len(name) > 1_000 or "\n" in name or is_item_name(name) or name.endswith(ROOT_FILE):
        return False
    if any(part.startswith(".") for part in PurePosixPath(name).parts):
        return False
    try:
        return inside(root, name).is_file()
    except (ModelpostError, OSError, ValueError):
        return False


def _bring(root: Path, there: Path, name: str) -> bool:
    """Copy a file to the same place of the other collection; tell whether it is there now, and not another one."""
    origin, place = inside(root, name), inside(there, name)
    try:
        if place.exists():
            return place.is_file() and filecmp.cmp(origin, place, shallow=False)
        place.parent.mkdir(parents=True, exist_ok=True)
        copy(origin.resolve(), place)  # of a link what it leads to: from there it would lead elsewhere
    except OSError as error:
        raise writing_trouble(str(place), error) from error
    return True
