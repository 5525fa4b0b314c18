"""A scroll bar that shows where matches are."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollBar, QWidget

from modelpost.documents.search import Matches
from modelpost.documents.text_source import TextSource
from modelpost.ui.theme import Theme

_EXACT_UP_TO = 500
_MARK_HEIGHT = 2


class MarkedScrollBar(QScrollBar):
    """Paints a mark for every match of a search; the marks are worked out per pixel, not per match."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._theme = theme
        self._source = TextSource(b"")
        self._matches = Matches()
        self._rows: tuple[int, ...] = ()
        self._rows_for = (0, 0)

    def show_matches(self, source: TextSource, matches: Matches) -> None:
        """Mark matches; call it again when there are more."""
        self._source, self._matches = source, matches
        self._rows_for = (0, 0)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Paint the bar, then the marks at its right side."""
        super().paintEvent(event)
        if not self._matches:
            return
        wanted = (len(self._matches), self.height())
        if wanted != self._rows_for:
            self._rows, self._rows_for = self._marked_rows(), wanted
        painter = QPainter(self)
        color = self._theme.color("warnFill")
        width = self.width() // 2
        for row in self._rows:
            painter.fillRect(self.width() - width, row, width, _MARK_HEIGHT, color)

    def _marked_rows(self) -> tuple[int, ...]:
        height, lines = max(1, self.height() - _MARK_HEIGHT), max(1, self._source.lines)
        if len(self._matches) <= _EXACT_UP_TO:
            return tuple({self._source.line_at(match.start) * height // lines for match in self._matches})
        found, index = [], self._source.index
        for row in range(height):
            number = self._matches.first_from(index.offset_near(row * lines // height))
            if number < len(self._matches) and self._matches[number].start < index.offset_near(
                (row + 1) * lines // height
            ):
                found.append(row)
        return tuple(found)
