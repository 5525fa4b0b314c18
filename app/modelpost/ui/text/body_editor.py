"""The editor of raw bodies: code in which variables are completed and files stand."""

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from modelpost.core.template import FileMark, file_mark, file_reference, placeholders
from modelpost.documents.json_tokens import lex_json
from modelpost.documents.visible_text import in_units
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.text.completion import Completion, Explain
from modelpost.ui.text.editor import CodeEditor
from modelpost.ui.text.file_chips import FactsOf, chip_text, paint_chip

_LONGEST_WITH_CHIPS = 20_000


class BodyEditor(CodeEditor):
    """Completes and explains variables. Files whose content stands in the text show as labels while the caret is away.

    Signals:
        files_dropped: files were dropped or pasted, with the caret where they belong; carries a list of paths.
    """

    files_dropped = Signal(list)

    def __init__(self, kit: Kit, name: str, label: str, parent: QWidget | None = None) -> None:
        self._explain: Explain | None = None
        self._facts: FactsOf | None = None
        self._offered: list[str] = []
        super().__init__(kit, name, label, parent)
        self._completion = Completion(kit.theme, self, self.tr("Variables"), self.explanation, self._names)

    def explanation(self, name: str) -> tuple[str, str] | None:
        """Return value and source of a variable."""
        return self._explain(name) if self._explain is not None else super().explanation(name)

    def explain_with(self, explain: Explain, names: list[str], facts: FactsOf) -> None:
        """Say where values of variables and facts of files are to be had, and which names to complete to."""
        self._explain, self._offered, self._facts = explain, names, facts

    def file_explanation(self, mark: FileMark) -> tuple[str, str]:
        """Return the path of a file, and its size or what is wrong with it."""
        return mark.path, chip_text(mark, self._facts(mark.path) if self._facts is not None else None)

    def insert_file(self, path: str, coding: str = "base64") -> bool:
        """Put the content of a file in the place of what is selected; tell whether its path can be written there.

        JSON gets double quotes around it, unless the caret is within a text already.
        """
        reference = file_reference(path, coding)
        if reference is None:
            return False
        cursor = self.textCursor()
        quote = '"' if self._language == "json" and not self._is_in_string(cursor.selectionStart()) else ""
        cursor.insertText(f"{quote}{reference}{quote}")
        self.setTextCursor(cursor)
        self.setFocus()
        return True

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Paint the text, then labels over the files in it."""
        super().paintEvent(event)
        self._paint_chips()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Leave to the list of variables what belongs to it."""
        if self._completion.takes(event.key()):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:  # noqa: N802  # Qt's name
        """Take files too."""
        return bool(_local_files(source)) or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:  # noqa: N802  # Qt's name
        """Tell of files, and paste anything else."""
        files = _local_files(source)
        if files:
            self.files_dropped.emit(files)
        else:
            super().insertFromMimeData(source)

    def _on_edited(self, text: str) -> None:
        super()._on_edited(text)
        self._completion.offer()

    def _names(self) -> list[str]:
        return self._offered

    def _is_in_string(self, position: int) -> bool:
        """Tell whether a place of the document lies between the quotes of a JSON text."""
        block = self.document().findBlock(position)
        at = position - block.position()
        tokens, _ = lex_json(in_units(block.text()))
        return any(token.kind in ("str", "key") and token.start < at < token.end for token in tokens)

    def _paint_chips(self) -> None:
        """Paint a label over each file that stands in the text, but for the one at the caret."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        caret = self.textCursor().position() if self.hasFocus() else -1
        block = self.firstVisibleBlock()
        while block.isValid() and self._row_of(block).top() <= self.viewport().height():
            text = block.text()
            if "{{file:" in text and len(text) <= _LONGEST_WITH_CHIPS:
                for span in placeholders(in_units(text)):
                    mark = file_mark(span.name or "")
                    start, end = block.position() + span.start, block.position() + span.end
                    if mark is not None and not start < caret < end:
                        area = self._span_area(block, self._area_of(block), span.start, span.end)
                        paint_chip(painter, self._kit, area, mark, self._facts(mark.path) if self._facts else None)
            block = block.next()


def _local_files(source: QMimeData) -> list[str]:
    return [url.toLocalFile() for url in source.urls() if url.isLocalFile()] if source.hasUrls() else []
