"""Where an import comes from: a box to paste into, and a place to drop files on."""

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from modelpost.ui.kit.buttons import Button, Kit
from modelpost.ui.kit.notices import Banner, Icon, Text
from modelpost.ui.theme import Role

_LONGEST_SHOWN = 100_000
"""Characters of a pasted text that are also shown."""


class _PasteBox(QPlainTextEdit):
    """A box for a text that is read as soon as it is pasted.

    Signals:
        pasted: a text was pasted; carries all of it.
        files_pasted: files were pasted or dropped; carries a list of paths.
    """

    pasted = Signal(str)
    files_pasted = Signal(list)

    def __init__(self, label: str, hint: str) -> None:
        super().__init__()
        self.setObjectName("importPaste")
        self.setAccessibleName(label)
        self.setPlaceholderText(hint)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)

    def insertFromMimeData(self, source: QMimeData) -> None:  # noqa: N802  # Qt's name
        """Hand the text on; a large one is not shown, since that would only hold up the window."""
        paths = local_files(source)
        if paths:
            self.files_pasted.emit(paths)
        elif source.hasText():
            text = source.text()
            if len(text) <= _LONGEST_SHOWN:
                self.textCursor().insertText(text)
            self.pasted.emit(text if len(text) > _LONGEST_SHOWN else self.toPlainText())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Read with Ctrl+Enter what was typed."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.pasted.emit(self.toPlainText())
            return
        if event.matches(QKeySequence.StandardKey.Cancel):
            event.ignore()
            return
        super().keyPressEvent(event)


class SourcePage(QWidget):
    """Paste, drop or choose.

    Signals:
        text_given: a text was pasted or typed; carries it.
        files_given: files were dropped, pasted or are to be read; carries a list of paths.
        choosing_wanted: a file is to be chosen.
        changed: the text in the box differs.
    """

    changed = Signal()

    text_given = Signal(str)
    files_given = Signal(list)
    choosing_wanted = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self._banner = Banner(kit, "importTrouble")
        self._box = _PasteBox(
            self.tr("Paste here"), self.tr("Paste a Postman collection or environment, or a cURL command…")
        )
        self._box.setFont(kit.theme.font(Role.CODE))
        self._box.pasted.connect(self.text_given)
        self._box.files_pasted.connect(self.files_given)
        self._box.document().contentsChanged.connect(self.changed)
        frame = QFrame()
        frame.setProperty("card", "sunken")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(10, 8, 10, 8)
        inside.addWidget(self._box)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        column.addWidget(self._banner)
        column.addWidget(frame, 1)
        column.addWidget(self._build_drop(kit))

    @property
    def has_text(self) -> bool:
        """Whether there is something in the box."""
        return not self._box.document().isEmpty()

    def read_typed(self) -> None:
        """Read what is in the box."""
        self.text_given.emit(self._box.toPlainText())

    @property
    def focus_target(self) -> QWidget:
        """Where the caret is at first."""
        return self._box

    def show_trouble(self, title: str, text: str) -> None:
        """Say why what was given cannot be read."""
        self._banner.show_notice("error", title, text, [])

    def clear_trouble(self) -> None:
        """Take the notice away: something else is being read."""
        self._banner.hide()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802  # Qt's name
        """Take files and texts."""
        if local_files(event.mimeData()) or event.mimeData().hasText():
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802  # Qt's name
        """Read what was dropped."""
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        paths = local_files(event.mimeData())
        if paths:
            self.files_given.emit(paths)
        else:
            self.text_given.emit(event.mimeData().text())

    def _build_drop(self, kit: Kit) -> QFrame:
        area = QFrame()
        area.setObjectName("importDrop")
        area.setProperty("card", "sunken")
        area.setAccessibleName(self.tr("Drop files here"))
        choose = Button(kit, self.tr("Choose files…"), "importChoose")
        choose.clicked.connect(self.choosing_wanted)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Text(kit, self.tr("Drop files here"), role=Role.STRONG))
        words.addWidget(
            Text(
                kit, self.tr("A collection and its environments can be dropped together."), role=Role.SMALL, ink="muted"
            )
        )
        row = QHBoxLayout(area)
        row.setContentsMargins(16, 14, 14, 14)
        row.setSpacing(14)
        row.addWidget(Icon(kit, "import", "text2", 22))
        row.addLayout(words, 1)
        row.addWidget(choose)
        return area


def local_files(carried: QMimeData) -> list[str]:
    """Return the files of this computer that are carried."""
    return [url.toLocalFile() for url in carried.urls() if url.isLocalFile()]
