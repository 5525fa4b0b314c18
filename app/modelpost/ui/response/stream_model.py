"""The items of a stream as rows of a table that slides over them."""

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from modelpost.core.conversation import ConversationItem, Passed
from modelpost.core.streams import StreamItem
from modelpost.workbench.sizes import duration_text, size_text

Index = QModelIndex | QPersistentModelIndex
Item = StreamItem | ConversationItem

TIME, NAME, ID, SIZE, DATA = range(5)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class StreamModel(QAbstractTableModel):
    """Time, event, id, size and the beginning of the data. Rows come at the end and go at the front.

    What passed in a conversation has its direction and its kind in the place of event and id.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items: tuple[Item, ...] = ()

    @property
    def items(self) -> tuple[Item, ...]:
        """What the rows show."""
        return self._items

    def show(self, items: tuple[Item, ...]) -> int:
        """Show other items; return how many rows went at the front, -1 where the rows are new altogether."""
        old = self._items
        if (
            not old
            or not items
            or not 0 <= items[0].number - old[0].number < len(old)
            or items[-1].number < old[-1].number
        ):
            self.beginResetModel()
            self._items = items
            self.endResetModel()
            return -1
        gone, come = items[0].number - old[0].number, items[-1].number - old[-1].number
        if gone:
            self.beginRemoveRows(QModelIndex(), 0, gone - 1)
            self._items = old[gone:]
            self.endRemoveRows()
        if come:
            first = len(self._items)
            self.beginInsertRows(QModelIndex(), first, first + come - 1)
            self._items = items
            self.endInsertRows()
        return gone

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802  # Qt's signature
        """Return the number of items."""
        return 0 if parent.isValid() else len(self._items)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802  # Qt's signature
        """Return 5."""
        return 0 if parent.isValid() else 5

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell's text."""
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() in (TIME, SIZE):
            return _RIGHT
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        item = self._items[index.row()]
        match index.column():
            case 0:
                return duration_text(item.at)
            case 1:
                return self._name(item)
            case 2:
                return item.id if isinstance(item, StreamItem) else self._kind(item)
            case 3:
                return size_text(item.size)
            case _:
                return item.preview

    def headerData(  # noqa: N802  # Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return the heads of the columns."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and section in (TIME, SIZE):
            return _RIGHT
        if role == Qt.ItemDataRole.DisplayRole:
            is_talk = bool(self._items) and isinstance(self._items[0], ConversationItem)
            middle = (self.tr("Direction"), self.tr("Kind")) if is_talk else (self.tr("Event"), self.tr("ID"))
            return (self.tr("Time"), *middle, self.tr("Size"), self.tr("Data"))[section]
        return None

    def _name(self, item: Item) -> str:
        if isinstance(item, StreamItem):
            return item.name or "message"
        return f"↑ {self.tr('Sent')}" if item.is_sent else f"↓ {self.tr('Received')}"

    def _kind(self, item: ConversationItem) -> str:
        kinds = {
            Passed.TEXT: self.tr("Text"),
            Passed.BINARY: self.tr("Binary"),
            Passed.PING: self.tr("Ping"),
            Passed.PONG: self.tr("Pong"),
            Passed.CLOSE: self.tr("Close"),
        }
        return kinds[item.kind]
