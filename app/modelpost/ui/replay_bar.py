"""Sending messages again: the button that begins and ends it, the pace, and how far it came."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from modelpost.core.replay import Pace
from modelpost.ui.kit.buttons import Button, Kit
from modelpost.ui.kit.controls import ComboBox
from modelpost.ui.kit.notices import Text
from modelpost.ui.theme import Role
from modelpost.workbench.replayer import Progress, ReplayPhase
from modelpost.workbench.texts import translated


class ReplayBar(QWidget):
    """Shows a replay; `name` begins the names of its controls, `caption` says what the button begins.

    Signals:
        wanted: the user wants the messages sent.
        stop_wanted: the user wants no more of them sent.
        pace_chosen: the user chose how they follow one another; carries a Pace.
    """

    wanted = Signal()
    stop_wanted = Signal()
    pace_chosen = Signal(object)

    def __init__(self, kit: Kit, name: str, caption: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}Bar")
        self._kit = kit
        self._caption = caption
        self._is_running = False
        self._button = Button(kit, caption, name, icon="play", compact=True)
        self._button.clicked.connect(self._on_clicked)
        self._pace = ComboBox(kit, f"{name}Pace", self.tr("How the messages follow one another"), compact=True)
        for pace, text in (
            (Pace.RECORDED, self.tr("As recorded")),
            (Pace.AT_ONCE, self.tr("At once")),
            (Pace.ANSWERED, self.tr("After each answer")),
        ):
            self._pace.addItem(text, pace)
        self._pace.setToolTip(self.tr("How the messages follow one another"))
        self._pace.activated.connect(self._on_pace)
        self._progress = Text(kit, ink="muted", role=Role.SMALL, wrap=True, name=f"{name}Progress")
        self._row = QHBoxLayout()
        self._row.setSpacing(8)
        self._row.addWidget(self._button)
        self._row.addWidget(self._pace)
        self._row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(self._row)
        column.addWidget(self._progress)
        self._progress.hide()

    def add(self, widget: QWidget) -> None:
        """Put something else that can be done with the messages at the end of the row."""
        self._row.addWidget(widget)

    def show_replay(self, progress: Progress | None, pace: Pace) -> None:
        """Show how far a replay came, and the pace of the next."""
        self._is_running = progress is not None and progress.is_running
        caption = self.tr("Stop") if self._is_running else self._caption
        if self._button.accessibleName() != caption:
            self._button.setText(f" {caption}")
            self._button.setAccessibleName(caption)
            self._button.setIcon(self._kit.icons.icon("square" if self._is_running else "play", "text2"))
        self._pace.setCurrentIndex(self._pace.findData(pace))
        self._pace.setEnabled(not self._is_running)
        self._progress.setText(self._said(progress) if progress is not None else "")
        self._progress.setVisible(progress is not None)
        is_broken = progress is not None and progress.phase is ReplayPhase.BROKEN
        self._progress.set_ink("err" if is_broken else "muted")

    def _said(self, progress: Progress) -> str:
        match progress.phase:
            case ReplayPhase.CONNECTING:
                return self.tr("Connecting…")
            case ReplayPhase.SENDING if progress.awaits_answer:
                said = self.tr("{n} of {total} sent, waiting for an answer")
            case ReplayPhase.STOPPED:
                said = self.tr("Stopped: {n} of {total} sent")
            case ReplayPhase.BROKEN:
                said = self.tr("Broken off: {n} of {total} sent")
            case _:
                said = self.tr("{n} of {total} sent")
        said = said.replace("{n}", self.locale().toString(progress.sent))
        said = said.replace("{total}", self.locale().toString(progress.total))
        return f"{said}. {translated(progress.trouble)}" if progress.trouble is not None else said

    def _on_clicked(self) -> None:
        if self._is_running:
            self.stop_wanted.emit()
        else:
            self.wanted.emit()

    def _on_pace(self, index: int) -> None:
        self.pace_chosen.emit(self._pace.itemData(index))
