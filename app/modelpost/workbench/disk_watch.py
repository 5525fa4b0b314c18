"""What other programs do to the files of open collections."""

from __future__ import annotations  # types of what is loaded late stand in signatures

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from modelpost.core.failures import FileTrouble, ModelpostError
from modelpost.core.secrets import Redactor
from modelpost.core.text import Message
from modelpost.core.tree_edits import node_at
from modelpost.core.undecided import undecided_places
from modelpost.workbench.credentials import value_at

if TYPE_CHECKING:
    from collections.abc import Callable

    from modelpost.workbench.background import Background
    from modelpost.workbench.ports import CollectionStore, StoredDraft
    from modelpost.workbench.request_tab import RequestTab
    from modelpost.workbench.workspace import Workspace

_LOOKED_EVERY_MS = 2000
"""A look asks for the times and sizes of all files, about 30 ms for 5,000 of them, on a background thread. It works on
every drive, which notices of the system do not; and it sees at once what a whole pull from a repository has done."""


class DiskWatch(QObject):
    """Notices foreign edits, shows them where nothing was typed, and asks where something was.

    Signals:
        conflict_changed: whether a tab and its file contradict each other has changed; carries the RequestTab.
    """

    conflict_changed = Signal(object)

    def __init__(
        self, workspace: Workspace, background: Background, load_collections: Callable[[], CollectionStore]
    ) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._background = background
        self._load_collections = load_collections
        self._stamps: dict[str, str] = {}
        self._conflicts: dict[RequestTab, StoredDraft] = {}
        self._looking: set[str] = set()
        self._timer = QTimer(self, interval=_LOOKED_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._has_begun = False
        workspace.changed_on_disk.connect(self._on_changed_on_disk)
        workspace.tabs_changed.connect(self._forget_closed)
        workspace.collections_changed.connect(self._keep_looking)

    def begin(self) -> None:
        """Look from now on, every two seconds, while any collection is open."""
        self._has_begun = True
        self._keep_looking()

    def close(self) -> None:
        """Look no more."""
        self._has_begun = False
        self._timer.stop()

    def look(self) -> None:
        """Look once at every open collection."""
        for collection in self._workspace.collections:
            if collection.root not in self._looking:
                self._looking.add(collection.root)
                self._background.run(
                    partial(self._stamp, collection.root),
                    partial(self._compare, collection.root),
                    partial(self._give_up, collection.root),
                )

    @property
    def is_looking(self) -> bool:
        """Tell whether it looks by itself."""
        return self._timer.isActive()

    def check_tabs(self, root: str) -> None:
        """Compare the open requests of a collection with their files."""
        for tab in self._workspace.tabs_below(root):
            self._check(tab, _nothing)

    def conflict(self, tab: RequestTab | None) -> StoredDraft | None:
        """Return what the file of a tab says that contradicts it, None where nothing does."""
        return self._conflicts.get(tab) if tab is not None else None

    def take_theirs(self, tab: RequestTab) -> None:
        """Show what the other program wrote; what was typed can be had back by undo."""
        stored = self._settled(tab)
        if stored is not None:
            tab.take_theirs(stored)

    def keep_mine(self, tab: RequestTab) -> None:
        """Keep what was typed, for the next save to write over the other program's version."""
        stored = self._settled(tab)
        if stored is not None:
            tab.keep_mine(stored)

    def keep_both(self, tab: RequestTab) -> None:
        """Save what was typed as a request of its own beside the other program's."""
        location = tab.location
        if self._settled(tab) is not None and location is not None:
            name = self.tr("{name} (mine)").replace("{name}", tab.title)
            self._workspace.save_as(tab, location.root, location.path.rpartition("/")[0], name)

    def versions(self, tab: RequestTab, then: Callable[[str, str], None]) -> None:
        """Call `then` with the text of what was typed and with that of what is on disk, credentials masked in both."""
        stored, draft = self._conflicts.get(tab), tab.draft
        if stored is None:
            return
        theirs = stored.draft

        def work() -> tuple[str, str]:
            store = self._load_collections()
            hidden = Redactor({value_at(each, place) for each in (draft, theirs) for place in undecided_places(each)})
            return hidden.text(store.written(draft)), hidden.text(store.written(theirs))

        def done(texts: tuple[str, str]) -> None:
            then(*texts)

        self._background.run(work, done, self._workspace.failed.emit)

    # -----------------------------------------------------------------------------------------------------------------

    def _keep_looking(self) -> None:
        wanted = self._has_begun and bool(self._workspace.collections)
        if wanted != self.is_looking:
            if wanted:
                self._timer.start()
            else:
                self._timer.stop()

    def _stamp(self, root: str) -> str:
        return self._load_collections().stamp(root)

    def _compare(self, root: str, stamp: str) -> None:
        self._looking.discard(root)
        before, self._stamps[root] = self._stamps.get(root), stamp
        if before != stamp:
            self._workspace.reread(root, partial(self.check_tabs, root))

    def _give_up(self, root: str, error: ModelpostError) -> None:
        del error  # a drive that is away for a moment: whoever saves there is told
        self._looking.discard(root)

    def _check(self, tab: RequestTab, then: Callable[[], None]) -> None:
        location = tab.location
        if location is None:
            return

        def work() -> StoredDraft:
            return self._load_collections().read(location.root, location.path)

        def done(stored: StoredDraft) -> None:
            if tab not in self._workspace.tabs or tab.location != location:
                return
            if tab.follow_disk(stored):
                self._settled(tab)
                then()
            elif self._conflicts.get(tab) != stored:
                self._conflicts[tab] = stored
                self.conflict_changed.emit(tab)

        def failed(error: ModelpostError) -> None:
            if tab in self._workspace.tabs and tab.location == location:
                self._note_missing(tab, error)

        self._background.run(work, done, failed)

    def _note_missing(self, tab: RequestTab, error: ModelpostError) -> None:
        """Keep the draft of a file that is gone; one that cannot be understood for the moment is left alone."""
        collection = self._workspace.collection_of(tab)
        location = tab.location
        if not isinstance(error, FileTrouble) or collection is None or location is None:
            return
        if node_at(collection.tree, location.path) is None:
            self._settled(tab)
            tab.moved_to(None)
            self._workspace.told.emit(
                Message("“{name}” was deleted by another program. Its tab keeps it until you close it.", name=tab.title)
            )

    def _on_changed_on_disk(self, tab: RequestTab) -> None:
        """Look why a request could not be saved; where nothing stands against it after all, save it again."""

        def save() -> None:
            if tab.is_dirty:
                self._workspace.save(tab)

        self._check(tab, save)

    def _forget_closed(self) -> None:
        for tab in self._conflicts.keys() - set(self._workspace.tabs):
            del self._conflicts[tab]

    def _settled(self, tab: RequestTab) -> StoredDraft | None:
        stored = self._conflicts.pop(tab, None)
        if stored is not None:
            self.conflict_changed.emit(tab)
        return stored


def _nothing() -> None:
    """Do nothing: there was no question."""
