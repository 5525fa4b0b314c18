"""Where a request shall be saved, and under which name."""

from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from modelpost.core.tree import Collection
from modelpost.ui.dialogs.place_box import PlaceBox
from modelpost.ui.kit.buttons import Button, Kit
from modelpost.ui.kit.dialog import Dialog


class SaveRequestDialog(Dialog):
    """Asks for name, collection and folder."""

    def __init__(self, kit: Kit, name: str, collections: tuple[Collection, ...], parent: QWidget) -> None:
        super().__init__(kit, parent)
        self.setObjectName("saveRequestDialog")
        self.setWindowTitle(self.tr("Save request"))
        self.setMinimumWidth(kit.theme.pixels(420))
        self._name = QLineEdit(name)
        self._name.setObjectName("requestName")
        self._name.setAccessibleName(self.tr("Name"))
        self._name.selectAll()
        self._name.textEdited.connect(self._on_edited)
        self._place = PlaceBox(kit, "requestPlace", self.tr("Collection and folder"), collections)
        form = QFormLayout()
        form.setSpacing(10)
        form.addRow(self.tr("Name"), self._name)
        form.addRow(self.tr("Place"), self._place)
        self._save = Button(kit, self.tr("Save request"), "saveRequestOk", look="primary")
        self._save.setDefault(True)
        self._save.clicked.connect(self.accept)
        cancel = Button(kit, self.tr("Cancel"), "saveRequestCancel")
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self._save)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(18)
        column.addLayout(form)
        column.addLayout(buttons)
        self._on_edited(name)

    @property
    def chosen(self) -> tuple[str, str, str]:
        """Return the collection's root, the folder's path and the name."""
        return *self._place.place, self._name.text().strip()

    def _on_edited(self, text: str) -> None:
        self._save.setEnabled(bool(text.strip()))
