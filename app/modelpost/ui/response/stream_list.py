"""The list of a stream's items, and one of them whole below it."""

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.controls import ThinSplitter
from modelpost.ui.kit.read_by_rows import read_by_rows
from modelpost.ui.response.follow import Follower
from modelpost.ui.response.stream_model import DATA, ID, NAME, SIZE, TIME, Item, StreamModel
from modelpost.ui.text.view import TextView
from modelpost.ui.theme import Role
from modelpost.viewers.api import Rendering, TextRendering

_WIDTHS = {TIME: 84, NAME: 100, ID: 76, SIZE: 72}


class StreamList(ThinSplitter):
    """Shows items as they arrive; the one that is chosen stands below, whole.

    Signals:
        item_chosen: the user wants an item whole; carries its number.
    """

    item_chosen = Signal(int)

    def __init__(self, kit: Kit, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(kit, f"{name}List", Qt.Orientation.Vertical, parent)
        self._items = StreamModel(self)
        self._chosen = -1
        self._table = QTableView()
        self._table.setObjectName(f"{name}Table")
        self._table.setAccessibleName(label)
        self._table.setModel(self._items)
        read_by_rows(self._table)
        self._table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self._table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head = self._table.horizontalHeader()
        head.setStretchLastSection(True)
        self._table.selectionModel().currentRowChanged.connect(self._on_row_changed)
        self._follower = Follower(kit, self._table, f"{name}Jump")
        self._detail = TextView(kit, f"{name}Item", self.tr("Data of the event"))
        self._detail.hide()
        self.addWidget(self._table)
        self.addWidget(self._detail)
        self.setStretchFactor(0, 3)
        self.setStretchFactor(1, 2)
        kit.theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def show_items(self, items: tuple[Item, ...], *, is_named: bool) -> None:
        """Show items; those of a stream without events have no names."""
        for column in (NAME, ID):
            self._table.setColumnHidden(column, not is_named)
        follows = self._follower.is_following
        gone = self._items.show(items)
        if gone < 0:
            self._close_detail()
        elif gone > 0 and not follows:
            bar = self._table.verticalScrollBar()
            bar.setValue(bar.value() - gone)
        self._follower.follow()

    def show_item(self, number: int, rendering: Rendering) -> None:
        """Show an item whole, if it is still the one that is chosen."""
        if number == self._chosen and isinstance(rendering, TextRendering):
            self._detail.set_content(rendering.content, rendering.language, rendering.charset)
            self._detail.show()

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Be content with little."""
        return QSize(300, 200)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Keep the last row in view while it is followed."""
        super().resizeEvent(event)
        self._follower.follow()

    def _on_row_changed(self, current: QModelIndex, previous: QModelIndex) -> None:
        del previous
        if not current.isValid() or not 0 <= current.row() < len(self._items.items):
            return
        number = self._items.items[current.row()].number
        if number != self._chosen:
            self._chosen = number
            self.item_chosen.emit(number)

    def _close_detail(self) -> None:
        self._chosen = -1
        self._detail.hide()
        self._table.selectionModel().setCurrentIndex(QModelIndex(), QItemSelectionModel.SelectionFlag.Clear)

    def _on_theme_changed(self) -> None:
        theme = self.kit.theme
        self._table.setFont(theme.font(Role.CODE))
        head = self._table.horizontalHeader()
        head.setFont(theme.font(Role.LABEL))
        for column, width in _WIDTHS.items():
            head.resizeSection(column, theme.pixels(width))
        head.setSectionResizeMode(DATA, QHeaderView.ResizeMode.Stretch)
        self._table.verticalHeader().setDefaultSectionSize(theme.pixels(26))
