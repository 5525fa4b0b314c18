"""One row of a batch: its kept answer, and the way to send its input again."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QVBoxLayout

from modelpost.ui.kit.buttons import Button, IconButton, Kit
from modelpost.ui.kit.notices import Text
from modelpost.ui.kit.tags import Tag
from modelpost.ui.theme import Role
from modelpost.workbench.batch_answers import KeptAnswer
from modelpost.workbench.sizes import duration_text, size_text

if TYPE_CHECKING:
    from modelpost.runs.result import Result

_MOST_SHOWN = 200_000
_FIRST_ERROR = 400


class BatchDetail(QFrame):
    """Shows a row below the table.

    Signals:
        again_wanted: the input shall be sent again from the request; carries the Result.
        closed: it shall not be shown any more.
    """

    again_wanted = Signal(object)
    closed = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.setObjectName("batchDetail")
        self.setAccessibleName(self.tr("Answer of the row"))
        self.setProperty("line", "above")
        self._result: Result | None = None
        self._status = Tag(kit, "batchDetailStatus", role=Role.BUTTON, radius=11)
        self._name = Text(kit, role=Role.STRONG, name="batchDetailName")
        self._facts = Text(kit, ink="text2", role=Role.SMALL, name="batchDetailFacts")
        again = Button(kit, self.tr("Open in the request and send"), "batchSendAgain", icon="send", compact=True)
        again.clicked.connect(self._on_again)
        close = IconButton(kit, "x", self.tr("Close"), "batchDetailClose")
        close.clicked.connect(self.closed)
        self._body = QPlainTextEdit()
        self._body.setObjectName("batchDetailBody")
        self._body.setAccessibleName(self.tr("Body of the answer"))
        self._body.setReadOnly(True)
        self._body.setUndoRedoEnabled(False)
        self._kit = kit
        row = QHBoxLayout()
        row.setSpacing(10)
        for widget in (self._status, self._name, self._facts):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(again)
        row.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 8, 8)
        column.setSpacing(6)
        column.addLayout(row)
        column.addWidget(self._body, 1)
        kit.theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        self.hide()

    def show_answer(self, kept: KeptAnswer) -> None:
        """Show a row and its answer."""
        result = self._result = kept.result
        is_good = 0 < result.status < _FIRST_ERROR
        said = f"{result.status} {kept.head.get('reason', '')}".strip() if result.status else self.tr("No answer")
        self._status.say(said, "ok" if is_good else "err", "check" if is_good else "x")
        self._name.setText(result.name)
        facts = [duration_text(result.seconds)]
        if result.status:
            facts.append(size_text(result.size))
        self._facts.setText(", ".join(facts))
        self._body.setPlainText(self._text(kept))
        self.show()

    def _text(self, kept: KeptAnswer) -> str:
        if not kept.result.status:
            return kept.result.message
        if not kept.body:
            return self.tr("The answer was not kept. Open the row in the request to see it again.")
        return kept.body[:_MOST_SHOWN].decode("utf-8", "replace").replace("\0", "�")

    def _on_again(self) -> None:
        if self._result is not None:
            self.again_wanted.emit(self._result)

    def _on_theme_changed(self) -> None:
        self._body.setFont(self._kit.theme.font(Role.CODE))
