"""The open collections as an item model, which filters itself: a proxy in Python would be asked row by row."""

import json
from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from modelpost.core.tree import Collection, FolderNode, RequestNode
from modelpost.core.tree_edits import outermost
from modelpost.workbench.texts import translated

Index = QModelIndex | QPersistentModelIndex
Place = tuple[str, str]
"""The root of a collection, and a path in it."""

ITEMS_TYPE = "application/x-modelpost-items"
_SHORT = {"graphql": "GQL", "grpc": "gRPC", "script": "JS", "js": "JS", "app": "APP"}
"""What stands in the place of a method, for items that are kept but cannot be sent."""


class TreeRole(IntEnum):
    """What a row knows beyond its text."""

    KIND = Qt.ItemDataRole.UserRole + 1
    METHOD = Qt.ItemDataRole.UserRole + 2
    ROOT = Qt.ItemDataRole.UserRole + 3
    PATH = Qt.ItemDataRole.UserRole + 4
    COUNT = Qt.ItemDataRole.UserRole + 5
    TROUBLE = Qt.ItemDataRole.UserRole + 6
    URL = Qt.ItemDataRole.UserRole + 7
    NAME = Qt.ItemDataRole.UserRole + 8
    UNSAVED = Qt.ItemDataRole.UserRole + 9
    KEPT = Qt.ItemDataRole.UserRole + 10
    """Short name of a kind that is kept but cannot be sent, empty for requests."""


class _Item:
    """A folder or request of a collection: what the filter looks for in it, and what of it is shown.

    It outlives the filter, so that a keystroke makes no objects; `row` is -1 for one that is filtered out.
    """

    __slots__ = ("children", "count", "node", "parent", "root", "row", "shown", "words")

    def __init__(self, node: FolderNode | RequestNode, root: str, parent: "_Item | None", row: int) -> None:
        self.node = node
        self.root = root
        self.parent = parent
        self.row = row
        self.children: tuple[_Item, ...] = ()
        self.count = 0
        if isinstance(node, FolderNode):
            self.words = node.name.lower()
            self.children = tuple(_Item(child, root, self, at) for at, child in enumerate(node.children))
            self.count = sum(child.count or isinstance(child.node, RequestNode) for child in self.children)
        else:
            self.words = f"{node.name} {node.url} {node.method}".lower()
        self.shown = self.children

    @property
    def is_shown(self) -> bool:
        """Whether it is in the tree, be it in a folder that is folded."""
        item: _Item | None = self
        while item is not None and item.row >= 0:
            item = item.parent
        return item is None

    def has(self, words: tuple[str, ...]) -> bool:
        """Tell whether it has all words, of which there is at least one."""
        return words[0] in self.words and (len(words) == 1 or all(word in self.words for word in words))

    def show_all(self) -> int:
        """Show everything in it; return how many rows that are, itself included."""
        self.shown = self.children
        rows = 1
        for at, child in enumerate(self.children):
            child.row = at
            rows += child.show_all() if child.children else 1
        return rows

    def show_matches(self, words: tuple[str, ...]) -> int:
        """Show what has all words, what is in folders that have them, and what encloses it; return how many rows."""
        if self.has(words):
            return self.show_all()
        shown: list[_Item] = []
        rows = 0
        for child in self.children:
            found = child.show_matches(words) if child.children else child.has(words)
            child.row = len(shown) if found else -1
            if found:
                shown.append(child)
                rows += found
        self.shown = tuple(shown)
        return rows + 1 if rows else 0


_USABLE = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable
_FLAGS = {
    "collection": _USABLE | Qt.ItemFlag.ItemIsDropEnabled,
    "folder": _USABLE | Qt.ItemFlag.ItemIsDropEnabled | Qt.ItemFlag.ItemIsDragEnabled,
    "request": _USABLE | Qt.ItemFlag.ItemIsDragEnabled,
}


