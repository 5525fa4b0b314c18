"""Two answers side by side."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.dialog import Dialog
from modelpost.ui.kit.notices import Text
from modelpost.ui.text.view import TextView
from modelpost.ui.theme import Role
from modelpost.workbench.history_desk import PastText

_SIZE = (1080, 640)


class SideBySideDialog(Dialog):
    """Shows two texts that scroll together."""

    def __init__(self, kit: Kit, one: PastText, other: PastText, parent: QWidget) -> None:
        super().__init__(kit, parent)
        self.setObjectName("sideBySideDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Compare the answers"))
        self.resize(*(kit.theme.pixels(size) for size in _SIZE))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(1)
        self._views = [
            self._add(kit, row, one, "olderAnswer", self.tr("Older answer")),
            self._add(kit, row, other, "newerAnswer", self.tr("Newer answer")),
        ]
        for view in self._views:
            view.verticalScrollBar().valueChanged.connect(self._on_scrolled)

    def _add(self, kit: Kit, row: QHBoxLayout, side: PastText, name: str, label: str) -> TextView:
        column = QVBoxLayout()
        column.setSpacing(0)
        heading = Text(kit, label, role=Role.STRONG)
        heading.setContentsMargins(16, 12, 12, 2)
        title = Text(kit, side.title, ink="text2", role=Role.SMALL, wrap=True)
        title.setContentsMargins(16, 0, 12, 10)
        view = TextView(kit, name, label)
        view.set_content(side.content, side.language, side.charset)
        for part in (heading, title):
            column.addWidget(part)
        column.addWidget(view, 1)
        row.addLayout(column, 1)
        return view

    def _on_scrolled(self, value: int) -> None:
        for view in self._views:
            view.verticalScrollBar().setValue(value)
