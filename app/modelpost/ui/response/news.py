"""What is said aloud of an exchange: that a live answer has begun, and how it ended."""

from PySide6.QtCore import QObject

from modelpost.core.events import Failed, Finished
from modelpost.ui.response.live import LiveViews
from modelpost.ui.response.status_words import status_text
from modelpost.workbench.exchange_state import ExchangeState
from modelpost.workbench.sizes import duration_text
from modelpost.workbench.texts import translated


class News(QObject):
    """Finds words for what is new, each once; what a live answer brings is for whoever goes there."""

    def __init__(self, live: LiveViews, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._live = live
        self._told: object = None

    def has_told_beginning(self, state: ExchangeState) -> bool:
        """Tell whether nothing is new about a live answer but that it grows."""
        return self._live.beginning(state) is self._told

    def words(self, state: ExchangeState) -> str:
        """Return what is to be said, empty where all was."""
        if state.outcome is None:
            return self._beginning(state)
        if state.outcome is self._told:
            return ""
        self._told = state.outcome
        if isinstance(state.outcome, Finished):
            return f"{status_text(state.outcome.response)}, {duration_text(state.outcome.timings.total)}"
        if isinstance(state.outcome, Failed):
            return f"{self.tr('No answer')}. {translated(state.outcome.failure.summary)}"
        return self.tr("Cancelled after {n} s").replace("{n}", f"{state.outcome.at:.1f}")

    def _beginning(self, state: ExchangeState) -> str:
        began = self._live.beginning(state)
        if began is None or began is self._told or state.shown is None:
            return ""
        self._told = began
        return self._live.pill(state, status_text(state.shown.response))[0]
