"""The command palette: everything by name."""

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.notices import Text
from modelpost.ui.theme import Role
from modelpost.workbench.palette import KIND_TITLES, Entry, EntryKind, Match, matches
from modelpost.workbench.texts import translated

Index = QModelIndex | QPersistentModelIndex

_ROW = 40
_HEADING = 30
_MATCH_ROLE = Qt.ItemDataRole.UserRole + 1


class _Found(QAbstractListModel):
    """Headings and matches in one list; headings cannot be chosen."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._rows: list[Match | EntryKind] = []

    def show(self, found: tuple[Match, ...]) -> None:
        self.beginResetModel()
        self._rows = []
        kind: EntryKind | None = None
        for match in found:
            if match.entry.kind is not kind:
                kind = match.entry.kind
                self._rows.append(kind)
            self._rows.append(match)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802  # Qt's signature
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if isinstance(self._rows[index.row()], EntryKind):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self._rows[index.row()]
        if role == _MATCH_ROLE:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return (
                translated(KIND_TITLES[row]) if isinstance(row, EntryKind) else f"{row.entry.title} {row.entry.detail}"
            )
        return None


class _Painter(QStyledItemDelegate):
    def __init__(self, kit: Kit, parent: QObject) -> None:
        super().__init__(parent)
        self._kit = kit

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002, N802  # Qt's name
        is_heading = isinstance(index.data(_MATCH_ROLE), EntryKind)
        return QSize(100, self._kit.theme.pixels(_HEADING if is_heading else _ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(_MATCH_ROLE)
        area: QRect = option.rect
        theme = self._kit.theme
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(row, EntryKind):
            painter.setFont(theme.font(Role.LABEL))
            painter.setPen(theme.color("muted"))
            place = area.adjusted(20, 4, 0, 0)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, translated(KIND_TITLES[row]))
        elif isinstance(row, Match):
            if option.state & QStyle.StateFlag.State_Selected:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.color("selected"))
                painter.drawRoundedRect(area.adjusted(8, 0, -8, 0), 6, 6)
            self._paint_match(painter, area, row)
        painter.restore()

    def _paint_match(self, painter: QPainter, area: QRect, match: Match) -> None:
        theme = self._kit.theme
        entry = match.entry
        left = area.left() + 20
        if entry.kind in (EntryKind.REQUEST, EntryKind.HISTORY):
            painter.setFont(theme.font(Role.METHOD))
            painter.setPen(theme.method_color(entry.badge))
            painter.drawText(QRect(left, area.top(), 40, area.height()), Qt.AlignmentFlag.AlignVCenter, entry.badge[:6])
        elif entry.badge:
            top = area.top() + (area.height() - 16) // 2
            painter.drawPixmap(left, top, self._kit.icons.pixmap(entry.badge, "text2", 16))
        left += 36
        for position, letter in enumerate(entry.title):
            is_marked = position in match.marked
            painter.setFont(theme.font(Role.STRONG if is_marked else Role.BODY))
            painter.setPen(theme.color("accentText" if is_marked else "text"))
            width = QFontMetrics(painter.font()).horizontalAdvance(letter)
            painter.drawText(QRect(left, area.top(), width + 4, area.height()), Qt.AlignmentFlag.AlignVCenter, letter)
            left += width
        right = area.right() - 20
        painter.setFont(theme.font(Role.BADGE))
        if entry.shortcut:
            width = QFontMetrics(painter.font()).horizontalAdvance(entry.shortcut) + 14
            key = QRect(right - width, area.top() + (area.height() - 20) // 2, width, 20)
            painter.setPen(theme.color("border"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(key, 4, 4)
            painter.setPen(theme.color("text2"))
            painter.drawText(key, Qt.AlignmentFlag.AlignCenter, entry.shortcut)
            right -= width + 10
        painter.setFont(theme.font(Role.BODY))
        painter.setPen(theme.color("muted"))
        room = QRect(left + 10, area.top(), max(0, right - left - 10), area.height())
        detail = QFontMetrics(painter.font()).elidedText(entry.detail, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, detail)


class Scrim(QWidget):
    """Covers the window behind a dialog; a click on it closes the dialog."""

    def __init__(self, kit: Kit, window: QWidget) -> None:
        super().__init__(window)
        self._kit = kit
        self._window = window
        self.setGeometry(window.rect())
        window.installEventFilter(self)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  # Qt's name
        """Darken what lies below."""
        QPainter(self).fillRect(self.rect(), self._kit.theme.color("scrim"))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002, N802  # Qt's name
        """Close what lies above."""
        self.close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """Keep the size of the window."""
        if event.type() == QEvent.Type.Resize and watched is self._window:
            self.setGeometry(self._window.rect())
        return super().eventFilter(watched, event)


class Palette(Scrim):
    """Type to find, arrows to move, Enter to open, Ctrl+Enter to open and send, Esc to close.

    Signals:
        history_wanted: the history shall be searched; carries the words.
    """

    history_wanted = Signal(str)

    def __init__(self, kit: Kit, entries: list[Entry], window: QWidget) -> None:
        super().__init__(kit, window)
        self.setObjectName("palette")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._entries = entries
        self._opener = window.focusWidget()  # a cell's editor is gone when the palette closes, its table is not
        self._table = _table_around(self._opener)
        self._card = QFrame(self)
        self._card.setProperty("card", "popover")
        self._text = QLineEdit()
        self._text.setObjectName("paletteText")
        self._text.setAccessibleName(self.tr("Search or run a command"))
        self._text.setPlaceholderText(self.tr("Search or run…"))
        self._text.setProperty("bare", "true")
        self._text.setMinimumHeight(kit.theme.pixels(54))
        self._text.setFont(kit.theme.font(Role.LEAD))
        glass = self._text.addAction(kit.icons.icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        glass.setText(self._text.accessibleName())
        self._text.textEdited.connect(self._on_edited)
        self._text.installEventFilter(self)
        self._list = QListView()
        self._list.setObjectName("paletteList")
        self._list.setAccessibleName(self.tr("Results"))
        self._found = _Found(self._list)
        self._list.setModel(self._found)
        self._list.setItemDelegate(_Painter(kit, self._list))
        self._list.setFrameShape(QListView.Shape.NoFrame)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setMouseTracking(True)
        self._list.clicked.connect(self._on_clicked)
        foot = Text(
            kit,
            self.tr("↑ ↓ move    Enter open    Ctrl+Enter open and send    > commands    @ environments    # history"),
            role=Role.SMALL,
            ink="muted",
        )
        foot.setContentsMargins(20, 9, 20, 10)
        column = QVBoxLayout(self._card)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QFrame()
        head.setProperty("line", "below")
        inner = QVBoxLayout(head)
        inner.setContentsMargins(14, 0, 14, 0)
        inner.addWidget(self._text)
        column.addWidget(head)
        column.addWidget(self._list, 1)
        column.addWidget(foot)
        self._on_edited("")
        self._place()
        self.show()
        self.raise_()
        self._text.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """Move and choose with the keys of the text field."""
        if watched is self._text and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress and self._took(event):
                return True
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def closeEvent(self, event: object) -> None:  # noqa: ARG002, N802  # Qt's name
        """Give the focus back."""
        for opener in (self._opener, self._table):
            if opener is not None and isValid(opener):
                opener.setFocus()
                return

    def _took(self, event: QKeyEvent) -> bool:
        match event.key():
            case Qt.Key.Key_Escape:
                self.close()
            case Qt.Key.Key_Down:
                self._move(1)
            case Qt.Key.Key_Up:
                self._move(-1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                with_send = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
                self._choose(self._list.currentIndex(), with_send=with_send)
            case _:
                return False
        return True

    def _move(self, step: int) -> None:
        row = self._list.currentIndex().row()
        for _ in range(self._found.rowCount()):
            row = (row + step) % max(1, self._found.rowCount())
            index = self._found.index(row)
            if self._found.flags(index) & Qt.ItemFlag.ItemIsSelectable:
                self._list.setCurrentIndex(index)
                return

    def _choose(self, index: QModelIndex, *, with_send: bool = False) -> None:
        match = index.data(_MATCH_ROLE) if index.isValid() else None
        if not isinstance(match, Match):
            return
        run = match.entry.send if with_send and match.entry.send is not None else match.entry.run
        self.close()
        run()

    def _on_clicked(self, index: QModelIndex) -> None:
        self._choose(index)

    def show_history(self, words: str, entries: list[Entry]) -> None:
        """Show what was found in the history, unless something else is looked for by now."""
        if self._text.text() == f"#{words}":
            self._entries = [entry for entry in self._entries if entry.kind is not EntryKind.HISTORY] + entries
            self._show_found()

    def _on_edited(self, text: str) -> None:
        if text.startswith("#"):
            self.history_wanted.emit(text[1:])
        self._show_found()

    def _show_found(self) -> None:
        text = self._text.text()
        self._found.show(matches(text, self._entries))
        self._list.setCurrentIndex(QModelIndex())
        self._move(1)

    def _place(self) -> None:
        width = min(self._kit.theme.pixels(656), self.width() - 48)
        height = min(self._kit.theme.pixels(480), self.height() - 120)
        self._card.setGeometry((self.width() - width) // 2, min(96, self.height() // 10), width, height)


def _table_around(widget: QWidget | None) -> QAbstractItemView | None:
    while widget is not None and not isinstance(widget, QAbstractItemView):
        widget = widget.parentWidget()
    return widget
