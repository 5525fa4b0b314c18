"""Two answers side by side."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from modelpost.documents.diff_rows import Row
from modelpost.documents.side_by_side import Kind
from modelpost.ui.kit.buttons import IconButton, Kit
from modelpost.ui.kit.dialog import Dialog
from modelpost.ui.kit.notices import Text
from modelpost.ui.response.diff_rows import DiffRowsView
from modelpost.ui.text.view import TextView
from modelpost.ui.theme import Role
from modelpost.workbench.history_desk import PastText

_SIZE = (1080, 640)


class SideBySideDialog(Dialog):
    """Shows two answers line by line with what differs marked; without `rows`, two texts that scroll together."""

    def __init__(self, kit: Kit, one: PastText, other: PastText, rows: tuple[Row, ...] | None, parent: QWidget) -> None:
        super().__init__(kit, parent)
        self.setObjectName("sideBySideDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Compare the answers"))
        self.resize(*(kit.theme.pixels(size) for size in _SIZE))
        self._kit = kit
        self._views: list[TextView] = []
        sides = ((one, "olderAnswer", self.tr("Older answer")), (other, "newerAnswer", self.tr("Newer answer")))
        heads = QHBoxLayout()
        heads.setSpacing(1)
        for side, _, label in sides:
            heads.addLayout(self._head(side, label), 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(heads)
        if rows is None:
            texts = QHBoxLayout()
            texts.setSpacing(1)
            for side, name, label in sides:
                texts.addWidget(self._text(side, name, label), 1)
            column.addLayout(texts, 1)
        else:
            self._lines = DiffRowsView(kit)
            self._lines.show_rows(rows, one=False)
            column.addLayout(self._build_bar(rows))
            column.addWidget(self._lines, 1)

    def _head(self, side: PastText, label: str) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(0)
        heading = Text(self._kit, label, role=Role.STRONG)
        heading.setContentsMargins(16, 12, 12, 2)
        title = Text(self._kit, side.title, ink="text2", role=Role.SMALL, wrap=True)
        title.setContentsMargins(16, 0, 12, 10)
        column.addWidget(heading)
        column.addWidget(title)
        return column

    def _build_bar(self, rows: tuple[Row, ...]) -> QHBoxLayout:
        """Build the line that counts the differences, and the way from one to the next."""
        count = sum(row.kind is not Kind.SAME for row in rows)
        text = self.tr("One line differs.") if count == 1 else self.tr("{n} lines differ.")
        said = text.replace("{n}", self.locale().toString(count)) if count else self.tr("Both answers say the same.")
        back = IconButton(self._kit, "arrow-up", self.tr("Previous difference"), "previousDifference")
        back.clicked.connect(self._on_back)
        onward = IconButton(self._kit, "arrow-down", self.tr("Next difference"), "nextDifference")
        onward.clicked.connect(self._on_onward)
        row = QHBoxLayout()
        row.setContentsMargins(16, 0, 12, 6)
        row.addWidget(Text(self._kit, said, role=Role.SMALL, ink="muted", name="differences"), 1)
        for button in (back, onward):
            button.setEnabled(bool(count))
            row.addWidget(button)
        return row

    def _text(self, side: PastText, name: str, label: str) -> TextView:
        view = TextView(self._kit, name, label)
        view.set_content(side.content, side.language, side.charset)
        view.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self._views.append(view)
        return view

    def _on_back(self) -> None:
        self._lines.step(-1)

    def _on_onward(self) -> None:
        self._lines.step(1)

    def _on_scrolled(self, value: int) -> None:
        for view in self._views:
            view.verticalScrollBar().setValue(value)
