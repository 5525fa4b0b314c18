"""Opening, making and saving: what the window does with collections, and what it has to ask for that."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from modelpost.core.text import Message
from modelpost.workbench.texts import translated

if TYPE_CHECKING:
    from modelpost.core.tree import Collection
    from modelpost.ui.window import MainWindow
    from modelpost.workbench.export_desk import ExportDesk
    from modelpost.workbench.folder_edit import FolderEdit
    from modelpost.workbench.request_tab import RequestTab


class CollectionCommands(QObject):
    """Commands of menus, shortcuts and buttons, and the questions of the workspace."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._workspace = window.desks.workspace
        self._export: ExportDesk | None = None

    def open_collection(self) -> None:
        """Ask for a folder, and open it in place."""
        self._choose_folder(self.tr("Open a collection"), self._workspace.open_collection)

    def new_collection(self) -> None:
        """Ask for a folder, and make it a collection."""
        self._create_collection(None)

    def _create_collection(self, then: "Callable[[Collection], None] | None") -> None:
        def chosen(folder: str) -> None:
            self._workspace.create_collection(folder, "", then=then)

        self._choose_folder(self.tr("Choose a folder for the collection"), chosen)

    def _choose_folder(self, title: str, chosen: Callable[[str], None]) -> None:
        from modelpost.ui.dialogs.questions import FolderDialog  # noqa: PLC0415  # Qt's dialogs, 2 ms, when asked for

        FolderDialog(self._window, title, chosen).open()

    def new_saved_request(self) -> None:
        """Open an empty request and ask where it shall be saved."""
        tab = self._workspace.new_tab()
        self.ask_for_place(tab)

    def export_collection(self, root: str = "") -> None:
        """Ask for a file, and write a collection to it: the one at `root`, else that of the request in front."""
        from modelpost.ui.dialogs.questions import ExportFileDialog  # noqa: PLC0415  # Qt's dialogs, 2 ms

        workspace = self._workspace
        known = {collection.root: collection for collection in workspace.collections}
        collection = known.get(root) or workspace.collection_of(workspace.current) or next(iter(known.values()), None)
        if collection is None:
            return
        title = self.tr("Export “{name}”").replace("{name}", collection.name)
        chosen = partial(self._export_to, collection.root)
        ExportFileDialog(self._window, title, f"{collection.name}.postman_collection.json", chosen).open()

    def _export_to(self, root: str, path: str) -> None:
        if self._export is None:
            self._export = self._window.desks.load_export()
            self._export.exported.connect(self._on_exported)
            self._export.failed.connect(self._window.show_failure)
        self._export.export(root, "postman", path)

    def _on_exported(self, path: str, losses: tuple[Message, ...]) -> None:
        said = self.tr("The collection was exported. No secret is in the file.")
        if not losses:
            self._window.toasts.say(said)
            return
        self._window.toasts.say(said, self.tr("Show report"), partial(self._show_report, path, losses))

    def _show_report(self, path: str, losses: tuple[Message, ...]) -> None:
        from modelpost.ui.dialogs.import_report import ReportDialog  # noqa: PLC0415  # 2 ms, when asked for

        lines = [path, "", self.tr("Not taken over as it is:"), *(f"• {translated(loss)}" for loss in losses)]
        title = self.tr("The collection was exported.")
        ReportDialog(self._window.kit, self.tr("Export"), title, lines, self._window).open()

    def save(self) -> None:
        """Save the request in front."""
        if self._workspace.current is not None:
            self._workspace.save(self._workspace.current)

    def save_as(self) -> None:
        """Save the request in front as another."""
        if self._workspace.current is not None:
            self.ask_for_place(self._workspace.current)

    def ask_about_secrets(self, tab: "RequestTab", places: tuple[str, ...]) -> None:
        """Ask what to do about credentials that would be written to a file."""
        del places
        from modelpost.ui.dialogs.questions import SecretsQuestion  # noqa: PLC0415  # 2 ms, when asked for

        SecretsQuestion(self._window, partial(self._workspace.keep_all_and_save, tab)).open()

    def edit_folder(self, root: str, path: str) -> None:
        """Edit what a folder, or a collection, lends to its requests."""
        self._workspace.items.edit_folder(root, path, self._show_folder)

    def _show_folder(self, edit: "FolderEdit") -> None:
        self._window.desks.build_folder(self._window, edit)

    def offer_undo(self, said: Message, root: str, deleted: str) -> None:
        """Say what was deleted, and take it back where that is wanted."""
        undo = partial(self._workspace.items.restore, root, deleted)
        self._window.toasts.say(translated(said), self.tr("Undo"), undo)

    def offer_to_take_back(self, said: Message, undo: Callable[[], None]) -> None:
        """Say what went to another collection, and take it back where that is wanted."""
        self._window.toasts.say(translated(said), self.tr("Undo"), undo)

    def move_current(self) -> None:
        """Ask where the request in front shall go; one that is nowhere yet is saved there."""
        tab = self._workspace.current
        if tab is not None and (tab.location is None or tab.stored is None):
            self.ask_for_place(tab)
        elif tab is not None and tab.location is not None:
            self.move_items(tab.location.root, (tab.location.path,))

    def move_items(self, root: str, paths: Sequence[str]) -> None:
        """Ask to which folder of which collection items shall go."""
        from modelpost.core.tree_edits import node_at  # noqa: PLC0415  # with the requests that it knows, as below
        from modelpost.ui.dialogs.move_items import MoveItemsDialog  # noqa: PLC0415  # 3 ms, when asked for

        collections = self._workspace.collections
        tree = next((each.tree for each in collections if each.root == root), None)
        node = node_at(tree, paths[0]) if tree is not None else None
        if node is None:
            return
        what = f"“{node.name}”" if len(paths) == 1 else self.tr("{n} items").replace("{n}", str(len(paths)))

        def chosen(other: str, folder: str) -> None:
            if other == root:
                self._workspace.items.move(root, paths, folder)
            else:
                self._workspace.items.hand_over(root, paths, other, folder)

        MoveItemsDialog(self._window.kit, what, collections, chosen, self._window).open()

    def ask_about_copy(self, original: "Collection", copy: "Collection") -> None:
        """Ask whether a folder that was copied shall have secrets of its own."""
        from modelpost.ui.dialogs.questions import CopyQuestion  # noqa: PLC0415  # 2 ms, seldom used

        agreed = partial(self._workspace.items.give_own_id, copy.root)
        CopyQuestion(self._window, copy.name, (original.root, copy.root), agreed).open()

    def show_trash(self) -> None:
        """Show what was deleted in the last thirty days."""
        from modelpost.ui.dialogs.trash import TrashDialog  # noqa: PLC0415  # 3 ms, when asked for

        window = self._window
        TrashDialog(window.kit, window.desks.load_trash(), self._workspace, window).open()

    def compare(self, tab: "RequestTab") -> None:
        """Show what was typed beside what another program wrote."""
        from modelpost.ui.dialogs.conflict import ConflictDialog  # noqa: PLC0415  # 3 ms, when asked for

        def show(mine: str, theirs: str) -> None:
            ConflictDialog(self._window.kit, self._workspace.disk, tab, mine, theirs, self._window).open()

        self._workspace.disk.versions(tab, show)

    def ask_for_place(self, tab: "RequestTab") -> None:
        """Ask where a request shall be saved."""
        if not self._workspace.collections:
            self._create_collection(partial(self._place_in, tab))
            return
        self._place_in(tab, None)

    def _place_in(self, tab: "RequestTab", collection: "Collection | None") -> None:
        from modelpost.ui.dialogs.save_request import SaveRequestDialog  # noqa: PLC0415  # 3 ms, as the palette

        del collection
        dialog = SaveRequestDialog(self._window.kit, tab.title, self._workspace.collections, self._window)

        def accepted() -> None:
            root, folder, name = dialog.chosen
            self._workspace.save_as(tab, root, folder, name)

        dialog.accepted.connect(accepted)
        dialog.open()
