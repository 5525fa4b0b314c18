"""Header fields as a table to read and copy from."""

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from modelpost.core.headers import HeaderList
from modelpost.documents.visible_text import VisibleText
from modelpost.ui.theme import Role, Theme

Index = QModelIndex | QPersistentModelIndex
_AS_RECEIVED = Qt.ItemDataRole.UserRole
_ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, _AS_RECEIVED)


class FieldsModel(QAbstractTableModel):
    """Name and value, as received."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._fields = HeaderList()

    def show(self, fields: HeaderList) -> None:
        """Replace what the model holds."""
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
        field = self._fields.fields[index.row()]
        text = field.name if index.column() == 0 else field.value
        return text if role == _AS_RECEIVED else VisibleText(text.encode("utf-8", "surrogateescape"), "utf-8").shown

    def headerData(  # noqa: N802  # Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return the heads of the columns."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.tr("Name") if section == 0 else self.tr("Value")
        return None


class FieldsTable(QTableView):
    """Shows header fields; Ctrl+C copies the selected ones as `Name: value` lines."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("responseHeaders")
        self.setAccessibleName(self.tr("Response headers"))
        self._theme = theme
        self._fields = FieldsModel(self)
        self.setModel(self._fields)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head = self.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setHighlightSections(False)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def show_fields(self, fields: HeaderList) -> None:
        """Show these fields."""
        self._fields.show(fields)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Copy whole lines."""
        if event.matches(QKeySequence.StandardKey.Copy):
            rows = sorted({index.row() for index in self.selectedIndexes()})
            lines = [
                ": ".join(str(self._fields.index(row, column).data(_AS_RECEIVED)) for column in (0, 1)) for row in rows
            ]
            QGuiApplication.clipboard().setText("\n".join(lines))
            return
        super().keyPressEvent(event)

    def _on_theme_changed(self) -> None:
        self.setFont(self._theme.font(Role.CODE))
