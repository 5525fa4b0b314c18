"""What was deleted from collections: which there is, and putting it back or letting go of it."""

from __future__ import annotations  # types of what is loaded late stand in signatures

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from modelpost.core.deleted import Deleted
    from modelpost.core.failures import ModelpostError
    from modelpost.workbench.background import Background
    from modelpost.workbench.ports import Clock, CollectionStore
    from modelpost.workbench.workspace import Workspace


class TrashDesk(QObject):
    """The trash of all collections, those that are closed among them. Nothing waits for the disk.

    Signals:
        changed: the list is another.
        failed: something could not be done; carries a ModelpostError.
    """

    changed = Signal()
    failed = Signal(object)

    def __init__(
        self,
        workspace: Workspace,
        background: Background,
        load_collections: Callable[[], CollectionStore],
        now: Clock,
    ) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._background = background
        self._load_collections = load_collections
        self._now = now
        self._entries: tuple[Deleted, ...] = ()
        self._looks = 0
        workspace.deleted.connect(self._on_deleted)

    @property
    def entries(self) -> tuple[Deleted, ...]:
        """What is in the trash as of the last look, the latest first."""
        return self._entries

    def days_left(self, entry: Deleted) -> int:
        """Return for how many days something is still kept."""
        return entry.days_left(self._now())

    def look(self) -> None:
        """Read what there is; ends in `changed`."""
        self._looks += 1
        number = self._looks

        def work() -> tuple[Deleted, ...]:
            return self._load_collections().deleted()

        def show(found: tuple[Deleted, ...]) -> None:
            if number == self._looks:  # else a later look, which may have ended earlier, knows better
                self._show(found)

        self._background.run(work, show, self.failed.emit)

    def restore(self, entries: Iterable[Deleted]) -> None:
        """Put back what was deleted; where it cannot be, `failed` of the workspace says why, and it stays here."""
        for entry in entries:
            self._workspace.items.restore(entry.root, entry.id, self.look)

    def delete_for_good(self, entries: Iterable[Deleted]) -> None:
        """Let go of what was deleted."""
        ids = tuple(entry.id for entry in entries)

        def work() -> None:
            self._load_collections().delete_for_good(ids)

        def done(_: None) -> None:
            self.look()

        def failed(error: ModelpostError) -> None:
            self.failed.emit(error)
            self.look()

        self._background.run(work, done, failed)

    # -----------------------------------------------------------------------------------------------------------------

    def _show(self, found: tuple[Deleted, ...]) -> None:
        if found != self._entries:
            self._entries = found
            self.changed.emit()

    def _on_deleted(self, *told: object) -> None:
        del told
        self.look()
