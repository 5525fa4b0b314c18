"""What is done to the items of a collection on disk: made, named, moved, put in order, copied.

Each step leaves every file whole, whatever happens to the program in between. A sidecar is at its new place before its
file is and at its old one until it is gone, so that no request is ever without; one that is left over harms nothing.
"""

import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from modelpost.core.failures import FileTrouble, FormatTrouble, ModelpostError
from modelpost.core.text import Message
from modelpost.core.tree_edits import TreeChange, outermost
from modelpost.store.atomic import check_within, flush, remove_file, write_atomically
from modelpost.store.carrying import carry, copy
from modelpost.store.files import read_whole, writing_trouble
from modelpost.store.names import free_stem
from modelpost.store.opencollection.folder_ids import FolderIds, Pair
from modelpost.store.opencollection.nodes import Plain, as_mapping, as_text
from modelpost.store.opencollection.places import (
    FOLDER_FILE,
    ITEM_ENDING,
    ROOT_FILE,
    SIDECAR_ENDING,
    inside,
    is_item_name,
    item_at,
    sidecar_of,
)
from modelpost.store.opencollection.requests import sequence_of
from modelpost.store.opencollection.source import Tree, read_if_there, write_changes
from modelpost.store.opencollection.yaml_text import LARGEST_FILE

_LAST = float("inf")


class Carried(NamedTuple):
    """Where each item was and is now; `trouble` is what ended it halfway."""

    moved: tuple[tuple[Path, Path], ...]
    trouble: ModelpostError | None = None


class _Sibling(NamedTuple):
    path: Path
    sequence: float
    name: str

    @property
    def place(self) -> tuple[float, str, str]:
        return self.sequence or _LAST, self.name.casefold(), str(self.path)


def make_folder(root: Path, parent: str, name: str) -> str:
    """Make a folder behind the others of `parent`; return its path."""
    above = _place(root, parent)
    folder = above / free_stem(above, name, "", otherwise="folder")
    highest = max((each.sequence for each in _siblings(above, folders=True)), default=0.0)
    info: Tree = {"name": name, "type": "folder", "seq": int(highest) + 1}
    write_changes(
        read_if_there(folder / FOLDER_FILE),
        {},
        {"info": info, "request": {"auth": "inherit"}},
        _info,
        within=root,
    )
    return _relative(root, folder)


def rename_item(root: Path, path: str, name: str, ids: FolderIds) -> TreeChange:
    """Name a folder or item anew; its file follows. The folder of a collection stays where it is."""
    if not path:
        _set_info(root / ROOT_FILE, root, {"name": name})
        return TreeChange()
    place = item_at(root, path)
    is_folder = place.is_dir()
    secrets: list[Pair] = []
    try:
        secrets.extend(ids.settle(root, place) if is_folder else ())
        _set_info(place / FOLDER_FILE if is_folder else place, root, {"name": name})
        ending, otherwise = ("", "folder") if is_folder else (ITEM_ENDING, "request")
        own = (place.name,) if is_folder else (place.name, sidecar_of(place).name)
        stem = free_stem(place.parent, name, *_endings(ending), besides=own, otherwise=otherwise)
        target = place.with_name(f"{stem}{ending}")
        _relocate(place, target, root)
    except ModelpostError as error:
        if not secrets:
            raise
        return TreeChange(secrets=tuple(secrets), trouble=error)
    return TreeChange(((path, _relative(root, target)),), tuple(secrets))


def move_items(root: Path, paths: Sequence[str], folder: str, before: str, ids: FolderIds) -> TreeChange:
    """Move items into a folder, ahead of its item `before`, behind all others where that is empty."""
    parent = _place(root, folder)
    places = [item_at(root, path) for path in outermost(paths)]
    check_moves(places, parent)
    next_one = _place(root, before) if before else None
    secrets: list[Pair] = []
    moved: list[tuple[str, str]] = []
    targets: list[Path] = []
    trouble: ModelpostError | None = None
    try:
        for place in places:
            target = place
            if place.parent != parent:
                secrets.extend(ids.settle(root, place) if place.is_dir() else ())
                target = _free_place(place, parent, place.name)
                _relocate(place, target, root)
                moved.append((_relative(root, place), _relative(root, target)))
            targets.append(target)
        _arrange_all(root, parent, targets, next_one)
    except ModelpostError as error:
        if not (secrets or moved):
            raise
        trouble = error
    return TreeChange(tuple(moved), tuple(secrets), trouble=trouble)


