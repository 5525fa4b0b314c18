"""A table of texts for a view: sorted and filtered off the GUI thread."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from modelpost.core.failures import ModelpostError
from modelpost.documents.grid import Arrangement, Grid, arranged, as_csv, is_number
from modelpost.documents.visible_text import VisibleText
from modelpost.workbench.background import Background
from modelpost.workbench.clipboard_size import joined

Index = QModelIndex | QPersistentModelIndex
LONGEST_CELL = 500
_DISPLAY = Qt.ItemDataRole.DisplayRole


class GridModel(QAbstractTableModel):
    """The cells of a grid in the order that the user wants; what is invisible in a text is made visible.

    Signals:
        arranged: the rows stand in another order, or there are others.
        failed: they could not be arranged; carries a ModelpostError.
    """

    arranged = Signal()
    failed = Signal(object)

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._grid = Grid()
        self._rows: list[int] = []
        self._wanted = Arrangement()
        self._number = 0

    def show(self, grid: Grid) -> None:
        """Show another grid, its rows as they came."""
        self._number += 1
        self._wanted = Arrangement()
        self.beginResetModel()
        self._grid, self._rows = grid, list(range(len(grid.rows)))
        self.endResetModel()
        self.arranged.emit()

    @property
    def grid(self) -> Grid:
        """What is shown."""
        return self._grid

    def row_in_grid(self, row: int) -> int:
        """Return which row of the grid stands in a row of the view."""
        return self._rows[row]

    def row_of(self, number: int) -> int:
        """Return in which row of the view a row of the grid stands, -1 where it is left out."""
        return self._rows.index(number) if number in self._rows else -1

    def filter(self, text: str) -> None:
        """Show the rows only that hold a text, whatever its case."""
        self._arrange(replace(self._wanted, sought=text))

    def as_csv(self) -> Iterator[bytes]:
        """Yield the rows as they are shown, with every cell whole; any thread may ask for them."""
        return as_csv(self._grid, tuple(self._rows))

    def as_lines(self, blocks: Sequence[tuple[range, range]]) -> Callable[[], str]:
        """Return a call for any thread that writes cells, named by blocks of rows and columns, with tabs between."""
        grid, rows = self._grid, tuple(self._rows)

        def work() -> str:
            chosen: dict[int, set[int]] = {}
            for block, columns in blocks:
                for row in block:
                    chosen.setdefault(row, set()).update(columns)
            lines = (
                "\t".join(grid.cell(rows[row], column) for column in sorted(chosen[row])) for row in sorted(chosen)
            )
            return joined(lines, "\n")

        return work

    def text(self, row: int, column: int) -> str:
        """Return a cell as it was received."""
        return self._grid.cell(self._rows[row], column)

    # Qt's model ------------------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802  # Qt's signature
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802  # Qt's signature
        """Return the number of heads."""
        return 0 if parent.isValid() else len(self._grid.heads)

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        """Return a cell's text; numbers stand to the right."""
        if not index.isValid():
            return None
        if role == _DISPLAY:
            return _visible(self.text(index.row(), index.column()))
        if role == Qt.ItemDataRole.TextAlignmentRole and is_number(self.text(index.row(), index.column())):
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> object:  # noqa: N802  # Qt
        """Return the heads of the columns, and the numbers that the rows came with."""
        if role != _DISPLAY:
            return None
        if orientation is Qt.Orientation.Horizontal:
            return _visible(self._grid.heads[section])
        return str(self._rows[section] + 1)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Put the rows in the order of a column; as they came for -1."""
        is_descending = order is Qt.SortOrder.DescendingOrder
        self._arrange(replace(self._wanted, column=column, is_descending=is_descending))

    # -----------------------------------------------------------------------------------------------------------------

    def _arrange(self, wanted: Arrangement) -> None:
        if wanted == self._wanted:
            return
        self._wanted = wanted
        self._number += 1
        number, grid = self._number, self._grid

        def done(rows: list[int]) -> None:
            if number == self._number:
                self.beginResetModel()
                self._rows = rows
                self.endResetModel()
                self.arranged.emit()

        def failed(error: ModelpostError) -> None:
            self.failed.emit(error)

        self._background.run(lambda: arranged(grid, wanted), done, failed)


def _visible(text: str) -> str:
    return VisibleText(text[:LONGEST_CELL].encode("utf-8", "surrogatepass"), "utf-8").shown
