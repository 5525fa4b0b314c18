"""The open collections as they are known, and which environment of each is in force."""

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modelpost.core.scope import Variable
    from modelpost.core.tree import Collection, Environment
    from modelpost.workbench.location import Location


class OpenCollections:
    """Collections by their roots, in the order they were opened. Whoever changes them reads the files, and tells."""

    def __init__(self) -> None:
        self._collections: dict[str, Collection] = {}
        self._active: dict[str, str] = {}
        self._filled: dict[tuple[str, str], dict[str, str]] = {}

    @property
    def all(self) -> "tuple[Collection, ...]":
        """The open collections, in the order they were opened."""
        return tuple(self._collections.values())

    def __getitem__(self, root: str) -> "Collection":
        return self._collections[root]

    def get(self, root: str) -> "Collection | None":
        """Return the collection of a root, if it is open."""
        return self._collections.get(root)

    def around(self, location: "Location | None") -> "Collection | None":
        """Return the collection that a place is in."""
        return self._collections.get(location.root) if location is not None else None

    def lender_to(self, location: "Location | None") -> "Collection | None":
        """Return the collection whose environment is in force at a place: that around it, or else the first."""
        return self.around(location) or next(iter(self._collections.values()), None)

    def take(self, collection: "Collection") -> None:
        """Open a collection, or note what it is now; its environment is in force where it has only one."""
        self._collections[collection.root] = collection
        if collection.root not in self._active and len(collection.environments) == 1:
            self._active[collection.root] = collection.environments[0].name

    def drop(self, root: str) -> bool:
        """Close a collection; tell whether it was open."""
        return self._collections.pop(root, None) is not None

    def declare(self, root: str, environment: "Environment | None", variable: "Variable") -> None:
        """Make a secret known at once; the files say the same, and are read again at the next opening."""
        from modelpost.workbench.scopes import with_declared  # noqa: PLC0415  # with the first collection

        collection = self._collections.get(root)
        if collection is not None:
            self._collections[root] = with_declared(collection, environment, variable)

    # Environments ----------------------------------------------------------------------------------------------------

    @property
    def in_force(self) -> dict[str, str]:
        """The names of the environments in force, by the roots of their collections; an empty one means none."""
        return dict(self._active)

    def put_in_force(self, names: "Mapping[str, str]") -> None:
        """Put environments in force as `in_force` has them, those of collections that are still to be opened too."""
        self._active.update(names)

    def environment_of(self, collection: "Collection", name: str | None = None) -> "Environment | None":
        """Return the environment in force, or the one that is named, with what its variables were given."""
        name = self._active.get(collection.root, "") if name is None else name
        found = next((environment for environment in collection.environments if environment.name == name), None)
        filled = self._filled.get((collection.root, name))
        if found is None or not filled:
            return found
        from modelpost.workbench.scopes import with_values  # noqa: PLC0415  # with the first collection

        return with_values(found, filled)

    def fill(self, root: str, name: str, values: dict[str, str]) -> None:
        """Put an environment in force and give variables of it their values; no file is written."""
        self._filled[root, name] = values
        self._active[root] = name

    def filled(self, root: str, name: str) -> dict[str, str]:
        """Return the values that variables of an environment were given."""
        return self._filled.get((root, name), {})

    def take_environments(
        self, root: str, environments: "tuple[Environment, ...]", renamed: tuple[str, str] | None
    ) -> bool:
        """Note what the environments of a collection are now, if it is open; one that was renamed stays in force."""
        collection = self._collections.get(root)
        if collection is None:
            return False
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
        return True
