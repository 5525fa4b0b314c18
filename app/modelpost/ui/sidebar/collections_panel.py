"""The tree of the open collections with its filter, its menu and what is unfolded."""

from PySide6.QtCore import QModelIndex, QPoint, QSortFilterProxyModel, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from modelpost.ui.kit.buttons import Kit
from modelpost.ui.sidebar.tree import CollectionTree
from modelpost.workbench.collection_model import CollectionModel, TreeRole
from modelpost.workbench.location import Location
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
        self.beginFilterChange()
        self._words = tuple(text.lower().split())
        self.endFilterChange(QSortFilterProxyModel.Direction.Rows)

    def filterAcceptsRow(self, row: int, parent: QModelIndex) -> bool:  # type: ignore[override]  # noqa: N802  # Qt's name
        if not self._words:
            return True
        index = self.sourceModel().index(row, 0, parent)
        text = " ".join(
            str(index.data(role) or "") for role in (Qt.ItemDataRole.DisplayRole, TreeRole.URL, TreeRole.METHOD)
        )
        return all(word in text.lower() for word in self._words)


class CollectionsPanel(CollectionTree):
    """What is open, and what can be done with it.

    Signals:
        open_wanted: another collection is to be opened.
        export_wanted: a collection is to be exported; carries its root.
    """

    open_wanted = Signal()
    export_wanted = Signal(str)

    def __init__(self, kit: Kit, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(kit.theme, kit.icons, parent)
        self._workspace = workspace
        self._listed: set[str] = set()
        self._source = CollectionModel(self)
        self._filter = _Filter(self._source, self)
        self.setModel(self._filter)
        self.opened.connect(workspace.open_request)
        self.menu_wanted.connect(self._show_menu)

    def show_collections(self) -> None:
        """List what is open now; what was unfolded stays so."""
        expanded = self._expanded()
        known, self._listed = self._listed, {collection.root for collection in self._workspace.collections}
        self._source.show(self._workspace.collections)
        self._restore(QModelIndex(), expanded, known)

    def show_location(self, location: Location | None) -> None:
        """Select the request in front."""
        if location is None:
            self.clearSelection()
            return
        index = self._filter.mapFromSource(self._source.index_of(location.root, location.path))
        if index.isValid():
            self.setCurrentIndex(index)

    def set_words(self, text: str) -> None:
        """Show only what has the words; an empty text shows everything."""
        self._filter.set_words(text)
        if text:
            self.expandAll()

    @property
    def is_empty(self) -> bool:
        """Whether nothing has the words."""
        return not self._filter.rowCount()

    def _expanded(self) -> set[tuple[str, str]]:
        found: set[tuple[str, str]] = set()
        waiting = [QModelIndex()]
        while waiting:
            parent = waiting.pop()
            for row in range(self._filter.rowCount(parent)):
                index = self._filter.index(row, 0, parent)
                if self.isExpanded(index):
                    found.add((index.data(TreeRole.ROOT), index.data(TreeRole.PATH)))
                    waiting.append(index)
        return found

    def _restore(self, parent: QModelIndex, expanded: set[tuple[str, str]], known: set[str]) -> None:
        """Open what was open; a collection that is new is opened with its folders."""
        for row in range(self._filter.rowCount(parent)):
            index = self._filter.index(row, 0, parent)
            place = (index.data(TreeRole.ROOT), index.data(TreeRole.PATH))
            if place in expanded or place[0] not in known:
                self.expand(index)
            self._restore(index, expanded, known)

    def _show_menu(self, index: QModelIndex, place: QPoint) -> None:
        menu = QMenu(self)
        if index.isValid() and index.data(TreeRole.KIND) == "request":
            menu.addAction(self.tr("Open")).triggered.connect(self._on_open_current)
        elif index.isValid():
            menu.addAction(self.tr("Read again from disk")).triggered.connect(self._on_refresh)
            if index.data(TreeRole.KIND) == "collection":
                menu.addAction(self.tr("Export as Postman collection…")).triggered.connect(self._on_export)
            menu.addAction(self.tr("Close collection")).triggered.connect(self._on_close)
        else:
            menu.addAction(self.tr("Open a collection…")).triggered.connect(self.open_wanted)
        if index.isValid():
            self.setCurrentIndex(index)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    def _on_open_current(self) -> None:
        index = self.currentIndex()
        self._workspace.open_request(index.data(TreeRole.ROOT), index.data(TreeRole.PATH))

    def _on_refresh(self) -> None:
        self._workspace.refresh(self.currentIndex().data(TreeRole.ROOT))

    def _on_export(self) -> None:
        self.export_wanted.emit(self.currentIndex().data(TreeRole.ROOT))

    def _on_close(self) -> None:
        self._workspace.close_collection(self.currentIndex().data(TreeRole.ROOT))
