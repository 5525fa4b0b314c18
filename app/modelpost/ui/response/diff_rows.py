"""Two answers line by line: beside each other, or one below the other."""

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QBrush, QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from modelpost.documents.diff_rows import Row
from modelpost.documents.side_by_side import Kind
from modelpost.documents.visible_text import VisibleText
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.read_by_rows import read_by_rows
from modelpost.ui.theme import Role

Index = QModelIndex | QPersistentModelIndex
GROUNDS = {Kind.CHANGED: "warnSoft", Kind.LEFT: "errSoft", Kind.RIGHT: "okSoft"}
_LEFT_LINE, _LEFT, _RIGHT_LINE, _RIGHT = range(4)
_SIGNS = {Kind.CHANGED: ("~", "~"), Kind.LEFT: ("−", ""), Kind.RIGHT: ("", "+")}
_LONGEST = 2_000
_ROW = 22


class DiffRowsModel(QAbstractTableModel):
    """Number and text of both sides."""

    def __init__(self, kit: Kit, parent: QObject) -> None:
        super().__init__(parent)
        self._kit = kit
        self._rows: tuple[Row, ...] = ()
        self._is_one = False

    def show(self, rows: tuple[Row, ...], *, one: bool) -> None:
        """Replace what the model holds; in `one` column the last shows the text of either side."""
        self.beginResetModel()
        self._rows, self._is_one = rows, one
        self.endResetModel()

    def row(self, row: int) -> Row:
        """Return what a row shows."""
        return self._rows[row]

    def next_change(self, row: int, step: int) -> int:
        """Return where the next or previous run of differences begins; -1 where there is none."""
        total = len(self._rows)
        starts = [at for at in range(total) if self._differs(at) and not (at and self._differs(at - 1))]
        if not starts:
            return -1
        if step > 0:
            return next((at for at in starts if at > row), starts[0])
        return next((at for at in reversed(starts) if at < row), starts[-1])

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802  # Qt's signature
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802  # Qt's signature
        """Return 4."""
        return 0 if parent.isValid() else 4

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell's text, ground or colour."""
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(row, column)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{self._kind(row)}: {self._text(row, column)}" if row.kind in GROUNDS else None
            case Qt.ItemDataRole.BackgroundRole if row.folded:
                return QBrush(self._kit.theme.color("sunken"))
            case Qt.ItemDataRole.BackgroundRole if row.kind in GROUNDS:
                return QBrush(self._kit.theme.color(GROUNDS[row.kind]))
            case Qt.ItemDataRole.ForegroundRole if row.folded or column in (_LEFT_LINE, _RIGHT_LINE):
                return QBrush(self._kit.theme.color("muted"))
            case Qt.ItemDataRole.TextAlignmentRole:
                side = (
                    Qt.AlignmentFlag.AlignRight if column in (_LEFT_LINE, _RIGHT_LINE) else Qt.AlignmentFlag.AlignLeft
                )
                return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(  # noqa: N802  # Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return the heads of the columns."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return ("", self.tr("Before"), "", self.tr("Now"))[section]
        return None

    def line(self, row: int) -> str:
        """Return a row as a line of a patch."""
        found = self._rows[row]
        if found.folded:
            return self._text(found, _RIGHT)
        if found.kind is Kind.CHANGED:
            return f"-{found.left}\n+{found.right}"
        return {Kind.LEFT: f"-{found.left}", Kind.RIGHT: f"+{found.right}"}.get(found.kind, f" {found.right}")

    def _differs(self, row: int) -> bool:
        return self._rows[row].kind is not Kind.SAME

    def _text(self, row: Row, column: int) -> str:
        if row.folded:
            text = self.tr("{n} lines are the same").replace("{n}", str(row.folded))
            return f"⋯ {text}" if column in (_LEFT, _RIGHT) else ""
        if column in (_LEFT_LINE, _RIGHT_LINE):
            number = row.left_line if column == _LEFT_LINE else row.right_line
            sign = _SIGNS.get(row.kind, ("", ""))[column == _RIGHT_LINE]
            return f"{number} {sign}".strip() if number else ""
        is_left = column == _LEFT or (self._is_one and row.kind is Kind.LEFT)
        text = row.left if is_left else row.right
        return VisibleText(text[:_LONGEST].encode("utf-8", "surrogatepass"), "utf-8").shown

    def _kind(self, row: Row) -> str:
        kinds = {Kind.LEFT: self.tr("Gone"), Kind.RIGHT: self.tr("New")}
        return kinds.get(row.kind, self.tr("Changed"))


class DiffRowsView(QTableView):
    """The rows; Ctrl+C copies the selected ones as lines of a patch, Enter goes to the place in the text.

    Signals:
        place_wanted: the value of a row shall be shown in the text; carries its path.
    """

    place_wanted = Signal(object)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.setObjectName("responseDiff")
        self.setAccessibleName(self.tr("Both answers line by line"))
        self._kit = kit
        self.rows = DiffRowsModel(kit, self)
        self.setModel(self.rows)
        read_by_rows(self)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.doubleClicked.connect(self._on_chosen)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head = self.horizontalHeader()
        for column in (_LEFT, _RIGHT):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        kit.theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def show_rows(self, rows: tuple[Row, ...], *, one: bool) -> None:
        """Show rows, in two columns of text or in one."""
        self.rows.show(rows, one=one)
        self.setColumnHidden(_LEFT, one)
        self.horizontalHeader().setVisible(not one)
        highest = max((max(row.left_line, row.right_line) for row in rows), default=1)
        width = QFontMetrics(self.font()).horizontalAdvance(f"{highest} ~") + self._kit.theme.pixels(20)
        for column in (_LEFT_LINE, _RIGHT_LINE):
            self.horizontalHeader().resizeSection(column, width)
        first = self.rows.next_change(-1, 1)
        if first >= 0:
            self.selectRow(first)

    def step(self, step: int) -> None:
        """Go to the next or previous difference."""
        found = self.rows.next_change(self.currentIndex().row(), step)
        if found >= 0:
            self.selectRow(found)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Copy, or go to the place."""
        if event.matches(QKeySequence.StandardKey.Copy):
            rows = sorted({index.row() for index in self.selectedIndexes()})
            QGuiApplication.clipboard().setText("\n".join(map(self.rows.line, rows)))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_chosen(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _on_chosen(self, index: QModelIndex) -> None:
        row = self.rows.row(index.row()) if index.isValid() else None
        if row is not None and row.path is not None and row.right_line:
            self.place_wanted.emit(row.path)

    def _on_theme_changed(self) -> None:
        theme = self._kit.theme
        self.setFont(theme.font(Role.CODE))
        self.horizontalHeader().setFont(theme.font(Role.LABEL))
        self.verticalHeader().setDefaultSectionSize(theme.pixels(_ROW))
