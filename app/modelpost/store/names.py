"""File names that every system takes."""

import re
import unicodedata
from pathlib import Path

_REFUSED = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]|[\ud800-\udfff]')
_RESERVED = frozenset(
    {"con", "prn", "aux", "nul", "conin$", "conout$"}
    | {f"{device}{number}" for device in ("com", "lpt") for number in "0123456789¹²³"}
)
"""Names of devices on Windows, with any ending (Microsoft: "Naming Files, Paths, and Namespaces")."""

_OURS = frozenset({"folder", "opencollection", "collection", "environments", "node_modules", "__pycache__"})
"""Names that mean something else in a collection, or that are never looked into."""

_SIDECAR = ".view"
_USUAL = (".yml",)
_LONGEST = 80
_MOST_BYTES = 180
"""File systems take 255 bytes; this leaves room for a number, an ending and a temporary file's additions."""


def file_stem(name: str, otherwise: str = "request") -> str:
    """Return a stem for a file that shows `name`: no separators, no reserved names, nothing that hides or climbs."""
    plain = unicodedata.normalize("NFC", _REFUSED.sub("-", name))
    stem = _shortened(re.sub(r"\s+", " ", plain).strip(" .-")) or otherwise
    device, dot, rest = stem.partition(".")
    if device.strip().casefold() in _RESERVED or stem.casefold() in _OURS:
        stem = f"{device.strip()}-1{dot}{rest}"
    return f"{stem}-1" if stem.casefold().endswith(_SIDECAR) else stem


def free_stem(
    folder: Path,
    name: str,
    *endings: str,
    besides: tuple[str, ...] = (),
    otherwise: str = "request",
) -> str:
    """Return a stem that nothing in `folder` has with an ending of these, whatever its case or way to write accents.

    `besides` are the files that shall get the name: what they are called now is free for them.
    """
    names = {path.name for path in folder.iterdir()}.difference(besides) if folder.is_dir() else set()
    taken = {_folded(each) for each in names}
    stem = file_stem(name, otherwise)
    candidate, number = stem, 2
    while any(_folded(f"{candidate}{ending}") in taken for ending in ("", *(endings or _USUAL))):
        candidate, number = f"{stem}-{number}", number + 1
    return candidate


def names_in(folder: Path) -> set[str]:
    """Return the names of what is in a folder, as systems compare them that make no difference between cases."""
    return {_folded(path.name) for path in folder.iterdir()} if folder.is_dir() else set()


def taking_stem(taken: set[str], name: str, ending: str) -> str:
    """Return a stem that is not among names such as `names_in` gives, and put it among them."""
    stem = file_stem(name, "folder" if not ending else "request")
    candidate, number = stem, 2
    while taken & {_folded(f"{candidate}{ending}"), _folded(candidate)}:
        candidate, number = f"{stem}-{number}", number + 1
    taken.add(_folded(f"{candidate}{ending}"))
    return candidate


def _shortened(stem: str) -> str:
    short = stem[:_LONGEST]
    while len(short.encode()) > _MOST_BYTES:
        short = short[:-1]
    return short.strip(" .-")


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
