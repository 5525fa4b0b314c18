"""Rows that were sent beside what came back, and how often each class was predicted."""

from collections import Counter

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QSizePolicy, QTableView, QVBoxLayout, QWidget

from modelpost.documents.json_values import Json
from modelpost.inference.api import Table
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.notices import Text
from modelpost.ui.response.inference.colors import on_surface
from modelpost.ui.theme import Role, Theme
from modelpost.workbench.inference_desk import InferenceDesk
from modelpost.workbench.reading_table import cell_text

Index = QModelIndex | QPersistentModelIndex
_ROW = 36
_MOST_CLASSES = 12
_WIDEST = 360
_MEASURED_ROWS = 200
_DOT = 10


class TableMeaning(QWidget):
    """Shows a table; Ctrl+C copies the selected cells with tabs between them."""

    def __init__(self, kit: Kit, desk: InferenceDesk) -> None:
        super().__init__()
        self.setObjectName("tableMeaning")
        self.setAccessibleName(self.tr("Table"))
        self._kit = kit
        self._cells = CellModel(kit.theme, desk, self)
        self._table = _Cells(kit.theme, self._cells)
        self._note = Text(kit, ink="muted", role=Role.SMALL, wrap=True, name="tableNote")
        self._label = Text(kit, self.tr("Predictions by class"), ink="text2", role=Role.SMALL)
        self._strip = ClassStrip(kit.theme, desk)
        self._legend = Text(kit, wrap=True, role=Role.SMALL, name="classLegend")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._table, 1)
        for widget in (self._note, self._label, self._strip, self._legend):
            column.addWidget(widget)

    def show_table(self, found: Table) -> None:
        """Show a table."""
        self._cells.show(found)
        self._table.fit()
        rows = self.tr("Rows: {n}").replace("{n}", str(len(found.rows)))
        sent = len(found.columns) - len(found.results)
        joined = self.tr("The columns that were sent come first; those of the answer are set in bold.")
        self._note.setText(f"{rows}. {joined}" if sent and found.results else rows)
        counts = _classes_of(found)
        for widget in (self._label, self._strip, self._legend):
            widget.setVisible(bool(counts))
        self._strip.show_counts(counts)
        self._legend.setText("     ".join(f"{label}  {count}" for label, count in counts.items()))


