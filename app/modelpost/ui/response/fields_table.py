"""Header fields as a table to read and copy from."""

from collections.abc import Callable
from functools import partial
from html import escape

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHeaderView, QMenu, QTableView, QWidget

from modelpost.core.headers import Header, HeaderList
from modelpost.documents.visible_text import VisibleText
from modelpost.ui.kit.read_by_rows import read_by_rows
from modelpost.ui.theme import Role, Theme

Index = QModelIndex | QPersistentModelIndex
_AS_RECEIVED = Qt.ItemDataRole.UserRole
_NOTED = (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole)
_ROLES = (Qt.ItemDataRole.DisplayRole, *_NOTED, _AS_RECEIVED)
NAME, VALUE = range(2)


def _nothing(name: str) -> str:
    del name
    return ""


class FieldsModel(QAbstractTableModel):
    """Name and value, as received. `about` returns what a header of some name means, empty where that is not known."""

    def __init__(self, parent: QObject | None = None, about: Callable[[str], str] = _nothing) -> None:
        super().__init__(parent)
        self._about = about
        self._received = HeaderList()
        self._fields: tuple[Header, ...] = ()

    def show(self, fields: HeaderList) -> bool:
        """Replace what the model holds, unless it is the same; return whether it was replaced."""
        if fields == self._received:
            return False
        self._received = fields
        self._put(fields.fields)
        return True

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Put the fields in the order of a column; as they were received for -1."""
        fields = self._received.fields
        if column < 0:
            self._put(fields)
            return
        is_descending = order is Qt.SortOrder.DescendingOrder
        self._put(tuple(sorted(fields, key=lambda each: _key(each, column), reverse=is_descending)))

    def _put(self, fields: tuple[Header, ...]) -> None:
        self.beginResetModel()
        self._fields = fields
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802  # Qt's signature
        """Return the number of fields."""
        return 0 if parent.isValid() else len(self._fields)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802  # Qt's signature
        """Return 2."""
        return 0 if parent.isValid() else 2

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell's text, with what is invisible made visible; the user's role has it as received."""
        if not index.isValid() or role not in _ROLES:
            return None
        field = self._fields[index.row()]
        if role in _NOTED and (index.column() == NAME or role != Qt.ItemDataRole.ToolTipRole):
            return self._about(field.name) or None
        text = field.name if index.column() == NAME else field.value
        if role == _AS_RECEIVED:
            return text
        shown = VisibleText(text.encode("utf-8", "surrogateescape"), "utf-8").shown
        return shown if role == Qt.ItemDataRole.DisplayRole else f"<qt>{escape(shown)}</qt>"  # else Qt guesses

    def headerData(  # noqa: N802  # Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return the heads of the columns."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.tr("Name") if section == 0 else self.tr("Value")
        return None


class FieldsTable(QTableView):
    """Shows header fields; Ctrl+C copies the selected ones as `Name: value` lines.

    A click on a head sorts by it: up, down, and then as the fields were received. The menu sorts for those without a
    mouse.
    """

    def __init__(self, theme: Theme, about: Callable[[str], str] = _nothing, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("responseHeaders")
        self.setAccessibleName(self.tr("Response headers"))
        self._theme = theme
        self._fields = FieldsModel(self, about)
        self._sorted = (-1, Qt.SortOrder.AscendingOrder)
        self.setModel(self._fields)
        read_by_rows(self, wraps=True)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head = self.horizontalHeader()
        head.setSectionsClickable(True)
        head.sectionClicked.connect(self._on_head)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def show_fields(self, fields: HeaderList) -> None:
        """Show these fields; the same again stay as they are, and so does what is selected in them."""
        if self._fields.show(fields):
            self._fields.sort(*self._sorted)

    def name_at(self, index: QModelIndex) -> str:
        """Return the name of the field in a row."""
        return str(index.siblingAtColumn(NAME).data())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802  # Qt's name
        """Offer to copy and to sort."""
        menu = QMenu(self)
        menu.setObjectName("headersMenu")
        offered = [
            (self.tr("Copy"), "copyField", self._copy_lines),
            (self.tr("Copy value"), "copyFieldValue", partial(self._copy_cell, VALUE)),
            (self.tr("Copy name"), "copyFieldName", partial(self._copy_cell, NAME)),
            (self.tr("Copy all headers"), "copyAllFields", self._copy_all),
            (self.tr("Sort by name"), "sortByName", partial(self._on_head, NAME)),
            (self.tr("Sort by value"), "sortByValue", partial(self._on_head, VALUE)),
            (self.tr("As received"), "sortAsReceived", partial(self._sort, -1, Qt.SortOrder.AscendingOrder)),
        ]
        for text, name, way in offered:
            if name == "sortByName":
                menu.addSeparator()
            action = menu.addAction(text)
            action.setObjectName(name)
            action.triggered.connect(way)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Copy whole lines."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self._copy_lines()
            return
        super().keyPressEvent(event)

    def _copy_lines(self, checked: bool = False) -> None:  # noqa: ARG002  # Qt's signal
        self._copy_rows(sorted({index.row() for index in self.selectedIndexes()}))

    def _copy_all(self, checked: bool = False) -> None:  # noqa: ARG002  # Qt's signal
        self._copy_rows(list(range(self._fields.rowCount())))

    def _copy_rows(self, rows: list[int]) -> None:
        lines = [": ".join(self._as_received(row, column) for column in (NAME, VALUE)) for row in rows]
        QGuiApplication.clipboard().setText("\n".join(lines))

    def _copy_cell(self, column: int, checked: bool = False) -> None:  # noqa: ARG002  # Qt's signal
        if self.currentIndex().isValid():
            QGuiApplication.clipboard().setText(self._as_received(self.currentIndex().row(), column))

    def _as_received(self, row: int, column: int) -> str:
        return str(self._fields.index(row, column).data(_AS_RECEIVED))

    def _on_head(self, column: int, checked: bool = False) -> None:  # noqa: ARG002  # Qt's signal
        """Sort by a column; a third time brings back the order in which the fields were received."""
        up, down = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
        if self._sorted[0] != column:
            self._sort(column, up)
        elif self._sorted[1] is up:
            self._sort(column, down)
        else:
            self._sort(-1, up)

    def _sort(self, column: int, order: Qt.SortOrder, checked: bool = False) -> None:  # noqa: ARG002  # Qt's signal
        self._sorted = (column, order)
        head = self.horizontalHeader()
        head.setSortIndicatorShown(column >= 0)
        head.setSortIndicator(column, order)
        self._fields.sort(column, order)

    def _on_theme_changed(self) -> None:
        self.setFont(self._theme.font(Role.CODE))


def _key(field: Header, column: int) -> str:
    return (field.name if column == NAME else field.value).casefold()
