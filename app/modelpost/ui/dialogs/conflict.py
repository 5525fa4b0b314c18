"""Two versions of a request side by side: what was typed, and what another program wrote."""

from collections.abc import Callable
from difflib import SequenceMatcher
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor, QTextFormat
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QTextEdit, QVBoxLayout, QWidget

from modelpost.ui.kit.buttons import Button, Kit
from modelpost.ui.kit.dialog import Dialog
from modelpost.ui.kit.notices import Text
from modelpost.ui.theme import Role
from modelpost.workbench.disk_watch import DiskWatch
from modelpost.workbench.request_tab import RequestTab


class ConflictDialog(Dialog):
    """Shows both versions as their files would say them, what differs marked, and lets the user choose."""

    def __init__(self, kit: Kit, disk: DiskWatch, tab: RequestTab, mine: str, theirs: str, parent: QWidget) -> None:
        super().__init__(kit, parent)
        self.setObjectName("conflictDialog")
        self.setWindowTitle(self.tr("Two versions of “{name}”").replace("{name}", tab.title))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(kit.theme.pixels(900), kit.theme.pixels(560))
        self._kit = kit
        self._mine = self._text(self.tr("Mine: typed here, not saved"), "mineText", mine)
        self._theirs = self._text(self.tr("Theirs: in the file now"), "theirsText", theirs)
        self._mark(mine, theirs)
        sides = QHBoxLayout()
        sides.setSpacing(12)
        for shown in (self._mine, self._theirs):
            side = QVBoxLayout()
            side.setSpacing(6)
            side.addWidget(Text(kit, shown.accessibleName(), role=Role.LABEL, ink="muted"))
            side.addWidget(shown, 1)
            sides.addLayout(side)
        buttons = QHBoxLayout()
        later = Button(kit, self.tr("Decide later"), "decideLater")
        later.clicked.connect(self.reject)
        buttons.addWidget(later)
        buttons.addStretch(1)
        for key, text, choose in (
            ("keepBoth", self.tr("Keep both"), disk.keep_both),
            ("takeTheirs", self.tr("Take theirs"), disk.take_theirs),
            ("keepMine", self.tr("Keep mine"), disk.keep_mine),
        ):
            button = Button(kit, text, key, look="primary" if key == "keepMine" else "")
            button.clicked.connect(partial(self._choose, choose, tab))
            buttons.addWidget(button)
        hint = self.tr("“Keep mine” lets the next save write over the file. “Take theirs” can be undone.")
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addLayout(sides, 1)
        column.addWidget(Text(kit, hint, role=Role.SMALL, ink="muted", wrap=True))
        column.addLayout(buttons)

    def _text(self, title: str, name: str, text: str) -> QPlainTextEdit:
        shown = QPlainTextEdit(text)
        shown.setObjectName(name)
        shown.setAccessibleName(title)
        shown.setReadOnly(True)
        shown.setTabChangesFocus(True)
        shown.setFont(self._kit.theme.font(Role.CODE))
        return shown

    def _mark(self, mine: str, theirs: str) -> None:
        """Give the lines that differ another ground."""
        matcher = SequenceMatcher(a=mine.splitlines(), b=theirs.splitlines(), autojunk=False)
        changed = [code[1:] for code in matcher.get_opcodes() if code[0] != "equal"]
        color = self._kit.theme.color("warnSoft")
        for shown, lines in (
            (self._mine, [n for start, end, _, _ in changed for n in range(start, end)]),
            (self._theirs, [n for _, _, start, end in changed for n in range(start, end)]),
        ):
            shown.setExtraSelections([_line(shown, number, color) for number in lines])

    def _choose(self, choose: Callable[[RequestTab], None], tab: RequestTab) -> None:
        choose(tab)
        self.accept()


def _line(shown: QPlainTextEdit, number: int, color: QColor) -> QTextEdit.ExtraSelection:
    found = QTextEdit.ExtraSelection()
    look = QTextCharFormat()
    look.setBackground(color)
    look.setProperty(QTextFormat.Property.FullWidthSelection, True)  # noqa: FBT003  # Qt's signature
    cursor = QTextCursor(shown.document().findBlockByNumber(number))
    found.format, found.cursor = look, cursor
    return found
