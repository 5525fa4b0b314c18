"""What a folder, or a collection as a whole, lends to the requests in it."""

from dataclasses import replace

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QMenu, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from modelpost.auth.api import AuthScheme
from modelpost.core.contents import FolderContents
from modelpost.core.failures import ModelpostError
from modelpost.core.registry import Registry
from modelpost.core.request import INHERITED_AUTH, NO_AUTH, AuthChoice, RequestSettings, Row
from modelpost.core.scope import Variable
from modelpost.core.secrets import MASK, looks_like_credential
from modelpost.ui.dialogs.folder_sending import FolderSendingPage
from modelpost.ui.kit.buttons import Button, Kit
from modelpost.ui.kit.controls import ComboBox
from modelpost.ui.kit.dialog import Dialog
from modelpost.ui.kit.markdown import MarkdownEditor
from modelpost.ui.kit.notices import Text
from modelpost.ui.kit.rows import RowTable
from modelpost.ui.kit.tabs import PaneTabs
from modelpost.ui.request.auth_form import LABELS, DeclaredForm
from modelpost.ui.request.shapes import HeaderShape
from modelpost.ui.request.url_page import framed
from modelpost.ui.theme import Role
from modelpost.workbench.authority_files import AuthorityFiles
from modelpost.workbench.folder_edit import FolderEdit
from modelpost.workbench.header_catalogue import HeaderCatalogue
from modelpost.workbench.texts import translated


class VariableShape:
    """Variables as rows: name, value, note. The value of a secret one is in the keyring and not shown."""

    @property
    def titles(self) -> tuple[str, ...]:
        """Return the heads."""
        return (
            QCoreApplication.translate("Tables", "Variable"),
            QCoreApplication.translate("Tables", "Value"),
            QCoreApplication.translate("Tables", "Note"),
        )

    def blank(self) -> Variable:
        """Return an empty variable."""
        return Variable("")

    def text(self, row: Variable, column: int) -> str:
        """Return what a cell says."""
        if column == 1:
            return row.value if isinstance(row.value, str) else MASK
        return row.note if column else row.name

    def with_text(self, row: Variable, column: int, text: str) -> Variable:
        """Return the variable with another text in a cell."""
        match column:
            case 0:
                return replace(row, name=text)
            case 1:
                return replace(row, value=text)
        return replace(row, note=text)

    def is_enabled(self, row: Variable) -> bool:
        """Tell whether it is in force."""
        return row.enabled

    def with_enabled(self, row: Variable, *, enabled: bool) -> Variable:
        """Return it switched; a secret one is always in force."""
        return row if row.is_secret else replace(row, enabled=enabled)

    def is_typed(self, row: Variable, column: int) -> bool:
        """Let everything be typed but what the keyring has."""
        del column
        return not row.is_secret

    def is_masked(self, row: Variable, column: int) -> bool:
        """Mask what looks like a credential."""
        return column == 1 and isinstance(row.value, str) and looks_like_credential(row.name, row.value)

    def choices(self, row: Variable, column: int) -> tuple[str, ...]:
        """Allow anything."""
        del row, column
        return ()

    def suggestions(self, row: Variable, column: int) -> list[str]:
        """Suggest nothing."""
        del row, column
        return []


