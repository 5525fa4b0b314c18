"""One line of text in which `{{variables}}` are seen, completed and explained."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QMimeData, QStringListModel, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QTextCursor, QTextOption
from PySide6.QtWidgets import QCompleter, QFrame, QListView, QPlainTextEdit, QToolTip, QWidget

from modelpost.core.template import placeholders
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.text.adapter import DocumentAdapter
from modelpost.ui.text.editor import is_for_window
from modelpost.ui.text.highlight import Highlighter
from modelpost.ui.theme import Role

_FOR_THE_POPUP = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Escape)

Explain = Callable[[str], tuple[str, str] | None]
"""Returns value (masked where secret) and source of a variable, None where it has none."""


class VariableLine(QPlainTextEdit):
    """A line edit made of a text editor, so that parts of it can have colours.

    Signals:
        edited: the user changed the text; carries all of it.
        submitted: Enter was pressed.
        pasted: a text is about to be pasted; a slot may take it over by calling `take_over`.
    """

    edited = Signal(str)
    submitted = Signal()
    pasted = Signal(str)

    def __init__(
        self,
        kit: Kit,
        name: str,
        label: str,
        explain: Explain,
        names: Callable[[], list[str]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self._kit = kit
        self._explain = explain
        self._names = names
        self._is_taken_over = False
        self._trouble = False
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setWordWrapMode(QTextOption.WrapMode.NoWrap)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._adapter = DocumentAdapter(self)
        self._adapter.edited.connect(self._on_edited)
        self._highlighter = Highlighter(self.document(), kit.theme, self._is_known)
        self._completer = QCompleter(QStringListModel(self), self)
        self._completer.setWidget(self)
        self._popup = QListView()
        self._popup.setProperty("popup", "true")
        self._completer.setPopup(self._popup)
        self._completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._completer.activated.connect(self._complete)
        kit.theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def text(self) -> str:
        """Return the line."""
        return self.toPlainText()

    def render_text(self, text: str) -> None:
        """Show a text, line breaks as spaces."""
        self._adapter.render(text.replace("\r\n", " ").replace("\n", " "))

    def refresh_variables(self) -> None:
        """Colour the variables anew: their values may have changed."""
        self._highlighter.rehighlight()

    def take_over(self) -> None:
        """Say that a pasted text was dealt with and shall not be inserted."""
        self._is_taken_over = True

    def event(self, event: QEvent) -> bool:
        """Explain a variable under the pointer; leave the window's shortcuts to the window."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and is_for_window(event):
            event.ignore()
            return False
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._show_explanation(event)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Submit with Enter, complete after `{{`."""
        if self._popup.isVisible() and event.key() in (
            Qt.Key.Key_Return,
            Qt.Key.Key_Enter,
            Qt.Key.Key_Tab,
            Qt.Key.Key_Escape,
        ):
            event.ignore()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.submitted.emit()
            return
        super().keyPressEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:  # noqa: N802  # Qt's name
        """Paste on one line, unless somebody takes the text over."""
        text = source.text()
        self._is_taken_over = False
        self.pasted.emit(text)
        if not self._is_taken_over:
            self.insertPlainText(" ".join(part.strip() for part in text.splitlines() if part.strip()))

    def _on_edited(self, text: str) -> None:
        if "\n" in text:
            text = text.replace("\n", " ")
            self._adapter.render(text)
        self.edited.emit(text)
        self._offer()

    def _offer(self) -> None:
        """Offer the variables that the word after `{{` could become."""
        before = self.toPlainText()[: self.textCursor().position()]
        start = before.rfind("{{")
        if start < 0 or "}}" in before[start:]:
            self._popup.hide()
            return
        model = self._completer.model()
        if isinstance(model, QStringListModel):
            model.setStringList(self._names())
        self._completer.setCompletionPrefix(before[start + 2 :].strip())
        if self._completer.completionCount():
            place = self.cursorRect()
            place.setWidth(self._kit.theme.pixels(260))
            self._completer.complete(place)
        else:
            self._popup.hide()

    def _complete(self, name: str) -> None:
        cursor = self.textCursor()
        text = self.toPlainText()
        start = text.rfind("{{", 0, cursor.position())
        end = cursor.position() + (2 if text[cursor.position() : cursor.position() + 2] == "}}" else 0)
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText("{{" + name + "}}")

    def _show_explanation(self, event: QHelpEvent) -> None:
        position = self.cursorForPosition(event.pos()).position()
        for span in placeholders(self.toPlainText()):
            if span.name is not None and span.start <= position <= span.end:
                found = self._explain(span.name)
                text = self.tr("{name} has no value").replace("{name}", span.name)
                if found is not None:
                    text = f"{found[0]}\n{found[1]}"
                QToolTip.showText(event.globalPos(), text, self)
                return
        QToolTip.showText(event.globalPos(), self.toolTip(), self)

    def _is_known(self, name: str) -> bool:
        return name.startswith("$") or self._explain(name) is not None

    def _on_theme_changed(self) -> None:
        self.setFont(self._kit.theme.font(Role.CODE))
        height = self._kit.theme.pixels(36)
        self.setFixedHeight(height - 2)
        margin = max(0, (height - self.fontMetrics().height()) // 2 - 5)
        self.setViewportMargins(4, margin, 4, 0)
