"""The settings of folders and of collections: read, and written over their files."""

from dataclasses import replace
from pathlib import Path

from modelpost.core.failures import ChangedOnDisk, ModelpostError
from modelpost.core.folder import FolderDraft
from modelpost.core.request import INHERITED_AUTH, NO_AUTH
from modelpost.core.scope import Variable
from modelpost.core.secrets import SecretRef
from modelpost.core.text import Message
from modelpost.store.opencollection.document import Tree, read_defaults
from modelpost.store.opencollection.emit import Block
from modelpost.store.opencollection.environments import SECRETS_KEY, declared_secrets, read_variables
from modelpost.store.opencollection.nodes import as_mapping, as_text
from modelpost.store.opencollection.places import FOLDER_FILE, ROOT_FILE, inside, sidecar_of
from modelpost.store.opencollection.requests import put_back, sequence_of
from modelpost.store.opencollection.rows import (
    auth_tree,
    hidden_auth_tree,
    read_note,
    row_tree,
    settings_tree,
    with_remarks,
)
from modelpost.store.opencollection.sending import sending_tree
from modelpost.store.opencollection.source import Source, read_if_there, write_changes, write_or_remove
from modelpost.store.opencollection.undecided import UndecidedSecrets

_SIDECAR_KEYS = ("auth", "verifyTls", "settings", SECRETS_KEY)


def read_folder(root: Path, path: str, owner: str) -> FolderDraft:
    """Read the settings of the folder at `path`, of the collection itself where that is empty."""
    return _draft(*_sources(root, path), path, owner)


def save_folder(root: Path, path: str, draft: FolderDraft, before: FolderDraft, owner: str) -> FolderDraft:
    """Write settings over their file, changing nothing in the text but what differs.

    Raises UndecidedSecrets for credentials in the clear, ChangedOnDisk where another program has changed the settings
    since they were read as `before`, and FileTrouble; the files are then as they were.
    """
    draft = _settled(draft, path)
    undecided = draft.undecided()
    if undecided:
        raise UndecidedSecrets(undecided)
    native, sidecar = _sources(root, path)
    old = _draft(native, sidecar, path, owner)
    if old != before:
        raise ChangedOnDisk(
            Message("{name} was changed by another program", name=native.file.name),
            Message("Open it again to see that version."),
        )
    write_or_remove(sidecar, _sidecar_tree(old), _sidecar_tree(draft), _hidden_meaning, within=root)
    kept = as_mapping(read_if_there(sidecar.file).tree)

    def meaning(tree: Tree) -> object:
        return _read(tree, kept, native.file, path, owner)

    try:
        write_changes(native, _document(old, native, path), _document(draft, native, path), meaning, within=root)
    except ModelpostError:
        put_back(sidecar, root)  # a half of the change is none
        raise
    return read_folder(root, path, owner)


def declare_in_folder(root: Path, path: str, owner: str, scope: str, name: str) -> SecretRef:
    """Note in a folder's sidecar that `name` is a secret."""
    _, sidecar = _sources(root, path)
    names = [variable.name for variable in declared_secrets(sidecar.tree, owner, scope)]
    if name not in names:
        before: Tree = {SECRETS_KEY: names} if names else {}
        write_changes(sidecar, before, {SECRETS_KEY: [*names, name]}, _hidden_meaning, within=root)
    return SecretRef(owner, scope, name)


def scope_of(path: str, sidecar: Tree) -> str:
    """Return the scope of a folder's secrets, or of the collection's."""
    return f"folder:{as_text(sidecar.get('id')) or path}" if path else "collection"


def _sources(root: Path, path: str) -> tuple[Source, Source]:
    file = inside(root, f"{path}/{FOLDER_FILE}") if path else root / ROOT_FILE
    return read_if_there(file), read_if_there(sidecar_of(file))


def _draft(native: Source, sidecar: Source, path: str, owner: str) -> FolderDraft:
    return _read(native.tree, sidecar.tree, native.file, path, owner)


def _read(document: Tree, sidecar: Tree, file: Path, path: str, owner: str) -> FolderDraft:
    request = as_mapping(document.get("request"))
    scope = scope_of(path, sidecar)
    defaults = read_defaults(request, sidecar)
    variables = read_variables(request.get("variables"), owner, scope)
    return FolderDraft(
        as_text(as_mapping(document.get("info")).get("name")) or file.parent.name,
        defaults.headers,
        defaults.auth,
        variables + declared_secrets(sidecar, owner, scope),
        defaults.settings,
        read_note(document.get("docs")),
    )


def _document(draft: FolderDraft, native: Source, path: str) -> Tree:
    """Return what the native file says of settings."""
    request: Tree = {}
    if draft.headers:
        request["headers"] = [row_tree(row) for row in draft.headers]
    auth = None if not path and draft.auth.kind == INHERITED_AUTH.kind else auth_tree(draft.auth)
    if auth is not None:
        request["auth"] = auth
    plain = [_variable_tree(each) for each in draft.variables if not each.is_secret]
    if plain:
        request["variables"] = plain
    settings = settings_tree(draft.settings)
    if settings:
        request["settings"] = {"http": settings}
    info: Tree = {"name": draft.name}
    if native.content is None and path:
        info |= {"type": "folder", "seq": int(sequence_of(native.tree)) or 1}
    document: Tree = {"info": info}
    if request:
        document["request"] = request
    if draft.docs:
        document["docs"] = Block(draft.docs)
    return document


def _sidecar_tree(draft: FolderDraft) -> Tree:
    sidecar: Tree = {}
    auth = hidden_auth_tree(draft.auth, absent=INHERITED_AUTH)
    if auth:
        sidecar["auth"] = auth
    if draft.settings.verify_tls is not None:
        sidecar["verifyTls"] = draft.settings.verify_tls
    sending = sending_tree(draft.settings)
    if sending:
        sidecar["settings"] = sending
    secrets = [variable.name for variable in draft.variables if variable.is_secret and variable.name]
    if secrets:
        sidecar[SECRETS_KEY] = secrets
    return sidecar


def _variable_tree(variable: Variable) -> Tree:
    return with_remarks({"name": variable.name, "value": variable.value}, variable.note, enabled=variable.enabled)


def _hidden_meaning(tree: Tree) -> object:
    return [tree.get(key) for key in _SIDECAR_KEYS]


def _settled(draft: FolderDraft, path: str) -> FolderDraft:
    """Return settings as they are kept: a collection that inherits has nothing to inherit from, so it has none."""
    return replace(draft, auth=INHERITED_AUTH) if not path and draft.auth == NO_AUTH else draft
