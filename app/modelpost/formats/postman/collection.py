"""Collections of Postman, versions 2.0 and 2.1, as contents and back."""

from collections.abc import Iterator, Sequence

from modelpost.core.contents import CollectionContents, FolderContents
from modelpost.core.failures import FormatTrouble
from modelpost.core.request import Defaults, RequestDraft
from modelpost.core.text import Message
from modelpost.formats.postman.auth import auth_tree, read_auth
from modelpost.formats.postman.environments import Secrets, read_variables, variable_trees
from modelpost.formats.postman.requests import files_in, read_request, request_item
from modelpost.formats.postman.scripts import event_trees, read_scripts
from modelpost.formats.postman.settings import read_omitted, read_settings, settings_tree
from modelpost.formats.postman.values import Tree, as_text, as_tree, description_of

Losses = list[Message]

SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"

_DEEPEST = 20
"""Levels of folders that a collection of ours may have; what is deeper is lifted up to there."""

_NAMED = 5
_BETWEEN = " › "


class CollectionReader:
    """One reading of a document; `losses` and `secrets` fill up on the way."""

    def __init__(self, document: Tree) -> None:
        self._document = document
        self.losses: Losses = []
        self.secrets: Secrets = {}

    def contents(self, name: str) -> CollectionContents:
        """Return the collection; one without a name is called `name`. Raises FormatTrouble."""
        info, items = self._document.get("info", {}), self._document.get("item")
        if not isinstance(info, dict) or not isinstance(items, list):
            raise FormatTrouble(
                Message("The Postman collection is damaged"),
                Message("It has no “info” object or no “item” list. Export it again as Collection v2.1."),
                line=1,
            )
        called = as_text(info.get("name"))
        called = called if called.strip() else name or "Postman"
        tree = self._folder(
            {**self._document, "name": called, "description": info.get("description")}, (), "collection"
        )
        self._tell_files(tree)
        return CollectionContents(tree)

    def _folder(self, tree: Tree, path: tuple[str, ...], scope: str) -> FolderContents:
        where = _BETWEEN.join(path) or as_text(tree.get("name"))
        behavior = tree.get("protocolProfileBehavior")
        if read_omitted(behavior):
            self.losses.append(
                Message("{where}: the setting “{name}” was not taken over.", where=where, name="disabledSystemHeaders")
            )
        return FolderContents(
            name=as_text(tree.get("name")),
            items=tuple(self._items(tree.get("item"), path)),
            defaults=Defaults(
                auth=read_auth(tree.get("auth"), self.losses, where),
                settings=read_settings(behavior, self.losses, where),
            ),
            variables=read_variables(tree.get("variable"), scope, self.secrets),
            docs=description_of(tree.get("description")),
            scripts=read_scripts(tree.get("event"), self.losses, where),
        )

    def _items(self, found: object, path: tuple[str, ...]) -> Iterator[FolderContents | RequestDraft]:
        items = found if isinstance(found, list) else []
        if len(path) == _DEEPEST and any("item" in as_tree(item) for item in items):
            self.losses.append(
                Message(
                    "{where}: folders that are more than {n} levels deep were dissolved.",
                    where=_BETWEEN.join(path),
                    n=_DEEPEST,
                )
            )
            items = list(_requests_below(items))
        for item in items:
            tree = as_tree(item)
            name = as_text(tree.get("name"))
            inner = (*path, name or "?")
            if isinstance(tree.get("item"), list):
                yield self._folder(tree, inner, f"folder:{'/'.join(inner)}")
            elif isinstance(tree.get("request"), dict | str):
                yield read_request(tree, self.losses, _BETWEEN.join(inner))
            else:
                self.losses.append(
                    Message("{where}: this is no HTTP request, and was left out.", where=_BETWEEN.join(inner))
                )

    def _tell_files(self, tree: FolderContents) -> None:
        files = tuple(dict.fromkeys(path for draft in tree.requests() for path in files_in(draft)))
        if files:
            named = ", ".join(files[:_NAMED]) + (", …" if len(files) > _NAMED else "")
            self.losses.append(
                Message("Files that are sent ({n}) stay where they are: {names}.", n=len(files), names=named)
            )


def collection_tree(contents: CollectionContents, losses: Losses) -> Tree:
    """Return a collection as Postman 2.1 has it."""
    folder = contents.tree
    info: Tree = {"name": folder.name, "schema": SCHEMA}
    if folder.docs:
        info["description"] = folder.docs
    parts = _folder_parts(folder, losses, folder.name)
    for environment in contents.environments:
        losses.append(Message("The environment {name} is a file of its own in Postman.", name=environment.name))
    return {"info": info, "item": _item_trees(folder.items, losses, ()), **parts}


def _item_trees(items: Sequence[FolderContents | RequestDraft], losses: Losses, path: tuple[str, ...]) -> list[Tree]:
    """Return what is in a folder; conversations over a WebSocket are left out, since 2.1 has none."""
    trees: list[Tree] = []
    for item in items:
        if isinstance(item, RequestDraft) and item.is_conversation:
            where = _BETWEEN.join((*path, item.name))
            losses.append(Message("{where}: this is no HTTP request, and was left out.", where=where))
        else:
            trees.append(_item_tree(item, losses, path))
    return trees


def _item_tree(item: FolderContents | RequestDraft, losses: Losses, path: tuple[str, ...]) -> Tree:
    inner = (*path, item.name)
    where = _BETWEEN.join(inner)
    if isinstance(item, RequestDraft):
        return request_item(item, losses, where)
    tree: Tree = {"name": item.name, "item": _item_trees(item.items, losses, inner)}
    if item.docs:
        tree["description"] = item.docs
    return tree | _folder_parts(item, losses, where)


def _folder_parts(folder: FolderContents, losses: Losses, where: str) -> Tree:
    """Return what folders and collections say in the same way."""
    tree: Tree = {}
    auth = auth_tree(folder.defaults.auth, losses, where)
    if auth is not None:
        tree["auth"] = auth
    events = event_trees(folder.scripts, losses, where)
    if events:
        tree["event"] = events
    if folder.variables:
        tree["variable"] = variable_trees(folder.variables)
    behavior = settings_tree(folder.defaults.settings, (), losses, where)
    if behavior:
        tree["protocolProfileBehavior"] = behavior
    for row in folder.defaults.headers:
        losses.append(Message("{where}: Postman has no headers of folders: {name}.", where=where, name=row.name))
    return tree


def _requests_below(items: list[object]) -> Iterator[Tree]:
    """Yield the requests in items of any depth, in order, without recursion."""
    waiting = list(reversed(items))
    while waiting:
        tree = as_tree(waiting.pop())
        inner = tree.get("item")
        if isinstance(inner, list):
            waiting.extend(reversed(inner))
        else:
            yield tree
