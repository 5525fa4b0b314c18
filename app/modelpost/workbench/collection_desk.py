"""What the user does to the folders and requests of collections: shown at once, done on disk in its turn."""

from __future__ import annotations  # types of what is loaded late stand in signatures

from collections import deque
from dataclasses import replace
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

from modelpost.core import tree_edits
from modelpost.core.handover import Handover, Origin, origins
from modelpost.core.request import RequestDraft
from modelpost.core.text import Message
from modelpost.core.tree_edits import TreeChange
from modelpost.workbench.location import Location

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from modelpost.core.contents import FolderContents
    from modelpost.core.deleted import Deleted
    from modelpost.core.failures import ModelpostError
    from modelpost.core.secrets import SecretRef
    from modelpost.core.tree import Collection, FolderNode
    from modelpost.workbench.background import Background
    from modelpost.workbench.folder_edit import FolderEdit
    from modelpost.workbench.ports import CollectionStore
    from modelpost.workbench.secrets_desk import SecretsDesk
    from modelpost.workbench.workspace import Workspace


class _Errand(NamedTuple):
    """Something to do on disk once what was asked for before is done."""

    root: str
    work: Callable[[], object]
    done: Callable[[object], None]
    refused: Callable[[], None] | None = None


class CollectionDesk(QObject):
    """Names, moves, copies, deletes and makes items.

    The tree shows what was asked for at once; where the disk refuses, it shows again what is there, and `failed` of the
    workspace says why. One thing is done at a time, in the order in which it was asked for.

    What was deleted, and what went to another collection, is told by the workspace's signals of those names.

    Signals:
        moved: items are elsewhere now; carries the root of their collection and the TreeChange.
        added: an item is new; carries the root of its collection and its path.
    """

    moved = Signal(str, object)
    added = Signal(str, str)

    def __init__(
        self,
        workspace: Workspace,
        background: Background,
        secrets: SecretsDesk,
        load_collections: Callable[[], CollectionStore],
    ) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._background = background
        self._secrets = secrets
        self._load_collections = load_collections
        self._errands: deque[_Errand] = deque()
        self._asked: set[str] = set()
        workspace.collections_changed.connect(self._look_for_copies)

    def rename(self, root: str, path: str, name: str) -> None:
        """Name an item anew; its file follows."""
        name = name.strip()
        collection = self._collection(root)
        node = tree_edits.node_at(collection.tree, path) if collection is not None else None
        if collection is None or node is None or not name or node.name == name:
            return
        self._show(collection, tree_edits.renamed(collection.tree, path, name))
        self._change(root, lambda: self._load_collections().rename(collection, path, name))

    def move(self, root: str, paths: Sequence[str], folder: str, before: str = "") -> None:
        """Move items into a folder, ahead of its item `before`, behind all others where that is empty."""
        collection = self._collection(root)
        if collection is None:
            return
        edited = tree_edits.moved(collection.tree, paths, folder, before)
        if edited == collection.tree:
            return
        self._show(collection, edited)
        self._change(root, lambda: self._load_collections().move(collection, tuple(paths), folder, before))

    def hand_over(self, root: str, paths: Sequence[str], other: str, folder: str, before: str = "") -> None:
        """Move items into a folder of another open collection, ahead of its item `before`.

        Their sidecars, the files that they name and the values of secrets that they use come along.
        """
        self._hand_over(root, paths, other, folder, before)

    def _hand_over(
        self, root: str, paths: Sequence[str], other: str, folder: str, before: str, called: Sequence[str] = ()
    ) -> None:
        source, target = self._collection(root), self._collection(other)
        outermost = tuple(path for path in tree_edits.outermost(paths) if path)
        if source is None or target is None or not outermost:
            return
        in_force = self._workspace.in_force.get(root)
        environment = next((each for each in source.environments if each.name == in_force), None)
        places = origins(source.tree, outermost)
        self._show(source, tree_edits.without(source.tree, outermost))

        def work() -> Handover:
            return self._load_collections().hand_over(source, outermost, target, folder, before, environment, called)

        def done(result: object) -> None:
            if isinstance(result, Handover):
                self._follow_elsewhere(root, target, result)
                if result.change.trouble is None:
                    back = partial(self._take_back, root, other, result.change, places)
                    self._workspace.handed_over.emit(_told_of(result, target.name), back)

        self._do(_Errand(root, work, done))

    def _take_back(self, root: str, other: str, change: TreeChange, places: Sequence[Origin]) -> None:
        """Put what went to another collection where it was. What came along with it stays there too."""
        for (folder, before), group in groupby(places, key=itemgetter(1, 2)):
            back = tuple(group)
            paths = [change.now(place.path) for place in back]
            self._hand_over(other, paths, root, folder, before, [place.file_name for place in back])

    def shift(self, root: str, path: str, step: int) -> None:
        """Move an item one place up or down among its siblings of the same kind."""
        collection = self._collection(root)
        if collection is None:
            return
        folder = collection.tree.folders_to(path)[-1]
        if folder.path == path:
            folder = collection.tree.folders_to(path)[-2]
        siblings = [node.path for node in folder.children if type(node) is type(_named(folder, path))]
        at = siblings.index(path) + step
        if 0 <= at < len(siblings):
            before = siblings[at] if step < 0 else (siblings[at + 1] if at + 1 < len(siblings) else "")
            self.move(root, (path,), folder.path, before)

    def duplicate(self, root: str, path: str) -> None:
        """Copy an item to a place behind it."""
        collection = self._collection(root)
        node = tree_edits.node_at(collection.tree, path) if collection is not None and path else None
        if collection is None or node is None:
            return
        name = self.tr("{name} copy").replace("{name}", node.name)
        self._change(root, lambda: self._load_collections().duplicate(collection, path, name), self._tell_added)

    def make_folder(self, root: str, parent: str) -> None:
        """Make a folder; `added` says where it is, to be named in place."""
        collection = self._collection(root)
        if collection is not None:
            name = self.tr("New folder")
            self._change(root, lambda: self._load_collections().make_folder(collection, parent, name), self._tell_added)

    def make_request(self, root: str, folder: str) -> None:
        """Make an empty request in a folder and open it."""
        draft = RequestDraft(name=self.tr("New request"))

        def work() -> TreeChange:
            path, _ = self._load_collections().save_as(root, folder, draft)
            return TreeChange((("", path),))

        def made(root: str, change: TreeChange) -> None:
            self._workspace.open_request(root, change.paths[0][1])

        self._change(root, work, made)

    def give_own_id(self, root: str) -> None:
        """Let a copy of a collection have secrets of its own; their values are those of the original at first."""
        collection = self._collection(root)
        if collection is None:
            return

        def done(result: object) -> None:
            if isinstance(result, TreeChange):
                self._take_along(result)
                self._workspace.refresh(root)

        self._do(_Errand(root, lambda: self._load_collections().renew_id(collection), done))

    def edit_folder(self, root: str, path: str, then: Callable[[FolderEdit], None]) -> None:
        """Read what a folder, or the collection, lends to its requests; `then` is called with it, ready to edit."""
        from modelpost.workbench.folder_edit import FolderEdit  # noqa: PLC0415  # 2 ms, seldom needed

        collection = self._collection(root)
        if collection is None:
            return

        def read(draft: FolderContents) -> None:
            then(
                FolderEdit(self._workspace, self._background, self._secrets, self._load_collections, root, path, draft)
            )

        self._background.run(
            lambda: self._load_collections().read_folder(collection, path), read, self._workspace.failed.emit
        )

    def delete(self, root: str, paths: Sequence[str]) -> None:
        """Move items to the trash; tabs that show them unchanged are closed, others keep what was typed."""
        collection = self._collection(root)
        outermost = tuple(path for path in tree_edits.outermost(paths) if path)
        if collection is None or not outermost:
            return
        names = [node.name for path in outermost if (node := tree_edits.node_at(collection.tree, path)) is not None]
        self._show(collection, tree_edits.without(collection.tree, outermost))

        def done(result: object) -> None:
            for path in outermost:
                self._let_go(root, path)
            said = Message("“{name}” was deleted.", name=names[0] if names else "")
            if len(outermost) > 1:
                said = Message("{n} items were deleted.", n=len(outermost))
            self._workspace.deleted.emit(said, root, str(result))
            self._workspace.refresh(root)

        self._do(_Errand(root, lambda: self._load_collections().delete(collection, outermost), done))

    def restore(self, root: str, deleted: str, then: Callable[[], None] | None = None) -> None:
        """Put back what was deleted, then call `then`, in any case."""

        def work() -> Deleted:
            return self._load_collections().restore(deleted)

        def done(restored: object) -> None:
            self._workspace.refresh(root)
            for path in restored.paths:  # type: ignore[attr-defined]  # Deleted, as work returns it
                self.added.emit(root, path)
            if then is not None:
                then()

        self._do(_Errand(root, work, done, then))

    # -----------------------------------------------------------------------------------------------------------------

    def _look_for_copies(self) -> None:
        """Notice two open folders with one id, once for each of them."""
        owners: dict[str, Collection] = {}
        for collection in self._workspace.collections:
            original = owners.setdefault(collection.id, collection)
            if original is not collection and collection.root not in self._asked:
                self._asked.add(collection.root)
                self._tell_of_copy(original, collection)

    def _tell_of_copy(self, original: Collection, copy: Collection) -> None:
        def known(is_one: bool) -> None:
            if not is_one:
                self._workspace.copy_found.emit(original, copy)

        self._background.run(
            lambda: self._load_collections().are_one(original.root, copy.root), known, self._workspace.failed.emit
        )

    def _collection(self, root: str) -> Collection | None:
        return next((known for known in self._workspace.collections if known.root == root), None)

    def _show(self, collection: Collection, tree: FolderNode) -> None:
        self._workspace.show_edited(replace(collection, tree=tree))

    def _change(
        self, root: str, work: Callable[[], TreeChange], then: Callable[[str, TreeChange], None] | None = None
    ) -> None:
        def done(result: object) -> None:
            if isinstance(result, TreeChange):
                self._follow(root, result)
                if then is not None:
                    then(root, result)

        self._do(_Errand(root, work, done))

    def _tell_added(self, root: str, change: TreeChange) -> None:
        for before, after in change.paths:
            if not before:
                self.added.emit(root, after)

    def _follow(self, root: str, change: TreeChange) -> None:
        """Take tabs and secrets along, then show what is on disk now."""
        for tab in self._workspace.tabs_below(root):
            if tab.location is not None and change.now(tab.location.path) != tab.location.path:
                tab.moved_to(Location(root, change.now(tab.location.path)))
        self.moved.emit(root, change)
        self._take_along(change)
        self._workspace.refresh(root)
        self._workspace.disk.check_tabs(root)
        if change.trouble is not None:
            self._workspace.failed.emit(change.trouble)

    def _follow_elsewhere(self, root: str, target: Collection, handover: Handover) -> None:
        """Take tabs and secrets along into another collection, then show both as they are on disk."""
        change = handover.change
        for before, now in change.paths:
            for tab in self._workspace.tabs_below(root, before):
                if tab.location is not None:
                    tab.moved_to(Location(target.root, now + tab.location.path[len(before) :]))
            self.added.emit(target.root, now)
        self._take_along(change)
        self._take_along(TreeChange(secrets=handover.copied, are_copies=True))
        self._workspace.refresh(root)
        self._workspace.refresh(target.root)
        self._workspace.disk.check_tabs(target.root)
        if change.trouble is not None:
            self._workspace.failed.emit(change.trouble)

    def _take_along(self, change: TreeChange) -> None:
        pairs = tuple((before, now) for before, now in change.secrets if before != now)

        def known() -> None:
            for before, now in pairs:
                value = self._secrets.values.get(before)
                if value is not None:
                    forget = _nothing if change.are_copies else partial(self._secrets.forget, before)
                    self._secrets.keep(now, value, forget, self._workspace.failed.emit)

        if pairs:
            self._secrets.fetch(_first(pairs), known)

    def _let_go(self, root: str, path: str) -> None:
        for tab in self._workspace.tabs_below(root, path):
            if tab.is_dirty:
                tab.moved_to(None)
            else:
                self._workspace.close_tab(tab)

    def _do(self, errand: _Errand) -> None:
        self._errands.append(errand)
        if len(self._errands) == 1:
            self._begin()

    def _begin(self) -> None:
        errand = self._errands[0]

        def done(result: object) -> None:
            try:
                errand.done(result)
            finally:  # a bug in one keeps no other from its turn
                self._next()

        def failed(error: ModelpostError) -> None:
            try:
                self._workspace.failed.emit(error)
                self._workspace.refresh(errand.root)
                if errand.refused is not None:
                    errand.refused()
            finally:
                self._next()

        self._background.run(errand.work, done, failed)

    def _next(self) -> None:
        self._errands.popleft()
        if self._errands:
            self._begin()


def _named(folder: FolderNode, path: str) -> object:
    return next((node for node in folder.children if node.path == path), None)


def _told_of(handover: Handover, name: str) -> Message:
    if handover.left:
        return Message(
            "Moved to {collection}. It has other files of these names, which stay as they are: {names}.",
            collection=name,
            names=", ".join(handover.left),
        )
    count = len(handover.change.secrets) + len(handover.copied)
    if count:
        return Message("Moved to {collection}. Secrets that came along: {n}.", collection=name, n=count)
    return Message("Moved to {collection}.", collection=name)


def _first(pairs: Sequence[tuple[SecretRef, SecretRef]]) -> tuple[SecretRef, ...]:
    return tuple(before for before, _ in pairs)


def _nothing() -> None:
    """Do nothing: both have the value."""
