"""What the command palette offers."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from modelpost.ui.actions import WindowActions
from modelpost.workbench.palette import Entry, EntryKind
from modelpost.workbench.texts import translated
from modelpost.workbench.workspace import Workspace

if TYPE_CHECKING:
    from modelpost.core.tree import Collection
    from modelpost.workbench.request_tab import RequestTab


class PaletteEntries(QObject):
    """All requests, actions and environments, each with what it does."""

    def __init__(self, workspace: Workspace, actions: WindowActions) -> None:
        super().__init__()
        self._workspace = workspace
        self._actions = actions

    def entries(self) -> list[Entry]:
        """Return what can be done now: requests, then commands, then environments."""
        workspace = self._workspace
        entries: list[Entry] = []
        for collection in workspace.collections:
            entries += self._request_entries(collection)
        for action in self._actions.available():
            shortcut = self._actions.shortcut(action.id)
            run = partial(self._actions.run, action.id)
            entries.append(
                Entry(EntryKind.COMMAND, translated(action.text), "", action.icon or "chevron-right", shortcut, run)
            )
        for environment in workspace.environments:
            choose = partial(workspace.choose_environment, environment.name)
            entries.append(Entry(EntryKind.ENVIRONMENT, environment.name, self.tr("Environment"), "braces", "", choose))
        return entries

    def _request_entries(self, collection: "Collection") -> list[Entry]:
        entries = []
        for node in collection.tree.requests():
            folders = ", ".join(folder.name for folder in collection.tree.folders_to(node.path))
            run = partial(self._workspace.open_request, collection.root, node.path)
            send = partial(self._open_and_send, collection.root, node.path)
            entries.append(Entry(EntryKind.REQUEST, node.name, folders, node.method, "", run, send))
        return entries

    def _open_and_send(self, root: str, path: str) -> None:
        self._workspace.open_request(root, path, then=self._send_tab)

    def _send_tab(self, tab: "RequestTab") -> None:
        tab.send()
