"""Environments: which there are, and the one that is being edited. `environment_writer` has what it is saved by."""

from __future__ import annotations  # types of what is loaded late stand in signatures

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

from modelpost.core import dotenv
from modelpost.core.text import Message
from modelpost.core.tree import Environment
from modelpost.workbench.environment_draft import (
    EnvironmentDraft,
    Problems,
    VariableRow,
    address_of,
    draft_of,
    environment_of,
    gaps,
    hindrances,
    refs_of,
    scope_of,
    secret_rows,
    with_entries,
)
from modelpost.workbench.environment_writer import EnvironmentWriter
from modelpost.workbench.location import Place

if TYPE_CHECKING:
    from collections.abc import Callable

    from modelpost.core.secrets import SecretRef
    from modelpost.core.tree import Collection, RequestNode
    from modelpost.workbench.background import Background
    from modelpost.workbench.ports import CollectionStore, GlobalStore, TextFiles
    from modelpost.workbench.secrets_desk import SecretsDesk
    from modelpost.workbench.workspace import Workspace


class Use(NamedTuple):
    """A request that refers to a variable."""

    root: str
    node: RequestNode


class EnvironmentsDesk(QObject):
    """Opens environments for editing and saves them. Nothing waits for disk or keyring.

    Signals:
        draft_changed: the draft that is edited differs, or what is known of it.
        opened: another environment is edited; carries its Place, or None when the editor is left.
        deleted: an environment is gone; carries its name and what puts it back.
        told: something to say in passing; carries a Message.
        failed: something could not be done; carries a ModelpostError.
    """

    draft_changed = Signal()
    opened = Signal(object)
    deleted = Signal(str, object)
    told = Signal(object)
    failed = Signal(object)

    def __init__(
        self,
        workspace: Workspace,
        secrets: SecretsDesk,
        background: Background,
        *,
        load_collections: Callable[[], CollectionStore],
        variables: GlobalStore,
        texts: TextFiles,
    ) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._secrets = secrets
        self._background = background
        self._load_collections = load_collections
        self._texts = texts
        self._writer = EnvironmentWriter(
            workspace,
            secrets,
            background,
            load_collections,
            variables,
            told=self.told.emit,
            failed=self.failed.emit,
        )
        self._place: Place | None = None
        self._saved = EnvironmentDraft()
        self._draft = EnvironmentDraft()
        self._references: dict[tuple[str, str], tuple[str, ...]] = {}
        secrets.value_changed.connect(self._on_value_changed)

    # What is shown ---------------------------------------------------------------------------------------------------

    @property
    def place(self) -> Place | None:
        """What is edited."""
        return self._place

    @property
    def draft(self) -> EnvironmentDraft:
        """What is edited, as it is now."""
        return self._draft

    @property
    def is_dirty(self) -> bool:
        """Tell whether it differs from what is saved."""
        return self._draft != self._saved

    @property
    def hindrances(self) -> Problems:
        """What keeps it from being saved."""
        return hindrances(self._draft)

    @property
    def problems(self) -> Problems:
        """What is wrong with it, by row and column, values that are missing among it."""
        known = {ref for ref, value in self._secrets.values.items() if value}
        filled = self._workspace.filled(*self._place) if self._place is not None else {}
        return {**gaps(self._draft, known, filled), **hindrances(self._draft)}

    def uses(self, name: str) -> tuple[Use, ...]:
        """Return the requests that refer to a variable, as far as it can have this one's value."""
        collections = {collection.root: collection for collection in self._workspace.collections}
        return tuple(
            Use(root, node)
            for (root, known), paths in self._references.items()
            if known == name and root in collections
            for path in paths
            if (node := collections[root].find(path)) is not None
        )

    # Editing ---------------------------------------------------------------------------------------------------------

    def open(self, place: Place) -> None:
        """Edit an environment; what was not saved of another one is lost, so whoever calls this asks before."""
        environment = self._writer.environment_at(place)
        if environment is None:
            return
        self._place = place
        self._saved = self._draft = draft_of(environment)
        self._references = {}
        self._secrets.fetch(refs_of(self._draft), self.draft_changed.emit)
        self.opened.emit(place)
        self.draft_changed.emit()
        self._look_for_uses()

    def close(self) -> None:
        """Edit nothing."""
        self._place = None
        self._saved = self._draft = EnvironmentDraft()
        self.opened.emit(None)

    def set_rows(self, rows: tuple[VariableRow, ...]) -> None:
        """Change the variables; one that becomes plain shows the value that it has in the keyring."""
        before = {row.ref for row in self._draft.rows if row.is_secret}
        freed = {row.ref for row in rows if row.ref in before and not row.is_secret and not row.value} - {None}
        self._take(replace(self._draft, rows=rows))
        if freed:
            self._secrets.fetch([ref for ref in freed if ref is not None], partial(self._show_freed, freed))

    def set_name(self, name: str) -> None:
        """Rename the environment."""
        self._take(replace(self._draft, name=name))

    def set_color(self, color: str) -> None:
        """Give the environment a colour, empty for none."""
        self._take(replace(self._draft, color=color))

    def set_guarded(self, guarded: bool) -> None:
        """Have it ask before anything but reading is sent, or not."""
        self._take(replace(self._draft, guarded=guarded))

    def revert(self) -> None:
        """Go back to what is saved."""
        self._take(self._saved)

    def save(self) -> None:
        """Save what is edited."""
        if self._place is None or self.hindrances:
            self.draft_changed.emit()
            return
        place = self._place
        if place.root and not self._draft.name.strip():
            self._draft = replace(self._draft, name=place.name)
        self._writer.store(place, self._saved, self._draft, partial(self._on_saved, place))

    # Environments as a whole -----------------------------------------------------------------------------------------

    def create(self, root: str, name: str = "") -> None:
        """Make a new environment and edit it."""
        collection = self._writer.collection(root)
        if collection is not None:
            name = _free_name(name or self.tr("New environment"), collection)
            self._writer.write(collection, Environment(name), None, partial(self.open, Place(root, name)))

    def duplicate(self, place: Place) -> None:
        """Make a copy of an environment, the values of its secrets included, and edit it."""
        collection, environment = self._writer.collection(place.root), self._writer.environment_at(place)
        if collection is None or environment is None:
            return
        draft = draft_of(environment)
        copy = replace(draft, name=_free_name(environment.name, collection))
        target = Place(place.root, copy.name)

        def fetched() -> None:
            values = [(address_of(row, collection.id, copy), self._writer.value(row.ref)) for row in secret_rows(draft)]
            made = environment_of(copy, collection.id, "")
            write = partial(self._writer.write, collection, made, None, partial(self.open, target))
            self._writer.keep_all([(ref, value) for ref, value in values if value], write)

        self._secrets.fetch(refs_of(draft), fetched)

    def rename(self, place: Place, name: str) -> None:
        """Give an environment another name; its secrets come along."""
        environment = self._writer.environment_at(place)
        if environment is None or not place.root or not name.strip() or name.strip() == place.name:
            return
        draft = draft_of(environment)
        self._writer.store(place, draft, replace(draft, name=name.strip()), partial(self._on_renamed, place))

    def delete(self, place: Place) -> None:
        """Delete the file of an environment. Its secrets stay in the keyring: `deleted` brings what puts it back."""
        collection, environment = self._writer.collection(place.root), self._writer.environment_at(place)
        if collection is None or environment is None:
            return

        def work() -> tuple[object, tuple[Environment, ...]]:
            store = self._load_collections()
            removed = store.remove_environment(collection.root, environment.path)
            return removed, store.environments(collection)

        def done(result: tuple[object, tuple[Environment, ...]]) -> None:
            removed, environments = result
            self._workspace.take_environments(collection.root, environments)
            if self._place == place:
                self.close()
            self.deleted.emit(place.name, partial(self._writer.put_back, collection, removed))

        self._background.run(work, done, self.failed.emit)

    def import_file(self, path: str) -> None:
        """Take over the values of a `.env` file into what is edited; nothing is saved yet."""
        place = self._place

        def done(text: str) -> None:
            found = dotenv.read(text)
            if place is None or place != self._place:
                return
            self._take(replace(self._draft, rows=with_entries(self._draft.rows, found.entries)))
            count, lost = len(found.entries), len(found.losses)
            message = Message("Values taken over: {count}. Save to keep them.", count=count)
            if lost:
                first = found.losses[0]
                message = Message(
                    "Values taken over: {count}. Lines that were not understood: {lost}. {first}",
                    count=count,
                    lost=lost,
                    first=first,
                )
            self.told.emit(message)

        self._background.run(lambda: self._texts.read(path), done, self.failed.emit)

    def export_file(self, path: str) -> None:
        """Write what is edited into a `.env` file, without the values of secrets."""
        text, losses = dotenv.write(environment_of(self._draft, "", "").variables)

        def done(_: None) -> None:
            self.told.emit(losses[0] if losses else Message("Written. The values of secrets were left out."))

        self._background.run(lambda: self._texts.write(path, text), done, self.failed.emit)

    def define(self, place: Place, name: str, value: str, *, secret: bool, then: Callable[[], None]) -> None:
        """Give a variable a value where it is kept, or make a new one there; secrets stay secrets."""
        environment = self._writer.environment_at(place)
        if environment is None:
            return
        before = draft_of(environment)
        known = next((row for row in before.rows if row.name == name), None)
        if known is None:
            rows = (*before.rows, VariableRow(name, value, is_secret=secret))
        else:
            changed = replace(known, value=value, enabled=True, is_secret=known.is_secret or secret)
            rows = tuple(changed if row is known else row for row in before.rows)
        after = replace(before, rows=rows)
        hindered = next(iter(hindrances(after).values()), None)
        if hindered is not None:
            self.told.emit(hindered)
            return
        self._writer.store(place, before, after, then)

    def define_in_folder(
        self, root: str, folder: str, name: str, value: str, *, secret: bool, then: Callable[[], None]
    ) -> None:
        """Give a variable a value in a folder, or with an empty path in the collection; secrets stay secrets."""
        self._writer.define_in_folder(root, folder, name, value, secret=secret, then=then)

    # -----------------------------------------------------------------------------------------------------------------

    def _take(self, draft: EnvironmentDraft) -> None:
        if draft != self._draft:
            self._draft = draft
            self.draft_changed.emit()

    def _show_freed(self, freed: set[SecretRef | None]) -> None:
        rows = tuple(
            replace(row, value=self._writer.value(row.ref))
            if row.ref in freed and not row.is_secret and not row.value
            else row
            for row in self._draft.rows
        )
        self._take(replace(self._draft, rows=rows))

    def _on_saved(self, place: Place) -> None:
        if self._place == place:
            self.open(place._replace(name=self._draft.name.strip()))

    def _on_renamed(self, place: Place) -> None:
        if self._place == place:
            self.close()

    def _look_for_uses(self) -> None:
        """Find out which requests refer to which variables."""
        place = self._place
        roots = [each for each in self._workspace.collections if place is not None and place.root in ("", each.root)]
        asked = [(each.root, tuple(node.path for node in each.tree.requests())) for each in roots]

        def work() -> dict[tuple[str, str], tuple[str, ...]]:
            store = self._load_collections()
            return {(root, name): used for root, paths in asked for name, used in store.references(root, paths).items()}

        def done(found: dict[tuple[str, str], tuple[str, ...]]) -> None:
            if place == self._place:
                self._references = found
                self.draft_changed.emit()

        if asked:
            self._background.run(work, done, self.failed.emit)

    def _on_value_changed(self, ref: SecretRef) -> None:
        if self._place is not None and ref.scope == scope_of(self._saved):
            self.draft_changed.emit()


def _free_name(wanted: str, collection: Collection) -> str:
    taken = {environment.name.casefold() for environment in collection.environments}
    name, number = wanted, 2
    while name.casefold() in taken:
        name, number = f"{wanted} {number}", number + 1
    return name
