"""Headers: typed ones, inherited ones, and those that are added by themselves."""

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QMenu, QPlainTextEdit, QVBoxLayout, QWidget

from modelpost.core.automatic import REMOVABLE, automatic_headers
from modelpost.core.failures import Problem
from modelpost.core.headers import HeaderList, Source
from modelpost.core.request import RequestDraft, Row
from modelpost.core.secrets import MASK, looks_like_credential
from modelpost.core.url import split
from modelpost.ui.kit.buttons import Button, Kit
from modelpost.ui.kit.controls import CheckBox
from modelpost.ui.kit.notices import Text
from modelpost.ui.kit.rows import RowTable
from modelpost.ui.request.page import Page, cell_problems
from modelpost.ui.request.shapes import HeaderShape
from modelpost.ui.request.url_page import framed
from modelpost.ui.text.adapter import DocumentAdapter
from modelpost.ui.text.keys import is_for_window
from modelpost.ui.theme import Role
from modelpost.workbench.auth_desk import AuthDesk
from modelpost.workbench.header_catalogue import HeaderCatalogue
from modelpost.workbench.texts import translated
from modelpost.workbench.workspace import Workspace

_COLUMNS = {"name": 0, "value": 1}
_REVEALED_MS = 10_000
_LINE = 24
_BOX = 26
"""The room that a check box takes before its text."""


