"""The address in parts."""

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from modelpost.core import url as address_line
from modelpost.core.failures import Problem
from modelpost.core.request import RequestDraft, Row
from modelpost.core.resolved import ResolvedRequest
from modelpost.core.secrets import Redactor
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.notices import Text
from modelpost.ui.kit.rows import RowTable
from modelpost.ui.request.address_parts import AddressParts
from modelpost.ui.request.page import Page, cell_problems
from modelpost.ui.request.shapes import PairShape
from modelpost.ui.theme import Role
from modelpost.workbench.texts import translated

_COLUMNS = {"name": 0, "value": 1}


class UrlPage(Page):
    """Query parameters, path variables and the address as it will be sent, in step with the address line."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, "urlPage", "")
        self.setAccessibleName(self.tr("URL"))
        self.column.addWidget(Text(kit, self.tr("Query parameters"), role=Role.LABEL, ink="muted"))
        self._query: RowTable[Row] = RowTable(kit, PairShape(), "queryTable", self.tr("Query parameters"))
        self._query.edited.connect(self._on_query)
        self.column.addWidget(framed(self._query))
        self._path_title = Text(kit, self.tr("Path variables"), role=Role.LABEL, ink="muted")
        self.column.addSpacing(6)
        self.column.addWidget(self._path_title)
        self._path: RowTable[Row] = RowTable(kit, PairShape(fixed_names=True), "pathTable", self.tr("Path variables"))
        self._path.edited.connect(self._on_path)
        self._path_frame = framed(self._path)
        self.column.addWidget(self._path_frame)
        self.column.addSpacing(6)
        self.column.addWidget(Text(kit, self.tr("Address in parts"), role=Role.LABEL, ink="muted"))
        self._parts = AddressParts(kit)
        self._parts.edited.connect(self._on_part)
        self.column.addWidget(self._parts)
        self.column.addSpacing(6)
        self.column.addWidget(Text(kit, self.tr("Address as it will be sent"), role=Role.LABEL, ink="muted"))
        card = QFrame()
        card.setProperty("card", "sunken")
        inner = QVBoxLayout(card)
        inner.setContentsMargins(14, 10, 14, 10)
        self._resolved = Text(kit, role=Role.CODE, wrap=True, name="resolvedAddress")
        inner.addWidget(self._resolved)
        self.column.addWidget(card)
        self.column.addStretch(1)

    def render_draft(self, draft: RequestDraft) -> None:
        """Show rows and resolved address."""
        self._query.render_rows(draft.query)
        self._path.render_rows(draft.path)
        self._path_title.setVisible(bool(draft.path))
        self._path_frame.setVisible(bool(draft.path))
        self._show_resolved(draft)

    def render_problems(self, problems: tuple[Problem, ...]) -> None:
        """Mark cells."""
        self._query.show_problems(cell_problems(problems, "query.", _COLUMNS))
        self._path.show_problems(cell_problems(problems, "path.", _COLUMNS))

    def _show_resolved(self, draft: RequestDraft) -> None:
        if self.tab is None:
            return
        resolved = self.tab.resolved()
        url = resolved.url if isinstance(resolved, ResolvedRequest) else ""
        authority = address_line.split(draft.url).authority
        assumed = address_line.split(url).scheme or (address_line.scheme_for(authority) if authority else "")
        self._parts.render_address(draft, assumed)
        if isinstance(resolved, ResolvedRequest):
            self._resolved.setText(Redactor(resolved.secrets).text(resolved.url))
            self._resolved.set_ink("")
        else:
            said = [problem for problem in resolved.problems if problem.where in ("url", "path")]
            self._resolved.setText(translated(said[0].message) if said else self.tag_unknown())
            self._resolved.set_ink("muted")

    def tag_unknown(self) -> str:
        """Return what is said while something else keeps the request from being resolved."""
        return self.tr("Known once everything it needs has a value.")

    def _on_part(self, part: str, text: str) -> None:
        if self.tab is not None:
            self.tab.set_address_part(part, text)

    def _on_query(self, rows: tuple[Row, ...]) -> None:
        if self.tab is not None:
            self.tab.set_query(rows)

    def _on_path(self, rows: tuple[Row, ...]) -> None:
        if self.tab is not None:
            self.tab.set_path(rows)


def framed(table: QWidget) -> QFrame:
    """Return the table in a rounded frame."""
    frame = QFrame()
    frame.setProperty("card", "true")
    inner = QVBoxLayout(frame)
    inner.setContentsMargins(1, 1, 1, 1)
    inner.addWidget(table)
    return frame
