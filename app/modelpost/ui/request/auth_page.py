"""Who is calling: the scheme and its form, as the plugin declares it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLineEdit, QVBoxLayout, QWidget

from modelpost.auth.api import AuthScheme
from modelpost.core.failures import Problem
from modelpost.core.fields import Choice, Field, Secret
from modelpost.core.registry import Registry
from modelpost.core.request import INHERITED_AUTH, NO_AUTH, AuthChoice, RequestDraft
from modelpost.core.template import placeholders
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.controls import ComboBox
from modelpost.ui.kit.notices import Text
from modelpost.ui.request.page import Page
from modelpost.ui.request.secret_field import SecretField
from modelpost.ui.theme import Role
from modelpost.workbench.texts import translated
from modelpost.workbench.workspace import Workspace

_LABELS = 116


class AuthPage(Page):
    """The auth of a request."""

    def __init__(self, kit: Kit, workspace: Workspace, schemes: Registry[AuthScheme]) -> None:
        super().__init__(kit, "authPage", "")
        self.setAccessibleName(self.tr("Auth"))
        self._workspace = workspace
        self._schemes = schemes
        self._shown_kind = ""
        self._inputs: dict[str, QWidget] = {}
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(10)
        self._grid.setColumnMinimumWidth(0, kit.theme.pixels(_LABELS))
        self._grid.setColumnStretch(1, 1)
        self._kind = ComboBox(kit, "authKind", self.tr("Type"))
        self._kind.addItem(self.tr("Inherit from folder or collection"), "inherit")
        self._kind.addItem(self.tr("No auth"), "none")
        for scheme in schemes:
            self._kind.addItem(translated(scheme.label), scheme.name)
        self._kind.activated.connect(self._on_kind)
        self._grid.addWidget(Text(kit, self.tr("Type"), ink="text2"), 0, 0)
        self._grid.addWidget(self._kind, 0, 1)
        self.column.addLayout(self._grid)
        self._form = QVBoxLayout()
        self.column.addLayout(self._form)
        self._holder: QWidget | None = None
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
        for name, widget in self._inputs.items():
            self._fill(widget, self._field(kind, name), draft.auth)
        self._note.setText(self._explained(draft))
        self._note.setVisible(bool(self._note.text()))

    def render_problems(self, problems: tuple[Problem, ...]) -> None:
        """Say what is wrong."""
        mine = [problem for problem in problems if problem.where.startswith("auth")]
        self._trouble.setText(" ".join(f"{translated(p.message)}. {translated(p.hint)}" for p in mine))
        self._trouble.setVisible(bool(mine))

    def _field(self, kind: str, name: str) -> Field:
        return next(field for field in self._schemes[kind].fields if field.name == name)

    def _build_form(self, kind: str) -> None:
        if self._holder is not None:
            self._form.removeWidget(self._holder)
            self._holder.deleteLater()
        self._inputs = {}
        self._holder = QWidget()
        grid = QGridLayout(self._holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(10)
        grid.setColumnMinimumWidth(0, self.kit.theme.pixels(_LABELS))
        grid.setColumnStretch(1, 1)
        scheme = self._schemes.get(kind)
        for row, field in enumerate(scheme.fields if scheme is not None else ()):
            label = translated(field.label)
            widget = self._made(field, label)
            widget.setProperty("field", field.name)
            self._inputs[field.name] = widget
            grid.addWidget(Text(self.kit, label, ink="text2"), row, 0, Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(widget, row, 1)
        self._form.addWidget(self._holder)

    def _made(self, field: Field, label: str) -> QWidget:
        name = f"auth-{field.name}"
        if isinstance(field, Secret):
            secret = SecretField(self.kit, name, label)
            secret.edited.connect(self._on_text)
            secret.keep_wanted.connect(self._on_keep)
            return secret
        if isinstance(field, Choice):
            combo = ComboBox(self.kit, name, label)
            for key, text in field.options:
                combo.addItem(translated(text), key)
            combo.activated.connect(self._on_choice)
            return combo
        line = QLineEdit()
        line.setObjectName(name)
        line.setAccessibleName(label)
        line.textEdited.connect(self._on_text)
        return line

    def _fill(self, widget: QWidget, field: Field, auth: AuthChoice) -> None:
        text = auth.value(field.name, field.default)
        if isinstance(widget, SecretField):
            widget.render_secret(text, kept=self._is_kept(text))
        elif isinstance(widget, ComboBox):
            widget.setCurrentIndex(max(0, widget.findData(text)))
        elif isinstance(widget, QLineEdit) and widget.text() != text:
            widget.setText(text)

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
        scheme = self._schemes.get(inherited.kind)
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
        scheme = self._schemes.get(kind)
        if scheme is None:
            self.tab.set_auth(NO_AUTH if kind == "none" else INHERITED_AUTH)
        else:
            self.tab.set_auth(AuthChoice(kind, tuple((f.name, f.default) for f in scheme.fields if f.default)))

    def _on_text(self, text: str) -> None:
        if self.tab is not None:
            self.tab.set_auth(self.tab.draft.auth.with_value(str(self.sender().property("field")), text))

    def _on_choice(self, index: int) -> None:
        combo = self.sender()
        if self.tab is not None and isinstance(combo, ComboBox):
            chosen = str(combo.itemData(index))
            self.tab.set_auth(self.tab.draft.auth.with_value(str(combo.property("field")), chosen))

    def _on_keep(self) -> None:
        if self.tab is not None:
            self._workspace.keep_in_keyring(self.tab, f"auth.{self.sender().property('field')}")
