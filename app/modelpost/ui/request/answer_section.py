"""How large the answer to one request may grow."""

from modelpost.core.request import RequestSettings
from modelpost.core.resolved import SendOptions
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.request.settings_section import NumberLine, SettingsSection

_MOST = 1 << 20
_MEGABYTE = 1 << 20


class AnswerSection(SettingsSection):
    """How many megabytes a packed answer may be unpacked to."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, "answerSection")
        self.set_title(self.tr("Answer"))
        self._largest = NumberLine("largestUnpacked", self.tr("Most MB to unpack"), _MOST)
        self._largest.number_edited.connect(self._on_largest)
        self.add_row(self.tr("Most MB to unpack"), self._largest, self.tr("Packed answers may grow to this."))

    def show_settings(self, own: RequestSettings, inherited: SendOptions) -> None:
        """Show it in its row."""
        limit = inherited.largest_unpacked
        known = self.tr("Inherited: {value}").replace("{value}", str(limit // _MEGABYTE))
        largest = None if own.largest_unpacked is None else own.largest_unpacked // _MEGABYTE
        self._largest.show_number(largest, known if limit else self.tr("Automatic"))

    def _on_largest(self, number: object) -> None:
        self.change(largest_unpacked=number * _MEGABYTE if isinstance(number, int) else None)
