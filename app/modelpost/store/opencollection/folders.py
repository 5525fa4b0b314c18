"""The settings of folders and of collections, written over their files."""

from dataclasses import replace
from pathlib import Path

from modelpost.core.contents import FolderContents
from modelpost.core.failures import ChangedOnDisk, ModelpostError
from modelpost.core.request import INHERITED_AUTH, NO_AUTH
from modelpost.core.secrets import SecretRef
from modelpost.core.text import Message
from modelpost.store.opencollection.document import Tree, with_docs_as_found
from modelpost.store.opencollection.environments import SECRETS_KEY
from modelpost.store.opencollection.folder_contents import (
    check_folder_decided,
    folder_contents,
    folder_tree,
    hidden_folder_tree,
    read_folder_contents,
)
from modelpost.store.opencollection.nodes import as_mapping, as_texts
from modelpost.store.opencollection.places import FOLDER_FILE, ROOT_FILE, inside, sidecar_of
from modelpost.store.opencollection.requests import put_back
from modelpost.store.opencollection.source import Source, read_if_there, write_changes, write_or_remove

_SIDECAR_KEYS = ("auth", "verifyTls", "settings", SECRETS_KEY)


def save_folder(root: Path, path: str, contents: FolderContents, before: FolderContents, owner: str) -> FolderContents:
    """Write settings over their file, changing nothing in the text but what differs.

    Raises UndecidedSecrets for credentials in the clear, ChangedOnDisk where another program has changed the settings
    since they were read as `before`, and FileTrouble; the files are then as they were.
    """
    contents = _settled(contents, path)
    check_folder_decided(contents)
    native, sidecar = _sources(root, path)
    old = folder_contents(native.tree, sidecar.tree, native.file, path, owner)
    if old != before:
        raise ChangedOnDisk(
            Message("{name} was changed by another program", name=native.file.name),
            Message("Open it again to see that version."),
        )
    write_or_remove(sidecar, hidden_folder_tree(old), hidden_folder_tree(contents), _hidden_meaning, within=root)
    kept = as_mapping(read_if_there(sidecar.file).tree)

    def meaning(tree: Tree) -> object:
        return folder_contents(tree, kept, native.file, path, owner)

    try:
        said = _said(old, native) if native.content is not None else {}
        write_changes(native, said, _said(contents, native), meaning, within=root)
    except ModelpostError:
        put_back(sidecar, root)  # a half of the change is none
        raise
    return read_folder_contents(root, path, owner)


def declare_in_folder(root: Path, path: str, owner: str, scope: str, name: str) -> SecretRef:
    """Note in a folder's sidecar that `name` is a secret."""
    _, sidecar = _sources(root, path)
    names = as_texts(sidecar.tree.get(SECRETS_KEY))
    if name not in names:
        before: Tree = {SECRETS_KEY: list(names)} if names else {}
        write_changes(sidecar, before, {SECRETS_KEY: [*names, name]}, _hidden_meaning, within=root)
    return SecretRef(owner, scope, name)


def _sources(root: Path, path: str) -> tuple[Source, Source]:
    file = inside(root, f"{path}/{FOLDER_FILE}" if path else ROOT_FILE)
    return read_if_there(file), read_if_there(sidecar_of(file))


def _said(contents: FolderContents, native: Source) -> Tree:
    """Return what a folder's file says of itself, `inherit` too where it has the word; a new one, what it is."""
    tree = folder_tree(contents)
    has_word = as_mapping(native.tree.get("request")).get("auth") == INHERITED_AUTH.kind
    if has_word and contents.defaults.auth.kind == INHERITED_AUTH.kind:
        tree = {**tree, "request": {**as_mapping(tree.get("request")), "auth": INHERITED_AUTH.kind}}
    if native.content is None:
        tree = {**tree, "info": {**tree["info"], "type": "folder", "seq": 1}}
    return with_docs_as_found(tree, native.tree)


def _settled(contents: FolderContents, path: str) -> FolderContents:
    """Return settings as they are kept: a collection that inherits has nothing to inherit from, so it has none."""
    if path or contents.defaults.auth != NO_AUTH:
        return contents
    return replace(contents, defaults=replace(contents.defaults, auth=INHERITED_AUTH))


def _hidden_meaning(tree: Tree) -> object:
    return [tree.get(key) for key in _SIDECAR_KEYS]
