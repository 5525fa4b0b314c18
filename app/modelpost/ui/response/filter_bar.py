"""The bar that shows what a JSONPath leads to in the text below it."""

from collections.abc import Callable

from PySide6.QtCore import QAbstractListModel, QEvent, QLocale, QModelIndex, QObject, QSize, QStringListModel, Qt
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QCompleter, QFrame, QHBoxLayout, QLineEdit, QListView, QVBoxLayout, QWidget

from modelpost.ui.kit.buttons import IconButton, Kit
from modelpost.ui.kit.notices import Text
from modelpost.ui.text.view import TextView
from modelpost.ui.theme import Role
from modelpost.workbench.path_desk import FoundPlace, PathDesk
from modelpost.workbench.texts import translated

_ROWS = 6
_ROW = 24


class PlacesModel(QAbstractListModel):
    """Places as lines: the path and how the value begins."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._places: tuple[FoundPlace, ...] = ()
        self._row_height = _ROW

    def set_row_height(self, height: int) -> None:
        """Set the height of a line, in pixels."""
        self.beginResetModel()
        self._row_height = height
        self.endResetModel()

    def show_places(self, places: tuple[FoundPlace, ...]) -> None:
        """Show other places."""
        self.beginResetModel()
        self._places = places
        self.endResetModel()

    def place(self, row: int) -> FoundPlace:
        """Return the place of a row."""
        return self._places[row]

    def rowCount(self, parent: QModelIndex | None = None) -> int:  # type: ignore[override]  # noqa: N802  # Qt's name; None for QModelIndex()
        """Return how many places there are."""
        return len(self._places) if parent is None or not parent.isValid() else 0

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:  # type: ignore[override]  # Qt's wider types
        """Return a line."""
        if role == Qt.ItemDataRole.SizeHintRole:
            return QSize(0, self._row_height)
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        place = self._places[index.row()]
        return place.path if role == Qt.ItemDataRole.ToolTipRole else f"{place.path}   {place.preview}"


class FilterBar(QFrame):
    """Takes a JSONPath, counts what it leads to, and lists it; choosing a line selects the value in the text.

    The desk, and with it a process, is there while the bar is open.
    """

    def __init__(
        self, kit: Kit, view: TextView, load_desk: Callable[[], PathDesk], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("filterBar")
        self.setProperty("line", "below")
        self._kit = kit
        self._view = view
        self._load_desk = load_desk
        self._desk: PathDesk | None = None
        self._completions = QStringListModel(self)
        self._path = self._build_path()
        self._count = Text(kit, ink="muted", name="filterCount")
        close = IconButton(kit, "x", self.tr("Close the filter"), "filterClose")
        close.clicked.connect(self.close_filter)
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self._path, 1)
        row.addWidget(self._count)
        row.addWidget(close)
        self._model = PlacesModel(self)
        self._list = self._build_list()
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 6, 12, 6)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self._list)
        view.content_changed.connect(self._look_into)
        view.grown.connect(self._look_into)
        kit.theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        self.hide()

    def open_filter(self) -> None:
        """Ask for a path."""
        if self._desk is None:
            self._desk = self._load_desk()
            self._desk.changed.connect(self._on_changed)
            self._desk.completions_changed.connect(self._on_completions)
        self.show()
        self._path.setFocus()
        self._path.selectAll()
        self._look_into()
        self._on_typed(self._path.text())

    def close_filter(self) -> None:
        """Close the bar."""
        self.hide()
        self._view.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802  # Qt's name
        """Let the helper process go with the bar."""
        super().hideEvent(event)
        if self.isHidden() and self._desk is not None:  # not merely because the window was minimised
            self._desk.close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """Close with Esc; go from the path to the list and back with the arrows."""
        if not isinstance(event, QKeyEvent) or event.type() not in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride):
            return super().eventFilter(watched, event)
        is_down = watched is self._path and event.key() == Qt.Key.Key_Down and self._model.rowCount() > 0
        is_up = watched is self._list and event.key() == Qt.Key.Key_Up and self._list.currentIndex().row() <= 0
        if event.key() != Qt.Key.Key_Escape and not is_down and not is_up:
            return super().eventFilter(watched, event)
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # before the window takes Esc for Cancel
        elif is_down:
            self._list.setFocus()
            self._list.setCurrentIndex(self._model.index(0))
        elif is_up:
            self._path.setFocus()
        else:
            self.close_filter()
        return True

    # Building --------------------------------------------------------------------------------------------------------

    def _build_path(self) -> QLineEdit:
        path = QLineEdit()
        path.setObjectName("filterPath")
        path.setAccessibleName(self.tr("JSONPath to look for"))
        path.setPlaceholderText("$.predictions[0].label")
        path.setProperty("compact", "true")
        completer = QCompleter(self._completions, path)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseSensitive)
        popup = completer.popup()
        if popup is not None:
            popup.setObjectName("filterCompletions")
        completer.activated.connect(self._on_typed)
        path.setCompleter(completer)
        path.textEdited.connect(self._on_typed)
        path.installEventFilter(self)
        return path

    def _build_list(self) -> QListView:
        places = QListView()
        places.setObjectName("filterPlaces")
        places.setAccessibleName(self.tr("What the path leads to"))
        places.setUniformItemSizes(True)
        places.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        places.setTextElideMode(Qt.TextElideMode.ElideRight)
        places.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        places.setModel(self._model)
        places.selectionModel().currentChanged.connect(self._on_chosen)
        places.clicked.connect(self._on_chosen)
        places.installEventFilter(self)
        places.hide()
        return places

    # Showing ---------------------------------------------------------------------------------------------------------

    def _look_into(self) -> None:
        if self._desk is None or self.isHidden():
            return
        if self._view.is_growing:
            self._count.setText(self.tr("Waiting for the layout…"))
        else:
            self._desk.look_into(self._view.content, self._view.source.charset)

    def _on_typed(self, text: str) -> None:
        if self._desk is not None:
            self._desk.ask(text)

    def _on_changed(self) -> None:
        if self._desk is None or self.isHidden() or self._view.is_growing:
            return
        looked, locale = self._desk.looked, QLocale()
        self._model.show_places(looked.places)
        self._list.setVisible(bool(looked.places))
        self._list.setFixedHeight(min(_ROWS, len(looked.places)) * self._kit.theme.pixels(_ROW) + 2)
        text = ""
        if looked.trouble is not None:
            text = translated(looked.trouble)
        elif looked.total > len(looked.places) > 0:
            text = self.tr("The first {n} of {total}").replace("{n}", locale.toString(len(looked.places)))
        elif looked.path and (looked.total or not looked.is_searching):
            text = self.tr("1 value") if looked.total == 1 else self.tr("{total} values")
        elif looked.path:
            text = self.tr("Looking…")
        self._count.set_ink("err" if looked.trouble is not None else "muted")
        self._count.setText(text.replace("{total}", locale.toString(looked.total)))
        self._path.setAccessibleDescription(self._count.text())

    def _on_completions(self) -> None:
        if self._desk is None:
            return
        self._completions.setStringList(list(self._desk.completions))
        if self._desk.completions and self._path.hasFocus() and self._path.cursorPosition() == len(self._path.text()):
            self._path.completer().complete()

    def _on_chosen(self, index: QModelIndex) -> None:
        """Select the value in the text, its beginning in view."""
        if index.isValid():
            place = self._model.place(index.row())
            self._view.select(place.end, place.start)

    def _on_theme_changed(self) -> None:
        code = self._kit.theme.font(Role.CODE)
        self._model.set_row_height(self._kit.theme.pixels(_ROW))
        self._path.setFont(code)
        self._list.setFont(code)
