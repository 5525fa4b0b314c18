"""File names that every system takes."""

import re
import unicodedata
from pathlib import Path

_REFUSED = re.compile(r'[\x00-\x1f<>:"/\\|?*]')
_RESERVED = frozenset(
    {"con", "prn", "aux", "nul", *(f"com{n}" for n in range(1, 10)), *(f"lpt{n}" for n in range(1, 10))}
)
_OURS = frozenset({"folder", "opencollection", "collection", "environments"})
_LONGEST = 80


def file_stem(name: str) -> str:
    """Return a stem for a file that shows `name`: no separators, no reserved names, nothing that hides or climbs."""
    plain = unicodedata.normalize("NFC", _REFUSED.sub("-", name)).strip(" .-")
    stem = re.sub(r"\s+", " ", plain)[:_LONGEST].strip(" .-") or "request"
    if stem.split(".")[0].lower() in _RESERVED or stem.lower() in _OURS or stem.lower().endswith(".view"):
        return f"{stem}-1"
    return stem


def free_stem(folder: Path, name: str, ending: str = ".yml") -> str:
    """Return a stem that no file in `folder` has, whatever its case."""
    taken = {path.name.lower() for path in folder.iterdir()} if folder.is_dir() else set()
    stem = file_stem(name)
    candidate, number = stem, 2
    while f"{candidate}{ending}".lower() in taken or candidate.lower() in taken:
        candidate, number = f"{stem}-{number}", number + 1
    return candidate
