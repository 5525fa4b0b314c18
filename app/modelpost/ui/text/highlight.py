"""Colours for editors: the language's tokens and the ink of `{{variables}}`."""

from collections.abc import Callable

from PySide6.QtGui import QSyntaxHighlighter, QTextBlock, QTextCharFormat, QTextDocument

from modelpost.core.template import placeholders
from modelpost.documents import long_lines
from modelpost.documents.json_tokens import IN_COMMENT, state_within
from modelpost.documents.tokens import lex
from modelpost.documents.visible_text import in_units
from modelpost.documents.xml_tokens import state_after
from modelpost.ui.theme import Theme

_LONGEST_LINE = 20_000
_LOOKED_BACK_BLOCKS = 50
_UNSEEN = -1


class Highlighter(QSyntaxHighlighter):
    """Colours the lines of a document that are on the screen; the others wait until they are.

    So a paste of a megabyte costs no more than what is seen of it. `is_known` tells which variables have a value.
    """

    def __init__(self, document: QTextDocument, theme: Theme, is_known: Callable[[str], bool]) -> None:
        super().__init__(document)
        self._colored = document
        self._theme = theme
        self._is_known = is_known
        self._language = "text"
        self._seen = (0, 0)
        self._inks: dict[str, QTextCharFormat] = {}
        self.is_coloring = False
        """True while lines are coloured that nobody edited: the document reports that as a change of its contents."""
        theme.changed.connect(self._on_theme_changed)

    @property
    def language(self) -> str:
        """The language that is coloured; empty where nothing is."""
        return self._language

    def set_language(self, language: str) -> None:
        """Colour another language; an empty one colours nothing at all."""
        if language == self._language:
            return
        self._language = language
        if not language:
            self.setDocument(None)  # even to be asked costs, line by line
        elif self.document() is None:
            self.setDocument(self._colored)
        self.refresh()

    def refresh(self) -> None:
        """Colour anew: another theme, language or other variables."""
        if not self._language:
            return
        block = self._colored.begin()
        while block.isValid():
            block.setUserState(_UNSEEN)
            block = block.next()
        self.reveal(*self._seen)

    def reveal(self, first: int, last: int) -> None:
        """Say which lines are on the screen, from one number up to and with another."""
        self._seen = first, last
        if not self._language:
            return
        block = self._colored.findBlockByNumber(first)
        self.is_coloring = True
        while block.isValid() and block.blockNumber() <= last:
            if block.userState() == _UNSEEN:
                self.rehighlightBlock(block)
            block = block.next()
        self.is_coloring = False

    def highlightBlock(self, text: str) -> None:  # noqa: N802  # Qt's name
        """Colour one line."""
        block = self.currentBlock()
        first, last = self._seen
        if not first <= block.blockNumber() <= last:
            self.setCurrentBlockState(_UNSEEN)
            return
        if len(text) > _LONGEST_LINE:
            self.setCurrentBlockState(0)
            return
        units = in_units(text)
        tokens, after = lex(units, self._language, self._state_before(block))
        for token in tokens:
            self.setFormat(token.start, token.end - token.start, self._ink(token.kind))
        for span in placeholders(units):
            is_known = self._is_known(span.name or "")
            self.setFormat(span.start, span.end - span.start, self._ink("var") if is_known else self._unknown())
        self.setCurrentBlockState(after)

    def _state_before(self, block: QTextBlock) -> int:
        previous = block.previous()
        if not previous.isValid():
            return 0
        if self._language == "json":
            is_piece = previous.text().endswith(long_lines.MARK)
            return self._json_state_after(previous) if is_piece else self._comment_state_after(previous)
        if previous.userState() != _UNSEEN:
            return previous.userState()
        lines: list[str] = []
        while previous.isValid() and len(lines) < _LOOKED_BACK_BLOCKS:
            lines.append(previous.text())
            previous = previous.previous()
        return state_after("\n".join([*reversed(lines), ""]).encode("utf-8", "replace"))

    def _comment_state_after(self, previous: QTextBlock) -> int:
        """Return whether a line ends within a comment, which is looked for some lines back where nobody has yet."""
        if previous.userState() != _UNSEEN:
            return previous.userState() if previous.userState() == IN_COMMENT else 0
        for _ in range(_LOOKED_BACK_BLOCKS):
            text = previous.text()
            opened, closed = text.rfind("/*"), text.rfind("*/")
            if not previous.isValid() or closed > opened:
                return 0
            if opened > closed:
                after = lex(in_units(text), "json")[1]
                return after if after == IN_COMMENT else 0
            previous = previous.previous()
        return 0

    def _json_state_after(self, previous: QTextBlock) -> int:
        """Return the state at the end of a piece of a long line, which may lie within a string."""
        return previous.userState() if previous.userState() != _UNSEEN else state_within(previous.text())

    def _ink(self, token: str) -> QTextCharFormat:
        if token not in self._inks:
            self._inks[token] = QTextCharFormat()
            self._inks[token].setForeground(self._theme.color(token))
        return self._inks[token]

    def _unknown(self) -> QTextCharFormat:
        ink = self._ink("err")
        ink.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        ink.setUnderlineColor(self._theme.color("err"))
        return ink

    def _on_theme_changed(self) -> None:
        self._inks.clear()
        self.refresh()
