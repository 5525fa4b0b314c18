"""Which variable a place is about."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QTableView, QWidget

from modelpost.core.template import file_mark, placeholders
from modelpost.documents.visible_text import in_units


def name_at(text: str, position: int) -> str:
    """Return the variable at a place of a text, empty where there is none."""
    for span in placeholders(text):
        if span.name is not None and span.start <= position <= span.end:
            return span.name
    return ""


def first_name(text: str) -> str:
    """Return the first variable in a text, empty where there is none; files are none."""
    return next((span.name for span in placeholders(text) if span.name and file_mark(span.name) is None), "")


def variable_in_focus(widget: QWidget | None) -> tuple[str, QPoint] | None:
    """Return the variable that the caret, or the chosen cell, is at, and the place below it on the screen."""
    name, below = "", QPoint()
    if isinstance(widget, QPlainTextEdit):
        cursor = widget.textCursor()
        name = name_at(in_units(cursor.block().text()), cursor.positionInBlock())
        below = widget.viewport().mapToGlobal(widget.cursorRect().bottomLeft())
    elif isinstance(widget, QLineEdit) and widget.echoMode() is QLineEdit.EchoMode.Normal:
        name = name_at(in_units(widget.text()), widget.cursorPosition()) or first_name(widget.text())
        below = widget.mapToGlobal(widget.rect().bottomLeft())
    elif isinstance(widget, QTableView):
        index = widget.currentIndex()
        name = first_name(str(index.data() or "")) if index.isValid() else ""
        below = widget.viewport().mapToGlobal(widget.visualRect(index).bottomLeft())
    return (name, below) if name and file_mark(name) is None else None
