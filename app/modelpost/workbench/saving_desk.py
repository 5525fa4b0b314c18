"""How a draft gets into its file, and a credential that was typed into the keyring, so that no file holds it."""

from __future__ import annotations  # types of what is loaded late stand in signatures

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from modelpost.core.failures import ChangedOnDisk, ModelpostError
from modelpost.core.scope import Variable
from modelpost.core.secrets import SecretRef
from modelpost.core.text import Message
from modelpost.core.undecided import undecided_places
from modelpost.workbench.credentials import secret_name, split_credential
from modelpost.workbench.location import Location

if TYPE_CHECKING:
    from collections.abc import Callable

    from modelpost.core.request import RequestDraft
    from modelpost.workbench.background import Background
    from modelpost.workbench.open_collections import OpenCollections
    from modelpost.workbench.ports import CollectionStore, StoredDraft
    from modelpost.workbench.request_tab import RequestTab
    from modelpost.workbench.secrets_desk import SecretsDesk

_Moved = tuple[tuple[SecretRef, str], ...]
"""Secrets that a collection has now, with their values."""


class SavingDesk(QObject):
    """Saves the drafts of tabs; asks for a place or for their credentials first where that is needed.

    Signals:
        saved: a request is on disk; carries the RequestTab and its Location.
        place_wanted: a draft has no file yet; carries the RequestTab.
        secrets_undecided: a draft holds credentials and cannot be saved so; carries the RequestTab and the places.
        changed_on_disk: a request could not be saved, for its file is not what it was; carries the RequestTab.
        declared: a collection or a request has one more secret.
        told: something to say in passing; carries a Message.
        failed: something could not be done; carries a ModelpostError.
    """

    saved = Signal(object, object)
    place_wanted = Signal(object)
    secrets_undecided = Signal(object, object)
    changed_on_disk = Signal(object)
    declared = Signal()
    told = Signal(object)
    failed = Signal(object)

    def __init__(
        self,
        collections: OpenCollections,
        background: Background,
        secrets: SecretsDesk,
        load_collections: Callable[[], CollectionStore],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._collections = collections
        self._background = background
        self._secrets = secrets
        self._load_collections = load_collections

    def save(self, tab: RequestTab) -> None:
        """Save a tab's draft into its file."""
        if self._is_undecided(tab, tab.draft):
            return
        location, before, draft = tab.location, tab.stored, tab.draft_to_save
        if location is None or before is None:
            self.place_wanted.emit(tab)
            return

        def work() -> StoredDraft:
            return self._load_collections().save(location.root, location.path, draft, before)

        def done(stored: StoredDraft) -> None:
            self._became_saved(tab, location, stored)

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
        environment = self._collections.environment_of(collection)

        def work() -> tuple[str, StoredDraft, _Moved]:
            store = self._load_collections()
            moved = [
                (store.declare_secret(collection, environment, variable.name), values.get(variable.value) or "")
                for variable in own
                if not isinstance(variable.value, str)
            ]
            path, stored = store.save_as(root, folder, draft)
            return path, stored, tuple(moved)

        def done(result: tuple[str, StoredDraft, _Moved]) -> None:
            path, stored, moved = result
            for ref, value in moved:
                if value:
                    self._secrets.keep(ref, value, _nothing, self.failed.emit)
            for variable in own:
                if not isinstance(variable.value, str):
                    self._secrets.forget(variable.value)
            tab.adopt_secrets()
            tab.replace_draft(draft)
            self._became_saved(tab, Location(root, path), stored)

        self._background.run(work, done, self.failed.emit)

    def keep_in_keyring(self, tab: RequestTab, where: str, then: Callable[[], None] | None = None) -> None:
        """Move the credential at a place of the draft into the keyring; a reference takes its place."""
        typed = tab.value_at(where)
        _, value = split_credential(where, typed)
        if not value:
            return
        name = secret_name(where, tab.draft)
        collection = self._collections.around(tab.location)
        environment = self._collections.environment_of(collection) if collection is not None else None

        def work() -> SecretRef:
            if collection is None:
                return SecretRef("", f"draft:{tab.id}", name)
            return self._load_collections().declare_secret(collection, environment, name)

        def declared(ref: SecretRef) -> None:
            variable = Variable(ref.name, ref)
            if collection is not None:
                self._collections.declare(collection.root, environment, variable)
            self._secrets.keep(ref, value, kept, self.failed.emit)
            if tab.value_at(where) == typed:
                tab.refer_to_secret(where, variable, own=collection is None)
            self.declared.emit()
            if then is not None:
                then()

        def kept() -> None:
            self.told.emit(
                Message("The token is in the keyring. The request refers to it as {name}.", name="{{" + name + "}}")
            )

        self._background.run(work, declared, self.failed.emit)

    def keep_all_and_save(self, tab: RequestTab) -> None:
        """Move every credential of a draft into the keyring, then save it."""
        places = undecided_places(tab.draft)
        if not places:
            self.save(tab)
            return
        self.keep_in_keyring(tab, places[0], lambda: self.keep_all_and_save(tab))

    def _became_saved(self, tab: RequestTab, location: Location, stored: StoredDraft) -> None:
        tab.became_saved(location, stored)
        self.saved.emit(tab, location)

    def _is_undecided(self, tab: RequestTab, draft: RequestDraft) -> bool:
        """Tell whether a draft holds credentials in the clear, and ask about them."""
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


def _nothing() -> None:
    """Do nothing: the value is where it belongs."""
