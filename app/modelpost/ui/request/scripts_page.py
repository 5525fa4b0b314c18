"""The scripts that another program runs around a request: kept word for word, shown, never run."""

from PySide6.QtWidgets import QPlainTextEdit

from modelpost.core.request import RequestDraft, Script
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.notices import Text
from modelpost.ui.request.page import Page
from modelpost.ui.theme import Role

_LEAST_LINES, _MOST_LINES = 3, 24


class ScriptsPage(Page):
    """Every script under a heading that says when it would run."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, "scriptsPage", "")
        self.setAccessibleName(self.tr("Scripts"))
        note = self.tr("Kept in the file as they are, not run. Assertions say what must be true without a script.")
        self.column.addWidget(Text(kit, note, ink="text2", wrap=True, name="scriptsNote"))
        self._shown: tuple[Script, ...] = ()
        self._parts: list[Text | QPlainTextEdit] = []
        self.column.addStretch(1)

    def render_draft(self, draft: RequestDraft) -> None:
        """Show the scripts."""
        if draft.scripts == self._shown:
            return
        self._shown = draft.scripts
        for part in self._parts:
            self.column.removeWidget(part)
            part.deleteLater()
        self._parts = []
        for number, script in enumerate(draft.scripts):
            title = self._title(script.kind)
            self._add(Text(self.kit, title, role=Role.LABEL, ink="muted"))
            self._add(self._code(number, title, script.code))

    def _add(self, part: Text | QPlainTextEdit) -> None:
        self._parts.append(part)
        self.column.insertWidget(self.column.count() - 1, part)

    def _code(self, number: int, title: str, code: str) -> QPlainTextEdit:
        field = QPlainTextEdit(code)
        field.setObjectName(f"script{number}")
        field.setAccessibleName(title)
        field.setReadOnly(True)
        field.setTabChangesFocus(True)
        field.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        field.setFont(self.kit.theme.font(Role.CODE))
        lines = max(_LEAST_LINES, min(_MOST_LINES, code.count("\n") + 1))
        field.setFixedHeight((lines + 2) * field.fontMetrics().lineSpacing())
        return field

    def _title(self, kind: str) -> str:
        match kind:
            case "before-request":
                return self.tr("Before the request")
            case "after-response":
                return self.tr("After the response")
            case "tests":
                return self.tr("Tests")
        return kind
