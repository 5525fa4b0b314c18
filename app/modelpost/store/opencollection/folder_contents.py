"""What folders and collections say, as values: read from their files, and as the trees of new ones."""

from pathlib import Path

from modelpost.core.contents import FolderContents
from modelpost.core.request import INHERITED_AUTH
from modelpost.store.opencollection.document import Tree, read_defaults
from modelpost.store.opencollection.emit import Block
from modelpost.store.opencollection.environments import SECRETS_KEY, declared_secrets, read_variables, variable_tree
from modelpost.store.opencollection.nodes import Plain, as_mapping, as_text
from modelpost.store.opencollection.places import FOLDER_FILE, ROOT_FILE, inside, sidecar_of
from modelpost.store.opencollection.rows import auth_tree, hidden_auth_tree, read_note, row_tree, settings_tree
from modelpost.store.opencollection.runtime import read_scripts, script_trees
from modelpost.store.opencollection.sending import sending_tree
from modelpost.store.opencollection.source import read_if_there
from modelpost.store.opencollection.undecided import UndecidedSecrets


def read_folder_contents(root: Path, path: str, owner: str) -> FolderContents:
    """Read what a folder says, an empty path for the collection; its items are left out.

    Raises FileTrouble, and FormatTrouble with file and line.
    """
    file = inside(root, f"{path}/{FOLDER_FILE}" if path else ROOT_FILE)
    return folder_contents(read_if_there(file).tree, read_if_there(sidecar_of(file)).tree, file, path, owner)


def folder_contents(document: Tree, sidecar: Tree, file: Path, path: str, owner: str) -> FolderContents:
    """Return what a folder's file and sidecar say."""
    request = as_mapping(document.get("request"))
    scope = f"folder:{as_text(sidecar.get('id')) or path}" if path else "collection"
    return FolderContents(
        name=as_text(as_mapping(document.get("info")).get("name")) or file.parent.name,
        defaults=read_defaults(request, sidecar, as_mapping(document.get("config")) if not path else {}),
        variables=read_variables(request.get("variables"), owner, scope) + declared_secrets(sidecar, owner, scope),
        docs=read_note(document.get("docs")),
        scripts=read_scripts(request.get("scripts")),
    )


def folder_tree(contents: FolderContents) -> Tree:
    """Return what the schema can say of a folder or collection, without its place and its items."""
    request: Tree = {}
    if contents.defaults.headers:
        request["headers"] = [row_tree(row) for row in contents.defaults.headers]
    auth = auth_tree(contents.defaults.auth)
    if auth is not None and contents.defaults.auth.kind != INHERITED_AUTH.kind:
        request["auth"] = auth
    variables = [variable_tree(each) for each in contents.variables if not each.is_secret]
    if variables:
        request["variables"] = variables
    if contents.scripts:
        request["scripts"] = script_trees(contents.scripts)
    settings = settings_tree(contents.defaults.settings)
    if settings:
        request["settings"] = {"http": settings}
    document: Tree = {"info": {"name": contents.name}}
    if request:
        document["request"] = request
    if contents.docs:
        document["docs"] = Block(contents.docs)
    return document


def hidden_folder_tree(contents: FolderContents) -> Tree:
    """Return what the schema has no home for."""
    sidecar: Tree = {}
    auth = hidden_auth_tree(contents.defaults.auth, absent=INHERITED_AUTH)
    if auth:
        sidecar["auth"] = auth
    if contents.defaults.settings.verify_tls is not None:
        sidecar["verifyTls"] = contents.defaults.settings.verify_tls
    sending = sending_tree(contents.defaults.settings)
    if sending:
        sidecar["settings"] = sending
    secrets: list[Plain] = [each.name for each in contents.variables if each.is_secret]
    if secrets:
        sidecar[SECRETS_KEY] = secrets
    return sidecar


def check_folder_decided(contents: FolderContents) -> None:
    """Raise UndecidedSecrets where a folder holds credentials in the clear."""
    places = contents.undecided()
    if places:
        raise UndecidedSecrets(places)
