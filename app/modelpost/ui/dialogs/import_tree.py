"""What an import would bring, with a check box at every row."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView, QWidget

from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.controls import paint_check
from modelpost.ui.theme import Role
from modelpost.workbench.collection_model import TreeRole
from modelpost.workbench.import_model import ImportModel

Index = QModelIndex | QPersistentModelIndex

_ROW = 28
_BOX = 16
_METHOD_WIDTH = 42


class _Delegate(QStyledItemDelegate):
    """Paints chevron, check box, method and name."""

    def __init__(self, kit: Kit, view: QTreeView) -> None:
        super().__init__(view)
        self._kit = kit
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802  # Qt's name
        """Rows are 28 high, more when the text is zoomed."""
        hint = super().sizeHint(option, index)
        return QSize(hint.width(), max(_ROW, QFontMetrics(self._kit.theme.font(Role.BODY)).height() + 10))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a row over its whole width."""
        row = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._kit.theme.color("selected"))
            painter.drawRoundedRect(QRect(4, row.top(), self._view.viewport().width() - 8, row.height()), 6, 6)
        self._paint_branch(painter, index, row)
        self._paint_tick(painter, index, box_in(row))
        self._paint_text(painter, index, row.adjusted(48, 0, -6, 0))
        painter.restore()

    def _paint_branch(self, painter: QPainter, index: Index, row: QRect) -> None:
        if self._view.model().rowCount(index):
            name = "chevron-down" if self._view.isExpanded(index) else "chevron-right"
            top = row.top() + (row.height() - 14) // 2
            painter.drawPixmap(row.left() + 4, top, self._kit.icons.pixmap(name, "muted", 14))

    def _paint_tick(self, painter: QPainter, index: Index, box: QRect) -> None:
        state = index.data(Qt.ItemDataRole.CheckStateRole)
        if state is not Qt.CheckState.PartiallyChecked:
            paint_check(painter, self._kit, box, checked=state is Qt.CheckState.Checked)
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._kit.theme.color("accent"))
        painter.drawRoundedRect(box.adjusted(0, 0, -1, -1), 4, 4)
        painter.setBrush(self._kit.theme.color("onAccent"))
        painter.drawRect(box.left() + 4, box.center().y() - 1, _BOX - 9, 2)

    def _paint_text(self, painter: QPainter, index: Index, area: QRect) -> None:
        theme = self._kit.theme
        method = str(index.data(TreeRole.METHOD) or "")
        left = area.left()
        if method:
            font = theme.font(Role.METHOD)
            painter.setFont(font)
            painter.setPen(theme.method_color(method))
            text = QFontMetrics(font).elidedText(method, Qt.TextElideMode.ElideRight, _METHOD_WIDTH)
            place = QRect(left, area.top(), _METHOD_WIDTH, area.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, text)
            left += _METHOD_WIDTH + 8
        else:
            top = area.top() + (area.height() - 16) // 2
            painter.drawPixmap(left, top, self._kit.icons.pixmap("folder", "text2", 16))
            left += 22
        font = theme.font(Role.BODY)
        painter.setFont(font)
        painter.setPen(theme.color("text"))
        name = str(index.data(TreeRole.NAME))
        text = QFontMetrics(font).elidedText(name, Qt.TextElideMode.ElideRight, area.right() - left)
        painter.drawText(
            QRect(left, area.top(), area.right() - left, area.height()), Qt.AlignmentFlag.AlignVCenter, text
        )


def box_in(row: QRect) -> QRect:
    """Return where the check box of a row is."""
    return QRect(row.left() + 24, row.top() + (row.height() - _BOX) // 2, _BOX, _BOX)


class ImportTree(QTreeView):
    """The tree of a preview. A click on a box, or the space bar, ticks a row with all that is below it."""

    def __init__(self, kit: Kit, model: ImportModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("importTree")
        self.setAccessibleName(self.tr("What is imported"))
        self.setHeaderHidden(True)
        self.setFrameShape(QTreeView.Shape.NoFrame)
        self.setIndentation(16)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QTreeView.EditTrigger.NoEditTriggers)
        self.setItemDelegate(_Delegate(kit, self))
        self.setModel(model)

    def drawBranches(self, painter: QPainter, rect: QRect, index: Index) -> None:  # noqa: N802  # Qt's name
        """Draw nothing: the delegate paints the chevron as part of the row."""

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        """Tick at the box; unfold or fold elsewhere in a row that holds others."""
        super().mousePressEvent(event)
        position = event.position().toPoint()
        index = self.indexAt(position)
        if not index.isValid() or event.button() is not Qt.MouseButton.LeftButton:
            return
        row = self.visualRect(index)
        if box_in(row).adjusted(-4, -6, 4, 6).contains(position):
            self._tick(index)
        elif position.x() < row.left() + 22 and self.model().rowCount(index):
            self.setExpanded(index, not self.isExpanded(index))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Tick with the space bar; everything else is Qt's."""
        if event.key() == Qt.Key.Key_Space and self.currentIndex().isValid():
            self._tick(self.currentIndex())
            return
        super().keyPressEvent(event)

    def _tick(self, index: QModelIndex) -> None:
        is_on = index.data(Qt.ItemDataRole.CheckStateRole) is Qt.CheckState.Checked
        state = Qt.CheckState.Unchecked if is_on else Qt.CheckState.Checked
        self.model().setData(index, state, Qt.ItemDataRole.CheckStateRole)
        self.viewport().update()
