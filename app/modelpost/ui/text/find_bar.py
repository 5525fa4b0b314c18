"""The bar that searches a text view."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QToolButton, QWidget

from modelpost.ui.kit.buttons import IconButton, Kit
from modelpost.ui.kit.notices import Text
from modelpost.ui.text.view import TextView


class FindBar(QFrame):
    """Searches the view it belongs to: Enter and F3 go on, with Shift back, Esc closes."""

    def __init__(self, kit: Kit, view: TextView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("findBar")
        self.setProperty("line", "below")
        self._view = view
        self._text = QLineEdit()
        self._text.setObjectName("findText")
        self._text.setAccessibleName(self.tr("Find in the response"))
        self._text.setPlaceholderText(self.tr("Find"))
        self._text.setProperty("compact", "true")
        self._text.textEdited.connect(self._on_edited)
        self._text.installEventFilter(self)
        self._count = Text(kit, ink="muted", name="findCount")
        self._case = self._switch("Aa", self.tr("Match case"), "findCase")
        self._word = self._switch("“”", self.tr("Whole words"), "findWord")
        self._regex = self._switch(".*", self.tr("Regular expression"), "findRegex")
        up = IconButton(kit, "arrow-up", self.tr("Previous match"), "findPrevious")
        up.clicked.connect(self._on_previous)
        down = IconButton(kit, "arrow-down", self.tr("Next match"), "findNext")
        down.clicked.connect(self._on_next)
        close = IconButton(kit, "x", self.tr("Close the search"), "findClose")
        close.clicked.connect(self.close_search)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 12, 6)
        row.setSpacing(4)
        row.addWidget(self._text, 1)
        row.addWidget(self._count)
        for button in (self._case, self._word, self._regex, up, down, close):
            row.addWidget(button)
        view.search_changed.connect(self._on_search_changed)
        self.hide()

    def open_search(self, view: TextView) -> None:
        """Search a view, for what is selected in it if anything is."""
        if view is not self._view:
            self._view.stop_search()
            self._view.search_changed.disconnect(self._on_search_changed)
            self._view = view
            view.search_changed.connect(self._on_search_changed)
        selected = view.selected_text()
        self.show()
        if selected and "\n" not in selected and len(selected) < 200:
            self._text.setText(selected)
        self._text.setFocus()
        self._text.selectAll()
        self._on_edited()

    def close_search(self) -> None:
        """Close the bar and forget the marks."""
        self.hide()
        self._view.stop_search()
        self._view.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """Go on with Enter and F3, close with Esc."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F3):
                self._view.go_to_match(-1 if back else 1)
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.close_search()
                return True
        is_key = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if is_key and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().eventFilter(watched, event)

    def _switch(self, text: str, label: str, name: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(name)
        button.setText(text)
        button.setToolTip(label)
        button.setAccessibleName(label)
        button.setCheckable(True)
        button.clicked.connect(self._on_edited)
        return button

    def _on_edited(self) -> None:
        trouble = self._view.search_for(
            self._text.text(),
            case=self._case.isChecked(),
            word=self._word.isChecked(),
            regex=self._regex.isChecked(),
        )
        self._text.setProperty("trouble", "true" if trouble else "false")
        self._text.setToolTip(trouble)
        self._text.style().unpolish(self._text)
        self._text.style().polish(self._text)

    def _on_previous(self) -> None:
        self._view.go_to_match(-1)

    def _on_next(self) -> None:
        self._view.go_to_match(1)

    def _on_search_changed(self) -> None:
        if not self._text.text():
            self._count.setText("")
            return
        total = len(self._view.matches)
        if not total:
            self._count.setText(self.tr("Searching…") if self._view.is_searching else self.tr("Nothing found"))
            return
        text = self.tr("{n} of {total}").replace("{n}", str(self._view.current_match + 1))
        self._count.setText(text.replace("{total}", str(total)))
