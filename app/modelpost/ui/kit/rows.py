"""A table of rows that can be switched off, added, moved and typed into.

`RowTable` shows a tuple of immutable rows and reports the tuple after each edit.
"""

from typing import Generic

from PySide6.QtCore import (
    QModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QTableView,
    QWidget,
)

from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.inspection import ask_to_inspect
from modelpost.ui.kit.row_cells import CellDelegate
from modelpost.ui.kit.row_model import R, RowModel, RowShape
from modelpost.ui.text.inspecting import first_name
from modelpost.ui.theme import Role

_CHECK_WIDTH = 33
_MENU_WIDTH = 32


class RowTable(QTableView, Generic[R]):
    """The table.

    Signals:
        edited: the user changed something; carries the new tuple of rows.
        menu_wanted: the menu of a row is about to open; carries row number and QMenu, to add to.
    """

    edited = Signal(object)
    menu_wanted = Signal(int, object)

    def __init__(self, kit: Kit, shape: RowShape[R], name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.kit = kit
        self.rows_model: RowModel[R] = RowModel(shape, self)
        self.rows_model.edited.connect(self.edited)
        self.setModel(self.rows_model)
        self.setItemDelegate(CellDelegate(kit, self))
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.SelectedClicked
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(24)
        head = self.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setHighlightSections(False)
        head.setMinimumSectionSize(24)
        last = self.rows_model.columnCount() - 1
        for column in range(last + 1):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        for column, width in ((0, _CHECK_WIDTH), (last, _MENU_WIDTH)):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            head.resizeSection(column, width)
        for signal in (self.rows_model.rowsInserted, self.rows_model.modelReset, self.rows_model.dataChanged):
            signal.connect(self.fit)
        kit.theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def render_rows(self, rows: tuple[R, ...]) -> None:
        """Show rows."""
        self.rows_model.show(rows)

    def show_problems(self, problems: dict[tuple[int, int], str]) -> None:
        """Mark cells, by row and column, with what is wrong."""
        if problems != self.rows_model.problems:
            self.rows_model.problems = problems
            self.viewport().update()

    def fit(self) -> None:
        """Be as high as the rows need."""
        for row in range(self.rows_model.rowCount()):
            self.setRowHeight(row, self.row_height(row))
        height = self.horizontalHeader().sizeHint().height()
        height += sum(self.rowHeight(row) for row in range(self.rows_model.rowCount()))
        self.setFixedHeight(height + 2)

    def row_height(self, row: int) -> int:
        """Return how high a row is."""
        del row
        return self.kit.theme.pixels(36)

    def open_menu(self, row: int) -> None:
        """Open what can be done with a row."""
        if row >= len(self.rows_model.rows):
            return
        menu = QMenu(self)
        self.menu_wanted.emit(row, menu)
        if menu.actions():
            menu.addSeparator()
        for text, slot in (
            (self.tr("Duplicate"), self._duplicate),
            (self.tr("Move up"), self._move_up),
            (self.tr("Move down"), self._move_down),
            (self.tr("Delete"), self._delete),
        ):
            menu.addAction(text).triggered.connect(slot)
        self.setCurrentIndex(self.rows_model.index(row, 1))
        menu.aboutToHide.connect(menu.deleteLater)
        last = self.rows_model.columnCount() - 1
        menu.popup(self.viewport().mapToGlobal(self.visualRect(self.rows_model.index(row, last)).bottomLeft()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        """Switch rows on and off, open their menu, begin to type with one click."""
        index = self.indexAt(event.position().toPoint())
        name = first_name(str(index.data() or ""))
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and name:
            ask_to_inspect(self, name, event.globalPosition().toPoint())
            return
        super().mouseReleaseEvent(event)
        if not index.isValid() or event.button() != Qt.MouseButton.LeftButton:
            return
        if index.column() == 0:
            self._toggle(index.row())
        elif index.column() == self.rows_model.columnCount() - 1:
            self.open_menu(index.row())
        elif self.state() != QAbstractItemView.State.EditingState:
            self.edit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Move, duplicate, clear and switch rows by keys."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        current = self.currentIndex()
        match event.key():
            case Qt.Key.Key_Space if current.column() == 0:
                self._toggle(current.row())
            case Qt.Key.Key_D if control:
                self._duplicate()
            case Qt.Key.Key_Up if alt:
                self._move_up()
            case Qt.Key.Key_Down if alt:
                self._move_down()
            case Qt.Key.Key_Delete if current.column() in (0, self.rows_model.columnCount() - 1):
                self._delete()
            case Qt.Key.Key_Delete:
                self.rows_model.setData(current, "")
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if not event.modifiers():
                self._begin(current)
            case Qt.Key.Key_Tab if self._is_at_end(current):
                self._leave(forth=True)
            case Qt.Key.Key_Backtab if current.row() == 0 and current.column() == 0:
                self._leave(forth=False)
            case _:
                super().keyPressEvent(event)

    def _leave(self, *, forth: bool) -> None:
        """Give the focus to what stands beside the table; with its own Tab key on, Qt would ask this table again."""
        self.setTabKeyNavigation(False)
        self.focusNextPrevChild(forth)
        self.setTabKeyNavigation(True)

    def _begin(self, index: QModelIndex) -> None:
        if index.column() == 0:
            self._toggle(index.row())
        elif index.column() == self.rows_model.columnCount() - 1:
            self.open_menu(index.row())
        else:
            self.begin_cell(index)

    def begin_cell(self, index: QModelIndex) -> None:
        """Do what Enter does on a cell: edit its text."""
        self.edit(index)

    def _is_at_end(self, index: QModelIndex) -> bool:
        return index.row() == self.rows_model.rowCount() - 1 and index.column() == self.rows_model.columnCount() - 1

    def _toggle(self, row: int) -> None:
        if row < len(self.rows_model.rows):
            value = self.rows_model.rows[row]
            shape = self.rows_model.shape
            self.rows_model.put(row, shape.with_enabled(value, enabled=not shape.is_enabled(value)))

    def _duplicate(self) -> None:
        row, rows = self.currentIndex().row(), self.rows_model.rows
        if 0 <= row < len(rows):
            self.rows_model.take((*rows[: row + 1], rows[row], *rows[row + 1 :]))

    def _delete(self) -> None:
        row, rows = self.currentIndex().row(), self.rows_model.rows
        if 0 <= row < len(rows):
            self.rows_model.take((*rows[:row], *rows[row + 1 :]))

    def _move_up(self) -> None:
        self._swap(-1)

    def _move_down(self) -> None:
        self._swap(1)

    def _swap(self, step: int) -> None:
        index, rows = self.currentIndex(), list(self.rows_model.rows)
        row, other = index.row(), index.row() + step
        if 0 <= row < len(rows) and 0 <= other < len(rows):
            rows[row], rows[other] = rows[other], rows[row]
            self.rows_model.take(tuple(rows))
            self.setCurrentIndex(self.rows_model.index(other, index.column()))

    def _on_theme_changed(self) -> None:
        self.setFont(self.kit.theme.font(Role.BODY))
        self.horizontalHeader().setFont(self.kit.theme.font(Role.LABEL))
        self.fit()
        self.viewport().update()
