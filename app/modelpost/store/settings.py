"""What the user set for the whole application, kept as JSON in the profile."""

from pathlib import Path
from typing import Any, NamedTuple

from modelpost.core.failures import FormatTrouble
from modelpost.core.text import Message
from modelpost.store.json_file import read_object, write_object

VERSION = 1


class AppSettings(NamedTuple):
    """Settings and the state of the window. Times are in seconds, `zoom` in percent.

    `shortcuts`, `splitters` and `environments` are pairs, so that the value stays immutable; the last have the name of
    the environment in force for the root of a collection. No field may hold a secret: the password
    of a proxy is written as a reference, `http://user:{{proxy_password}}@host:3128`.
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
    ca_files: tuple[str, ...] = ()
    proxy_mode: str = "system"
    proxy_http: str = ""
    proxy_https: str = ""
    proxy_bypass: str = ""
    shortcuts: tuple[tuple[str, str], ...] = ()
    show_welcome: bool = True
    collections: tuple[str, ...] = ()
    recent: tuple[str, ...] = ()
    geometry: str = ""
    splitters: tuple[tuple[str, str], ...] = ()
    orientation: str = "auto"
    sidebar: bool = True
    history_days: int = 30
    history_megabytes: int = 1000
    environments: tuple[tuple[str, str], ...] = ()

    def with_changes(self, changes: dict[str, object]) -> "AppSettings":
        """Return these settings with some replaced, by field name."""
        return self._replace(**changes)  # type: ignore[arg-type]  # checked by the reader and the settings window


class SettingsFile:
    """Reads and writes the settings; keys that this version does not know survive."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> AppSettings:
        """Return what is in the file; what is missing, damaged or of the wrong kind has its default."""
        found = read_object(self._path)
        values: dict[str, Any] = {}
        for field, default in AppSettings._field_defaults.items():
            if field in found:
                value = _fitting(found[field], default, pairs=field in _PAIRS)
                if value is not None:
                    values[field] = value
        return AppSettings(**values)

    def write(self, settings: AppSettings) -> None:
        """Write the settings; raises FileTrouble, and FormatTrouble for a password in the address of a proxy."""
        from modelpost.core.proxies import holds_password  # noqa: PLC0415  # 7 ms at start-up, not needed to read

        for address in (settings.proxy_http, settings.proxy_https):
            if holds_password(address):
                raise FormatTrouble(
                    Message("The address of the proxy holds a password"),
                    Message(
                        "Passwords are not written to files. Keep it as a secret and write {example}.",
                        example="{{proxy_password}}",
                    ),
                )
        write_object(self._path, {**read_object(self._path), "version": VERSION, **settings._asdict()})


_PAIRS = frozenset({"shortcuts", "splitters", "environments"})


def _fitting(value: object, default: object, *, pairs: bool) -> object | None:
    """Return `value` in the type of `default`, None where it does not fit."""
    match default:
        case bool():
            return value if isinstance(value, bool) else None
        case int() | float():
            return _fitting_number(value, default)
        case str():
            return value if isinstance(value, str) else None
    if not isinstance(value, list):
        return None
    if pairs:
        return tuple((item[0], item[1]) for item in value if _is_pair(item))
    return tuple(item for item in value if isinstance(item, str))


def _fitting_number(value: object, default: float) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e9:
        return None
    return float(value) if type(default) is float else int(value)


def _is_pair(item: object) -> bool:
    return isinstance(item, list) and len(item) == 2 and all(isinstance(part, str) for part in item)
