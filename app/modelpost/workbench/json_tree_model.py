"""A JSON answer as a tree for a view: levels are listed off the GUI thread when they are unfolded.

A view lays all rows of a level again with each that comes, and asks for each row several times: so a level has a
hundred rows and some ranges, and what is asked for often is looked up, not worked out.
"""

from PySide6.QtCore import QAbstractItemModel, QLocale, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from modelpost.documents.grid import Grid
from modelpost.documents.json_table import table_of
from modelpost.documents.json_tree import (
    Branch,
    Entry,
    Range,
    Row,
    Trail,
    Unfolded,
    find,
    root_of,
    string_of,
    trail_to,
    unfolded,
)
from modelpost.documents.json_values import Path
from modelpost.documents.line_index import Buffer
from modelpost.documents.visible_text import VisibleText
from modelpost.workbench.background import Background
from modelpost.workbench.sizes import size_text

Index = QModelIndex | QPersistentModelIndex
NAME, VALUE, KIND = range(3)
LONGEST_SHOWN = 200
_MOST_UNFOLDED = 1_500
"""Rows that are unfolded with one wish: the view lays them at once."""

_FIRST_BUDGET, _LARGEST_BUDGET = 1 << 20, 1 << 24
"""Bytes gone over for the first rows, and twice as many for the next each time: the view lays the level ten times."""

_BREATH_MS = 30
"""Time for the view to lay and paint what came before more is listed: its calls would wait for Python's lock."""


class _Node:
    """An entry or a range, and what is known of those below it."""

    __slots__ = ("below", "branch", "budget", "entry", "may_unfold", "parent", "row")

    def __init__(self, entry: Row, parent: "_Node | None", row: int) -> None:
        self.entry = entry
        self.parent = parent
        self.row = row
        self.below: list[_Node] = []
        self.branch: Branch | None = None
        self.budget = _FIRST_BUDGET
        self.may_unfold = isinstance(entry, Range) or (entry.is_branch and entry.end - entry.start != len("[]"))


