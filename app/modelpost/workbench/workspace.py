"""The open window's work: its collections, its request tabs, the environments in force."""

from __future__ import annotations  # types of what is loaded late stand in signatures

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from modelpost.core.failures import ChangedOnDisk, ModelpostError
from modelpost.core.text import Message
from modelpost.workbench.collection_reads import CollectionReads
from modelpost.workbench.location import Location, Surroundings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtGui import QImage

    from modelpost.core.builtins import Builtins
    from modelpost.core.extraction import Captured
    from modelpost.core.request import RequestDraft
    from modelpost.core.resolved import SendOptions
    from modelpost.core.scope import Context, Scope, Variable
    from modelpost.core.secrets import SecretRef
    from modelpost.core.tree import Collection, Environment
    from modelpost.workbench.background import Background
    from modelpost.workbench.capture_desk import CaptureDesk
    from modelpost.workbench.collection_desk import CollectionDesk
    from modelpost.workbench.disk_watch import DiskWatch
    from modelpost.workbench.drafts_desk import Restored
    from modelpost.workbench.ports import Clock, CollectionStore, Sender, StoredDraft
    from modelpost.workbench.request_tab import RequestTab
    from modelpost.workbench.runner import ExchangeRunner
    from modelpost.workbench.secrets_desk import SecretsDesk