class HeadersPage(Page):
    """The headers of a request.

    Signals:
        effective_wanted: the request shall be shown as it goes out.
    """

    effective_wanted = Signal()

    def __init__(
        self, kit: Kit, workspace: Workspace, catalogue: HeaderCatalogue, user_agent: str, auth: AuthDesk
    ) -> None:
        super().__init__(kit, "headersPage", "")
        self.setAccessibleName(self.tr("Headers"))
        self._workspace = workspace
        self._user_agent = user_agent
        self._auth = auth
        self._shown_automatic: tuple[object, ...] = ()
        head = QHBoxLayout()
        head.addWidget(Text(kit, self.tr("Headers of this request"), role=Role.LABEL, ink="muted"))
        head.addStretch(1)
        self._bulk_button = Button(kit, self.tr("Edit as text"), "bulkEdit", look="link")
        self._bulk_button.clicked.connect(self._on_bulk)
        head.addWidget(self._bulk_button)
        self.column.addLayout(head)
        self._table: RowTable[Row] = RowTable(kit, HeaderShape(catalogue), "headersTable", self.tr("Headers"))
        self._table.edited.connect(self._on_rows)
        self._table.menu_wanted.connect(self._on_menu_wanted)
        self._frame = framed(self._table)
        self.column.addWidget(self._frame)
        self._bulk = _BulkText()
        self._bulk.setObjectName("headersText")
        self._bulk.setAccessibleName(self.tr("Headers as text, one per line"))
        self._bulk.setMinimumHeight(kit.theme.pixels(160))
        self._bulk.setFont(kit.theme.font(Role.CODE))
        self._bulk_adapter = DocumentAdapter(self._bulk)
        self._bulk_adapter.edited.connect(self._on_bulk_edited)
        self._bulk.hide()
        self.column.addWidget(self._bulk)
        self._offers = QVBoxLayout()
        self.column.addLayout(self._offers)
        self._offered: list[QWidget] = []
        self._automatic = QGridLayout()
        self._automatic.setVerticalSpacing(2)
        self._automatic.setHorizontalSpacing(12)
        self._automatic.setColumnStretch(0, 1)
        self.column.addSpacing(8)
        title = QHBoxLayout()
        title.addWidget(Text(kit, self.tr("Added by themselves"), role=Role.LABEL, ink="muted"))
        title.addStretch(1)
        effective = Button(kit, self.tr("Effective request"), "effectiveRequest", look="link")
        effective.clicked.connect(self.effective_wanted)
        title.addWidget(effective)
        self.column.addLayout(title)
        self.column.addLayout(self._automatic)
        self.column.addStretch(1)
        self._hidden: tuple[str, ...] = ()
        self._revealed_of = (0, 0)
        self._hide_again = QTimer(self, singleShot=True, interval=_REVEALED_MS)
        self._hide_again.timeout.connect(self._on_hide)

    def render_draft(self, draft: RequestDraft) -> None:
        """Show rows, offers for credentials, and automatic headers."""
        if self._revealed_of != (id(self.tab), len(draft.headers)):
            self._table.rows_model.revealed.clear()
        self._table.render_rows(draft.headers)
        if self._bulk.isVisible():
            shown, _ = _as_rows(self._bulk.toPlainText(), draft.headers, self._hidden)
            if shown != draft.headers:
                self._render_bulk(draft.headers)
        self._show_offers(draft)
        self._show_automatic(draft)

    def render_problems(self, problems: tuple[Problem, ...]) -> None:
        """Mark cells."""
        self._table.show_problems(cell_problems(problems, "headers.", _COLUMNS))

    def _show_offers(self, draft: RequestDraft) -> None:
        wanted = [i for i, row in enumerate(draft.headers) if looks_like_credential(row.name, row.value)]
        names = [draft.headers[i].name for i in wanted]
        if [offer.property("offer") for offer in self._offered] == [
            f"{i}:{n}" for i, n in zip(wanted, names, strict=True)
        ]:
            return
        for offer in self._offered:
            self._offers.removeWidget(offer)
            offer.deleteLater()
        self._offered = [self._offer(index, draft.headers[index].name) for index in wanted]
        for offer in self._offered:
            self._offers.addWidget(offer)

    def _offer(self, index: int, name: str) -> QWidget:
        card = QFrame()
        card.setProperty("card", "info")
        card.setProperty("offer", f"{index}:{name}")
        row = QHBoxLayout(card)
        row.setContentsMargins(12, 8, 8, 8)
        text = self.tr("{name} holds a credential. It is in memory only and will not be written to a file.")
        row.addWidget(Text(self.kit, text.replace("{name}", name), wrap=True, role=Role.SMALL), 1)
        button = Button(self.kit, self.tr("Keep in keyring"), f"keepHeader{index}", compact=True, icon="key-round")
        button.setProperty("place", f"headers.{index}.value")
        button.clicked.connect(self._on_keep)
        row.addWidget(button)
        return card

    def _show_automatic(self, draft: RequestDraft) -> None:
        if self.tab is None:
            return
        found = self._auth.headers(self.tab)
        added = tuple(header for header in found if header.source in (Source.INHERITED, Source.AUTH))
        others = HeaderList.of((header.name, header.value) for header in found if header.source != Source.AUTOMATIC)
        headers = automatic_headers(self._user_agent, split(draft.url).authority, draft.body, others, draft.method)
        shown = (found, draft.omitted)
        if shown == self._shown_automatic:
            return
        self._shown_automatic = shown
        for row in range(self._automatic.rowCount()):
            self._automatic.setRowMinimumHeight(row, 0)
        while (item := self._automatic.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for header in added:
            name = f"added-{header.name}"
            text = Text(self.kit, f"{header.name}: {header.value}", role=Role.CODE, wrap=True, name=name)
            text.setContentsMargins(_BOX, 0, 0, 0)
            self._add_line(text, translated(header.origin))
        filled = {header.name: header.value for header in found if header.source is Source.AUTOMATIC}
        omitted = {name.lower() for name in draft.omitted}
        for field in headers:
            value = filled.get(field.name) or field.value or self.tr("calculated when sent")
            box = CheckBox(self.kit, f"{field.name}: {value}", f"automatic-{field.name}")
            box.setChecked(field.name.lower() not in omitted)
            box.setEnabled(field.name in REMOVABLE)
            box.setProperty("header", field.name)
            box.clicked.connect(self._on_automatic)
            self._add_line(box, self.tr("Automatic"))

    def _add_line(self, widget: QWidget, source: str) -> None:
        row = self._automatic.count() // 2
        self._automatic.setRowMinimumHeight(row, self.kit.theme.pixels(_LINE))
        origin = Text(self.kit, source, role=Role.SMALL, ink="muted")
        self._automatic.addWidget(widget, row, 0)
        self._automatic.addWidget(origin, row, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def _on_rows(self, rows: tuple[Row, ...]) -> None:
        if self.tab is not None:
            self.tab.set_headers(rows)

    def _on_keep(self) -> None:
        if self.tab is not None:
            self._workspace.keep_in_keyring(self.tab, str(self.sender().property("place")))

    def _on_automatic(self, checked: bool) -> None:
        if self.tab is None:
            return
        name = str(self.sender().property("header"))
        others = tuple(known for known in self.tab.draft.omitted if known.lower() != name.lower())
        self.tab.set_omitted(others if checked else (*others, name))

    def _on_menu_wanted(self, row: int, menu: QMenu) -> None:
        rows = self._table.rows_model.rows
        if looks_like_credential(rows[row].name, rows[row].value):
            menu.addAction(self.tr("Reveal for 10 seconds")).triggered.connect(self._on_reveal)

    def _on_reveal(self) -> None:
        self._revealed_of = (id(self.tab), len(self._table.rows_model.rows))
        self._table.rows_model.revealed.add(self._table.currentIndex().row())
        self._table.viewport().update()
        self._hide_again.start()

    def _on_hide(self) -> None:
        self._table.rows_model.revealed.clear()
        self._table.viewport().update()

    def _on_bulk(self) -> None:
        shows_text = self._bulk.isHidden()
        self._bulk.setVisible(shows_text)
        self._frame.setVisible(not shows_text)
        self._bulk_button.setText(self.tr("Edit as table") if shows_text else self.tr("Edit as text"))
        if shows_text and self.tab is not None:
            self._render_bulk(self.tab.draft.headers)
            self._bulk.setFocus()

    def _on_bulk_edited(self, text: str) -> None:
        if self.tab is not None:
            rows, self._hidden = _as_rows(text, self.tab.draft.headers, self._hidden)
            self.tab.set_headers(rows)

    def _render_bulk(self, rows: tuple[Row, ...]) -> None:
        self._hidden = tuple(row.value for row in rows if looks_like_credential(row.name, row.value))
        self._bulk_adapter.render(_as_text(rows))


def _as_text(rows: tuple[Row, ...]) -> str:
    """Return rows as lines; a disabled one stands behind `#`, a credential as dots."""
    return "\n".join(
        ("" if row.enabled else "# ")
        + f"{row.name}: {MASK if looks_like_credential(row.name, row.value) else row.value}"
        for row in rows
    )


def _as_rows(text: str, before: tuple[Row, ...], hidden: tuple[str, ...]) -> tuple[tuple[Row, ...], tuple[str, ...]]:
    """Return lines as rows, and the credentials behind dots in their order; notes stay with their name.

    The dots stand for the `hidden` credentials in their order, so that a name may be edited; where a line with dots
    came or went, for the credential that was under that name.
    """
    known = {row.name.lower(): row for row in before}
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    parts = [line.removeprefix("#").partition(":") for line in lines]
    dotted = sum(value.strip() == MASK for _, _, value in parts)
    waiting = iter(hidden if dotted == len(hidden) else ())
    rows: list[Row] = []
    found: list[str] = []
    for line, (name, _, typed) in zip(lines, parts, strict=True):
        old = known.get(name.strip().lower(), Row())
        value = typed.strip()
        if value == MASK:
            value = next(waiting, old.value)
            found.append(value)
        rows.append(Row(name.strip(), value, not line.startswith("#"), old.note))
    return tuple(rows), tuple(found)


class _BulkText(QPlainTextEdit):
    """The headers as text; undo and redo are the draft's."""

    def event(self, event: QEvent) -> bool:
        """Leave the window's keys to the window."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and is_for_window(event):
            event.ignore()
            return False
        return super().event(event)
