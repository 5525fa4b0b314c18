"""One line of text in which `{{variables}}` are seen, completed and explained."""

from collections.abc import Callable

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextOption, QWheelEvent
from PySide6.QtWidgets import QFrame, QWidget

from modelpost.ui.kit.buttons import Kit
from modelpost.ui.text.completion import Completion, Explain
from modelpost.ui.text.variable_text import VariableText
from modelpost.ui.theme import Role

_HEIGHT = 34
_SIDE = 4


class VariableLine(VariableText):
    """A line edit made of a text editor, so that parts of it can have colours.

    Signals:
        submitted: Enter was pressed.
        pasted: a text is about to be pasted; a slot may take it over by calling `take_over`.
    """

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
        self._explain = explain
        self._is_taken_over = False
        super().__init__(kit, name, label, parent)
        self._highlighter.set_language("url")
        self.setWordWrapMode(QTextOption.WrapMode.NoWrap)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._completion = Completion(kit.theme, self, self.tr("Variables"), explain, names)
        kit.theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def text(self) -> str:
        """Return the line."""
        return self._adapter.text

    def render_text(self, text: str) -> None:
        """Show a text, line breaks as spaces."""
        self._adapter.render(_on_one_line(text))

    def take_over(self) -> None:
        """Say that a pasted text was dealt with and shall not be inserted."""
        self._is_taken_over = True

    def explanation(self, name: str) -> tuple[str, str] | None:
        """Return value and source of a variable."""
        return self._explain(name)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Submit with Enter, complete after `{{`."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if self._completion.takes(event.key()):
            event.ignore()  # the popup's
        elif is_enter:
            self.submitted.emit()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()  # there is no other line; tables go to another row
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802  # Qt's name
        """Leave the wheel to what lies around: there is no line to scroll to."""
        event.ignore()

    def insertFromMimeData(self, source: QMimeData) -> None:  # noqa: N802  # Qt's name
        """Paste on one line, unless somebody takes the text over."""
        text = source.text()
        self._is_taken_over = False
        self.pasted.emit(text)
        if not self._is_taken_over:
            self.insertPlainText(_on_one_line(text))

    def _on_edited(self, text: str) -> None:
        if "\n" in text:  # dropped or typed by an input method
            text = _on_one_line(text)
            self._adapter.render(text)
        super()._on_edited(text)
        self._completion.offer()

    def _on_theme_changed(self) -> None:
        self.setFont(self._kit.theme.font(Role.CODE))
        height = self._kit.theme.pixels(_HEIGHT)
        self.setFixedHeight(height)
        text = self.fontMetrics().height() + 2 * round(self.document().documentMargin())
        self.setViewportMargins(_SIDE, max(0, (height - text) // 2), _SIDE, 0)


def _on_one_line(text: str) -> str:
    return " ".join(part.strip() for part in text.splitlines() if part.strip()) if "\n" in text else text.strip("\r")
