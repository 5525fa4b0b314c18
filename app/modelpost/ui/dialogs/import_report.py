"""What an import or an export came to, as a text that can be copied."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from modelpost.ui.kit.buttons import Button, Kit
from modelpost.ui.kit.dialog import Dialog
from modelpost.ui.kit.notices import Icon, Text
from modelpost.ui.theme import Role


class ReportPage(QWidget):
    """A headline, and the report below it."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._title = Text(kit, role=Role.SECTION, wrap=True, name="reportTitle")
        self._text = QPlainTextEdit()
        self._text.setObjectName("reportText")
        self._text.setAccessibleName(self.tr("Report"))
        self._text.setReadOnly(True)
        self._text.setTabChangesFocus(True)
        frame = QFrame()
        frame.setProperty("card", "sunken")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(10, 8, 10, 8)
        inside.addWidget(self._text)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Icon(kit, "circle-check", "ok", 20))
        head.addWidget(self._title, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(frame, 1)

    def show_report(self, title: str, lines: list[str]) -> None:
        """Show a report."""
        self._title.setText(title)
        self._text.setPlainText("\n".join(lines))

    def copy(self) -> None:
        """Copy headline and report."""
        QGuiApplication.clipboard().setText(f"{self._title.text()}\n\n{self._text.toPlainText()}\n")


class ReportDialog(Dialog):
    """A report in a window of its own."""

    def __init__(self, kit: Kit, window_title: str, title: str, lines: list[str], parent: QWidget) -> None:
        super().__init__(kit, parent)
        self.setObjectName("reportDialog")
        self.setWindowTitle(window_title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(kit.theme.pixels(620), kit.theme.pixels(420))
        self._page = ReportPage(kit)
        self._page.show_report(title, lines)
        copy = Button(kit, self.tr("Copy report"), "reportCopy")
        copy.clicked.connect(self._page.copy)
        done = Button(kit, self.tr("Done"), "reportDone", look="primary")
        done.setDefault(True)
        done.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addWidget(copy)
        foot.addStretch(1)
        foot.addWidget(done)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(14)
        column.addWidget(self._page, 1)
        column.addLayout(foot)
