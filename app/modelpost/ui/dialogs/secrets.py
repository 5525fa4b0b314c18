"""The secrets in the keyring: which there are, and what can be done with each."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QInputDialog,
    QLineEdit,
    QMenu,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from modelpost.core.failures import ModelpostError
from modelpost.core.secrets import MASK, SecretRef
from modelpost.ui.kit.buttons import Button, Kit
from modelpost.ui.kit.dialog import Dialog
from modelpost.ui.kit.notices import EmptyState, Text
from modelpost.ui.kit.question import Question
from modelpost.ui.kit.read_by_rows import read_by_rows
from modelpost.ui.theme import Role
from modelpost.workbench.secrets_ledger import LedgerEntry, SecretsLedger, Standing
from modelpost.workbench.texts import translated

_REVEALED_MS = 10_000
_WIDTHS = (180, 110, 250, 150)
_VALUE = 1


class SecretsDialog(Dialog):
    """Lists names; a value is seen for ten seconds, when that is asked for."""

    def __init__(self, kit: Kit, ledger: SecretsLedger, parent: QWidget) -> None:
        super().__init__(kit, parent)
        self.setObjectName("secretsDialog")
        self.setWindowTitle(self.tr("Secrets in the keyring"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(kit.theme.pixels(888), kit.theme.pixels(520))
        self._kit = kit
        self._ledger = ledger
        self._hidden = QTimer(self, singleShot=True, interval=_REVEALED_MS)
        self._hidden.timeout.connect(self._hide_values)
        self._backend = Text(kit, role=Role.SMALL, ink="text2", wrap=True, name="secretsBackend")
        self._trouble = Text(kit, role=Role.SMALL, ink="err", wrap=True, name="secretsTrouble")
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addWidget(self._backend)
        column.addWidget(self._build_views(), 1)
        column.addWidget(self._build_revealed())
        column.addLayout(self._build_buttons())
        column.addLayout(self._build_foot())
        ledger.changed.connect(self._render)
        ledger.revealed.connect(self._on_revealed)
        ledger.failed.connect(self._on_failed)
        ledger.look()
        self._render()

    # Building --------------------------------------------------------------------------------------------------------

    def _build_views(self) -> QWidget:
        table = QTableWidget(0, 5)
        table.setObjectName("secretsTable")
        table.setAccessibleName(self.tr("Secrets"))
        table.setHorizontalHeaderLabels(
            [self.tr("Name"), self.tr("Value"), self.tr("Where"), self.tr("Used by"), self.tr("Last read")]
        )
        read_by_rows(table)
        table.verticalHeader().setDefaultSectionSize(self._kit.theme.pixels(32))
        head = table.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        head.setStretchLastSection(True)
        for column, width in enumerate(_WIDTHS):
            table.setColumnWidth(column, self._kit.theme.pixels(width))
        table.itemSelectionChanged.connect(self._show_buttons)
        self._table = table
        text = self.tr("Tokens and passwords that you keep are listed here, by name.")
        self._empty = EmptyState(self._kit, "key-round", self.tr("No secrets"), text, name="noSecrets")
        self._views = QStackedWidget()
        self._views.addWidget(self._empty)
        self._views.addWidget(table)
        return self._views

    def _build_revealed(self) -> QLineEdit:
        """Build the line that shows a revealed value whole: tokens are longer than any cell."""
        self._revealed = QLineEdit()
        self._revealed.setObjectName("revealedSecret")
        self._revealed.setAccessibleName(self.tr("Revealed value"))
        self._revealed.setReadOnly(True)
        self._revealed.setFont(self._kit.theme.font(Role.CODE))
        self._revealed.hide()
        return self._revealed

    def _build_buttons(self) -> QHBoxLayout:
        kit = self._kit
        self._reveal = self._button("eye", self.tr("Reveal for 10 seconds"), "revealSecret", self._on_reveal)
        self._replace = self._button("", self.tr("Replace…"), "replaceSecret", self._on_replace)
        self._attach = self._button("", self.tr("Attach to…"), "attachSecret", self._on_attach)
        self._delete = self._button("trash-2", self.tr("Delete"), "deleteSecrets", self._on_delete)
        self._clear = Button(kit, self.tr("Delete all…"), "clearSecrets", compact=True)
        self._clear.clicked.connect(self._on_clear)
        row = QHBoxLayout()
        for button in (self._reveal, self._replace, self._attach, self._delete):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self._clear)
        return row

    def _button(self, icon: str, text: str, name: str, slot: Callable[[], None]) -> Button:
        button = Button(self._kit, text, name, icon=icon, compact=True)
        button.clicked.connect(slot)
        return button

    def _build_foot(self) -> QHBoxLayout:
        close = Button(self._kit, self.tr("Done"), "secretsDone", look="primary")
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addWidget(self._trouble, 1)
        foot.addWidget(close)
        return foot

    # Showing ---------------------------------------------------------------------------------------------------------

    @property
    def _chosen(self) -> list[LedgerEntry]:
        rows = sorted({index.row() for index in self._table.selectedIndexes()})
        return [self._ledger.entries[row] for row in rows if row < len(self._ledger.entries)]

    def _render(self) -> None:
        backend, entries = self._ledger.backend, self._ledger.entries
        if backend:
            self._backend.setText(self.tr("Kept in: {backend}").replace("{backend}", backend))
        elif backend is None:
            self._backend.setText("")
        else:
            self._backend.setText(
                self.tr("No system keyring was found. Tokens stay in memory and are forgotten when Modelpost closes.")
            )
        self._hidden.stop()
        self._revealed.clear()
        self._revealed.hide()
        self._table.setRowCount(len(entries))
        for row, entry in enumerate(entries):
            for column, text in enumerate(self._texts(entry)):
                item = QTableWidgetItem(text)
                item.setToolTip("" if column == _VALUE else text)
                if entry.standing is Standing.ORPHAN:
                    item.setForeground(self._kit.theme.color("warn"))
                self._table.setItem(row, column, item)
        self._views.setCurrentWidget(self._table if entries else self._empty)
        self._show_buttons()

    def _texts(self, entry: LedgerEntry) -> tuple[str, ...]:
        match entry.standing:
            case Standing.ORPHAN:
                used = self.tr("Nothing: attach it")
            case Standing.USED:
                one = self.tr("1 request") if entry.uses == 1 else self.tr("{count} requests")
                used = one.replace("{count}", str(entry.uses))
            case Standing.ELSEWHERE | Standing.OWN:
                used = "–"
        return entry.ref.name, MASK, translated(entry.place), used, entry.used or "–"

    def _show_buttons(self) -> None:
        chosen = self._chosen
        self._reveal.setEnabled(len(chosen) == 1)
        self._replace.setEnabled(len(chosen) == 1)
        is_orphan = len(chosen) == 1 and chosen[0].standing is Standing.ORPHAN
        self._attach.setEnabled(is_orphan and bool(self._ledger.targets(chosen[0])))
        self._delete.setEnabled(bool(chosen))
        self._clear.setEnabled(bool(self._ledger.entries))

    def _on_revealed(self, ref: SecretRef, value: str) -> None:
        for row, entry in enumerate(self._ledger.entries):
            if entry.ref == ref:
                self._show_value(row, value or self.tr("No value"))
        self._revealed.setText(value)
        self._revealed.setCursorPosition(0)
        self._revealed.setVisible(bool(value))
        self._hidden.start()

    def _hide_values(self) -> None:
        self._revealed.clear()
        self._revealed.hide()
        for row in range(self._table.rowCount()):
            self._show_value(row, MASK)

    def _show_value(self, row: int, text: str) -> None:
        item = self._table.item(row, _VALUE)
        if item is not None:
            item.setText(text)

    def _on_failed(self, error: ModelpostError) -> None:
        self._trouble.setText(". ".join(filter(None, (translated(error.summary), translated(error.hint)))))

    # Doing -----------------------------------------------------------------------------------------------------------

    def _on_reveal(self) -> None:
        self._ledger.reveal(self._chosen[0].ref)

    def _on_replace(self) -> None:
        ref = self._chosen[0].ref
        dialog = QInputDialog(self)
        dialog.setObjectName("replaceSecretDialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(self.tr("Replace a secret"))
        dialog.setLabelText(self.tr("New value of {name}").replace("{name}", ref.name))
        dialog.setTextEchoMode(QLineEdit.EchoMode.Password)

        def agreed(value: str) -> None:
            self._ledger.replace(ref, value)

        dialog.textValueSelected.connect(agreed)
        dialog.open()

    def _on_attach(self) -> None:
        entry = self._chosen[0]
        menu = QMenu(self)
        menu.setObjectName("attachMenu")
        for target in self._ledger.targets(entry):
            place = target.scope.partition(":")[2] or self.tr("Collection")
            menu.addAction(f"{place}: {target.name}").setData(target)

        def attached(action: object) -> None:
            self._ledger.attach(entry.ref, getattr(action, "data")())  # noqa: B009  # a QAction

        menu.triggered.connect(attached)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._attach.mapToGlobal(self._attach.rect().bottomLeft()))

    def _on_delete(self) -> None:
        self._ledger.delete([entry.ref for entry in self._chosen])

    def _on_clear(self) -> None:
        question = Question(self, "clearSecretsQuestion")
        text = self.tr("Delete every secret that Modelpost keeps?")
        more = self.tr("Requests that need them cannot be sent until they are entered again.")
        question.ask(self.tr("Secrets in the keyring"), text, more)
        question.offer(self.tr("Delete all"), "clearSecretsAgreed", self._delete_all, loses=True)
        question.refuse(self.tr("Cancel"), "clearSecretsRefused")
        question.open()

    def _delete_all(self) -> None:
        self._ledger.delete([entry.ref for entry in self._ledger.entries])
