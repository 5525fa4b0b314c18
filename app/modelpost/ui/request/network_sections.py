"""The way of a request on its Settings page: TLS, client certificate, proxy, and where to connect."""

from dataclasses import replace

from PySide6.QtWidgets import QVBoxLayout, QWidget

from modelpost.core.failures import Problem
from modelpost.core.request import RequestDraft, RequestSettings
from modelpost.core.template import placeholders
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.notices import Text
from modelpost.ui.request.network_form import NetworkForm
from modelpost.ui.theme import Role
from modelpost.workbench.network_desk import NetworkDesk
from modelpost.workbench.request_tab import RequestTab
from modelpost.workbench.texts import translated
from modelpost.workbench.workspace import Workspace


class NetworkSections(QWidget):
    """Shows and edits the part of a request's settings that is about its way to the server."""

    def __init__(self, kit: Kit, workspace: Workspace, desk: NetworkDesk) -> None:
        super().__init__()
        self._workspace = workspace
        self._desk = desk
        self._tab: RequestTab | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self._trouble = Text(kit, ink="err", wrap=True, role=Role.SMALL, name="networkProblem")
        column.addWidget(self._trouble)
        self._form = NetworkForm(kit, of_request=True)
        self._form.edited.connect(self._on_edited)
        self._form.keep_wanted.connect(self._on_keep)
        column.addWidget(self._form)
        desk.decided.connect(self._form.say_way)
        desk.authorities.changed.connect(self._render_again)

    def show_tab(self, tab: RequestTab | None) -> None:
        """Follow another request."""
        if self._tab is not None:
            self._tab.draft_changed.disconnect(self._render)
            self._tab.surroundings_changed.disconnect(self._render_again)
            self._tab.problems_changed.disconnect(self._render_problems)
        self._tab = tab
        self._desk.follow(tab)
        if tab is not None:
            tab.draft_changed.connect(self._render)
            tab.surroundings_changed.connect(self._render_again)
            tab.problems_changed.connect(self._render_problems)
            self._render(tab.draft)
            self._render_problems(tab.problems)

    def _render(self, draft: RequestDraft) -> None:
        if self._tab is None:
            return
        around = self._tab.surroundings
        options = around.options
        app = RequestSettings(ca_files=options.ca_files, proxy=options.proxy, minimum_tls=options.minimum_tls)
        inherited = around.context.defaults.settings.over(app)
        files = (*(draft.settings.ca_files or ()), *(inherited.ca_files or ()))
        known = self._desk.authorities.look(around.context.folder, files)
        self._form.render_settings(draft.settings, inherited, self._is_kept, known)

    def _render_again(self) -> None:
        if self._tab is not None:
            self._render(self._tab.draft)

    def _render_problems(self, problems: tuple[Problem, ...]) -> None:
        mine = [problem for problem in problems if problem.where.startswith("settings.")]
        self._trouble.setText(" ".join(f"{translated(p.message)}. {translated(p.hint)}" for p in mine))
        self._trouble.setVisible(bool(mine))

    def _is_kept(self, text: str) -> bool:
        """Tell whether a text refers to a secret."""
        if self._tab is None:
            return False
        context = self._tab.surroundings.context
        found = [context.find(span.name) for span in placeholders(text) if span.name]
        return any(lookup is not None and lookup.variable.is_secret for lookup in found)

    def _on_edited(self, changes: dict[str, object]) -> None:
        if self._tab is not None:
            self._tab.set_settings(replace(self._tab.draft.settings, **changes))  # type: ignore[arg-type]  # by name

    def _on_keep(self, place: str) -> None:
        if self._tab is not None:
            self._workspace.keep_in_keyring(self._tab, f"settings.{place}")
