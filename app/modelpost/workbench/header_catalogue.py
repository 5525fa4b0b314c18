"""Header names to complete to, what they are for, and values that are common."""

import json
from pathlib import Path
from typing import NamedTuple


class _Entry(NamedTuple):
    """A header that is known."""

    about: str
    values: tuple[str, ...]
    is_of_answers: bool


class HeaderCatalogue:
    """Reads the catalogue at its first use."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._fields: dict[str, _Entry] | None = None

    def names(self) -> list[str]:
        """Return every known name that a request may have."""
        return [name for name, entry in self._loaded().items() if not entry.is_of_answers]

    def values(self, name: str) -> list[str]:
        """Return values that are common for a header."""
        wanted = name.lower()
        return next((list(entry.values) for known, entry in self._loaded().items() if known.lower() == wanted), [])

    def about(self, name: str) -> str:
        """Return what a header is for, empty for one that is not known."""
        wanted = name.lower()
        return next((entry.about for known, entry in self._loaded().items() if known.lower() == wanted), "")

    def _loaded(self) -> dict[str, _Entry]:
        if self._fields is None:
            content = json.loads(self._path.read_text("utf-8"))
            self._fields = {
                name: _Entry(entry["about"], tuple(entry.get("values", ())), entry.get("only") == "answers")
                for name, entry in content.items()
            }
        return self._fields
