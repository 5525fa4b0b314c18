"""Everything about one part of form-data."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from modelpost.core.media import type_of_file
from modelpost.core.request import FileNames, FormRow, Row
from modelpost.ui.kit.buttons import Button, IconButton, Kit
from modelpost.ui.kit.controls import ComboBox
from modelpost.ui.kit.dialog import Dialog
from modelpost.ui.kit.notices import Text
from modelpost.ui.kit.rows import RowTable
from modelpost.ui.request.file_name_ways import way_text
from modelpost.ui.request.shapes import PairShape
from modelpost.ui.request.url_page import framed
from modelpost.ui.theme import Role

_WIDTH = 520
_FILES_HEIGHT = 112


class FileList(QListWidget):
    """Paths in their order; Delete removes, Alt with an arrow moves."""

    def __init__(self, label: str) -> None:
        super().__init__()
        self.setObjectName("partFiles")
        self.setAccessibleName(label)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setFrameShape(QListWidget.Shape.NoFrame)
        self.setSpacing(3)

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths, top to bottom."""
        return tuple(self.item(row).text() for row in range(self.count()))

    def add(self, paths: tuple[str, ...]) -> None:
        """Add paths behind the others."""
        for path in paths:
            item = QListWidgetItem(path)
            item.setToolTip(path)
            self.addItem(item)
        self.setCurrentRow(self.count() - 1)

    def remove(self) -> None:
        """Remove the current one."""
        if self.currentRow() >= 0:
            self.takeItem(self.currentRow())

    def move(self, step: int) -> None:  # type: ignore[override]  # QWidget.move() places a widget, which nobody does here
        """Move the current one up or down."""
        row = self.currentRow()
        if row >= 0 and 0 <= row + step < self.count():
            self.insertItem(row + step, self.takeItem(row))
            self.setCurrentRow(row + step)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Remove and move by keys."""
        is_alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        match event.key():
            case Qt.Key.Key_Delete:
                self.remove()
            case Qt.Key.Key_Up if is_alt:
                self.move(-1)
            case Qt.Key.Key_Down if is_alt:
                self.move(1)
            case _:
                super().keyPressEvent(event)


class PartDialog(Dialog):
    """Edits what the table has no room for: the list of files, the name they go by, and headers of the part."""

    def __init__(
        self, kit: Kit, row: FormRow, usual: FileNames, choose: Callable[[QWidget], tuple[str, ...]], parent: QWidget
    ) -> None:
        super().__init__(kit, parent)
        self.setObjectName("partDialog")
        self.setWindowTitle(self.tr("Part “{name}”").replace("{name}", row.name))
        self.setMinimumWidth(kit.theme.pixels(_WIDTH))
        self._kit = kit
        self._row = row
        self._choose = choose
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(12)
        if row.is_file:
            column.addWidget(Text(kit, self.tr("Files"), role=Role.LABEL, ink="muted"))
            column.addLayout(self._build_files())
        column.addLayout(self._build_form(usual))
        column.addWidget(Text(kit, self.tr("Headers of this part"), role=Role.LABEL, ink="muted"))
        self._headers: RowTable[Row] = RowTable(kit, PairShape(), "partHeaders", self.tr("Headers of this part"))
        self._headers.render_rows(row.headers)
        column.addWidget(framed(self._headers))
        column.addStretch(1)
        column.addLayout(self._build_buttons())
        self._on_files_changed()

    @property
    def row(self) -> FormRow:
        """Return the part as it was edited."""
        return replace(
            self._row,
            files=self._files.paths if self._row.is_file else self._row.files,
            content_type=self._type.text().strip(),
            file_name=self._name.text().strip(),
            file_names=self._names.currentData(),
            headers=self._headers.rows_model.rows,
        )

    def _build_files(self) -> QHBoxLayout:
        kit = self._kit
        self._files = FileList(self.tr("Files of this part"))
        self._files.setFixedHeight(kit.theme.pixels(_FILES_HEIGHT))
        self._files.add(self._row.files)
        self._files.setCurrentRow(0)
        for signal in (self._files.model().rowsInserted, self._files.model().rowsRemoved):
            signal.connect(self._on_files_changed)
        add = Button(kit, self.tr("Add files…"), "partFileAdd", compact=True)
        add.clicked.connect(self._on_add)
        buttons = QVBoxLayout()
        buttons.setSpacing(4)
        buttons.addWidget(add)
        row = QHBoxLayout()
        for icon, label, name, slot in (
            ("arrow-up", self.tr("Move up"), "partFileUp", self._on_up),
            ("arrow-down", self.tr("Move down"), "partFileDown", self._on_down),
            ("trash-2", self.tr("Remove"), "partFileRemove", self._files.remove),
        ):
            button = IconButton(kit, icon, label, name)
            button.clicked.connect(slot)
            row.addWidget(button)
        row.addStretch(1)
        buttons.addLayout(row)
        buttons.addStretch(1)
        both = QHBoxLayout()
        both.setSpacing(8)
        both.addWidget(framed(self._files), 1)
        both.addLayout(buttons)
        return both

    def _build_form(self, usual: FileNames) -> QFormLayout:
        row = self._row
        self._type = self._line("partType", self.tr("Content type"), row.content_type)
        self._name = self._line("partFileName", self.tr("File name"), row.file_name)
        self._names = ComboBox(self._kit, "partFileNames", self.tr("Other letters in file names"))
        as_body = self.tr("As the whole body ({way})").replace("{way}", way_text(usual))
        self._names.addItem(as_body, None)
        for way in FileNames:
            self._names.addItem(way_text(way), way)
        self._names.setCurrentIndex(self._names.findData(row.file_names))
        form = QFormLayout()
        form.setSpacing(10)
        form.addRow(self.tr("Content type"), self._type)
        form.addRow(self.tr("File name"), self._name)
        form.addRow(self.tr("Other letters in file names"), self._names)
        return form

    def _build_buttons(self) -> QHBoxLayout:
        done = Button(self._kit, self.tr("Done"), "partOk", look="primary")
        done.setDefault(True)
        done.clicked.connect(self.accept)
        cancel = Button(self._kit, self.tr("Cancel"), "partCancel")
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(done)
        return buttons

    def _line(self, name: str, label: str, text: str) -> QLineEdit:
        line = QLineEdit(text)
        line.setObjectName(name)
        line.setAccessibleName(label)
        return line

    def _on_files_changed(self) -> None:
        """Say what goes out where nothing is typed; several files always go by their own names."""
        paths = self._files.paths if self._row.is_file else ()
        self._name.setEnabled(len(paths) <= 1)
        if len(paths) > 1:
            self._name.setPlaceholderText(self.tr("Each file goes by its own name"))
        elif self._row.is_file:
            self._name.setPlaceholderText(paths[0].rpartition("/")[2] if paths else "")
        else:
            self._name.setPlaceholderText(self.tr("None, since it is text"))
        self._type.setPlaceholderText(type_of_file(paths[0]) if paths else self.tr("None"))

    def _on_add(self) -> None:
        self._files.add(self._choose(self))

    def _on_up(self) -> None:
        self._files.move(-1)

    def _on_down(self) -> None:
        self._files.move(1)
