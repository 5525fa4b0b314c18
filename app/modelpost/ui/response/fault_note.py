"""The line above the text that says what is wrong with it, and where."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from modelpost.documents.growing import Fault
from modelpost.ui.kit.buttons import Button, Kit
from modelpost.ui.kit.notices import Text
from modelpost.ui.text.view import TextView
from modelpost.ui.theme import Role
from modelpost.workbench.texts import translated


class FaultNote(QWidget):
    """Follows a text view; hidden while nothing is known to be wrong."""

    def __init__(self, kit: Kit, view: TextView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("faultNote")
        self._view = view
        self._text = Text(kit, ink="err", role=Role.SMALL, wrap=True, name="faultText")
        self._show = Button(kit, self.tr("Show"), "showFault", look="link", compact=True)
        self._show.setAccessibleName(self.tr("Show what is not valid JSON"))
        self._show.clicked.connect(self._on_show)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 12, 0)
        row.setSpacing(8)
        row.addWidget(self._text, 1)
        row.addWidget(self._show)
        view.content_changed.connect(self.refresh)
        view.grown.connect(self.refresh)
        self._is_wanted = True
        self.hide()

    def refresh(self) -> None:
        """Say what is wrong by now."""
        fault = self._view.fault
        if fault is not None:
            self._text.setText(self._words_of(fault))
            self._show.setVisible(fault.offset >= 0)
        self.setVisible(self._is_wanted and fault is not None)

    def show_if(self, *, wanted: bool) -> None:
        """Come and go with the text."""
        self._is_wanted = wanted
        self.refresh()

    def _words_of(self, fault: Fault) -> str:
        reason = translated(fault.reason)
        if fault.offset < 0:
            return self.tr("This is shown as it was received: {reason}.").replace("{reason}", reason)
        line, column = self._view.place_of(fault.offset)
        text = self.tr("This is not valid JSON: line {line}, column {column}, {reason}.")
        return text.replace("{line}", str(line)).replace("{column}", str(column)).replace("{reason}", reason)

    def _on_show(self) -> None:
        if self._view.fault is not None:
            self._view.select(self._view.fault.offset, self._view.fault.offset)
            self._view.setFocus()
