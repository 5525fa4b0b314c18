"""Rows that can be switched off, added, moved and typed into, as a model.

What a row is, and which columns it has, is up to its `RowShape`; so headers, query parameters and form-data share one.
"""

from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from modelpost.core.secrets import MASK

Index = QModelIndex | QPersistentModelIndex
R = TypeVar("R")


class RowShape(Protocol[R]):
    """What a table needs to know of its rows. Columns count from 0, the check box and the menu not among them."""

    @property
    def titles(self) -> tuple[str, ...]:
        """The heads of the columns."""

    def blank(self) -> R:
        """Return an empty row."""

    def text(self, row: R, column: int) -> str:
        """Return what a cell says."""

    def with_text(self, row: R, column: int, text: str) -> R:
        """Return the row with another text in a cell."""

    def is_enabled(self, row: R) -> bool:
        """Tell whether the row takes part."""

    def with_enabled(self, row: R, *, enabled: bool) -> R:
        """Return the row switched on or off."""

    def is_typed(self, row: R, column: int) -> bool:
        """Tell whether a cell's text is typed or chosen in place."""

    def is_masked(self, row: R, column: int) -> bool:
        """Tell whether a cell shows dots instead of its text."""

    def choices(self, row: R, column: int) -> tuple[str, ...]:
        """Return the only texts that a cell may have, none where anything goes."""

    def suggestions(self, row: R, column: int) -> list[str]:
        """Return texts to complete to."""


class RowModel(QAbstractTableModel, Generic[R]):
    """Rows and one blank one below them.

    Signals:
        edited: the user changed something; carries the new tuple of rows.
    """

    edited = Signal(object)

    def __init__(self, shape: RowShape[R], parent: QObject) -> None:
        super().__init__(parent)
        self.shape = shape
        self._rows: tuple[R, ...] = ()
        self.problems: dict[tuple[int, int], str] = {}
        self.revealed: set[int] = set()

    @property
    def rows(self) -> tuple[R, ...]:
        """The rows without the blank one."""
        return self._rows

    def show(self, rows: tuple[R, ...]) -> None:
        """Show other rows; an open editor survives where the number of rows is the same."""
        if rows == self._rows:
            return
        if len(rows) == len(self._rows):
            self._rows = rows
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows), self.columnCount() - 1))
            return
        if len(rows) == len(self._rows) + 1 and rows[: len(self._rows)] == self._rows:
            self.beginInsertRows(QModelIndex(), len(rows), len(rows))
            self._rows = rows
            self.endInsertRows()
            self.dataChanged.emit(self.index(len(rows) - 1, 0), self.index(len(rows), self.columnCount() - 1))
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def take(self, rows: tuple[R, ...]) -> None:
        """Show rows that the user made, and tell of them."""
        if rows != self._rows:
            self.show(rows)
            self.edited.emit(rows)

    def row_at(self, row: int) -> R:
        """Return a row, a blank one below the last."""
        return self._rows[row] if row < len(self._rows) else self.shape.blank()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802  # Qt's signature
        """Return the number of rows with the blank one."""
        return 0 if parent.isValid() else len(self._rows) + 1

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802  # Qt's signature
        """Return the number of columns with check box and menu."""
        return 0 if parent.isValid() else len(self.shape.titles) + 2

    def headerData(  # noqa: N802  # Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return the heads of the columns."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.shape.titles[section - 1] if 0 < section <= len(self.shape.titles) else ""
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let texts be edited."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        base = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        is_text = 0 < index.column() <= len(self.shape.titles)
        is_typed = is_text and self.shape.is_typed(self.row_at(index.row()), index.column() - 1)
        return base | Qt.ItemFlag.ItemIsEditable if is_typed else base

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell's text, masked where it must be."""
        if not index.isValid():
            return None
        if not 0 < index.column() <= len(self.shape.titles):
            return self._spoken(index) if role == Qt.ItemDataRole.AccessibleTextRole else None
        row, column = self.row_at(index.row()), index.column() - 1
        problem = self.problems.get((index.row(), column), "")
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                masked = self.shape.is_masked(row, column) and index.row() not in self.revealed
                shown = MASK if masked else self.shape.text(row, column)
                is_nameless = role == Qt.ItemDataRole.AccessibleTextRole and not shown
                return self.shape.titles[column] if is_nameless else shown
            case Qt.ItemDataRole.EditRole:
                return self.shape.text(row, column)
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleDescriptionRole:
                return problem or None
        return None

    def _spoken(self, index: Index) -> str:
        """Return what a screen reader says of a cell that has no text: the box to tick, and the row's menu."""
        if index.column() > 0:
            return self.tr("Menu of the row")
        if index.row() >= len(self._rows):
            return self.tr("New row")
        return self.tr("Used") if self.shape.is_enabled(self._rows[index.row()]) else self.tr("Not used")

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: N802  # Qt's name
        """Take a text that the user typed; typing into the blank row adds one."""
        if role != Qt.ItemDataRole.EditRole or not 0 < index.column() <= len(self.shape.titles):
            return False
        changed = self.shape.with_text(self.row_at(index.row()), index.column() - 1, str(value))
        if changed == self.row_at(index.row()):
            return False
        self.put(index.row(), changed)
        return True

    def put(self, row: int, value: R) -> None:
        """Put a row at a place, at the end for the blank one."""
        self.take((*self._rows[:row], value, *self._rows[row + 1 :]))