class FolderSettingsDialog(Dialog):
    """Five pages over one draft; nothing is written before Save."""

    def __init__(
        self,
        kit: Kit,
        edit: FolderEdit,
        schemes: Registry[AuthScheme],
        catalogue: HeaderCatalogue,
        authorities: AuthorityFiles,
        parent: QWidget,
    ) -> None:
        super().__init__(kit, parent)
        self.setObjectName("folderSettings")
        title = self.tr("Collection “{name}”") if not edit.path else self.tr("Folder “{name}”")
        self.setWindowTitle(title.replace("{name}", edit.draft.name))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(kit.theme.pixels(720), kit.theme.pixels(520))
        self._kit = kit
        self._edit = edit
        self._schemes = schemes
        self._form: DeclaredForm | None = None
        self._shown_kind = ""
        self._tabs = PaneTabs(kit, "folderTabs", self.tr("Parts of the settings"))
        self._tabs.set_tabs(
            [
                ("auth", self.tr("Auth")),
                ("headers", self.tr("Headers")),
                ("variables", self.tr("Variables")),
                ("settings", self.tr("Settings")),
                ("docs", self.tr("Docs")),
            ]
        )
        self._tabs.activated.connect(self.show_page)
        self._pages = QStackedWidget()
        self._made = {
            "auth": self._build_auth(),
            "headers": self._build_headers(catalogue),
            "variables": self._build_variables(),
            "settings": self._build_settings(authorities),
            "docs": self._build_docs(),
        }
        for page in self._made.values():
            self._pages.addWidget(page)
        self._trouble = Text(kit, ink="err", wrap=True, name="folderProblem")
        self._trouble.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 12, 20, 16)
        column.setSpacing(10)
        column.addWidget(self._tabs)
        column.addWidget(self._pages, 1)
        column.addWidget(self._trouble)
        column.addLayout(self._build_foot())
        edit.draft_changed.connect(self._render)
        edit.saved.connect(self.accept)
        edit.failed.connect(self._on_failed)
        self._render(edit.draft)

    def show_page(self, name: str) -> None:
        """Bring a page to the front."""
        self._tabs.set_current(name)
        self._pages.setCurrentWidget(self._made[name])

    def done(self, result: int) -> None:
        """Let go of the draft."""
        self._edit.draft_changed.disconnect(self._render)
        self._edit.deleteLater()
        super().done(result)

    # Building --------------------------------------------------------------------------------------------------------

    def _build_auth(self) -> QWidget:
        kit = self._kit
        self._kind = ComboBox(kit, "folderAuthKind", self.tr("Type"))
        if self._edit.path:
            self._kind.addItem(self.tr("Inherit from folder or collection"), "inherit")
        self._kind.addItem(self.tr("No auth"), "none")
        for scheme in self._schemes:
            self._kind.addItem(translated(scheme.label), scheme.name)
        self._kind.activated.connect(self._on_kind)
        form = QFormLayout()
        label = Text(kit, self.tr("Type"), ink="text2")
        label.setMinimumWidth(kit.theme.pixels(LABELS))
        form.addRow(label, self._kind)
        form.setHorizontalSpacing(8)
        self._place = QVBoxLayout()
        hint = self.tr("Requests that inherit use this. Credentials go into the keyring when you save.")
        return _scrolled(form, self._place, Text(kit, hint, role=Role.SMALL, ink="muted", wrap=True))

    def _build_headers(self, catalogue: HeaderCatalogue) -> QWidget:
        self._headers: RowTable[Row] = RowTable(self._kit, HeaderShape(catalogue), "folderHeaders", self.tr("Headers"))
        self._headers.edited.connect(self._edit.set_headers)
        hint = self.tr("They are sent with every request below, unless the request has a header of the same name.")
        return _scrolled(framed(self._headers), Text(self._kit, hint, role=Role.SMALL, ink="muted", wrap=True))

    def _build_variables(self) -> QWidget:
        self._variables: RowTable[Variable] = RowTable(
            self._kit, VariableShape(), "folderVariables", self.tr("Variables")
        )
        self._variables.edited.connect(self._edit.set_variables)
        self._variables.menu_wanted.connect(self._on_variable_menu)
        hint = self.tr("An environment, and folders further in, go before these values.")
        return _scrolled(framed(self._variables), Text(self._kit, hint, role=Role.SMALL, ink="muted", wrap=True))

    def _build_settings(self, authorities: AuthorityFiles) -> QWidget:
        self._sending = FolderSendingPage(self._kit, self._edit, authorities)
        hint = self.tr(
            "Requests follow these where they say nothing themselves. Passwords go into the keyring on saving."
        )
        return _scrolled(Text(self._kit, hint, role=Role.SMALL, ink="muted", wrap=True), self._sending)

    def _build_docs(self) -> QWidget:
        self._docs = MarkdownEditor(self._kit, "folderDocs", self.tr("Docs"))
        self._docs.edited.connect(self._edit.set_docs)
        if self._edit.draft.docs:
            self._docs.show_mode("look")
        return self._docs

    def _build_foot(self) -> QHBoxLayout:
        cancel = Button(self._kit, self.tr("Cancel"), "folderCancel")
        cancel.clicked.connect(self.reject)
        self._save = Button(self._kit, self.tr("Save"), "folderSave", look="primary")
        self._save.clicked.connect(self._edit.save)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(self._save)
        return row

    # Showing ---------------------------------------------------------------------------------------------------------

    def _render(self, draft: FolderContents) -> None:
        self._save.setEnabled(self._edit.is_dirty)
        self._headers.render_rows(draft.defaults.headers)
        self._variables.render_rows(draft.variables)
        self._sending.show_draft()
        self._docs.render_text(draft.docs)
        kind = draft.defaults.auth.kind if self._edit.path or draft.defaults.auth != INHERITED_AUTH else NO_AUTH.kind
        if self._kind.findData(kind) < 0:
            self._kind.addItem(kind, kind)
        self._kind.setCurrentIndex(self._kind.findData(kind))
        if kind != self._shown_kind:
            self._shown_kind = kind
            self._build_form(kind)
        if self._form is not None:
            self._form.render_values(dict(draft.defaults.auth.values), self._edit.is_kept)
        self._tabs.mark("auth", dot=kind not in ("none", "inherit"))
        self._tabs.mark("headers", badge=_count(len(draft.defaults.headers)))
        self._tabs.mark("variables", badge=_count(len(draft.variables)))
        self._tabs.mark("settings", dot=draft.defaults.settings != RequestSettings())
        self._tabs.mark("docs", dot=bool(draft.docs))

    def _build_form(self, kind: str) -> None:
        if self._form is not None:
            self._place.removeWidget(self._form)
            self._form.deleteLater()
            self._form = None
        scheme = self._schemes.get(kind)
        if scheme is not None:
            self._form = DeclaredForm(self._kit, scheme.fields, "folderAuth")
            self._form.edited.connect(self._on_field)
            self._form.keep_wanted.connect(self._on_keep)
            self._place.addWidget(self._form)

    def _on_kind(self, index: int) -> None:
        kind = str(self._kind.itemData(index))
        scheme = self._schemes.get(kind)
        if kind == self._edit.draft.defaults.auth.kind:
            return
        if scheme is None:
            self._edit.set_auth(NO_AUTH if kind == NO_AUTH.kind and self._edit.path else INHERITED_AUTH)
        else:
            self._edit.set_auth(AuthChoice(kind, tuple((f.name, f.default) for f in scheme.fields if f.default)))

    def _on_field(self, name: str, text: str) -> None:
        self._edit.set_auth(self._edit.draft.defaults.auth.with_value(name, text))

    def _on_keep(self, name: str) -> None:
        self._edit.keep(f"auth.{name}")

    def _on_variable_menu(self, row: int, menu: QMenu) -> None:
        variable = self._edit.draft.variables[row]
        if not variable.is_secret and variable.name and variable.value:
            menu.addAction(self.tr("Keep the value in the keyring")).triggered.connect(self._on_keep_variable)

    def _on_keep_variable(self) -> None:
        self._edit.keep(f"variables.{self._variables.currentIndex().row()}.value")

    def _on_failed(self, error: ModelpostError) -> None:
        self._trouble.setText(". ".join(part for part in (translated(error.summary), translated(error.hint)) if part))
        self._trouble.show()


def _count(number: int) -> str:
    return str(number) if number else ""


def _scrolled(*parts: "QWidget | QVBoxLayout | QFormLayout") -> QScrollArea:
    inner = QWidget()
    column = QVBoxLayout(inner)
    column.setContentsMargins(0, 4, 4, 4)
    column.setSpacing(10)
    for part in parts:
        if isinstance(part, QWidget):
            column.addWidget(part)
        else:
            column.addLayout(part)
    column.addStretch(1)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inner)
    return area
