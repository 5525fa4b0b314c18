"""Who is calling: the scheme and its form, as the plugin declares it."""

from PySide6.QtWidgets import QGridLayout, QVBoxLayout

from modelpost.core.failures import Problem
from modelpost.core.request import INHERITED_AUTH, NO_AUTH, AuthChoice, RequestDraft
from modelpost.core.template import placeholders
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.controls import ComboBox
from modelpost.ui.kit.notices import Text
from modelpost.ui.request.auth_form import LABELS, DeclaredForm
from modelpost.ui.request.page import Page
from modelpost.ui.theme import Role
from modelpost.workbench.auth_desk import AuthDesk
from modelpost.workbench.texts import translated
from modelpost.workbench.workspace import Workspace


class AuthPage(Page):
    """The auth of a request."""

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
        self._place = QVBoxLayout()
        self.column.addLayout(self._place)
        self._note = Text(kit, ink="text2", wrap=True, name="authNote")
        self.column.addWidget(self._note)
        self._trouble = Text(kit, ink="err", wrap=True, role=Role.SMALL, name="authProblem")
        self.column.addWidget(self._trouble)
        self.column.addStretch(1)

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
        self._note.setText(self._explained(draft))
        self._note.setVisible(bool(self._note.text()))

    def render_problems(self, problems: tuple[Problem, ...]) -> None:
        """Say what is wrong."""
        mine = [problem for problem in problems if problem.where.startswith("auth")]
        self._trouble.setText(" ".join(f"{translated(p.message)}. {translated(p.hint)}" for p in mine))
        self._trouble.setVisible(bool(mine))

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
        crumbs = self.tab.surroundings.crumbs
        return text.replace("{place}", crumbs[0] if crumbs else self.tr("the collection"))

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

    def _on_import(self, name: str, path: str) -> None:
        if self.tab is not None:
            self._desk.import_file(self.tab, name, path)
