"""Certificate authorities that a collection trusts, in its sidecar."""

from pathlib import Path

from modelpost.store.opencollection.document import Tree
from modelpost.store.opencollection.nodes import as_mapping, as_texts
from modelpost.store.opencollection.places import ROOT_FILE, sidecar_of
from modelpost.store.opencollection.source import read_if_there, write_or_remove

_BLOCK, _FILES = "settings", "caFiles"


def trust_in_collection(root: Path, path: str) -> None:
    """Note in the collection's sidecar that the authorities in a file are trusted."""
    source = read_if_there(sidecar_of(root / ROOT_FILE))
    known = _files(source.tree)
    if path in known:
        return
    before: Tree = {}
    if isinstance(source.tree.get(_BLOCK), dict):
        before = {_BLOCK: {_FILES: list(known)} if known else {}}
    after: Tree = {_BLOCK: {_FILES: [*known, path]}}
    write_or_remove(source, before, after, _files, within=root)


def _files(tree: Tree) -> tuple[str, ...]:
    return as_texts(as_mapping(tree.get(_BLOCK)).get(_FILES))
