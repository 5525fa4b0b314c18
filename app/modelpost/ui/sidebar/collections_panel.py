"""The tree of the open collections with its filter, its menus and what is unfolded."""

from functools import partial

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QMenu, QWidget

from modelpost.core.tree_edits import TreeChange, outermost
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.sidebar.tree import CollectionTree
from modelpost.workbench.collection_model import CollectionModel, TreeRole
from modelpost.workbench.location import Location
from modelpost.workbench.workspace import Workspace

_MOST_UNFOLDED = 150
"""Rows that the filter unfolds: laying out thousands takes longer than a keystroke may, and nobody looks at them."""

_MOVES_KEPT = 20


class CollectionsPanel(CollectionTree):
    """What is open, and what can be done with it.

    Signals:
        open_wanted: another collection is to be opened.
        settings_wanted: what a folder lends to its requests shall be edited; carries root and path.
        export_wanted: a collection is to be exported; carries its root.
        trash_wanted: what was deleted shall be shown.
        move_wanted: items shall go somewhere else; carries their root and a tuple of paths.
    """

    open_wanted = Signal()
    settings_wanted = Signal(str, str)
    export_wanted = Signal(str)
    trash_wanted = Signal()
    move_wanted = Signal(str, object)

    def __init__(self, kit: Kit, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(kit.theme, kit.icons, parent)
        self._workspace = workspace
        self._listed: set[str] = set()
        self._unfolded: set[tuple[str, str]] | None = None
        self._awaited: tuple[str, str] | None = None
        self._moved: list[tuple[str, TreeChange]] = []
        self._source = CollectionModel(self)
        self.setModel(self._source)
        items = workspace.items
        self._source.rename_wanted.connect(items.rename)
        self._source.move_wanted.connect(items.move)
        self._source.handover_wanted.connect(items.hand_over)
        items.added.connect(self._on_added)
        items.moved.connect(self._on_moved)
        self.opened.connect(self._on_opened)
        self.menu_wanted.connect(self._show_menu)
        self._rename = self._command(self.tr("Rename"), "treeRename", "F2", self._on_rename)
        self._duplicate = self._command(self.tr("Duplicate"), "treeDuplicate", "Ctrl+D", self._on_duplicate)
        self._delete = self._command(self.tr("Delete"), "treeDelete", "Del", self._on_delete)
        self._move = self._command(self.tr("Move to…"), "treeMove", "Alt+M", self._on_move)
        self._up = self._command(self.tr("Move up"), "treeUp", "Alt+Up", partial(self._on_shift, -1))
        self._down = self._command(self.tr("Move down"), "treeDown", "Alt+Down", partial(self._on_shift, 1))

    def show_collections(self) -> None:
        """List what is open now; what was unfolded, selected and looked at stays so."""
        expanded, current, chosen = self._expanded(), self._place(self.currentIndex()), self._chosen()
        scrolled = self.verticalScrollBar().value()
        known, self._listed = self._listed, {collection.root for collection in self._workspace.collections}
        self._source.show(self._workspace.collections)
        expanded, current = set(map(self._now, expanded)), self._now(current)
        chosen = [self._now(place) for place in chosen]
        self._restore(expanded, known)
        self._select(current, chosen)
        self.verticalScrollBar().setValue(scrolled)
        self._go_to_awaited()

    def show_location(self, location: Location | None) -> None:
        """Select the request in front."""
        if location is None:
            self.clearSelection()
            return
        index = self._source.index_of(location.root, location.path)
        if index.isValid() and index not in self.selectedIndexes():
            self.setCurrentIndex(index)

    def show_unsaved(self, places: frozenset[tuple[str, str]]) -> None:
        """Mark the requests that are open and not saved."""
        self._source.set_unsaved(places)

    def set_words(self, text: str) -> None:
        """Show only what has the words; an empty text shows everything, unfolded as it was before."""
        if text.strip() and self._unfolded is None:
            self._unfolded = self._expanded()
        self._source.set_words(text)
        if text.strip():
            self._unfold()
        elif self._unfolded is not None:
            expanded, self._unfolded = self._unfolded, None
            self._restore(expanded, self._listed)

    @property
    def is_empty(self) -> bool:
        """Whether nothing has the words."""
        return not self._source.rowCount()

    # What is unfolded ------------------------------------------------------------------------------------------------

    def _unfold(self) -> None:
        """Unfold what was found, from the top, as far as anybody looks."""
        if self._source.shown <= _MOST_UNFOLDED:
            self.expandAll()
            return
        rows, waiting = 0, [self._source.index(row, 0) for row in reversed(range(self._source.rowCount()))]
        while waiting and rows < _MOST_UNFOLDED:
            index = waiting.pop()
            count = self._source.rowCount(index)
            if count:
                rows += count
                self.expand(index)
                waiting += [self._source.index(row, 0, index) for row in reversed(range(count))]

    def _expanded(self) -> set[tuple[str, str]]:
        found: set[tuple[str, str]] = set()
        waiting = [QModelIndex()]
        while waiting:
            parent = waiting.pop()
            for row in range(self._source.rowCount(parent)):
                index = self._source.index(row, 0, parent)
                if self.isExpanded(index):
                    found.add(self._place(index))
                    waiting.append(index)
        return found

    def _restore(self, expanded: set[tuple[str, str]], known: set[str]) -> None:
        """Unfold what was unfolded; a collection that is new is unfolded with its folders, if they are few."""
        for place in expanded:
            self.expand(self._source.index_of(*place))
        for row in range(self._source.rowCount()):
            index = self._source.index(row, 0)
            if index.data(TreeRole.ROOT) not in known:
                self.expand(index)
                if self._source.shown <= _MOST_UNFOLDED:
                    self.expandRecursively(index)

    # Places ----------------------------------------------------------------------------------------------------------

    @staticmethod
    def _place(index: QModelIndex) -> tuple[str, str]:
        return (index.data(TreeRole.ROOT) or "", index.data(TreeRole.PATH) or "") if index.isValid() else ("", "")

    def _now(self, place: tuple[str, str]) -> tuple[str, str]:
        """Return where something is that may have been moved."""
        root, path = place
        for moved_in, change in self._moved:
            if moved_in == root and not self._source.index_of(root, path).isValid():
                path = change.now(path)
        return root, path

    def _on_moved(self, root: str, change: TreeChange) -> None:
        self._moved = [*self._moved[-_MOVES_KEPT:], (root, change)]

    def _chosen(self) -> list[tuple[str, str]]:
        return [self._place(index) for index in self.selectedIndexes()]

    def _select(self, current: tuple[str, str], chosen: list[tuple[str, str]]) -> None:
        index = self._source.index_of(*current)
        selection = self.selectionModel()
        if index.isValid():
            selection.setCurrentIndex(index, selection.SelectionFlag.NoUpdate)
        for place in chosen:
            index = self._source.index_of(*place)
            if index.isValid():
                selection.select(index, selection.SelectionFlag.Select)

    def _on_added(self, root: str, path: str) -> None:
        self._awaited = root, path
        self._go_to_awaited()

    def _go_to_awaited(self) -> None:
        """Select what was made, once it is there."""
        index = self._source.index_of(*self._awaited) if self._awaited is not None else QModelIndex()
        if index.isValid():
            self._awaited = None
            self.setCurrentIndex(index)
            self.scrollTo(index)

    # Commands --------------------------------------------------------------------------------------------------------

    def _command(self, text: str, name: str, keys: str, slot: object) -> QAction:
        made = QAction(text, self)
        made.setObjectName(name)
        made.setShortcut(QKeySequence(keys))
        made.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        made.triggered.connect(slot)
        self.addAction(made)
        return made

    def _show_menu(self, index: QModelIndex, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setObjectName("treeMenu")
        if index.isValid() and index not in self.selectedIndexes():
            self.setCurrentIndex(index)
        kind = index.data(TreeRole.KIND) if index.isValid() else ""
        if len(self.selectedIndexes()) > 1 and kind:
            menu.addActions([self._move, self._delete])
        elif kind == "request":
            menu.addAction(self.tr("Open")).triggered.connect(self._on_open_current)
            menu.addSeparator()
            menu.addActions([self._rename, self._duplicate, self._move, self._up, self._down, self._delete])
        elif kind:
            self._fill_folder_menu(menu, is_collection=kind == "collection")
        else:
            menu.addAction(self.tr("Open a collection…")).triggered.connect(self.open_wanted)
            menu.addAction(self.tr("Trash…")).triggered.connect(self.trash_wanted)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    def _fill_folder_menu(self, menu: QMenu, *, is_collection: bool) -> None:
        menu.addAction(self.tr("New request")).triggered.connect(self._on_new_request)
        menu.addAction(self.tr("New folder")).triggered.connect(self._on_new_folder)
        menu.addSeparator()
        menu.addAction(self.tr("Auth, headers, variables…")).triggered.connect(self._on_settings)
        if is_collection:
            menu.addAction(self._rename)
            menu.addAction(self.tr("Read again from disk")).triggered.connect(self._on_refresh)
            menu.addAction(self.tr("Export as Postman collection…")).triggered.connect(self._on_export)
            menu.addAction(self.tr("Trash…")).triggered.connect(self.trash_wanted)
            menu.addAction(self.tr("Close collection")).triggered.connect(self._on_close)
        else:
            menu.addSeparator()
            menu.addActions([self._rename, self._duplicate, self._move, self._up, self._down, self._delete])

    def _on_opened(self, root: str, path: str, keep: bool) -> None:  # a signal's argument
        self._workspace.open_request(root, path, in_passing=not keep)

    def _on_open_current(self) -> None:
        self._workspace.open_request(*self._place(self.currentIndex()))

    def _on_rename(self) -> None:
        index = self.currentIndex()
        if index.flags() & Qt.ItemFlag.ItemIsEditable and self.state() != QAbstractItemView.State.EditingState:
            self.edit(index)

    def _on_duplicate(self) -> None:
        self._workspace.items.duplicate(*self._place(self.currentIndex()))

    def _on_delete(self) -> None:
        chosen = self._chosen()
        for root in dict.fromkeys(root for root, _ in chosen):
            paths = [path for known, path in chosen if known == root and path]
            if paths:
                self._workspace.items.delete(root, outermost(paths))

    def _on_move(self) -> None:
        chosen = self._chosen()
        root = chosen[0][0] if chosen else ""
        paths = outermost([path for known, path in chosen if known == root and path])
        if paths:
            self.move_wanted.emit(root, paths)

    def _on_shift(self, step: int) -> None:
        root, path = self._place(self.currentIndex())
        if path:
            self._workspace.items.shift(root, path, step)

    def _on_new_request(self) -> None:
        self._workspace.items.make_request(*self._place(self.currentIndex()))

    def _on_new_folder(self) -> None:
        self._workspace.items.make_folder(*self._place(self.currentIndex()))

    def _on_settings(self) -> None:
        self.settings_wanted.emit(*self._place(self.currentIndex()))

    def _on_refresh(self) -> None:
        self._workspace.refresh(self.currentIndex().data(TreeRole.ROOT))

    def _on_export(self) -> None:
        self.export_wanted.emit(self.currentIndex().data(TreeRole.ROOT))

    def _on_close(self) -> None:
        self._workspace.close_collection(self.currentIndex().data(TreeRole.ROOT))
