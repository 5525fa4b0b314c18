"""A table of rows that can be switched off, added, moved and typed into.

`RowTable` shows a tuple of immutable rows and reports the tuple after each edit. What a row is, and which columns it
has, is up to its `RowShape`; so headers, query parameters and form-data share one table.
"""

from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QCompleter,
    QHeaderView,
    QLineEdit,
    QListView,
    QMenu,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from modelpost.core.secrets import MASK
from modelpost.core.template import placeholders
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.controls import paint_check
from modelpost.ui.theme import Role

Index = QModelIndex | QPersistentModelIndex
R = TypeVar("R")

_CHECK_WIDTH = 33
_MENU_WIDTH = 32


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
        if not index.isValid() or not 0 < index.column() <= len(self.shape.titles):
            return None
        row, column = self.row_at(index.row()), index.column() - 1
        problem = self.problems.get((index.row(), column), "")
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                masked = self.shape.is_masked(row, column) and index.row() not in self.revealed
                return MASK if masked else self.shape.text(row, column)
            case Qt.ItemDataRole.EditRole:
                return self.shape.text(row, column)
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleDescriptionRole:
                return problem or None
        return None

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


class CellDelegate(QStyledItemDelegate):
    """Paints and edits cells: check box, text with tinted variables, menu dots."""

    def __init__(self, kit: Kit, table: RowTable[R]) -> None:
        super().__init__(table)
        self._kit = kit
        self._table = table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell."""
        theme = self._kit.theme
        model = self._table.rows_model
        area: QRect = option.rect
        is_blank = index.row() >= len(model.rows)
        painter.save()
        if not is_blank:
            painter.fillRect(area.left(), area.bottom(), area.width(), 1, theme.color("line"))
        if index.column() < model.columnCount() - 1:
            painter.fillRect(area.right(), area.top(), 1, area.height(), theme.color("line"))
        if index.column() == 0:
            if not is_blank:
                box = QRect(area.left() + 8, area.center().y() - 8, 16, 16)
                paint_check(painter, self._kit, box, checked=model.shape.is_enabled(model.row_at(index.row())))
        elif index.column() == model.columnCount() - 1:
            if not is_blank:
                top = area.center().y() - 8
                painter.drawPixmap(area.left() + 8, top, self._kit.icons.pixmap("ellipsis-vertical", "muted", 16))
        else:
            self.paint_content(painter, area, index)
        self._paint_edges(painter, area, index)
        painter.restore()

    def paint_content(self, painter: QPainter, area: QRect, index: Index) -> None:
        """Paint the text of a cell."""
        theme = self._kit.theme
        model = self._table.rows_model
        is_blank = index.row() >= len(model.rows)
        enabled = is_blank or model.shape.is_enabled(model.row_at(index.row()))
        text = str(index.data() or "")
        place = area.adjusted(10, 0, -8, 0)
        painter.setFont(theme.font(Role.CODE if text else Role.BODY))
        if not text:
            if is_blank:
                painter.setPen(theme.color("muted"))
                painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, model.shape.titles[index.column() - 1])
            return
        if placeholders(text):
            painter.setClipRect(place)
            self._paint_variables(painter, place, text, enabled=enabled)
            return
        painter.setPen(theme.color("text" if enabled else "muted"))
        shown = painter.fontMetrics().elidedText(text.replace("\n", " "), Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, shown)

    def _paint_variables(self, painter: QPainter, place: QRect, text: str, *, enabled: bool) -> None:
        theme = self._kit.theme
        metrics = painter.fontMetrics()
        left, position = place.left(), 0
        pieces = [(span.start, span.end, True) for span in placeholders(text)]
        for start, end, _ in [*pieces, (len(text), len(text), False)]:
            plain = text[position:start]
            painter.setPen(theme.color("text" if enabled else "muted"))
            painter.drawText(QRect(left, place.top(), 4000, place.height()), Qt.AlignmentFlag.AlignVCenter, plain)
            left += metrics.horizontalAdvance(plain)
            piece = text[start:end]
            if piece:
                width = metrics.horizontalAdvance(piece)
                ground = QRect(left - 2, place.center().y() - 10, width + 4, 20)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.color("varSoft"))
                painter.drawRoundedRect(ground, 4, 4)
                painter.setPen(theme.color("var"))
                painter.drawText(
                    QRect(left, place.top(), width + 8, place.height()), Qt.AlignmentFlag.AlignVCenter, piece
                )
                left += width
            position = end

    def _paint_edges(self, painter: QPainter, area: QRect, index: Index) -> None:
        theme = self._kit.theme
        is_wrong = (index.row(), index.column() - 1) in self._table.rows_model.problems
        is_current = self._table.hasFocus() and self._table.currentIndex() == index
        if is_wrong or is_current:
            painter.setPen(theme.color("errFill" if is_wrong else "focus"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(area.adjusted(0, 0, -2, -2))

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:  # noqa: N802  # Qt's name
        """Return a line edit with completion, or a combo box where the cell has choices."""
        del option
        model = self._table.rows_model
        row, column = model.row_at(index.row()), index.column() - 1
        choices = model.shape.choices(row, column)
        if choices:
            combo = QComboBox(parent)
            combo.setObjectName("cellChoice")
            combo.addItems(list(choices))
            combo.activated.connect(self._on_choice)
            return combo
        editor = QLineEdit(parent)
        editor.setObjectName("cellEditor")
        editor.setAccessibleName(model.shape.titles[column])
        editor.setProperty("compact", "true")
        editor.setFont(self._kit.theme.font(Role.CODE))
        if model.shape.is_masked(row, column):
            editor.setEchoMode(QLineEdit.EchoMode.Password)
        suggestions = model.shape.suggestions(row, column)
        if suggestions:
            completer = QCompleter(suggestions, editor)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            completer.setPopup(_popup())
            editor.setCompleter(completer)
        position = QPersistentModelIndex(QModelIndex(index)) if isinstance(index, QModelIndex) else index
        editor.textEdited.connect(_LiveEdit(editor, self._table.rows_model, position).take)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:  # noqa: N802  # Qt's name
        """Put the text into the editor, unless it is there already."""
        text = str(index.data(Qt.ItemDataRole.EditRole) or "")
        if isinstance(editor, QComboBox):
            editor.setCurrentText(text)
        elif isinstance(editor, QLineEdit) and editor.text() != text:
            editor.setText(text)

    def setModelData(self, editor: QWidget, model: object, index: Index) -> None:  # noqa: ARG002, N802  # Qt's name
        """Take the text."""
        text = (
            editor.currentText()
            if isinstance(editor, QComboBox)
            else editor.text()
            if isinstance(editor, QLineEdit)
            else ""
        )
        self._table.rows_model.setData(index, text)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:  # noqa: ARG002, N802
        """Fill the cell."""
        editor.setGeometry(option.rect.adjusted(1, 2, -2, -3))

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002, N802  # Qt's name
        """Return the height of the row."""
        return QSize(80, self._table.row_height(index.row()))

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """Go to the next row with Enter."""
        is_enter = isinstance(event, QKeyEvent) and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.type() == QEvent.Type.KeyPress and isinstance(editor, QWidget):
            self.commitData.emit(editor)
            self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
            index = self._table.currentIndex()
            below = self._table.rows_model.index(index.row() + 1, index.column())
            if below.isValid():
                self._table.setCurrentIndex(below)
            return True
        return super().eventFilter(editor, event)

    def _on_choice(self) -> None:
        editor = self.sender()
        if isinstance(editor, QComboBox):
            self.commitData.emit(editor)
            self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)


def _popup() -> QListView:
    popup = QListView()
    popup.setProperty("popup", "true")
    return popup


class _LiveEdit(QObject):
    """Hands every keystroke on, so that the draft is never behind what is seen."""

    def __init__(self, editor: QLineEdit, model: RowModel[R], index: QPersistentModelIndex) -> None:
        super().__init__(editor)
        self._editor = editor
        self._model = model
        self._index = index

    def take(self, text: str) -> None:
        masks_now = self._model.shape.is_masked(self._model.row_at(self._index.row()), self._index.column() - 1)
        self._model.setData(self._index, text)
        row = self._model.row_at(self._index.row())
        if self._model.shape.is_masked(row, self._index.column() - 1) != masks_now:
            self._editor.setEchoMode(QLineEdit.EchoMode.Normal if masks_now else QLineEdit.EchoMode.Password)
