"""What every field has in which `{{variables}}` may stand."""

from PySide6.QtCore import QEvent, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QTextBlock
from PySide6.QtWidgets import QPlainTextEdit, QToolTip, QWidget

from modelpost.core.builtins import is_builtin
from modelpost.core.template import FileMark, file_mark, placeholders
from modelpost.documents.visible_text import in_units
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.inspection import ask_to_inspect
from modelpost.ui.text.adapter import DocumentAdapter
from modelpost.ui.text.highlight import Highlighter
from modelpost.ui.text.inspecting import name_at
from modelpost.ui.text.keys import is_for_window

_LONGEST_LINE = 20_000
_RADIUS = 4


class VariableText(QPlainTextEdit):
    """A document editor that tints its variables, explains them on hover and leaves the window's keys to the window.

    Signals:
        edited: the user changed the text; carries all of it.
    """

    edited = Signal(str)

    def __init__(self, kit: Kit, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lay_out()
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._kit = kit
        self._highlighter = Highlighter(self.document(), kit.theme, self.is_known)
        self._adapter = DocumentAdapter(self, self._highlighter)
        self._adapter.edited.connect(self._on_edited)

    def is_known(self, name: str) -> bool:
        """Tell whether a variable has a value: of its own, by itself, or the content of a file."""
        return is_builtin(name) or file_mark(name) is not None or self.explanation(name) is not None

    def explanation(self, name: str) -> tuple[str, str] | None:
        """Return value and source of a variable; None for one that has no value."""
        del name
        return None

    def file_explanation(self, mark: FileMark) -> tuple[str, str]:
        """Return what is said of a file whose content stands in the text."""
        return mark.path, mark.coding

    def refresh_variables(self) -> None:
        """Colour the variables anew: their values may have changed."""
        self._highlighter.refresh()
        self.viewport().update()

    def event(self, event: QEvent) -> bool:
        """Explain a variable under the pointer; leave the window's shortcuts to the window."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and is_for_window(event):
            event.ignore()
            return False
        return super().event(event)

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """Explain a variable under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._show_explanation(event)
            return True
        return super().viewportEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        """Show what a variable stands for with Ctrl and a click."""
        name = self._name_at(event.position().toPoint())
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and name and file_mark(name) is None:
            ask_to_inspect(self, name, event.globalPosition().toPoint())
            return
        super().mousePressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Paint what lies behind the text, then the text."""
        first = self.firstVisibleBlock()
        last, bottom = first, self.viewport().height()
        while last.next().isValid() and self._area_of(last).bottom() < bottom:
            last = last.next()
        self._highlighter.reveal(first.blockNumber(), last.blockNumber())
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint_ground(painter)
        block = first
        while block.isValid() and block.blockNumber() <= last.blockNumber():
            self._paint_variables(painter, block)
            block = block.next()
        painter.end()
        super().paintEvent(event)

    def lay_out(self) -> None:
        """Give the editor a document of its own kind, before anything listens to it."""

    def paint_ground(self, painter: QPainter) -> None:
        """Paint what lies behind everything."""

    def _on_edited(self, text: str) -> None:
        self.edited.emit(text)

    def _area_of(self, block: QTextBlock) -> QRectF:
        return self.blockBoundingGeometry(block).translated(self.contentOffset())

    def _paint_variables(self, painter: QPainter, block: QTextBlock) -> None:
        text = block.text()
        if not self._highlighter.language or "{{" not in text or len(text) > _LONGEST_LINE:
            return
        theme, area = self._kit.theme, self._area_of(block)
        for span in placeholders(in_units(text)):
            ground = self._span_area(block, area, span.start, span.end)
            is_known = self.is_known(span.name or "")
            painter.setPen(theme.color("varSoft" if is_known else "errSoft"))
            painter.setBrush(theme.color("varSoft" if is_known else "errSoft"))
            painter.drawRoundedRect(ground.adjusted(-1, 1, 1, -1), _RADIUS, _RADIUS)

    def _span_area(self, block: QTextBlock, area: QRectF, start: int, end: int) -> QRectF:
        """Return where characters of a block are painted; of several wrapped lines, the first one."""
        if not block.isValid():  # a place in a text that was longer a moment ago
            return QRectF()
        line = block.layout().lineForTextPosition(start)
        if not line.isValid():
            return QRectF()
        left, right = (_x(line.cursorToX(at)) for at in (start, end))
        return QRectF(area.left() + left, area.top() + line.y(), right - left, line.height())

    def _name_at(self, place: QPoint) -> str:
        cursor = self.cursorForPosition(place)
        return name_at(in_units(cursor.block().text()), cursor.positionInBlock())

    def _show_explanation(self, event: QHelpEvent) -> None:
        name = self._name_at(event.pos())
        if not name:
            QToolTip.showText(event.globalPos(), self.toolTip(), self)
            return
        mark = file_mark(name)
        found = self.explanation(name) if mark is None else self.file_explanation(mark)
        if found is None:
            text = self.tr("{{name}} has no value").replace("{name}", "{" + name + "}")
        else:
            text = "\n".join(part for part in found if part)
        hint = self.tr("Ctrl+click or Ctrl+I to change it") if mark is None else ""
        QToolTip.showText(event.globalPos(), "\n".join(part for part in (text, hint) if part), self)


def _x(found: object) -> float:
    """Return x from what `cursorToX` gives: x, and the position that it settled on."""
    return float(found[0]) if isinstance(found, tuple) else 0.0
