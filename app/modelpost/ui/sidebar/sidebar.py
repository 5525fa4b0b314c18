"""The sidebar: collections, and the sample service."""

from PySide6.QtCore import QModelIndex, QPoint, QSortFilterProxyModel, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QMenu, QStackedWidget, QVBoxLayout, QWidget

from modelpost.ui.kit.buttons import IconButton, Kit
from modelpost.ui.kit.notices import EmptyState, Icon, Text
from modelpost.ui.sidebar.tree import CollectionTree
from modelpost.ui.theme import Role
from modelpost.workbench.collection_model import CollectionModel, TreeRole
from modelpost.workbench.sample_service import SampleService, ServicePhase
from modelpost.workbench.workspace import Workspace


class _Filter(QSortFilterProxyModel):
    """Keeps what has the words in its name, address or method, and the folders around it."""

    def __init__(self, source: CollectionModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._words: tuple[str, ...] = ()
        self.setRecursiveFilteringEnabled(True)
        self.setAutoAcceptChildRows(True)
        self.setSourceModel(source)

    def set_words(self, text: str) -> None:
        self._words = tuple(text.lower().split())
        self.invalidateFilter()

    def filterAcceptsRow(self, row: int, parent: QModelIndex) -> bool:  # type: ignore[override]  # noqa: N802  # Qt's name
        if not self._words:
            return True
        index = self.sourceModel().index(row, 0, parent)
        text = " ".join(
            str(index.data(role) or "") for role in (Qt.ItemDataRole.DisplayRole, TreeRole.URL, TreeRole.METHOD)
        )
        return all(word in text.lower() for word in self._words)


class Sidebar(QFrame):
    """Lists collections and opens requests.

    Signals:
        open_wanted, new_tab_wanted, new_collection_wanted: what a button asks for.
        service_start_wanted, service_stop_wanted: the same for the sample service.
    """

    open_wanted = Signal()
    new_tab_wanted = Signal()
    new_collection_wanted = Signal()
    service_start_wanted = Signal()
    service_stop_wanted = Signal()

    def __init__(self, kit: Kit, workspace: Workspace, service: SampleService, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self.setAccessibleName(self.tr("Sidebar"))
        self.setProperty("ground", "window")
        self._workspace = workspace
        self._service = service
        self._model = CollectionModel(self)
        self._filter = _Filter(self._model, self)
        self._tree = CollectionTree(kit.theme, kit.icons)
        self._tree.setModel(self._filter)
        self._tree.opened.connect(workspace.open_request)
        self._tree.menu_wanted.connect(self._on_menu_wanted)
        self._words = QLineEdit()
        self._words.setObjectName("treeFilter")
        self._words.setAccessibleName(self.tr("Filter requests"))
        self._words.setPlaceholderText(self.tr("Filter"))
        self._words.setProperty("compact", "true")
        self._words.setClearButtonEnabled(True)
        self._words.addAction(kit.icons.icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self._words.textEdited.connect(self._on_filter)
        self._words.textChanged.connect(self._on_cleared)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 10, 0, 8)
        column.setSpacing(8)
        column.addLayout(self._build_head(kit))
        self._pages = QStackedWidget()
        self._empty = EmptyState(
            kit,
            "package",
            self.tr("No collections yet"),
            self.tr("Save a request and it appears here. You can also open one."),
            self.tr("Open…"),
            "noCollections",
        )
        self._empty.pressed.connect(self.open_wanted)
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self._tree)
        column.addWidget(self._pages, 1)
        column.addWidget(self._build_service(kit))
        workspace.collections_changed.connect(self._on_collections_changed)
        workspace.current_changed.connect(self._on_current_changed)
        service.phase_changed.connect(self._show_service)
        self._on_collections_changed()
        self._show_service()

    @property
    def focus_target(self) -> QWidget:
        """What F6 goes to."""
        return self._tree if self._workspace.collections else self._words

    def _build_head(self, kit: Kit) -> QVBoxLayout:
        title = Text(kit, self.tr("Collections"), role=Role.STRONG)
        add = IconButton(kit, "plus", self.tr("New tab or collection"), "sidebarAdd")
        menu = QMenu(add)
        menu.addAction(self.tr("New tab")).triggered.connect(self.new_tab_wanted)
        menu.addAction(self.tr("New collection…")).triggered.connect(self.new_collection_wanted)
        menu.addAction(self.tr("Open a collection…")).triggered.connect(self.open_wanted)
        add.setMenu(menu)
        head = QVBoxLayout()
        head.setContentsMargins(14, 0, 10, 0)
        head.setSpacing(8)
        first = QHBoxLayout()
        first.addWidget(title)
        first.addStretch(1)
        first.addWidget(add)
        head.addLayout(first)
        head.addWidget(self._words)
        return head

    def _build_service(self, kit: Kit) -> QWidget:
        card = QFrame()
        card.setProperty("card", "true")
        self._light = Icon(kit, "circle", "muted", 12)
        self._state = Text(kit, role=Role.BUTTON, name="serviceState")
        self._address = Text(kit, role=Role.CODE, ink="text2", name="serviceAddress")
        self._switch = IconButton(kit, "play", self.tr("Start the sample model service"), "serviceSwitch")
        self._switch.clicked.connect(self._on_switch)
        self._kit = kit
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._state)
        words.addWidget(self._address)
        row = QHBoxLayout(card)
        row.setContentsMargins(12, 8, 8, 8)
        row.setSpacing(10)
        row.addWidget(self._light)
        row.addLayout(words, 1)
        row.addWidget(self._switch)
        holder = QWidget()
        outer = QHBoxLayout(holder)
        outer.setContentsMargins(8, 0, 8, 0)
        outer.addWidget(card)
        self._card = holder
        return holder

    def _show_service(self) -> None:
        phase = self._service.phase
        is_running = phase is ServicePhase.RUNNING
        self._card.setVisible(phase is not ServicePhase.STOPPED or bool(self._workspace.collections))
        texts = {
            ServicePhase.STOPPED: self.tr("Sample service stopped"),
            ServicePhase.STARTING: self.tr("Sample service starting…"),
            ServicePhase.RUNNING: self.tr("Sample service running"),
        }
        self._state.setText(texts[phase])
        self._address.setText(self._service.address)
        self._address.setVisible(is_running)
        self._light.show_icon("circle-check" if is_running else "circle", "ok" if is_running else "muted")
        self._switch.setIcon(self._kit.icons.icon("square" if is_running else "play"))
        stop, start = self.tr("Stop the sample model service"), self.tr("Start the sample model service")
        self._switch.set_text(stop if is_running else start)
        self._switch.setEnabled(phase is not ServicePhase.STARTING)

    def _on_switch(self) -> None:
        if self._service.phase is ServicePhase.RUNNING:
            self.service_stop_wanted.emit()
        else:
            self.service_start_wanted.emit()

    def _on_collections_changed(self) -> None:
        expanded = self._expanded()
        known = {collection.root for collection in self._workspace.collections} & {root for root, _ in expanded}
        self._model.show(self._workspace.collections)
        self._pages.setCurrentWidget(self._tree if self._workspace.collections else self._empty)
        self._restore(QModelIndex(), expanded, known)
        self._on_current_changed(self._workspace.current)
        self._show_service()

    def _expanded(self) -> set[tuple[str, str]]:
        found: set[tuple[str, str]] = set()
        waiting = [QModelIndex()]
        while waiting:
            parent = waiting.pop()
            for row in range(self._filter.rowCount(parent)):
                index = self._filter.index(row, 0, parent)
                if self._tree.isExpanded(index):
                    found.add((index.data(TreeRole.ROOT), index.data(TreeRole.PATH)))
                    waiting.append(index)
        return found

    def _restore(self, parent: QModelIndex, expanded: set[tuple[str, str]], known: set[str]) -> None:
        """Open what was open; a collection that is new is opened with its folders."""
        for row in range(self._filter.rowCount(parent)):
            index = self._filter.index(row, 0, parent)
            place = (index.data(TreeRole.ROOT), index.data(TreeRole.PATH))
            if place in expanded or place[0] not in known:
                self._tree.expand(index)
            self._restore(index, expanded, known)

    def _on_current_changed(self, tab: object) -> None:
        location = getattr(tab, "location", None)
        if location is None:
            self._tree.clearSelection()
            return
        index = self._filter.mapFromSource(self._model.index_of(location.root, location.path))
        if index.isValid():
            self._tree.setCurrentIndex(index)

    def _on_filter(self, text: str) -> None:
        self._filter.set_words(text)
        if text:
            self._tree.expandAll()

    def _on_cleared(self, text: str) -> None:
        if not text:
            self._filter.set_words("")

    def _on_menu_wanted(self, index: QModelIndex, place: QPoint) -> None:
        menu = QMenu(self)
        if index.isValid() and index.data(TreeRole.KIND) == "request":
            menu.addAction(self.tr("Open")).triggered.connect(self._on_open_current)
        elif index.isValid():
            menu.addAction(self.tr("Read again from disk")).triggered.connect(self._on_refresh)
            menu.addAction(self.tr("Close collection")).triggered.connect(self._on_close)
        else:
            menu.addAction(self.tr("Open a collection…")).triggered.connect(self.open_wanted)
        if index.isValid():
            self._tree.setCurrentIndex(index)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    def _on_open_current(self) -> None:
        index = self._tree.currentIndex()
        self._workspace.open_request(index.data(TreeRole.ROOT), index.data(TreeRole.PATH))

    def _on_refresh(self) -> None:
        self._workspace.refresh(self._tree.currentIndex().data(TreeRole.ROOT))

    def _on_close(self) -> None:
        self._workspace.close_collection(self._tree.currentIndex().data(TreeRole.ROOT))
