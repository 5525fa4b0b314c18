"""The Inference tab: the answer as what it means."""

from collections.abc import Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from modelpost.documents.json_values import Path, path_text
from modelpost.inference.api import (
    CERTAIN,
    Chat,
    Classification,
    ClassScore,
    Detection,
    Meaning,
    Pictures,
    Segmentation,
    Table,
    TextLines,
    item_at,
)
from modelpost.ui.kit.buttons import Button, IconButton, Kit
from modelpost.ui.kit.controls import ComboBox
from modelpost.ui.kit.notices import EmptyState, Text
from modelpost.ui.kit.stack import PageStack
from modelpost.ui.kit.tags import Tag
from modelpost.ui.theme import Role
from modelpost.workbench.background import Background
from modelpost.workbench.inference_desk import InferenceDesk
from modelpost.workbench.picture_reader import as_png
from modelpost.workbench.reading_table import TABLES, as_csv
from modelpost.workbench.texts import translated
from modelpost.workbench.understanding import Named

if TYPE_CHECKING:  # the modules cost 30 ms and the widgets as much, all at once at the first answer that has a meaning
    from modelpost.ui.response.inference.boxes_view import BoxesView
    from modelpost.ui.response.inference.chat_view import ChatView
    from modelpost.ui.response.inference.classes_view import ClassesView
    from modelpost.ui.response.inference.lines_view import LinesView
    from modelpost.ui.response.inference.masks_view import MasksView
    from modelpost.ui.response.inference.pictures_view import PicturesView
    from modelpost.ui.response.inference.table_view import TableMeaning
    from modelpost.ui.response.inference.words_view import WordsView

_MOST_SOURCES = 4


