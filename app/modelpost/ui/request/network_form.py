"""The way to a server as a form: TLS, client certificate, proxy, and where to connect."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from modelpost.core.certificates import CertificateFile
from modelpost.core.proxies import Way
from modelpost.core.request import RequestSettings
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.request.certificate_section import CertificateSection
from modelpost.ui.request.proxy_section import ProxySection
from modelpost.ui.request.tls_section import PlaceSection, TlsSection


class NetworkForm(QWidget):
    """Shows what a request, a folder or a collection says of it, and what it inherits. It holds no truth.

    Signals:
        edited: the user changed settings; carries a dict of fields of RequestSettings.
        keep_wanted: a password shall go into the keyring; carries its place below `settings`.
    """

    edited = Signal(object)
    keep_wanted = Signal(str)

    def __init__(self, kit: Kit, *, of_request: bool) -> None:
        super().__init__()
        self._tls = TlsSection(kit, of_request=of_request)
        self._proxy = ProxySection(kit, keeps_at_once=of_request)
        self._sections = (self._tls, CertificateSection(kit), self._proxy, PlaceSection(kit))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for section in self._sections:
            section.edited.connect(self.edited)
            section.keep_wanted.connect(self.keep_wanted)
            column.addWidget(section)

    def render_settings(
        self,
        own: RequestSettings,
        inherited: RequestSettings,
        is_kept: Callable[[str], bool],
        known: Mapping[str, CertificateFile],
    ) -> None:
        """Show settings; `is_kept` tells whether a text refers to the keyring, `known` is what CA files hold."""
        for section in self._sections:
            section.render_settings(own, inherited, is_kept)
        self._tls.render_authorities(known)

    def say_way(self, way: Way) -> None:
        """Say which way the request takes."""
        self._proxy.say_way(way)
