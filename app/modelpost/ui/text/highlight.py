"""Colours for editors: the language's tokens and `{{variables}}`."""

from collections.abc import Callable

from PySide6.QtGui import QColor, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from modelpost.core.template import placeholders
from modelpost.documents.tokens import tokens
from modelpost.ui.theme import Theme

_LONGEST_LINE = 20_000


class Highlighter(QSyntaxHighlighter):
    """Colours one document; `is_known` tells which variables have a value."""

    def __init__(self, document: QTextDocument, theme: Theme, is_known: Callable[[str], bool]) -> None:
        super().__init__(document)
        self._theme = theme
        self._is_known = is_known
        self._language = "text"
        theme.changed.connect(self.rehighlight)

    def set_language(self, language: str) -> None:
        """Colour another language; an empty one colours nothing at all."""
        if language != self._language:
            self._language = language
            self.rehighlight()

    def highlightBlock(self, text: str) -> None:  # noqa: N802  # Qt's name
        """Colour one line."""
        if not self._language or len(text) > _LONGEST_LINE:
            return
        for token in tokens(text, self._language):
            if token.kind != "var":
                self.setFormat(token.start, token.end - token.start, self._ink(token.kind))
        for span in placeholders(text):
            known = self._is_known(span.name or "")
            self.setFormat(span.start, span.end - span.start, self._variable(known=known))

    def _ink(self, token: str) -> QTextCharFormat:
        style = QTextCharFormat()
        style.setForeground(self._theme.color(token))
        return style

    def _variable(self, *, known: bool) -> QTextCharFormat:
        style = QTextCharFormat()
        style.setForeground(self._theme.color("var" if known else "err"))
        style.setBackground(self._theme.color("varSoft" if known else "errSoft"))
        if not known:
            style.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            style.setUnderlineColor(QColor(self._theme.color("err")))
        return style
