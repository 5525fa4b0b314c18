"""The inputs that both were sent, and what each of them said."""

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView

from modelpost.runs.compare import Pair
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.theme import Role, Theme
from modelpost.workbench.sizes import duration_text, share_text

Index = QModelIndex | QPersistentModelIndex
_ROW = 32


class PairRows(QAbstractTableModel):
    """Pairs in the order in which they came; those that differ alone where that is wanted."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pairs: list[Pair] = []

    def show(self, pairs: list[Pair], *, only_differing: bool) -> None:
        """Show these pairs."""
        shown = [pair for pair in pairs if pair.agrees is False] if only_differing else pairs
        grown = len(shown) - len(self._pairs)
        if grown > 0 and shown[: len(self._pairs)] == self._pairs:
            self.beginInsertRows(QModelIndex(), len(self._pairs), len(shown) - 1)
            self._pairs = list(shown)
            self.endInsertRows()
        elif shown != self._pairs:
            self.beginResetModel()
            self._pairs = list(shown)
            self.endResetModel()

    def pair(self, row: int) -> Pair:
        """Return the pair of a row."""
        return self._pairs[row]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802  # Qt's signature
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self._pairs)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802  # Qt's signature
        """Return the number of columns."""
        return 0 if parent.isValid() else 6

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell's text and look."""
        if not index.isValid():
            return None
        pair = self._pairs[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return self._text(pair, index.column())
            case Qt.ItemDataRole.BackgroundRole if pair.agrees is False:
                return QColor(self._theme.color("warnSoft"))
            case Qt.ItemDataRole.BackgroundRole if not pair.are_answered:
                return QColor(self._theme.color("errSoft"))
            case Qt.ItemDataRole.FontRole:
                return self._theme.font(Role.BODY)
        return None

    def headerData(  # noqa: N802  # Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return what stands over each column."""
        if role != Qt.ItemDataRole.DisplayRole or orientation is not Qt.Orientation.Horizontal:
            return None
        heads = (
            self.tr("Input"),
            "A",
            "B",
            self.tr("Time of A"),
            self.tr("Time of B"),
            self.tr("Agree"),
        )
        return heads[section]

    def _text(self, pair: Pair, column: int) -> str:
        a, b = pair.a.result, pair.b.result
        match column:
            case 0:
                return pair.name
            case 1 | 2:
                result = a if column == 1 else b
                score = f"  {share_text(result.score, is_share=True)}" if result.score is not None else ""
                return f"{result.label}{score}" if result.is_answered else result.message or str(result.status)
            case 3:
                return duration_text(a.seconds)
            case 4:
                return duration_text(b.seconds)
            case _:
                said = {True: self.tr("Yes"), False: self.tr("No"), None: "–"}
                return said[pair.agrees]


class PairsTable(QTableView):
    """The table itself.

    Signals:
        pair_chosen: another row is current; carries its Pair.
    """

    pair_chosen = Signal(object)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.setObjectName("comparePairs")
        self.setAccessibleName(self.tr("Inputs and both answers"))
        self._rows = PairRows(kit.theme, self)
        self.setModel(self._rows)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(kit.theme.pixels(_ROW))
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.selectionModel().currentRowChanged.connect(self._on_current_changed)

    def show_pairs(self, pairs: list[Pair], *, only_differing: bool) -> None:
        """Show these pairs."""
        self._rows.show(pairs, only_differing=only_differing)

    def _on_current_changed(self, index: QModelIndex, before: QModelIndex) -> None:
        del before
        if index.isValid():
            self.pair_chosen.emit(self._rows.pair(index.row()))
