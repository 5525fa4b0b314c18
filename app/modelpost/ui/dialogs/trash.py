"""The trash: what was deleted in the last thirty days, to have it back or to let go of it."""

from collections.abc import Callable

from PySide6.QtCore import QDateTime, QLocale, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from modelpost.core.deleted import KEPT_DAYS, Deleted
from modelpost.core.failures import ModelpostError
from modelpost.ui.kit.buttons import Button, Kit
from modelpost.ui.kit.dialog import Dialog
from modelpost.ui.kit.notices import EmptyState, Text
from modelpost.ui.kit.question import Question
from modelpost.ui.kit.read_by_rows import read_by_rows
from modelpost.ui.theme import Role
from modelpost.workbench.texts import translated
from modelpost.workbench.trash_desk import TrashDesk
from modelpost.workbench.workspace import Workspace

_WIDTHS = (260, 170, 140, 140)


class TrashDialog(Dialog):
    """Lists what was deleted, the latest first."""

    def __init__(self, kit: Kit, desk: TrashDesk, workspace: Workspace, parent: QWidget) -> None:
        super().__init__(kit, parent)
        self.setObjectName("trashDialog")
        self.setWindowTitle(self.tr("Trash"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(kit.theme.pixels(860), kit.theme.pixels(480))
        self._kit = kit
        self._desk = desk
        told = Text(kit, role=Role.SMALL, ink="text2", wrap=True, name="trashText")
        said = self.tr("What you delete from collections is kept here for {days} days, then it is gone.")
        told.setText(said.replace("{days}", str(KEPT_DAYS)))
        self._trouble = Text(kit, role=Role.SMALL, ink="err", wrap=True, name="trashTrouble")
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addWidget(told)
        column.addWidget(self._build_views(), 1)
        column.addLayout(self._build_buttons())
        column.addLayout(self._build_foot())
        desk.changed.connect(self._render)
        desk.failed.connect(self._on_failed)
        workspace.failed.connect(self._on_failed)
        desk.look()
        self._render()

    # Building --------------------------------------------------------------------------------------------------------

    def _build_views(self) -> QWidget:
        table = QTableWidget(0, 5)
        table.setObjectName("trashTable")
        table.setAccessibleName(self.tr("Deleted items"))
        table.setHorizontalHeaderLabels(
            [self.tr("Name"), self.tr("Collection"), self.tr("Folder"), self.tr("Deleted"), self.tr("Kept for")]
        )
        read_by_rows(table)
        table.verticalHeader().setDefaultSectionSize(self._kit.theme.pixels(32))
        head = table.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        head.setStretchLastSection(True)
        for column, width in enumerate(_WIDTHS):
            table.setColumnWidth(column, self._kit.theme.pixels(width))
        table.itemSelectionChanged.connect(self._show_buttons)
        QShortcut(
            QKeySequence(Qt.Key.Key_Delete), table, self._ask_to_delete, context=Qt.ShortcutContext.WidgetShortcut
        )
        self._table = table
        text = self.tr("What you delete from collections comes here first.")
        self._empty = EmptyState(self._kit, "trash-2", self.tr("The trash is empty"), text, name="emptyTrashNotice")
        self._views = QStackedWidget()
        self._views.addWidget(self._empty)
        self._views.addWidget(table)
        return self._views

    def _build_buttons(self) -> QHBoxLayout:
        self._restore = self._button("history", self.tr("Put back"), "restoreDeleted", self._on_restore)
        self._delete = self._button("trash-2", self.tr("Delete for good…"), "deleteForGood", self._ask_to_delete)
        self._clear = self._button("", self.tr("Empty the trash…"), "emptyTrash", self._ask_to_empty)
        row = QHBoxLayout()
        row.addWidget(self._restore)
        row.addWidget(self._delete)
        row.addStretch(1)
        row.addWidget(self._clear)
        return row

    def _button(self, icon: str, text: str, name: str, slot: Callable[[], None]) -> Button:
        button = Button(self._kit, text, name, icon=icon, compact=True)
        button.clicked.connect(slot)
        return button

    def _build_foot(self) -> QHBoxLayout:
        close = Button(self._kit, self.tr("Done"), "trashDone", look="primary")
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addWidget(self._trouble, 1)
        foot.addWidget(close)
        return foot

    # Showing ---------------------------------------------------------------------------------------------------------

    @property
    def _chosen(self) -> list[Deleted]:
        rows = sorted({index.row() for index in self._table.selectedIndexes()})
        return [self._desk.entries[row] for row in rows if row < len(self._desk.entries)]

    def _render(self) -> None:
        entries = self._desk.entries
        self._table.clearSelection()
        self._table.setRowCount(len(entries))
        for row, entry in enumerate(entries):
            for column, text in enumerate(self._texts(entry)):
                item = QTableWidgetItem(text)
                item.setToolTip("\n".join(entry.names) if column == 0 else text)
                self._table.setItem(row, column, item)
        self._views.setCurrentWidget(self._table if entries else self._empty)
        self._show_buttons()

    def _texts(self, entry: Deleted) -> tuple[str, ...]:
        name = entry.names[0] if entry.names else ""
        if len(entry.names) > 1:
            name = self.tr("{name} and {n} more").replace("{n}", str(len(entry.names) - 1)).replace("{name}", name)
        folder = entry.paths[0].rpartition("/")[0] if entry.paths else ""
        when = QLocale().toString(QDateTime.fromSecsSinceEpoch(round(entry.at)), QLocale.FormatType.ShortFormat)
        days = self._desk.days_left(entry)
        left = self.tr("1 day") if days == 1 else self.tr("{n} days").replace("{n}", str(days))
        return name, entry.collection, folder or "–", when, left

    def _show_buttons(self) -> None:
        has_chosen = bool(self._chosen)
        self._restore.setEnabled(has_chosen)
        self._delete.setEnabled(has_chosen)
        self._clear.setEnabled(bool(self._desk.entries))

    def _on_failed(self, error: ModelpostError) -> None:
        self._trouble.setText(". ".join(filter(None, (translated(error.summary), translated(error.hint)))))

    # Doing -----------------------------------------------------------------------------------------------------------

    def _on_restore(self) -> None:
        self._trouble.setText("")
        self._desk.restore(self._chosen)

    def _ask_to_delete(self) -> None:
        chosen = self._chosen
        if chosen:
            count = sum(len(entry.paths) for entry in chosen)
            text = self.tr("Delete one item for good?") if count == 1 else self.tr("Delete {n} items for good?")
            self._ask(text.replace("{n}", str(count)), self.tr("Delete for good"), chosen)

    def _ask_to_empty(self) -> None:
        self._ask(self.tr("Delete everything in the trash for good?"), self.tr("Empty the trash"), self._desk.entries)

    def _ask(self, text: str, agreed: str, entries: "list[Deleted] | tuple[Deleted, ...]") -> None:
        def deleted() -> None:
            self._trouble.setText("")
            self._desk.delete_for_good(entries)

        question = Question(self, "trashQuestion")
        question.ask(self.tr("Trash"), text, self.tr("It does not come back."))
        question.offer(agreed, "trashAgreed", deleted, loses=True)
        question.refuse(self.tr("Keep it"), "trashRefused")
        question.open()
