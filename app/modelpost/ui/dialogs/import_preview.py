"""What an import would bring: the tree, what is lost, which secrets are found, and where it goes."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from modelpost.core.tree import Collection
from modelpost.ui.dialogs.import_tree import ImportTree
from modelpost.ui.kit.buttons import Button, Kit
from modelpost.ui.kit.controls import CheckBox, ComboBox
from modelpost.ui.kit.notices import Text
from modelpost.ui.theme import Role
from modelpost.workbench.import_model import ImportModel
from modelpost.workbench.imported import Preview, Target, suggested_folder
from modelpost.workbench.texts import translated

_NEW = "new"
_TABS = "tabs"
_MOST_UNFOLDED = 60


class PreviewPage(QWidget):
    """Shows a preview and asks what of it is wanted, and where.

    Signals:
        changed: a tick or the place differs.
        folder_wanted: a folder for a new collection is to be chosen.
    """

    changed = Signal()
    folder_wanted = Signal()

    def __init__(self, kit: Kit, collections: tuple[Collection, ...], parent_folder: str) -> None:
        super().__init__()
        self._kit = kit
        self._parent_folder = parent_folder
        self._collections = collections
        self._preview: Preview | None = None
        self._secrets: list[tuple[CheckBox, str]] = []
        self._model = ImportModel(self)
        self._model.dataChanged.connect(self._on_changed)
        self._tree = ImportTree(kit, self._model)
        self._title = Text(kit, role=Role.SECTION, name="importTitle")
        self._summary = Text(kit, role=Role.SMALL, ink="muted", wrap=True, name="importSummary")
        self._losses = QPlainTextEdit()
        self._losses.setObjectName("importLosses")
        self._losses.setReadOnly(True)
        self._losses.setTabChangesFocus(True)
        self._losses.setAccessibleName(self.tr("What is not taken over"))
        self._losses_title = Text(kit, role=Role.LABEL, ink="text2", name="importLossesTitle")
        self._secrets_title = Text(kit, self.tr("Secrets for the keyring"), role=Role.LABEL, ink="text2")
        self._secrets_note = Text(
            kit,
            self.tr("Files get a reference in their place. Without a tick the value is dropped."),
            role=Role.SMALL,
            ink="muted",
            wrap=True,
        )
        self._secret_list = QVBoxLayout()
        self._secret_list.setContentsMargins(0, 0, 0, 0)
        self._secret_list.setSpacing(0)
        self._place = ComboBox(kit, "importPlace", self.tr("Where to"))
        self._place.activated.connect(self._on_place)
        self._folder = QLineEdit()
        self._folder.setObjectName("importFolder")
        self._folder.setAccessibleName(self.tr("Folder of the new collection"))
        self._folder.textEdited.connect(self._on_changed)
        self._browse = Button(kit, self.tr("Choose…"), "importFolderChoose")
        self._browse.clicked.connect(self.folder_wanted)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(self._build_head())
        column.addLayout(self._build_middle(), 1)
        column.addLayout(self._build_place())

    @property
    def focus_target(self) -> QWidget:
        """Where the keys go at first."""
        return self._tree

    @property
    def is_ready(self) -> bool:
        """Whether there is something to import, and a place for it."""
        if self._preview is None or self._model.is_empty:
            return False
        return self._place.currentData() != _NEW or bool(self._folder.text().strip())

    @property
    def target(self) -> Target:
        """Where it goes."""
        chosen = self._place.currentData()
        if chosen == _TABS:
            return Target()
        return Target(self._folder.text().strip()) if chosen == _NEW else Target(chosen, is_new=False)

    @property
    def left_out(self) -> frozenset[tuple[int, ...]]:
        """The places of what has no tick."""
        return self._model.left_out

    @property
    def forgotten(self) -> frozenset[str]:
        """The values of the secrets that shall not be kept."""
        return frozenset(value for box, value in self._secrets if not box.isChecked())

    def show_preview(self, preview: Preview) -> None:
        """Show what was read."""
        self._preview = preview
        tree = preview.found.contents.tree
        self._title.setText(tree.name)
        folders = sum(1 for _ in tree.folders()) - 1
        counts = self.tr("{format} – requests: {requests}, folders: {folders}, environments: {environments}")
        for key, value in (
            ("{format}", translated(preview.label)),
            ("{requests}", str(preview.count)),
            ("{folders}", str(folders)),
            ("{environments}", str(len(preview.raw.environments))),
        ):
            counts = counts.replace(key, value)
        self._summary.setText(counts)
        self._model.show(tree)
        if self._model.rowCount() and preview.count <= _MOST_UNFOLDED:
            self._tree.expandAll()
        self._show_losses(preview)
        self._show_secrets(preview)
        self._show_places(preview)
        self.changed.emit()

    def set_folder(self, folder: str) -> None:
        """Put the new collection into a folder that was chosen."""
        name = self._preview.raw.name if self._preview is not None else ""
        self._folder.setText(suggested_folder(folder, name))
        self.changed.emit()

    # Building --------------------------------------------------------------------------------------------------------

    def _build_head(self) -> QVBoxLayout:
        head = QVBoxLayout()
        head.setSpacing(2)
        head.addWidget(self._title)
        head.addWidget(self._summary)
        return head

    def _build_middle(self) -> QHBoxLayout:
        left = _card(self._tree)
        right = QVBoxLayout()
        right.setSpacing(6)
        right.addWidget(self._losses_title)
        right.addWidget(_card(self._losses), 3)
        right.addSpacing(6)
        right.addWidget(self._secrets_title)
        right.addWidget(self._secrets_note)
        inner = QWidget()
        inner.setLayout(self._secret_list)
        self._secret_area = QScrollArea()
        self._secret_area.setObjectName("importSecrets")
        self._secret_area.setAccessibleName(self.tr("Secrets for the keyring"))
        self._secret_area.setWidgetResizable(True)
        self._secret_area.setWidget(inner)
        self._secret_area.setFrameShape(QScrollArea.Shape.NoFrame)
        right.addWidget(self._secret_area, 2)
        middle = QHBoxLayout()
        middle.setSpacing(16)
        middle.addWidget(left, 1)
        middle.addLayout(right, 1)
        return middle

    def _build_place(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(Text(self._kit, self.tr("Where to"), role=Role.LABEL, ink="text2"))
        row.addWidget(self._place)
        row.addWidget(self._folder, 1)
        row.addWidget(self._browse)
        return row

    # Showing ---------------------------------------------------------------------------------------------------------

    def _show_losses(self, preview: Preview) -> None:
        count = len(preview.losses)
        title = self.tr("What is not taken over as it is ({n})").replace("{n}", str(count))
        self._losses_title.setText(title if count else self.tr("Everything is taken over"))
        self._losses.setPlainText("\n".join(f"• {translated(loss)}" for loss in preview.losses))

    def _show_secrets(self, preview: Preview) -> None:
        for box, _ in self._secrets:
            self._secret_list.removeWidget(box)
            box.deleteLater()
        while self._secret_list.count():
            self._secret_list.takeAt(0)
        found = () if preview.is_loose else tuple(each for each in preview.found.secrets if each.value)
        self._secrets = []
        for index, secret in enumerate(found):
            box = CheckBox(self._kit, f"{secret.ref.name}  –  {secret.where}", f"importSecret{index}")
            box.setChecked(True)
            self._secret_list.addWidget(box)
            self._secrets.append((box, secret.value))
        self._secret_list.addStretch(1)
        for widget in (self._secrets_title, self._secrets_note, self._secret_area):
            widget.setVisible(bool(found))

    def _show_places(self, preview: Preview) -> None:
        self._place.clear()
        if preview.is_loose:
            self._place.addItem(self.tr("Open in tabs"), _TABS)
        self._place.addItem(self.tr("New collection"), _NEW)
        for collection in self._collections:
            self._place.addItem(self.tr("Into {name}").replace("{name}", collection.name), collection.root)
        if preview.is_environments_only and self._collections:
            self._place.setCurrentIndex(1)
        self._folder.setText(suggested_folder(self._parent_folder, preview.raw.name))
        self._on_place()

    def _on_place(self) -> None:
        is_new = self._place.currentData() == _NEW
        self._folder.setVisible(is_new)
        self._browse.setVisible(is_new)
        self.changed.emit()

    def _on_changed(self) -> None:
        self.changed.emit()


def _card(inner: QWidget) -> QFrame:
    frame = QFrame()
    frame.setProperty("card", "sunken")
    column = QVBoxLayout(frame)
    column.setContentsMargins(6, 6, 6, 6)
    column.addWidget(inner)
    frame.setMinimumHeight(60)
    inner.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return frame
