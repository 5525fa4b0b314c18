"""The open window's work: its collections, its request tabs, the environments in force."""

from __future__ import annotations  # types of what is loaded late stand in signatures

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from modelpost.workbench.collection_reads import CollectionReads
from modelpost.workbench.lending import Lending
from modelpost.workbench.location import Location, Surroundings
from modelpost.workbench.open_collections import OpenCollections
from modelpost.workbench.tab_row import TabRow

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtGui import QImage

    from modelpost.core.builtins import Builtins
    from modelpost.core.extraction import Captured
    from modelpost.core.request import RequestDraft
    from modelpost.core.resolved import SendOptions
    from modelpost.core.scope import Scope, Variable
    from modelpost.core.tree import Collection, Environment
    from modelpost.workbench.background import Background
    from modelpost.workbench.collection_desk import CollectionDesk
    from modelpost.workbench.disk_watch import DiskWatch
    from modelpost.workbench.drafts_desk import Restored
    from modelpost.workbench.ports import Clock, CollectionStore, Sender, StoredDraft
    from modelpost.workbench.request_tab import RequestTab
    from modelpost.workbench.runner import ExchangeRunner
    from modelpost.workbench.saving_desk import SavingDesk
    from modelpost.workbench.secrets_desk import SecretsDesk


class Workspace(QObject):
    """Collections and request tabs of one window.

    Signals:
        tabs_changed: tabs were opened, closed or moved.
        current_changed: another tab is in front; carries the RequestTab or None.
        collections_changed: a collection was opened, closed or changed.
        environment_changed: another environment is in force, or its values differ.
        told: something to say in passing; carries a Message.
        failed: something could not be done; carries a ModelpostError.
        secrets_undecided: a draft holds credentials and cannot be saved so; carries the RequestTab and the places.
        place_wanted: a draft has no file yet; carries the RequestTab.
        saved: a request is on disk; carries the RequestTab.
        exchanged: an exchange has ended; carries the RequestTab and what was Sent.
        confirmation_wanted: a guarded environment is in force; carries the RequestTab and the environment's name.
        deleted: items of a collection are in the trash; carries what to say, the collection's root and the id to
            restore them by.
        handed_over: items went to another collection; carries what to say, and what takes them back.
        copy_found: two open folders have one id, and so one set of secrets; carries both Collections, the copy last.
        changed_on_disk: a request could not be saved, for its file is not what it was; carries the RequestTab.
    """

    tabs_changed = Signal()
    current_changed = Signal(object)
    collections_changed = Signal()
    environment_changed = Signal()
    told = Signal(object)
    failed = Signal(object)
    secrets_undecided = Signal(object, object)
    place_wanted = Signal(object)
    saved = Signal(object)
    exchanged = Signal(object, object)
    confirmation_wanted = Signal(object, str)
    deleted = Signal(object, str, str)
    handed_over = Signal(object, object)
    copy_found = Signal(object, object)
    changed_on_disk = Signal(object)

    def __init__(
        self,
        *,
        runner: ExchangeRunner,
        background: Background,
        sender: Sender,
        secrets: SecretsDesk,
        load_collections: Callable[[], CollectionStore],
        clock: Clock,
        options: Callable[[], SendOptions],
        builtins: Callable[[], Builtins] | None = None,
        pictures: Path = Path(),
        new_id: Callable[[], str] = str,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._background = background
        self._sender = sender
        self._secrets = secrets
        self._load_collections = load_collections
        self._clock = clock
        self._pictures = pictures
        self._new_id = new_id
        self._collections = OpenCollections()
        self._lending = Lending(self._collections, secrets, options, builtins)
        self._reads = CollectionReads(background, lambda root: self._load_collections().open(root), self.failed.emit)
        self._row = TabRow(self)
        self._row.changed.connect(self.tabs_changed)
        self._row.current_changed.connect(self.current_changed)
        self._row.current_changed.connect(self.environment_changed)
        self._items: CollectionDesk | None = None
        self._disk: DiskWatch | None = None
        self._saver: SavingDesk | None = None

    # Tabs ------------------------------------------------------------------------------------------------------------

    @property
    def tabs(self) -> tuple[RequestTab, ...]:
        """The open requests, left to right."""
        return self._row.tabs

    @property
    def current(self) -> RequestTab | None:
        """The request in front."""
        return self._row.current

    @property
    def can_reopen(self) -> bool:
        """Tell whether a closed tab can come back."""
        return self._row.can_reopen

    def new_tab(self, draft: RequestDraft | None = None) -> RequestTab:
        """Open a request that has no file yet."""
        from modelpost.core.request import RequestDraft  # noqa: PLC0415  # with the first tab, see _open

        return self._open(draft or RequestDraft(), None, None)

    def new_tab_beside(self, draft: RequestDraft, location: Location | None) -> RequestTab:
        """Open a draft that is not that of the file at `location`, but has the variables and defaults of its place."""
        return self._open(draft, location, None)

    @property
    def passing(self) -> RequestTab | None:
        """The tab that was opened to have a look: the next such look takes its place, unless it is kept."""
        return self._row.passing

    def keep(self, tab: RequestTab) -> None:
        """Let a tab stay open that was opened to have a look."""
        self._row.keep(tab)

    def open_request(
        self, root: str, path: str, then: Callable[[RequestTab], None] | None = None, *, in_passing: bool = False
    ) -> None:
        """Open a saved request, or bring its tab to the front; `then` is called with the tab.

        One that is opened `in_passing` stays until another one is, or until it is kept, edited or sent.
        """
        location = Location(root, path)
        tab = self._row.of_file(location)
        if tab is not None:
            self.show(tab)
            if not in_passing:
                self.keep(tab)
            if then is not None:
                then(tab)
            return

        def work() -> StoredDraft:
            return self._load_collections().read(root, path)

        def done(stored: StoredDraft) -> None:
            if self._row.of_file(location) is not None:
                self.open_request(root, path, then, in_passing=in_passing)
                return
            tab = self._open(stored.draft, location, stored)
            if in_passing:
                self._row.pass_by(tab)
            if then is not None:
                then(tab)

        self._background.run(work, done, self.failed.emit)

    def open_beside(self, root: str, path: str, then: Callable[[RequestTab], None]) -> None:
        """Open a saved request without bringing it to the front."""
        location = Location(root, path)

        def work() -> StoredDraft:
            return self._load_collections().read(root, path)

        def done(stored: StoredDraft) -> None:
            known = next((tab for tab in self.tabs if tab.location == location), None)
            then(known or self._open(stored.draft, location, stored, in_front=False))

        self._background.run(work, done, self.failed.emit)

    def beside(self, tab: RequestTab, draft: RequestDraft, scope: Scope | None = None) -> RequestTab:
        """Return a request that goes out as the one in `tab` would, but stands in no tab. Whoever asked closes it."""
        from modelpost.workbench.request_tab import RequestTab  # noqa: PLC0415  # see _open

        def surroundings(_: RequestTab) -> Surroundings:
            around = tab.surroundings
            if scope is None:
                return around
            return around._replace(context=replace(around.context, scopes=(*around.context.scopes, scope)))

        return RequestTab(
            runner=self._runner,
            sender=self._sender,
            secrets=self._secrets,
            clock=self._clock,
            surroundings=surroundings,
            draft=draft,
            location=tab.location,
            parent=self,
        )

    def show(self, tab: RequestTab) -> None:
        """Bring a tab to the front."""
        self._row.show(tab)

    def show_next(self, step: int = 1) -> None:
        """Bring the tab `step` places to the right to the front, around the end."""
        self._row.show_next(step)

    def show_nth(self, index: int) -> None:
        """Bring the tab at `index` to the front, if there is one."""
        self._row.show_nth(index)

    def move_tab(self, start: int, end: int) -> None:
        """Move a tab to another place."""
        self._row.move(start, end)

    def close_tab(self, tab: RequestTab) -> None:
        """Close a tab: what runs there is hung up, what was typed can be reopened."""
        self._row.close(tab)

    def reopen_tab(self) -> None:
        """Open the tab that was closed last, as it was."""
        closed = self._row.take_closed()
        if closed is not None:
            self._open(*closed)

    def restore(self, found: Sequence[Restored], current: str) -> tuple[RequestTab, ...]:
        """Open again what was open, ahead of what was opened meanwhile; `current` is the id of the one in front."""
        from modelpost.core.scope import Variable  # noqa: PLC0415  # with the first tab, see _open

        tabs = []
        for request, stored in found:
            location = Location(request.root, request.path) if request.path else None
            draft = request.draft or (stored.draft if stored is not None else None)
            if draft is None or (location is not None and stored is not None and self._row.of_file(location)):
                continue
            tab = self._new_tab(draft, location, stored, request.id)
            tab.give_secrets(tuple(Variable(name, ref) for name, ref in request.secrets))
            tab.set_look(request.look)
            tabs.append(tab)
        if tabs:
            self._row.add_ahead(tabs, next((tab for tab in tabs if tab.id == current), tabs[-1]))
        return tuple(tabs)

    def close(self) -> None:
        """Hang up everything, before the window goes."""
        self._row.stop_all()

    # Collections -----------------------------------------------------------------------------------------------------

    @property
    def collections(self) -> tuple[Collection, ...]:
        """The open collections, in the order they were opened."""
        return self._collections.all

    def collection_of(self, tab: RequestTab | None) -> Collection | None:
        """Return the collection that a tab's request belongs to."""
        return self._collections.around(tab.location) if tab is not None else None

    def lender_to(self, tab: RequestTab | None) -> Collection | None:
        """Return the collection whose environment is in force for a tab: its own, or the first for one of none."""
        return self._collections.lender_to(tab.location if tab is not None else None)

    def open_path(self, path: str, then: Callable[[RequestTab], None] | None = None) -> None:
        """Open what a path means: a folder as a collection, the file of a request in the collection around it.

        `then` is called with the tab of a request.
        """

        def work() -> tuple[str, str]:
            return self._load_collections().locate(path)

        def done(found: tuple[str, str]) -> None:
            root, place = found
            if place and then is not None:
                self.open_collection(root, lambda _: self.open_request(root, place, then))
                return
            self.open_collection(root)
            if place:
                self.open_request(root, place)

        self._background.run(work, done, self.failed.emit)

    def look_at(self, paths: Sequence[str], then: Callable[[bool], None]) -> None:
        """Tell whether dropped paths are what a batch runs over: a table, or a folder of pictures."""

        def work() -> bool:
            from modelpost.runs.setup import looks_like_inputs  # noqa: PLC0415  # 20 ms, off the GUI thread

            return looks_like_inputs(paths)

        self._background.run(work, then, self.failed.emit)

    def open_collection(self, root: str, then: Callable[[Collection], None] | None = None) -> None:
        """Open a folder in place and show its tree."""

        def work() -> Collection:
            return self._load_collections().open(root, quick=True)

        def done(collection: Collection) -> None:
            self._take(collection)
            if then is not None:
                then(collection)
            self.reread(collection.root)

        self._background.run(work, done, self.failed.emit)

    def create_collection(self, root: str, name: str, then: Callable[[Collection], None] | None = None) -> None:
        """Make a folder a collection and open it."""

        def work() -> Collection:
            return self._load_collections().create(root, name)

        def done(collection: Collection) -> None:
            self._take(collection)
            if then is not None:
                then(collection)

        self._background.run(work, done, self.failed.emit)

    def close_collection(self, root: str) -> None:
        """Take a collection off the sidebar; its files stay, and so do open tabs."""
        if self._collections.drop(root):
            self.collections_changed.emit()
            self.environment_changed.emit()

    @property
    def app_options(self) -> SendOptions:
        """How requests are sent where neither they nor what is around them say anything."""
        return self._lending.options

    def refresh(self, root: str) -> None:
        """Read a collection again."""
        if self._collections.get(root) is not None:
            self._reads.again(root, self._take_if_open)

    def reread(self, root: str, then: Callable[[], None] | None = None) -> None:
        """Read a collection again, and say so only where it is not as it is shown; `then` is called in any case."""

        def done(collection: Collection | None) -> None:
            if collection != self._collections.get(root):
                self._take_if_open(collection)
            if then is not None:
                then()

        if self._collections.get(root) is not None:
            self._reads.again(root, done)

    def show_edited(self, collection: Collection) -> None:
        """Show a collection as it will be, while the disk is at it."""
        self._take_if_open(collection)

    def tabs_below(self, root: str, path: str = "") -> tuple[RequestTab, ...]:
        """Return the tabs of the request at a path, or of those in a folder; of the whole collection for none."""
        return tuple(
            tab
            for tab in self.tabs
            if tab.location is not None
            and tab.location.root == root
            and (not path or tab.location.path == path or tab.location.path.startswith(f"{path}/"))
        )

    @property
    def items(self) -> CollectionDesk:
        """What can be done to folders and requests in collections."""
        if self._items is None:
            from modelpost.workbench.collection_desk import CollectionDesk  # noqa: PLC0415  # 2 ms, with a collection

            self._items = CollectionDesk(self, self._background, self._secrets, self._load_collections)
        return self._items

    @property
    def disk(self) -> DiskWatch:
        """What other programs do to the files of collections."""
        if self._disk is None:
            from modelpost.workbench.disk_watch import DiskWatch  # noqa: PLC0415  # 1 ms, with the first tab

            self._disk = DiskWatch(self, self._background, self._load_collections)
        return self._disk

    # Environments ----------------------------------------------------------------------------------------------------

    @property
    def environments(self) -> tuple[Environment, ...]:
        """The environments that the request in front can use."""
        collection = self.lender_to(self.current)
        return collection.environments if collection is not None else ()

    @property
    def environment(self) -> Environment | None:
        """The environment in force for the request in front."""
        collection = self.lender_to(self.current)
        return self._collections.environment_of(collection) if collection is not None else None

    def choose_environment(self, name: str) -> None:
        """Put an environment in force; an empty name means none."""
        collection = self.lender_to(self.current)
        if collection is not None and self._collections.in_force.get(collection.root) != name:
            self.put_in_force({collection.root: name})

    @property
    def in_force(self) -> dict[str, str]:
        """The names of the environments in force, by the roots of their collections; an empty one means none."""
        return self._collections.in_force

    def put_in_force(self, names: Mapping[str, str]) -> None:
        """Put environments in force as `in_force` has them, those of collections that are still to be opened too."""
        self._collections.put_in_force(names)
        self._tell_surroundings()

    def fill_environment(self, root: str, name: str, values: dict[str, str]) -> None:
        """Give variables of an environment their values for as long as the window is open; no file is written."""
        self._collections.fill(root, name, values)
        self._tell_surroundings()

    def filled(self, root: str, name: str) -> dict[str, str]:
        """Return the values that variables of an environment have for as long as the window is open."""
        return self._collections.filled(root, name)

    @property
    def variables(self) -> tuple[Variable, ...]:
        """The variables that are in force everywhere, below all others."""
        return self._lending.variables

    def take_variables(self, variables: tuple[Variable, ...]) -> None:
        """Put other variables in force everywhere."""
        self._lending.variables = variables
        self._tell_surroundings()

    def take_environments(
        self, root: str, environments: tuple[Environment, ...], renamed: tuple[str, str] | None = None
    ) -> None:
        """Note what the environments of a collection are now; one that was renamed stays in force."""
        if self._collections.take_environments(root, environments, renamed):
            self._tell_surroundings()

    def context_for(self, tab: RequestTab, environment_name: str | None = None) -> Surroundings:
        """Return variables, defaults and options around a tab's request, in another environment where one is named."""
        return self._lending.around(tab.location, environment_name)

    # Saving ----------------------------------------------------------------------------------------------------------

    def save(self, tab: RequestTab) -> None:
        """Save a tab's draft; asks for a place or for its credentials first where that is needed."""
        self._saving.save(tab)

    def save_as(self, tab: RequestTab, root: str, folder: str, name: str) -> None:
        """Save a tab's draft as a new request; secrets that were its own move to the collection."""
        self._saving.save_as(tab, root, folder, name)

    def keep_in_keyring(self, tab: RequestTab, where: str, then: Callable[[], None] | None = None) -> None:
        """Move the credential at a place of the draft into the keyring; a reference takes its place."""
        self._saving.keep_in_keyring(tab, where, then)

    def keep_picture(self, tab: RequestTab | None, image: QImage, then: Callable[[str], None]) -> None:
        """Write a pasted picture into the collection's `samples` folder, or the profile's, and hand on its path."""
        collection = self.collection_of(tab)
        folder = Path(collection.root) / "samples" if collection is not None else self._pictures

        def work() -> str:
            from modelpost.workbench.file_facts import save_picture  # noqa: PLC0415  # 5 ms, off the GUI thread

            return save_picture(image, folder)

        self._background.run(work, then, self.failed.emit)

    def keep_all_and_save(self, tab: RequestTab) -> None:
        """Move every credential of a draft into the keyring, then save it."""
        self._saving.keep_all_and_save(tab)

    # -----------------------------------------------------------------------------------------------------------------

    def _open(
        self,
        draft: RequestDraft,
        location: Location | None,
        stored: StoredDraft | None,
        *,
        in_front: bool = True,
    ) -> RequestTab:
        tab = self._new_tab(draft, location, stored, self._new_id())
        self._row.add(tab, in_front=in_front)
        return tab

    def _new_tab(
        self,
        draft: RequestDraft,
        location: Location | None,
        stored: StoredDraft | None,
        id: str,  # noqa: A002  # what it is called everywhere
    ) -> RequestTab:
        from modelpost.workbench.request_tab import RequestTab  # noqa: PLC0415  # 14 ms, at the first tab

        tab = RequestTab(
            runner=self._runner,
            sender=self._sender,
            secrets=self._secrets,
            clock=self._clock,
            surroundings=self.context_for,
            draft=draft,
            location=location,
            stored=stored,
            id=id,
            parent=self,
        )
        tab.captured.connect(self._on_captured)
        tab.exchanged.connect(self.exchanged)
        tab.confirmation_wanted.connect(self.confirmation_wanted)
        return tab

    def _on_captured(self, tab: RequestTab, captured: tuple[Captured, ...]) -> None:
        """Note what an answer gave to variables, for the requests that follow."""
        self._lending.note_captured(captured, tab.location)
        self._tell_surroundings()

    def _take(self, collection: Collection) -> None:
        self._collections.take(collection)
        self.collections_changed.emit()
        self._tell_surroundings()

    def _take_if_open(self, collection: Collection | None) -> None:
        if collection is not None and self._collections.get(collection.root) is not None:
            self._take(collection)

    @property
    def _saving(self) -> SavingDesk:
        if self._saver is None:
            from modelpost.workbench.saving_desk import SavingDesk  # noqa: PLC0415  # 2 ms, at the first saving

            self._saver = made = SavingDesk(
                self._collections, self._background, self._secrets, self._load_collections, self
            )
            made.saved.connect(self._on_saved)
            made.place_wanted.connect(self.place_wanted)
            made.secrets_undecided.connect(self.secrets_undecided)
            made.changed_on_disk.connect(self.changed_on_disk)
            made.declared.connect(self._tell_surroundings)
            made.told.connect(self.told)
            made.failed.connect(self.failed)
        return self._saver

    def _on_saved(self, tab: RequestTab, location: Location) -> None:
        self.saved.emit(tab)
        self.refresh(location.root)

    def _tell_surroundings(self) -> None:
        self.environment_changed.emit()
        for tab in self.tabs:
            tab.surroundings_changed.emit()