class CollectionModel(QAbstractItemModel):
    """Collections, folders and requests as a tree of one column. `KIND` is `collection`, `folder` or `request`.

    It changes nothing by itself: what the user does to rows is told, and shown once it is shown here.

    Signals:
        rename_wanted: a row was named anew; carries root, path and name.
        move_wanted: rows were dropped; carries root, a tuple of paths, the folder, and the path of the item that they
            were dropped ahead of, empty for none.
        handover_wanted: rows were dropped on another collection; carries root, paths, and the root of the other, before
            folder and item.
    """

    rename_wanted = Signal(str, str, str)
    move_wanted = Signal(str, object, str, str)
    handover_wanted = Signal(str, object, str, str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items: tuple[_Item, ...] = ()
        self._roots: tuple[_Item, ...] = ()
        self._before: tuple[_Item, ...] = ()  # views may still hold indices of these for a moment
        self._at: dict[Place, _Item] = {}
        self._shown = 0
        self._words: tuple[str, ...] = ()
        self._unsaved: frozenset[Place] = frozenset()

    def show(self, collections: tuple[Collection, ...]) -> None:
        """Replace what the model holds."""
        items = tuple(_Item(each.tree, each.root, None, row) for row, each in enumerate(collections))
        self.beginResetModel()
        self._before, self._items = self._items, items
        self._at = {}
        for item in items:
            self._note(item)
        self._match()
        self.endResetModel()

    def set_words(self, text: str) -> None:
        """Show only what has all the words in its name, address or method, what is below it, and what is above."""
        words = tuple(text.lower().split())
        if words != self._words:
            self.beginResetModel()
            self._words = words
            self._match()
            self.endResetModel()

    def set_unsaved(self, places: frozenset[Place]) -> None:
        """Mark the requests that are open and not saved."""
        changed, self._unsaved = self._unsaved ^ places, places
        for place in changed:
            entry = self._at.get(place)
            if entry is not None and entry.is_shown:
                index = self.createIndex(entry.row, 0, entry)
                self.dataChanged.emit(index, index)

    @property
    def shown(self) -> int:
        """How many rows there are, folded ones too."""
        return self._shown

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008  # Qt's signature
        """Return the index of a child row."""
        entries = self._children(parent)
        if column != 0 or not 0 <= row < len(entries):
            return QModelIndex()
        return self.createIndex(row, column, entries[row])

    def parent(self, child: Index | None = None, /) -> Any:  # Qt has two signatures under this name
        """Return the parent row, or without argument the model's owner."""
        if child is None:
            return super().parent()
        entry = self._entry(child)
        if entry is None or entry.parent is None:
            return QModelIndex()
        return self.createIndex(entry.parent.row, 0, entry.parent)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802  # Qt's signature
        """Return the number of children."""
        return len(self._children(parent)) if parent.column() <= 0 else 0

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: ARG002, B008, N802  # Qt's signature
        """Return 1."""
        return 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a row's text, or what `TreeRole` asks for."""
        entry = self._entry(index)
        if entry is None:
            return None
        node = entry.node
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return node.name
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(entry)
            case Qt.ItemDataRole.ToolTipRole:
                return translated(node.trouble) if node.trouble is not None else None
            case TreeRole.KIND:
                return _kind(entry)
            case TreeRole.ROOT:
                return entry.root
            case TreeRole.PATH:
                return node.path
            case TreeRole.COUNT:
                return entry.count
            case TreeRole.TROUBLE:
                return node.trouble is not None
            case TreeRole.UNSAVED:
                return (entry.root, node.path) in self._unsaved and isinstance(node, RequestNode)
        return _of_request(node, role)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let items be named and dragged, and dropped into folders."""
        entry = self._entry(index)
        if entry is None:
            return Qt.ItemFlag.NoItemFlags
        return _FLAGS[_kind(entry)]

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: N802  # Qt's name
        """Tell of a new name."""
        entry = self._entry(index)
        if entry is None or role != Qt.ItemDataRole.EditRole:
            return False
        self.rename_wanted.emit(entry.root, entry.node.path, str(value))
        return True

    def index_of(self, root: str, path: str) -> QModelIndex:
        """Return the index of what is at `path` of the collection at `root`, invalid if there is nothing."""
        entry = self._at.get((root, path))
        return self.createIndex(entry.row, 0, entry) if entry is not None and entry.is_shown else QModelIndex()

    # Dragging --------------------------------------------------------------------------------------------------------

    def mimeTypes(self) -> list[str]:  # noqa: N802  # Qt's name
        """Return the type that rows are dragged as."""
        return [ITEMS_TYPE]

    def supportedDropActions(self) -> Qt.DropAction:  # noqa: N802  # Qt's name
        """Move rows."""
        return Qt.DropAction.MoveAction

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:  # noqa: N802  # Qt's name
        """Return the places of rows; those of one collection at a time."""
        entries = [entry for index in indexes if (entry := self._entry(index)) is not None]
        root = entries[0].root if entries else ""
        paths = [entry.node.path for entry in entries if entry.root == root and entry.parent is not None]
        carried = QMimeData()
        carried.setData(ITEMS_TYPE, json.dumps([root, outermost(paths)]).encode())
        return carried

    def canDropMimeData(  # noqa: N802  # Qt's name and signature
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        """Take rows of any collection, but no folder into itself."""
        del action, row, column
        entry = self._entry(parent)
        root, paths = _carried(data)
        if entry is None or not paths or not isinstance(entry.node, FolderNode):
            return False
        return entry.root != root or not any(
            entry.node.path == path or entry.node.path.startswith(f"{path}/") for path in paths
        )

    def dropMimeData(  # noqa: N802  # Qt's name and signature
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        """Tell where rows were dropped: ahead of the one at `row` of `parent`, behind all for -1."""
        entry = self._entry(parent)
        if entry is None or not self.canDropMimeData(data, action, row, column, parent):
            return False
        root, paths = _carried(data)
        before = entry.shown[row].node.path if 0 <= row < len(entry.shown) else ""
        if entry.root == root:
            self.move_wanted.emit(root, paths, entry.node.path, before)
        else:
            self.handover_wanted.emit(root, paths, entry.root, entry.node.path, before)
        return True

    # -----------------------------------------------------------------------------------------------------------------

    def _note(self, item: _Item) -> None:
        self._at[item.root, item.node.path] = item
        for child in item.children:
            self._note(child)

    def _match(self) -> None:
        """Let every item know what of it is shown."""
        self._shown = 0
        roots: list[_Item] = []
        for item in self._items:
            rows = item.show_matches(self._words) if self._words else item.show_all()
            item.row = len(roots) if rows else -1
            self._shown += rows
            if rows:
                roots.append(item)
        self._roots = tuple(roots)

    def _spoken(self, entry: _Item) -> str:
        node = entry.node
        if not isinstance(node, RequestNode):
            return node.name if node.trouble is None else f"{node.name}, {translated(node.trouble)}"
        parts: Iterable[str] = (_SHORT.get(node.kind, node.method), node.name)
        if (entry.root, node.path) in self._unsaved:
            parts = (*parts, self.tr("unsaved"))
        if node.trouble is not None:
            parts = (*parts, translated(node.trouble))
        return ", ".join(parts)

    def _children(self, parent: Index) -> tuple[_Item, ...]:
        entry = self._entry(parent)
        return self._roots if entry is None else entry.shown

    def _entry(self, index: Index) -> _Item | None:
        found = index.internalPointer() if index.isValid() else None
        return found if isinstance(found, _Item) else None


def _kind(entry: _Item) -> str:
    if isinstance(entry.node, RequestNode):
        return "request"
    return "collection" if entry.parent is None else "folder"


def _of_request(node: FolderNode | RequestNode, role: int) -> str | None:
    if not isinstance(node, RequestNode):
        return "" if role in (TreeRole.METHOD, TreeRole.URL, TreeRole.KEPT) else None
    match role:
        case TreeRole.METHOD:
            return node.method
        case TreeRole.URL:
            return node.url
        case TreeRole.KEPT:
            return _SHORT.get(node.kind, "")
    return None


def _carried(data: QMimeData) -> tuple[str, tuple[str, ...]]:
    """Return root and paths of dragged rows, nothing for what is something else."""
    try:
        content = json.loads(bytes(data.data(ITEMS_TYPE).data()))
    except ValueError:
        return "", ()
    match content:
        case [str() as root, [*paths]]:
            return root, tuple(map(str, paths))
    return "", ()
