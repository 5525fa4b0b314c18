"""What is done with the answer: variables that are set from it."""

from dataclasses import replace

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMenu

from modelpost.core.extraction import Captured
from modelpost.core.failures import Problem
from modelpost.core.request import Capture, CaptureScope, CaptureSource, RequestDraft
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.request.page import Page, cell_problems
from modelpost.ui.request.result_table import ResultNames, ResultTable
from modelpost.workbench.request_tab import RequestTab
from modelpost.workbench.texts import translated

NAME, SOURCE, EXPRESSION, SCOPE, RESULT = range(5)
_COLUMNS = {"expression": EXPRESSION}
_WITHOUT_EXPRESSION = (CaptureSource.STATUS, CaptureSource.BODY)
_SHOWN = 200


class CaptureShape:
    """Captures as rows; the last column says what the last answer gave."""

    def __init__(self) -> None:
        self.results: dict[str, Captured] = {}

    @property
    def titles(self) -> tuple[str, ...]:
        """Return the heads."""
        return (
            QCoreApplication.translate("Tables", "Variable"),
            QCoreApplication.translate("Tables", "From"),
            QCoreApplication.translate("Tables", "Expression"),
            QCoreApplication.translate("Tables", "Valid in"),
            QCoreApplication.translate("Tables", "Last value"),
        )

    def blank(self) -> Capture:
        """Return an empty capture."""
        return Capture()

    def text(self, row: Capture, column: int) -> str:
        """Return what a cell says."""
        match column:
            case 0:
                return row.name
            case 1:
                return sources()[row.source]
            case 2:
                return row.expression
            case 3:
                return scopes()[row.scope]
        return self._result(row)

    def with_text(self, row: Capture, column: int, text: str) -> Capture:
        """Return the capture with another text in a cell."""
        match column:
            case 0:
                return replace(row, name=text)
            case 1:
                return replace(row, source=next(s for s, label in sources().items() if label == text))
            case 2:
                return replace(row, expression=text)
            case 3:
                return replace(row, scope=next(s for s, label in scopes().items() if label == text))
        return row

    def is_enabled(self, row: Capture) -> bool:
        """Tell whether it is done."""
        return row.enabled

    def with_enabled(self, row: Capture, *, enabled: bool) -> Capture:
        """Return it switched."""
        return replace(row, enabled=enabled)

    def is_typed(self, row: Capture, column: int) -> bool:
        """Let all be typed but results, and expressions where there is nothing to say."""
        return column != RESULT and (column != EXPRESSION or row.source not in _WITHOUT_EXPRESSION)

    def is_masked(self, row: Capture, column: int) -> bool:
        """Mask a value that is a credential."""
        found = self.results.get(row.name)
        return column == RESULT and found is not None and found.is_secret and found.trouble is None

    def choices(self, row: Capture, column: int) -> tuple[str, ...]:
        """Allow the sources and scopes that there are."""
        del row
        return tuple(sources().values()) if column == SOURCE else tuple(scopes().values()) if column == SCOPE else ()

    def suggestions(self, row: Capture, column: int) -> list[str]:
        """Suggest paths and headers that are often wanted."""
        if column != EXPRESSION:
            return []
        if row.source is CaptureSource.HEADER:
            return ["X-Subject-Token", "X-Request-Id", "Location", "ETag"]
        return ["$.access_token", "$.token", "$.id"] if row.source is CaptureSource.JSON else []

    def _result(self, row: Capture) -> str:
        found = self.results.get(row.name)
        if found is None:
            return ""
        return "" if found.trouble is not None else found.value[:_SHOWN]


class AfterPage(Page):
    """Variables to set from the answer, and what the last one gave."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, "afterPage", "")
        self.setAccessibleName(self.tr("After the answer"))
        hint = self.tr(
            "They have their values from the next 2xx answer until the window closes; no file is written. "
            "A JSON path looks like $.result.access_token."
        )
        self._shape = CaptureShape()
        names = ResultNames("captureTable", "captureTrouble")
        self._results = ResultTable(kit, self._shape, names, self.tr("Set variables from the answer"), hint)
        self._table = self._results.rows
        self._table.edited.connect(self._on_edited)
        self._table.menu_wanted.connect(self._on_menu_wanted)
        self.column.addWidget(self._results)
        self.column.addStretch(1)

    def show_tab(self, tab: RequestTab | None) -> None:
        """Follow another request, and its answers."""
        if tab is self.tab:
            return
        if self.tab is not None:
            self.tab.captured.disconnect(self._on_captured)
        if tab is not None:
            tab.captured.connect(self._on_captured)
            self._show_results(tab.state.captured)
        super().show_tab(tab)

    def render_draft(self, draft: RequestDraft) -> None:
        """Show the captures."""
        self._table.render_rows(draft.captures)

    def render_problems(self, problems: tuple[Problem, ...]) -> None:
        """Mark cells."""
        self._table.show_problems(cell_problems(problems, "captures.", _COLUMNS))

    def _on_captured(self, tab: RequestTab, captured: tuple[Captured, ...]) -> None:
        del tab
        self._show_results(captured)

    def _show_results(self, captured: tuple[Captured, ...]) -> None:
        self._shape.results = {item.capture.name: item for item in captured}
        said = [f"{item.capture.name}: {translated(item.trouble)}." for item in captured if item.trouble is not None]
        self._results.show_results(said)

    def _on_edited(self, rows: tuple[Capture, ...]) -> None:
        if self.tab is not None:
            self.tab.set_captures(rows)

    def _on_menu_wanted(self, row: int, menu: QMenu) -> None:
        always = menu.addAction(self.tr("From any answer, not only 2xx"))
        always.setCheckable(True)
        always.setChecked(self._table.rows_model.rows[row].always)
        always.triggered.connect(self._on_always)

    def _on_always(self, checked: bool) -> None:  # Qt's signal
        row = self._table.currentIndex().row()
        self._table.rows_model.put(row, replace(self._table.rows_model.rows[row], always=checked))


def sources() -> dict[CaptureSource, str]:
    """Return what people see of what a value is taken by."""
    return {
        CaptureSource.JSON: QCoreApplication.translate("Captures", "JSON path"),
        CaptureSource.HEADER: QCoreApplication.translate("Captures", "Header"),
        CaptureSource.PATTERN: QCoreApplication.translate("Captures", "Pattern"),
        CaptureSource.STATUS: QCoreApplication.translate("Captures", "Status"),
        CaptureSource.BODY: QCoreApplication.translate("Captures", "Whole body"),
    }


def scopes() -> dict[CaptureScope, str]:
    """Return what people see of where a variable lives."""
    return {
        CaptureScope.RUN: QCoreApplication.translate("Captures", "This run"),
        CaptureScope.ENVIRONMENT: QCoreApplication.translate("Captures", "Environment"),
        CaptureScope.COLLECTION: QCoreApplication.translate("Captures", "Collection"),
        CaptureScope.GLOBAL: QCoreApplication.translate("Captures", "Everywhere"),
    }
