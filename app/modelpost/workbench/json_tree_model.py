"""A JSON answer as a tree for a view: levels are listed off the GUI thread when they are unfolded."""

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from modelpost.core.failures import ModelpostError
from modelpost.documents.grid import Grid
from modelpost.documents.json_table import table_of
from modelpost.documents.json_tree import Entry, Level, Trail, find, root_of, string_of, trail_to
from modelpost.documents.json_values import Path
from modelpost.documents.line_index import Buffer
from modelpost.documents.visible_text import VisibleText
from modelpost.workbench.background import Background
from modelpost.workbench.sizes import size_text

Index = QModelIndex | QPersistentModelIndex
NAME, VALUE, KIND = range(3)
LONGEST_SHOWN = 200
_UNASKED = 50_000
"""Entries of a level that are listed before anybody scrolls to them."""


class _Node:
    """An entry, and what is known of those below it."""

    __slots__ = ("below", "entry", "is_listing", "level", "parent", "row", "wanted")

    def __init__(self, entry: Entry, parent: "_Node | None", row: int) -> None:
        self.entry = entry
        self.parent = parent
        self.row = row
        self.below: list[_Node] = []
        self.level: Level | None = None
        self.is_listing = False
        self.wanted = 0


class JsonTreeModel(QAbstractItemModel):
    """Name, value and kind of each entry.

    Signals:
        found: the next place of the text that was sought; carries its index, invalid where there is none.
        tabled: an array is there as a table; carries a Grid and the path of the array.
        failed: something could not be read; carries a ModelpostError.
    """

    found = Signal(object)
    tabled = Signal(object, object)
    failed = Signal(object)

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._content: Buffer = b""
        self._root = _Node(Entry("$", "null", 0, 0), None, 0)
        self._search = 0

    def show(self, content: Buffer) -> None:
        """Replace the document."""
        self.beginResetModel()
        self._content = content
        self._root = _Node(root_of(content) or Entry("$", "null", 0, 0), None, 0)
        self._search += 1
        self.endResetModel()
        self.fetchMore(QModelIndex())

    # What there is ---------------------------------------------------------------------------------------------------

    def entry(self, index: Index) -> Entry:
        """Return what stands at an index."""
        return self._node(index).entry

    def path(self, index: Index) -> Path:
        """Return the names and indices that lead to an entry."""
        steps: list[str | int] = []
        node = self._node(index)
        while node.parent is not None:
            steps.append(node.entry.name)
            node = node.parent
        return tuple(reversed(steps))

    def written(self, index: Index) -> bytes:
        """Return a value as it was received, to the digit; nothing while its end is not known."""
        entry = self.entry(index)
        return bytes(self._content[entry.start : entry.end])

    def text(self, index: Index) -> str:
        """Return a string as the text it stands for, anything else as it was received."""
        written = self.written(index)
        return string_of(written) if self.entry(index).kind == "string" else written.decode("utf-8", "replace")

    def find_next(self, text: str, after: Index) -> None:
        """Look for a text behind an entry, off this thread; `found` tells."""
        self._search += 1
        number, content = self._search, self._content
        entry = self._node(after).entry if after.isValid() else None
        start = 0 if entry is None else entry.start + 1 if entry.is_branch else entry.end

        def work() -> Trail:
            place = find(content, text, start)
            return trail_to(content, place) if place >= 0 else Trail(())

        def done(trail: Trail) -> None:
            if number == self._search:
                self.found.emit(self._reveal(trail))

        self._background.run(work, done, self.failed.emit)

    def is_table(self, index: Index) -> bool:
        """Tell whether an entry, or the document where the index is invalid, can be shown as a table."""
        return self.entry(index).kind == "array"

    def list_table(self, index: Index) -> None:
        """List an array as a table, off this thread; `tabled` tells."""
        content, array, path = self._content, self.entry(index), self.path(index) if index.isValid() else ()

        def done(grid: Grid) -> None:
            if content is self._content:
                self.tabled.emit(grid, path)

        self._background.run(lambda: table_of(content, array), done, self.failed.emit)

    # Qt's model ------------------------------------------------------------------------------------------------------

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008  # Qt's signature
        """Return the index of an entry."""
        below = self._node(parent).below
        return self.createIndex(row, column, below[row]) if 0 <= row < len(below) else QModelIndex()

    def parent(self, index: Index = QModelIndex()) -> QModelIndex:  # type: ignore[override]  # noqa: B008  # Qt has two
        """Return the index of what an entry stands in."""
        return self._index(self._node(index).parent)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802  # Qt's signature
        """Return the number of entries known so far."""
        return len(self._node(parent).below) if parent.column() <= 0 else 0

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: ARG002, B008, N802  # Qt's signature
        """Return 3."""
        return 3

    def hasChildren(self, parent: Index = QModelIndex()) -> bool:  # noqa: B008, N802  # Qt's signature
        """Tell whether there is something below, as far as is known."""
        node = self._node(parent)
        is_known = node.level is not None and node.level.is_complete
        return parent.column() <= 0 and node.entry.is_branch and (bool(node.below) or not is_known)

    def canFetchMore(self, parent: Index) -> bool:  # noqa: N802  # Qt's name
        """Tell whether a level goes on."""
        node = self._node(parent)
        return node.entry.is_branch and not node.is_listing and (node.level is None or not node.level.is_complete)

    def fetchMore(self, parent: Index) -> None:  # noqa: N802  # Qt's name
        """List more of a level."""
        if self.canFetchMore(parent):
            node = self._node(parent)
            node.wanted = len(node.below) + _UNASKED
            self._list(node)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell's text."""
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        entry = self._node(index).entry
        if index.column() == NAME:
            return _visible(entry.name) if isinstance(entry.name, str) else str(entry.name)
        if index.column() == KIND:
            kind = self._kind(entry.kind)
            is_sized = entry.end and (entry.is_branch or entry.kind == "string")
            return f"{kind} · {size_text(entry.end - entry.start)}" if is_sized else kind
        size = (entry.end or len(self._content)) - entry.start
        beginning = bytes(self._content[entry.start : entry.start + min(size, 4 * LONGEST_SHOWN)])
        text = VisibleText(b" ".join(beginning.split()), "utf-8").shown
        is_cut = len(text) > LONGEST_SHOWN or size > 4 * LONGEST_SHOWN
        return f"{text[:LONGEST_SHOWN]}…" if is_cut else text

    def headerData(  # noqa: N802  # Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return the heads of the columns."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (self.tr("Name"), self.tr("Value"), self.tr("Type"))[section]
        return None

    # Within ----------------------------------------------------------------------------------------------------------

    def _node(self, index: Index) -> _Node:
        return index.internalPointer() if index.isValid() else self._root

    def _index(self, node: _Node | None) -> QModelIndex:
        return QModelIndex() if node is None or node.parent is None else self.createIndex(node.row, 0, node)

    def _list(self, node: _Node) -> None:
        level = node.level = node.level or Level(self._content, node.entry.start)
        node.is_listing, root = True, self._root

        def done(entries: list[Entry]) -> None:
            if self._root is not root or node.level is not level:
                return  # another document, or the search went ahead
            self._add(node, entries)
            if not level.is_complete and len(node.below) < node.wanted:
                self._list(node)
            else:
                node.is_listing = False

        def failed(error: ModelpostError) -> None:
            node.is_listing = False
            self.failed.emit(error)

        self._background.run(level.more, done, failed)

    def _add(self, node: _Node, entries: list[Entry]) -> None:
        if entries and node.below and node.below[-1].entry.start == entries[0].start:
            last = node.below[-1]
            last.entry, entries = entries[0], entries[1:]
            self.dataChanged.emit(self.createIndex(last.row, 0, last), self.createIndex(last.row, KIND, last))
        if not entries:
            return
        first = len(node.below)
        self.beginInsertRows(self._index(node), first, first + len(entries) - 1)
        node.below.extend(_Node(entry, node, first + number) for number, entry in enumerate(entries))
        self.endInsertRows()

    def _reveal(self, trail: Trail) -> QModelIndex:
        """List what leads to a place that was found, and return the innermost entry around it."""
        node = self._root
        for entries, level, row in trail.levels:
            if len(node.below) < len(entries):
                node.level, node.is_listing = level, False
                self._add(node, list(entries[max(0, len(node.below) - 1) :]))
            node = node.below[row]
        return self._index(node)

    def _kind(self, kind: str) -> str:
        kinds = {"object": self.tr("object"), "array": self.tr("array"), "string": self.tr("string"), "null": "null"}
        return kinds.get(kind, self.tr("number") if kind == "number" else self.tr("boolean"))


def _visible(name: str) -> str:
    return VisibleText(name.encode("utf-8", "replace"), "utf-8").shown[:LONGEST_SHOWN]
