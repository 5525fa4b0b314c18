"""Whether and how far one request is led elsewhere."""

from modelpost.core.request import RequestSettings
from modelpost.core.resolved import SendOptions
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.request.settings_section import InheritedChoice, NumberLine, SettingsSection

_MOST = 100


class RedirectsSection(SettingsSection):
    """Whether redirects are followed, how many, and whether one may lead from https to http."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, "redirectsSection")
        self.set_title(self.tr("Redirects"))
        self._follow = InheritedChoice(kit, "followRedirects", self.tr("Follow redirects"))
        self._follow.choice_made.connect(self._on_follow)
        self.add_row(self.tr("Follow redirects"), self._follow)
        self._most = NumberLine("maxRedirects", self.tr("Most redirects"), _MOST)
        self._most.number_edited.connect(self._on_most)
        self.add_row(self.tr("Most redirects"), self._most)
        self._downgrade = InheritedChoice(kit, "allowDowngrade", self.tr("From https to http"))
        self._downgrade.choice_made.connect(self._on_downgrade)
        hint = self.tr("What follows could be read on the way.")
        self.add_row(self.tr("From https to http"), self._downgrade, hint)

    def show_settings(self, own: RequestSettings, inherited: SendOptions) -> None:
        """Show them in the rows."""
        self._follow.show_choice(own.follow_redirects, inherited=inherited.follow_redirects)
        most = self.tr("Inherited: {value}").replace("{value}", str(inherited.max_redirects))
        self._most.show_number(own.max_redirects, most)
        self._downgrade.show_choice(own.allow_downgrade, inherited=inherited.allow_downgrade)

    def _on_follow(self, value: object) -> None:
        self.change(follow_redirects=value)

    def _on_most(self, number: object) -> None:
        self.change(max_redirects=number)

    def _on_downgrade(self, value: object) -> None:
        self.change(allow_downgrade=value)
