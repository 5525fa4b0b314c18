"""The proxy settings of KDE's Plasma, in `kioslaverc`: that of the user, and those of the system behind it."""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from modelpost.net.desktop.values import DesktopMode, DesktopProxy, Source, configuration

_FILE = "kioslaverc"
_GROUP = "[Proxy Settings]"
_NAME = "KDE"
_MODES = {"1": DesktopMode.MANUAL, "2": DesktopMode.SCRIPT, "3": DesktopMode.SCRIPT}
"""Without 0, no proxy, and 4, that of the environment, whose variables the file then names."""


def source(environment: Mapping[str, str]) -> Source:
    """Return where Plasma keeps its settings, the most general first."""
    of_system = (environment.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(":")
    folders = (*map(Path, reversed(of_system)), configuration(environment))
    files = tuple(folder / _FILE for folder in folders)
    return Source(partial(read, files), files)


def read(files: tuple[Path, ...]) -> DesktopProxy:
    """Return the settings; those of later files count."""
    found: dict[str, str] = {}
    for file in files:
        try:
            found.update(entries(file.read_text("utf-8", "replace")))
        except FileNotFoundError:
            pass  # nobody has changed anything there
        except OSError:
            return DesktopProxy(_NAME, DesktopMode.UNKNOWN)
    return parse(found)


def entries(text: str) -> Iterator[tuple[str, str]]:
    """Yield keys and values of the group about proxies; what a key says in brackets, as `[$e]`, is not for us."""
    is_inside = False
    for line in map(str.strip, text.splitlines()):
        if line.startswith("["):
            is_inside = line.startswith(_GROUP)
        elif is_inside and "=" in line:
            key, _, value = line.partition("=")
            yield key.partition("[")[0].strip(), value.strip()


def parse(found: Mapping[str, str]) -> DesktopProxy:
    """Return the settings that keys and values tell of."""
    return DesktopProxy(
        _NAME,
        _MODES.get(found.get("ProxyType", "0"), DesktopMode.NONE),
        _address(found.get("httpProxy", "")),
        _address(found.get("httpsProxy", "")),
        _address(found.get("socksProxy", ""), "socks5h"),
        found.get("NoProxyFor", ""),
        is_reversed=found.get("ReversedException", "").lower() == "true",
    )


def _address(text: str, kind: str = "") -> str:
    """Return an address; a blank may stand between host and port, and a port of 0 is the usual one."""
    place, _, port = text.partition(" ")
    place = place.rstrip("/")
    if kind and place:
        place = f"{kind}://{place.rpartition('://')[2]}"
    return f"{place}:{port.strip()}" if place and port.strip() not in {"", "0"} else place
