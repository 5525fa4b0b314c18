"""What Tab, Enter and a closing bracket do in an editor."""

from PySide6.QtGui import QTextCursor

from modelpost.documents.visible_text import in_units

_STEP = "  "
_PAIRS = {"{": "}", "[": "]", "(": ")"}


def insert_line_break(cursor: QTextCursor) -> None:
    """Begin a line with the indent of this one, deeper behind an opening bracket; its partner goes below."""
    cursor.beginEditBlock()
    cursor.removeSelectedText()
    units = in_units(cursor.block().text())
    before, after = units[: cursor.positionInBlock()], units[cursor.positionInBlock() :]
    indent = before[: len(before) - len(before.lstrip(" \t"))]
    opener = before.rstrip()[-1:]
    opens = opener in _PAIRS and not before.rstrip().endswith("{{")
    cursor.insertText("\n" + indent + (_STEP if opens else ""))
    position = cursor.position()
    if opens and after.lstrip().startswith(_PAIRS[opener]):
        cursor.insertText("\n" + indent)
    cursor.endEditBlock()
    cursor.setPosition(position)


def insert_closing(cursor: QTextCursor, bracket: str) -> None:
    """Insert a closing bracket; on a line of its own it goes one step back, to where its partner's line begins."""
    before = cursor.block().text()[: cursor.positionInBlock()]
    cursor.beginEditBlock()
    if before.isspace() and before.endswith(_STEP) and not cursor.hasSelection():
        cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, len(_STEP))
    cursor.insertText(bracket)
    cursor.endEditBlock()


def indent(cursor: QTextCursor) -> None:
    """Insert two spaces, or move the selected lines two columns to the right."""
    if not cursor.hasSelection():
        cursor.insertText(_STEP)
        return
    for line in _selected_lines(cursor):
        line.insertText(_STEP)


def outdent(cursor: QTextCursor) -> None:
    """Move the selected lines, or the one of the caret, two columns to the left."""
    for line in _selected_lines(cursor):
        text = line.block().text()
        spaces = min(len(_STEP), len(text) - len(text.lstrip(" ")))
        line.setPosition(line.position() + spaces, QTextCursor.MoveMode.KeepAnchor)
        line.removeSelectedText()


def _selected_lines(cursor: QTextCursor) -> list[QTextCursor]:
    document = cursor.document()
    block = document.findBlock(cursor.selectionStart())
    last = document.findBlock(max(cursor.selectionStart(), cursor.selectionEnd() - 1)).blockNumber()
    found = []
    while block.isValid() and block.blockNumber() <= last:
        found.append(QTextCursor(block))
        block = block.next()
    return found
