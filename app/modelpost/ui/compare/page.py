"""Compare mode: two requests, environments or versions on the same input, or on a whole folder."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QGridLayout, QHBoxLayout, QMenu, QScrollArea, QVBoxLayout, QWidget

from modelpost.core.failures import ModelpostError
from modelpost.runs.applied import Fields
from modelpost.runs.compare import Pair, class_scores
from modelpost.ui.batch.expected import ExpectedBox
from modelpost.ui.batch.options import BatchOptions, Subject, Taker
from modelpost.ui.compare.boxes import ComparedBoxes
from modelpost.ui.compare.charts import Badge, PairedBars, Strips
from modelpost.ui.compare.diff_view import DiffView
from modelpost.ui.compare.pairs_table import PairsTable
from modelpost.ui.compare.side_card import SideCard
from modelpost.ui.compare.verdict_card import VerdictCard
from modelpost.ui.kit.buttons import Button, IconButton, Kit
from modelpost.ui.kit.controls import CheckBox
from modelpost.ui.kit.elided import ElidedText
from modelpost.ui.kit.notices import Banner, EmptyState, Text
from modelpost.ui.kit.numbers import NumberBox
from modelpost.ui.kit.tags import Tag
from modelpost.ui.theme import Role
from modelpost.workbench.background import Background
from modelpost.workbench.compare_desk import MOST_ROUNDS, CompareDesk
from modelpost.workbench.location import Location
from modelpost.workbench.picture_reader import Picture, read_picture_file
from modelpost.workbench.request_tab import RequestTab
from modelpost.workbench.texts import translated


class ComparePage(QWidget):
    """The page of Compare mode.

    Signals:
        told: something to say in passing; carries a text.
    """

    told = Signal(str)

    def __init__(self, kit: Kit, desk: CompareDesk, background: Background) -> None:
        super().__init__()
        self.setObjectName("comparePage")
        self.setAccessibleName(self.tr("Compare"))
        self.setAcceptDrops(True)
        self._kit = kit
        self._desk = desk
        self._background = background
        self._pair: Pair | None = None
        self._picture_of = ""
        self._has_classes = True
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._build_head())
        column.addWidget(_rule())
        column.addWidget(self._build_body(), 1)
        desk.changed.connect(self._show)
        desk.advanced.connect(self._show_answers)
        self._show()

    # Building --------------------------------------------------------------------------------------------------------

    def _build_head(self) -> QWidget:
        kit = self._kit
        self._title = ElidedText(kit, role=Role.SECTION, name="compareTitle")
        self._line = ElidedText(kit, role=Role.SMALL, ink="text2", name="compareLine")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._title)
        words.addWidget(self._line)
        self._input = Button(kit, self.tr("Input"), "compareInput", icon="folder-open")
        menu = QMenu(self._input)
        for kind, text in (
            ("own", self.tr("The input of A")),
            ("folder", self.tr("Folder…")),
            ("files", self.tr("Files…")),
            ("table", self.tr("CSV, JSON Lines or JSON…")),
        ):
            action = QAction(text, menu)
            action.setObjectName(f"compareInput-{kind}")
            action.setData(kind)
            menu.addAction(action)
        menu.triggered.connect(self._on_input)
        self._input.setMenu(menu)
        self._expects = ExpectedBox(kit, "compareExpected")
        self._expects.setup_chosen.connect(self._desk.set_up)
        self._options = IconButton(kit, "settings", self.tr("More about the inputs"), "compareOptions")
        self._options.clicked.connect(self._on_options)
        self._rounds = NumberBox(kit, "compareRounds", self.tr("How often each input is sent"))
        self._rounds.setRange(1, MOST_ROUNDS)
        self._rounds.setPrefix(self.tr("Repeat  "))
        self._rounds.setSuffix(self.tr(" times"))
        self._rounds.valueChanged.connect(self._desk.set_rounds)
        self._swap = Button(kit, self.tr("Swap"), "compareSwap", icon="arrow-left-right")
        self._swap.clicked.connect(self._on_swap)
        self._report = Button(kit, self.tr("Report"), "compareReport", icon="file-chart-column")
        self._report.clicked.connect(self._on_report)
        self._send = Button(kit, self.tr("Send to both"), "compareSend", look="primary", icon="send")
        self._send.clicked.connect(self._on_send)
        self._stop = Button(kit, self.tr("Stop"), "compareStop", icon="square")
        self._stop.clicked.connect(self._on_stop)
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(16, 12, 16, 12)
        row.setSpacing(8)
        row.addLayout(words, 1)
        row.addWidget(self._input)
        row.addWidget(self._expects)
        row.addWidget(self._options)
        for widget in (self._rounds, self._swap, self._report, self._send, self._stop):
            row.addWidget(widget)
        return head

    def _build_body(self) -> QWidget:
        kit = self._kit
        self._banner = Banner(kit, "compareBanner")
        self._empty = EmptyState(
            kit,
            "columns-2",
            self.tr("Compare"),
            self.tr("Choose two requests to send the same input to both."),
            name="compareEmpty",
        )
        self._verdict = VerdictCard(kit)
        self._cards = {name: SideCard(kit, name) for name in ("a", "b")}
        for card in self._cards.values():
            card.request_chosen.connect(self._on_request)
            card.environment_chosen.connect(self._desk.choose_environment)
            card.part_chosen.connect(self._desk.choose_part)
        self._bars, self._strips = PairedBars(kit), Strips(kit)
        self._bars_card = _card(
            kit,
            self.tr("Confidence by class"),
            self._bars,
            Badge(kit, "A"),
            Badge(kit, "B"),
            Text(kit, self.tr("B − A"), role=Role.SMALL, ink="muted"),
        )
        self._strips_card = _card(kit, self.tr("Response time"), self._strips)
        self._boxes = ComparedBoxes(kit)
        self._boxes_card = _card(kit, self.tr("Boxes"), self._boxes)
        self._pairs_card = self._build_pairs()
        self._diff_card = self._build_difference()
        holder = QWidget()
        grid = self._grid = QGridLayout(holder)
        grid.setContentsMargins(16, 16, 16, 16)
        grid.setSpacing(16)
        grid.addWidget(self._banner, 0, 0, 1, 2)
        grid.addWidget(self._verdict, 1, 0, 1, 2)
        grid.addWidget(self._cards["a"], 2, 0)
        grid.addWidget(self._cards["b"], 2, 1)
        grid.addWidget(self._bars_card, 3, 0)
        grid.addWidget(self._strips_card, 3, 1)
        grid.addWidget(self._boxes_card, 4, 0, 1, 2)
        grid.addWidget(self._pairs_card, 5, 0, 1, 2)
        grid.addWidget(self._diff_card, 6, 0, 1, 2)
        grid.addWidget(self._empty, 7, 0, 1, 2)
        grid.setRowStretch(8, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        scroll = QScrollArea()
        scroll.setObjectName("compareBody")
        scroll.setAccessibleName(self.tr("Comparison"))
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(holder)
        return scroll

    def _build_pairs(self) -> QFrame:
        kit = self._kit
        self._table = PairsTable(kit)
        self._table.setMinimumHeight(kit.theme.pixels(220))
        self._table.pair_chosen.connect(self._show_pair)
        self._only = CheckBox(kit, self.tr("Only disagreements"), "compareOnly")
        self._only.clicked.connect(self._show_pairs)
        return _card(kit, self.tr("Inputs"), self._table, self._only)

    def _build_difference(self) -> QFrame:
        kit = self._kit
        self._diff = DiffView(kit)
        self._changed = Tag(kit, "compareChanged")
        self._keys = Tag(kit, "compareKeys")
        self._passing = CheckBox(kit, self.tr("Leave out ids and times"), "comparePassing")
        self._passing.setChecked(True)
        self._passing.clicked.connect(self._show_difference)
        return _card(kit, self.tr("Response body"), self._diff, self._changed, self._keys, self._passing)

    # Showing ---------------------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  # Qt's name
        """Show the requests as they were edited meanwhile."""
        super().showEvent(event)
        self._show()

    def _show(self) -> None:
        desk = self._desk
        if self.isVisible():
            desk.recall()
        for card in self._cards.values():
            card.show_choices(desk)
        setup = desk.setup
        if setup is None:
            self._title.setText(self.tr("Same input to both services"))
            self._line.setText(self.tr("The file of A goes to both; without one, each sends its own body."))
        else:
            self._title.setText(self.tr("{n} inputs to both services").replace("{n}", str(desk.input_count)))
            self._line.setText(Path(setup.place).name if setup.place else self.tr("Files"))
            self._expects.show_setup(setup, desk.columns)
        for widget in (self._expects, self._options):
            widget.setVisible(setup is not None)
            widget.setEnabled(not desk.is_busy)
        self._rounds.setValue(desk.rounds)
        self._rounds.setEnabled(not desk.is_busy)
        self._input.setEnabled(not desk.is_busy)
        self._swap.setEnabled(desk.is_ready)
        self._report.setEnabled(bool(desk.pairs) and not desk.is_busy)
        self._send.setVisible(not desk.is_busy)
        self._send.setEnabled(desk.is_ready)
        self._stop.setVisible(desk.is_busy)
        self._empty.setVisible(None in (desk.side("a"), desk.side("b")))
        if desk.problem.template:
            self._banner.show_notice("error", translated(desk.problem), "", [])
        else:
            self._banner.hide()
        self._show_answers()

    def _show_answers(self) -> None:
        desk, verdict = self._desk, self._desk.verdict
        pair = desk.pairs[-1] if desk.pairs else None
        self._verdict.show_verdict(verdict, desk.total if desk.is_busy else 0)
        for name, card in self._cards.items():
            result = None if pair is None else (pair.a if name == "a" else pair.b).result
            card.show_answer(result, verdict)
        if pair is None or verdict is None:
            self._pair = None
            for part in (self._bars_card, self._strips_card, self._boxes_card, self._pairs_card, self._diff_card):
                part.hide()
            return
        both = [each for each in desk.pairs if each.are_answered]
        times = [each.a.result.seconds for each in both], [each.b.result.seconds for each in both]
        self._strips.show_times(*times, (verdict.time_a, verdict.time_b))
        self._strips_card.setVisible(bool(both))
        self._pairs_card.setVisible(desk.input_count > 1)
        self._show_pairs()
        if self._pair is None or desk.input_count == 1:
            self._show_pair(pair)

    def _show_pairs(self) -> None:
        self._table.show_pairs(self._desk.pairs, only_differing=self._only.isChecked())

    def _show_pair(self, pair: Pair) -> None:
        """Show the answers of one input."""
        self._pair = pair
        a, b = class_scores(pair.a), class_scores(pair.b)
        self._bars.show_scores(a, b)
        has_classes = bool(a or b)
        if has_classes != self._has_classes:  # without bars, the times have the row to themselves
            self._has_classes = has_classes
            self._grid.addWidget(self._strips_card, 3, int(has_classes), 1, 1 if has_classes else 2)
        self._bars_card.setVisible(has_classes)
        has_boxes = pair.a.result.boxes is not None or pair.b.result.boxes is not None
        self._boxes_card.setVisible(has_boxes)
        if has_boxes:
            self._boxes.show_pair(pair)
            self._read_picture(self._desk.file_of(pair))
        self._show_difference()

    def _show_difference(self) -> None:
        if self._pair is None:
            return
        found = self._desk.difference(self._pair, ignores_passing=self._passing.isChecked())
        self._diff_card.setVisible(found is not None)
        if found is None:
            return
        self._diff.show_difference(found)
        self._diff.setMinimumHeight(self._diff.sizeHint().height())
        said = self.tr("{n} values differ").replace("{n}", str(found.changed))
        self._changed.say(said if found.changed else self.tr("Same values"), "warn" if found.changed else "neutral")
        missing = found.only_left + found.only_right
        keys = self.tr("{n} only in one of them").replace("{n}", str(missing))
        self._keys.say(keys if missing else self.tr("Same keys"), "warn" if missing else "neutral")

    def _read_picture(self, file: str) -> None:
        if file == self._picture_of:
            return
        self._picture_of = file
        self._boxes.show_picture(None)
        if not file:
            return

        def work() -> Picture:
            return read_picture_file(file)

        def done(picture: Picture) -> None:
            if file == self._picture_of:
                self._boxes.show_picture(picture)

        self._background.run(work, done, self._on_no_picture)

    def _on_no_picture(self, error: ModelpostError) -> None:
        """Show the boxes without it: it may be of a kind that only the service reads."""
        del error

    # Commands --------------------------------------------------------------------------------------------------------

    def run(self) -> None:
        """Send to both."""
        self._desk.run()

    def _on_send(self) -> None:
        self._desk.run()

    def _on_stop(self) -> None:
        self._desk.stop()

    def _on_swap(self) -> None:
        self._desk.swap()

    def _on_request(self, name: str, chosen: object) -> None:
        if isinstance(chosen, RequestTab):
            self._desk.choose(name, chosen)
        elif isinstance(chosen, Location):
            self._desk.choose_saved(name, chosen)

    def _on_input(self, action: QAction) -> None:
        paths: list[str] = []
        match action.data():
            case "folder":
                paths = [QFileDialog.getExistingDirectory(self, self.tr("Choose a folder"))]
            case "files":
                paths, _ = QFileDialog.getOpenFileNames(self, self.tr("Choose files"))
            case "table":
                path, _ = QFileDialog.getOpenFileName(self, self.tr("Choose a table"))
                paths = [path]
            case _:
                self._desk.take([])
        if any(paths):
            self._desk.take([path for path in paths if path])

    def _on_options(self) -> None:
        desk = self._desk
        sides = [(name.upper(), side) for name in ("a", "b") if (side := desk.side(name)) is not None]
        if desk.setup is None or not sides or desk.is_busy:
            return
        takers = tuple(Taker(side.tab.draft, side.fields, letter) for letter, side in sides)
        subject = Subject(desk.setup, desk.columns, desk.example(), takers)
        dialog = BatchOptions(self._kit, subject, self, is_paced=False)
        dialog.fields_chosen.connect(self._on_fields)
        dialog.setup_chosen.connect(desk.set_up)
        dialog.open()

    def _on_fields(self, fields: tuple[Fields, ...]) -> None:
        sides = [name for name in ("a", "b") if self._desk.side(name) is not None]
        for name, chosen in zip(sides, fields, strict=True):
            self._desk.choose_fields(name, chosen)

    def _on_report(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self, self.tr("Write a report"), f"{self.tr('Comparison')}.html")
        if path:
            self._desk.export(path, partial(self.told.emit, self.tr("Written to {path}.").replace("{path}", path)))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802  # Qt's name
        """Take folders, tables and files."""
        if not self._desk.is_busy and any(url.isLocalFile() for url in event.mimeData().urls()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802  # Qt's name
        """Compare over what was dropped."""
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._desk.take(paths)


def _rule() -> QFrame:
    rule = QFrame()
    rule.setProperty("line", "above")
    rule.setFixedHeight(1)
    return rule


def _card(kit: Kit, title: str, content: QWidget, *beside: QWidget) -> QFrame:
    frame = QFrame()
    frame.setProperty("card", "true")
    column = QVBoxLayout(frame)
    column.setContentsMargins(1, 12, 1, 1)
    column.setSpacing(10)
    head = QHBoxLayout()
    head.setContentsMargins(16, 0, 16, 0)
    head.setSpacing(8)
    head.addWidget(Text(kit, title, role=Role.STRONG))
    for widget in beside:
        if isinstance(widget, Tag):
            head.addWidget(widget)
    head.addStretch(1)
    for widget in beside:
        if not isinstance(widget, Tag):
            head.addWidget(widget)
    column.addLayout(head)
    inner = QVBoxLayout()
    is_wide = isinstance(content, QScrollArea | DiffView | PairsTable | ComparedBoxes)
    inner.setContentsMargins(*((0, 0, 0, 0) if is_wide else (16, 0, 16, 14)))
    inner.addWidget(content)
    column.addLayout(inner)
    column.addStretch(1)
    frame.hide()
    return frame
