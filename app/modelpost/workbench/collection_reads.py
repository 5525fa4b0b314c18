"""Collections read again from the disk, off the GUI thread."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from modelpost.core.failures import ModelpostError
    from modelpost.core.tree import Collection
    from modelpost.workbench.background import Background


class CollectionReads:
    """Reads collections. Two readings of one may end in the wrong order: the one that began later counts."""

    def __init__(
        self,
        background: "Background",
        open_collection: "Callable[[str], Collection]",
        failed: "Callable[[ModelpostError], None]",
    ) -> None:
        self._background = background
        self._open = open_collection
        self._failed = failed
        self._begun = 0
        self._newest: dict[str, int] = {}

    def again(self, root: str, done: "Callable[[Collection | None], None]") -> None:
        """Read a collection; `done` gets None where a reading that began later has ended before."""
        self._begun += 1
        number = self._begun

        def ended(collection: "Collection") -> None:
            if number < self._newest.get(root, 0):
                done(None)
                return
            self._newest[root] = number
            done(collection)

        self._background.run(lambda: self._open(root), ended, self._failed)
