"""Collections on disk: opened in place, read request by request, saved without disturbing what nobody changed."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from modelpost.core import tree_edits
from modelpost.core.contents import CollectionContents, FolderContents
from modelpost.core.deleted import Deleted
from modelpost.core.handover import Handover
from modelpost.core.ports import Clock, Randomness
from modelpost.core.request import RequestDraft
from modelpost.core.secrets import SecretRef
from modelpost.core.text import Message
from modelpost.core.tree import Collection, Environment, FolderNode
from modelpost.core.tree_edits import TreeChange
from modelpost.store.atomic import write_atomically
from modelpost.store.certificates import write_certificate
from modelpost.store.clock import SystemClock, SystemRandomness
from modelpost.store.files import writing_trouble
from modelpost.store.opencollection import emit, environments, items
from modelpost.store.opencollection.document import Tree, to_document
from modelpost.store.opencollection.folder_contents import read_folder_contents
from modelpost.store.opencollection.folder_ids import FolderIds
from modelpost.store.opencollection.folders import declare_in_folder, save_folder
from modelpost.store.opencollection.handing_over import hand_over
from modelpost.store.opencollection.identity import Identities
from modelpost.store.opencollection.known_files import CollectionIndex
from modelpost.store.opencollection.places import ROOT_FILE, located
from modelpost.store.opencollection.requests import StoredRequest, create_request, read_request, save_request
from modelpost.store.opencollection.scan import open_collection, stamp
from modelpost.store.opencollection.trust import trust_in_collection
from modelpost.store.opencollection.whole import CollectionWriter, check_free, contents_of
from modelpost.store.profile import Profile
from modelpost.store.trash import Trash

_VERSION = "1.0.0"
_CERTIFICATES = "certificates"


class Collections:
    """All access to collections (`workbench.ports.CollectionStore`). Every call touches the disk and may take long.

    Errors are ModelpostErrors that name the file and, where it is about its text, the line.
    """

    def __init__(self, profile: Profile, randomness: Randomness | None = None, clock: Clock | None = None) -> None:
        self._randomness = randomness or SystemRandomness()
        self._identities = Identities(profile.collection_ids, self._randomness)
        self._trash = Trash(profile.trash, clock or SystemClock(), self._randomness)
        self._index = CollectionIndex(profile.collection_index, clock or SystemClock())
        self._changing = threading.RLock()
        """Held while files are moved, so that no two threads move the same."""

    def open(self, root: str, *, quick: bool = False) -> Collection:
        """Open a folder in place; a `quick` look shows requests as they seem, before they are read whole."""
        top = _absolute(root)
        known = self._index.of(top)
        collection = open_collection(top, self._identities, known, quick=quick)
        if not quick:
            self._index.keep(top)
        return collection

    def stamp(self, root: str) -> str:
        """Return a mark of how the files of a collection look, to notice edits of other programs by."""
        return stamp(_absolute(root))

    def locate(self, path: str) -> tuple[str, str]:
        """Return the root of the collection that a path means, and the request in it, empty for the whole of it."""
        root, place = located(_absolute(path))
        return str(root), place

    def create(self, root: str, name: str) -> Collection:
        """Make a folder a collection and open it; one that is a collection already is opened as it is."""
        top = _absolute(root)
        if (top / ROOT_FILE).exists():
            return self.open(root)
        document = {**_head(self._identities.new()), "info": {"name": name or top.name}}
        write_atomically(top / ROOT_FILE, emit.dump(document).encode())
        return self.open(str(top))

    def read(self, root: str, path: str) -> StoredRequest:
        """Read a request."""
        return read_request(_absolute(root), path)

    def save(self, root: str, path: str, draft: RequestDraft, before: StoredRequest) -> StoredRequest:
        """Write a draft over its file; see `save_request` for what it refuses."""
        saved = save_request(_absolute(root), path, draft, before)
        self._identities.settle(_absolute(root))
        return saved

    def save_as(self, root: str, folder: str, draft: RequestDraft) -> tuple[str, StoredRequest]:
        """Write a draft as a new file in a folder of the collection; return its path and how it was written."""
        created = create_request(_absolute(root), folder, draft)
        self._identities.settle(_absolute(root))
        return created

    def writing_new(self, root: str, contents: CollectionContents) -> CollectionWriter:
        """Make a new collection in a folder, and return who writes the contents; refuses a folder that is in use."""
        top, owner = _absolute(root), self._identities.new()
        check_free(top)
        return CollectionWriter(Collection(str(top), owner, FolderNode("", contents.name)), contents, _head(owner))

    def writing_into(self, root: str, contents: CollectionContents) -> CollectionWriter:
        """Return who writes the contents as a folder of a collection, and their environments among its own."""
        self._identities.settle(_absolute(root))
        return CollectionWriter(self.open(root), contents)

    def contents(self, root: str) -> tuple[CollectionContents, tuple[Message, ...]]:
        """Return everything that is in a collection, and a sentence for each file that could not be read."""
        return contents_of(self.open(root))

    def save_environment(self, collection: Collection, environment: Environment) -> Environment:
        """Write an environment over its file, or as a new one where it has no path yet.

        Raises ChangedOnDisk where the file is not as the collection has it.
        """
        before = next((known for known in collection.environments if known.path == environment.path), None)
        saved = environments.save_environment(Path(collection.root), collection.id, environment, before)
        self._identities.settle(Path(collection.root))
        return saved

    def remove_environment(self, root: str, path: str) -> environments.Removed:
        """Delete an environment; return what `put_environment_back` needs."""
        return environments.remove_environment(_absolute(root), path)

    def put_environment_back(self, root: str, removed: environments.Removed) -> None:
        """Undo a deletion."""
        environments.put_back(_absolute(root), removed)

    def environments(self, collection: Collection) -> tuple[Environment, ...]:
        """Read the environments of a collection anew, leaving out what cannot be read."""
        return environments.read_environments(Path(collection.root), collection.id)[0]

    def references(self, root: str, requests: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Return which of these requests refer to each variable."""
        return environments.references(_absolute(root), requests)

    def trust(self, root: str, subject: str, pem: str) -> str:
        """Keep a certificate among the collection's files, trust it there, and return its path within."""
        top = _absolute(root)
        path = write_certificate(top / _CERTIFICATES, subject, pem, within=top).relative_to(top).as_posix()
        trust_in_collection(top, path)
        self._identities.settle(top)
        return path

    def declare_secret(self, collection: Collection, environment: Environment | None, name: str) -> SecretRef:
        """Note that a secret is used, in the environment's file or in the collection's sidecar; never its value."""
        root = Path(collection.root)
        if environment is None:
            ref = environments.declare_in_collection(root, collection.id, name)
        else:
            ref = environments.declare_in_environment(root, collection.id, environment, name)
        self._identities.settle(root)
        return ref

    def are_one(self, root: str, other: str) -> bool:
        """Tell whether two paths are of one folder, by way of a link."""
        return _absolute(root).resolve() == _absolute(other).resolve()

    def renew_id(self, collection: Collection) -> TreeChange:
        """Give a copy of a collection an id of its own; both have the values of its secrets."""
        owner = self._identities.renew(Path(collection.root))
        refs = tuple(dict.fromkeys(collection.secrets()))
        return TreeChange(secrets=tuple((ref, replace(ref, owner=owner)) for ref in refs), are_copies=True)

    # Folders and items ------------------------------------------------------------------------------------------------

    def read_folder(self, collection: Collection, path: str) -> FolderContents:
        """Read the settings of a folder, of the collection itself where the path is empty."""
        return read_folder_contents(Path(collection.root), path, collection.id)

    def save_folder(
        self, collection: Collection, path: str, draft: FolderContents, before: FolderContents
    ) -> FolderContents:
        """Write settings over the file of a folder; see `folders.save_folder` for what it refuses."""
        saved = save_folder(Path(collection.root), path, draft, before, collection.id)
        self._identities.settle(Path(collection.root))
        return saved

    def declare_in_folder(self, collection: Collection, path: str, name: str) -> SecretRef:
        """Note in the sidecar of a folder that a secret is used; the folder gets an id for that."""
        root = Path(collection.root)
        if not path:
            return self.declare_secret(collection, None, name)
        identity = self._ids(collection).of(root, root / path)
        ref = declare_in_folder(root, path, collection.id, f"folder:{identity}", name)
        self._identities.settle(root)
        return ref

    def make_folder(self, collection: Collection, parent: str, name: str) -> TreeChange:
        """Make a folder behind the others of another one."""
        with self._in_turn():
            return TreeChange((("", items.make_folder(Path(collection.root), parent, name)),))

    def rename(self, collection: Collection, path: str, name: str) -> TreeChange:
        """Name a folder or request anew; its file follows."""
        with self._in_turn():
            return items.rename_item(Path(collection.root), path, name, self._ids(collection))

    def move(self, collection: Collection, paths: Sequence[str], folder: str, before: str) -> TreeChange:
        """Move items into a folder, ahead of its item `before`, behind all others where that is empty."""
        with self._in_turn():
            return items.move_items(Path(collection.root), paths, folder, before, self._ids(collection))

    def hand_over(
        self,
        source: Collection,
        paths: Sequence[str],
        target: Collection,
        folder: str,
        before: str,
        environment: Environment | None,
        called: Sequence[str] = (),
    ) -> Handover:
        """Move items into a folder of another collection; `environment` is in force where they come from."""
        with self._in_turn():
            self._identities.settle(Path(target.root))
            return hand_over(source, paths, target, folder, before, environment, self._ids(source), called)

    def duplicate(self, collection: Collection, path: str, name: str) -> TreeChange:
        """Copy a folder or request to a place behind it."""
        with self._in_turn():
            return items.duplicate_item(Path(collection.root), path, name, self._ids(collection))

    def delete(self, collection: Collection, paths: Sequence[str]) -> str:
        """Move items to the trash, for thirty days; return the id to have them back by."""
        nodes = (tree_edits.node_at(collection.tree, path) for path in paths)
        names = [node.name if node is not None else Path(path).stem for node, path in zip(nodes, paths, strict=True)]
        with self._in_turn():
            return self._trash.put(Path(collection.root), paths, names, collection.name)

    def restore(self, deleted: str) -> Deleted:
        """Put back what was deleted."""
        with self._in_turn():
            return self._trash.restore(deleted)

    def deleted(self, root: str = "") -> tuple[Deleted, ...]:
        """Return what can be put back, into one collection or into any, the latest first."""
        with self._in_turn():
            return self._trash.listed(root)

    def delete_for_good(self, deleted: Sequence[str]) -> None:
        """Let go of what is in the trash."""
        with self._in_turn():
            self._trash.forget(deleted)

    def sweep_trash(self) -> None:
        """Let go of what was in the trash long enough."""
        with self._in_turn():
            self._trash.sweep()

    def written(self, draft: RequestDraft) -> str:
        """Return a draft as its file would say it, to be looked at."""
        return emit.dump(to_document(draft))

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        """Let no other thread move files meanwhile; a folder that cannot be read is trouble with it, and no bug."""
        with self._changing:
            try:
                yield
            except OSError as error:
                raise writing_trouble(str(error.filename or ""), error) from error

    def _ids(self, collection: Collection) -> FolderIds:
        return FolderIds(collection.id, self._randomness)


def _head(owner: str) -> Tree:
    """Return what every collection's own file says, in its order; the name is still to come."""
    return {"opencollection": _VERSION, "info": {}, "bundled": False, "extensions": {"modelpost": {"id": owner}}}


def _absolute(root: str) -> Path:
    return Path(root).expanduser().absolute()
