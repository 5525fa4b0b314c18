"""How one request is sent."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from modelpost.core.request import RequestDraft, RequestSettings
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.request.answer_section import AnswerSection
from modelpost.ui.request.cookies_section import CookiesSection
from modelpost.ui.request.network_sections import NetworkSections
from modelpost.ui.request.page import Page
from modelpost.ui.request.redirects_section import RedirectsSection
from modelpost.ui.request.retry_section import RetrySection
from modelpost.ui.request.timing_section import TimingSection
from modelpost.workbench.network_desk import NetworkDesk
from modelpost.workbench.request_tab import RequestTab
from modelpost.workbench.workspace import Workspace

_CONTROL_OF = {
    "connect_timeout": "connectTimeout",
    "timeout": "requestTimeout",
    "total_timeout": "totalTimeout",
    "largest_unpacked": "largestUnpacked",
    "ca_files": "authorities",
    "client_certificates": "clientCertificate",
    "proxy": "proxy",
    "connect_to": "place",
    "server_name": "place",
}
"""The control, or the group of them, for a setting that an error may be about."""


class SettingsPage(Page):
    """The settings of a request, group by group; what is left open follows folder, collection and application.

    Signals:
        cookies_wanted: the cookies of the collection shall be shown.
    """

    cookies_wanted = Signal()

    def __init__(self, kit: Kit, workspace: Workspace, network: NetworkDesk) -> None:
        super().__init__(kit, "requestSettingsPage", "")
        self.setAccessibleName(self.tr("Settings of this request"))
        self.column.setSpacing(22)
        cookies = CookiesSection(kit)
        cookies.cookies_wanted.connect(self.cookies_wanted)
        self._sections = (
            TimingSection(kit),
            RedirectsSection(kit),
            cookies,
            RetrySection(kit),
            AnswerSection(kit),
        )
        for section in self._sections:
            section.edited.connect(self._on_edited)
            self.column.addWidget(section)
        self._network = NetworkSections(kit, workspace, network)
        self.column.addWidget(self._network)
        self.column.addStretch(1)

    def show_tab(self, tab: RequestTab | None) -> None:
        """Follow another request."""
        super().show_tab(tab)
        self._network.show_tab(tab)

    def render_draft(self, draft: RequestDraft) -> None:
        """Show the settings."""
        if self.tab is None:
            return
        inherited = self.tab.inherited_options
        for section in self._sections:
            section.render_settings(draft.settings, inherited)

    def go_to(self, where: str) -> None:
        """Put the focus on a setting, or on the first of the group that it is in."""
        name = _CONTROL_OF.get(where.removeprefix("settings.").partition(".")[0], "")
        found = self.findChild(QWidget, name) if name else None
        if found is None:
            return
        inside = (child for child in found.findChildren(QWidget) if child.focusPolicy() & Qt.FocusPolicy.TabFocus)
        control = found if found.focusPolicy() & Qt.FocusPolicy.TabFocus else next(inside, found)
        control.setFocus(Qt.FocusReason.OtherFocusReason)
        self.ensureWidgetVisible(control)

    def _on_edited(self, settings: RequestSettings) -> None:
        if self.tab is not None:
            self.tab.set_settings(settings)
