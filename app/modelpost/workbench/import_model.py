"""What an import would bring, as a tree with check boxes."""

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from modelpost.core.contents import FolderContents
from modelpost.core.request import RequestDraft
from modelpost.workbench.collection_model import TreeRole
from modelpost.workbench.imported import Place

Index = QModelIndex | QPersistentModelIndex
_CHECKED, _UNCHECKED, _PARTLY = (
    Qt.CheckState.Checked,
    Qt.CheckState.Unchecked,
    Qt.CheckState.PartiallyChecked,
)


class _Entry:
    """One row: an item, its place and what is in it; requests and empty folders carry their own tick."""

    __slots__ = ("children", "is_taken", "item", "parent", "place")

    def __init__(self, item: FolderContents | RequestDraft, parent: "_Entry | None", place: Place) -> None:
        self.item = item
        self.parent = parent
        self.place = place
        self.is_taken = True
        items = item.items if isinstance(item, FolderContents) else ()
        self.children = tuple(_Entry(child, self, (*place, index)) for index, child in enumerate(items))

    @property
    def state(self) -> Qt.CheckState:
        """The tick: that of a folder is made of those below it."""
        if not self.children:
            return _CHECKED if self.is_taken else _UNCHECKED
        states = {child.state for child in self.children}
        return states.pop() if len(states) == 1 else _PARTLY

    def take(self, *, taken: bool) -> None:
        """Tick everything here and below, or take all ticks away."""
        self.is_taken = taken
        for child in self.children:
            child.take(taken=taken)

    def left_out(self) -> Iterator[Place]:
        """Yield the outermost places without a tick."""
        if self.state is _UNCHECKED:
            yield self.place
        elif self.children:
            for child in self.children:
                yield from child.left_out()


class ImportModel(QAbstractItemModel):
    """A collection that was read, with a tick at everything that is to be imported."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._root: _Entry | None = None

    def show(self, tree: FolderContents) -> None:
        """Replace what the model holds; everything has a tick."""
        self.beginResetModel()
        self._root = _Entry(tree, None, ())
        self.endResetModel()

    @property
    def left_out(self) -> frozenset[Place]:
        """The places of what has no tick."""
        return frozenset(self._root.left_out()) if self._root is not None and self._root.children else frozenset()

    @property
    def is_empty(self) -> bool:
        """Whether nothing has a tick."""
        return self._root is not None and bool(self._root.children) and self._root.state is _UNCHECKED

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
        above = entry.parent if entry is not None else None
        if above is None or above is self._root:
            return QModelIndex()
        return self.createIndex(above.place[-1], 0, above)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802  # Qt's signature
        """Return the number of children."""
        return len(self._children(parent)) if parent.column() <= 0 else 0

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: ARG002, B008, N802  # Qt's signature
        """Return 1."""
        return 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Rows can be chosen and ticked."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a row's text or tick, or what `TreeRole` asks for."""
        entry = self._entry(index)
        if entry is None:
            return None
        item = entry.item
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return f"{item.method}, {item.name}" if isinstance(item, RequestDraft) else item.name
            case Qt.ItemDataRole.ToolTipRole:
                return item.url if isinstance(item, RequestDraft) else None
            case Qt.ItemDataRole.CheckStateRole:
                return entry.state
            case TreeRole.KIND:
                return "request" if isinstance(item, RequestDraft) else "folder"
            case TreeRole.METHOD:
                return item.method if isinstance(item, RequestDraft) else ""
            case TreeRole.NAME:
                return item.name
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: N802  # Qt's name
        """Tick a row with all that is below it, or take the ticks away."""
        entry = self._entry(index)
        if entry is None or role != Qt.ItemDataRole.CheckStateRole:
            return False
        entry.take(taken=Qt.CheckState(value) is not _UNCHECKED)
        above = self.index(0, 0)
        self.dataChanged.emit(above, self.index(self.rowCount() - 1, 0), [Qt.ItemDataRole.CheckStateRole])
        self._tell(index)
        return True

    def _tell(self, index: Index) -> None:
        """Tell of the rows above and below a changed one: views do not ask again by themselves."""
        role = [Qt.ItemDataRole.CheckStateRole]
        above = index.parent()
        while above.isValid():
            self.dataChanged.emit(above, above, role)
            above = above.parent()
        waiting: list[Index] = [index]
        while waiting:
            one = waiting.pop()
            count = self.rowCount(one)
            if count:
                self.dataChanged.emit(self.index(0, 0, one), self.index(count - 1, 0, one), role)
                waiting += [self.index(row, 0, one) for row in range(count)]

    def _children(self, parent: Index) -> tuple[_Entry, ...]:
        entry = self._entry(parent) if parent.isValid() else self._root
        return entry.children if entry is not None else ()

    def _entry(self, index: Index) -> _Entry | None:
        found = index.internalPointer() if index.isValid() else None
        return found if isinstance(found, _Entry) else None
