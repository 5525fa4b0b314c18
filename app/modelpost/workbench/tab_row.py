"""The row of tabs of a window: their order, which one is in front, which one is only looked at, which were closed."""

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modelpost.core.request import RequestDraft
    from modelpost.workbench.location import Location
    from modelpost.workbench.ports import StoredDraft
    from modelpost.workbench.request_tab import RequestTab

_CLOSED_KEPT = 20


class ClosedTab(NamedTuple):
    """What it takes to open a tab again as it was."""

    draft: "RequestDraft"
    location: "Location | None"
    stored: "StoredDraft | None"


class TabRow(QObject):
    """Open requests, left to right. It is handed tabs that are made, and lets go of those that it closes.

    Signals:
        changed: tabs were opened, closed or moved.
        current_changed: another tab is in front; carries the RequestTab or None.
    """

    changed = Signal()
    current_changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tabs: list[RequestTab] = []
        self._current: RequestTab | None = None
        self._passing: RequestTab | None = None
        self._closed: list[ClosedTab] = []

    @property
    def tabs(self) -> "tuple[RequestTab, ...]":
        """The open requests, left to right."""
        return tuple(self._tabs)

    @property
    def current(self) -> "RequestTab | None":
        """The request in front."""
        return self._current

    @property
    def passing(self) -> "RequestTab | None":
        """The tab that was opened to have a look: the next such look takes its place, unless it is kept."""
        return self._passing

    @property
    def can_reopen(self) -> bool:
        """Tell whether a closed tab can come back."""
        return bool(self._closed)

    def of_file(self, location: "Location") -> "RequestTab | None":
        """Return the tab of the file at a location."""
        return next((tab for tab in self._tabs if tab.location == location and tab.stored is not None), None)

    def add(self, tab: "RequestTab", *, in_front: bool = True) -> None:
        """Put a tab to the right of the one in front, and in front of it unless told otherwise."""
        index = self._tabs.index(self._current) + 1 if self._current in self._tabs else len(self._tabs)
        self._tabs.insert(index, tab)
        if in_front:
            self._current = tab
        self.changed.emit()
        if in_front:
            self.current_changed.emit(tab)

    def add_ahead(self, tabs: "Sequence[RequestTab]", front: "RequestTab") -> None:
        """Put tabs ahead of all others; `front` comes to the front where no other is there."""
        self._tabs[:0] = tabs
        self.changed.emit()
        if self._current is None:
            self.show(front)

    def show(self, tab: "RequestTab") -> None:
        """Bring a tab to the front."""
        if tab is not self._current:
            self._current = tab
            self.current_changed.emit(tab)

    def show_next(self, step: int) -> None:
        """Bring the tab `step` places to the right to the front, around the end."""
        if self._current is not None:
            index = (self._tabs.index(self._current) + step) % len(self._tabs)
            self.show(self._tabs[index])

    def show_nth(self, index: int) -> None:
        """Bring the tab at `index` to the front, if there is one."""
        if 0 <= index < len(self._tabs):
            self.show(self._tabs[index])

    def move(self, start: int, end: int) -> None:
        """Move a tab to another place."""
        self._tabs.insert(end, self._tabs.pop(start))
        self.changed.emit()

    def close(self, tab: "RequestTab") -> None:
        """Close a tab: what runs there is hung up, what was typed can be reopened."""
        index = self._tabs.index(tab)
        self.keep(tab)
        tab.close()
        self._closed.append(ClosedTab(tab.draft, tab.location, tab.stored))
        del self._closed[:-_CLOSED_KEPT]
        self._tabs.remove(tab)
        if tab is self._current:
            following = self._tabs[min(index, len(self._tabs) - 1)] if self._tabs else None
            self._current = following
            self.changed.emit()
            self.current_changed.emit(following)
        else:
            self.changed.emit()
        tab.deleteLater()

    def take_closed(self) -> ClosedTab | None:
        """Hand over the tab that was closed last, for it is opened again."""
        return self._closed.pop() if self._closed else None

    def pass_by(self, tab: "RequestTab") -> None:
        """Have a look at a tab: it takes the place of the one before that was only looked at."""
        before, self._passing = self._passing, tab
        tab.draft_changed.connect(self._on_passing_used)
        tab.state_changed.connect(self._on_passing_used)
        if before is not None:
            before.draft_changed.disconnect(self._on_passing_used)
            before.state_changed.disconnect(self._on_passing_used)
            self._drop(before)
        self.changed.emit()

    def keep(self, tab: "RequestTab") -> None:
        """Let a tab stay open that was opened to have a look."""
        if tab is self._passing:
            self._passing = None
            tab.draft_changed.disconnect(self._on_passing_used)
            tab.state_changed.disconnect(self._on_passing_used)
            self.changed.emit()

    def stop_all(self) -> None:
        """Hang up everything."""
        for tab in self._tabs:
            tab.stop()

    def _drop(self, tab: "RequestTab") -> None:
        """Close a tab that is not in front and holds nothing that could be reopened."""
        tab.close()
        self._tabs.remove(tab)
        tab.deleteLater()

    def _on_passing_used(self, value: object) -> None:
        del value
        if self._passing is not None:
            self.keep(self._passing)
