"""The settings of the desktop that the program runs on: on Linux each desktop keeps its own."""

import os
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from modelpost.net.desktop.values import DesktopProxy, Source

_SECONDS_KEPT = 5.0
_TIMES_THE_READING = 20
"""A desktop that does not answer, after 3 s, is left alone for a minute: every request waits for it meanwhile."""
_WITH_SETTINGS_OF_ITS_OWN = frozenset({"darwin", "win32"})  # Python reads those by itself


class DesktopSettings:
    """Reads the settings of the desktop that the program runs on, as its environment names it (XDG_CURRENT_DESKTOP).

    They are kept for a few seconds, since to ask may take a process, and are read again at once where a file of theirs
    has changed. Used from many threads, never from that of the window.
    """

    def __init__(
        self,
        sources: Callable[[Mapping[str, str]], Source | None] | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._sources = sources or source_for
        self._now = now
        self._lock = threading.Lock()
        self._key: object = None
        self._until = 0.0
        self._kept: DesktopProxy | None = None

    def __call__(self) -> DesktopProxy | None:
        """Return what they say now, None where there is no desktop that has any."""
        source = self._sources(os.environ)
        if source is None:
            return None
        with self._lock:
            key = tuple(map(_stamp, source.files))
            if key != self._key or self._now() >= self._until:
                began = self._now()
                self._kept = source.read()
                ended = self._now()
                kept = max(_SECONDS_KEPT, (ended - began) * _TIMES_THE_READING)
                self._key, self._until = key, ended + kept
            return self._kept


def source_for(environment: Mapping[str, str]) -> Source | None:
    """Return where the desktop keeps its settings, None for one that has none or that we do not know."""
    names = environment.get("XDG_CURRENT_DESKTOP", "").upper().split(":")
    if sys.platform in _WITH_SETTINGS_OF_ITS_OWN or not any(names):
        return None
    from modelpost.net.desktop import gnome, kde  # noqa: PLC0415  # subprocess, 6 ms, and not wanted without a desktop

    if "KDE" in names:
        return kde.source(environment)
    name = next((known for known in map(gnome.NAMES.get, names) if known), "")
    return gnome.source(name, environment) if name else None


def _stamp(file: Path) -> tuple[Path, int, int]:
    try:
        facts = file.stat()
    except OSError:
        return file, 0, 0
    return file, facts.st_mtime_ns, facts.st_size
