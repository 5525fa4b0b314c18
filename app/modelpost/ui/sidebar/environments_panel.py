"""The environments in the sidebar: that which counts everywhere, then those of each open collection."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QMenu,
    QStackedWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from modelpost.core.tree import Environment
from modelpost.ui.kit.buttons import IconButton, Kit
from modelpost.ui.kit.colors import color_icon
from modelpost.ui.kit.notices import EmptyState, Text
from modelpost.ui.theme import Role
from modelpost.workbench.environments_desk import EnvironmentsDesk
from modelpost.workbench.location import EVERYWHERE, Place
from modelpost.workbench.workspace import Workspace

_PLACE = Qt.ItemDataRole.UserRole
_ROW = 28
_CHEVRON = 14
Index = QModelIndex | QPersistentModelIndex


class EnvironmentsPanel(QWidget):
    """Lists environments and says what shall happen to them.

    Signals:
        edit_wanted: an environment shall be edited; carries its Place.
    """

    edit_wanted = Signal(object)

    def __init__(self, kit: Kit, workspace: Workspace, desk: EnvironmentsDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("environmentsPanel")
        self._kit = kit
        self._workspace = workspace
        self._desk = desk
        self._tree = _Tree(kit)
        self._tree.itemActivated.connect(self._on_activated)
        self._tree.itemClicked.connect(self._on_activated)
        self._tree.renamed.connect(desk.rename)
        self._tree.delete_wanted.connect(desk.delete)
        self._tree.customContextMenuRequested.connect(self._show_menu)
        title, text = (
            self.tr("No environments yet"),
            self.tr("Keep hosts and IDs in an environment and use them as {{name}}."),
        )
        self._empty = EmptyState(kit, "braces", title, text, self.tr("New environment"), "noEnvironments")
        self._empty.pressed.connect(self.make)
        self._add = IconButton(kit, "plus", self.tr("New environment"), "addEnvironment")
        self._add.clicked.connect(self.make)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self._tree)
        head = QHBoxLayout()
        head.setContentsMargins(14, 0, 10, 0)
        head.addWidget(Text(kit, self.tr("Environments"), role=Role.STRONG))
        head.addStretch(1)
        head.addWidget(self._add)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self._pages, 1)
        workspace.environment_changed.connect(self._render)
        workspace.collections_changed.connect(self._render)
        self._render()

    @property
    def focus_target(self) -> QWidget:
        """What F6 goes to."""
        return self._tree

    def make(self) -> None:
        """Make a new environment in the collection that is chosen, or in front; without one, edit the global."""
        chosen = self._tree.chosen
        collection = self._workspace.collection_of(self._workspace.current)
        collections = self._workspace.collections
        if chosen is not None and chosen.root:
            self._desk.create(chosen.root)
        elif collection is not None:
            self._desk.create(collection.root)
        elif collections:
            self._desk.create(collections[0].root)
        else:
            self.edit_wanted.emit(EVERYWHERE)

    def _render(self) -> None:
        workspace = self._workspace
        has_any = bool(workspace.variables) or any(each.environments for each in workspace.collections)
        chosen = self._tree.chosen
        self._tree.clear()
        self._tree.add(None, EVERYWHERE, self.tr("Everywhere"), "layers", "text2")
        in_force = workspace.environment
        front = workspace.collection_of(workspace.current) or next(iter(workspace.collections), None)
        for collection in workspace.collections:
            top = self._tree.add(None, Place(collection.root), collection.name, "package", "text2")
            for environment in collection.environments:
                active = collection is front and in_force is not None and environment.name == in_force.name
                self._add_environment(top, collection.root, environment, active=active)
        self._tree.expandAll()
        self._tree.choose(chosen)
        self._pages.setCurrentWidget(self._tree if has_any or workspace.collections else self._empty)

    def _add_environment(self, top: QTreeWidgetItem, root: str, environment: Environment, *, active: bool) -> None:
        name, color = ("circle-check", "ok") if active else ("circle", "muted")
        item = self._tree.add(top, Place(root, environment.name), environment.name, name, color)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
        if environment.color:
            item.setIcon(0, color_icon(environment.color, filled=active))
        facts = [self.tr("in force")] if active else []
        if environment.guarded:
            facts.append(self.tr("asks before anything but GET"))
        item.setToolTip(0, ", ".join((environment.name, *facts)))
        item.setData(0, Qt.ItemDataRole.AccessibleTextRole, ", ".join((environment.name, *facts)))

    def _on_activated(self, item: QTreeWidgetItem) -> None:
        place = item.data(0, _PLACE)
        if place == EVERYWHERE or place.name:
            self.edit_wanted.emit(place)

    def _show_menu(self, position: QPoint) -> None:
        place = self._tree.chosen
        menu = QMenu(self)
        menu.setObjectName("environmentMenu")
        if place is not None and place.name:
            menu.addAction(self.tr("Use")).triggered.connect(self._on_use)
            menu.addAction(self.tr("Edit…")).triggered.connect(self._on_edit)
            menu.addAction(self.tr("Duplicate")).triggered.connect(self._on_duplicate)
            menu.addAction(self.tr("Rename")).triggered.connect(self._tree.edit_current)
            menu.addAction(self.tr("Delete")).triggered.connect(self._on_delete)
            menu.addSeparator()
        menu.addAction(self.tr("New environment")).triggered.connect(self.make)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._tree.viewport().mapToGlobal(position))

    def _on_use(self) -> None:
        if self._tree.chosen is not None:
            self._workspace.choose_environment(self._tree.chosen.name)

    def _on_edit(self) -> None:
        if self._tree.chosen is not None:
            self.edit_wanted.emit(self._tree.chosen)

    def _on_duplicate(self) -> None:
        if self._tree.chosen is not None:
            self._desk.duplicate(self._tree.chosen)

    def _on_delete(self) -> None:
        if self._tree.chosen is not None:
            self._desk.delete(self._tree.chosen)


class _Tree(QTreeWidget):
    """The list. Signals: `renamed` carries Place and name, `delete_wanted` a Place."""

    renamed = Signal(object, str)
    delete_wanted = Signal(object)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.setObjectName("environmentList")
        self.setAccessibleName(self.tr("Environments"))
        self._kit = kit
        self.setHeaderHidden(True)
        self.setIndentation(16)
        self.setIconSize(QSize(16, 16))
        self.setUniformRowHeights(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.itemChanged.connect(self._on_changed)

    @property
    def chosen(self) -> Place | None:
        """The place in the current row."""
        item = self.currentItem()
        place = item.data(0, _PLACE) if item is not None else None
        return place if isinstance(place, Place) else None

    def choose(self, place: Place | None) -> None:
        """Make the row of a place the current one."""
        if place is None:
            return
        for item in self.findItems("*", Qt.MatchFlag.MatchWildcard | Qt.MatchFlag.MatchRecursive):
            if item.data(0, _PLACE) == place:
                self.setCurrentItem(item)

    def add(self, parent: QTreeWidgetItem | None, place: Place, text: str, icon: str, color: str) -> QTreeWidgetItem:
        """Add a row."""
        item = QTreeWidgetItem([text])
        item.setData(0, _PLACE, place)
        item.setIcon(0, self._kit.icons.icon(icon, color))
        item.setSizeHint(0, QSize(0, self._kit.theme.pixels(_ROW)))
        if parent is None:
            self.addTopLevelItem(item)
        else:
            parent.addChild(item)
        return item

    def edit_current(self) -> None:
        """Let the name of the current row be typed."""
        item = self.currentItem()
        if item is not None:
            self.editItem(item)

    def drawBranches(self, painter: QPainter, rect: QRect, index: Index) -> None:  # noqa: N802  # Qt's name
        """Draw the chevron that the tree of collections has."""
        if self.model().rowCount(index):
            name = "chevron-down" if self.isExpanded(index) else "chevron-right"
            top = rect.top() + (rect.height() - _CHEVRON) // 2
            picture = self._kit.icons.pixmap(name, "muted", _CHEVRON)
            painter.drawPixmap(rect.right() - _CHEVRON, top, picture)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Delete with Del."""
        place = self.chosen
        is_editing = self.state() == QAbstractItemView.State.EditingState
        if event.key() == Qt.Key.Key_Delete and place is not None and place.name and not is_editing:
            self.delete_wanted.emit(place)
            return
        super().keyPressEvent(event)

    def _on_changed(self, item: QTreeWidgetItem) -> None:
        place, name = item.data(0, _PLACE), item.text(0).strip()
        if isinstance(place, Place) and place.name and self.state() == QAbstractItemView.State.EditingState:
            if name and name != place.name:
                self.renamed.emit(place, name)
            else:
                item.setText(0, place.name)
