"""The open collections as an item model."""

from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from modelpost.core.tree import Collection, FolderNode, RequestNode
from modelpost.workbench.texts import translated

Index = QModelIndex | QPersistentModelIndex


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


class _Entry:
    """One row: a folder or request, its place among its siblings and its parent."""

    __slots__ = ("children", "node", "parent", "root", "row")

    def __init__(self, node: FolderNode | RequestNode, root: str, parent: "_Entry | None", row: int) -> None:
        self.node = node
        self.root = root
        self.parent = parent
        self.row = row
        self.children: tuple[_Entry, ...] = ()
        if isinstance(node, FolderNode):
            self.children = tuple(_Entry(child, root, self, i) for i, child in enumerate(node.children))


class CollectionModel(QAbstractItemModel):
    """Collections, folders and requests as a tree of one column. `KIND` is `collection`, `folder` or `request`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._roots: tuple[_Entry, ...] = ()

    def show(self, collections: tuple[Collection, ...]) -> None:
        """Replace what the model holds."""
        self.beginResetModel()
        self._roots = tuple(_Entry(item.tree, item.root, None, i) for i, item in enumerate(collections))
        self.endResetModel()

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
                return f"{node.method}, {node.name}" if isinstance(node, RequestNode) else node.name
            case Qt.ItemDataRole.ToolTipRole:
                return translated(node.trouble) if node.trouble is not None else None
            case TreeRole.KIND:
                return _kind(entry)
            case TreeRole.METHOD:
                return node.method if isinstance(node, RequestNode) else ""
            case TreeRole.URL:
                return node.url if isinstance(node, RequestNode) else ""
            case TreeRole.ROOT:
                return entry.root
            case TreeRole.PATH:
                return node.path
            case TreeRole.COUNT:
                return sum(1 for _ in node.requests()) if isinstance(node, FolderNode) else 0
            case TreeRole.TROUBLE:
                return node.trouble is not None
        return None

    def index_of(self, root: str, path: str) -> QModelIndex:
        """Return the index of what is at `path` of the collection at `root`, invalid if there is nothing."""
        waiting = [entry for entry in self._roots if entry.root == root]
        while waiting:
            entry = waiting.pop()
            if entry.node.path == path:
                return self.createIndex(entry.row, 0, entry)
            waiting.extend(entry.children)
        return QModelIndex()

    def _children(self, parent: Index) -> tuple[_Entry, ...]:
        entry = self._entry(parent)
        return self._roots if entry is None else entry.children

    def _entry(self, index: Index) -> _Entry | None:
        found = index.internalPointer() if index.isValid() else None
        return found if isinstance(found, _Entry) else None


def _kind(entry: _Entry) -> str:
    if isinstance(entry.node, RequestNode):
        return "request"
    return "collection" if entry.parent is None else "folder"
