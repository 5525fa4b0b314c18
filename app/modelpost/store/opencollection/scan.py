"""A folder on disk as a collection: its tree, its environments and what its folders lend."""

import hashlib
import os
import stat
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
from modelpost.store.opencollection.glance import LONGEST, glance
from modelpost.store.opencollection.identity import Identities
from modelpost.store.opencollection.known_files import KnownFiles, mark_of
from modelpost.store.opencollection.nodes import as_mapping, as_text, as_texts
from modelpost.store.opencollection.places import (
    ENVIRONMENTS,
    FOLDER_FILE,
    ITEM_ENDING,
    ROOT_FILE,
    SIDECAR_ENDING,
    is_item_name,
    sidecar_of,
)
from modelpost.store.opencollection.requests import sequence_of, trouble_with_kind
from modelpost.store.opencollection.source import read_if_there, read_source

_DEEPEST_FOLDER = 20
_MOST_ENTRIES = 200_000
_NEVER_LOOKED_INTO = frozenset({"node_modules", "__pycache__"})
_LAST = float("inf")
_FOLDER_SIDECAR = FOLDER_FILE.removesuffix(ITEM_ENDING) + SIDECAR_ENDING
_BINARY = getattr(os, "O_BINARY", 0)


def open_collection(root: Path, identities: Identities, known: KnownFiles, *, quick: bool = False) -> Collection:
    """Read a folder in place. Raises for one that is no collection; what is broken inside it is marked in the tree.

    A `quick` look takes requests for what they seem at first sight: they are read whole by the next one that is not.
    """
    _check_collection(root)
    document = read_source(root / ROOT_FILE).tree
    owner = identities.of(root, document)
    ignored = frozenset(as_texts(as_mapping(document.get("extensions")).get("ignore")))
    walk = _Walk(root, owner, ignored, known, quick=quick)
    environments, troubles = read_environments(root, owner)
    sidecar: Tree = {}
    try:
        sidecar = read_if_there(sidecar_of(root / ROOT_FILE)).tree
    except ModelpostError as error:
        troubles = (error, *troubles)
    tree = walk.folder_node("", document, sidecar, walk.children("", 0), troubles)
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

    def __init__(self, root: Path, owner: str, ignored: frozenset[str], known: KnownFiles, *, quick: bool) -> None:
        self._root = root
        self._real_root = root.resolve()
        self._owner = owner
        self._ignored = ignored
        self._known = known
        self._quick = quick
        self._entries = 0

    def children(self, folder: str, depth: int) -> tuple[FolderNode | RequestNode, ...]:
        """Return the folders in `folder`, then its requests, each by their own order."""
        return self._children(folder, self._listed(folder), depth)

    def folder_node(
        self,
        path: str,
        document: Tree,
        sidecar: Tree,
        children: tuple[FolderNode | RequestNode, ...],
        troubles: tuple[ModelpostError, ...] = (),
    ) -> FolderNode:
        """Return the node of a folder, or of the collection itself, whose files say `document` and `sidecar`."""
        request = as_mapping(document.get("request"))
        scope = f"folder:{as_text(sidecar.get('id')) or path}" if path else "collection"
        variables = read_variables(request.get("variables"), self._owner, scope)
        return FolderNode(
            path,
            as_text(as_mapping(document.get("info")).get("name")) or path.rpartition("/")[2] or self._root.name,
            children,
            read_defaults(request, sidecar, as_mapping(document.get("config")) if not path else {}),
            variables + declared_secrets(sidecar, self._owner, scope),
            sequence_of(document),
            _said(troubles[0]) if troubles else None,
        )

    def _children(
        self, folder: str, listed: "list[os.DirEntry[str]]", depth: int
    ) -> tuple[FolderNode | RequestNode, ...]:
        folders: list[FolderNode] = []
        requests: list[RequestNode] = []
        for entry in listed:
            path = f"{folder}/{entry.name}" if folder else entry.name
            if entry.is_dir(follow_symlinks=False):
                if depth < _DEEPEST_FOLDER and not self._is_ignored(entry.name, path):
                    folders += self._folder(path, depth + 1)
            elif self._is_item(entry):
                requests.append(self._request(path, entry))
        return (*sorted(folders, key=_place), *sorted(requests, key=_place))

    def _folder(self, path: str, depth: int) -> Iterator[FolderNode]:
        """Yield the node of a folder; none for one that only holds other things, such as pictures."""
        listed = self._listed(path)
        own = {entry.name: entry for entry in listed if entry.name in (FOLDER_FILE, _FOLDER_SIDECAR)}
        children = self._children(path, listed, depth)
        if not children and FOLDER_FILE not in own:
            return
        troubles: list[ModelpostError] = []
        document, sidecar = (self._read(path, own.get(name), troubles) for name in (FOLDER_FILE, _FOLDER_SIDECAR))
        yield self.folder_node(path, document, sidecar, children, tuple(troubles))

    def _read(self, folder: str, entry: "os.DirEntry[str] | None", troubles: list[ModelpostError]) -> Tree:
        """Return the document of a folder's file, empty where it is not there or cannot be read."""
        if entry is None:
            return {}
        path = f"{folder}/{entry.name}"
        mark = mark_of(entry)
        known = self._known.document(path, mark)
        if known is not None:
            return known
        try:
            tree = read_if_there(self._root / path).tree
        except ModelpostError as error:
            troubles.append(error)
            return {}
        self._known.note_document(path, mark, tree)
        return tree

    def _request(self, path: str, entry: "os.DirEntry[str]") -> RequestNode:
        """Return the node of an item: as it is known to be, after a first look, or after reading it whole."""
        mark = mark_of(entry)
        known = self._known.request(path, mark)
        if known is not None:
            return known
        first = _glanced(entry, path) if self._quick else None
        if first is not None:
            return first
        node = read_node(self._root, path)
        self._known.note_request(mark, node)
        return node

    def _listed(self, folder: str) -> "list[os.DirEntry[str]]":
        place = os.path.join(self._root, folder)  # noqa: PTH118  # by the thousand: a Path takes ten times as long
        try:
            with os.scandir(place) as entries:
                listed = [entry for entry in entries if not entry.name.startswith(".")]
        except OSError as error:
            if not folder:
                raise trouble_with(place, error) from error
            return []  # a folder that may not be read has nothing to show
        self._entries += len(listed)
        if self._entries > _MOST_ENTRIES:
            raise FormatTrouble(
                Message("{name} holds too many files to be a collection", name=self._root.name),
                Message("Choose the folder that holds the requests and little else."),
            )
        return listed

    def _is_ignored(self, name: str, path: str) -> bool:
        return name in _NEVER_LOOKED_INTO or path in self._ignored or path == ENVIRONMENTS

    def _is_item(self, entry: "os.DirEntry[str]") -> bool:
        if not is_item_name(entry.name):
            return False
        return not entry.is_symlink() or Path(entry.path).resolve().is_relative_to(self._real_root)


