"""The choice of a folder in one of the open collections."""

from modelpost.core.tree import Collection, FolderNode
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.controls import ComboBox


class PlaceBox(ComboBox):
    """Lists every folder of every collection, with those that enclose it."""

    def __init__(self, kit: Kit, name: str, label: str, collections: tuple[Collection, ...]) -> None:
        super().__init__(kit, name, label)
        for collection in collections:
            self._add(collection.root, collection.tree, "")

    @property
    def place(self) -> tuple[str, str]:
        """The root of the chosen collection, and the path of the folder in it."""
        root, folder = self.currentData()
        return root, folder

    def _add(self, root: str, folder: FolderNode, prefix: str) -> None:
        label = f"{prefix} › {folder.name}" if prefix else folder.name
        self.addItem(label, (root, folder.path))
        for child in folder.children:
            if isinstance(child, FolderNode):
                self._add(root, child, label)
