"""How environments and variables get into files and the keyring.

Values of secrets go into the keyring before the file that no longer holds them is written, and leave it after the file
that does not refer to them any more: whatever fails, a value is in one of the two places.
"""

from __future__ import annotations  # types of what is loaded late stand in signatures

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from modelpost.core.scope import Variable
from modelpost.core.secrets import SecretRef, looks_like_credential
from modelpost.core.text import Message
from modelpost.core.tree import Environment
from modelpost.workbench.environment_draft import (
    EnvironmentDraft,
    address_of,
    environment_of,
    refs_of,
    secret_rows,
)
from modelpost.workbench.location import EVERYWHERE, Place

if TYPE_CHECKING:
    from collections.abc import Callable

    from modelpost.core.failures import ModelpostError
    from modelpost.core.tree import Collection, FolderNode
    from modelpost.workbench.background import Background
    from modelpost.workbench.ports import CollectionStore, GlobalStore
    from modelpost.workbench.secrets_desk import SecretsDesk
    from modelpost.workbench.workspace import Workspace


class EnvironmentWriter:
    """Writes what was edited, in the order in which nothing can get lost. Nothing waits for disk or keyring.

    `told` is called with something to say in passing, `failed` with what could not be done.
    """

    def __init__(
        self,
        workspace: Workspace,
        secrets: SecretsDesk,
        background: Background,
        load_collections: Callable[[], CollectionStore],
        variables: GlobalStore,
        *,
        told: Callable[[Message], None],
        failed: Callable[[ModelpostError], None],
    ) -> None:
        self._workspace = workspace
        self._secrets = secrets
        self._background = background
        self._load_collections = load_collections
        self._variables = variables
        self._told = told
        self._failed = failed

    def collection(self, root: str) -> Collection | None:
        """Return the open collection at `root`."""
        return next((each for each in self._workspace.collections if each.root == root), None)

    def environment_at(self, place: Place) -> Environment | None:
        """Return what is saved at a place, as far as it is open."""
        if place == EVERYWHERE:
            return Environment("", self._workspace.variables)
        collection = self.collection(place.root)
        found = collection.environments if collection is not None else ()
        return next((each for each in found if each.name == place.name), None)

    def store(self, place: Place, before: EnvironmentDraft, after: EnvironmentDraft, then: Callable[[], None]) -> None:
        """Save a changed environment: first the values of its secrets, then its file."""
        collection, environment = self.collection(place.root), self.environment_at(place)
        if environment is None:
            return
        owner = collection.id if collection is not None else ""
        after = replace(after, rows=tuple(row for row in after.rows if row))

        def fetched() -> None:
            kept = [(address_of(row, owner, after), row.value or self.value(row.ref)) for row in secret_rows(after)]
            unread = {row.ref for row in after.rows if not row.value and not self.value(row.ref)}
            stay = unread.union(ref for ref, _ in kept)  # what the keyring did not hand out is nowhere else
            left = [row.ref for row in secret_rows(before) if row.ref is not None and row.ref not in stay]
            changed = [(ref, value) for ref, value in kept if value and self._secrets.values.get(ref) != value]
            made = environment_of(after, owner, environment.path)

            def written() -> None:
                for ref in left:
                    self._secrets.forget(ref)
                self._tell_of_files(before, after, environment.path)
                then()

            self.keep_all(changed, partial(self.write, collection, made, place, written))

        self._secrets.fetch(refs_of(before), fetched)

    def value(self, ref: SecretRef | None) -> str:
        """Return the value of a secret as far as it is known, else an empty one."""
        return (self._secrets.values.get(ref) or "") if ref is not None else ""

    def keep_all(self, values: list[tuple[SecretRef, str]], then: Callable[[], None]) -> None:
        """Put values into the keyring one by one; go on when all are there."""
        if not values:
            then()
            return
        (ref, value), rest = values[0], values[1:]
        self._secrets.keep(ref, value, partial(self.keep_all, rest, then), self._failed)

    def write(
        self, collection: Collection | None, environment: Environment, place: Place | None, then: Callable[[], None]
    ) -> None:
        """Write an environment, or without a collection what counts everywhere; one at a `place` may be renamed."""
        if collection is None:
            self._write_variables(environment.variables, then)
            return

        def work() -> tuple[Environment, ...]:
            store = self._load_collections()
            store.save_environment(collection, environment)
            return store.environments(collection)

        def done(environments: tuple[Environment, ...]) -> None:
            renamed = (place.name, environment.name) if place is not None else None
            self._workspace.take_environments(collection.root, environments, renamed)
            then()

        self._background.run(work, done, partial(self._on_refused, collection))

    def put_back(self, collection: Collection, removed: object) -> None:
        """Undo the deletion of an environment."""

        def work() -> tuple[Environment, ...]:
            store = self._load_collections()
            store.put_environment_back(collection.root, removed)
            return store.environments(collection)

        done = partial(self._workspace.take_environments, collection.root)
        self._background.run(work, done, self._failed)

    def define_in_folder(
        self, root: str, folder: str, name: str, value: str, *, secret: bool, then: Callable[[], None]
    ) -> None:
        """Give a variable a value in a folder, or with an empty path in the collection; secrets stay secrets."""
        collection = self.collection(root)
        if collection is None:
            return
        known = next((each for each in _folder(collection, folder).variables if each.name == name), None)
        if known is not None and isinstance(known.value, SecretRef):
            self._secrets.keep(known.value, value, then, self._failed)
        elif secret:
            self._declare(collection, folder, name, value, then)
        elif looks_like_credential(name, value):
            self._told(Message("This looks like a credential, and files hold none. Make it a secret."))
        else:
            self._write_folder(collection, folder, Variable(name, value, note=known.note if known else ""), then)

    # -----------------------------------------------------------------------------------------------------------------

    def _on_refused(self, collection: Collection, error: ModelpostError) -> None:
        """Tell why an environment was not written, and read what another program may have written there."""
        self._failed(error)

        def work() -> tuple[Environment, ...]:
            return self._load_collections().environments(collection)

        done = partial(self._workspace.take_environments, collection.root)
        self._background.run(work, done, self._failed)

    def _write_variables(self, variables: tuple[Variable, ...], then: Callable[[], None]) -> None:
        def done(_: None) -> None:
            self._workspace.take_variables(variables)
            then()

        self._background.run(lambda: self._variables.write(variables), done, self._failed)

    def _declare(self, collection: Collection, folder: str, name: str, value: str, then: Callable[[], None]) -> None:
        """Put a value into the keyring, then take the plain one out of the folder's file, if it had one."""

        def work() -> SecretRef:
            return self._load_collections().declare_in_folder(collection, folder, name)

        def declared(ref: SecretRef) -> None:
            write = partial(self._write_folder, collection, folder, Variable(name, ref), then)
            self._secrets.keep(ref, value, write, self._failed)

        self._background.run(work, declared, self._failed)

    def _write_folder(self, collection: Collection, folder: str, variable: Variable, then: Callable[[], None]) -> None:
        def work() -> None:
            store = self._load_collections()
            before = store.read_folder(collection, folder)
            store.save_folder(collection, folder, replace(before, variables=_with(before.variables, variable)), before)

        def done(_: None) -> None:
            self._workspace.refresh(collection.root)
            then()

        self._background.run(work, done, self._failed)

    def _tell_of_files(self, before: EnvironmentDraft, after: EnvironmentDraft, path: str) -> None:
        """Warn of what a file said before: it may be in other hands already."""
        plain = {row.name for row in before.rows if not row.is_secret and row.value}
        moved = next((row.name for row in after.rows if row.is_secret and row.name in plain), None)
        if moved is not None and path:
            self._told(
                Message(
                    "The value of {name} is in the keyring now, and no longer in {path}. Earlier versions of the file, "
                    "as git keeps them, still hold it: have it replaced if others can see them.",
                    name=moved,
                    path=path,
                )
            )


def _with(variables: tuple[Variable, ...], wanted: Variable) -> tuple[Variable, ...]:
    """Return variables with another one at the place of the first of its name, behind all where there is none."""
    at = next((index for index, each in enumerate(variables) if each.name == wanted.name), len(variables))
    behind = (each for each in variables[at:] if each.name != wanted.name)
    return (*variables[:at], wanted, *behind)


def _folder(collection: Collection, path: str) -> FolderNode:
    """Return the folder at a path, the collection's own where there is none."""
    found = [folder for folder in collection.tree.folders_to(f"{path}/") if folder.path == path]
    return found[0] if found else collection.tree
