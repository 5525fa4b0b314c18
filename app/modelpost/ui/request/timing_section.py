"""How long one request may take."""

from modelpost.core.request import RequestSettings
from modelpost.core.resolved import SendOptions
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.request.settings_section import NumberLine, SettingsSection

_LONGEST = 86_400


class TimingSection(SettingsSection):
    """The limits for the connection, for each wait, and for the whole, in seconds."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, "timingSection")
        self.set_title(self.tr("Time limits in seconds"))
        self._connect = self._line("connectTimeout", self.tr("Connecting"))
        self._connect.number_edited.connect(self._on_connect)
        self.add_row(self.tr("Connecting"), self._connect, self.tr("Name, connection, proxy and TLS together."))
        self._read = self._line("requestTimeout", self.tr("Each wait"))
        self._read.number_edited.connect(self._on_read)
        self.add_row(self.tr("Each wait"), self._read, self.tr("For the next byte, sent or received."))
        self._total = self._line("totalTimeout", self.tr("The whole"))
        self._total.number_edited.connect(self._on_total)
        self.add_row(self.tr("The whole"), self._total, self.tr("With redirects and retries. 0 means no limit."))

    def show_settings(self, own: RequestSettings, inherited: SendOptions) -> None:
        """Show them in the rows."""
        connect = inherited.connect_timeout if own.timeout is None else own.timeout
        self._connect.show_number(own.connect_timeout, self._inherited(connect))
        self._read.show_number(own.timeout, self._inherited(inherited.read_timeout))
        self._total.show_number(own.total_timeout, self._inherited(inherited.total_timeout))

    def _line(self, name: str, label: str) -> NumberLine:
        return NumberLine(name, label, _LONGEST, decimals=3)

    def _inherited(self, seconds: float) -> str:
        if not seconds:
            return self.tr("Inherited: no limit")
        return self.tr("Inherited: {n} s").replace("{n}", f"{seconds:g}")

    def _on_connect(self, seconds: object) -> None:
        self.change(connect_timeout=seconds)

    def _on_read(self, seconds: object) -> None:
        self.change(timeout=seconds)

    def _on_total(self, seconds: object) -> None:
        self.change(total_timeout=seconds)
