"""How often one request is sent again by itself."""

import re
from dataclasses import replace

from PySide6.QtWidgets import QLineEdit

from modelpost.core.request import RequestSettings, Retry
from modelpost.core.resolved import SendOptions
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.request.settings_section import InheritedChoice, NumberLine, SettingsSection

_MOST = 20
_LONGEST = 300
_STATUS = re.compile(r"[1-5]\d\d", re.ASCII)


class RetrySection(SettingsSection):
    """How many more attempts there are, how long before the first of them, and after what."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, "retrySection")
        self._inherited = Retry()
        self.set_title(self.tr("Retries"))
        self._count = NumberLine("retryCount", self.tr("Further attempts"), _MOST)
        self._count.number_edited.connect(self._on_count)
        hint = self.tr("0 sends once. With more, a POST may be carried out twice.")
        self.add_row(self.tr("Further attempts"), self._count, hint)
        self._wait = NumberLine("retryWait", self.tr("First wait in seconds"), _LONGEST, decimals=3)
        self._wait.number_edited.connect(self._on_wait)
        hint = self.tr("Each later one is twice as long. What the service asks for in Retry-After goes before.")
        self.add_row(self.tr("First wait in seconds"), self._wait, hint)
        self._statuses = QLineEdit()
        self._statuses.setObjectName("retryStatuses")
        self._statuses.setAccessibleName(self.tr("After these statuses"))
        self._statuses.textEdited.connect(self._on_statuses)
        self.add_row(self.tr("After these statuses"), self._statuses)
        self._without_answer = InheritedChoice(kit, "retryWithoutAnswer", self.tr("After no answer"))
        self._without_answer.choice_made.connect(self._on_without_answer)
        self.add_row(self.tr("After no answer"), self._without_answer)

    def show_settings(self, own: RequestSettings, inherited: SendOptions) -> None:
        """Show them in the rows; what only matters with further attempts waits for them."""
        self._inherited = usual = inherited.retry
        retry = own.retry
        self._count.show_number(None if retry is None else retry.count, self._says(str(usual.count)))
        self._wait.show_number(None if retry is None else retry.wait, self._says(f"{usual.wait:g}"))
        self._statuses.setPlaceholderText(self._says(_listed(usual.statuses)))
        if not self._statuses.hasFocus() or _statuses(self._statuses.text()) != (retry or usual).statuses:
            self._statuses.setText("" if retry is None else _listed(retry.statuses))
        own_answer = None if retry is None else retry.without_answer
        self._without_answer.show_choice(own_answer, inherited=usual.without_answer)
        for control in (self._wait, self._statuses, self._without_answer):
            control.setEnabled(bool((retry or usual).count))

    def _says(self, value: str) -> str:
        return self.tr("Inherited: {value}").replace("{value}", value)

    def _change(self, **values: object) -> None:
        """Change some of it; the rest becomes the request's own as it is now."""
        retry = self.own.retry or self._inherited
        self.change(retry=replace(retry, **values))  # type: ignore[arg-type]  # checked by Retry itself

    def _on_count(self, number: object) -> None:
        if number is None:
            self.change(retry=None)
        else:
            self._change(count=number)

    def _on_wait(self, seconds: object) -> None:
        self._change(wait=self._inherited.wait if seconds is None else seconds)

    def _on_statuses(self, text: str) -> None:
        self._change(statuses=_statuses(text))

    def _on_without_answer(self, value: object) -> None:
        self._change(without_answer=self._inherited.without_answer if value is None else value)


def _statuses(text: str) -> tuple[int, ...]:
    """Return the statuses in a text, each once; anything may stand between them."""
    return tuple(dict.fromkeys(int(word) for word in re.split(r"\D+", text) if _STATUS.fullmatch(word)))


def _listed(statuses: tuple[int, ...]) -> str:
    return ", ".join(map(str, statuses))
