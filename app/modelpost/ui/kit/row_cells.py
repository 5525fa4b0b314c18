"""The cells of a table of rows: painted, and edited in place."""

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QLineEdit,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from modelpost.core.template import placeholders
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.controls import paint_check
from modelpost.ui.kit.row_model import Index, R, RowModel
from modelpost.ui.theme import Role

if TYPE_CHECKING:
    from modelpost.ui.kit.rows import RowTable


class CellDelegate(QStyledItemDelegate):
    """Paints and edits cells: check box, text with tinted variables, menu dots."""

    def __init__(self, kit: Kit, table: "RowTable[R]") -> None:
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
