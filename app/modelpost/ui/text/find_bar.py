"""The bar that searches a text view."""

from PySide6.QtCore import QEvent, QLocale, QObject, Qt
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QToolButton, QWidget

from modelpost.ui.kit.buttons import IconButton, Kit
from modelpost.ui.kit.notices import Text
from modelpost.ui.text.view import TextView

_LONGEST_TAKEN_OVER = 200


class FindBar(QFrame):
    """Searches the view it belongs to: Enter and F3 go on, with Shift back, Esc closes; F3 and Esc in the view, too."""

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
        self._text.textEdited.connect(self._search)
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
        self._follow(view)
        self.hide()

    def open_search(self, view: TextView) -> None:
        """Search a view, for what is selected in it if anything is."""
        if view is not self._view:
            self._leave()
            self._follow(view)
        start, end = view.selection
        selected = view.selected_text() if end - start <= _LONGEST_TAKEN_OVER else ""
        self.show()
        if selected and "\n" not in selected:
            self._text.setText(selected)
        self._text.setFocus()
        self._text.selectAll()
        self._search()

    def close_search(self) -> None:
        """Close the bar and forget the marks."""
        self.hide()
        self._view.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802  # Qt's name
        """Forget the marks when the bar goes."""
        super().hideEvent(event)
        if self.isHidden():  # not merely because the window was minimised
            self._view.stop_search()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """Go on with Enter and F3, close with Esc."""
        if self.isHidden() or not isinstance(event, QKeyEvent) or not self._is_ours(watched, event.key()):
            return super().eventFilter(watched, event)
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # before the window takes Esc for Cancel
            return True
        if event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        if event.key() == Qt.Key.Key_Escape:
            self.close_search()
        else:
            self._view.go_to_match(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        return True

    def _is_ours(self, watched: QObject, key: int) -> bool:
        is_enter = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        return key in (Qt.Key.Key_F3, Qt.Key.Key_Escape) or (is_enter and watched is self._text)

    def _follow(self, view: TextView) -> None:
        self._view = view
        view.installEventFilter(self)
        view.search_changed.connect(self._on_search_changed)
        view.content_changed.connect(self._on_content_changed)

    def _leave(self) -> None:
        self._view.stop_search()
        self._view.removeEventFilter(self)
        self._view.search_changed.disconnect(self._on_search_changed)
        self._view.content_changed.disconnect(self._on_content_changed)

    def _switch(self, text: str, label: str, name: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(name)
        button.setText(text)
        button.setToolTip(label)
        button.setAccessibleName(label)
        button.setCheckable(True)
        button.clicked.connect(self._search)
        return button

    def _search(self) -> None:
        trouble = self._view.search_for(
            self._text.text(),
            case=self._case.isChecked(),
            word=self._word.isChecked(),
            regex=self._regex.isChecked(),
        )
        self._text.setToolTip(trouble)
        if bool(trouble) != (self._text.property("trouble") == "true"):
            self._text.setProperty("trouble", "true" if trouble else "false")
            self._text.style().unpolish(self._text)
            self._text.style().polish(self._text)
        if trouble:
            self._say(self.tr("This is not a regular expression."))

    def _on_content_changed(self) -> None:
        if not self.isHidden():
            self._search()

    def _on_previous(self) -> None:
        self._view.go_to_match(-1)

    def _on_next(self) -> None:
        self._view.go_to_match(1)

    def _on_search_changed(self) -> None:
        view, total = self._view, len(self._view.matches)
        if not self._text.text():
            self._say("")
        elif not total:
            self._say(self.tr("Searching…") if view.is_searching else self.tr("Nothing found"))
        else:
            text = self.tr("{n} of more than {total}") if view.has_more_matches else self.tr("{n} of {total}")
            locale = QLocale()
            text = text.replace("{n}", locale.toString(view.current_match + 1))
            self._say(text.replace("{total}", locale.toString(total)))

    def _say(self, text: str) -> None:
        self._count.setText(text)
        self._text.setAccessibleDescription(text)
