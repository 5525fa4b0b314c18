"""The list of past exchanges: its look and its keys."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from modelpost.core.history import PastRow
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.theme import Role
from modelpost.workbench.history_model import HistoryRole

_ROW = 28
_INSET = 8
_GAP = 8
_PIN = 12
Index = QModelIndex | QPersistentModelIndex


class HistoryDelegate(QStyledItemDelegate):
    """Paints a day as a heading, an exchange as status, method, place and time."""

    def __init__(self, kit: Kit, view: QListView) -> None:
        super().__init__(view)
        self._kit = kit
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002, N802  # Qt's name
        """Rows are 28 high, more when the text is zoomed."""
        return QSize(0, max(_ROW, QFontMetrics(self._kit.theme.font(Role.BODY)).height() + 10))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a row over the width of the view."""
        row = option.rect
        whole = QRect(_INSET, row.top(), self._view.viewport().width() - 2 * _INSET, row.height())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        past = index.data(HistoryRole.PAST)
        inner = whole.adjusted(_GAP, 0, -_GAP, 0)
        if isinstance(past, PastRow):
            self._paint_ground(painter, option, whole)
            self._paint_exchange(painter, index, past, inner)
        else:
            painter.setFont(self._kit.theme.font(Role.SMALL))
            painter.setPen(self._kit.theme.color("muted"))
            painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, str(index.data()))
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, whole: QRect) -> None:
        state = option.state
        is_chosen = bool(state & QStyle.StateFlag.State_Selected)
        if is_chosen or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._kit.theme.color("selected" if is_chosen else "hover"))
            painter.drawRoundedRect(whole, 6, 6)

    def _paint_exchange(self, painter: QPainter, index: Index, past: PastRow, area: QRect) -> None:
        theme = self._kit.theme
        small, body, bold = theme.font(Role.SMALL), theme.font(Role.BODY), theme.font(Role.METHOD)
        left = area.left()
        status = str(past.status) if past.status else "–"
        left = self._text(painter, bold, _status_color(past), status, left, area, "000")
        left = self._text(painter, bold, "", past.method, left, area, "POST") if past.method else left
        time = str(index.data(HistoryRole.TIME))
        width = QFontMetrics(small).horizontalAdvance(time)
        right = area.right() - width
        painter.setFont(small)
        painter.setPen(theme.color("muted"))
        painter.drawText(QRect(right, area.top(), width, area.height()), Qt.AlignmentFlag.AlignVCenter, time)
        if past.is_pinned:
            right -= _PIN + 4
            icon = self._kit.icons.pixmap("pin", "text2", _PIN)
            painter.drawPixmap(right, area.top() + (area.height() - _PIN) // 2, icon)
        room = right - _GAP - left
        painter.setFont(body)
        painter.setPen(theme.color("text"))
        name = past.name or str(index.data(HistoryRole.PLACE))
        cut = Qt.TextElideMode.ElideRight if past.name else Qt.TextElideMode.ElideMiddle
        shown = QFontMetrics(body).elidedText(name, cut, room)
        painter.drawText(QRect(left, area.top(), room, area.height()), Qt.AlignmentFlag.AlignVCenter, shown)

    def _text(self, painter: QPainter, font: object, color: str, text: str, left: int, area: QRect, widest: str) -> int:
        """Draw a cell as wide as its widest ordinary text, and return where the next one begins."""
        theme = self._kit.theme
        painter.setFont(font)  # type: ignore[arg-type]  # a QFont
        painter.setPen(theme.color(color) if color else theme.method_color(text))
        metrics = QFontMetrics(painter.font())
        width = max(metrics.horizontalAdvance(widest), min(metrics.horizontalAdvance(text), 56)) + 2
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
        painter.drawText(QRect(left, area.top(), width, area.height()), Qt.AlignmentFlag.AlignVCenter, shown)
        return left + width + _GAP


class HistoryList(QListView):
    """Past exchanges, any number of them.

    Signals:
        opened: an exchange was clicked; carries its number.
        sent: an exchange shall be sent again; carries its number.
        removed: the chosen exchanges shall go.
        menu_wanted: the context menu is asked for; carries the global position.
    """

    opened = Signal(int)
    sent = Signal(int)
    removed = Signal()
    menu_wanted = Signal(object)

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("historyList")
        self.setAccessibleName(self.tr("History"))
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setItemDelegate(HistoryDelegate(kit, self))
        self.customContextMenuRequested.connect(self._on_menu_wanted)
        self.clicked.connect(self._on_clicked)
        kit.theme.changed.connect(self._on_theme_changed)

    @property
    def chosen(self) -> tuple[PastRow, ...]:
        """The exchanges that are selected, from top to bottom."""
        indexes = sorted(self.selectionModel().selectedIndexes(), key=QModelIndex.row)
        return tuple(index.data(HistoryRole.PAST) for index in indexes if index.data(HistoryRole.PAST) is not None)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Send again with Enter, open with Space, take off the list with Delete; everything else is Qt's."""
        past = self.currentIndex().data(HistoryRole.PAST) if self.currentIndex().isValid() else None
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if past is not None:
                self.sent.emit(past.id)
            case Qt.Key.Key_Space if past is not None:
                self.opened.emit(past.id)
            case Qt.Key.Key_Delete | Qt.Key.Key_Backspace:
                self.removed.emit()
            case _:
                super().keyPressEvent(event)

    def _on_clicked(self, index: QModelIndex) -> None:
        past = index.data(HistoryRole.PAST)
        if past is not None and len(self.chosen) == 1:
            self.opened.emit(past.id)

    def _on_menu_wanted(self, position: QPoint) -> None:
        self.menu_wanted.emit(self.viewport().mapToGlobal(position))

    def _on_theme_changed(self) -> None:
        self.doItemsLayout()


def _status_color(past: PastRow) -> str:
    if not past.status:
        return "muted" if past.kind == "stopped" else "err"
    return "ok" if past.status < 400 else "err"
