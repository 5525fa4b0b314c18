"""An environment, edited: its name, its colour, its guard, and its variables with who uses them."""

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from modelpost.core.failures import ModelpostError
from modelpost.core.text import Message
from modelpost.ui.kit.buttons import Button, Kit
from modelpost.ui.kit.colors import CHOICES, color_icon
from modelpost.ui.kit.controls import CheckBox, ComboBox
from modelpost.ui.kit.dialog import Dialog
from modelpost.ui.kit.notices import Text
from modelpost.ui.kit.question import Question
from modelpost.ui.kit.rows import RowTable
from modelpost.ui.request.environment_shape import EnvironmentShape
from modelpost.ui.theme import Role
from modelpost.workbench.environment_draft import VariableRow, with_kind
from modelpost.workbench.environments_desk import EnvironmentsDesk, Use
from modelpost.workbench.location import EVERYWHERE
from modelpost.workbench.texts import translated

_USES_HEIGHT = 92


class EnvironmentDialog(Dialog):
    """Shows the environment that the desk edits; nothing is written before Save. Whoever made it deletes it.

    Signals:
        request_wanted: a request that uses a variable shall be opened; carries its collection's root and its path.
    """

    request_wanted = Signal(str, str)

    def __init__(self, kit: Kit, desk: EnvironmentsDesk, parent: QWidget) -> None:
        super().__init__(kit, parent)
        self.setObjectName("environmentDialog")
        self.resize(kit.theme.pixels(888), kit.theme.pixels(568))
        self._kit = kit
        self._desk = desk
        self._may_lose_changes = False
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addWidget(self._build_head())
        column.addWidget(self._build_table(), 1)
        column.addLayout(self._build_uses())
        self._said = Text(kit, role=Role.SMALL, ink="muted", wrap=True, name="environmentSaid")
        column.addWidget(self._said)
        column.addLayout(self._build_foot())
        desk.draft_changed.connect(self._render)
        desk.told.connect(self._on_told)
        desk.failed.connect(self._on_failed)
        self._render()

    # Building --------------------------------------------------------------------------------------------------------

    def _build_head(self) -> QWidget:
        kit = self._kit
        self._name = QLineEdit()
        self._name.setObjectName("environmentName")
        self._name.setAccessibleName(self.tr("Name"))
        self._name.setMinimumWidth(kit.theme.pixels(260))
        self._name.textEdited.connect(self._desk.set_name)
        self._color = ComboBox(kit, "environmentColor", self.tr("Colour"))
        self._color.addItem(self.tr("No colour"), "")
        warm = [self.tr("Red"), self.tr("Orange"), self.tr("Green"), self.tr("Teal")]
        cold = [self.tr("Blue"), self.tr("Purple"), self.tr("Berry"), self.tr("Grey")]
        for color, title in zip(CHOICES, (*warm, *cold), strict=True):
            self._color.addItem(color_icon(color), title, color)
        self._color.activated.connect(self._on_color)
        self._guard = CheckBox(kit, self.tr("Confirm before anything but GET"), "environmentGuard")
        self._guard.clicked.connect(self._desk.set_guarded)
        self._head = QWidget()
        row = QHBoxLayout(self._head)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self._name)
        row.addWidget(self._color)
        row.addWidget(self._guard)
        row.addStretch(1)
        return self._head

    def _build_table(self) -> QWidget:
        self._table: RowTable[VariableRow] = RowTable(
            self._kit, EnvironmentShape(), "environmentTable", self.tr("Variables")
        )
        self._table.horizontalHeader().setStretchLastSection(False)
        self._table.edited.connect(self._desk.set_rows)
        self._table.menu_wanted.connect(self._fill_menu)
        self._table.selectionModel().currentChanged.connect(self._on_current)
        area = QScrollArea()
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._table)
        column.addStretch(1)
        area.setWidget(holder)
        return area

    def _build_uses(self) -> QVBoxLayout:
        self._uses_title = Text(self._kit, role=Role.LABEL, ink="muted", name="usesTitle")
        self._uses = QListWidget()
        self._uses.setObjectName("environmentUses")
        self._uses.setAccessibleName(self.tr("Requests that use the variable"))
        self._uses.setFixedHeight(self._kit.theme.pixels(_USES_HEIGHT))
        self._uses.itemActivated.connect(self._on_use)
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addWidget(self._uses_title)
        column.addWidget(self._uses)
        return column

    def _build_foot(self) -> QHBoxLayout:
        kit = self._kit
        bring = Button(kit, self.tr("Import .env…"), "importDotenv", icon="import", compact=True)
        bring.clicked.connect(self._on_import)
        give = Button(kit, self.tr("Export .env…"), "exportDotenv", icon="upload", compact=True)
        give.clicked.connect(self._on_export)
        self._revert = Button(kit, self.tr("Revert"), "revertEnvironment")
        self._revert.clicked.connect(self._desk.revert)
        close = Button(kit, self.tr("Close"), "closeEnvironment")
        close.clicked.connect(self.close)
        self._save = Button(kit, self.tr("Save"), "saveEnvironment", look="primary")
        self._save.clicked.connect(self._on_save)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(bring)
        row.addWidget(give)
        row.addStretch(1)
        row.addWidget(self._revert)
        row.addWidget(close)
        row.addWidget(self._save)
        return row

    # Showing ---------------------------------------------------------------------------------------------------------

    def _render(self) -> None:
        desk, draft = self._desk, self._desk.draft
        if desk.place is None:
            return
        is_named = desk.place != EVERYWHERE
        self._head.setVisible(is_named)
        name = desk.place.name if is_named else self.tr("Variables everywhere")
        self.setWindowTitle(f"{name}[*]")
        self.setWindowModified(desk.is_dirty)
        if self._name.text() != draft.name:
            self._name.setText(draft.name)
        self._show_color(draft.color)
        self._guard.setChecked(draft.guarded)
        self._table.render_rows(draft.rows)
        self._table.show_problems({place: translated(message) for place, message in desk.problems.items()})
        hindrance = next(iter(desk.hindrances.values()), None)
        self._save.setEnabled(desk.is_dirty and hindrance is None)
        self._revert.setEnabled(desk.is_dirty)
        if hindrance is not None:
            self._say(translated(hindrance), "err")
        elif self._said.property("ink") == "err":
            self._say("", "muted")
        self._show_uses()

    def _show_color(self, color: str) -> None:
        index = self._color.findData(color, flags=Qt.MatchFlag.MatchFixedString)  # whatever case its file has
        if index < 0:
            self._color.addItem(color_icon(color), color, color)
            index = self._color.count() - 1
        self._color.setCurrentIndex(index)

    def _show_uses(self) -> None:
        rows, row = self._desk.draft.rows, self._table.currentIndex().row()
        name = rows[row].name if 0 <= row < len(rows) else ""
        uses = self._desk.uses(name) if name else ()
        title = self.tr("Choose a variable to see which requests use it.")
        if name:
            one, many = self.tr("One request uses {name}"), self.tr("{count} requests use {name}")
            title = (one if len(uses) == 1 else many).replace("{name}", name).replace("{count}", str(len(uses)))
        self._uses_title.setText(title)
        if [self._uses.item(index).data(Qt.ItemDataRole.UserRole) for index in range(self._uses.count())] == list(uses):
            return
        self._uses.clear()
        for use in uses:
            item = QListWidgetItem(f"{use.node.method}  {use.node.name}", self._uses)
            item.setData(Qt.ItemDataRole.UserRole, use)
            item.setToolTip(use.node.path)

    def _say(self, text: str, ink: str) -> None:
        self._said.setText(text)
        self._said.set_ink(ink)

    def _on_told(self, message: Message) -> None:
        self._say(translated(message), "muted")

    def _on_failed(self, error: ModelpostError) -> None:
        self._say(". ".join(filter(None, (translated(error.summary), translated(error.hint)))), "warn")

    # Doing -----------------------------------------------------------------------------------------------------------

    def _on_current(self, current: QModelIndex) -> None:
        del current
        self._show_uses()

    def _on_color(self, index: int) -> None:
        self._desk.set_color(str(self._color.itemData(index)))

    def _on_use(self, item: QListWidgetItem) -> None:
        use = item.data(Qt.ItemDataRole.UserRole)
        if isinstance(use, Use):
            self.request_wanted.emit(use.root, use.node.path)
            self.close()

    def _fill_menu(self, row: int, menu: QMenu) -> None:
        is_secret = self._desk.draft.rows[row].is_secret
        text = self.tr("Keep the value in the file") if is_secret else self.tr("Keep the value in the keyring")
        action = menu.addAction(text)
        action.setData(row)
        menu.triggered.connect(self._on_kind)

    def _on_kind(self, action: object) -> None:
        row = getattr(action, "data", int)()
        rows = self._desk.draft.rows
        if isinstance(row, int) and row < len(rows):
            changed = with_kind(rows[row], secret=not rows[row].is_secret)
            self._desk.set_rows((*rows[:row], changed, *rows[row + 1 :]))

    def _on_save(self) -> None:
        self._say("", "muted")
        self._desk.save()

    def _on_import(self) -> None:
        dialog = QFileDialog(self, self.tr("Import a .env file"))
        dialog.setObjectName("importDotenvDialog")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._desk.import_file)
        dialog.open()

    def _on_export(self) -> None:
        dialog = QFileDialog(self, self.tr("Export a .env file"))
        dialog.setObjectName("exportDotenvDialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(f"{self._desk.draft.name or 'variables'}.env")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._desk.export_file)
        dialog.open()

    def reject(self) -> None:
        """Close, as the button does."""
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  # Qt's name
        """Ask about what is not saved."""
        if self._desk.is_dirty and not self._may_lose_changes:
            event.ignore()
            self._ask()
            return
        super().closeEvent(event)
        if self._desk.place is not None:
            self._desk.close()

    def _ask(self) -> None:
        question = Question(self, "environmentQuestion")
        question.ask(self.tr("Close the environment"), self.tr("The changes are not saved."))
        question.offer(self.tr("Close without saving"), "loseEnvironment", self._on_lose, loses=True)
        question.refuse(self.tr("Keep editing"), "keepEnvironment")
        question.open()

    def _on_lose(self) -> None:
        self._may_lose_changes = True
        self.close()
