"""Header names to complete to, what they are for, and values that are common."""

import json
from pathlib import Path


class HeaderCatalogue:
    """Reads the catalogue at its first use."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._fields: dict[str, tuple[str, tuple[str, ...]]] | None = None

    def names(self) -> list[str]:
        """Return every known name."""
        return list(self._loaded())

    def values(self, name: str) -> list[str]:
        """Return values that are common for a header."""
        wanted = name.lower()
        return next((list(values) for known, (_, values) in self._loaded().items() if known.lower() == wanted), [])

    def about(self, name: str) -> str:
        """Return what a header is for, empty for one that is not known."""
        wanted = name.lower()
        return next((text for known, (text, _) in self._loaded().items() if known.lower() == wanted), "")

    def _loaded(self) -> dict[str, tuple[str, tuple[str, ...]]]:
        if self._fields is None:
            content = json.loads(self._path.read_text("utf-8"))
            self._fields = {name: (entry["about"], tuple(entry["values"])) for name, entry in content.items()}
        return self._fields
