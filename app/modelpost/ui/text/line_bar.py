"""The bar that goes to a line."""

import re

from PySide6.QtCore import QEvent, QLocale, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QWidget

from modelpost.ui.kit.buttons import IconButton, Kit
from modelpost.ui.kit.notices import Text
from modelpost.ui.text.view import TextView

_PLACE = re.compile(r"\s*(\d{1,12})(?:\s*[:,]\s*(\d{1,12}))?\s*")


class LineBar(QFrame):
    """Takes `12` or `12:5`; Enter goes there and closes, Esc closes."""

    def __init__(self, kit: Kit, view: TextView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("lineBar")
        self.setProperty("line", "below")
        self._view = view
        self._place = QLineEdit()
        self._place.setObjectName("linePlace")
        self._place.setAccessibleName(self.tr("Line, and column behind a colon"))
        self._place.setPlaceholderText(self.tr("Line, or line:column"))
        self._place.setProperty("compact", "true")
        self._place.textEdited.connect(self._on_edited)
        self._place.returnPressed.connect(self._on_go)
        self._place.installEventFilter(self)
        self._said = Text(kit, ink="muted", name="lineCount")
        close = IconButton(kit, "x", self.tr("Close"), "lineClose")
        close.clicked.connect(self.close_bar)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 12, 6)
        row.setSpacing(4)
        row.addWidget(self._place, 1)
        row.addWidget(self._said)
        row.addWidget(close)
        self.hide()

    def open_bar(self) -> None:
        """Ask for a line."""
        line, _ = self._view.place_of(self._view.caret)
        self._place.setText(str(line))
        self._say_lines()
        self.show()
        self._place.setFocus()
        self._place.selectAll()

    def close_bar(self) -> None:
        """Close the bar."""
        self.hide()
        self._view.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """Close with Esc."""
        is_escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if is_escape and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # before the window takes Esc for Cancel
            return True
        if is_escape and event.type() == QEvent.Type.KeyPress:
            self.close_bar()
            return True
        return super().eventFilter(watched, event)

    def _on_edited(self, text: str) -> None:
        if _PLACE.fullmatch(text) or not text.strip():
            self._say_lines()
        else:
            self._said.set_ink("err")
            self._said.setText(self.tr("This is not a line."))

    def _on_go(self) -> None:
        match = _PLACE.fullmatch(self._place.text())
        if match is None:
            return
        line = min(int(match[1]), self._view.source.numbered)
        self._view.go_to_line(max(0, line - 1), max(0, int(match[2] or 1) - 1))
        self.close_bar()

    def _say_lines(self) -> None:
        self._said.set_ink("muted")
        count = QLocale().toString(self._view.source.numbered)
        self._said.setText(self.tr("of {count} lines").replace("{count}", count))
