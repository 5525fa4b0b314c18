"""What comes along when items go from one collection to another."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from modelpost.core.scope import Variable
from modelpost.core.secrets import SecretRef
from modelpost.core.tree import Collection, Environment, FolderNode
from modelpost.core.tree_edits import TreeChange


class Handover(NamedTuple):
    """What a move from one collection to another did on disk.

    The pairs of `change` are of a place in the one and a place in the other; its secrets are those of the folders that
    moved. `copied` are secrets that were lent to the items, and that both collections have from now on. `left` are
    files that the items name, where the other collection has other ones of that name.
    """

    change: TreeChange
    copied: tuple[tuple[SecretRef, SecretRef], ...] = ()
    left: tuple[str, ...] = ()


class Origin(NamedTuple):
    """Where an item stood before it went elsewhere: its path, its folder, and the sibling that it stood ahead of."""

    path: str
    folder: str
    before: str

    @property
    def file_name(self) -> str:
        """The name of its file or folder."""
        return self.path.rpartition("/")[2]


def origins(tree: FolderNode, paths: Sequence[str]) -> tuple[Origin, ...]:
    """Return where items stand, each ahead of the next one that is not among them, behind all others for none."""
    return tuple(_origin(tree, path, paths) for path in paths)


def lent_secrets(
    source: Collection,
    environment: Environment | None,
    moved: Sequence[str],
    used: Mapping[str, Sequence[str]],
    known: frozenset[str],
) -> tuple[SecretRef, ...]:
    """Return the secrets that items use and that do not move with them, one for each name that is not `known`.

    `used` says at which places each name stands, `environment` is the one in force.
    """
    found: list[SecretRef] = []
    for name, places in used.items():
        refs = [] if name in known else [_lent(source, environment, moved, place, name) for place in places]
        found += [ref for ref in refs if ref is not None][:1]
    return tuple(found)


def names_in_force(target: Collection, folder: str) -> frozenset[str]:
    """Return the names of the variables that items in a folder can have a value from, in whichever environment."""
    above = [variable for each in target.tree.folders_to(f"{folder}/") for variable in each.variables]
    return frozenset(each.name for each in (*above, *(v for env in target.environments for v in env.variables)))


def _origin(tree: FolderNode, path: str, leaving: Sequence[str]) -> Origin:
    folder = next(each for each in reversed(tree.folders_to(path)) if each.path != path)
    siblings = [node.path for node in folder.children]
    behind = siblings[siblings.index(path) + 1 :] if path in siblings else []
    return Origin(path, folder.path, next((each for each in behind if each not in leaving), ""))


def _lent(
    source: Collection, environment: Environment | None, moved: Sequence[str], place: str, name: str
) -> SecretRef | None:
    """Return the address of the secret that a name stands for at a place; None for what moves along, or is plain."""
    in_force = _named(environment.variables, name) if environment is not None else None
    if in_force is not None:
        return in_force.value if isinstance(in_force.value, SecretRef) else None
    for folder in reversed(source.tree.folders_to(place)):
        variable = _named(folder.variables, name)
        if variable is not None:
            goes_along = any(folder.path == path or folder.path.startswith(f"{path}/") for path in moved)
            return variable.value if isinstance(variable.value, SecretRef) and not goes_along else None
    return None


def _named(variables: Sequence[Variable], name: str) -> Variable | None:
    return next((each for each in reversed(variables) if each.enabled and each.name == name), None)
