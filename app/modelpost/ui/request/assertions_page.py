"""What must be true of the answer, and whether it was the last time."""

from dataclasses import replace

from PySide6.QtCore import QCoreApplication

from modelpost.core.assertions import OPERATORS, UNARY, Checked, Verdict
from modelpost.core.failures import Problem
from modelpost.core.request import Assertion, RequestDraft
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.request.page import Page, cell_problems
from modelpost.ui.request.result_table import ResultNames, ResultTable
from modelpost.workbench.exchange_state import ExchangeState
from modelpost.workbench.request_tab import RequestTab
from modelpost.workbench.texts import translated

WHAT, OPERATOR, EXPECTED, RESULT = range(4)
_COLUMNS = {"expression": WHAT, "value": EXPECTED}
_OFTEN = [
    "res.status",
    "res.responseTime",
    "res.headers.Content-Type",
    "res.body",
    "res.reading.label",
    "res.reading.score",
]


class AssertionShape:
    """Assertions as rows; the last column says what became of each."""

    def __init__(self) -> None:
        self.results: dict[Assertion, Checked] = {}

    @property
    def titles(self) -> tuple[str, ...]:
        """Return the heads."""
        return (
            QCoreApplication.translate("Tables", "What"),
            QCoreApplication.translate("Tables", "Operator"),
            QCoreApplication.translate("Tables", "Expected"),
            QCoreApplication.translate("Tables", "Result"),
        )

    def blank(self) -> Assertion:
        """Return an empty assertion."""
        return Assertion("")

    def text(self, row: Assertion, column: int) -> str:
        """Return what a cell says."""
        match column:
            case 0:
                return row.expression
            case 1:
                return row.operator
            case 2:
                return row.value
        return self._result(row)

    def with_text(self, row: Assertion, column: int, text: str) -> Assertion:
        """Return the assertion with another text in a cell."""
        match column:
            case 0:
                return replace(row, expression=text)
            case 1:
                return replace(row, operator=text, value="" if text in UNARY else row.value)
            case 2:
                return replace(row, value=text)
        return row

    def is_enabled(self, row: Assertion) -> bool:
        """Tell whether it is checked."""
        return row.enabled

    def with_enabled(self, row: Assertion, *, enabled: bool) -> Assertion:
        """Return it switched."""
        return replace(row, enabled=enabled)

    def is_typed(self, row: Assertion, column: int) -> bool:
        """Let all be typed but results, and what is expected where the operator says it all."""
        return column != RESULT and (column != EXPECTED or row.operator not in UNARY)

    def is_masked(self, row: Assertion, column: int) -> bool:
        """Show everything: values that are credentials come masked."""
        del row, column
        return False

    def choices(self, row: Assertion, column: int) -> tuple[str, ...]:
        """Allow the operators that there are, and one that another program wrote."""
        return tuple(dict.fromkeys((*OPERATORS, row.operator))) if column == OPERATOR else ()

    def suggestions(self, row: Assertion, column: int) -> list[str]:
        """Suggest what is asked for most often."""
        del row
        return _OFTEN if column == WHAT else []

    def _result(self, row: Assertion) -> str:
        found = self.results.get(row)
        if found is None:
            return ""
        if found.holds:
            return "✓ " + found.actual
        return "✗ " + (translated(found.trouble) if found.trouble is not None else found.actual)


class AssertionsPage(Page):
    """A table of assertions, each with what became of it."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, "assertionsPage", "")
        self.setAccessibleName(self.tr("Assertions"))
        hint = self.tr(
            "Such as res.status eq 200, res.body.result[0].label eq rose, res.responseTime lt 500 (in milliseconds), "
            "or $.scores[0] gte 0.5. Label and score of a model’s answer are res.reading.label and res.reading.score."
        )
        self._shape = AssertionShape()
        names = ResultNames("assertionTable", "assertionsUnmet")
        self._results = ResultTable(kit, self._shape, names, self.tr("What must be true of the answer"), hint)
        self._table = self._results.rows
        self._table.edited.connect(self._on_edited)
        self.column.addWidget(self._results)
        self.column.addStretch(1)

    def show_tab(self, tab: RequestTab | None) -> None:
        """Follow another request, and its answers."""
        if tab is self.tab:
            return
        if self.tab is not None:
            self.tab.state_changed.disconnect(self._on_state_changed)
        if tab is not None:
            tab.state_changed.connect(self._on_state_changed)
            self._show_verdict(tab.state.verdict)
        super().show_tab(tab)

    def render_draft(self, draft: RequestDraft) -> None:
        """Show the assertions."""
        self._table.render_rows(draft.assertions)

    def render_problems(self, problems: tuple[Problem, ...]) -> None:
        """Mark cells."""
        self._table.show_problems(cell_problems(problems, "assertions.", _COLUMNS))

    def _on_state_changed(self, state: ExchangeState) -> None:
        self._show_verdict(state.verdict)

    def _show_verdict(self, verdict: Verdict | None) -> None:
        checked = verdict.checked if verdict is not None else ()
        self._shape.results = {each.expectation.typed: each for each in checked}
        self._results.show_results([translated(each.sentence) for each in checked if not each.holds])

    def _on_edited(self, rows: tuple[Assertion, ...]) -> None:
        if self.tab is not None:
            self.tab.set_assertions(rows)
