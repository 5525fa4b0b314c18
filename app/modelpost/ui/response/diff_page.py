"""What differs between this answer and another one."""

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QBrush, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from modelpost.core.failures import ModelpostError
from modelpost.documents.diff_json import Change, pattern_of
from modelpost.documents.diff_text import LineChange
from modelpost.documents.json_values import path_text
from modelpost.documents.side_by_side import Kind
from modelpost.documents.visible_text import VisibleText
from modelpost.ui.kit.buttons import IconButton, Kit
from modelpost.ui.kit.controls import CheckBox, ComboBox
from modelpost.ui.kit.notices import EmptyState, Text
from modelpost.ui.kit.read_by_rows import read_by_rows
from modelpost.ui.kit.segmented import SegmentedControl
from modelpost.ui.response.diff_rows import GROUNDS, DiffRowsView
from modelpost.ui.theme import Role
from modelpost.workbench.diff_desk import Comparison, DiffDesk, Form
from modelpost.workbench.rivals import Rival, Rivals
from modelpost.workbench.texts import translated

Index = QModelIndex | QPersistentModelIndex
PLACE, BEFORE, NOW = range(3)
_LONGEST = 400
_PLACE_WIDTH = 220


class ChangesModel(QAbstractTableModel):
    """Where something differs, what it was, and what it is."""

    def __init__(self, kit: Kit, parent: QObject) -> None:
        super().__init__(parent)
        self._kit = kit
        self._changes: tuple[Change | LineChange, ...] = ()

    def show(self, changes: tuple[Change | LineChange, ...]) -> None:
        """Replace what the model holds."""
        self.beginResetModel()
        self._changes = changes
        self.endResetModel()

    def change(self, row: int) -> Change | LineChange:
        """Return what a row shows."""
        return self._changes[row]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802  # Qt's signature
        """Return the number of differences."""
        return 0 if parent.isValid() else len(self._changes)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802  # Qt's signature
        """Return 3."""
        return 0 if parent.isValid() else 3

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell's text or ground."""
        if not index.isValid():
            return None
        change = self._changes[index.row()]
        if role == Qt.ItemDataRole.BackgroundRole:
            return QBrush(self._kit.theme.color(GROUNDS[change.kind]))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._kind(change.kind)}: {self._text(change, index.column())}"
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(change, index.column())
        return None

    def headerData(  # noqa: N802  # Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return the heads of the columns."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (self.tr("Place"), self.tr("Before"), self.tr("Now"))[section]
        return None

    def _text(self, change: Change | LineChange, column: int) -> str:
        if column == PLACE:
            if isinstance(change, LineChange):
                return self.tr("Line {n}").replace("{n}", str(change.line))
            return VisibleText(path_text(change.path).encode("utf-8", "surrogatepass"), "utf-8").shown
        text = change.left if column == BEFORE else change.right
        return VisibleText(text[:_LONGEST].encode("utf-8", "surrogatepass"), "utf-8").shown

    def _kind(self, kind: Kind) -> str:
        kinds = {Kind.LEFT: self.tr("Gone"), Kind.RIGHT: self.tr("New")}
        return kinds.get(kind, self.tr("Changed"))


class DiffPage(QWidget):
    """The differences as a list or both answers line by line, what they are of, and what shall not count.

    Signals:
        place_wanted: a difference shall be shown in the text; carries its path.
    """

    place_wanted = Signal(object)

    def __init__(self, kit: Kit, desk: DiffDesk, rivals: Rivals, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self._desk = desk
        self._rivals = rivals
        self._offered: tuple[Rival, ...] = ()
        self._changes = ChangesModel(kit, self)
        self._table = self._build_table()
        self._both = DiffRowsView(kit)
        self._both.place_wanted.connect(self.place_wanted)
        self._nothing = EmptyState(kit, "check", "", "", name="noDifference")
        self._pages = QStackedWidget()
        self._pages.addWidget(self._table)
        self._pages.addWidget(self._both)
        self._pages.addWidget(self._nothing)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._build_choices())
        column.addWidget(self._build_bar())
        column.addWidget(self._pages, 1)
        self.setFocusProxy(self._table)
        desk.changed.connect(self._show)
        desk.failed.connect(self._on_failed)
        kit.theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def show_rivals(self) -> None:
        """Offer what the answer can be compared with by now."""
        offered, current = self._rivals.offered, self._rivals.current
        if offered != self._offered:
            self._offered = offered
            self._rival.clear()
            for rival in offered:
                self._rival.addItem(translated(rival.title), rival.key)
        self._rival.setCurrentIndex(self._rival.findData(current))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Copy the chosen differences; show one in the text with Enter, let it not count from now on with Delete."""
        if event.matches(QKeySequence.StandardKey.Copy):
            rows = sorted({index.row() for index in self._table.selectedIndexes()})
            cells = [[str(self._changes.index(row, column).data()) for column in range(3)] for row in rows]
            QGuiApplication.clipboard().setText("\n".join("\t".join(row) for row in cells))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_chosen(self._table.currentIndex())
        elif event.key() == Qt.Key.Key_Delete:
            self._ignore_current()
        else:
            super().keyPressEvent(event)

    def _build_table(self) -> QTableView:
        table = QTableView()
        table.setObjectName("responseChanges")
        table.setAccessibleName(self.tr("What differs"))
        table.setModel(self._changes)
        read_by_rows(table)
        table.doubleClicked.connect(self._on_chosen)
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head = table.horizontalHeader()
        for column in (BEFORE, NOW):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        return table

    def _build_choices(self) -> QWidget:
        kit = self._kit
        self._count = Text(kit, ink="text2", name="diffCount")
        self._rival = ComboBox(kit, "diffRival", self.tr("What the answer is compared with"), compact=True)
        self._rival.setToolTip(self.tr("What the answer is compared with"))
        self._rival.setMaximumWidth(kit.theme.pixels(240))
        self._rival.activated.connect(self._on_rival)
        forms = [
            (Form.LIST.value, self.tr("List")),
            (Form.BESIDE.value, self.tr("Side by side")),
            (Form.INLINE.value, self.tr("Inline")),
        ]
        self._form = SegmentedControl(kit, forms, "diffForm", self.tr("How differences are shown"))
        self._form.activated.connect(self._on_form)
        row = QHBoxLayout()
        row.setContentsMargins(16, 8, 12, 2)
        row.setSpacing(8)
        row.addWidget(self._rival)
        row.addWidget(self._count)
        row.addStretch(1)
        row.addWidget(self._form)
        holder = QWidget()
        holder.setLayout(row)
        return holder

    def _build_bar(self) -> QWidget:
        kit = self._kit
        self._passing = CheckBox(kit, self.tr("Ignore ids and times"), "diffPassing")
        self._passing.setChecked(self._desk.passes_names)
        self._passing.clicked.connect(self._on_passing)
        self._ignored = QLineEdit()
        self._ignored.setObjectName("diffIgnored")
        self._ignored.setAccessibleName(self.tr("Names and JSONPaths that do not count"))
        self._ignored.setPlaceholderText(self.tr("Ignore names or $.paths[*]"))
        self._ignored.setToolTip(self.tr("Names and JSONPaths that do not count"))
        self._ignored.setProperty("compact", "true")
        self._ignored.editingFinished.connect(self._on_ignored)
        self._tolerance = QLineEdit()
        self._tolerance.setObjectName("diffTolerance")
        self._tolerance.setAccessibleName(self.tr("How far numbers may be apart"))
        self._tolerance.setPlaceholderText(self.tr("Tolerance"))
        self._tolerance.setProperty("compact", "true")
        self._tolerance.setMaximumWidth(kit.theme.pixels(110))
        self._tolerance.editingFinished.connect(self._on_tolerance)
        up = IconButton(kit, "arrow-up", self.tr("Previous change"), "diffPrevious")
        up.clicked.connect(self._on_previous)
        down = IconButton(kit, "arrow-down", self.tr("Next change"), "diffNext")
        down.clicked.connect(self._on_next)
        bar = QFrame()
        bar.setProperty("line", "below")
        row = QHBoxLayout(bar)
        row.setContentsMargins(16, 6, 12, 6)
        row.setSpacing(8)
        row.addWidget(self._ignored, 1)
        for widget in (self._passing, self._tolerance, up, down):
            row.addWidget(widget)
        return bar

    def _show(self, comparison: Comparison | None) -> None:
        if comparison is None:
            self._count.setText(self.tr("Comparing…"))
            return
        if self._desk.form is Form.LIST:
            self._show_list(comparison)
            return
        self._count.setText(self.tr("Only the first part is shown.") if comparison.is_cut else "")
        self._both.show_rows(comparison.rows, one=self._desk.form is Form.INLINE)
        is_same = all(row.kind is Kind.SAME for row in comparison.rows)
        self._show_page(self._both, is_same=is_same)

    def _show_list(self, comparison: Comparison) -> None:
        self._changes.show(comparison.changes)
        count = self.locale().toString(len(comparison.changes))
        text = self.tr("The first {n} differences") if comparison.is_cut else self.tr("Differences: {n}")
        self._count.setText(text.replace("{n}", count))
        self._show_page(self._table, is_same=not comparison.changes)

    def _show_page(self, page: QTableView, *, is_same: bool) -> None:
        if is_same:
            self._nothing.say(self.tr("Both answers say the same."), self.tr("No difference"))
        self._pages.setCurrentWidget(self._nothing if is_same else page)
        self.setFocusProxy(page)

    def _on_failed(self, error: ModelpostError) -> None:
        self._count.setText("")
        self._nothing.say(translated(error.hint), translated(error.summary))
        self._pages.setCurrentWidget(self._nothing)

    def _on_passing(self, checked: bool) -> None:  # Qt's signal
        self._desk.pass_names(passing=checked)

    def _ignore_current(self) -> None:
        """Let the place of the current difference not count, whichever item of a list it is in."""
        index = self._table.currentIndex()
        change = self._changes.change(index.row()) if index.isValid() else None
        if isinstance(change, Change) and change.path:
            self._ignored.setText(f"{self._ignored.text()} {pattern_of(change.path)}".strip())
            self._on_ignored()

    def _on_ignored(self) -> None:
        self._desk.ignore(self._ignored.text())

    def _on_tolerance(self) -> None:
        if not self._desk.set_tolerance(self._tolerance.text()):
            self._tolerance.clear()
            self._desk.set_tolerance("")

    def _on_previous(self) -> None:
        self._step(-1)

    def _on_next(self) -> None:
        self._step(1)

    def _on_rival(self, index: int) -> None:
        self._rivals.choose(str(self._rival.itemData(index)))

    def _on_form(self, key: str) -> None:
        self._form.set_current(key)
        self._desk.show_as(Form(key))

    def _step(self, step: int) -> None:
        if self._desk.form is not Form.LIST:
            self._both.step(step)
            return
        total = self._changes.rowCount()
        if total:
            current = self._table.currentIndex().row()
            self._table.selectRow((current + step) % total if current >= 0 else 0)

    def _on_chosen(self, index: QModelIndex) -> None:
        change = self._changes.change(index.row()) if index.isValid() else None
        if isinstance(change, Change) and change.kind is not Kind.LEFT:
            self.place_wanted.emit(change.path)

    def _on_theme_changed(self) -> None:
        theme = self._kit.theme
        self._table.setFont(theme.font(Role.CODE))
        self._table.horizontalHeader().setFont(theme.font(Role.LABEL))
        self._table.horizontalHeader().resizeSection(PLACE, theme.pixels(_PLACE_WIDTH))
        self._table.verticalHeader().setDefaultSectionSize(theme.pixels(26))
