"""Whether one request takes part in the cookies of its collection."""

from PySide6.QtCore import Qt, Signal

from modelpost.core.request import RequestSettings
from modelpost.core.resolved import SendOptions
from modelpost.ui.kit.buttons import Button, Kit
from modelpost.ui.request.settings_section import InheritedChoice, SettingsSection


class CookiesSection(SettingsSection):
    """Whether cookies are sent and kept, and the way to see them.

    Signals:
        cookies_wanted: the button was pressed that leads to the cookies of the collection.
    """

    cookies_wanted = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, "cookiesSection")
        self.set_title(self.tr("Cookies"))
        self._send = InheritedChoice(kit, "sendCookies", self.tr("Send and keep cookies"))
        self._send.choice_made.connect(self._on_send)
        self.add_row(self.tr("Send and keep cookies"), self._send)
        show = Button(kit, self.tr("Cookies of the collection…"), "showCookies", icon="cookie", compact=True)
        show.clicked.connect(self.cookies_wanted)
        self.column.addWidget(show, 0, Qt.AlignmentFlag.AlignLeft)  # beside a label it is too wide for a small window

    def show_settings(self, own: RequestSettings, inherited: SendOptions) -> None:
        """Show them in the rows."""
        self._send.show_choice(own.send_cookies, inherited=inherited.send_cookies)

    def _on_send(self, value: object) -> None:
        self.change(send_cookies=value)
