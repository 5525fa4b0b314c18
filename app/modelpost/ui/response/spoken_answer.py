"""The answer of a chat model, as it is written."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from modelpost.ui.kit.buttons import Kit
from modelpost.ui.response.follow import Follower
from modelpost.ui.theme import Role
from modelpost.workbench.stream_state import StreamState


class SpokenAnswer(QPlainTextEdit):
    """Text that grows at its end; what the model thought stands before it, in a weaker ink."""

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("streamAnswer")
        self.setAccessibleName(self.tr("Answer of the model"))
        self.setReadOnly(True)
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.setUndoRedoEnabled(False)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.document().setDocumentMargin(16)
        self._kit = kit
        self._text, self._reasoning = "", ""
        self._follower = Follower(kit, self, "jumpToLatestText")
        kit.theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def show_answer(self, stream: StreamState) -> None:
        """Show the answer so far; what is there already only grows."""
        grows = stream.text.startswith(self._text) and (stream.reasoning == self._reasoning or not self._text)
        if not grows or not stream.reasoning.startswith(self._reasoning):
            self.clear()
            self._text, self._reasoning = "", ""
        self._append(stream.reasoning[len(self._reasoning) :], "muted")
        added = stream.text[len(self._text) :]
        if added and not self._text and stream.reasoning:
            added = f"\n\n{added.lstrip()}"
        self._append(added, "text")
        self._text, self._reasoning = stream.text, stream.reasoning
        self._follower.follow()

    def _append(self, text: str, ink: str) -> None:
        if not text:
            return
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        style = QTextCharFormat()
        style.setForeground(QColor(self._kit.theme.color(ink)))
        cursor.insertText(text, style)

    def _on_theme_changed(self) -> None:
        self.setFont(self._kit.theme.font(Role.CHAT))
        text, reasoning = self._text, self._reasoning
        self._text, self._reasoning = "", ""
        self.clear()
        self._append(reasoning, "muted")
        self._append(f"\n\n{text.lstrip()}" if reasoning and text else text, "text")
        self._text, self._reasoning = text, reasoning
