"""Whether the sample model service runs, and a switch for it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from modelpost.ui.kit.buttons import IconButton, Kit
from modelpost.ui.kit.notices import Icon, Text
from modelpost.ui.theme import Role
from modelpost.workbench.sample_service import SampleService, ServicePhase


class ServiceCard(QFrame):
    """Light, state and address of the service.

    Signals:
        start_wanted, stop_wanted: the switch was used.
    """

    start_wanted = Signal()
    stop_wanted = Signal()

    def __init__(self, kit: Kit, service: SampleService, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self._kit = kit
        self._service = service
        self._light = Icon(kit, "circle", "muted", 12)
        self._state = Text(kit, role=Role.BUTTON, name="serviceState")
        self._address = Text(kit, role=Role.CODE, ink="text2", name="serviceAddress")
        self._switch = IconButton(kit, "play", self.tr("Start the sample model service"), "serviceSwitch")
        self._switch.clicked.connect(self._on_switch)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._state)
        words.addWidget(self._address)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 8, 8)
        row.setSpacing(10)
        row.addWidget(self._light)
        row.addLayout(words, 1)
        row.addWidget(self._switch)
        service.phase_changed.connect(self._show_phase)
        self._show_phase()

    def _show_phase(self) -> None:
        phase = self._service.phase
        is_running = phase is ServicePhase.RUNNING
        texts = {
            ServicePhase.STOPPED: self.tr("Sample service stopped"),
            ServicePhase.STARTING: self.tr("Sample service starting…"),
            ServicePhase.RUNNING: self.tr("Sample service running"),
        }
        self._state.setText(texts[phase])
        self._address.setText(self._service.address)
        self._address.setVisible(is_running)
        self._light.show_icon("circle-check" if is_running else "circle", "ok" if is_running else "muted")
        self._switch.setIcon(self._kit.icons.icon("square" if is_running else "play"))
        stop, start = self.tr("Stop the sample model service"), self.tr("Start the sample model service")
        self._switch.set_text(stop if is_running else start)
        self._switch.setEnabled(phase is not ServicePhase.STARTING)

    def _on_switch(self) -> None:
        if self._service.phase is ServicePhase.RUNNING:
            self.stop_wanted.emit()
        else:
            self.start_wanted.emit()
