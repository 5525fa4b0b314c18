"""A folder on disk as a collection: its tree, its environments and what its folders lend."""

import os
from collections.abc import Iterator
from pathlib import Path

from modelpost.core.conversation import WEBSOCKET
from modelpost.core.failures import FormatTrouble, ModelpostError
from modelpost.core.text import Message
from modelpost.core.tree import Collection, FolderNode, RequestNode
from modelpost.store.files import trouble_with
from modelpost.store.opencollection.conversations import CONVERSATION
from modelpost.store.opencollection.document import CONVERSATIONS, REQUEST, Tree, kind_of, read_defaults
from modelpost.store.opencollection.environments import declared_secrets, read_environments, read_variables
from modelpost.store.opencollection.identity import Identities
from modelpost.store.opencollection.nodes import as_mapping, as_text, as_texts
from modelpost.store.opencollection.places import ENVIRONMENTS, FOLDER_FILE, ITEM_ENDING, ROOT_FILE, sidecar_of
from modelpost.store.opencollection.requests import sequence_of, trouble_with_kind
from modelpost.store.opencollection.source import read_if_there, read_source

_DEEPEST_FOLDER = 20
_MOST_ENTRIES = 200_000
_NEVER_LOOKED_INTO = frozenset({"node_modules", "__pycache__"})
_LAST = float("inf")


def open_collection(root: Path, identities: Identities) -> Collection:
    """Read a folder in place. Raises for one that is no collection; what is broken inside it is marked in the tree."""
    _check_collection(root)
    document = read_source(root / ROOT_FILE).tree
    owner = identities.of(root, document)
    walk = _Walk(root, owner, frozenset(as_texts(as_mapping(document.get("extensions")).get("ignore"))))
    environments, troubles = read_environments(root, owner)
    tree = walk.folder_node("", document, root / ROOT_FILE, walk.children(root, 0), troubles)
    return Collection(str(root), owner, tree, environments)


def _check_collection(root: Path) -> None:
    if (root / ROOT_FILE).is_file():
        return
    if not root.is_dir():
        raise trouble_with(str(root), FileNotFoundError(2, "No such folder"))
    if (root / "bruno.json").is_file():
        raise FormatTrouble(
            Message("{name} is a Bruno collection in the older format", name=root.name),
            Message("Let Bruno convert it to YAML, then open it again."),
        )
    raise FormatTrouble(
        Message("{name} is not a collection", name=root.name or str(root)),
        Message("It has no file {file}. Choose another folder, or create a collection in this one.", file=ROOT_FILE),
    )


class _Walk:
    """One walk through the folders of a collection. Links to folders are not followed, links to files only within."""

    def __init__(self, root: Path, owner: str, ignored: frozenset[str]) -> None:
        self._root = root
        self._real_root = root.resolve()
        self._owner = owner
        self._ignored = ignored
        self._entries = 0

    def children(self, folder: Path, depth: int) -> tuple[FolderNode | RequestNode, ...]:
        """Return the folders in `folder`, then its requests, each by their own order."""
        folders: list[FolderNode] = []
        requests: list[RequestNode] = []
        for entry in self._listed(folder):
            path = folder / entry.name
            if entry.is_dir(follow_symlinks=False):
                if depth < _DEEPEST_FOLDER and not self._is_ignored(path):
                    folders += self._folder(path, depth + 1)
            elif self._is_item(entry, path):
                requests.append(self._request(path))
        return (*sorted(folders, key=_place), *sorted(requests, key=_place))

    def folder_node(
        self,
        path: str,
        document: Tree,
        file: Path,
        children: tuple[FolderNode | RequestNode, ...],
        troubles: tuple[ModelpostError, ...] = (),
    ) -> FolderNode:
        """Return the node of a folder, or of the collection itself, whose file says `document`."""
        sidecar: Tree = {}
        try:
            sidecar = read_if_there(sidecar_of(file)).tree
        except ModelpostError as error:
            troubles = (error, *troubles)
        request = as_mapping(document.get("request"))
        scope = f"folder:{as_text(sidecar.get('id')) or path}" if path else "collection"
        variables = read_variables(request.get("variables"), self._owner, scope)
        return FolderNode(
            path,
            as_text(as_mapping(document.get("info")).get("name")) or file.parent.name,
            children,
            read_defaults(request, sidecar, as_mapping(document.get("config")) if not path else {}),
            variables + declared_secrets(sidecar, self._owner, scope),
            sequence_of(document),
            _said(troubles[0]) if troubles else None,
        )

    def _folder(self, path: Path, depth: int) -> Iterator[FolderNode]:
        """Yield the node of a folder; none for one that only holds other things, such as pictures."""
        file = path / FOLDER_FILE
        children = self.children(path, depth)
        if not children and not file.is_file():
            return
        document: Tree = {}
        troubles: tuple[ModelpostError, ...] = ()
        try:
            document = read_if_there(file).tree
        except ModelpostError as error:
            troubles = (error,)
        yield self.folder_node(path.relative_to(self._root).as_posix(), document, file, children, troubles)

    def _request(self, path: Path) -> RequestNode:
        """Return the node of an item. A quicker look at a file than reading it whole would go here."""
        relative = path.relative_to(self._root).as_posix()
        try:
            document = read_source(path).tree
        except ModelpostError as error:
            return RequestNode(relative, path.stem, trouble=_said(error))
        is_conversation = kind_of(document) in CONVERSATIONS
        details = as_mapping(document.get(CONVERSATION if is_conversation else REQUEST))
        trouble = trouble_with_kind(path.name, document)
        return RequestNode(
            relative,
            as_text(as_mapping(document.get("info")).get("name")) or path.stem,
            WEBSOCKET if is_conversation else as_text(details.get("method")) or "GET",
            as_text(details.get("url")),
            sequence_of(document),
            _said(trouble) if trouble else None,
        )

    def _listed(self, folder: Path) -> list["os.DirEntry[str]"]:
        try:
            with os.scandir(folder) as entries:
                listed = [entry for entry in entries if not entry.name.startswith(".")]
        except OSError as error:
            if folder == self._root:
                raise trouble_with(str(folder), error) from error
            return []  # a folder that may not be read has nothing to show
        self._entries += len(listed)
        if self._entries > _MOST_ENTRIES:
            raise FormatTrouble(
                Message("{name} holds too many files to be a collection", name=self._root.name),
                Message("Choose the folder that holds the requests and little else."),
            )
        return listed

    def _is_ignored(self, path: Path) -> bool:
        relative = path.relative_to(self._root).as_posix()
        return path.name in _NEVER_LOOKED_INTO or relative in self._ignored or relative == ENVIRONMENTS

    def _is_item(self, entry: "os.DirEntry[str]", path: Path) -> bool:
        if not entry.name.endswith(ITEM_ENDING) or entry.name in (FOLDER_FILE, ROOT_FILE):
            return False
        return not entry.is_symlink() or path.resolve().is_relative_to(self._real_root)


def _place(node: FolderNode | RequestNode) -> tuple[float, str, str]:
    return node.sequence or _LAST, node.name.casefold(), node.path


def _said(error: ModelpostError) -> Message:
    return Message("{what}. {why}", what=error.summary, why=error.hint)
