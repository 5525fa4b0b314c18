"""The ways to work on an open request: build it, run it over many inputs, compare it, show it to others."""

from collections.abc import Iterable
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from modelpost.core.text import Message

BUILD = "build"
DEMO = "demo"


class Mode(NamedTuple):
    """One way to work. Its key names the page, and after `mode.` the action that goes there."""

    key: str
    text: Message
    icon: str


MODES = (
    Mode(BUILD, Message("Build"), "send"),
    Mode("batch", Message("Batch"), "layers"),
    Mode("compare", Message("Compare"), "columns-2"),
    Mode(DEMO, Message("Demo"), "presentation"),
)


class ModeDesk(QObject):
    """Which mode the window is in. Those that somebody shows are offered, in the order of `MODES`.

    Signals:
        changed: another mode was chosen; carries its key.
    """

    changed = Signal(str)

    def __init__(self, shown: Iterable[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        known = {BUILD, *shown}
        self.offered = tuple(mode for mode in MODES if mode.key in known)
        self._current = BUILD

    @property
    def current(self) -> str:
        """The key of the mode in force."""
        return self._current

    def choose(self, key: str) -> None:
        """Go to another mode; one that is not offered is left out."""
        if key != self._current and any(mode.key == key for mode in self.offered):
            self._current = key
            self.changed.emit(key)
