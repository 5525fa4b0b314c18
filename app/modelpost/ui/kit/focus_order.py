"""The order in which the Tab key visits controls, where parts of the window are built later than their neighbours."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def visit_after(before: QWidget, part: QWidget) -> None:
    """Let the Tab key go from `before` to the controls in `part`, in their own order."""
    members = [part]
    each: QWidget | None = part.nextInFocusChain()
    while each is not None and each is not part:
        if part.isAncestorOf(each):
            members.append(each)
        each = each.nextInFocusChain()
    for member in members:
        if member.focusPolicy() is not Qt.FocusPolicy.NoFocus:  # Qt leaves those where they are
            QWidget.setTabOrder(before, member)
            before = member
