"""What a batch is over and how it goes: the request's name, the buttons, and a row of choices."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from modelpost.runs.applied import file_parts
from modelpost.runs.batch import MOST_WORKERS
from modelpost.runs.setup import SourceKind
from modelpost.ui.batch.expected import ExpectedBox
from modelpost.ui.kit.buttons import Button, IconButton, Kit
from modelpost.ui.kit.controls import ComboBox
from modelpost.ui.kit.elided import ElidedButton, ElidedText
from modelpost.ui.kit.notices import Text
from modelpost.ui.kit.numbers import NumberBox
from modelpost.ui.theme import Role
from modelpost.workbench.batch_phase import Phase
from modelpost.workbench.batch_run import BatchRun

_MOST_RETRIES = 10
EXPORTS = ("csv", "jsonl", "html", "answers")


class MethodName(Text):
    """The method of a request, in its colour."""

    def __init__(self, kit: Kit, name: str) -> None:
        super().__init__(kit, role=Role.METHOD_LARGE, name=name)

    def show_method(self, method: str) -> None:
        """Show a method."""
        self.setText(method)
        self.setStyleSheet(f"color: {self._kit.theme.method_color(method).name()}")


class BatchHead(QWidget):
    """Name, buttons and choices of a batch.

    Signals:
        setup_chosen: something was chosen; carries the new Setup.
        run_wanted, paused, resumed, stopped, failed_wanted: a button was pressed.
        export_wanted: results shall be written; carries one of `EXPORTS`.
        source_wanted: another source shall be chosen; carries the value of its SourceKind.
        options_wanted: the rest of the setup shall be shown.
    """

    setup_chosen = Signal(object)
    run_wanted = Signal()
    paused = Signal()
    resumed = Signal()
    stopped = Signal()
    failed_wanted = Signal()
    export_wanted = Signal(str)
    source_wanted = Signal(str)
    options_wanted = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.setObjectName("batchHead")
        self._kit = kit
        self._run: BatchRun | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 16, 12)
        column.setSpacing(10)
        column.addLayout(self._build_title())
        self._choices = self._build_choices()
        column.addWidget(self._choices)

    def _build_title(self) -> QHBoxLayout:
        kit = self._kit
        self._method = MethodName(kit, "batchMethod")
        self._name = ElidedText(kit, role=Role.SECTION, name="batchName")
        self._crumbs = ElidedText(kit, role=Role.SMALL, ink="text2", name="batchCrumbs")
        names = QHBoxLayout()
        names.setSpacing(8)
        names.addWidget(self._method)
        names.addWidget(self._name)
        names.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addLayout(names)
        words.addWidget(self._crumbs)
        self._start = Button(kit, self.tr("Run"), "batchRun", look="primary", icon="play")
        self._start.clicked.connect(self._on_start)
        self._pause = Button(kit, self.tr("Pause"), "batchPause", icon="pause")
        self._pause.clicked.connect(self.paused)
        self._resume = Button(kit, self.tr("Resume"), "batchResume", look="primary", icon="play")
        self._resume.clicked.connect(self.resumed)
        self._stop = Button(kit, self.tr("Stop"), "batchStop", icon="square")
        self._stop.setProperty("ink", "err")
        self._stop.clicked.connect(self.stopped)
        self._failed = Button(kit, self.tr("Retry failed"), "batchRetryFailed", icon="refresh-cw")
        self._failed.clicked.connect(self.failed_wanted)
        self._export = Button(kit, self.tr("Export CSV"), "batchExportCsv", icon="file-spreadsheet")
        self._export.clicked.connect(self._on_csv)
        self._report = Button(kit, self.tr("HTML report"), "batchReport", icon="file-chart-column")
        self._report.clicked.connect(self._on_report)
        self._more = IconButton(kit, "ellipsis", self.tr("More exports"), "batchMore")
        self._more.setMenu(self._build_menu())
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addLayout(words, 1)
        for button in (self._start, self._resume, self._pause, self._stop, self._failed, self._export, self._report):
            row.addWidget(button)
        row.addWidget(self._more)
        return row

    def _build_menu(self) -> QMenu:
        menu = QMenu(self)
        for kind, text in (
            ("jsonl", self.tr("Export JSON Lines…")),
            ("answers", self.tr("Save each raw response into a folder…")),
        ):
            action = QAction(text, menu)
            action.setObjectName(f"batchExport-{kind}")
            action.setData(kind)
            menu.addAction(action)
        menu.triggered.connect(self._on_export)
        return menu

    def _build_choices(self) -> QWidget:
        kit = self._kit
        self._source = ElidedButton(kit, "", "batchSource", icon="folder-open")
        self._source.setStyleSheet("text-align: left")
        self._source.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        menu = QMenu(self._source)
        for kind, text in (
            (SourceKind.FOLDER, self.tr("Folder…")),
            (SourceKind.FILES, self.tr("Files…")),
            (SourceKind.TABLE, self.tr("CSV, JSON Lines or JSON…")),
            (SourceKind.REPEAT, self.tr("Repeat the request…")),
        ):
            action = QAction(text, menu)
            action.setObjectName(f"batchSource-{kind.value}")
            action.setData(kind.value)
            menu.addAction(action)
        menu.triggered.connect(self._on_source)
        self._source.setMenu(menu)
        self._part = ComboBox(kit, "batchPart", self.tr("Where the file goes"))
        self._part.activated.connect(self._on_part)
        self._expects = ExpectedBox(kit, "batchExpected")
        self._expects.setup_chosen.connect(self.setup_chosen)
        self._workers = NumberBox(kit, "batchWorkers", self.tr("How many at the same time"))
        self._workers.setRange(1, MOST_WORKERS)
        self._workers.setPrefix(self.tr("Parallel  "))
        self._workers.valueChanged.connect(self._on_workers)
        self._retries = NumberBox(kit, "batchRetries", self.tr("Retries"))
        self._retries.setRange(-1, _MOST_RETRIES)
        self._retries.setPrefix(self.tr("Retries  "))
        self._retries.setSpecialValueText(self.tr("Retries as set"))
        self._retries.setToolTip(self.tr("As set: what the Settings page of the request says."))
        self._retries.valueChanged.connect(self._on_retries)
        self._options = IconButton(kit, "settings", self.tr("More about the inputs"), "batchOptions")
        self._options.clicked.connect(self.options_wanted)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._source, 1)
        for widget in (self._part, self._expects, self._workers, self._retries, self._options):
            row.addWidget(widget)
        return holder

    # Showing ---------------------------------------------------------------------------------------------------------

    def show_run(self, run: BatchRun) -> None:
        """Show a batch."""
        self._run = run
        tab, setup = run.tab, run.setup
        self._method.show_method(tab.draft.method or "GET")
        self._name.setText(tab.title)
        crumbs = tab.surroundings.crumbs
        self._crumbs.setText(", ".join(crumbs))
        self._crumbs.setVisible(bool(crumbs))
        self._choices.setVisible(setup.has_source)
        self._choices.setEnabled(not run.is_busy)
        self._show_source(run)
        self._show_parts(run)
        self._expects.show_setup(setup, run.columns)
        self._workers.setValue(setup.workers)
        self._retries.setValue(-1 if setup.retries is None else setup.retries)
        self._show_buttons(run)

    def _show_buttons(self, run: BatchRun) -> None:
        phase = run.phase
        has_results = bool(run.tally.size)
        self._start.setVisible(not run.is_busy and not run.is_resumable)
        self._start.setEnabled(phase in (Phase.READY, Phase.STOPPED, Phase.DONE) and bool(run.total))
        text = self.tr("Run again") if has_results else self.tr("Run")
        self._start.setText(f" {text}")
        self._start.setAccessibleName(text)
        self._resume.setVisible(phase is Phase.PAUSED or run.is_resumable)
        self._pause.setVisible(phase is Phase.RUNNING)
        self._stop.setVisible(run.is_busy)
        self._failed.setVisible(not run.is_busy and bool(run.failed_count))
        for widget in (self._export, self._report, self._more):
            widget.setVisible(has_results)

    def _show_source(self, run: BatchRun) -> None:
        setup = run.setup
        names = {
            SourceKind.FOLDER: (self.tr("Folder {name}, {n} files"), "folder-open"),
            SourceKind.FILES: (self.tr("{n} files"), "file-image"),
            SourceKind.TABLE: (self.tr("Table {name}, {n} rows"), "file-spreadsheet"),
            SourceKind.REPEAT: (self.tr("The same request {n} times"), "refresh-cw"),
        }
        text, icon = names[setup.kind]
        count = "…" if run.phase is Phase.READING else str(run.total)
        text = text.replace("{name}", Path(setup.place).name).replace("{n}", count)
        self._source.setText(f" {text}")
        self._source.setAccessibleName(text)
        self._source.setToolTip(setup.place)
        self._source.setIcon(self._kit.icons.icon(icon))

    def _show_parts(self, run: BatchRun) -> None:
        parts = file_parts(run.tab.draft)
        self._part.clear()
        for part in parts:
            self._part.addItem(self.tr("Send as {name}").replace("{name}", part), part)
        chosen = self._part.findData(run.setup.part)
        self._part.setCurrentIndex(max(0, chosen))
        has_files = run.setup.kind in (SourceKind.FOLDER, SourceKind.FILES) or bool(run.setup.file_column)
        self._part.setVisible(bool(parts) and has_files)

    # Commands --------------------------------------------------------------------------------------------------------

    @property
    def focus_target(self) -> QWidget:
        """Where the keyboard begins."""
        return next((each for each in (self._start, self._resume, self._pause, self._stop) if each.isVisible()), self)

    def _on_start(self) -> None:
        self.run_wanted.emit()

    def _on_csv(self) -> None:
        self.export_wanted.emit("csv")

    def _on_report(self) -> None:
        self.export_wanted.emit("html")

    def _on_export(self, action: QAction) -> None:
        self.export_wanted.emit(str(action.data()))

    def _on_source(self, action: QAction) -> None:
        self.source_wanted.emit(str(action.data()))

    def _on_part(self, index: int) -> None:
        self._choose(part=str(self._part.itemData(index) or ""))

    def _on_workers(self, count: int) -> None:
        self._choose(workers=count)

    def _on_retries(self, count: int) -> None:
        self._choose(retries=None if count < 0 else count)

    def _choose(self, **changes: object) -> None:
        if self._run is not None:
            setup = replace(self._run.setup, **changes)  # type: ignore[arg-type]  # checked by Setup itself
            if setup != self._run.setup:
                self.setup_chosen.emit(setup)
