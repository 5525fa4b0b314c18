"""A read-only view over a text of any size."""

from PySide6.QtCore import QElapsedTimer, QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QMenu, QWidget

from modelpost.documents.growing import Fault, GrowingText
from modelpost.documents.line_index import Buffer
from modelpost.documents.search import Matches, Search
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.text import movement
from modelpost.ui.text.canvas import TextCanvas
from modelpost.ui.text.clipboard import ClipboardCopy
from modelpost.ui.text.keys import is_for_window
from modelpost.ui.text.spoken import SpokenText, let_readers_in

_SEARCHED_PER_TICK_MS = 4
_TOLD_EVERY_MS = 50
_DRAG_TICK_MS = 40
_LARGEST_SELECTED_TEXT = 64 << 20
_LARGEST_PRIMARY = 1 << 20
_LARGEST_COUNTED = 1 << 20
_LONGEST_CHARACTER = 4
_COLUMNS_PER_DRAG_TICK = 4

_BY_CHARACTER, _BY_WORD, _BY_LINE = range(3)


class TextView(TextCanvas):
    """Read-only text over a buffer that is never copied: line numbers, colours, selection, search.

    Positions are byte offsets. A line is decoded only as far as it is seen, so that one line of 100 MB scrolls like a
    million short ones. Control characters and bidi overrides are made visible.

    Signals:
        search_changed: more matches were found, or another one is current.
        selection_changed: caret or selection moved.
        content_changed: another text is shown.
        grown: there is more of the text, or it is known what is wrong in it.
        told: something to say in passing; carries a text.
    """

    search_changed = Signal()
    selection_changed = Signal()
    content_changed = Signal()
    grown = Signal()
    told = Signal(str)

    def __init__(self, kit: Kit, name: str, label: str, parent: QWidget | None = None) -> None:
        let_readers_in()
        super().__init__(kit, parent)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.verticalScrollBar().setObjectName(f"{name}Lines")
        self.horizontalScrollBar().setObjectName(f"{name}Columns")
        self._given: tuple[Buffer, str, str] = (b"", "text", "utf-8")
        self._search: Search | None = None
        self._searched_from = 0
        self._told = QElapsedTimer()
        self._searching = QTimer(self, interval=0)
        self._searching.timeout.connect(self._search_more)
        self._dragging = QTimer(self, interval=_DRAG_TICK_MS)
        self._dragging.timeout.connect(self._on_drag_tick)
        self._drag_at = QPoint()
        self._grain = _BY_CHARACTER
        self._grain_start = (0, 0)
        self._pressed = QElapsedTimer()
        self._wanted_x = -1.0
        self._copy = ClipboardCopy(self)
        self._spoken = SpokenText(self)
        self._spoken.chosen.connect(self.select)
        self.selection_changed.connect(self._spoken.follow_caret)

    @property
    def fault(self) -> Fault | None:
        """The first thing that is wrong in the text, as far as that is known."""
        return self._fault

    @property
    def is_growing(self) -> bool:
        """Tell whether more of the text is still to come."""
        return self._growing is not None

    def set_content(
        self,
        content: Buffer,
        language: str = "text",
        charset: str = "utf-8",
        *,
        fault: Fault | None = None,
        growing: GrowingText | None = None,
    ) -> None:
        """Show a buffer; it is indexed in pieces while the window stays alive. `language` is one that `lex` knows.

        Where the text still grows the view looks after it by itself.
        """
        before, given = self._given, (content, language, charset)
        if content is before[0] and given[1:] == before[1:]:
            return
        self._given = given
        self.stop_search()
        self._growing = growing
        self._show(content, language, charset)
        if growing is not None:
            self._grow(growing)
        else:
            self._fault = fault
        self.selection_changed.emit()
        self.content_changed.emit()

    def _index_more(self) -> None:
        size, fault = self._source.size, self._fault
        super()._index_more()
        if self._source.size != size or self._fault != fault:
            if self._search is not None and not self._search.is_done:
                self._searching.start()
            self.grown.emit()

    # Selection -------------------------------------------------------------------------------------------------------

    def select(self, start: int, end: int) -> None:
        """Select bytes and bring the end into view."""
        self._anchor = start
        self._move_to(end, keeps_anchor=True)

    def selected_text(self) -> str:
        """Return the selected text, up to 64 MB of it."""
        start, end = self.selection
        return self._source.text(start, min(end, start + _LARGEST_SELECTED_TEXT))

    def copy(self) -> None:
        """Put the selection, or everything when there is none, into the clipboard, up to 64 MB of it."""
        start, end = self.selection
        if start == end:
            start, end = 0, self._source.size
        if end - start > _LARGEST_SELECTED_TEXT:
            self.told.emit(self.tr("This is too large for the clipboard. Save it to a file instead, or select less."))
            return
        self._copy.start(self._source, start, end)

    def go_to_line(self, line: int, column: int = 0) -> None:
        """Put the caret into a line, from 0, wrapped or not; the line comes to the middle."""
        source, start = self._source, self._source.start_of_number(line)
        end = source.end_of(source.line_at(max(start, source.start_of_number(line + 1) - 1)))
        reached = source.text(start, min(end, start + _LONGEST_CHARACTER * column))[:column]
        offset = start + len(reached.encode(source.charset, "replace"))
        self.verticalScrollBar().setValue(source.line_at(offset) - self.rows // 2)
        self._move_to(min(offset, end))

    def place_of(self, offset: int) -> tuple[int, int]:
        """Return line and column of a byte, from 1; on a line of many megabytes a column is a byte."""
        source = self._source
        line = source.number_of(offset)
        start = source.start_of_number(line)
        is_long = offset - start > _LARGEST_COUNTED
        return line + 1, 1 + (offset - start if is_long else len(source.text(start, offset)))

    def _move_to(self, offset: int, *, keeps_anchor: bool = False) -> None:
        self._caret = max(0, min(offset, self._source.size))
        if not keeps_anchor:
            self._anchor = self._caret
        self.bring_into_view(self._caret)
        self.viewport().update()
        self.selection_changed.emit()

    # Search ----------------------------------------------------------------------------------------------------------

    @property
    def matches(self) -> Matches:
        """Where the searched text was found so far."""
        return self._matches

    @property
    def current_match(self) -> int:
        """Which match is current, from 0; -1 for none."""
        return self._current_match

    @property
    def is_searching(self) -> bool:
        """Tell whether the search goes on."""
        return self._searching.isActive()

    @property
    def has_more_matches(self) -> bool:
        """Tell whether the search ended because there were too many matches."""
        return self._search is not None and self._search.is_cut_short

    def search_for(self, text: str, *, case: bool = False, word: bool = False, regex: bool = False) -> str:
        """Begin to search, in pieces; return what is wrong with a regular expression, empty if nothing is.

        The first match behind the selection's start becomes current, as soon as it is found.
        """
        self.stop_search()
        if not text:
            return ""
        search = Search(self._source, text, case=case, word=word, regex=regex)
        if search.trouble:
            return search.trouble
        self._search = search
        self._searched_from = self.selection[0]
        self._told.start()
        self._searching.start()
        self._search_more()
        return ""

    def stop_search(self) -> None:
        """Forget the search and its marks."""
        self._searching.stop()
        self._search = None
        self._show_matches(Matches(), -1)
        self.search_changed.emit()

    def go_to_match(self, step: int) -> None:
        """Make the next or previous match current and bring it into view."""
        total = len(self._matches)
        if not total:
            return
        if self._current_match >= 0:
            self._make_current((self._current_match + step) % total)
        else:
            self._make_current((self._matches.first_from(self._caret) - (step < 0)) % total)

    def _make_current(self, number: int) -> None:
        match = self._matches[number]
        self._show_matches(self._matches, number)
        self.select(match.start, match.end)
        self.search_changed.emit()

    def _search_more(self) -> None:
        search, clock = self._search, QElapsedTimer()
        if search is None:
            return
        clock.start()
        while not search.is_done and clock.elapsed() < _SEARCHED_PER_TICK_MS:
            search.advance()
        if search.is_done:
            self._searching.stop()
        self._settle_current(search)
        if search.is_done or self._told.elapsed() >= _TOLD_EVERY_MS:
            self._told.restart()
            self._show_matches(search.matches, self._current_match)
            self.search_changed.emit()

    def _settle_current(self, search: Search) -> None:
        """Make the first match from where the search began current; the very first, where there is none behind."""
        if self._current_match >= 0 or not search.matches:
            return
        number = search.matches.first_from(self._searched_from)
        if number < len(search.matches) or search.is_done:
            self._show_matches(search.matches, -1)
            self._make_current(number % len(search.matches))

    # Mouse -----------------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        """Put the caret, or extend the selection with Shift; a third click takes the line."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        at = self.offset_at(event.position().toPoint())
        within = (
            self._pressed.isValid()
            and self._pressed.elapsed() < QGuiApplication.styleHints().mouseDoubleClickInterval()
        )
        is_third = self._grain == _BY_WORD and within
        self._grain = _BY_LINE if is_third else _BY_CHARACTER
        self._wanted_x = -1.0
        extends = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier) and not is_third
        self._grain_start = self._unit(self._anchor if extends else at)
        self._extend_to(at)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        """Select the word under the pointer."""
        at = self.offset_at(event.position().toPoint())
        self._grain = _BY_WORD
        self._pressed.start()
        self._grain_start = self._unit(at)
        self._extend_to(at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        """Extend the selection; beyond the edge the text scrolls."""
        if not event.buttons() & Qt.MouseButton.LeftButton:
            return
        self._drag_at = event.position().toPoint()
        if self.viewport().rect().contains(self._drag_at):
            self._dragging.stop()
        else:
            self._dragging.start()
        self._extend_to(self.offset_at(self._drag_at))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002, N802  # Qt's name
        """End the selection; where a middle click pastes selections, offer it for that."""
        self._dragging.stop()
        start, end = self.selection
        clipboard = QGuiApplication.clipboard()
        if start < end <= start + _LARGEST_PRIMARY and clipboard.supportsSelection():
            clipboard.setText(self.selected_text(), clipboard.Mode.Selection)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802  # Qt's name
        """Offer to copy."""
        menu = QMenu(self)
        menu.setObjectName(f"{self.objectName()}Menu")
        copy = menu.addAction(self.tr("Copy"))
        copy.setObjectName("copyText")
        copy.triggered.connect(self._on_copy)
        whole = menu.addAction(self.tr("Select all"))
        whole.setObjectName("selectAllText")
        whole.triggered.connect(self._on_select_all)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(event.globalPos())

    def _unit(self, offset: int) -> tuple[int, int]:
        """Return what a click at a place takes hold of: nothing, a word or a line."""
        if self._grain == _BY_WORD:
            return movement.word_at(self._source, offset)
        if self._grain == _BY_LINE:
            line = self._source.line_at(offset)
            return self._source.start_of(line), self._source.start_of(line + 1)
        return offset, offset

    def _extend_to(self, offset: int) -> None:
        start, end = self._unit(offset)
        first, last = self._grain_start
        self._anchor, self._caret = (last, start) if start < first else (first, max(end, last))
        self.viewport().update()
        self.selection_changed.emit()

    def _on_drag_tick(self) -> None:
        view, at = self.viewport().rect(), self._drag_at
        above, below = min(0, at.y() - view.top()), max(0, at.y() - view.bottom())
        bar, across = self.verticalScrollBar(), self.horizontalScrollBar()
        bar.setValue(bar.value() + (above - (above < 0) * 20 + below + (below > 0) * 20) // 20)
        aside = (at.x() > view.right()) - (at.x() < view.left())
        across.setValue(across.value() + aside * _COLUMNS_PER_DRAG_TICK)
        self._extend_to(self.offset_at(at))

    def _on_copy(self) -> None:
        self.copy()

    def _on_select_all(self) -> None:
        self._anchor, self._caret = 0, self._source.size
        self.viewport().update()
        self.selection_changed.emit()

    # Keyboard --------------------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Leave the window's shortcuts to the window."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and is_for_window(event):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Move, select, copy."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self._on_select_all()
        else:
            target = self._target_of(event)
            if target is None:
                super().keyPressEvent(event)
                return
            self._move_to(target, keeps_anchor=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802  # Qt's name
        """Show caret and current line."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802  # Qt's name
        """Hide caret and current line."""
        super().focusOutEvent(event)
        self.viewport().update()

    def _target_of(self, event: QKeyEvent) -> int | None:
        """Return where a key moves the caret."""
        source, caret = self._source, self._caret
        is_far = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        key, page = event.key(), self.rows
        steps: dict[int, int] = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        steps |= {Qt.Key.Key_PageUp: -page, Qt.Key.Key_PageDown: page}
        if key in steps:
            return self._up_or_down(steps[key])
        self._wanted_x = -1.0
        line = source.line_at(caret)
        match key:
            case Qt.Key.Key_Left:
                return movement.word_beside(source, caret, -1) if is_far else movement.beside(source, caret, -1)
            case Qt.Key.Key_Right:
                return movement.word_beside(source, caret, 1) if is_far else movement.beside(source, caret, 1)
            case Qt.Key.Key_Home:
                return 0 if is_far else source.start_of(line)
            case Qt.Key.Key_End:
                return source.size if is_far else source.end_of(line)
        return None

    def _up_or_down(self, lines: int) -> int:
        """Return the place some lines on, below where the caret was when it began to go up or down."""
        here = self.rectangle_of(self._caret)
        if self._wanted_x < 0:
            self._wanted_x = here.x()
        line = self._source.line_at(self._caret) + lines
        if not 0 <= line < self._source.lines:
            return 0 if lines < 0 else self._source.size
        if abs(lines) > 1:
            self.verticalScrollBar().setValue(self.first_line + lines)
        self.bring_line_into_view(line)
        target = self.rectangle_of(self._source.start_of(line))
        return self.offset_at(QPoint(round(self._wanted_x), target.y() + 1))