def carry_items(
    root: Path, places: Sequence[Path], other: Path, folder: str, before: str, called: Sequence[str] = ()
) -> Carried:
    """Move items into a folder of another collection, in the same way; `called` are other names for their files."""
    parent = _place(other, folder)
    next_one = _place(other, before) if before else None
    moved: list[tuple[Path, Path]] = []
    trouble: ModelpostError | None = None
    try:
        for place, name in zip(places, called or [place.name for place in places], strict=True):
            target = _free_place(place, parent, name)
            _relocate(place, target, root, other)
            moved.append((place, target))
        _arrange_all(other, parent, [target for _, target in moved], next_one)
    except ModelpostError as error:
        if not moved:
            raise
        trouble = error
    return Carried(tuple(moved), trouble)


def check_moves(places: Sequence[Path], parent: Path) -> None:
    """Raise FormatTrouble or FileTrouble where one of these cannot go into a folder."""
    for place in places:
        _check_move(place, parent)


def duplicate_item(root: Path, path: str, name: str, ids: FolderIds) -> TreeChange:
    """Copy a folder or item to a place behind it, under another name."""
    place = item_at(root, path)
    if place.is_dir():
        target = place.with_name(free_stem(place.parent, name, "", otherwise="folder"))
        _copy_folder(place, target, root)
        secrets = ids.renew(root, place, target)
        _set_info(target / FOLDER_FILE, root, {"name": name})
    else:
        target = place.with_name(free_stem(place.parent, name, *_endings(ITEM_ENDING)) + ITEM_ENDING)
        secrets = ()
        for source, copy in ((sidecar_of(place), sidecar_of(target)), (place, target)):
            if source.is_file():
                write_atomically(copy, read_whole(source, up_to=LARGEST_FILE), within=root)
        _set_info(target, root, {"name": name})
    _arrange_behind(root, place, target)
    return TreeChange((("", _relative(root, target)),), secrets, are_copies=True)


# Order ---------------------------------------------------------------------------------------------------------------


def _siblings(folder: Path, *, folders: bool) -> list[_Sibling]:
    """Return the folders, or the items, of a folder, in their order; what cannot be read has no place."""
    found: list[_Sibling] = []
    for path in folder.iterdir() if folder.is_dir() else ():
        is_folder = path.is_dir() and not path.is_symlink()
        if path.name.startswith(".") or is_folder is not folders or not (folders or is_item_name(path.name)):
            continue
        try:
            tree = read_if_there(path / FOLDER_FILE if folders else path).tree
        except ModelpostError:
            tree = {}
        name = as_text(as_mapping(tree.get("info")).get("name")) or (path.name if folders else path.stem)
        found.append(_Sibling(path, sequence_of(tree), name))
    return sorted(found, key=lambda each: each.place)


def _arrange(root: Path, folder: Path, moved: list[Path], before: Path | None, *, folders: bool) -> None:
    """Put items where they shall stand among their siblings of the same kind, by their sequence numbers alone."""
    if not moved:
        return
    siblings = [each.path for each in _siblings(folder, folders=folders)]
    at = len(siblings) if before is None or folders else 0  # ahead of one of the other kind, if of any
    if before in siblings:
        at = siblings.index(before)
    ahead = [path for path in siblings[:at] if path not in moved]
    behind = [path for path in siblings[at:] if path not in moved]
    _number(root, [*ahead, *moved, *behind], folders=folders)


def _arrange_all(root: Path, folder: Path, moved: list[Path], before: Path | None) -> None:
    for folders in (True, False):
        _arrange(root, folder, [place for place in moved if place.is_dir() is folders], before, folders=folders)