def read_node(root: Path, path: str) -> RequestNode:
    """Return the node of an item after reading its file whole."""
    file = root / path
    try:
        document = read_source(file).tree
    except ModelpostError as error:
        return RequestNode(path, file.stem, trouble=_said(error), kind="")
    is_conversation = kind_of(document) in CONVERSATIONS
    details = as_mapping(document.get(CONVERSATION if is_conversation else REQUEST))
    trouble = trouble_with_kind(file.name, document)
    return RequestNode(
        path,
        as_text(as_mapping(document.get("info")).get("name")) or file.stem,
        WEBSOCKET if is_conversation else as_text(details.get("method")) or "GET",
        as_text(details.get("url")),
        sequence_of(document),
        _said(trouble) if trouble else None,
        kind_of(document),
    )


def stamp(root: Path) -> str:
    """Return a mark of how the files of a collection look, by their names, sizes and times alone."""
    digest = hashlib.sha256()
    waiting = [str(root)]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in sorted(entries, key=lambda each: each.name):
                    if entry.name.startswith(".") or entry.name in _NEVER_LOOKED_INTO:
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                    elif entry.name.endswith((ITEM_ENDING, SIDECAR_ENDING)):
                        digest.update(f"{entry.path}\0{mark_of(entry)}\n".encode("utf-8", "surrogateescape"))
        except OSError:
            digest.update(b"?")
    return digest.hexdigest()


def _glanced(entry: "os.DirEntry[str]", path: str) -> RequestNode | None:
    """Return what a first look at a file says, None where it says nothing or where the file is none of ours."""
    try:
        if not stat.S_ISREG(entry.stat().st_mode):
            return None
        descriptor = os.open(entry.path, os.O_RDONLY | _BINARY)
        try:
            return glance(os.read(descriptor, LONGEST), path)
        finally:
            os.close(descriptor)
    except OSError:
        return None


def _place(node: FolderNode | RequestNode) -> tuple[float, str, str]:
    return node.sequence or _LAST, node.name.casefold(), node.path


def _said(error: ModelpostError) -> Message:
    return Message("{what}. {why}", what=error.summary, why=error.hint)
