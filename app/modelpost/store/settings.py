"""What the user set for the whole application, kept as JSON in the profile."""

import json
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from modelpost.store.atomic import write_atomically

VERSION = 1


@dataclass(frozen=True, slots=True)
class AppSettings:
    """Settings and the state of the window. Times are in seconds, `zoom` in percent.

    `shortcuts` and `splitters` are pairs, so that the value stays immutable. No field may hold a secret.
    """

    theme: str = "system"
    language: str = ""
    zoom: int = 100
    high_contrast: bool = False
    reduce_motion: bool = False
    connect_timeout: float = 30.0
    read_timeout: float = 300.0
    total_timeout: float = 0.0
    follow_redirects: bool = True
    max_redirects: int = 10
    verify_tls: bool = True
    ca_files: tuple[str, ...] = ()
    proxy_mode: str = "system"
    proxy_http: str = ""
    proxy_https: str = ""
    proxy_bypass: str = ""
    shortcuts: tuple[tuple[str, str], ...] = ()
    show_welcome: bool = True
    collections: tuple[str, ...] = ()
    geometry: str = ""
    splitters: tuple[tuple[str, str], ...] = ()
    orientation: str = "auto"
    sidebar: bool = True

    def with_changes(self, changes: dict[str, object]) -> "AppSettings":
        """Return these settings with some replaced, by field name."""
        return replace(self, **changes)  # type: ignore[arg-type]  # checked by the reader and the settings window


class SettingsFile:
    """Reads and writes the settings; keys that this version does not know survive."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> AppSettings:
        """Return what is in the file; what is missing, damaged or of the wrong kind has its default."""
        found = self._content()
        defaults = AppSettings()
        values: dict[str, object] = {}
        for field in fields(AppSettings):
            if field.name in found:
                value = _fitting(found[field.name], getattr(defaults, field.name))
                if value is not None:
                    values[field.name] = value
        return replace(defaults, **values)  # type: ignore[arg-type]  # each value was checked against its default

    def write(self, settings: AppSettings) -> None:
        """Write the settings; raises FileTrouble."""
        content = {**self._content(), "version": VERSION, **asdict(settings)}
        write_atomically(self._path, json.dumps(content, indent=1, ensure_ascii=False).encode(), mode=0o600)

    def _content(self) -> dict[str, Any]:
        try:
            content = json.loads(self._path.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return content if isinstance(content, dict) else {}


def _fitting(value: object, default: object) -> object | None:
    """Return `value` in the type of `default`, None where it does not fit."""
    if isinstance(default, bool):
        return value if isinstance(value, bool) else None
    if isinstance(default, float | int):
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        return float(value) if isinstance(default, float) else int(value)
    if isinstance(default, str):
        return value if isinstance(value, str) else None
    if not isinstance(value, list):
        return None
    if all(isinstance(item, str) for item in value):
        return tuple(value)
    pairs = [
        item for item in value if isinstance(item, list) and len(item) == 2 and all(isinstance(p, str) for p in item)
    ]
    return tuple((name, text) for name, text in pairs)
