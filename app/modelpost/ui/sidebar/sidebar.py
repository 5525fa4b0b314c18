"""The sidebar: collections, the history or the environments, and the sample service."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QMenu, QStackedWidget, QVBoxLayout, QWidget

from modelpost.ui.kit.buttons import IconButton, Kit
from modelpost.ui.kit.focus_order import visit_after
from modelpost.ui.kit.notices import EmptyState
from modelpost.ui.kit.segmented import SegmentedControl
from modelpost.workbench.location import Location
from modelpost.workbench.sample_service import SampleService, ServicePhase
from modelpost.workbench.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable

    from modelpost.ui.sidebar.collections_panel import CollectionsPanel
    from modelpost.ui.sidebar.environments_panel import EnvironmentsPanel
    from modelpost.ui.sidebar.history_panel import HistoryPanel
    from modelpost.workbench.environments_desk import EnvironmentsDesk
    from modelpost.workbench.history_desk import HistoryDesk


class Sidebar(QFrame):
    """Lists collections and opens requests.

    The tree and the service's card are made when there is something to show in them: 15 ms of the first start.

    Signals:
        open_wanted, new_tab_wanted, new_collection_wanted, import_wanted, clear_history_wanted: what a button asks for.
        environment_wanted: an environment shall be edited; carries its Place.
        export_wanted: a collection is to be exported; carries its root.
        trash_wanted: what was deleted shall be shown.
        move_wanted: items shall go somewhere else; carries the root of their collection and a tuple of paths.
        service_start_wanted, service_stop_wanted: the same for the sample service.
        settings_wanted: what a folder lends to its requests shall be edited; carries root and path.
    """

    open_wanted = Signal()
    new_tab_wanted = Signal()
    new_collection_wanted = Signal()
    clear_history_wanted = Signal()
    environment_wanted = Signal(object)
    import_wanted = Signal()
    export_wanted = Signal(str)
    trash_wanted = Signal()
    move_wanted = Signal(str, object)
    service_start_wanted = Signal()
    service_stop_wanted = Signal()
    settings_wanted = Signal(str, str)

    def __init__(
        self,
        kit: Kit,
        workspace: Workspace,
        service: SampleService,
        load_history: "Callable[[], HistoryDesk]",
        load_environments: "Callable[[], EnvironmentsDesk]",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self.setAccessibleName(self.tr("Sidebar"))
        self.setProperty("ground", "window")
        self._kit = kit
        self._workspace = workspace
        self._service = service
        self._load_history = load_history
        self._load_environments = load_environments
        self._environments: EnvironmentsPanel | None = None
        self._history: HistoryPanel | None = None
        self._tree: CollectionsPanel | None = None
        self._card: QWidget | None = None
        self._no_matches: EmptyState | None = None
        self._words = QLineEdit()
        self._words.setObjectName("treeFilter")
        self._words.setAccessibleName(self.tr("Filter requests"))
        self._words.setPlaceholderText(self.tr("Filter"))
        self._words.setProperty("compact", "true")
        self._words.setClearButtonEnabled(True)
        glass = self._words.addAction(kit.icons.icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        glass.setText(self._words.accessibleName())
        self._words.textChanged.connect(self._on_filter)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 10, 0, 8)
        self._column.setSpacing(8)
        self._column.addLayout(self._build_switch(kit))
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
        self._collections = QWidget()
        inner = QVBoxLayout(self._collections)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(8)
        inner.addLayout(self._build_filter(kit))
        inner.addWidget(self._pages, 1)
        self._parts = QStackedWidget()
        self._parts.addWidget(self._collections)
        self._column.addWidget(self._parts, 1)
        workspace.collections_changed.connect(self._on_collections_changed)
        workspace.current_changed.connect(self._on_current_changed)
        workspace.tabs_changed.connect(self.show_unsaved)
        service.phase_changed.connect(self._show_service)
        self._on_collections_changed()

    @property
    def focus_target(self) -> QWidget:
        """What F6 goes to."""
        if self._history is not None and self._parts.currentWidget() is self._history:
            return self._history.focus_target
        if self._environments is not None and self._parts.currentWidget() is self._environments:
            return self._environments.focus_target
        return self._tree if self._tree is not None and self._workspace.collections else self._words

    def reveal(self, root: str, path: str) -> None:
        """Select a folder, or with an empty path the collection, and go there."""
        self.show_part("collections")
        self._words.clear()
        tree = self._built_tree()
        tree.show_location(Location(root, path))
        tree.setFocus()

    def show_part(self, name: str) -> None:
        """Show the `collections`, the `history` or the `environments`."""
        self._switch.set_current(name)
        self._parts.setCurrentWidget(self._part(name))

    def _part(self, name: str) -> QWidget:
        match name:
            case "history":
                return self._built_history()
            case "environments":
                return self._built_environments()
        return self._collections

    def _build_switch(self, kit: Kit) -> QHBoxLayout:
        parts = [("collections", self.tr("Collections")), ("history", self.tr("History"))]
        parts.append(("environments", self.tr("Environments")))
        self._switch = SegmentedControl(kit, parts, "sidebarParts", self.tr("Parts of the sidebar"), shrinks=True)
        self._switch.activated.connect(self.show_part)
        row = QHBoxLayout()
        row.setContentsMargins(14, 0, 10, 0)
        row.addWidget(self._switch, 1)
        return row

    def _build_filter(self, kit: Kit) -> QHBoxLayout:
        add = IconButton(kit, "plus", self.tr("New tab or collection"), "sidebarAdd")
        menu = QMenu(add)
        menu.addAction(self.tr("New tab")).triggered.connect(self.new_tab_wanted)
        menu.addAction(self.tr("New collection…")).triggered.connect(self.new_collection_wanted)
        menu.addAction(self.tr("Open a collection…")).triggered.connect(self.open_wanted)
        menu.addAction(self.tr("Import…")).triggered.connect(self.import_wanted)
        menu.addSeparator()
        menu.addAction(self.tr("Trash…")).triggered.connect(self.trash_wanted)
        add.setMenu(menu)
        row = QHBoxLayout()
        row.setContentsMargins(14, 0, 10, 0)
        row.setSpacing(4)
        row.addWidget(self._words)
        row.addWidget(add)
        return row

    def _built_history(self) -> "HistoryPanel":
        if self._history is None:
            from modelpost.ui.sidebar.history_panel import HistoryPanel  # noqa: PLC0415  # 3 ms, at the first look

            self._history = HistoryPanel(self._kit, self._load_history())
            self._history.clear_wanted.connect(self.clear_history_wanted)
            self._parts.addWidget(self._history)
        return self._history

    def _built_environments(self) -> "EnvironmentsPanel":
        if self._environments is None:
            from modelpost.ui.sidebar.environments_panel import EnvironmentsPanel  # noqa: PLC0415  # 2 ms, as above

            self._environments = EnvironmentsPanel(self._kit, self._workspace, self._load_environments())
            self._environments.edit_wanted.connect(self.environment_wanted)
            self._parts.addWidget(self._environments)
        return self._environments

    def _built_tree(self) -> "CollectionsPanel":
        if self._tree is None:
            from modelpost.ui.sidebar.collections_panel import CollectionsPanel  # noqa: PLC0415  # see the class

            self._tree = CollectionsPanel(self._kit, self._workspace)
            self._tree.open_wanted.connect(self.open_wanted)
            self._tree.settings_wanted.connect(self.settings_wanted)
            self._tree.export_wanted.connect(self.export_wanted)
            self._tree.trash_wanted.connect(self.trash_wanted)
            self._tree.move_wanted.connect(self.move_wanted)
            self._tree.set_words(self._words.text())
            self._pages.addWidget(self._tree)
            visit_after(self._words, self._tree)
        return self._tree

    def _built_card(self) -> QWidget:
        if self._card is None:
            from modelpost.ui.sidebar.service_card import ServiceCard  # noqa: PLC0415  # see the class

            card = ServiceCard(self._kit, self._service)
            card.start_wanted.connect(self.service_start_wanted)
            card.stop_wanted.connect(self.service_stop_wanted)
            self._card = QWidget()
            outer = QHBoxLayout(self._card)
            outer.setContentsMargins(8, 0, 8, 0)
            outer.addWidget(card)
            self._column.addWidget(self._card)
        return self._card

    def _show_service(self) -> None:
        is_wanted = self._service.phase is not ServicePhase.STOPPED or bool(self._workspace.collections)
        if is_wanted or self._card is not None:
            self._built_card().setVisible(is_wanted)

    def _on_collections_changed(self) -> None:
        has_collections = bool(self._workspace.collections)
        if has_collections or self._tree is not None:
            self._built_tree().show_collections()
        self._show_page()
        self._on_current_changed(self._workspace.current)
        self._show_service()

    def show_unsaved(self) -> None:
        """Mark the requests that are open and not saved."""
        if self._tree is not None:
            dirty = (tab.location for tab in self._workspace.tabs if tab.is_dirty and tab.location is not None)
            self._tree.show_unsaved(frozenset((root, path) for root, path in dirty))

    def _on_current_changed(self, tab: object) -> None:
        if self._tree is not None:
            self._tree.show_location(getattr(tab, "location", None))

    def _on_filter(self, text: str) -> None:
        if self._tree is not None:
            self._tree.set_words(text)
            self._show_page()

    def _show_page(self) -> None:
        if not self._workspace.collections:
            self._pages.setCurrentWidget(self._empty)
        elif self._built_tree().is_empty:
            self._pages.setCurrentWidget(self._built_no_matches())
        else:
            self._pages.setCurrentWidget(self._built_tree())

    def _built_no_matches(self) -> EmptyState:
        if self._no_matches is None:
            title, button = self.tr("No matches"), self.tr("Clear filter")
            self._no_matches = EmptyState(self._kit, "search", title, "", button, "noMatches")
            self._no_matches.pressed.connect(self._words.clear)
            self._pages.addWidget(self._no_matches)
        self._no_matches.say(self.tr("Nothing matches “{words}”.").replace("{words}", self._words.text()))
        return self._no_matches
