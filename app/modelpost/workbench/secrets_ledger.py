"""What Modelpost keeps in the keyring: whose it is, who uses it, and what nobody refers to any more."""

from __future__ import annotations  # types of what is loaded late stand in signatures

from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from modelpost.core.secrets import SecretRef
from modelpost.core.text import Message
from modelpost.core.tree import Collection, FolderNode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from modelpost.core.scope import Variable
    from modelpost.workbench.background import Background
    from modelpost.workbench.ports import CollectionStore, SecretKeeper
    from modelpost.workbench.secrets_desk import SecretsDesk
    from modelpost.workbench.workspace import Workspace

    Uses = dict[tuple[str, str], int]


class Standing(Enum):
    """What a secret in the keyring is to us."""

    USED = "used"
    ORPHAN = "orphan"
    ELSEWHERE = "elsewhere"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """A secret in the keyring, without its value. `uses` counts requests, `used` is a day such as 2026-01-31."""

    ref: SecretRef
    place: Message
    standing: Standing
    uses: int = 0
    used: str = ""


class SecretsLedger(QObject):
    """Lists the secrets and changes them. Only names are listed; a value is fetched when it shall be seen.

    Signals:
        changed: the list differs.
        revealed: a value shall be seen; carries its SecretRef and the value, empty where there is none.
        failed: something could not be done; carries a ModelpostError.
    """

    changed = Signal()
    revealed = Signal(object, str)
    failed = Signal(object)

    def __init__(
        self,
        workspace: Workspace,
        secrets: SecretsDesk,
        background: Background,
        load_keeper: Callable[[], SecretKeeper],
        load_collections: Callable[[], CollectionStore],
    ) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._secrets = secrets
        self._background = background
        self._load_keeper = load_keeper
        self._load_collections = load_collections
        self._entries: tuple[LedgerEntry, ...] = ()
        secrets.status_changed.connect(self.changed)

    @property
    def entries(self) -> tuple[LedgerEntry, ...]:
        """What is in the keyring, as of the last look."""
        return self._entries

    @property
    def backend(self) -> str | None:
        """The keyring's name; empty where there is none, None while nobody asked."""
        return self._secrets.backend

    def look(self) -> None:
        """Ask the keyring's index and the collections; ends in `changed`."""
        collections = self._workspace.collections
        asked = [(each.root, tuple(node.path for node in each.tree.requests())) for each in collections]

        def work() -> tuple[list[tuple[SecretRef, str]], Uses]:
            keeper, store = self._load_keeper(), self._load_collections()
            found = [(ref, keeper.last_used(ref)) for ref in keeper.entries()]
            uses = {
                (root, name): len(at) for root, paths in asked for name, at in store.references(root, paths).items()
            }
            return found, uses

        self._background.run(work, self._show, self.failed.emit)
        self._secrets.warm_up()

    def targets(self, entry: LedgerEntry) -> tuple[SecretRef, ...]:
        """Return the secrets of the same owner that are declared and have no value: one of them may be this one."""
        there = {known.ref for known in self._entries}
        declared = {variable.value for variable in self._declared() if isinstance(variable.value, SecretRef)}
        free = [ref for ref in declared - there if ref.owner == entry.ref.owner]
        return tuple(sorted(free, key=lambda ref: (ref.name != entry.ref.name, ref.user)))

    def reveal(self, ref: SecretRef) -> None:
        """Fetch a value; ends in `revealed`."""

        def known() -> None:
            self.revealed.emit(ref, self._secrets.values.get(ref) or "")

        self._secrets.fetch((ref,), known)

    def replace(self, ref: SecretRef, value: str) -> None:
        """Give a secret another value."""
        if value:
            self._secrets.keep(ref, value, self.look, self.failed.emit)

    def delete(self, refs: Iterable[SecretRef]) -> None:
        """Forget secrets, in memory and in the keyring."""
        for ref in tuple(refs):
            self._secrets.forget(ref)
        self._secrets.after_writes(self.look)

    def attach(self, ref: SecretRef, target: SecretRef) -> None:
        """Move an orphan to where it belongs now."""

        def known() -> None:
            value = self._secrets.values.get(ref)
            if value:
                self._secrets.keep(target, value, partial(self.delete, (ref,)), self.failed.emit)

        self._secrets.fetch((ref,), known)

    # -----------------------------------------------------------------------------------------------------------------

    def _show(self, found: tuple[list[tuple[SecretRef, str]], Uses]) -> None:
        listed, uses = found
        owners = {collection.id: collection for collection in self._workspace.collections}
        declared = {variable.value for variable in self._declared() if isinstance(variable.value, SecretRef)}
        self._entries = tuple(self._entry(ref, used, owners, declared, uses) for ref, used in listed)
        self.changed.emit()

    def _entry(
        self, ref: SecretRef, used: str, owners: dict[str, Collection], declared: set[SecretRef], uses: Uses
    ) -> LedgerEntry:
        collection = owners.get(ref.owner)
        if collection is not None:
            standing = Standing.USED if ref in declared else Standing.ORPHAN
            place = _place(ref, collection.name)
            return LedgerEntry(ref, place, standing, uses.get((collection.root, ref.name), 0), used)
        if ref.owner:
            return LedgerEntry(ref, Message("A collection that is not open"), Standing.ELSEWHERE, 0, used)
        if ref.scope == "global":
            count = sum(number for (_, name), number in uses.items() if name == ref.name)
            standing = Standing.USED if ref in declared else Standing.ORPHAN
            return LedgerEntry(ref, Message("Everywhere"), standing, count, used)
        if ref.scope.startswith("draft:"):
            return LedgerEntry(ref, Message("A request that is not saved"), Standing.OWN, 0, used)
        return LedgerEntry(ref, Message("Modelpost itself"), Standing.OWN, 0, used)

    def _declared(self) -> Iterator[Variable]:
        yield from self._workspace.variables
        for collection in self._workspace.collections:
            yield from _variables_below(collection.tree)
            for environment in collection.environments:
                yield from environment.variables


def _variables_below(folder: FolderNode) -> Iterator[Variable]:
    yield from folder.variables
    for child in folder.children:
        if isinstance(child, FolderNode):
            yield from _variables_below(child)


def _place(ref: SecretRef, collection: str) -> Message:
    kind, _, name = ref.scope.partition(":")
    match kind:
        case "env":
            return Message("{collection}, environment {name}", collection=collection, name=name)
        case "folder":
            return Message("{collection}, folder {name}", collection=collection, name=name)
    return Message("Collection {name}", name=collection)
