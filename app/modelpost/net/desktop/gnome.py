"""The proxy settings of GNOME, and of the desktops that keep theirs where it does.

`gsettings` is asked, as GNOME's own scripts do: its database has no format that others may read.
"""

import ast
import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from urllib.parse import quote

from modelpost.net.desktop.values import DesktopMode, DesktopProxy, Source, configuration

NAMES = {
    "GNOME": "GNOME",
    "UNITY": "Unity",
    "CINNAMON": "Cinnamon",
    "X-CINNAMON": "Cinnamon",
    "MATE": "MATE",
    "BUDGIE": "Budgie",
    "PANTHEON": "Pantheon",
    "UKUI": "UKUI",
    "DEEPIN": "Deepin",
}
"""What XDG_CURRENT_DESKTOP says, in capitals, and what people say."""

_SCHEMA = "org.gnome.system.proxy"
_PATIENCE = 3.0
"""Seconds; it usually takes 15 ms."""

_MODES = {"none": DesktopMode.NONE, "manual": DesktopMode.MANUAL, "auto": DesktopMode.SCRIPT}

Ask = Callable[[Sequence[str]], str]
"""Runs a command and returns what it prints; raises OSError, also where it fails or takes too long."""


def source(desktop: str, environment: Mapping[str, str]) -> Source:
    """Return where a desktop of the family keeps its settings."""
    folder = configuration(environment)
    return Source(partial(read, desktop), (folder / "dconf" / "user", folder / "glib-2.0" / "settings" / "keyfile"))


def read(desktop: str, ask: Ask | None = None) -> DesktopProxy:
    """Return the settings."""
    try:
        printed = (ask or asked)(("gsettings", "list-recursively", _SCHEMA))
    except OSError:
        return DesktopProxy(desktop, DesktopMode.UNKNOWN)
    return parse(desktop, printed)


def parse(desktop: str, printed: str) -> DesktopProxy:
    """Return the settings that lines of schema, key and value (GVariant text format) tell of."""
    found: dict[str, str] = {}
    for line in printed.splitlines():
        schema, _, rest = line.partition(" ")
        key, _, value = rest.partition(" ")
        found[f"{schema.removeprefix(_SCHEMA)}.{key}".removeprefix(".")] = value
    mode = _MODES.get(str(_value(found.get("mode", ""))), DesktopMode.UNKNOWN)
    http, https = _place(found, "http"), _place(found, "https")
    credentials = _credentials(found)
    listed = _value(found.get("ignore-hosts", ""))
    return DesktopProxy(
        desktop,
        mode,
        http and f"http://{credentials}{http}",
        https and f"http://{credentials if https == http else ''}{https}",
        (socks := _place(found, "socks")) and f"socks5h://{socks}",
        ",".join(map(str, listed)) if isinstance(listed, list) else "",
    )


def asked(command: Sequence[str]) -> str:
    """Return what a command prints. Raises OSError."""
    try:
        done = subprocess.run(  # noqa: S603  # words of our own, no shell
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_PATIENCE, check=True, env=_environment()
        )
    except subprocess.SubprocessError as error:
        raise OSError("the desktop does not tell") from error
    return done.stdout.decode("utf-8", "replace")


def _environment() -> dict[str, str]:
    """Return the environment of the system's programs: an app in one file has libraries of its own in the way."""
    before = os.environ.get("LD_LIBRARY_PATH_ORIG", "")
    others = {name: value for name, value in os.environ.items() if not name.startswith("LD_LIBRARY_PATH")}
    return {**others, "LD_LIBRARY_PATH": before} if before else others


def _place(found: Mapping[str, str], kind: str) -> str:
    """Return host and port, empty for none."""
    host, port = _value(found.get(f"{kind}.host", "")), found.get(f"{kind}.port", "0").strip()
    name = host.strip() if isinstance(host, str) else ""
    if not name:
        return ""
    bracketed = f"[{name}]" if ":" in name and not name.startswith("[") else name
    return bracketed if port == "0" else f"{bracketed}:{port}"


def _credentials(found: Mapping[str, str]) -> str:
    """Return what stands before the host; it is for the HTTP proxy, wherever that is used."""
    if found.get("http.use-authentication", "").strip() != "true":
        return ""
    user, password = (str(_value(found.get(f"http.authentication-{part}", ""))) for part in ("user", "password"))
    return f"{quote(user, safe='')}:{quote(password, safe='')}@" if user else ""


def _value(text: str) -> object:
    """Return a text or a list of texts; quotes and escapes are those of Python, an empty list tells its type."""
    try:
        return ast.literal_eval(text.strip().removeprefix("@as "))
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return ""
