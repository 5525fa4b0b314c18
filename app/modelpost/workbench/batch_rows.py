"""The results of a batch as rows of a table, a hundred thousand and more."""

from collections.abc import Callable
from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from modelpost.core.failures import ModelpostError
from modelpost.runs.ordering import Order, arranged
from modelpost.runs.result import Result
from modelpost.runs.tally import Tally, Verdict
from modelpost.workbench.background import Background

Index = QModelIndex | QPersistentModelIndex
RESULT_ROLE = int(Qt.ItemDataRole.UserRole)
VERDICT_ROLE = RESULT_ROLE + 1
ALL = "all"


class Column(IntEnum):
    """The columns, left to right."""

    NUMBER = 0
    NAME = 1
    ANSWER = 2
    SCORE = 3
    EXPECTED = 4
    SECONDS = 5
    VERDICT = 6


_RIGHT = (Column.NUMBER, Column.SECONDS)
ORDERS = {
    Column.NUMBER: Order.NUMBER,
    Column.NAME: Order.NAME,
    Column.ANSWER: Order.ANSWER,
    Column.SCORE: Order.SCORE,
    Column.EXPECTED: Order.EXPECTED,
    Column.SECONDS: Order.SECONDS,
    Column.VERDICT: Order.VERDICT,
}


