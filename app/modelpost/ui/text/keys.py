"""Keys that text widgets leave to the window."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

_WITH_CONTROL: frozenset[int] = frozenset(
    {
        Qt.Key.Key_Z,
        Qt.Key.Key_Y,
        Qt.Key.Key_B,
        Qt.Key.Key_K,
        Qt.Key.Key_E,
        Qt.Key.Key_L,
        Qt.Key.Key_Return,
        Qt.Key.Key_Enter,
    }
)


def is_for_window(event: QKeyEvent) -> bool:
    """Tell whether a key belongs to the window although editors know it too, undo and redo among them."""
    return bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier) and event.key() in _WITH_CONTROL
