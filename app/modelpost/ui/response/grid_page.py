"""A table of texts: to sort, to filter, to copy from and to save for a spreadsheet."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QMenu,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from modelpost.core.failures import ModelpostError
from modelpost.documents.grid import Grid
from modelpost.ui.kit.buttons import IconButton, Kit
from modelpost.ui.kit.notices import Text
from modelpost.ui.theme import Role
from modelpost.viewers.api import Buffer
from modelpost.workbench.background import Background
from modelpost.workbench.clipboard_size import joined
from modelpost.workbench.grid_model import GridModel
from modelpost.workbench.texts import translated

SaveContent = Callable[[str, Callable[[], Buffer]], None]
"""Writes what a call returns to a file, off the GUI thread, and says so."""

_PAUSE_MS = 150
_ROW = 28
_WIDEST = 360
_MEASURED_CELLS = 5_000
_FEWEST_MEASURED = 20
_LONGEST_MEASURED = 60
_AROUND = 20
_MARK = 16
_LONGEST_NAME = 40


class GridPage(QWidget):
    """The table, and above it a line to filter its rows and what can be taken away.

    A click on a head sorts by it: up, down, and then as the rows came; the menu of the table sorts by the column of the
    current cell. Ctrl+C copies the selected cells.

    Signals:
        told: something to say in passing; carries a text.
        row_chosen: a row was double-clicked or Enter pressed on it; carries its number in the grid.
        left: the way back was pressed; only where `back` names one.
    """

    told = Signal(str)
    row_chosen = Signal(int)
    left = Signal()

    def __init__(
        self, kit: Kit, name: str, label: str, background: Background, save: SaveContent, *, back: str = ""
    ) -> None:
        super().__init__()
        self._kit = kit
        self._background = background
        self._save = save
        self._cells = GridModel(background, self)
        self._cells.modelAboutToBeReset.connect(self._on_reset)
        self._cells.arranged.connect(self._on_arranged)
        self._cells.failed.connect(self._on_failed)
        self._pause = QTimer(self, interval=_PAUSE_MS, singleShot=True)
        self._pause.timeout.connect(self._on_filter)
        self._sorted = (-1, Qt.SortOrder.AscendingOrder)
        self._current = (-1, 0)  # row of the grid, and column, before the rows were put in another order
        self._table = self._build_table(name, label)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._build_bar(name, back))
        column.addWidget(self._table, 1)
        self.setFocusProxy(self._table)
        kit.theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def show_grid(self, grid: Grid) -> None:
        """Show a table; one that is shown already stays as it is sorted and filtered."""
        if grid is self._cells.grid:
            return
        self._pause.stop()
        self._sought.clear()
        self._show_sorted(-1, Qt.SortOrder.AscendingOrder)
        self._table.setCurrentIndex(QModelIndex())
        self._cells.show(grid)
        self._fit_columns()
        self._table.scrollToTop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """Copy with Ctrl+C, choose a row with Enter."""
        if watched is self._table and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.matches(QKeySequence.StandardKey.Copy):
                self._copy_selected()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._on_chosen()
                return True
        return super().eventFilter(watched, event)

    # Building --------------------------------------------------------------------------------------------------------

    def _build_table(self, name: str, label: str) -> QTableView:
        table = QTableView()
        table.setObjectName(name)
        table.setAccessibleName(label)
        table.setModel(self._cells)
        table.setFrameShape(QFrame.Shape.NoFrame)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setTabKeyNavigation(False)
        table.installEventFilter(self)
        table.doubleClicked.connect(self._on_chosen)
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.customContextMenuRequested.connect(self._on_menu_wanted)
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head = table.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setHighlightSections(False)
        # With that of the table it would ask each of 100,000 rows whether all of a column is selected: a second.
        head.setSelectionModel(QItemSelectionModel(self._cells, head))
        head.setSectionsClickable(True)
        head.sectionClicked.connect(self._on_head)
        return table

    def _build_bar(self, name: str, back: str) -> QWidget:
        kit = self._kit
        self._sought = QLineEdit()
        self._sought.setObjectName(f"{name}Filter")
        self._sought.setAccessibleName(self.tr("Show rows with this text only"))
        self._sought.setPlaceholderText(self.tr("Filter rows"))
        self._sought.setProperty("compact", "true")
        self._sought.textEdited.connect(self._on_edited)
        self._sought.returnPressed.connect(self._on_filter)
        self._count = Text(kit, ink="muted", name=f"{name}Count")
        copy = IconButton(kit, "copy", self.tr("Copy the table as CSV"), f"{name}Copy")
        copy.clicked.connect(self._on_copy)
        save = IconButton(kit, "download", self.tr("Save the table as CSV"), f"{name}Save")
        save.clicked.connect(self._on_save)
        bar = QFrame()
        bar.setProperty("line", "below")
        row = QHBoxLayout(bar)
        row.setContentsMargins(16, 6, 12, 6)
        row.setSpacing(8)
        if back:
            leave = IconButton(kit, "chevron-left", back, f"{name}Back")
            leave.clicked.connect(self.left)
            row.addWidget(leave)
        row.addWidget(self._sought, 1)
        for widget in (self._count, copy, save):
            row.addWidget(widget)
        return bar

    # Intents ---------------------------------------------------------------------------------------------------------

    def _on_menu_wanted(self, position: QPoint) -> None:
        """Offer to sort by a column and to copy, with the keys of menus too."""
        column, head = max(0, self._table.currentIndex().column()), self._table.model().headerData
        name = str(head(column, Qt.Orientation.Horizontal) or "")[:_LONGEST_NAME].replace("&", "&&")
        up, down = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
        offered = [
            (
                self.tr("Sort by {name}, smallest first").replace("{name}", name),
                "sortUp",
                partial(self._sort, column, up),
            ),
            (
                self.tr("Sort by {name}, largest first").replace("{name}", name),
                "sortDown",
                partial(self._sort, column, down),
            ),
            (self.tr("In the order the rows came"), "sortAsCame", partial(self._sort, -1, up)),
            (self.tr("Copy"), "copyCells", self._copy_selected),
        ]
        menu = QMenu(self)
        menu.setObjectName("gridMenu")
        for text, action_name, way in offered:
            action = menu.addAction(text)
            action.setObjectName(action_name)
            action.triggered.connect(way)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._table.viewport().mapToGlobal(position))

    def _on_head(self, column: int) -> None:
        """Sort by a column; a third click on it brings back the order in which the rows came."""
        up, down = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
        if self._sorted[0] != column:
            self._sort(column, up)
        elif self._sorted[1] is up:
            self._sort(column, down)
        else:
            self._sort(-1, up)

    def _sort(self, column: int, order: Qt.SortOrder, checked: bool = False) -> None:  # noqa: ARG002  # Qt's signal
        self._show_sorted(column, order)
        self._cells.sort(column, order)

    def _on_edited(self) -> None:
        self._pause.start()

    def _on_filter(self) -> None:
        self._pause.stop()
        self._cells.filter(self._sought.text())

    def _on_chosen(self) -> None:
        index = self._table.currentIndex()
        if index.isValid():
            self.row_chosen.emit(self._cells.row_in_grid(index.row()))

    def _copy_selected(self, checked: bool = False) -> None:  # noqa: ARG002  # Qt's signal
        chosen = self._table.selectionModel().selection()
        blocks = [
            (range(block.top(), block.bottom() + 1), range(block.left(), block.right() + 1))
            for block in (chosen.at(number) for number in range(chosen.count()))
        ]
        if blocks:  # a million cells take seconds
            self._background.run(self._cells.as_lines(blocks), QGuiApplication.clipboard().setText, self._on_failed)

    def _on_copy(self) -> None:
        def done(text: str) -> None:
            QGuiApplication.clipboard().setText(text)
            self.told.emit(self.tr("The table was copied as CSV."))

        lines = self._cells.as_csv()
        self._background.run(lambda: joined(line.decode() for line in lines), done, self._on_failed)

    def _on_save(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self, self.tr("Save the table as CSV"), "response.csv")
        if path:
            lines = self._cells.as_csv()
            self._save(path, lambda: b"".join(lines))

    def _on_failed(self, error: ModelpostError) -> None:
        self.told.emit(f"{translated(error.summary)}. {translated(error.hint)}")

    # Showing ---------------------------------------------------------------------------------------------------------

    def _on_reset(self) -> None:
        index = self._table.currentIndex()
        self._current = (self._cells.row_in_grid(index.row()), index.column()) if index.isValid() else (-1, 0)

    def _on_arranged(self) -> None:
        grid, locale = self._cells.grid, self.locale()
        count, total = self._cells.rowCount(), len(grid.rows)
        text = self.tr("{n} of {total} rows") if count < total else self.tr("{n} rows")
        if grid.is_cut:
            text = self.tr("{n} of the first {total} rows")
        row = self._cells.row_of(self._current[0])
        if row >= 0:
            self._table.setCurrentIndex(self._cells.index(row, self._current[1]))
        self._count.setText(text.replace("{n}", locale.toString(count)).replace("{total}", locale.toString(total)))

    def _fit_columns(self) -> None:
        """Make columns as wide as the longest of their first cells, as far as its bytes tell: Qt would measure all."""
        theme, grid = self._kit.theme, self._cells.grid
        rows = range(min(len(grid.rows), max(_FEWEST_MEASURED, _MEASURED_CELLS // max(1, len(grid.heads)))))
        cells, heads = QFontMetrics(theme.font(Role.CODE)), QFontMetrics(theme.font(Role.LABEL))
        for column, head in enumerate(grid.heads):
            longest = max((grid.cell(row, column)[:_LONGEST_MEASURED] for row in rows), key=_size, default="")
            title = head[:_LONGEST_MEASURED]
            width = max(cells.horizontalAdvance(longest), heads.horizontalAdvance(title) + theme.pixels(_MARK))
            self._table.setColumnWidth(column, min(theme.pixels(_WIDEST), width + theme.pixels(_AROUND)))

    def _show_sorted(self, column: int, order: Qt.SortOrder) -> None:
        self._sorted = (column, order)
        head = self._table.horizontalHeader()
        head.setSortIndicatorShown(column >= 0)
        head.setSortIndicator(column, order)

    def _on_theme_changed(self) -> None:
        theme = self._kit.theme
        self._table.setFont(theme.font(Role.CODE))
        for head in (self._table.horizontalHeader(), self._table.verticalHeader()):
            head.setFont(theme.font(Role.LABEL))
        self._table.verticalHeader().setDefaultSectionSize(theme.pixels(_ROW))


def _size(text: str) -> int:
    """Return about how wide a text is: what takes more bytes is mostly wider, too."""
    return len(text.encode("utf-8", "surrogatepass"))