class BatchRows(QAbstractTableModel):
    """Shows the newest result first, until another order is chosen; shows all, those of a verdict, or of a name.

    An order or a selection over many results is made off the GUI thread; what arrives meanwhile is taken in after it.
    """

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._tally = Tally()
        self._results: list[Result] = []
        self._place_of: dict[int, int] = {}
        self._verdict = ALL
        self._words = ""
        self._order = Order.ARRIVAL
        self._is_descending = True
        self._places: list[int] | None = None
        self._shown = 0
        self._seen = 0
        self._arranging = 0
        self._is_arranging = False

    @property
    def results(self) -> list[Result]:
        """All results in the order in which they came; to be read only."""
        return self._results

    @property
    def order(self) -> tuple[Order, bool]:
        """What rows are ordered by, and whether the last comes first."""
        return self._order, self._is_descending

    @property
    def verdict(self) -> str:
        """Which results are shown: the value of a Verdict, or `ALL`."""
        return self._verdict

    def clear(self, tally: Tally) -> None:
        """Begin without results; `tally` judges those to come."""
        self.beginResetModel()
        self._arranging += 1
        self._is_arranging = False
        self._tally = tally
        self._results, self._place_of, self._shown, self._seen = [], {}, 0, 0
        self._places = None if self._is_plain else []
        self.endResetModel()

    def add(self, results: list[Result]) -> None:
        """Take what came; a result for an input that has one takes its place."""
        changed: list[int] = []
        for result in results:
            place = self._place_of.get(result.index)
            if place is None:
                self._place_of[result.index] = len(self._results)
                self._results.append(result)
            else:
                self._results[place] = result
                changed.append(place)
        if changed and not self._is_plain:
            self._arrange()
        elif changed:
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, len(Column) - 1))
        self._show_new()

    def known(self, index: int) -> Result | None:
        """Return the result of an input, None while there is none."""
        place = self._place_of.get(index)
        return self._results[place] if place is not None else None

    def choose(self, *, verdict: str | None = None, words: str | None = None) -> None:
        """Show the results of a verdict, or whose name or answer holds some words."""
        self._verdict = self._verdict if verdict is None else verdict
        self._words = self._words if words is None else words.casefold().strip()
        self._arrange()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order by a column; by arrival, the newest first, where the column is none."""
        chosen = ORDERS[Column(column)] if 0 <= column < len(Column) else Order.ARRIVAL
        is_descending = order == Qt.SortOrder.DescendingOrder or chosen is Order.ARRIVAL
        if (chosen, is_descending) != (self._order, self._is_descending):
            self._order, self._is_descending = chosen, is_descending
            self._arrange()

    def settle(self) -> None:
        """Take in what came since the last time where rows are ordered."""
        if self._seen < len(self._results):
            self._arrange()

    # Qt's side -------------------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802  # Qt's signature
        """Return the number of rows."""
        return 0 if parent.isValid() else self._shown

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802  # Qt's signature
        """Return the number of columns."""
        return 0 if parent.isValid() else len(Column)

    def result(self, row: int) -> Result:
        """Return the result of a row."""
        if self._places is None:
            return self._results[self._shown - 1 - row]
        is_reversed = self._is_by_arrival
        return self._results[self._places[self._shown - 1 - row if is_reversed else row]]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell; how it looks is the delegate's."""
        if not index.isValid():
            return None
        result = self.result(index.row())
        match role:
            case _ if role == RESULT_ROLE:
                return result
            case _ if role == VERDICT_ROLE:
                return self._tally.verdict(result)
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return _cell(result, Column(index.column()))
        return None

    def headerData(  # noqa: N802  # Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return what stands over each column."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section in _RIGHT else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return self._heads()[section] if role == Qt.ItemDataRole.DisplayRole else None

    def _heads(self) -> tuple[str, ...]:
        return (
            "#",
            self.tr("Input"),
            self.tr("Answer"),
            self.tr("Confidence"),
            self.tr("Expected"),
            self.tr("Time"),
            self.tr("Result"),
        )

    # -----------------------------------------------------------------------------------------------------------------

    @property
    def _is_by_arrival(self) -> bool:
        return self._order is Order.ARRIVAL

    @property
    def _is_plain(self) -> bool:
        return self._is_by_arrival and self._verdict == ALL and not self._words

    def _show_new(self) -> None:
        """Put new rows on top where rows stand by arrival; an order is made anew by `settle`."""
        if self._is_arranging or not self._is_by_arrival:
            return
        fresh = range(self._seen, len(self._results))
        self._seen = len(self._results)
        if self._places is not None:
            judge, is_shown = self._tally.verdict, self._chooser()
            chosen = [at for at in fresh if is_shown(self._results[at], judge(self._results[at]))]
            count = len(chosen)
        else:
            chosen, count = [], len(fresh)
        if count:
            self.beginInsertRows(QModelIndex(), 0, count - 1)
            if self._places is not None:
                self._places.extend(chosen)
            self._shown += count
            self.endInsertRows()

    def _arrange(self) -> None:
        self._arranging += 1
        number, results, judge = self._arranging, tuple(self._results), self._tally.verdict
        if self._is_plain:
            self._take(None, len(results))
            return
        self._is_arranging = True
        order, is_shown = self._order, self._chooser()
        is_descending = self._is_descending and not self._is_by_arrival

        def work() -> list[int]:
            return arranged(results, order, judge, is_shown, is_descending=is_descending)

        def done(places: list[int]) -> None:
            if number == self._arranging:
                self._take(places, len(results))

        self._background.run(work, done, self._on_failed)

    def _chooser(self) -> Callable[[Result, Verdict], bool]:
        """Return what tells whether a result is shown, as it is chosen now: it runs on another thread."""
        wanted, words = self._verdict, self._words

        def is_shown(result: Result, verdict: Verdict) -> bool:
            if wanted not in (ALL, verdict.value):
                return False
            return not words or words in f"{result.name}\n{result.label}\n{result.message}".casefold()

        return is_shown

    def _take(self, places: list[int] | None, seen: int) -> None:
        self.beginResetModel()
        self._is_arranging = False
        self._places = places
        self._seen = seen
        self._shown = len(places) if places is not None else seen
        self.endResetModel()
        self._show_new()

    def _on_failed(self, error: ModelpostError) -> None:
        raise error  # no order reads anything: this is a bug


def _cell(result: Result, column: Column) -> str:
    match column:
        case Column.NUMBER:
            return str(result.index + 1)
        case Column.NAME:
            return result.name
        case Column.ANSWER:
            return result.label or result.message
        case Column.SCORE:
            return "" if result.score is None else f"{result.score:g}"
        case Column.EXPECTED:
            return result.expected
        case Column.SECONDS:
            return f"{result.seconds:.3f}"
        case Column.VERDICT:
            return result.failure or str(result.status)
