"""The text view for screen readers."""

from PySide6.QtCore import QObject

from modelpost.ui.text.canvas import TextCanvas

_SPOKEN = 500


class SpokenText(QObject):
    """Describes the line of the caret and what is selected, and announces the line when the caret gets to another one.

    `QAccessibleTextInterface` cannot be implemented from Python: PySide6 6.11 crashes as soon as a screen reader asks
    for it, since `interface_cast` has to return an address.
    """

    def __init__(self, view: TextCanvas) -> None:
        super().__init__(view)
        self._view = view
        self._line = -1

    def start_over(self) -> None:
        """Describe another text."""
        self._line = -1
        self._describe()

    def follow_caret(self) -> None:
        """Describe, and announce what is new."""
        self._describe()
        line = self._view.source.line_at(self._view.caret)
        if line != self._line and self._view.hasFocus():
            self._line = line
            from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent  # noqa: PLC0415  # 1.8 ms at start-up

            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._view, self._text_of(line)))

    def _describe(self) -> None:
        view = self._view
        start, end = view.selection
        line = view.source.line_at(view.caret)
        text = self.tr("Line {line} of {lines}: {text}").replace("{line}", str(view.source.number_of(view.caret) + 1))
        text = text.replace("{lines}", str(view.source.numbered)).replace("{text}", self._text_of(line))
        if start < end:
            chosen = view.source.text(start, min(end, start + _SPOKEN))
            text = self.tr("{text} Selected: {selection}").replace("{text}", text).replace("{selection}", chosen)
        view.setAccessibleDescription(text)

    def _text_of(self, line: int) -> str:
        source = self._view.source
        start = source.start_of(line)
        return source.text(start, min(source.end_of(line), start + _SPOKEN))
