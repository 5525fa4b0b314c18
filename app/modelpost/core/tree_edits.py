"""Edits of a tree, each returning a new one: what the window shows until the disk has said what came of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from modelpost.core.failures import ModelpostError
from modelpost.core.secrets import SecretRef
from modelpost.core.tree import FolderNode, RequestNode

Node = FolderNode | RequestNode


@dataclass(frozen=True, slots=True)
class TreeChange:
    """What an edit did on disk: where items are now, and which secrets go along.

    `paths` are pairs of the path before and the path now, of items and not of what is in them; what is new has no path
    before. `secrets` are pairs of addresses in the keyring, of which only the second holds the value afterwards, or
    both where `are_copies`. `trouble` is what ended it halfway: what is said here was done all the same.
    """

    paths: tuple[tuple[str, str], ...] = ()
    secrets: tuple[tuple[SecretRef, SecretRef], ...] = ()
    are_copies: bool = False
    trouble: ModelpostError | None = None

    def now(self, path: str) -> str:
        """Return where an item is now that was at `path`, itself or within a folder that was moved."""
        for before, after in self.paths:
            if before and (path == before or path.startswith(f"{before}/")):
                return after + path[len(before) :]
        return path


def node_at(tree: FolderNode, path: str) -> Node | None:
    """Return what is at `path`; the tree itself for the empty one."""
    if path == tree.path:
        return tree
    for child in tree.children:
        if child.path == path:
            return child
        if isinstance(child, FolderNode) and path.startswith(f"{child.path}/"):
            return node_at(child, path)
    return None


def renamed(tree: FolderNode, path: str, name: str) -> FolderNode:
    """Return the tree with another name for an item."""
    return _changed(tree, path, lambda node: replace(node, name=name))


def without(tree: FolderNode, paths: Sequence[str]) -> FolderNode:
    """Return the tree without some items."""
    gone = frozenset(paths)
    kept = tuple(
        without(child, paths) if isinstance(child, FolderNode) else child
        for child in tree.children
        if child.path not in gone
    )
    return replace(tree, children=kept)


def moved(tree: FolderNode, paths: Sequence[str], folder: str, before: str = "") -> FolderNode:
    """Return the tree with items in a folder, ahead of the sibling `before`, at the end where that is empty.

    Folders stand before requests, as they do when the collection is read; an item that is moved ahead of one of the
    other kind comes as near to it as that allows. What would be moved into itself makes no difference.
    """
    nodes = [node for path in outermost(paths) if (node := node_at(tree, path)) is not None]
    if any(folder == node.path or folder.startswith(f"{node.path}/") for node in nodes):
        return tree

    def filled(node: Node) -> Node:
        return replace(node, children=arranged(node.children, nodes, before)) if isinstance(node, FolderNode) else node

    rest = without(tree, [node.path for node in nodes if node.path != before])
    return _changed(rest, folder, filled)


def arranged(siblings: Sequence[Node], nodes: Sequence[Node], before: str) -> tuple[Node, ...]:
    """Return siblings with `nodes` among them, ahead of `before`."""
    paths = {node.path for node in nodes}
    at = next((index for index, each in enumerate(siblings) if each.path == before), len(siblings))
    ahead = [each for each in siblings[:at] if each.path not in paths]
    behind = [each for each in siblings[at:] if each.path not in paths]
    return tuple(sorted((*ahead, *nodes, *behind), key=lambda node: isinstance(node, RequestNode)))


def outermost(paths: Sequence[str]) -> tuple[str, ...]:
    """Return those paths that lie in none of the others."""
    return tuple(
        path for path in dict.fromkeys(paths) if not any(path.startswith(f"{o}/") or not o for o in paths if o != path)
    )


def _changed(tree: FolderNode, path: str, change: Callable[[Node], Node]) -> FolderNode:
    if path == tree.path:
        made = change(tree)
        return made if isinstance(made, FolderNode) else tree
    children = tuple(
        change(child)
        if child.path == path
        else _changed(child, path, change)
        if isinstance(child, FolderNode) and path.startswith(f"{child.path}/")
        else child
        for child in tree.children
    )
    return replace(tree, children=children)