_CLOSED_KEPT = 20


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
        self._app_options = options
        self._builtins = builtins
        self._pictures = pictures
        self._new_id = new_id
        self._captures: CaptureDesk | None = None
        self._collections: dict[str, Collection] = {}
        self._reads = CollectionReads(background, lambda root: self._load_collections().open(root), self.failed.emit)
        self._active: dict[str, str] = {}
        self._filled: dict[tuple[str, str], dict[str, str]] = {}
        self._variables: tuple[Variable, ...] = ()
        self._tabs: list[RequestTab] = []
        self._current: RequestTab | None = None
        self._passing: RequestTab | None = None
        self._items: CollectionDesk | None = None
        self._disk: DiskWatch | None = None
        self._closed: list[tuple[RequestDraft, Location | None, StoredDraft | None]] = []

    # Tabs ------------------------------------------------------------------------------------------------------------

    @property
    def tabs(self) -> tuple[RequestTab, ...]:
        """The open requests, left to right."""
        return tuple(self._tabs)

    @property
    def current(self) -> RequestTab | None:
        """The request in front."""
        return self._current

    @property
    def can_reopen(self) -> bool:
        """Tell whether a closed tab can come back."""
        return bool(self._closed)

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
        return self._passing

    def keep(self, tab: RequestTab) -> None:
        """Let a tab stay open that was opened to have a look."""
        if tab is self._passing:
            self._passing = None
            tab.draft_changed.disconnect(self._on_passing_used)
            tab.state_changed.disconnect(self._on_passing_used)
            self.tabs_changed.emit()

    def open_request(
        self, root: str, path: str, then: Callable[[RequestTab], None] | None = None, *, in_passing: bool = False
    ) -> None:
        """Open a saved request, or bring its tab to the front; `then` is called with the tab.

        One that is opened `in_passing` stays until another one is, or until it is kept, edited or sent.
        """
        location = Location(root, path)
        for tab in self._tabs:
            if tab.location == location and tab.stored is not None:
                self.show(tab)
                if not in_passing:
                    self.keep(tab)
                if then is not None:
                    then(tab)
                return

        def work() -> StoredDraft:
            return self._load_collections().read(root, path)

        def done(stored: StoredDraft) -> None:
            if self._is_open(location):
                self.open_request(root, path, then, in_passing=in_passing)
                return
            tab = self._open(stored.draft, location, stored)
            if in_passing:
                self._pass_by(tab)
            if then is not None:
                then(tab)

        self._background.run(work, done, self.failed.emit)

    def open_beside(self, root: str, path: str, then: Callable[[RequestTab], None]) -> None:
        """Open a saved request without bringing it to the front."""
        location = Location(root, path)

        def work() -> StoredDraft:
            return self._load_collections().read(root, path)

        def done(stored: StoredDraft) -> None:
            known = next((tab for tab in self._tabs if tab.location == location), None)
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
        if tab is not self._current:
            self._current = tab
            self.current_changed.emit(tab)
            self.environment_changed.emit()

    def show_next(self, step: int = 1) -> None:
        """Bring the tab `step` places to the right to the front, around the end."""
        if self._current is not None:
            index = (self._tabs.index(self._current) + step) % len(self._tabs)
            self.show(self._tabs[index])

    def show_nth(self, index: int) -> None:
        """Bring the tab at `index` to the front, if there is one."""
        if 0 <= index < len(self._tabs):
            self.show(self._tabs[index])

    def move_tab(self, start: int, end: int) -> None:
        """Move a tab to another place."""
        self._tabs.insert(end, self._tabs.pop(start))
        self.tabs_changed.emit()

    def close_tab(self, tab: RequestTab) -> None:
        """Close a tab: what runs there is hung up, what was typed can be reopened."""
        index = self._tabs.index(tab)
        self.keep(tab)
        tab.close()
        self._closed.append((tab.draft, tab.location, tab.stored))
        del self._closed[:-_CLOSED_KEPT]
        self._tabs.remove(tab)
        if tab is self._current:
            following = self._tabs[min(index, len(self._tabs) - 1)] if self._tabs else None
            self._current = following
            self.tabs_changed.emit()
            self.current_changed.emit(following)
            self.environment_changed.emit()
        else:
            self.tabs_changed.emit()
        tab.deleteLater()

    def reopen_tab(self) -> None:
        """Open the tab that was closed last, as it was."""
        if self._closed:
            self._open(*self._closed.pop())

    def restore(self, found: Sequence[Restored], current: str) -> tuple[RequestTab, ...]:
        """Open again what was open, ahead of what was opened meanwhile; `current` is the id of the one in front."""
        from modelpost.core.scope import Variable  # noqa: PLC0415  # with the first tab, see _open

        tabs = []
        for request, stored in found:
            location = Location(request.root, request.path) if request.path else None
            draft = request.draft or (stored.draft if stored is not None else None)
            if draft is None or (stored is not None and self._is_open(location)):
                continue
            tab = self._new_tab(draft, location, stored, request.id)
            tab.give_secrets(tuple(Variable(name, ref) for name, ref in request.secrets))
            tab.set_look(request.look)
            tabs.append(tab)
        self._tabs[:0] = tabs
        if tabs:
            front = next((tab for tab in tabs if tab.id == current), tabs[-1])
            self.tabs_changed.emit()
            if self._current is None:
                self.show(front)
        return tuple(tabs)

    def close(self) -> None:
        """Hang up everything, before the window goes."""
        for tab in self._tabs:
            tab.stop()

    # Collections -----------------------------------------------------------------------------------------------------

    @property
    def collections(self) -> tuple[Collection, ...]:
        """The open collections, in the order they were opened."""
        return tuple(self._collections.values())

    def collection_of(self, tab: RequestTab | None) -> Collection | None:
        """Return the collection that a tab's request belongs to."""
        if tab is None or tab.location is None:
            return None
        return self._collections.get(tab.location.root)

    def lender_to(self, tab: RequestTab | None) -> Collection | None:
        """Return the collection whose environment is in force for a tab: its own, or the first for one of none."""
        return self.collection_of(tab) or next(iter(self._collections.values()), None)

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
        if self._collections.pop(root, None) is not None:
            self.collections_changed.emit()
            self.environment_changed.emit()

    @property
    def app_options(self) -> SendOptions:
        """How requests are sent where neither they nor what is around them say anything."""
        return self._app_options()

    def refresh(self, root: str) -> None:
        """Read a collection again."""
        if root in self._collections:
            self._reads.again(root, self._take_if_open)

    def reread(self, root: str, then: Callable[[], None] | None = None) -> None:
        """Read a collection again, and say so only where it is not as it is shown; `then` is called in any case."""

        def done(collection: Collection | None) -> None:
            if collection is not None and self._collections.get(root, collection) != collection:
                self._take(collection)
            if then is not None:
                then()

        if root in self._collections:
            self._reads.again(root, done)

    def show_edited(self, collection: Collection) -> None:
        """Show a collection as it will be, while the disk is at it."""
        if collection.root in self._collections:
            self._take(collection)

    def tabs_below(self, root: str, path: str = "") -> tuple[RequestTab, ...]:
        """Return the tabs of the request at a path, or of those in a folder; of the whole collection for none."""
        return tuple(
            tab
            for tab in self._tabs
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
        collection = self.lender_to(self._current)
        return collection.environments if collection is not None else ()

    @property
    def environment(self) -> Environment | None:
        """The environment in force for the request in front."""
        collection = self.lender_to(self._current)
        return self._environment_of(collection) if collection is not None else None

    def choose_environment(self, name: str) -> None:
        """Put an environment in force; an empty name means none."""
        collection = self.lender_to(self._current)
        if collection is not None and self._active.get(collection.root) != name:
            self._active[collection.root] = name
            self._tell_surroundings()

    @property
    def in_force(self) -> dict[str, str]:
        """The names of the environments in force, by the roots of their collections; an empty one means none."""
        return dict(self._active)

    def put_in_force(self, names: Mapping[str, str]) -> None:
        """Put environments in force as `in_force` has them, those of collections that are still to be opened too."""
        self._active.update(names)
        self._tell_surroundings()

    def fill_environment(self, root: str, name: str, values: dict[str, str]) -> None:
        """Give variables of an environment their values for as long as the window is open; no file is written."""
        self._filled[root, name] = values
        self._active[root] = name
        self._tell_surroundings()

    def filled(self, root: str, name: str) -> dict[str, str]:
        """Return the values that variables of an environment have for as long as the window is open."""
        return self._filled.get((root, name), {})

    @property
    def variables(self) -> tuple[Variable, ...]:
        """The variables that are in force everywhere, below all others."""
        return self._variables

    def take_variables(self, variables: tuple[Variable, ...]) -> None:
        """Put other variables in force everywhere."""
        self._variables = variables
        self._tell_surroundings()

    def take_environments(
        self, root: str, environments: tuple[Environment, ...], renamed: tuple[str, str] | None = None
    ) -> None:
        """Note what the environments of a collection are now; one that was renamed stays in force."""
        collection = self._collections.get(root)
        if collection is None:
            return
        for environment in environments:  # what was written counts, not what stood in for it
            earlier = next((each for each in collection.environments if each.path == environment.path), environment)
            for variable in set(environment.variables) - set(earlier.variables):
                self._filled.get((root, earlier.name), {}).pop(variable.name, None)
        if renamed is not None:
            old, new = renamed
            if (root, old) in self._filled:
                self._filled[root, new] = self._filled.pop((root, old))
            if self._active.get(root) == old:
                self._active[root] = new
        self._collections[root] = replace(collection, environments=environments)
        self._tell_surroundings()

    def context_for(self, tab: RequestTab, environment_name: str | None = None) -> Surroundings:
        """Return variables, defaults and options around a tab's request, in another environment where one is named."""
        from modelpost.workbench import scopes  # noqa: PLC0415  # as above

        location, collection, options = tab.location, self.collection_of(tab), self._app_options()
        builtins = self._builtins() if self._builtins is not None else None
        lender = self.lender_to(tab)
        environment = self._environment_of(lender, environment_name) if lender is not None else None
        label = self.tr("Environment {name}").replace("{name}", environment.name if environment is not None else "")
        in_force = environment.name if environment is not None else ""
        guard = in_force if environment is not None and environment.guarded else ""
        if location is None or collection is None:
            context = self._with_captures(
                replace(scopes.of_environment(environment, label), builtins=builtins), None, None
            )
            context = scopes.over_all(context, self._everywhere(), self._variables)
            return Surroundings(context, options, guard=guard, environment=in_force)
        options = replace(options, jar=collection.id)
        context = replace(scopes.context_of(collection, location.path, environment, label), builtins=builtins)
        context = self._with_captures(context, collection, environment)
        context = scopes.over_all(context, self._everywhere(), self._variables)
        folders = collection.tree.folders_to(location.path)
        return Surroundings(context, options, tuple(folder.name for folder in folders), folders, guard, in_force)

    # Saving ----------------------------------------------------------------------------------------------------------

    def save(self, tab: RequestTab) -> None:
        """Save a tab's draft; asks for a place or for its credentials first where that is needed."""
        if self._is_undecided(tab, tab.draft):
            return
        location, before, draft = tab.location, tab.stored, tab.draft_to_save
        if location is None or before is None:
            self.place_wanted.emit(tab)
            return

        def work() -> StoredDraft:
            return self._load_collections().save(location.root, location.path, draft, before)

        def done(stored: StoredDraft) -> None:
            self._saved(tab, location, stored)

        def failed(error: ModelpostError) -> None:
            if isinstance(error, ChangedOnDisk):
                self.changed_on_disk.emit(tab)
            else:
                self.failed.emit(error)

        self._background.run(work, done, failed)

    def save_as(self, tab: RequestTab, root: str, folder: str, name: str) -> None:
        """Save a tab's draft as a new request; secrets that were its own move to the collection."""
        draft = tab.draft_to_save.named(name)
        if self._is_undecided(tab, draft):
            return
        collection = self._collections[root]
        own, values = tab.own_secrets, dict(self._secrets.values)
        environment = self._environment_of(collection)

        def work() -> tuple[str, StoredDraft, tuple[tuple[SecretRef, str], ...]]:
            store = self._load_collections()
            moved = [
                (store.declare_secret(collection, environment, variable.name), values.get(variable.value) or "")
                for variable in own
                if not isinstance(variable.value, str)
            ]
            path, stored = store.save_as(root, folder, draft)
            return path, stored, tuple(moved)

        def done(result: tuple[str, StoredDraft, tuple[tuple[SecretRef, str], ...]]) -> None:
            path, stored, moved = result
            for ref, value in moved:
                if value:
                    self._secrets.keep(ref, value, _nothing, self.failed.emit)
            for variable in own:
                if not isinstance(variable.value, str):
                    self._secrets.forget(variable.value)
            tab.adopt_secrets()
            tab.replace_draft(draft)
            self._saved(tab, Location(root, path), stored)

        self._background.run(work, done, self.failed.emit)

    # Secrets ---------------------------------------------------------------------------------------------------------

    def keep_in_keyring(self, tab: RequestTab, where: str, then: Callable[[], None] | None = None) -> None:
        """Move the credential at a place of the draft into the keyring; a reference takes its place."""
        from modelpost.core.scope import Variable  # noqa: PLC0415  # with the first tab, see _open
        from modelpost.core.secrets import SecretRef  # noqa: PLC0415  # as above
        from modelpost.workbench.credentials import secret_name, split_credential  # noqa: PLC0415  # as above

        typed = tab.value_at(where)
        _, value = split_credential(where, typed)
        if not value:
            return
        name = secret_name(where, tab.draft)
        collection = self.collection_of(tab)
        environment = self._environment_of(collection) if collection is not None else None

        def work() -> SecretRef:
            if collection is None:
                return SecretRef("", f"draft:{tab.id}", name)
            return self._load_collections().declare_secret(collection, environment, name)

        def declared(ref: SecretRef) -> None:
            variable = Variable(ref.name, ref)
            if collection is not None:
                self._declare(collection.root, environment, variable)
            self._secrets.keep(ref, value, kept, self.failed.emit)
            if tab.value_at(where) == typed:
                tab.refer_to_secret(where, variable, own=collection is None)
            self._tell_surroundings()
            if then is not None:
                then()

        def kept() -> None:
            self.told.emit(
                Message("The token is in the keyring. The request refers to it as {name}.", name="{{" + name + "}}")
            )

        self._background.run(work, declared, self.failed.emit)

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
        from modelpost.core.undecided import undecided_places  # noqa: PLC0415  # as in save

        places = undecided_places(tab.draft)
        if not places:
            self.save(tab)
            return
        self.keep_in_keyring(tab, places[0], lambda: self.keep_all_and_save(tab))

    # -----------------------------------------------------------------------------------------------------------------

    def _is_open(self, location: Location | None) -> bool:
        return any(tab.location == location and tab.stored is not None for tab in self._tabs)

    def _open(
        self,
        draft: RequestDraft,
        location: Location | None,
        stored: StoredDraft | None,
        *,
        in_front: bool = True,
    ) -> RequestTab:
        tab = self._new_tab(draft, location, stored, self._new_id())
        index = self._tabs.index(self._current) + 1 if self._current in self._tabs else len(self._tabs)
        self._tabs.insert(index, tab)
        if not in_front:
            self.tabs_changed.emit()
            return tab
        self._current = tab
        self.tabs_changed.emit()
        self.current_changed.emit(tab)
        self.environment_changed.emit()
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

    def _everywhere(self) -> str:
        return self.tr("Everywhere")

    def _pass_by(self, tab: RequestTab) -> None:
        """Have a look at a tab: it takes the place of the one before that was only looked at."""
        before, self._passing = self._passing, tab
        tab.draft_changed.connect(self._on_passing_used)
        tab.state_changed.connect(self._on_passing_used)
        if before is not None:
            before.draft_changed.disconnect(self._on_passing_used)
            before.state_changed.disconnect(self._on_passing_used)
            self._drop(before)
        self.tabs_changed.emit()

    def _drop(self, tab: RequestTab) -> None:
        """Close a tab that is not in front and holds nothing that could be reopened."""
        tab.close()
        self._tabs.remove(tab)
        tab.deleteLater()

    def _on_passing_used(self, value: object) -> None:
        del value
        if self._passing is not None:
            self.keep(self._passing)

    def _on_captured(self, tab: RequestTab, captured: tuple[Captured, ...]) -> None:
        """Note what an answer gave to variables, for the requests that follow."""
        from modelpost.workbench.capture_desk import CaptureDesk  # noqa: PLC0415  # 1 ms, at the first captured value

        if self._captures is None:
            self._captures = CaptureDesk(self._secrets)
        collection = self.collection_of(tab)
        environment = self._environment_of(collection) if collection is not None else None
        root = collection.root if collection is not None else ""
        self._captures.note(captured, root, environment.name if environment is not None else "")
        self._tell_surroundings()

    def _with_captures(
        self, context: Context, collection: Collection | None, environment: Environment | None
    ) -> Context:
        if self._captures is None:
            return context
        root = collection.root if collection is not None else ""
        own = 1 if collection is not None and collection.tree.variables else 0
        return self._captures.around(context, root, environment.name if environment is not None else "", own)

    def _take(self, collection: Collection) -> None:
        self._collections[collection.root] = collection
        if collection.root not in self._active and len(collection.environments) == 1:
            self._active[collection.root] = collection.environments[0].name
        self.collections_changed.emit()
        self._tell_surroundings()

    def _take_if_open(self, collection: Collection | None) -> None:
        if collection is not None and collection.root in self._collections:
            self._take(collection)

    def _environment_of(self, collection: Collection, name: str | None = None) -> Environment | None:
        name = self._active.get(collection.root, "") if name is None else name
        found = next((environment for environment in collection.environments if environment.name == name), None)
        filled = self._filled.get((collection.root, name))
        if found is None or not filled:
            return found
        from modelpost.workbench.scopes import with_values  # noqa: PLC0415  # with the first collection

        return with_values(found, filled)

    def _declare(self, root: str, environment: Environment | None, variable: Variable) -> None:
        """Make a secret known at once; the files say the same, and are read again at the next opening."""
        from modelpost.workbench.scopes import with_declared  # noqa: PLC0415  # as above

        collection = self._collections.get(root)
        if collection is not None:
            self._collections[root] = with_declared(collection, environment, variable)

    def _is_undecided(self, tab: RequestTab, draft: RequestDraft) -> bool:
        """Tell whether a draft holds credentials in the clear, and ask about them."""
        from modelpost.core.undecided import undecided_places  # noqa: PLC0415  # 1 ms, at the first saving

        places = undecided_places(draft)
        if "url" in places:  # a reference cannot take the place of a password between user and host by itself
            self.failed.emit(
                ModelpostError(
                    Message("The address holds a password or a token, and files of a collection hold none"),
                    Message("Move it to the Auth tab, or write a secret variable in its place, then save again."),
                )
            )
        elif "body.raw" in places:  # which part of it would be the secret's, only its author knows
            self.failed.emit(
                ModelpostError(
                    Message("The body holds a password or a token, and files of a collection hold none"),
                    Message("Write a secret variable in its place, such as {name}, then save again.", name="{{token}}"),
                )
            )
        elif any(place.startswith("messages.") for place in places):
            self.failed.emit(
                ModelpostError(
                    Message("A message holds a password or a token, and files of a collection hold none"),
                    Message("Write a secret variable in its place, such as {name}, then save again.", name="{{token}}"),
                )
            )
        elif places:
            self.secrets_undecided.emit(tab, places)
        return bool(places)

    def _saved(self, tab: RequestTab, location: Location, stored: StoredDraft) -> None:
        tab.became_saved(location, stored)
        self.saved.emit(tab)
        self.refresh(location.root)

    def _tell_surroundings(self) -> None:
        self.environment_changed.emit()
        for tab in self._tabs:
            tab.surroundings_changed.emit()


def _nothing() -> None:
    """Do nothing: the value is where it belongs."""
