"""The open window's work: its collections, its request tabs, the environments in force."""

from __future__ import annotations  # types of what is loaded late stand in signatures

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from modelpost.core.failures import ModelpostError
from modelpost.core.text import Message
from modelpost.workbench.location import Location, Surroundings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QImage

    from modelpost.core.builtins import Builtins
    from modelpost.core.extraction import Captured
    from modelpost.core.request import RequestDraft
    from modelpost.core.resolved import SendOptions
    from modelpost.core.scope import Context, Variable
    from modelpost.core.secrets import SecretRef
    from modelpost.core.tree import Collection, Environment
    from modelpost.workbench.background import Background
    from modelpost.workbench.capture_desk import CaptureDesk
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
        self._captures: CaptureDesk | None = None
        self._collections: dict[str, Collection] = {}
        self._active: dict[str, str] = {}
        self._filled: dict[tuple[str, str], dict[str, str]] = {}
        self._tabs: list[RequestTab] = []
        self._current: RequestTab | None = None
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

    def open_request(self, root: str, path: str, then: Callable[[RequestTab], None] | None = None) -> None:
        """Open a saved request, or bring its tab to the front; `then` is called with the tab."""
        location = Location(root, path)
        for tab in self._tabs:
            if tab.location == location:
                self.show(tab)
                if then is not None:
                    then(tab)
                return

        def work() -> StoredDraft:
            return self._load_collections().read(root, path)

        def done(stored: StoredDraft) -> None:
            if any(tab.location == location for tab in self._tabs):
                self.open_request(root, path, then)
                return
            tab = self._open(stored.draft, location, stored)
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

    def open_path(self, path: str) -> None:
        """Open what a path means: a folder as a collection, the file of a request in the collection around it."""

        def work() -> tuple[str, str]:
            return self._load_collections().locate(path)

        def done(found: tuple[str, str]) -> None:
            root, place = found
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
            return self._load_collections().open(root)

        def done(collection: Collection) -> None:
            self._take(collection)
            if then is not None:
                then(collection)

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

    def refresh(self, root: str) -> None:
        """Read a collection again."""
        if root in self._collections:
            self.open_collection(root)

    # Environments ----------------------------------------------------------------------------------------------------

    @property
    def environments(self) -> tuple[Environment, ...]:
        """The environments that the request in front can use."""
        collection = self.collection_of(self._current) or next(iter(self._collections.values()), None)
        return collection.environments if collection is not None else ()

    @property
    def environment(self) -> Environment | None:
        """The environment in force for the request in front."""
        collection = self.collection_of(self._current) or next(iter(self._collections.values()), None)
        return self._environment_of(collection) if collection is not None else None

    def choose_environment(self, name: str) -> None:
        """Put an environment in force; an empty name means none."""
        collection = self.collection_of(self._current) or next(iter(self._collections.values()), None)
        if collection is not None and self._active.get(collection.root) != name:
            self._active[collection.root] = name
            self._tell_surroundings()

    def fill_environment(self, root: str, name: str, values: dict[str, str]) -> None:
        """Give variables of an environment their values for as long as the window is open; no file is written."""
        self._filled[root, name] = values
        self._active[root] = name
        self._tell_surroundings()

    def context_for(self, tab: RequestTab, environment_name: str | None = None) -> Surroundings:
        """Return variables, defaults and options around a tab's request, in another environment where one is named."""
        from modelpost.core.scope import Context  # noqa: PLC0415  # as above
        from modelpost.workbench import scopes  # noqa: PLC0415  # as above

        location, collection, options = tab.location, self.collection_of(tab), self._app_options()
        builtins = self._builtins() if self._builtins is not None else None
        if location is None or collection is None:
            return Surroundings(self._with_captures(Context(builtins=builtins), None, None), options)
        options = replace(options, jar=collection.id)
        environment = self._environment_of(collection, environment_name)
        label = self.tr("Environment {name}").replace("{name}", environment.name if environment is not None else "")
        context = replace(scopes.context_of(collection, location.path, environment, label), builtins=builtins)
        context = self._with_captures(context, collection, environment)
        folders = collection.tree.folders_to(location.path)
        return Surroundings(context, options, tuple(folder.name for folder in folders), folders)

    # Saving ----------------------------------------------------------------------------------------------------------

    def save(self, tab: RequestTab) -> None:
        """Save a tab's draft; asks for a place or for its credentials first where that is needed."""
        if self._is_undecided(tab, tab.draft):
            return
        location, before, draft = tab.location, tab.stored, tab.draft
        if location is None or before is None:
            self.place_wanted.emit(tab)
            return

        def work() -> StoredDraft:
            return self._load_collections().save(location.root, location.path, draft, before)

        def done(stored: StoredDraft) -> None:
            self._saved(tab, location, stored)

        self._background.run(work, done, self.failed.emit)

    def save_as(self, tab: RequestTab, root: str, folder: str, name: str) -> None:
        """Save a tab's draft as a new request; secrets that were its own move to the collection."""
        draft = tab.draft.named(name)
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
        _, value = split_credential(typed)
        if not value.strip():
            return
        name = secret_name(where, tab.draft)
        collection = self.collection_of(tab)
        environment = self._environment_of(collection) if collection is not None else None

        def work() -> SecretRef:
            if collection is None:
                return SecretRef("", f"draft:{tab.key}", name)
            return self._load_collections().declare_secret(collection, environment, name)

        def declared(ref: SecretRef) -> None:
            variable = Variable(ref.name, ref)
            if collection is not None:
                self._declare(collection.root, environment, variable)
            self._secrets.keep(ref, value.strip(), kept, self.failed.emit)
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

    def _open(
        self,
        draft: RequestDraft,
        location: Location | None,
        stored: StoredDraft | None,
        *,
        in_front: bool = True,
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
            parent=self,
        )
        tab.captured.connect(self._on_captured)
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
