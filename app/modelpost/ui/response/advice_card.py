"""The card that says what became of an exchange, and offers what can be done about it."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from modelpost.core.events import Stopped
from modelpost.core.remedies import Advice, Remedy
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.notices import Banner
from modelpost.ui.response.captions import Captions
from modelpost.workbench.exchange_state import ExchangeState
from modelpost.workbench.response_desk import ResponseDesk
from modelpost.workbench.texts import translated

_LEAVE = "leave-example"


class AdviceCard(QWidget):
    """Shows the desk's advice; what the desk can do about it is done at once.

    Signals:
        remedy_chosen: something else was chosen; carries the Remedy and the Advice, None where there was none.
        told: something to say in passing; carries a text.
    """

    remedy_chosen = Signal(object, object)
    told = Signal(str)

    def __init__(self, kit: Kit, desk: ResponseDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._advice: Advice | None = None
        self._captions = Captions(self)
        self._banner = Banner(kit, "advice")
        self._banner.chosen.connect(self._on_remedy)
        holder = QVBoxLayout(self)
        holder.setContentsMargins(16, 12, 12, 12)
        holder.addWidget(self._banner)
        desk.waiting_changed.connect(self._show_waiting)

    def show_advice(self, state: ExchangeState) -> None:
        """Show the card where there is something to say."""
        example = self._desk.example_shown
        advice = None if state.is_running or example is not None else self._desk.advice
        self._advice = advice
        if example is not None:
            title = self.tr("Saved answer “{name}”").replace("{name}", example)
            text = self.tr("It was kept with the request. Secrets in it are masked.")
            self._banner.show_notice("info", title, text, [(_LEAVE, self.tr("Back to the live answer"))])
        elif advice is not None:
            buttons = [(remedy.value, self._captions.of(remedy, advice.seconds)) for remedy in advice.remedies]
            self._banner.show_notice(advice.tone.value, translated(advice.title), translated(advice.text), buttons)
            self._banner.show_facts([(translated(label), text) for label, text in advice.facts])
        elif isinstance(state.outcome, Stopped):
            title = self.tr("Cancelled after {n} s").replace("{n}", f"{state.outcome.at:.1f}")
            text = self.tr("The previous response is shown.") if state.shown is not None else ""
            if state.is_live:
                title = self.tr("Stopped after {n} s").replace("{n}", f"{state.outcome.at:.1f}")
                text = self.tr("What arrived until then is kept below.")
            self._banner.show_notice("info", title, text, [(Remedy.SEND_AGAIN.value, self.tr("Send again"))])
        else:
            self._banner.hide()
        self.setVisible(not self._banner.isHidden())

    def _show_waiting(self) -> None:
        if self._advice is not None:
            seconds = self._desk.waiting or self._advice.seconds
            caption = self._captions.of(Remedy.SEND_LATER, seconds)
            self._banner.show_button(Remedy.SEND_LATER.value, caption, enabled=not self._desk.waiting)

    def _on_remedy(self, key: str) -> None:
        if key == _LEAVE:
            self._desk.examples.leave()
            return
        remedy, advice = Remedy(key), self._advice
        if remedy is Remedy.COPY_REQUEST_ID and advice is not None:
            QGuiApplication.clipboard().setText(advice.request_id)
            self.told.emit(self.tr("The request ID was copied."))
        elif remedy is Remedy.SEND_LATER and advice is not None:
            self._desk.send_later(advice.seconds)
        elif remedy is Remedy.UNPACK_MORE:
            self._desk.unpack_more()
        elif remedy is Remedy.CANCEL and self._desk.waiting:
            self._desk.cancel_waiting()
        elif remedy is Remedy.CANCEL:
            self.hide()
        else:
            self.remedy_chosen.emit(remedy, advice)
