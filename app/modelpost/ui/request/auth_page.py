"""Who is calling: the scheme and its form, as the plugin declares it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout

from modelpost.core.effective import place_of_auth
from modelpost.core.failures import Problem
from modelpost.core.request import INHERITED_AUTH, NO_AUTH, AuthChoice, RequestDraft
from modelpost.core.template import placeholders
from modelpost.core.tree import FolderNode
from modelpost.ui.kit.buttons import Button, Kit
from modelpost.ui.kit.controls import ComboBox
from modelpost.ui.kit.notices import Text
from modelpost.ui.request.auth_form import LABELS, DeclaredForm
from modelpost.ui.request.page import Page
from modelpost.ui.request.token_card import TokenCard
from modelpost.ui.theme import Role
from modelpost.workbench.auth_desk import FOR_TOKEN, AuthDesk
from modelpost.workbench.request_tab import RequestTab
from modelpost.workbench.texts import translated
from modelpost.workbench.workspace import Workspace


class AuthPage(Page):
    """The auth of a request.

    Signals:
        place_wanted: the folder whose auth is inherited shall be shown; carries the collection's root and its path.
    """

    place_wanted = Signal(str, str)

    def __init__(self, kit: Kit, workspace: Workspace, desk: AuthDesk) -> None:
        super().__init__(kit, "authPage", "")
        self.setAccessibleName(self.tr("Auth"))
        self._workspace = workspace
        self._desk = desk
        self._shown_kind = ""
        self._form: DeclaredForm | None = None
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(10)
        self._grid.setColumnMinimumWidth(0, kit.theme.pixels(LABELS))
        self._grid.setColumnStretch(1, 1)
        self._kind = ComboBox(kit, "authKind", self.tr("Type"))
        self._kind.addItem(self.tr("Inherit from folder or collection"), "inherit")
        self._kind.addItem(self.tr("No auth"), "none")
        for scheme in desk.schemes:
            self._kind.addItem(translated(scheme.label), scheme.name)
        self._kind.activated.connect(self._on_kind)
        self._grid.addWidget(Text(kit, self.tr("Type"), ink="text2"), 0, 0)
        self._grid.addWidget(self._kind, 0, 1)
        self.column.addLayout(self._grid)
        self._token = TokenCard(kit)
        self._token.renew_wanted.connect(self._on_renew)
        self._token.cancel_wanted.connect(self._on_cancel)
        self._token.forget_wanted.connect(self._on_forget)
        self.column.addWidget(self._token)
        self._place = QVBoxLayout()
        self.column.addLayout(self._place)
        self._note = Text(kit, ink="text2", wrap=True, name="authNote")
        self.column.addWidget(self._note)
        self._origin = Button(kit, self.tr("Show where it is set"), "authOrigin", look="link", compact=True)
        self._origin.clicked.connect(self._on_origin)
        self.column.addWidget(self._origin, 0, Qt.AlignmentFlag.AlignLeft)
        self._trouble = Text(kit, ink="err", wrap=True, role=Role.SMALL, name="authProblem")
        self.column.addWidget(self._trouble)
        self.column.addStretch(1)
        self._problems: tuple[Problem, ...] = ()
        desk.token_changed.connect(self._show_token)
        desk.errand_changed.connect(self._on_errand)
        desk.offered.connect(self._on_offered)

    def render_draft(self, draft: RequestDraft) -> None:
        """Show kind, form and what is inherited."""
        kind = draft.auth.kind
        index = self._kind.findData(kind)
        if index < 0:
            self._kind.addItem(kind, kind)
            index = self._kind.findData(kind)
        self._kind.setCurrentIndex(index)
        if kind != self._shown_kind:
            self._shown_kind = kind
            self._build_form(kind)
        if self._form is not None:
            self._form.render_values(dict(draft.auth.values), self._is_kept)
            self._form.show_busy(self._desk.errand(self.tab) if self.tab is not None else None)
        self._note.setText(self._explained(draft))
        self._note.setVisible(bool(self._note.text()))
        self._origin.setVisible(self._inherited_from() is not None)
        self._show_token()
        self._show_problems()

    def render_problems(self, problems: tuple[Problem, ...]) -> None:
        """Say what is wrong."""
        self._problems = tuple(problem for problem in problems if problem.where.startswith("auth"))
        self._show_problems()

    def _show_problems(self) -> None:
        refused = self._desk.problem(self.tab) if self.tab is not None else None
        mine = self._problems or ((refused,) if refused is not None else ())
        self._trouble.setText(" ".join(_sentences(problem) for problem in mine))
        self._trouble.setVisible(bool(mine))

    def _show_token(self) -> None:
        tab = self.tab
        is_shown = tab is not None and self._desk.has_tokens(tab)
        self._token.setVisible(is_shown)
        if tab is not None and is_shown:
            self._token.render_token(self._desk.token(tab), busy=self._desk.errand(tab) == FOR_TOKEN)

    def _on_errand(self, tab: RequestTab) -> None:
        if tab is not self.tab:
            return
        if self._form is not None:
            self._form.show_busy(self._desk.errand(tab))
        self._show_token()
        self._show_problems()

    def _on_offered(self, tab: RequestTab, name: str, options: tuple[tuple[str, str], ...]) -> None:
        if tab is self.tab and self._form is not None:
            self._form.offer(name, options)

    def _build_form(self, kind: str) -> None:
        if self._form is not None:
            self._place.removeWidget(self._form)
            self._form.deleteLater()
            self._form = None
        scheme = self._desk.schemes.get(kind)
        if scheme is None:
            return
        self._form = form = DeclaredForm(self.kit, scheme.fields, "auth")
        form.edited.connect(self._on_edited)
        form.keep_wanted.connect(self._on_keep)
        form.import_wanted.connect(self._on_import)
        form.lookup_wanted.connect(self._on_lookup)
        self._place.addWidget(form)

    def _is_kept(self, text: str) -> bool:
        """Tell whether a text refers to a secret."""
        if self.tab is None:
            return False
        context = self.tab.surroundings.context
        found = [context.find(span.name) for span in placeholders(text) if span.name]
        return any(lookup is not None and lookup.variable.is_secret for lookup in found)

    def _explained(self, draft: RequestDraft) -> str:
        if draft.auth.kind == "none":
            return self.tr("The request is sent without credentials.")
        if draft.auth.kind != "inherit" or self.tab is None:
            return ""
        inherited = self.tab.surroundings.context.defaults.auth
        scheme = self._desk.schemes.get(inherited.kind)
        if scheme is None:
            return self.tr("No folder and no collection above this request sets an auth, so none is sent.")
        text = self.tr("“{kind}” is inherited from {place}.").replace("{kind}", translated(scheme.label))
        folder = self._inherited_from()
        return text.replace("{place}", folder.name if folder is not None else self.tr("the collection"))

    def _inherited_from(self) -> FolderNode | None:
        return place_of_auth(self.tab.draft, self.tab.surroundings.folders) if self.tab is not None else None

    def _on_kind(self, index: int) -> None:
        if self.tab is None:
            return
        kind = str(self._kind.itemData(index))
        if kind == self.tab.draft.auth.kind:
            return
        scheme = self._desk.schemes.get(kind)
        if scheme is None:
            self.tab.set_auth(NO_AUTH if kind == "none" else INHERITED_AUTH)
        else:
            self.tab.set_auth(AuthChoice(kind, tuple((f.name, f.default) for f in scheme.fields if f.default)))

    def _on_edited(self, name: str, text: str) -> None:
        if self.tab is not None:
            self.tab.set_auth(self.tab.draft.auth.with_value(name, text))

    def _on_keep(self, name: str) -> None:
        if self.tab is not None:
            self._workspace.keep_in_keyring(self.tab, f"auth.{name}")

    def _on_lookup(self, name: str) -> None:
        if self.tab is None:
            return
        if self._desk.errand(self.tab) == name:
            self._desk.cancel(self.tab)
        else:
            self._desk.look_up(self.tab, name)

    def _on_renew(self) -> None:
        if self.tab is not None:
            self._desk.renew_token(self.tab)

    def _on_cancel(self) -> None:
        if self.tab is not None:
            self._desk.cancel(self.tab)

    def _on_forget(self) -> None:
        if self.tab is not None:
            self._desk.forget_token(self.tab)

    def _on_origin(self) -> None:
        folder = self._inherited_from()
        if folder is not None and self.tab is not None and self.tab.location is not None:
            self.place_wanted.emit(self.tab.location.root, folder.path)

    def _on_import(self, name: str, path: str) -> None:
        if self.tab is not None:
            self._desk.import_file(self.tab, name, path)


def _sentences(problem: Problem) -> str:
    hint = translated(problem.hint)
    return f"{translated(problem.message)}. {hint}" if hint else f"{translated(problem.message)}."
