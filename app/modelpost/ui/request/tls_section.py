"""How the certificate of the server is checked for one request."""

from modelpost.core.request import RequestSettings
from modelpost.core.resolved import SendOptions
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.notices import Text
from modelpost.ui.request.settings_section import InheritedChoice, SettingsSection
from modelpost.ui.theme import Role


class TlsSection(SettingsSection):
    """Whether certificates are verified; switched off it says so in red."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, "tlsSection")
        self.set_title(self.tr("TLS"))
        self._verify = InheritedChoice(kit, "verifyTls", self.tr("Verify certificates"))
        self._verify.choice_made.connect(self._on_verify)
        self.add_row(self.tr("Verify certificates"), self._verify)
        warning = self.tr("Certificates are not checked for this request: anyone on the way could read it.")
        self._warning = Text(kit, warning, ink="err", wrap=True, role=Role.SMALL, name="tlsWarning")
        self.column.addWidget(self._warning)

    def show_settings(self, own: RequestSettings, inherited: SendOptions) -> None:
        """Show them in the rows."""
        self._verify.show_choice(own.verify_tls, inherited=inherited.verify_tls)
        self._warning.setVisible(own.verify_tls is False)

    def _on_verify(self, value: object) -> None:
        self.change(verify_tls=value)
