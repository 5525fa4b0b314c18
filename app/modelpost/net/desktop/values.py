"""What the settings of a desktop say of proxies, as values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path


class DesktopMode(Enum):
    """What the settings want."""

    NONE = "none"
    """No proxy, or that of the environment."""

    MANUAL = "manual"
    SCRIPT = "script"
    """A program in JavaScript says it for each URL (PAC), at an address that was typed or that the network tells."""

    UNKNOWN = "unknown"
    """They could not be read."""


@dataclass(frozen=True, slots=True)
class DesktopProxy:
    """The settings of the desktop of that name. Addresses are empty for none and may lack a scheme.

    `bypass` lists hosts as NO_PROXY does: those without a proxy or, where it `is_reversed`, the only ones with one.
    """

    desktop: str
    mode: DesktopMode = DesktopMode.NONE
    http: str = field(default="", repr=False)  # may carry a password
    https: str = field(default="", repr=False)  # as above
    socks: str = field(default="", repr=False)  # as above
    bypass: str = ""
    is_reversed: bool = False

    def address(self, scheme: str) -> str:
        """Return the proxy for `http` or `https`; that of SOCKS is for what has none of its own."""
        return (self.https if scheme == "https" else self.http) or self.socks


@dataclass(frozen=True, slots=True)
class Source:
    """Where a desktop keeps them: `read` returns them, and they are other ones only if one of the `files` is."""

    read: Callable[[], DesktopProxy]
    files: tuple[Path, ...]


def configuration(environment: Mapping[str, str]) -> Path:
    """Return the folder of the user's settings (XDG Base Directory Specification)."""
    return Path(environment.get("XDG_CONFIG_HOME") or Path.home() / ".config")
