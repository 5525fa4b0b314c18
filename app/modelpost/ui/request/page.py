"""What the pages of the request pane have in common."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from modelpost.core.failures import Problem
from modelpost.core.request import RequestDraft
from modelpost.ui.kit.buttons import Kit
from modelpost.workbench.request_tab import RequestTab
from modelpost.workbench.texts import translated


class Page(QScrollArea):
    """Shows one side of a draft; follows the tab that it is given. Subclasses fill `column` and render."""

    def __init__(self, kit: Kit, name: str, label: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what has the focus in it is scrolled to
        self.kit = kit
        self.tab: RequestTab | None = None
        inner = QWidget()
        self.column = QVBoxLayout(inner)
        self.column.setContentsMargins(16, 12, 12, 16)
        self.column.setSpacing(10)
        self.setWidget(inner)

    def show_tab(self, tab: RequestTab | None) -> None:
        """Follow another request."""
        if tab is self.tab:
            return
        if self.tab is not None:
            self.tab.draft_changed.disconnect(self.render_draft)
            self.tab.problems_changed.disconnect(self.render_problems)
            self.tab.surroundings_changed.disconnect(self._on_surroundings_changed)
        self.tab = tab
        if tab is not None:
            tab.draft_changed.connect(self.render_draft)
            tab.problems_changed.connect(self.render_problems)
            tab.surroundings_changed.connect(self._on_surroundings_changed)
            self.render_draft(tab.draft)
            self.render_problems(tab.problems)

    def render_draft(self, draft: RequestDraft) -> None:
        """Show the draft."""

    def render_problems(self, problems: tuple[Problem, ...]) -> None:
        """Show what is wrong, at its place."""

    def _on_surroundings_changed(self) -> None:
        if self.tab is not None:
            self.render_draft(self.tab.draft)


def cell_problems(problems: tuple[Problem, ...], prefix: str, columns: dict[str, int]) -> dict[tuple[int, int], str]:
    """Return the problems of a table's cells: those under `prefix`, by row and column."""
    found: dict[tuple[int, int], str] = {}
    for problem in problems:
        row, _, rest = problem.where.removeprefix(prefix).partition(".")
        column = columns.get(rest.partition(".")[0])
        if problem.where.startswith(prefix) and row.isdigit() and column is not None:
            found[int(row), column] = f"{translated(problem.message)}. {translated(problem.hint)}"
    return found