class JsonTreeModel(QAbstractItemModel):
    """Name, value and kind of each entry.

    Signals:
        listed: the first rows below an entry are there; carries its index.
        unfolded: rows below an entry are there, some levels deep; carries their indices, the outermost last.
        found: the next place of the text that was sought; carries its index, invalid where there is none.
        tabled: an array is there as a table; carries a Grid and the path of the array.
        failed: something could not be read; carries a ModelpostError.
    """

    listed = Signal(object)
    unfolded = Signal(object)
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

    @property
    def content(self) -> Buffer:
        """The document."""
        return self._content

    # What there is ---------------------------------------------------------------------------------------------------

    def entry(self, index: Index) -> Row:
        """Return what stands at an index."""
        return self._node(index).entry

    def is_listed(self, index: Index) -> bool:
        """Tell whether the first rows below an entry are known."""
        node = self._node(index)
        return bool(node.below) or not node.may_unfold

    def path(self, index: Index) -> Path:
        """Return the names and indices that lead to an entry; to what a range stands in."""
        steps: list[str | int] = []
        node = self._node(index)
        while node.parent is not None:
            if isinstance(node.entry, Entry):
                steps.append(node.entry.name)
            node = node.parent
        return tuple(reversed(steps))

    def written(self, index: Index) -> bytes:
        """Return a value as it was received, to the digit; nothing while its end is not known."""
        entry = self.entry(index)
        written = bytes(self._content[entry.start : entry.end])
        if isinstance(entry, Range):
            return b"{%b}" % written if entry.is_object else b"[%b]" % written
        return written

    def text(self, index: Index) -> str:
        """Return a string as the text it stands for, anything else as it was received."""
        written = self.written(index)
        return string_of(written) if self.entry(index).kind == "string" else written.decode("utf-8", "replace")

    def find_next(self, text: str, after: Index) -> None:
        """Look for a text behind an entry, off this thread; `found` tells."""
        self._search += 1
        number, content = self._search, self._content
        entry = self._node(after).entry if after.isValid() else None
        start = 0 if entry is None else entry.end
        if entry is not None and entry.is_branch:
            start = entry.start + isinstance(entry, Entry)  # the bracket of an array is no text, a range has none

        def work() -> Trail:
            place = find(content, text, start)
            return trail_to(content, place) if place >= 0 else Trail()

        def done(trail: Trail) -> None:
            if number == self._search:
                self.found.emit(self._reveal(trail))

        self._background.run(work, done, self.failed.emit)

    def unfold(self, index: Index, depth: int) -> None:
        """List what is below an entry, so many levels deep, off this thread; `unfolded` tells."""
        content, node, root = self._content, self._node(index), self._root

        def done(listed: Unfolded) -> None:
            if self._root is root:
                found: list[QModelIndex] = []
                self._adopt(node, listed, found)
                self.unfolded.emit(found)

        if node.may_unfold:
            self._background.run(lambda: unfolded(content, node.entry, depth, _MOST_UNFOLDED), done, self.failed.emit)

    def is_table(self, index: Index) -> bool:
        """Tell whether an entry, or the document where the index is invalid, can be shown as a table."""
        return self.entry(index).kind == "array"

    def list_table(self, index: Index) -> None:
        """List an array as a table, off this thread; `tabled` tells."""
        content, path, start = self._content, self.path(index) if index.isValid() else (), self.entry(index).start

        def done(grid: Grid) -> None:
            if content is self._content:
                self.tabled.emit(grid, path)

        self._background.run(lambda: table_of(content, start), done, self.failed.emit)

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
        return self._node(parent).may_unfold and parent.column() <= 0

    def canFetchMore(self, parent: Index) -> bool:  # noqa: N802  # Qt's name
        """Tell whether nobody asked for a level yet; once somebody did, it is listed to its end."""
        node = self._node(parent)
        return node.may_unfold and node.branch is None

    def fetchMore(self, parent: Index) -> None:  # noqa: N802  # Qt's name
        """List a level."""
        if self.canFetchMore(parent):
            self._list(self._node(parent))

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell's text."""
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        entry = self._node(index).entry
        if index.column() == NAME:
            return _visible(entry.name) if isinstance(entry.name, str) else str(entry.name)
        if index.column() == KIND:
            if isinstance(entry, Range):
                count = self.tr("{n} entries").replace("{n}", QLocale().toString(entry.many))
                return f"{count} · {size_text(entry.end - entry.start)}"
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
        branch = node.branch = node.branch or Branch(self._content, node.entry)
        root, budget = self._root, node.budget
        node.budget = min(2 * budget, _LARGEST_BUDGET)

        def done(rows: list[Row]) -> None:
            if self._root is not root or node.branch is not branch:
                return  # another document, or the search went ahead
            self._add(node, rows)
            if not branch.is_complete:
                QTimer.singleShot(_BREATH_MS, self, more)

        def more() -> None:
            if self._root is root and node.branch is branch:
                self._list(node)

        self._background.run(lambda: branch.more(budget), done, self.failed.emit)

    def _add(self, node: _Node, rows: list[Row]) -> None:
        """Put rows below a node, behind those that are there; the last of these may be told anew."""
        below = node.below
        if rows and below and below[-1].entry.start == rows[0].start:
            last = below[-1]
            last.entry, rows = rows[0], rows[1:]
            self.dataChanged.emit(self.createIndex(last.row, 0, last), self.createIndex(last.row, KIND, last))
        first = len(below)
        if rows:
            self.beginInsertRows(self._index(node), first, first + len(rows) - 1)
            below.extend(_Node(entry, node, first + number) for number, entry in enumerate(rows))
            self.endInsertRows()
        elif not below and node.branch is not None and node.branch.is_complete:
            node.may_unfold = False
        if not first and self.is_listed(self._index(node)):
            self.listed.emit(self._index(node))

    def _take(self, node: _Node, rows: tuple[Row, ...], branch: Branch) -> None:
        """Go on from what was listed elsewhere, where that came farther."""
        if len(node.below) < len(rows):
            node.branch = branch
            self._add(node, list(rows[max(0, len(node.below) - 1) :]))
            if not branch.is_complete:
                self._list(node)

    def _reveal(self, trail: Trail) -> QModelIndex:
        """List what leads to a place that was found, and return the innermost entry around it."""
        node = self._root
        for rows, branch, step in trail.branches:
            self._take(node, rows, branch)
            node = node.below[step]
        return self._index(node)

    def _adopt(self, node: _Node, listed: Unfolded, found: list[QModelIndex]) -> None:
        """List what was unfolded, and note its indices."""
        self._take(node, listed.rows, listed.branch)
        for number, below in listed.below:
            self._adopt(node.below[number], below, found)
        if node is not self._root:
            found.append(self._index(node))

    def _kind(self, kind: str) -> str:
        kinds = {"object": self.tr("object"), "array": self.tr("array"), "string": self.tr("string"), "null": "null"}
        return kinds.get(kind, self.tr("number") if kind == "number" else self.tr("boolean"))


def _visible(name: str) -> str:
    return VisibleText(name.encode("utf-8", "replace"), "utf-8").shown[:LONGEST_SHOWN]
