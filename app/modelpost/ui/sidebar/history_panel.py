"""The history in the sidebar: a search box, and the exchanges grouped by day."""

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QStackedWidget, QVBoxLayout, QWidget

from modelpost.ui.kit.buttons import IconButton, Kit
from modelpost.ui.kit.notices import EmptyState
from modelpost.ui.sidebar.history_list import HistoryList
from modelpost.workbench.history_desk import HistoryDesk


class HistoryPanel(QWidget):
    """Lists past exchanges and says what shall happen to them.

    Signals:
        clear_wanted: everything shall be forgotten; whoever hears it asks first.
    """

    clear_wanted = Signal()

    def __init__(self, kit: Kit, desk: HistoryDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("historyPanel")
        self._kit = kit
        self._desk = desk
        self._words = QLineEdit()
        self._words.setObjectName("historySearch")
        self._words.setAccessibleName(self.tr("Search the history"))
        self._words.setPlaceholderText(self.tr("Search addresses, names and bodies"))
        self._words.setProperty("compact", "true")
        self._words.setClearButtonEnabled(True)
        glass = self._words.addAction(kit.icons.icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        glass.setText(self._words.accessibleName())
        self._words.textChanged.connect(desk.search)
        clear = IconButton(kit, "trash-2", self.tr("Delete all history…"), "clearHistory")
        clear.clicked.connect(self.clear_wanted)
        self.list = HistoryList(kit)
        self.list.setModel(desk.model)
        self.list.opened.connect(desk.open)
        self.list.sent.connect(self._on_sent)
        self.list.removed.connect(self._on_removed)
        self.list.menu_wanted.connect(self._show_menu)
        title, text = self.tr("No history yet"), self.tr("Requests you send are listed here with their answers.")
        self._empty = EmptyState(kit, "history", title, text, name="noHistory")
        self._no_matches = EmptyState(
            kit, "search", self.tr("No matches"), "", self.tr("Clear search"), "noHistoryMatches"
        )
        self._no_matches.pressed.connect(self._words.clear)
        self._pages = QStackedWidget()
        for page in (self._empty, self._no_matches, self.list):
            self._pages.addWidget(page)
        head = QHBoxLayout()
        head.setContentsMargins(14, 0, 10, 0)
        head.setSpacing(4)
        head.addWidget(self._words)
        head.addWidget(clear)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self._pages, 1)
        desk.listed.connect(self._show_page)
        desk.show()
        self._show_page()

    @property
    def focus_target(self) -> QWidget:
        """What F6 goes to."""
        return self.list if self._pages.currentWidget() is self.list else self._words

    def _show_page(self) -> None:
        if self._desk.model.rows:
            self._pages.setCurrentWidget(self.list)
        elif self._desk.words.strip():
            self._no_matches.say(self.tr("Nothing matches “{words}”.").replace("{words}", self._desk.words))
            self._pages.setCurrentWidget(self._no_matches)
        else:
            self._pages.setCurrentWidget(self._empty)

    def _show_menu(self, place: QPoint) -> None:
        chosen = self.list.chosen
        menu = QMenu(self)
        menu.setObjectName("historyMenu")
        if len(chosen) == 1:
            menu.addAction(self.tr("Open")).triggered.connect(self._on_open)
            menu.addAction(self.tr("Send again")).triggered.connect(self._on_send_again)
        if len(chosen) == 2:
            menu.addAction(self.tr("Compare the answers")).triggered.connect(self._on_compare)
        if chosen:
            is_pinned = all(past.is_pinned for past in chosen)
            text = self.tr("Do not keep for good") if is_pinned else self.tr("Keep for good")
            menu.addAction(text).triggered.connect(self._on_pin)
            menu.addAction(self.tr("Delete")).triggered.connect(self._on_removed)
            menu.addSeparator()
        menu.addAction(self.tr("Delete all history…")).triggered.connect(self.clear_wanted)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    def _on_open(self) -> None:
        self._desk.open(self.list.chosen[0].id)

    def _on_send_again(self) -> None:
        self._on_sent(self.list.chosen[0].id)

    def _on_sent(self, number: int) -> None:
        self._desk.open(number, send=True)

    def _on_compare(self) -> None:
        one, other = self.list.chosen
        self._desk.compare(one.id, other.id)

    def _on_pin(self) -> None:
        chosen = self.list.chosen
        wanted = not all(past.is_pinned for past in chosen)
        for past in chosen:
            self._desk.pin(past.id, wanted=wanted)

    def _on_removed(self) -> None:
        self._desk.delete(tuple(past.id for past in self.list.chosen))
