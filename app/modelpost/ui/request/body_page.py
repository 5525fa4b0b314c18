"""What is sent: one of five kinds, each with its own content."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import (
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
)
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from modelpost.core.failures import Problem
from modelpost.core.request import Body, BodyKind, FileNames, FormRow, RawLanguage, RequestDraft, Row
from modelpost.core.text import Message
from modelpost.documents.json_check import JsonProblem
from modelpost.ui.kit.buttons import Button, IconButton, Kit
from modelpost.ui.kit.controls import ComboBox
from modelpost.ui.kit.folding_row import FoldingRow
from modelpost.ui.kit.notices import EmptyState, Text
from modelpost.ui.kit.rows import RowTable
from modelpost.ui.kit.segmented import SegmentedControl
from modelpost.ui.request.batch_hint import BatchHint
from modelpost.ui.request.drop_zone import DropZone
from modelpost.ui.request.file_name_ways import way_text
from modelpost.ui.request.form_table import FormTable
from modelpost.ui.request.page import cell_problems
from modelpost.ui.request.raw_editor import RawEditor
from modelpost.ui.request.shapes import PairShape
from modelpost.ui.theme import Role
from modelpost.workbench.file_facts import FileFacts, FileFactsDesk
from modelpost.workbench.request_tab import RequestTab
from modelpost.workbench.sizes import size_text
from modelpost.workbench.texts import translated
from modelpost.workbench.workspace import Workspace

_PAIR_COLUMNS = {"name": 0, "value": 1}
_FORM_COLUMNS = {"name": 0, "value": 2, "files": 2, "content_type": 3, "file_name": 2, "headers": 2}


class BodyPage(QWidget):
    """The body of a request.

    Signals:
        batch_wanted: the request shall be run in Batch; carries a list of paths to run over, which may be empty.
    """

    batch_wanted = Signal(list)

    def __init__(self, kit: Kit, workspace: Workspace, files: FileFactsDesk) -> None:
        super().__init__()
        self.setObjectName("bodyPage")
        self.setAccessibleName(self.tr("Body"))
        self.kit = kit
        self._workspace = workspace
        self._files = files
        self.tab: RequestTab | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._build_head())
        self._pages = QStackedWidget()
        self._kinds = {
            BodyKind.NONE: self._build_none(),
            BodyKind.FORM_DATA: self._build_form(),
            BodyKind.URLENCODED: self._build_urlencoded(),
            BodyKind.RAW: self._build_raw(),
            BodyKind.BINARY: self._build_binary(),
        }
        for page in self._kinds.values():
            self._pages.addWidget(page)
        column.addWidget(self._pages, 1)
        files.known.connect(self._on_known)

    # Building --------------------------------------------------------------------------------------------------------

    def _build_head(self) -> QWidget:
        kit = self.kit
        choices = [(kind.value, kind.value) for kind in BodyKind]
        self._kind = SegmentedControl(kit, choices, "bodyKind", self.tr("Kind of body"), shrinks=True)
        self._kind.activated.connect(self._on_kind)
        self._summary = Text(kit, role=Role.SMALL, ink="muted", name="bodySummary")
        self._language = ComboBox(kit, "rawLanguage", self.tr("Language"), compact=True)
        for language, name in (
            (RawLanguage.JSON, "JSON"),
            (RawLanguage.TEXT, self.tr("Text")),
            (RawLanguage.XML, "XML"),
            (RawLanguage.HTML, "HTML"),
        ):
            self._language.addItem(name, language)
        self._language.activated.connect(self._on_language)
        self._insert = IconButton(kit, "file", self.tr("Insert a file as base64…"), "insertFile")
        self._insert.clicked.connect(self._on_insert)
        self._beautify = Button(kit, self.tr("Beautify"), "beautify", look="flat", icon="wand-sparkles", compact=True)
        self._beautify.clicked.connect(self.beautify)
        tools = QWidget()
        row = QHBoxLayout(tools)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(self._summary)
        row.addWidget(self._language)
        row.addWidget(self._insert)
        row.addWidget(self._beautify)
        head = FoldingRow(self._kind, tools)
        head.setContentsMargins(16, 8, 12, 8)
        return head

    def _build_none(self) -> QWidget:
        return EmptyState(self.kit, "file", self.tr("No body"), self.tr("This request sends no body."), name="noBody")

    def _build_form(self) -> QWidget:
        self._form = FormTable(self.kit, self._files)
        self._form.edited.connect(self._on_form)
        self._zone = DropZone(self.kit)
        self._zone.dropped.connect(self._on_dropped)
        self._zone.choose_wanted.connect(self._on_choose)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(16, 0, 12, 16)
        column.setSpacing(12)
        frame = QFrame()
        frame.setProperty("card", "true")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self._form)
        column.addWidget(frame)
        column.addWidget(self._zone)
        column.addWidget(self._build_names_line())
        self._batch_hint = BatchHint(self.kit)
        self._batch_hint.batch_wanted.connect(self._on_batch_wanted)
        column.addWidget(self._batch_hint)
        column.addStretch(1)
        return _scrolled(inner)

    def _build_names_line(self) -> QWidget:
        """Return the choice of how to write file names, which is shown where it makes a difference."""
        self._file_names = ComboBox(self.kit, "fileNames", self.tr("Other letters in file names"), compact=True)
        for way in FileNames:
            self._file_names.addItem(way_text(way), way)
        self._file_names.activated.connect(self._on_file_names)
        self._names_line = QWidget()
        row = QHBoxLayout(self._names_line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(Text(self.kit, self.tr("Other letters in file names"), role=Role.SMALL, ink="muted"))
        row.addWidget(self._file_names)
        row.addStretch(1)
        return self._names_line

    def _build_urlencoded(self) -> QWidget:
        self._urlencoded: RowTable[Row] = RowTable(self.kit, PairShape(), "urlencodedTable", self.tr("Form fields"))
        self._urlencoded.edited.connect(self._on_urlencoded)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(16, 0, 12, 16)
        frame = QFrame()
        frame.setProperty("card", "true")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self._urlencoded)
        column.addWidget(frame)
        column.addStretch(1)
        return _scrolled(inner)

    def _build_raw(self) -> QWidget:
        self._raw = RawEditor(self.kit, self._facts_of)
        self._raw.files_dropped.connect(self._insert_files)
        self._raw.edited.connect(self._on_raw)
        self._raw.checked.connect(self._on_checked)
        return self._raw

    def _build_binary(self) -> QWidget:
        self._binary = QLineEdit()
        self._binary.setObjectName("binaryPath")
        self._binary.setAccessibleName(self.tr("File to send as the body"))
        self._binary.setPlaceholderText(self.tr("File to send as the body"))
        self._binary.textEdited.connect(self._on_binary)
        choose = Button(self.kit, self.tr("Choose file…"), "chooseBinary")
        choose.clicked.connect(self._on_choose)
        self._binary_facts = Text(self.kit, role=Role.SMALL, ink="muted", name="binaryFacts")
        row = QHBoxLayout()
        row.addWidget(self._binary, 1)
        row.addWidget(choose)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(16, 4, 12, 16)
        column.addLayout(row)
        column.addWidget(self._binary_facts)
        column.addStretch(1)
        return page

    # Showing ---------------------------------------------------------------------------------------------------------

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
        """Show the body of a draft."""
        if self.tab is None:
            return
        body = draft.body
        self._form.folder = self.tab.surroundings.context.folder
        self._form.file_names = body.file_names
        self._file_names.setCurrentIndex(self._file_names.findData(body.file_names))
        self._names_line.setVisible(body.file_names is not FileNames.RAW or _has_other_letters(body))
        self._kind.set_current(body.kind.value)
        self._pages.setCurrentWidget(self._kinds[body.kind])
        is_raw = body.kind is BodyKind.RAW
        self._language.setVisible(is_raw)
        self._insert.setVisible(is_raw)
        self._beautify.setVisible(is_raw)
        self._beautify.setEnabled(body.language is RawLanguage.JSON)
        self._language.setCurrentIndex(self._language.findData(body.language))
        self._form.render_rows(body.form)
        self._urlencoded.render_rows(body.urlencoded)
        if is_raw:
            self._raw.render_raw(draft, self.tab)
        if self._binary.text() != body.binary:
            self._binary.setText(body.binary)
        named = next((row.name for row in body.form if row.is_file), "")
        hint = self.tr("Replaces the file in “{name}”").replace("{name}", named)
        self._zone.say(hint if named else self.tr("Adds a row with the file"))
        self._batch_hint.show_for(has_file=bool(named))
        self._show_summary(draft)

    def render_problems(self, problems: tuple[Problem, ...]) -> None:
        """Mark cells."""
        self._form.show_problems(cell_problems(problems, "body.form.", _FORM_COLUMNS))
        self._urlencoded.show_problems(cell_problems(problems, "body.urlencoded.", _PAIR_COLUMNS))
        mine = [problem for problem in problems if problem.where == "body.binary"]
        if mine:
            self._binary_facts.setText(f"{translated(mine[0].message)}. {translated(mine[0].hint)}")
            self._binary_facts.set_ink("err")

    def beautify(self) -> None:
        """Lay the JSON out anew."""
        if self.tab is not None and self.tab.draft.body.kind is BodyKind.RAW:
            self.tab.set_raw(self._raw.beautified())

    def go_to(self, where: str) -> None:
        """Put the focus on a place of the body."""
        if where == "body.raw":
            self._raw.go_to_problem()
        elif where.startswith("body.form."):
            self._form.setFocus()
            self._form.setCurrentIndex(self._form.rows_model.index(int(where.split(".")[2]), 3))
        elif where == "body.binary":
            self._binary.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Take a pasted picture."""
        is_form = self.tab is not None and self.tab.draft.body.kind is BodyKind.FORM_DATA
        if event.matches(QKeySequence.StandardKey.Paste) and is_form and self.paste_picture():
            return
        super().keyPressEvent(event)

    def paste_picture(self) -> bool:
        """Keep the picture in the clipboard as a file and put it into the form; tell whether there was one."""
        image = QGuiApplication.clipboard().image()
        if image.isNull():
            return False
        self._workspace.keep_picture(self.tab, image, partial(self._on_pasted, self.tab))
        return True

    # -----------------------------------------------------------------------------------------------------------------

    def _show_summary(self, draft: RequestDraft) -> None:
        self._summary.setVisible(draft.body.kind is BodyKind.FORM_DATA)
        if draft.body.kind is BodyKind.FORM_DATA:
            files = [file for row in draft.body.form if row.enabled and row.is_file for file in row.files]
            known = [self._files.facts(self._form.absolute(file)) for file in files if "{{" not in file]
            total = sum(facts.size for facts in known if facts is not None)
            text = self.tr("1 file, {size}") if len(files) == 1 else self.tr("{n} files, {size}")
            self._summary.setText(
                text.replace("{n}", str(len(files))).replace("{size}", size_text(total)) if files else ""
            )
        elif not draft.body.binary:
            self._binary_facts.setText("")
        elif draft.body.kind is BodyKind.BINARY and "{{" not in draft.body.binary:
            facts = self._files.facts(self._form.absolute(draft.body.binary))
            self._binary_facts.set_ink("err" if facts is not None and facts.trouble else "muted")
            self._binary_facts.setText(
                "" if facts is None else translated(facts.trouble) if facts.trouble else size_text(facts.size)
            )

    def _on_surroundings_changed(self) -> None:
        if self.tab is not None:
            self.render_draft(self.tab.draft)

    def _on_known(self, path: str) -> None:
        del path
        if self.tab is not None:
            self._show_summary(self.tab.draft)
        self._raw.files_changed()

    def _facts_of(self, path: str) -> FileFacts | None:
        return None if "{{" in path else self._files.facts(self._form.absolute(path))

    def _on_insert(self) -> None:
        start = str(Path(self._form.folder or Path.home()))
        path, _ = QFileDialog.getOpenFileName(self, self.tr("Insert a file as base64"), start)
        if path:
            self._insert_files([path])

    def _insert_files(self, paths: list[str]) -> None:
        """Put files into the raw text at the caret, relative to the collection where they lie in it."""
        editor = self._raw.editor
        for number, path in enumerate(paths):
            if number:
                editor.textCursor().insertText(", ")
            if not editor.insert_file(self._form.relative(path)):
                self._workspace.told.emit(
                    Message("{path} cannot be inserted, because there is a brace in its name.", path=path)
                )

    def _on_kind(self, key: str) -> None:
        if self.tab is not None:
            self.tab.set_body_kind(BodyKind(key))

    def _on_language(self, index: int) -> None:
        if self.tab is not None:
            self.tab.set_language(self._language.itemData(index))

    def _on_form(self, rows: tuple[FormRow, ...]) -> None:
        if self.tab is not None:
            self.tab.set_form(rows)

    def _on_file_names(self, index: int) -> None:
        if self.tab is not None:
            self.tab.set_file_names(self._file_names.itemData(index))

    def _on_urlencoded(self, rows: tuple[Row, ...]) -> None:
        if self.tab is not None:
            self.tab.set_urlencoded(rows)

    def _on_raw(self, text: str) -> None:
        if self.tab is not None:
            self.tab.set_raw(text)

    def _on_checked(self, text: str, problem: JsonProblem | None) -> None:
        if self.tab is not None:
            self.tab.report_json_check(text, problem)

    def _on_binary(self, text: str) -> None:
        if self.tab is not None:
            self.tab.set_binary(text)

    def _on_batch_wanted(self) -> None:
        self.batch_wanted.emit([])

    def _on_dropped(self, paths: list[str]) -> None:
        tab = self.tab

        def looked(is_batch: bool) -> None:
            if is_batch:
                self.batch_wanted.emit(paths)
            elif tab is self.tab:
                self._form.put_files(self._form.first_file_row(), paths)

        self._workspace.look_at(paths, looked)

    def _on_pasted(self, tab: RequestTab | None, path: str) -> None:
        if tab is not self.tab and tab in self._workspace.tabs and tab is not None:
            self._workspace.show(tab)  # the picture belongs to the request it was pasted into
        if tab is not self.tab:
            return
        self._form.put_files(self._form.first_file_row(), [path])

    def _on_choose(self) -> None:
        if self.tab is None:
            return
        if self.tab.draft.body.kind is BodyKind.FORM_DATA:
            self._form.choose_files(self._form.first_file_row())
            return
        start = str(Path(self._form.folder or Path.home()))
        path, _ = QFileDialog.getOpenFileName(self, self.tr("Choose a file"), start)
        if path:
            self.tab.set_binary(self._form.relative(path))


def _has_other_letters(body: Body) -> bool:
    names = (name for row in body.form for name in (row.file_name, *(row.files if row.is_file else ())))
    return not all(name.rpartition("/")[2].isascii() for name in names)


def _scrolled(inner: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inner)
    return area
