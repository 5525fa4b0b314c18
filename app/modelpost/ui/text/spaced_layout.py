"""Lines with room between them."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QTextBlock, QTextDocument
from PySide6.QtWidgets import QPlainTextDocumentLayout


class SpacedLayout(QPlainTextDocumentLayout):
    """Lays out plain text with `extra` pixels below each line, which `QPlainTextEdit` cannot do by itself.

    Meant for text that is not wrapped: every block is one line.
    """

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self.extra = 0

    def blockBoundingRect(self, block: QTextBlock) -> QRectF:  # noqa: N802  # Qt's name
        """Return the place of a line, room included."""
        area = super().blockBoundingRect(block)
        return area.adjusted(0, 0, 0, self.extra) if block.isValid() else area
