"""Where things are in a collection's folder."""

from pathlib import Path, PurePosixPath

from modelpost.core.failures import FormatTrouble
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


def sidecar_of(file: Path) -> Path:
    """Return the place of a file's sidecar."""
    return file.with_name(file.stem + SIDECAR_ENDING)