class InferencePane(QWidget):
    """Shows what the inference desk knows.

    Signals:
        place_wanted: a bar, a box or a source was chosen; carries its path in the answer.
        told: something to say in passing; carries a text.
        demo_wanted: the answer shall be shown to others.
    """

    place_wanted = Signal(object)
    told = Signal(str)
    demo_wanted = Signal()

    def __init__(self, kit: Kit, desk: InferenceDesk, background: Background) -> None:
        super().__init__()
        self.setObjectName("inferencePane")
        self.setAccessibleName(self.tr("Inference"))
        self._kit = kit
        self._desk = desk
        self._shown: Named | None = None
        self._background = background
        self._tables: list[QAction] = []
        self._unknown = EmptyState(
            kit,
            "sparkles",
            self.tr("No known result shape was found"),
            self.tr("Pretty and Raw show the answer as it is. You can pick the fields to show."),
            self.tr("Choose fields…"),
            name="unknownShape",
        )
        self._unknown.pressed.connect(self._on_choose_fields)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 12, 10)
        column.setSpacing(10)
        column.addWidget(self._build_head())
        self._note = Text(kit, ink="warn", role=Role.SMALL, wrap=True, name="readingNotes")
        column.addWidget(self._note)
        self._views = PageStack()
        self._views.addWidget(self._unknown)
        column.addWidget(self._views, 1)
        column.addWidget(self._build_foot())
        desk.changed.connect(self._show)
        desk.picture_changed.connect(self._show_picture)
        self._show()

    def _build_head(self) -> QWidget:
        kit = self._kit
        self._kind = Tag(kit, "readingKind")
        self._choice = ComboBox(kit, "readingChoice", self.tr("View the answer as"), compact=True)
        self._choice.activated.connect(self._on_choice)
        more = IconButton(kit, "ellipsis", self.tr("More ways to use this result"), "readingMore")
        more.setMenu(self._build_menu())
        demo = Button(kit, self.tr("Open in Demo"), "openInDemo", icon="presentation", compact=True)
        demo.clicked.connect(self.demo_wanted)
        self._head = QWidget()
        row = QHBoxLayout(self._head)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._kind)
        row.addStretch(1)
        for widget in (self._choice, demo, more):
            row.addWidget(widget)
        return self._head

    def _build_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setObjectName("readingMenu")
        entries = (
            ("copyReadingCsv", self.tr("Copy as CSV"), self._on_copy_data),
            ("copyReadingPicture", self.tr("Copy as picture"), self._on_copy_picture),
            ("copyReadingSvg", self.tr("Copy as SVG"), self._on_copy_drawing),
            ("saveReadingCsv", self.tr("Save as CSV…"), self._on_save_data),
            ("saveReadingPicture", self.tr("Save as picture…"), self._on_save_picture),
            ("saveReadingSvg", self.tr("Save as SVG…"), self._on_save_drawing),
            ("pickOtherFields", self.tr("Read the answer by other fields"), self._on_choose_fields),
        )
        for name, text, slot in entries:
            action = menu.addAction(text)
            action.setObjectName(name)
            action.triggered.connect(slot)
            if name.endswith("Csv"):
                self._tables.append(action)
            if name in ("saveReadingCsv", "pickOtherFields"):
                menu.insertSeparator(action)
        return menu

    def _build_foot(self) -> QWidget:
        self._foot = QWidget()
        row = QHBoxLayout(self._foot)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(Text(self._kit, self.tr("Read from"), ink="text2", role=Role.SMALL))
        self._sources = QHBoxLayout()
        self._sources.setSpacing(6)
        row.addLayout(self._sources)
        row.addStretch(1)
        self._source_buttons: list[Button] = []
        return self._foot

    # Views, each built when it is first shown: all at once would hold the first answer up ----------------------------

    @cached_property
    def _classes(self) -> "ClassesView":
        from modelpost.ui.response.inference.classes_view import ClassesView  # noqa: PLC0415  # see above

        view = ClassesView(self._kit)
        view.picked.connect(self._on_class)
        self._views.addWidget(view)
        return view

    @cached_property
    def _boxes(self) -> "BoxesView":
        from modelpost.ui.response.inference.boxes_view import BoxesView  # noqa: PLC0415  # see above

        view = BoxesView(self._kit, self._desk)
        view.picked.connect(self._on_box)
        self._views.addWidget(view)
        return view

    @cached_property
    def _table(self) -> "TableMeaning":
        from modelpost.ui.response.inference.table_view import TableMeaning  # noqa: PLC0415  # see above

        view = TableMeaning(self._kit, self._desk)
        self._views.addWidget(view)
        return view

    @cached_property
    def _chat(self) -> "ChatView":
        from modelpost.ui.response.inference.chat_view import ChatView  # noqa: PLC0415  # see above

        view = ChatView(self._kit)
        view.asked.connect(self._desk.ask)
        view.stop_wanted.connect(self._desk.stop)
        self._views.addWidget(view)
        return view

    @cached_property
    def _words(self) -> "WordsView":
        from modelpost.ui.response.inference.words_view import WordsView  # noqa: PLC0415  # see above

        view = WordsView(self._kit, self._desk)
        self._views.addWidget(view)
        return view

    @cached_property
    def _pictures(self) -> "PicturesView":
        from modelpost.ui.response.inference.pictures_view import PicturesView  # noqa: PLC0415  # see above

        view = PicturesView(self._kit, self._background)
        self._views.addWidget(view)
        return view

    @cached_property
    def _masks(self) -> "MasksView":
        from modelpost.ui.response.inference.masks_view import MasksView  # noqa: PLC0415  # see above

        view = MasksView(self._kit, self._desk)
        view.picked.connect(self._on_mask)
        self._views.addWidget(view)
        return view

    @cached_property
    def _lines(self) -> "LinesView":
        from modelpost.ui.response.inference.lines_view import LinesView  # noqa: PLC0415  # see above

        view = LinesView(self._kit, self._desk)
        view.picked.connect(self._on_line)
        self._views.addWidget(view)
        return view

    # Showing ---------------------------------------------------------------------------------------------------------

    @property
    def _meaning(self) -> Meaning | None:
        named = self._desk.current
        return named.reading.meaning if named is not None else None

    def mark(self, path: Path) -> None:
        """Mark the bar, box, segment or line that a place of the answer belongs to."""
        named = self._desk.current
        number = item_at(named.reading, path) if named is not None else None
        if number is None or named is None:
            return
        match named.reading.meaning:
            case Detection():
                self._boxes.canvas.mark(number)
            case Segmentation():
                self._masks.canvas.mark(number)
            case TextLines():
                self._lines.mark(number)
            case _:
                self._classes.mark(number)

    def _show(self) -> None:
        named = self._desk.current
        self._head.setVisible(named is not None)
        self._foot.setVisible(named is not None and bool(named.reading.sources))
        if named is None:
            self._shown = None
            self._note.hide()
            self._views.setCurrentWidget(self._unknown)
            return
        if not _looks_alike(named, self._shown):
            self._shown = named
            self._show_choices(named)
            self._show_sources(named.reading.sources)
            self._note.setText("\n".join(translated(note) for note in named.reading.notes))
            self._note.setVisible(bool(named.reading.notes))
            for action in self._tables:
                action.setVisible(isinstance(named.reading.meaning, TABLES))
        self._show_meaning(named)

    def _show_meaning(self, named: Named) -> None:
        meaning = named.reading.meaning
        match meaning:
            case Classification():
                self._classes.show_classes(meaning)
                self._classes.show_picture(self._desk.picture)
                self._views.setCurrentWidget(self._classes)
            case Detection():
                self._boxes.show_boxes(meaning)
                self._boxes.show_picture(self._desk.picture)
                self._views.setCurrentWidget(self._boxes)
            case Table():
                self._table.show_table(meaning)
                self._views.setCurrentWidget(self._table)
            case Chat():
                self._chat.show_chat(meaning, self._desk.talk)
                self._views.setCurrentWidget(self._chat)
            case Pictures():
                self._pictures.show_pictures(meaning, self._desk.body)
                self._views.setCurrentWidget(self._pictures)
            case Segmentation():
                self._masks.show_segments(meaning)
                self._views.setCurrentWidget(self._masks)
            case TextLines() if self._desk.has_picture and self._desk.lines(meaning):
                self._lines.show_lines(meaning)
                self._lines.show_picture(self._desk.picture)
                self._views.setCurrentWidget(self._lines)
            case _:
                self._words.show_meaning(meaning)
                self._views.setCurrentWidget(self._words)

    def _show_picture(self) -> None:
        match self._meaning:
            case Classification():
                self._classes.show_picture(self._desk.picture)
            case Detection():
                self._boxes.show_picture(self._desk.picture)
            case Segmentation() | TextLines() if (named := self._desk.current) is not None:
                self._show_meaning(named)

    def _show_choices(self, named: Named) -> None:
        kind = translated(named.label)
        is_certain = named.reading.certainty >= CERTAIN
        said = self.tr("{kind}, detected") if is_certain else self.tr("{kind}, perhaps")
        self._kind.say(said.replace("{kind}", kind), "info" if is_certain else "warn", "sparkles")
        self._choice.clear()
        for each in self._desk.choices:
            text = self.tr("View: {kind}").replace("{kind}", translated(each.label))
            self._choice.addItem(text, each.name)
        self._choice.setCurrentIndex(max(0, self._choice.findData(named.name)))
        self._choice.setVisible(len(self._desk.choices) > 1)

    def _show_sources(self, sources: tuple[Path, ...]) -> None:
        for button in self._source_buttons:
            self._sources.removeWidget(button)
            button.deleteLater()
        self._source_buttons = []
        for number, path in enumerate(sources[:_MOST_SOURCES]):
            button = Button(self._kit, path_text(path), f"readingSource{number}", look="link", compact=True)
            button.setProperty("path", list(path))
            button.clicked.connect(self._on_source)
            self._sources.addWidget(button)
            self._source_buttons.append(button)
        self._foot.setVisible(bool(sources))

    # Commands --------------------------------------------------------------------------------------------------------

    def _csv(self) -> Callable[[], str]:
        """Return what writes the result down as a table, of values that nobody changes any more."""
        named = self._desk.current
        if named is None:
            return str
        meaning = named.reading.meaning
        boxes = self._desk.boxes(meaning) if isinstance(meaning, Detection) else ()
        return partial(as_csv, named.reading, boxes)

    def _on_choose_fields(self) -> None:
        from modelpost.ui.dialogs.pick_fields import PickFields  # noqa: PLC0415  # 4 ms, for odd answers only

        PickFields(self._kit, self._desk, self.window()).open()

    def _on_choice(self, index: int) -> None:
        self._desk.choose(str(self._choice.itemData(index)))

    def _on_copy_data(self) -> None:
        QGuiApplication.clipboard().setText(self._csv()())
        self.told.emit(self.tr("The result was copied as CSV."))

    def _on_save_data(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self, self.tr("Save the result as CSV"), "result.csv")
        if path:
            table = self._csv()
            self._desk.save(path, lambda: table().encode("utf-8", "replace"))

    def _on_save_picture(self) -> None:
        part = self._drawn_part()
        path, _ = QFileDialog.getSaveFileName(self, self.tr("Save the result as a picture"), "result.png")
        if path and part is not None:
            self._desk.save(path, partial(as_png, part.grab().toImage()))

    def _on_save_drawing(self) -> None:
        from modelpost.ui.response.inference.vector_picture import as_svg  # noqa: PLC0415  # as in copying it

        part = self._drawn_part()
        path, _ = QFileDialog.getSaveFileName(self, self.tr("Save the result as SVG"), "result.svg")
        if path and part is not None:
            drawing = as_svg(part, self._kind.text)
            self._desk.save(path, lambda: drawing)

    def _drawn_part(self) -> QWidget | None:
        """Return what a picture of the result shows: the answer, without the controls beside it."""
        match self._meaning:
            case Detection():
                return self._boxes.canvas
            case Segmentation():
                return self._masks.canvas
        view = self._views.currentWidget()
        return self._lines.canvas if "_lines" in vars(self) and view is self._lines else view

    def _on_copy_picture(self) -> None:
        part = self._drawn_part()
        if part is not None:
            QGuiApplication.clipboard().setPixmap(part.grab())
            self.told.emit(self.tr("The result was copied as a picture."))

    def _on_copy_drawing(self) -> None:
        from modelpost.ui.response.inference.vector_picture import as_svg  # noqa: PLC0415  # QtSvg, 15 ms, only here

        part = self._drawn_part()
        if part is not None:
            drawing = as_svg(part, self._kind.text)
            carried = QMimeData()
            carried.setData("image/svg+xml", drawing)
            carried.setText(drawing.decode())
            QGuiApplication.clipboard().setMimeData(carried)
            self.told.emit(self.tr("The result was copied as SVG."))

    def _on_source(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.place_wanted.emit(tuple(sender.property("path")))

    def _on_class(self, one: ClassScore) -> None:
        self.place_wanted.emit(one.path)

    def _on_box(self, number: int) -> None:
        named = self._desk.current
        if named is not None and isinstance(named.reading.meaning, Detection):
            self.place_wanted.emit(named.reading.meaning.boxes[number].path)

    def _on_mask(self, number: int) -> None:
        named = self._desk.current
        if named is not None and isinstance(named.reading.meaning, Segmentation):
            self.place_wanted.emit(named.reading.meaning.masks[number].path)

    def _on_line(self, number: int) -> None:
        named = self._desk.current
        if named is not None and isinstance(named.reading.meaning, TextLines):
            self.place_wanted.emit(named.reading.meaning.lines[number].path)


def _looks_alike(one: Named, other: Named | None) -> bool:
    """Tell whether all around the view stays as it is: a talk grows many times a second."""
    if other is None or one.name != other.name:
        return False
    return one is other or (isinstance(one.reading.meaning, Chat) and one.reading.sources == other.reading.sources)
