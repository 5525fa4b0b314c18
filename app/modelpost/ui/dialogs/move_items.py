"""Where items of a collection shall go."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QVBoxLayout, QWidget

from modelpost.core.tree import Collection
from modelpost.ui.dialogs.place_box import PlaceBox
from modelpost.ui.kit.buttons import Button, Kit
from modelpost.ui.kit.dialog import Dialog
from modelpost.ui.kit.notices import Text
from modelpost.ui.theme import Role


class MoveItemsDialog(Dialog):
    """Asks for a collection and a folder; `chosen` is called with the root of the one and the path of the other."""

    def __init__(
        self,
        kit: Kit,
        what: str,
        collections: tuple[Collection, ...],
        chosen: Callable[[str, str], None],
        parent: QWidget,
    ) -> None:
        super().__init__(kit, parent)
        self.setObjectName("moveItemsDialog")
        self.setWindowTitle(self.tr("Move {name}").replace("{name}", what))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(kit.theme.pixels(460))
        self._chosen = chosen
        self._place = PlaceBox(kit, "movePlace", self.tr("Collection and folder"), collections)
        form = QFormLayout()
        form.setSpacing(10)
        form.addRow(self.tr("Move to"), self._place)
        hint = Text(kit, role=Role.SMALL, ink="text2", wrap=True, name="moveHint")
        hint.setText(
            self.tr("Another collection gets the files that the requests name, and the secrets that they use.")
        )
        move = Button(kit, self.tr("Move"), "moveItemsOk", look="primary")
        move.setDefault(True)
        move.clicked.connect(self.accept)
        cancel = Button(kit, self.tr("Cancel"), "moveItemsCancel")
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(move)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(14)
        column.addLayout(form)
        column.addWidget(hint)
        column.addLayout(buttons)
        self.accepted.connect(self._on_accepted)

    def _on_accepted(self) -> None:
        self._chosen(*self._place.place)
