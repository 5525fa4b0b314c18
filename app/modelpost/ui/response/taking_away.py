"""How an answer leaves the window: into the clipboard, a file, another program."""

from pathlib import PurePath

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from modelpost.core.failures import ModelpostError
from modelpost.core.text import Message
from modelpost.documents.media_type import is_json
from modelpost.ui.kit.buttons import IconButton
from modelpost.viewers.api import Answer
from modelpost.workbench.response_desk import ResponseDesk
from modelpost.workbench.texts import translated

_PACKED = {"gzip": "gz", "x-gzip": "gz", "deflate": "zz", "zstd": "zst"}
"""The ending of a file by its content coding, where that is not the coding's name."""


class TakingAway(QObject):
    """Copies, saves and opens what the response desk shows; asks for a place where one is needed.

    Signals:
        told: something to say in passing; carries a text.
    """

    told = Signal(str)

    def __init__(self, desk: ResponseDesk, save_button: IconButton, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._save_button = save_button
        self._pane = parent
        self._is_listening = False

    def copy(self) -> None:
        """Copy the body."""
        text = self._desk.copied_text()
        if text is not None:
            QGuiApplication.clipboard().setText(text)
            self.told.emit(self.tr("The response was copied."))

    def save(self) -> None:
        """Ask for a file and save the body into it; ask which body before, where it came packed."""
        if not self._desk.packed_as:
            self._save_unpacked()
            return
        menu = QMenu(self._pane)
        menu.setObjectName("saveMenu")
        menu.addAction(self.tr("Save response…")).triggered.connect(self._save_unpacked)
        packed = self.tr("Save as received ({coding})…").replace("{coding}", self._desk.packed_as)
        menu.addAction(packed).triggered.connect(self._save_as_received)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._save_button.mapToGlobal(self._save_button.rect().bottomLeft()))

    def open_elsewhere(self, checked: bool = False) -> None:  # noqa: ARG002  # Qt's signal
        """Ask for a place, save the body there and open it with the program that the user has for it."""
        answer = self._answer
        if answer is None:
            return
        self._listen()
        title, name = self.tr("Save the response to open it"), self._desk.takeaway.name_to_open(answer)
        path, _ = QFileDialog.getSaveFileName(self._pane, title, name)
        if path:
            self._desk.takeaway.open_elsewhere(answer, str(PurePath(path)))

    def add_to(self, menu: QMenu) -> None:
        """Offer the other forms and programs in a menu."""
        answer = self._answer
        has_json = answer is not None and is_json(answer.media_type)
        offered = [
            (self.tr("Copy laid out"), "copyLaidOut", self._on_copy_laid_out, has_json),
            (self.tr("Copy as CSV"), "copyAsCsv", self._on_copy_table, has_json),
            (self.tr("Open in another program…"), "openElsewhere", self.open_elsewhere, answer is not None),
        ]
        for text, name, slot, is_possible in offered:
            action = menu.addAction(text)
            action.setObjectName(name)
            action.setEnabled(is_possible)
            action.triggered.connect(slot)

    # -----------------------------------------------------------------------------------------------------------------

    @property
    def _answer(self) -> Answer | None:
        shown = self._desk.shown
        return shown.read.answer if shown is not None and shown.read is not None else None

    def _on_copy_laid_out(self, checked: bool = False) -> None:  # noqa: ARG002  # Qt's signal
        if self._answer is not None:
            self._listen()
            self._desk.takeaway.copy_laid_out(self._answer)

    def _on_copy_table(self, checked: bool = False) -> None:  # noqa: ARG002  # Qt's signal
        if self._answer is not None:
            self._listen()
            self._desk.takeaway.copy_table(self._answer)

    def _listen(self) -> None:
        """Follow what is taken away, from the first time on that something is."""
        if not self._is_listening:
            self._is_listening = True
            self._desk.takeaway.copied.connect(self._on_copied)
            self._desk.takeaway.told.connect(self._on_told)
            self._desk.takeaway.failed.connect(self._on_failed)

    def _on_copied(self, text: str, told: Message) -> None:
        QGuiApplication.clipboard().setText(text)
        self._on_told(told)

    def _on_told(self, message: Message) -> None:
        self.told.emit(translated(message))

    def _on_failed(self, error: ModelpostError) -> None:
        self.told.emit(f"{translated(error.summary)}. {translated(error.hint)}")

    def _save_unpacked(self, checked: bool = False) -> None:  # noqa: ARG002  # Qt's signal
        path, _ = QFileDialog.getSaveFileName(self._pane, self.tr("Save response"), self._desk.suggested_name)
        if path:
            self._desk.save(path)

    def _save_as_received(self, checked: bool = False) -> None:  # noqa: ARG002  # Qt's signal
        coding = self._desk.packed_as.rpartition(",")[2].strip().lower()
        name = f"{self._desk.suggested_name}.{_PACKED.get(coding, coding)}"
        path, _ = QFileDialog.getSaveFileName(self._pane, self.tr("Save response as received"), name)
        if path:
            self._desk.save_as_received(path)
