"""The tree of collections: its look and its keys."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from modelpost.ui.icons import Icons
from modelpost.ui.theme import Role, Theme
from modelpost.workbench.collection_model import TreeRole

_ROW = 28
_INDENT = 16
_INSET = 8
_METHOD_WIDTH = 34
_COUNT_WIDTH = 28
_SHORT_METHODS = {"DELETE": "DEL", "OPTIONS": "OPT"}
"""Methods that the column has no room for."""
_ICONS = {"collection": "package", "folder": "folder"}
_UNFOLDED_AFTER_MS = 700
_CHOOSES_MORE = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
Index = QModelIndex | QPersistentModelIndex


class CollectionDelegate(QStyledItemDelegate):
    """Paints one row: chevron, folder or method, name, count."""

    def __init__(self, theme: Theme, icons: Icons, view: QTreeView) -> None:
        super().__init__(view)
        self._theme = theme
        self._icons = icons
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802  # Qt's name
        """Rows are 28 high, more when the text is zoomed."""
        hint = super().sizeHint(option, index)
        height = max(_ROW, QFontMetrics(self._theme.font(Role.BODY)).height() + 10)
        return QSize(hint.width(), height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the row over its whole width, not only right of the indent."""
        row = option.rect
        whole = QRect(_INSET, row.top(), self._view.viewport().width() - 2 * _INSET, row.height())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, option, whole)
        self._paint_content(painter, index, QRect(row.left(), row.top(), whole.right() - row.left(), row.height()))
        painter.restore()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:  # noqa: ARG002, N802  # Qt's name
        """Edit a name in its place."""
        line = QLineEdit(parent)
        line.setObjectName("itemName")
        line.setAccessibleName(self.tr("Name"))
        line.setProperty("compact", "true")
        return line

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:  # noqa: N802  # Qt's name
        """Leave icon or method beside the name."""
        left = option.rect.left() + _INSET + (_METHOD_WIDTH + 8 if index.data(TreeRole.KIND) == "request" else 42)
        right = self._view.viewport().width() - _INSET
        editor.setGeometry(QRect(left, option.rect.top(), right - left, option.rect.height()))

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, whole: QRect) -> None:
        state = option.state
        color = ""
        if state & QStyle.StateFlag.State_Selected:
            color = "selected"
        elif state & QStyle.StateFlag.State_MouseOver:
            color = "hover"
        if color:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color(color))
            painter.drawRoundedRect(whole, 6, 6)

    def _paint_content(self, painter: QPainter, index: Index, area: QRect) -> None:
        kind = index.data(TreeRole.KIND)
        left = area.left() + _INSET + 4
        if kind == "request":
            left = self._paint_method(painter, index, left, area)
        else:
            left = self._paint_branch(painter, index, kind, left, area)
        count = index.data(TreeRole.COUNT) if kind == "collection" else 0
        is_unsaved = bool(index.data(TreeRole.UNSAVED))
        right = area.right() - (_COUNT_WIDTH if count else 18 if is_unsaved else 4)
        font = self._theme.font(Role.STRONG if kind == "collection" else Role.BODY)
        painter.setFont(font)
        is_broken = bool(index.data(TreeRole.TROUBLE))
        painter.setPen(self._theme.color("muted" if index.data(TreeRole.KEPT) else "err" if is_broken else "text"))
        name = QFontMetrics(font).elidedText(str(index.data()), Qt.TextElideMode.ElideRight, right - left)
        painter.drawText(QRect(left, area.top(), right - left, area.height()), Qt.AlignmentFlag.AlignVCenter, name)
        if is_unsaved:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("warnFill"))
            painter.drawEllipse(right + 5, area.center().y() - 3, 7, 7)
        if count:
            painter.setFont(self._theme.font(Role.SMALL))
            painter.setPen(self._theme.color("muted"))
            place = QRect(right, area.top(), _COUNT_WIDTH - 6, area.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, str(count))

    def _paint_method(self, painter: QPainter, index: Index, left: int, area: QRect) -> int:
        kept = str(index.data(TreeRole.KEPT))
        method = kept or str(index.data(TreeRole.METHOD))
        if index.data(TreeRole.TROUBLE) and not kept:
            self._paint_icon(painter, "triangle-alert", "err", left + 10, area)
            return left + _METHOD_WIDTH + 8
        font = self._theme.font(Role.METHOD)
        painter.setFont(font)
        painter.setPen(self._theme.color("muted") if kept else self._theme.method_color(method))
        width = max(_METHOD_WIDTH, QFontMetrics(font).horizontalAdvance("POST") + 6)
        text = QFontMetrics(font).elidedText(_SHORT_METHODS.get(method, method), Qt.TextElideMode.ElideRight, width)
        place = QRect(left, area.top(), width, area.height())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, text)
        return left + width + 8

    def _paint_branch(self, painter: QPainter, index: Index, kind: str, left: int, area: QRect) -> int:
        is_open = self._view.isExpanded(index)
        self._paint_icon(painter, "chevron-down" if is_open else "chevron-right", "muted", left, area, 14)
        name = "folder-open" if kind == "folder" and is_open else _ICONS.get(str(kind), "folder")
        self._paint_icon(painter, name, "text2", left + 20, area)
        return left + 42

    def _paint_icon(self, painter: QPainter, name: str, color: str, left: int, area: QRect, size: int = 16) -> None:
        top = area.top() + (area.height() - size) // 2
        painter.drawPixmap(left, top, self._icons.pixmap(name, color, size))


