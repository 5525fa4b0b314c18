"""The rest of what a batch is set up to do: which files, where columns go, true boxes, names of classes."""

from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from modelpost.core.request import BodyKind, RequestDraft
from modelpost.documents.json_values import path_text
from modelpost.runs.applied import Fields, json_places
from modelpost.runs.inputs import PICTURES, Input
from modelpost.runs.setup import Setup, SourceKind
from modelpost.ui.kit.buttons import Button, IconButton, Kit
from modelpost.ui.kit.controls import CheckBox, ComboBox
from modelpost.ui.kit.notices import Text
from modelpost.ui.kit.numbers import DecimalBox, NumberBox
from modelpost.ui.theme import Role

_MOST_TIMES = 1_000_000
_MOST_A_SECOND = 10_000.0
_FILE = "file"
_VARIABLE = "variable"


class Taker(NamedTuple):
    """A request that takes the inputs, and which column goes into which field of its JSON; a name beside another."""

    draft: RequestDraft
    fields: Fields
    name: str = ""


class Subject(NamedTuple):
    """What is asked about: a setup, the columns of its table and the first input, and the requests that take them."""

    setup: Setup
    columns: tuple[str, ...]
    example: Input | None
    takers: tuple[Taker, ...]


class BatchOptions(QDialog):
    """Asks for the rest of a setup; `is_paced` of false leaves out what is for a batch alone: true boxes and pace.

    Signals:
        fields_chosen: it was agreed to, and there are columns; carries the Fields of each request, in their order.
        setup_chosen: it was agreed to; carries the new Setup, with the fields of the first request.
    """

    fields_chosen = Signal(object)
    setup_chosen = Signal(object)

    def __init__(self, kit: Kit, subject: Subject, parent: QWidget, *, is_paced: bool = True) -> None:
        super().__init__(parent)
        self.setObjectName("batchOptionsDialog")
        self.setWindowTitle(self.tr("About the inputs"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._kit = kit
        self._subject = subject
        self._setup = subject.setup
        self._targets: list[dict[str, ComboBox]] = []
        self._grid = QGridLayout()
        self._grid.setVerticalSpacing(10)
        self._grid.setHorizontalSpacing(16)
        self._grid.setColumnMinimumWidth(0, kit.theme.pixels(116))
        self._build_source()
        self._truth = self._path_row(self.tr("True boxes"), "batchTruth", self._setup.truth)
        self._truth.setPlaceholderText(self.tr("A COCO file, or a folder of YOLO labels"))
        self._hide_last_row(is_hidden=not is_paced)
        self._labels = self._path_row(self.tr("Names of classes"), "batchClassNames", self._setup.labels)
        self._labels.setPlaceholderText(self.tr("A file with a name a line, for servers that send none"))
        self._rate = DecimalBox(kit, "batchRate", self.tr("At most a second"))
        self._rate.setRange(0.0, _MOST_A_SECOND)
        self._rate.setDecimals(1)
        self._rate.setSpecialValueText(self.tr("As many as the workers manage"))
        self._rate.setValue(self._setup.per_second)
        self._row(self.tr("At most a second"), self._rate)
        self._hide_last_row(is_hidden=not is_paced)
        apply = Button(kit, self.tr("Apply"), "batchOptionsApply", look="primary")
        apply.clicked.connect(self._on_apply)
        apply.setDefault(True)
        cancel = Button(kit, self.tr("Cancel"), "batchOptionsCancel")
        cancel.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(cancel)
        foot.addWidget(apply)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(16)
        column.addLayout(self._grid)
        if subject.columns:
            column.addWidget(Text(kit, self.tr("Where each column goes"), role=Role.STRONG))
            column.addWidget(self._build_columns(), 1)
        column.addLayout(foot)
        self.resize(kit.theme.pixels(560 if len(subject.takers) == 1 else 780), self.sizeHint().height())

    def _build_source(self) -> None:
        kit, setup = self._kit, self._setup
        self._patterns = QLineEdit(", ".join(setup.patterns))
        self._patterns.setObjectName("batchPatterns")
        self._recursive = CheckBox(kit, self.tr("Folders within the folder too"), "batchRecursive")
        self._recursive.setChecked(setup.is_recursive)
        self._times = NumberBox(kit, "batchTimes", self.tr("How often"))
        self._times.setRange(1, _MOST_TIMES)
        self._times.setValue(setup.times)
        if setup.kind is SourceKind.FOLDER:
            self._row(self.tr("Files"), self._patterns)
            self._row("", self._recursive)
        if setup.kind is SourceKind.REPEAT:
            self._row(self.tr("How often"), self._times)

    def _build_columns(self) -> QWidget:
        """Return a row for each column: its name, its first value, and where it goes in each request."""
        kit, example = self._kit, self._subject.example
        values = dict(example.values) if example is not None else {}
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        for row, name in enumerate(self._subject.columns, 1):
            grid.addWidget(Text(kit, name, role=Role.STRONG), row, 0)
            grid.addWidget(Text(kit, values.get(name, "")[:40], ink="muted"), row, 1)
        for place, taker in enumerate(self._subject.takers):
            if taker.name:
                grid.addWidget(Text(kit, taker.name, role=Role.SMALL, ink="text2"), 0, place + 2)
            combos = {name: self._target(row, name, taker) for row, name in enumerate(self._subject.columns)}
            for row, combo in enumerate(combos.values(), 1):
                grid.addWidget(combo, row, place + 2)
            self._targets.append(combos)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(len(self._subject.columns) + 1, 1)
        scroll = QScrollArea()
        scroll.setObjectName("batchColumns")
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(holder)
        scroll.setMinimumHeight(min(320, kit.theme.pixels(36) * len(self._subject.columns) + 8))
        return scroll

    def _target(self, row: int, name: str, taker: Taker) -> ComboBox:
        """Return the choice of where a column goes; which one is the file is asked once, for all requests."""
        label = self.tr("Where {name} goes").replace("{name}", name)
        combo = ComboBox(
            self._kit,
            f"batchColumn{row}{taker.name}",
            f"{label}, {taker.name}" if taker.name else label,
            compact=True,
        )
        combo.addItem(self.tr("Variable {name}").replace("{name}", "{{" + name + "}}"), _VARIABLE)
        if not self._targets:
            combo.addItem(self.tr("The file to send"), _FILE)
        places = json_places(taker.draft.body.raw) if taker.draft.body.kind is BodyKind.RAW else ()
        for path in places:
            combo.addItem(self.tr("JSON field {path}").replace("{path}", path_text(path)), list(path))
        chosen = dict(taker.fields)
        is_file = name == self._setup.file_column and not self._targets
        current = _FILE if is_file else list(chosen[name]) if name in chosen else _VARIABLE
        combo.setCurrentIndex(max(0, combo.findData(current)))
        return combo

    def _row(self, label: str, widget: QWidget) -> None:
        row = self._grid.rowCount()
        if label:
            widget.setAccessibleName(label)
        self._grid.addWidget(Text(self._kit, label, ink="text2"), row, 0)
        self._grid.addWidget(widget, row, 1)

    def _hide_last_row(self, *, is_hidden: bool) -> None:
        for column in (0, 1):
            item = self._grid.itemAtPosition(self._grid.rowCount() - 1, column)
            if is_hidden and item is not None and (widget := item.widget()) is not None:
                widget.hide()

    def _path_row(self, label: str, name: str, path: str) -> QLineEdit:
        field = QLineEdit(path)
        field.setObjectName(name)
        button = IconButton(self._kit, "folder-open", self.tr("Choose…"), f"{name}Choose")
        button.setProperty("field", name)
        button.clicked.connect(self._on_choose)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(field, 1)
        row.addWidget(button)
        self._row(label, holder)
        field.setAccessibleName(label)
        return field

    def _on_choose(self) -> None:
        is_truth = self.sender().property("field") == "batchTruth"
        field = self._truth if is_truth else self._labels
        path, _ = QFileDialog.getOpenFileName(self, field.accessibleName(), str(Path(self._setup.place or Path.home())))
        if path:
            field.setText(path)

    def _on_apply(self) -> None:
        setup = self._setup
        patterns = tuple(part.strip() for part in self._patterns.text().split(",") if part.strip())
        fields = tuple(_chosen_fields(combos) for combos in self._targets)
        first = self._targets[0] if self._targets else {}
        file_column = next((name for name, combo in first.items() if combo.currentData() == _FILE), "")
        changed = replace(
            setup,
            patterns=patterns or PICTURES,
            is_recursive=self._recursive.isChecked(),
            times=self._times.value(),
            per_second=self._rate.value(),
            fields=fields[0] if fields else setup.fields,
            file_column=file_column if self._targets else setup.file_column,
            truth=self._truth.text().strip(),
            labels=self._labels.text().strip(),
        )
        if fields:
            self.fields_chosen.emit(fields)
        self.setup_chosen.emit(changed)
        self.accept()


def _chosen_fields(combos: dict[str, ComboBox]) -> Fields:
    return tuple(
        (name, tuple(combo.currentData())) for name, combo in combos.items() if isinstance(combo.currentData(), list)
    )


def repeated(setup: Setup) -> Setup:
    """Return a setup that sends the same request again and again."""
    return replace(setup, kind=SourceKind.REPEAT, place="", files=())