class _Cells(QTableView):
    """The cells themselves."""

    def __init__(self, theme: Theme, model: "CellModel") -> None:
        super().__init__()
        self.setObjectName("resultTable")
        self.setAccessibleName(self.tr("Rows of the answer"))
        self.setModel(model)
        self._theme = theme
        self._follows = True
        self._needed = self._last = 0
        self.horizontalScrollBar().actionTriggered.connect(self._on_scrolled)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setResizeContentsPrecision(_MEASURED_ROWS)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def fit(self) -> None:
        """Give each column the room of its first rows; where not all fit, those of the answer are in view."""
        self.horizontalHeader().setStretchLastSection(False)
        self.resizeColumnsToContents()
        for column in range(self.model().columnCount()):
            self.setColumnWidth(column, min(self._theme.pixels(_WIDEST), self.columnWidth(column)))
        self._needed = self.horizontalHeader().length()
        self._last = self.columnWidth(self.model().columnCount() - 1)
        self._follows = True
        self._follow()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Keep the columns of the answer in view until the user goes elsewhere."""
        super().resizeEvent(event)
        self._follow()

    def _follow(self) -> None:
        """Let the last column fill what is left, but never be narrower than it needs, as Qt's own stretching would."""
        head, fits = self.horizontalHeader(), self._needed <= self.viewport().width()
        if head.stretchLastSection() != fits:
            head.setStretchLastSection(fits)
            if not fits:
                self.setColumnWidth(self.model().columnCount() - 1, self._last)
        if self._follows:
            self.updateGeometries()  # else the bar does not know the new widths yet
            self.horizontalScrollBar().setValue(self.horizontalScrollBar().maximum())

    def _on_scrolled(self) -> None:
        self._follows = False

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Copy the selected cells."""
        if not event.matches(QKeySequence.StandardKey.Copy):
            super().keyPressEvent(event)
            return
        rows: dict[int, dict[int, str]] = {}
        for index in self.selectedIndexes():
            rows.setdefault(index.row(), {})[index.column()] = str(index.data())
        lines = ("\t".join(text for _, text in sorted(cells.items())) for _, cells in sorted(rows.items()))
        QGuiApplication.clipboard().setText("\n".join(lines))

    def _on_theme_changed(self) -> None:
        self.setFont(self._theme.font(Role.BODY))
        self.verticalHeader().setDefaultSectionSize(self._theme.pixels(_ROW))


class CellModel(QAbstractTableModel):
    """The cells of a table; numbers are set to the right, classes have a dot of their colour."""

    def __init__(self, theme: Theme, desk: InferenceDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self._desk = desk
        self._found = Table((), ())
        self._class_column = -1
        self._dots: dict[int, QPixmap] = {}
        theme.changed.connect(self._dots.clear)

    def show(self, found: Table) -> None:
        """Replace what the model holds."""
        self.beginResetModel()
        self._found = found
        self._class_column = class_column(found)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802  # Qt's signature
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self._found.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802  # Qt's signature
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self._found.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell's text and look."""
        if not index.isValid():
            return None
        value = self._found.rows[index.row()][index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return cell_text(value)
            case Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignRight if _is_number(value) else Qt.AlignmentFlag.AlignLeft
                return side | Qt.AlignmentFlag.AlignVCenter
            case Qt.ItemDataRole.FontRole:
                return self._font(index.column())
            case Qt.ItemDataRole.DecorationRole if index.column() == self._class_column and value is not None:
                return self._dot(self._desk.color_of(cell_text(value)))
        return None

    def headerData(  # noqa: N802  # Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return the names of columns and the numbers of rows."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return self._found.columns[section] if orientation is Qt.Orientation.Horizontal else section + 1

    def _font(self, column: int) -> QFont:
        return self._theme.font(Role.STRONG if column in self._found.results else Role.BODY)

    def _dot(self, number: int) -> QPixmap:
        if number not in self._dots:
            dot = QPixmap(_DOT, _DOT)
            dot.fill(on_surface(self._theme, number))
            self._dots[number] = dot
        return self._dots[number]


class ClassStrip(QWidget):
    """How often each class was predicted, as lengths of one strip."""

    def __init__(self, theme: Theme, desk: InferenceDesk) -> None:
        super().__init__()
        self.setObjectName("classStrip")
        self.setAccessibleName(self.tr("Predictions by class"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._theme = theme
        self._desk = desk
        self._counts: dict[str, int] = {}
        theme.changed.connect(self.update)

    def show_counts(self, counts: dict[str, int]) -> None:
        """Show these counts."""
        self._counts = counts
        self.setAccessibleDescription(", ".join(f"{label} {count}" for label, count in counts.items()))
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Return the height of the strip."""
        return QSize(120, 12)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  # Qt's name
        """Paint a piece for each class, with a gap between them."""
        total = sum(self._counts.values())
        if not total:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        left = 0.0
        for label, count in self._counts.items():
            width = self.width() * count / total
            painter.setBrush(on_surface(self._theme, self._desk.color_of(label)))
            painter.drawRoundedRect(QRectF(left, 0, max(1.0, width - 2), self.height()), 4, 4)
            left += width


def class_column(found: Table) -> int:
    """Return the column of the answer that holds classes: a few texts that come again; -1 for none."""
    for column in found.results:
        values = [row[column] for row in found.rows]
        texts = {value for value in values if isinstance(value, str)}
        if texts and len(texts) <= _MOST_CLASSES and all(isinstance(value, str) or value is None for value in values):
            return column
    return -1


def _classes_of(found: Table) -> dict[str, int]:
    column = class_column(found)
    if column < 0:
        return {}
    return dict(Counter(cell_text(row[column]) for row in found.rows if row[column] is not None).most_common())


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