class CollectionTree(QTreeView):
    """The tree of collections.

    Signals:
        opened: a request was chosen; carries the collection's root, the request's path, and whether it is to be kept
            open, as a double click and Enter mean, or only looked at.
        menu_wanted: the context menu of a row is asked for; carries the index and the global position.
    """

    opened = Signal(str, str, bool)
    menu_wanted = Signal(object, object)

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("collectionTree")
        self.setAccessibleName(self.tr("Collections"))
        self.setHeaderHidden(True)
        self.setFrameShape(QTreeView.Shape.NoFrame)
        self.setIndentation(_INDENT)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setMouseTracking(True)
        self.setExpandsOnDoubleClick(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setSelectionMode(QTreeView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QTreeView.EditTrigger.NoEditTriggers)
        self.setDragDropMode(QTreeView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setAutoExpandDelay(_UNFOLDED_AFTER_MS)
        self.setItemDelegate(CollectionDelegate(theme, icons, self))
        self.customContextMenuRequested.connect(self._on_menu_wanted)
        self.clicked.connect(self._on_clicked)
        self.doubleClicked.connect(self._on_double_clicked)
        theme.changed.connect(self._on_theme_changed)

    def drawBranches(self, painter: QPainter, rect: QRect, index: Index) -> None:  # noqa: N802  # Qt's name
        """Draw nothing: the delegate paints the chevron as part of the row."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Open with Enter; everything else is Qt's: arrows, type-ahead."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            if self.state() != QTreeView.State.EditingState:
                self._choose(self.currentIndex(), keep=True)
            return
        super().keyPressEvent(event)

    def _on_clicked(self, index: QModelIndex) -> None:
        if not QApplication.keyboardModifiers() & _CHOOSES_MORE:
            self._choose(index, keep=False)

    def _on_double_clicked(self, index: QModelIndex) -> None:
        if index.data(TreeRole.KIND) == "request":
            self._choose(index, keep=True)

    def _choose(self, index: QModelIndex, *, keep: bool) -> None:
        if index.data(TreeRole.KIND) == "request":
            self.opened.emit(index.data(TreeRole.ROOT), index.data(TreeRole.PATH), keep)
        else:
            self.setExpanded(index, not self.isExpanded(index))

    def _on_theme_changed(self) -> None:
        self.viewport().update()

    def _on_menu_wanted(self, position: QPoint) -> None:
        index = self.indexAt(position)
        self.menu_wanted.emit(index, self.viewport().mapToGlobal(position))