def _arrange_behind(root: Path, place: Path, target: Path) -> None:
    folders = target.is_dir()
    siblings = [each.path for each in _siblings(place.parent, folders=folders) if each.path != target]
    at = siblings.index(place) + 1 if place in siblings else len(siblings)
    _number(root, [*siblings[:at], target, *siblings[at:]], folders=folders)


def _number(root: Path, order: list[Path], *, folders: bool) -> None:
    for number, path in enumerate(order, 1):
        _set_info(path / FOLDER_FILE if folders else path, root, {"seq": number})


def _set_info(file: Path, root: Path, wanted: Tree) -> None:
    """Put something into the `info` of a file; one that cannot be read keeps what it says."""
    try:
        source = read_if_there(file)
    except FormatTrouble:
        return
    found = source.tree.get("info")
    before: Tree = {"info": {key: found[key] for key in wanted if key in found}} if isinstance(found, dict) else {}
    after = wanted
    if source.content is None or not source.text.strip():
        after = {"name": file.parent.name, "type": "folder", **wanted}
    write_changes(source, before, {"info": after}, _info, within=root)


def _info(tree: Tree) -> Plain:
    return as_mapping(tree.get("info"))


# Places --------------------------------------------------------------------------------------------------------------


def _place(root: Path, path: str) -> Path:
    return inside(root, path) if path else root


def _endings(ending: str) -> tuple[str, ...]:
    """Return what must be free for an item: its own file, and a sidecar that somebody else may have left."""
    return (ending, SIDECAR_ENDING) if ending else ("",)


def _relative(root: Path, place: Path) -> str:
    return place.relative_to(root).as_posix()


def _free_place(place: Path, parent: Path, name: str) -> Path:
    """Return where an item goes in another folder, if it can under this name."""
    ending = "" if place.is_dir() else place.suffix
    stem = free_stem(parent, name.removesuffix(ending) if ending else name, *_endings(ending))
    return parent / f"{stem}{ending}"


def _check_move(place: Path, parent: Path) -> None:
    if parent == place or parent.is_relative_to(place):
        raise FormatTrouble(
            Message("{name} cannot be moved into itself", name=place.name), Message("Choose another folder.")
        )
    if not parent.is_dir():
        raise FileTrouble(
            str(parent),
            Message("{path} is no longer at its place", path=parent.name),
            Message("It was moved, renamed or deleted."),
        )
    if place.is_symlink() and place.parent != parent:
        raise FormatTrouble(
            Message("{name} is a link, which would lead elsewhere from another folder", name=place.name),
            Message("Move the file that it leads to."),
        )


def _relocate(place: Path, target: Path, root: Path, other: Path | None = None) -> None:
    """Move a file with its sidecar, or a folder, to a place of the same collection or of the `other` one."""
    if place == target:
        return
    check_within(target, other or root)
    is_file, sidecar = place.is_file(), sidecar_of(place)
    has_sidecar = is_file and sidecar.is_file()
    if has_sidecar and sidecar_of(target) != sidecar:
        write_atomically(sidecar_of(target), read_whole(sidecar, up_to=LARGEST_FILE), within=other or root)
    try:
        carry(place, target)
        for folder in {place.parent, target.parent}:
            flush(folder)
    except OSError as error:
        raise writing_trouble(str(place), error) from error
    if has_sidecar and not _is_same(sidecar, sidecar_of(target)):
        with contextlib.suppress(FileTrouble):  # the file is at its new place, and one that is left over harms nothing
            remove_file(sidecar, within=root)


def _is_same(one: Path, other: Path) -> bool:
    """Tell whether two names are of one file, as two that differ in case are on some systems."""
    try:
        return one.samefile(other)
    except OSError:
        return False


def _copy_folder(place: Path, target: Path, root: Path) -> None:
    check_within(target, root)
    try:
        copy(place, target)
        flush(target.parent)
    except OSError as error:
        raise writing_trouble(str(target), error) from error
