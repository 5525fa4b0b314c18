"""Batch mode: the request in front over a folder, a table, some files, or again and again."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QHideEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from modelpost.runs.result import Result
from modelpost.runs.setup import Setup, SourceKind
from modelpost.runs.tally import Verdict
from modelpost.ui.batch.charts import BatchCharts
from modelpost.ui.batch.detail import BatchDetail
from modelpost.ui.batch.figures import BatchFigures
from modelpost.ui.batch.head import BatchHead
from modelpost.ui.batch.options import BatchOptions, Subject, Taker, repeated
from modelpost.ui.batch.table import BatchTable
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.cards import ActionCard
from modelpost.ui.kit.controls import ThinSplitter
from modelpost.ui.kit.notices import Banner, Icon, Text
from modelpost.ui.kit.scaled import Scaled
from modelpost.ui.kit.segmented import SegmentedControl
from modelpost.ui.theme import Role
from modelpost.workbench.batch_answers import KeptAnswer
from modelpost.workbench.batch_desk import BatchDesk
from modelpost.workbench.batch_phase import Phase
from modelpost.workbench.batch_rows import ALL
from modelpost.workbench.batch_run import BatchRun
from modelpost.workbench.texts import translated
from modelpost.workbench.thumbnails import Thumbnails

_ENDINGS = {"csv": ".csv", "jsonl": ".jsonl", "html": ".html"}


class BatchPage(QWidget):
    """The page of Batch mode.

    Signals:
        request_wanted: the request was changed to the input of a row; it shall be shown and sent.
        told: something to say in passing; carries a text.
    """

    request_wanted = Signal()
    told = Signal(str)

    def __init__(self, kit: Kit, desk: BatchDesk, thumbnails: Thumbnails) -> None:
        super().__init__()
        self.setObjectName("batchPage")
        self.setAccessibleName(self.tr("Batch"))
        self.setAcceptDrops(True)
        self._kit = kit
        self._desk = desk
        self._run: BatchRun | None = None
        self._head = BatchHead(kit)
        self._banner = Banner(kit, "batchBanner")
        self._banner.chosen.connect(self._on_banner)
        self._figures = BatchFigures(kit)
        self._table = BatchTable(kit, thumbnails)
        self._detail = BatchDetail(kit)
        self._charts = BatchCharts(kit)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(_rule())
        holder = QVBoxLayout()
        holder.setContentsMargins(16, 0, 16, 0)
        holder.addWidget(self._banner)
        column.addLayout(holder)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._build_begin())
        self._pages.addWidget(self._build_results())
        column.addWidget(self._pages, 1)
        self._connect()
        desk.shown.connect(self.show_run)
        self.show_run(desk.current)

    def _build_begin(self) -> QWidget:
        """Return what stands here before there is a source: four cards, and where to drop."""
        kit = self._kit
        page = QWidget()
        page.setObjectName("batchBegin")
        self._cards: list[ActionCard] = []
        grid = QGridLayout()
        grid.setSpacing(12)
        cards = (
            (SourceKind.FOLDER, "folder-open", self.tr("A folder of pictures"), self._say_folder()),
            (SourceKind.TABLE, "file-spreadsheet", self.tr("A CSV, JSON Lines or JSON file"), self._say_table()),
            (SourceKind.FILES, "file-image", self.tr("Some files"), self.tr("One request for each of them.")),
            (SourceKind.REPEAT, "refresh-cw", self.tr("Again and again"), self._say_repeat()),
        )
        for place, (kind, icon, title, text) in enumerate(cards):
            card = ActionCard(kit, icon, "", title, text, f"batchFrom-{kind.value}")
            card.setProperty("kind", kind.value)
            card.pressed.connect(self._on_card)
            self._cards.append(card)
            grid.addWidget(card, place // 2, place % 2)
        middle = QVBoxLayout()
        middle.setSpacing(8)
        middle.addWidget(Icon(kit, "layers", "muted", 28), 0, Qt.AlignmentFlag.AlignHCenter)
        heading = Text(kit, self.tr("Batch"), role=Role.SECTION)
        middle.addWidget(heading, 0, Qt.AlignmentFlag.AlignHCenter)
        self._begin_line = Text(kit, self._say_begin(), ink="text2", wrap=True)
        self._begin_line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        middle.addWidget(self._begin_line)
        middle.addSpacing(8)
        middle.addLayout(grid)
        box = QWidget()
        box.setLayout(middle)
        box.setMaximumWidth(kit.theme.pixels(640))
        column = QVBoxLayout(page)
        column.addStretch(2)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(box, 30)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(3)
        return page

    def _build_results(self) -> QWidget:
        kit = self._kit
        self._segments = SegmentedControl(kit, self._segment_texts({}), "batchFilter", self.tr("Which results"))
        self._segments.activated.connect(self._on_segment)
        self._words = QLineEdit()
        self._words.setObjectName("batchWords")
        self._words.setProperty("compact", "true")
        self._words.setPlaceholderText(self.tr("Filter inputs"))
        self._words.setAccessibleName(self.tr("Filter inputs"))
        self._words.setClearButtonEnabled(True)
        glass = self._words.addAction(kit.icons.icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        glass.setText(self._words.accessibleName())
        self._words.textEdited.connect(self._on_words)
        Scaled(kit.theme, self._words, maximum_width=190)
        tools = QHBoxLayout()
        tools.setContentsMargins(16, 8, 12, 8)
        tools.addWidget(self._segments)
        tools.addStretch(1)
        tools.addWidget(self._words, 1)
        rows = QWidget()
        column = QVBoxLayout(rows)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(tools)
        column.addWidget(_rule())
        below = ThinSplitter(kit, "batchDetailSplitter", Qt.Orientation.Vertical)
        below.addWidget(self._table)
        below.addWidget(self._detail)
        below.default_sizes = [6000, 4000]
        below.setSizes(below.default_sizes)
        column.addWidget(below, 1)
        self.splitter = ThinSplitter(kit, "batchSplitter", Qt.Orientation.Horizontal)
        self.splitter.addWidget(rows)
        self.splitter.addWidget(self._charts)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 0)
        self.splitter.default_sizes = [2000, kit.theme.pixels(330)]
        self.splitter.setSizes(self.splitter.default_sizes)
        self._charts.setMinimumWidth(kit.theme.pixels(220))
        page = QWidget()
        whole = QVBoxLayout(page)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._figures)
        whole.addWidget(_rule())
        whole.addWidget(self.splitter, 1)
        return page

    def _connect(self) -> None:
        head = self._head
        head.setup_chosen.connect(self._on_setup)
        head.run_wanted.connect(self.run)
        head.paused.connect(self._on_paused)
        head.resumed.connect(self._on_resumed)
        head.stopped.connect(self._on_stopped)
        head.failed_wanted.connect(self._on_failed_wanted)
        head.export_wanted.connect(self._on_export)
        head.source_wanted.connect(self.choose_source)
        head.options_wanted.connect(self._on_options)
        self._table.row_opened.connect(self._on_row)
        self._table.row_chosen.connect(self._on_row_chosen)
        self._detail.again_wanted.connect(self._on_again)
        self._detail.closed.connect(self._on_detail_closed)

    # Showing ---------------------------------------------------------------------------------------------------------

    def show_run(self, run: BatchRun | None) -> None:
        """Show the batch of another request."""
        if self._run is not None:
            self._run.changed.disconnect(self._show)
            self._run.advanced.disconnect(self._show_advance)
            self._run.figures_changed.disconnect(self._show_figures)
            self._run.answers.read.disconnect(self._on_answer)
            self._run.tab.title_changed.disconnect(self._show)
        self._run = run
        self._detail.hide()
        if run is None:
            return
        run.changed.connect(self._show)
        run.advanced.connect(self._show_advance)
        run.figures_changed.connect(self._show_figures)
        run.answers.read.connect(self._on_answer)
        run.tab.title_changed.connect(self._show)
        self._table.show_run(run)
        self._segments.set_current(run.rows.verdict)
        self._words.setText("")
        self._show()
        self._show_figures()
        if self.isVisible():
            run.look_for_earlier()

    def showEvent(self, event: object) -> None:  # noqa: N802  # Qt's name
        """Look for an earlier run when the mode opens."""
        super().showEvent(event)  # type: ignore[arg-type]  # a QShowEvent
        self.window().installEventFilter(self)
        if self._run is not None:
            self._run.look_for_earlier()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802  # Qt's name
        """Let the window paint by itself again."""
        super().hideEvent(event)
        self.window().removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """Let the window paint while the workers hold their breath.

        A call to Qt lets go of Python's lock and waits for it afterwards, up to 5 ms; a table takes a thousand of them.
        """
        if event.type() != QEvent.Type.UpdateRequest or not self._desk.is_busy:
            return super().eventFilter(watched, event)
        with self._desk.held():
            watched.event(event)
        return True

    def _show(self) -> None:
        run = self._run
        if run is None:
            return
        self._head.show_run(run)
        self._pages.setCurrentIndex(1 if run.setup.has_source else 0)
        self._show_banner(run)
        self._show_advance()
        if run.phase is Phase.READING:
            self._detail.hide()

    def _show_advance(self) -> None:
        run = self._run
        if run is None:
            return
        self._figures.show_progress(run)
        counts = {verdict.value: run.tally.verdicts[verdict] for verdict in Verdict}
        self._segments.set_choices(self._segment_texts({ALL: run.tally.size, **counts}))

    def _show_figures(self) -> None:
        if self._run is not None:
            self._figures.show_figures(self._run)
            self._charts.show_run(self._run)
            self._charts.viewport().update()

    def _show_banner(self, run: BatchRun) -> None:
        if run.earlier is not None:
            done, total = len(run.earlier.results), run.earlier.total
            where = Path(run.earlier.setup.place).name or self.tr("the same inputs")
            title = self.tr("An earlier run over {where} is kept").replace("{where}", where)
            said = self.tr("It has {n} of {total} results.").replace("{n}", str(done)).replace("{total}", str(total))
            buttons = [("show", self.tr("Show results")), ("forget", self.tr("Remove it"))]
            if done < total:
                buttons.insert(0, ("go-on", self.tr("Go on with it")))
            self._banner.show_notice("info", title, said, buttons)
        elif run.problem.template:
            self._banner.show_notice("error", translated(run.problem), "", [])
        else:
            self._banner.hide()

    def _segment_texts(self, counts: dict[str, int]) -> list[tuple[str, str]]:
        texts = (
            (ALL, self.tr("All {n}")),
            (Verdict.MATCH.value, self.tr("Match {n}")),
            (Verdict.MISMATCH.value, self.tr("Mismatch {n}")),
            (Verdict.FAILED.value, self.tr("Failed {n}")),
        )
        return [(key, text.replace("{n}", str(counts.get(key, 0)))) for key, text in texts]

    def _say_begin(self) -> str:
        return self.tr("Drop a folder of pictures or a CSV file here, or choose what the request shall be sent for.")

    def _say_folder(self) -> str:
        return self.tr("One request for each file. The names of its folders can be the right answers.")

    def _say_table(self) -> str:
        return self.tr("One request for each row. Columns become variables, or fields of the JSON.")

    def _say_repeat(self) -> str:
        return self.tr("The same request many times, to see how long answers take.")

    # Commands --------------------------------------------------------------------------------------------------------

    def run(self) -> None:
        """Run the batch, or go on with it."""
        if self._run is not None:
            self._run.run()

    def choose_source(self, kind: str) -> None:
        """Ask what the batch shall be over."""
        run = self._run
        if run is None or run.is_busy:
            return
        paths: list[str] = []
        match SourceKind(kind):
            case SourceKind.FOLDER:
                paths = [QFileDialog.getExistingDirectory(self, self.tr("Choose a folder"))]
            case SourceKind.FILES:
                paths, _ = QFileDialog.getOpenFileNames(self, self.tr("Choose files"))
            case SourceKind.TABLE:
                tables = self.tr("Tables (*.csv *.tsv *.json *.jsonl *.ndjson)")
                path, _ = QFileDialog.getOpenFileName(self, self.tr("Choose a table"), "", tables)
                paths = [path]
            case SourceKind.REPEAT:
                run.set_up(repeated(run.setup))
                self._on_options()
        if any(paths):
            run.take([path for path in paths if path])

    def _on_paused(self) -> None:
        if self._run is not None:
            self._run.pause()

    def _on_resumed(self) -> None:
        if self._run is not None:
            self._run.go_on()

    def _on_stopped(self) -> None:
        if self._run is not None:
            self._run.stop()

    def _on_failed_wanted(self) -> None:
        if self._run is not None:
            self._run.send_failed_again()

    def _on_card(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.choose_source(str(sender.property("kind")))

    def _on_setup(self, setup: Setup) -> None:
        if self._run is not None:
            self._run.set_up(setup)

    def _on_options(self) -> None:
        if self._run is not None and not self._run.is_busy:
            run = self._run
            takers = (Taker(run.tab.draft, run.setup.fields),)
            dialog = BatchOptions(self._kit, Subject(run.setup, run.columns, run.example(), takers), self)
            dialog.setup_chosen.connect(self._on_setup)
            dialog.open()

    def _on_banner(self, key: str) -> None:
        if self._run is None:
            return
        if key == "forget":
            self._run.forget_earlier()
        else:
            self._run.take_earlier(go_on=key == "go-on")

    def _on_segment(self, key: str) -> None:
        if self._run is not None:
            self._run.rows.choose(verdict=key)

    def _on_words(self, text: str) -> None:
        if self._run is not None:
            self._run.rows.choose(words=text)

    def _on_row(self, result: Result) -> None:
        if self._run is not None:
            self._run.answers.look_up(result)

    def _on_row_chosen(self, result: Result) -> None:
        if self._detail.isVisible():
            self._on_row(result)

    def _on_answer(self, kept: KeptAnswer) -> None:
        self._detail.show_answer(kept)

    def _on_again(self, result: Result) -> None:
        if self._run is not None and self._run.answers.put_into_request(result):
            self.request_wanted.emit()

    def _on_detail_closed(self) -> None:
        self._detail.hide()
        self._table.setFocus()

    def _on_export(self, kind: str) -> None:
        run = self._run
        if run is None:
            return
        name = f"{run.tab.title}{_ENDINGS.get(kind, '')}".replace("/", " ")
        if kind == "answers":
            path = QFileDialog.getExistingDirectory(self, self.tr("Choose a folder for the responses"))
        else:
            path, _ = QFileDialog.getSaveFileName(self, self.tr("Export results"), name)
        if path:
            said = self.tr("Written to {path}.").replace("{path}", path)
            run.answers.export(kind, path, partial(self.told.emit, said))

    # Dropping --------------------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802  # Qt's name
        """Take folders, tables and files."""
        is_taken = self._run is not None and not self._run.is_busy
        if is_taken and any(url.isLocalFile() for url in event.mimeData().urls()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802  # Qt's name
        """Run over what was dropped."""
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if self._run is not None and paths:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._run.take(paths)


def _rule() -> QFrame:
    rule = QFrame()
    rule.setProperty("line", "above")
    rule.setFixedHeight(1)
    return rule
