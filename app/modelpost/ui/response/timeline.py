"""What was sent and received, line by line, secrets masked."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from modelpost.core.events import Event
from modelpost.core.text import Message
from modelpost.core.transcript import Line, describe
from modelpost.ui.theme import Role, Theme
from modelpost.workbench.texts import translated

_COLORS = {"*": "muted", ">": "accentText", "<": "ok", "!": "err"}


class TimelineView(QPlainTextEdit):
    """An exchange in the manner of `curl -v`: `*` what happened, `>` what went out, `<` what came in."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("timeline")
        self.setAccessibleName(self.tr("Timeline"))
        self.setReadOnly(True)
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setUndoRedoEnabled(False)
        self._theme = theme
        self._events: tuple[Event, ...] = ()
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def show_events(self, events: tuple[Event, ...]) -> None:
        """Show these events; what is already there only grows."""
        known = len(self._events)
        if events[:known] == self._events:
            added = events[known:]
        else:
            self.clear()
            added = events
        self._events = events
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        for event in added:
            for line in describe(event):
                self._append(cursor, event.at, line)

    def _append(self, cursor: QTextCursor, at: float, line: Line) -> None:
        if not self.document().isEmpty():
            cursor.insertBlock()
        cursor.insertText(f"{at * 1000:9.1f} ms  ", self._format("muted"))
        text = translated(line.text) if isinstance(line.text, Message) else line.text
        cursor.insertText(f"{line.mark} {text}", self._format(_COLORS.get(line.mark, "text")))

    def _format(self, token: str) -> QTextCharFormat:
        style = QTextCharFormat()
        style.setForeground(QColor(self._theme.color(token)))
        return style

    def _on_theme_changed(self) -> None:
        self.setFont(self._theme.font(Role.CODE))
        events, self._events = self._events, ()
        self.clear()
        self.show_events(events)
