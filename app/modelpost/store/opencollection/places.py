"""Where things are in a collection's folder."""

from pathlib import Path, PurePosixPath

from modelpost.core.failures import FileTrouble, FormatTrouble
from modelpost.core.text import Message
from modelpost.store.atomic import check_within

ROOT_FILE = "opencollection.yml"
FOLDER_FILE = "folder.yml"
ENVIRONMENTS = "environments"
ITEM_ENDING = ".yml"
SIDECAR_ENDING = ".view.yaml"
"""Not `.yml`, so that Bruno does not take a sidecar for a request."""


def inside(root: Path, path: str) -> Path:
    """Return a place of a collection; raises for one that leads out of it, be it by dots, by a drive or by links."""
    parts = PurePosixPath(path).parts
    if ".." in parts or path.startswith("/") or "\\" in path or "\0" in path or Path(path).drive:
        raise FormatTrouble(
            Message("{path} leads out of the collection", path=path), Message("Choose a place inside it.")
        )
    place = root.joinpath(*parts)
    check_within(place, root)
    return place


def item_at(root: Path, path: str) -> Path:
    """Return the place of a folder or item; raises FileTrouble where nothing is, FormatTrouble for what is none."""
    place = inside(root, path)
    if place == root or place.name in (ROOT_FILE, FOLDER_FILE):
        raise FormatTrouble(Message("{name} is not an item of the collection", name=path or root.name))
    if not place.exists():
        raise FileTrouble(
            str(place),
            Message("{path} is no longer at its place", path=path),
            Message("It was moved, renamed or deleted."),
        )
    return place


def is_item_name(name: str) -> bool:
    """Tell whether a file of this name is an item of a collection."""
    return name.endswith(ITEM_ENDING) and name not in (FOLDER_FILE, ROOT_FILE)


def root_above(place: Path) -> Path | None:
    """Return the folder of the collection that a file or folder lies in; None where it lies in none."""
    return next((folder for folder in (place, *place.parents) if (folder / ROOT_FILE).is_file()), None)


def located(path: Path) -> tuple[Path, str]:
    """Return the collection that a path means, and the request in it, empty for the collection as a whole.

    A folder that is in no collection is one itself, and so is the folder of a request that is in none. Raises
    FileTrouble where nothing is there, FormatTrouble for a file that is no request.
    """
    if path.is_dir():
        return root_above(path) or path, ""
    if not path.exists():
        raise FileTrouble(
            str(path),
            Message("{path} is no longer at its place", path=path),
            Message("It was moved, renamed or deleted."),
        )
    if path.suffix != ITEM_ENDING:
        raise FormatTrouble(
            Message("{name} is not a request", name=path.name),
            Message("Open a folder, or the file of a request, which ends in .yml."),
        )
    root = root_above(path.parent) or path.parent
    if path.name in (ROOT_FILE, FOLDER_FILE):
        return root, ""
    return root, path.relative_to(root).as_posix()


def sidecar_of(file: Path) -> Path:
    """Return the place of a file's sidecar."""
    return file.with_name(file.stem + SIDECAR_ENDING)
