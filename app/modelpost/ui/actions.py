"""The table of actions as QActions of a window."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from modelpost.ui.kit.buttons import Kit
from modelpost.workbench.actions import ACTIONS, GROUP_TITLES, Action, Group, When
from modelpost.workbench.texts import translated


class WindowActions(QObject):
    """A QAction for each line of the table that somebody handles: shortcuts, menus, palette."""

    def __init__(
        self,
        kit: Kit,
        window: QWidget,
        handlers: Mapping[str, Callable[[], None]],
        overrides: Mapping[str, str],
        is_available: Callable[[When], bool],
    ) -> None:
        super().__init__(window)
        self._handlers = dict(handlers)
        self._is_available = is_available
        self._made: dict[str, QAction] = {}
        self._when = {action.id: action.when for action in ACTIONS}
        for action in ACTIONS:
            if action.id in handlers:
                self._made[action.id] = self._make(kit, window, action)
        self.set_overrides(overrides)

    def __getitem__(self, action_id: str) -> QAction:
        return self._made[action_id]

    @property
    def listed(self) -> tuple[Action, ...]:
        """The lines of the table that are handled."""
        return tuple(action for action in ACTIONS if action.id in self._made)

    def available(self) -> tuple[Action, ...]:
        """Return the actions that would do something now."""
        return tuple(action for action in self.listed if self._is_available(action.when))

    def run(self, action_id: str) -> None:
        """Do what an action does."""
        self._handlers[action_id]()

    def shortcut(self, action_id: str) -> str:
        """Return the shortcut as people read it."""
        return self._made[action_id].shortcut().toString(QKeySequence.SequenceFormat.NativeText)

    def set_overrides(self, overrides: Mapping[str, str]) -> None:
        """Use the user's own shortcuts where there are any."""
        for action in self.listed:
            keys = [overrides[action.id]] if action.id in overrides else list(action.shortcuts)
            self._made[action.id].setShortcuts([QKeySequence(key) for key in keys if key])

    def refresh(self) -> None:
        """Enable what would do something now. Shortcuts stay alive: they are asked when they are pressed."""
        for action in self.listed:
            self._made[action.id].setEnabled(self._is_available(action.when))

    def fill(self, menu: QMenu) -> None:
        """Put all actions into a menu, a submenu for each group."""
        for group in Group:
            members = [action for action in self.listed if action.group is group and not _is_numbered(action)]
            actions = [self._made[action.id] for action in members]
            if actions:
                menu.addMenu(self._submenu(menu, group, actions))
        menu.aboutToShow.connect(self.refresh)
        menu.aboutToHide.connect(self._enable_all)

    def _enable_all(self) -> None:
        for made in self._made.values():
            made.setEnabled(True)

    def _submenu(self, menu: QMenu, group: Group, actions: list[QAction]) -> QMenu:
        submenu = QMenu(translated(GROUP_TITLES[group]), menu)
        submenu.addActions(actions)
        return submenu

    def _make(self, kit: Kit, window: QWidget, action: Action) -> QAction:
        made = QAction(translated(action.text), window)
        made.setObjectName(action.id)
        if action.icon:
            made.setIcon(kit.icons.icon(action.icon))
        made.triggered.connect(self._on_triggered)
        window.addAction(made)
        return made

    def _on_triggered(self, checked: bool = False) -> None:
        del checked
        name = self.sender().objectName()
        if self._is_available(self._when[name]):
            self._handlers[name]()


def _is_numbered(action: Action) -> bool:
    return action.id.startswith("tab.") and action.id[4:].isdigit()
