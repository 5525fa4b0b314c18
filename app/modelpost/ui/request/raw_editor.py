"""The raw body: editor, language and what is wrong with it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from modelpost.core.json_comments import without_comments
from modelpost.core.request import RawLanguage, RequestDraft
from modelpost.core.scope import Context
from modelpost.documents.json_check import JsonProblem
from modelpost.documents.json_layout import format_json
from modelpost.ui.kit.buttons import Button, Kit
from modelpost.ui.kit.notices import Icon, Text
from modelpost.ui.text.body_editor import BodyEditor
from modelpost.ui.text.file_chips import FactsOf
from modelpost.ui.theme import Role
from modelpost.workbench.explaining import explained, offered
from modelpost.workbench.request_tab import RequestTab
from modelpost.workbench.sizes import size_text
from modelpost.workbench.texts import translated

_LANGUAGES = {RawLanguage.JSON: "json", RawLanguage.TEXT: "text", RawLanguage.XML: "xml", RawLanguage.HTML: "html"}

_SEARCHED = 1 << 16
"""Characters in which comments are looked for at every keystroke: 1 ms."""


class RawEditor(QWidget):
    """Edits the raw text of a draft.

    Signals:
        edited: the user changed the text; carries all of it.
        checked: a JSON text was looked through; carries the text, and its JsonProblem or None.
        files_dropped: files were dropped or pasted into the text; carries a list of paths.
    """

    files_dropped = Signal(list)
    edited = Signal(str)
    checked = Signal(str, object)

    def __init__(self, kit: Kit, facts: FactsOf, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facts = facts
        self._context = Context()
        self.editor = BodyEditor(kit, "rawBody", self.tr("Raw body"))
        self.editor.edited.connect(self.edited)
        self.editor.files_dropped.connect(self.files_dropped)
        self.editor.problem_changed.connect(self._on_problem)
        self.editor.checked.connect(self.checked)
        self.editor.caret_moved.connect(self._on_caret)
        self._icon = Icon(kit, "circle-check", "ok", 14)
        self._state = Text(kit, role=Role.SMALL, ink="ok", name="jsonState")
        self._fix = Button(kit, self.tr("Add comma"), "jsonFix", look="link")
        self._fix.clicked.connect(self._on_fix)
        self._place = Text(kit, role=Role.SMALL, ink="muted", name="caretPlace")
        self._size = Text(kit, role=Role.SMALL, ink="muted", name="rawSize")
        foot = QFrame()
        foot.setProperty("line", "above")
        row = QHBoxLayout(foot)
        row.setContentsMargins(16, 5, 12, 5)
        row.setSpacing(8)
        row.addWidget(self._icon)
        row.addWidget(self._state)
        row.addWidget(self._fix)
        row.addStretch(1)
        row.addWidget(self._place)
        row.addWidget(self._size)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.editor, 1)
        column.addWidget(foot)
        self._language = RawLanguage.JSON
        self._tab: RequestTab | None = None
        self._show_state(None)
        self._on_caret(1, 1)

    def render_raw(self, draft: RequestDraft, tab: RequestTab) -> None:
        """Show the raw text of a draft."""
        is_other = tab is not self._tab
        self._tab = None  # the caret moves while another text is put in
        self._language = draft.body.language
        context = tab.surroundings.context
        self._context = context
        self.editor.explain_with(self._explained, offered(context), self._facts)
        self.editor.render_text(draft.body.raw, _LANGUAGES[draft.body.language])
        self.editor.set_known_variables(frozenset(context.names()))
        self._size.setText(size_text(len(draft.body.raw.encode("utf-8", "replace"))) if draft.body.raw else "")
        self._show_state(self.editor.problem)
        if is_other:
            self._put_caret(tab.look.caret)
        self._tab = tab

    def beautified(self) -> str:
        """Return the text laid out anew, every number as typed."""
        text = self.editor.toPlainText()
        return format_json(text.encode("utf-8", "surrogatepass")).decode("utf-8", "replace").strip()

    def files_changed(self) -> None:
        """Show what has become known of files."""
        self.editor.viewport().update()

    def _explained(self, name: str) -> tuple[str, str] | None:
        return explained(name, self._context)

    def go_to_problem(self) -> None:
        """Put the caret at what is wrong."""
        if self.editor.problem is not None:
            self.editor.go_to(self.editor.problem.offset)
        else:
            self.editor.setFocus()

    def _show_state(self, problem: JsonProblem | None) -> None:
        is_json = self._language is RawLanguage.JSON and bool(self.editor.toPlainText().strip())
        self._icon.setVisible(is_json)
        self._state.setVisible(is_json)
        self._fix.setVisible(is_json and problem is not None and bool(problem.fix))
        if problem is None:
            self._icon.show_icon("circle-check", "ok")
            self._state.setText(
                self.tr("Valid JSON, comments are not sent") if self._has_comments() else self.tr("Valid JSON")
            )
            self._state.set_ink("ok")
        else:
            self._icon.show_icon("circle-x", "err")
            self._state.setText(self._said(problem))
            self._state.set_ink("err")

    def _has_comments(self) -> bool:
        text = self.editor.toPlainText()
        return len(text) <= _SEARCHED and without_comments(text) != text

    def _said(self, problem: JsonProblem) -> str:
        text = self.tr("Line {line}, column {column}: {reason}").replace("{line}", str(problem.line))
        return text.replace("{column}", str(problem.column)).replace("{reason}", translated(problem.reason))

    def _on_problem(self, problem: JsonProblem | None) -> None:
        self._show_state(problem)

    def _on_caret(self, line: int, column: int) -> None:
        text = self.tr("Ln {line}, Col {column}").replace("{line}", str(line))
        self._place.setText(text.replace("{column}", str(column)))
        if self._tab is not None:
            self._tab.set_look(self._tab.look._replace(caret=self.editor.textCursor().position()))

    def _put_caret(self, position: int) -> None:
        cursor = self.editor.textCursor()
        cursor.setPosition(min(position, self.editor.document().characterCount() - 1))
        self.editor.setTextCursor(cursor)

    def _on_fix(self) -> None:
        if self.editor.problem is not None:
            self.editor.insert_fix(self.editor.problem)
