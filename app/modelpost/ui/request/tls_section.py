"""Whom requests trust, and where they really connect to."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from modelpost.core.certificates import CertificateFile
from modelpost.core.fields import Choice, Field, Values
from modelpost.core.fields import Text as TextField
from modelpost.core.request import RequestSettings
from modelpost.core.text import Message
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.notices import Icon, Text
from modelpost.ui.request.authority_list import AuthorityList
from modelpost.ui.request.declared_section import DeclaredSection
from modelpost.ui.theme import Role

_USUAL_VERSION = "1.2"


class TlsSection(DeclaredSection):
    """Verification, versions and trusted CA files; only a request by itself can do without verification."""

    def __init__(self, kit: Kit, *, of_request: bool) -> None:
        super().__init__(kit, "tls", self.tr("Certificates and TLS"))
        self._of_request = of_request
        self._warning = QWidget()
        self._warning.setObjectName("tlsWarningRow")
        row = QHBoxLayout(self._warning)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(Icon(kit, "triangle-alert", "err", 16), 0, Qt.AlignmentFlag.AlignTop)
        text = self.tr("Certificates are not checked for this request: anyone on the way could read and change it.")
        row.addWidget(Text(kit, text, ink="err", wrap=True, role=Role.SMALL, name="tlsWarning"), 1)
        self.column.insertWidget(1, self._warning)
        self._files = AuthorityList(kit)
        self._files.edited.connect(self._on_files)
        self.column.addWidget(self._files)

    def render_settings(self, own: RequestSettings, inherited: RequestSettings, is_kept: Callable[[str], bool]) -> None:
        """Show settings."""
        super().render_settings(own, inherited, is_kept)
        self._warning.setVisible(self._of_request and own.verify_tls is False)

    def render_authorities(self, known: Mapping[str, CertificateFile]) -> None:
        """Show the CA files, with what is known to be in them."""
        self._files.render_files(self.own.ca_files or (), self.inherited.ca_files or (), known)

    def fields(self) -> tuple[Field, ...]:
        """Return the fields of the form."""
        version = self.inherited.minimum_tls or _USUAL_VERSION
        verify = Choice(
            "verify",
            Message("Verify certificates"),
            default="yes",
            options=(("yes", Message("Yes")), ("no", Message("No, for this request only"))),
        )
        minimum = Choice(
            "minimum",
            Message("Lowest version"),
            options=(
                ("", Message("Inherited: TLS {version}", version=version)),
                ("1.2", Message("TLS 1.2")),
                ("1.3", Message("TLS 1.3")),
            ),
        )
        return (verify, minimum) if self._of_request else (minimum,)

    def values(self) -> Values:
        """Return what the form shows."""
        return {"verify": "no" if self.own.verify_tls is False else "yes", "minimum": self.own.minimum_tls or ""}

    def on_edited(self, name: str, text: str) -> None:
        """Tell what a change of the form means."""
        if name == "verify":
            self.edited.emit({"verify_tls": False if text == "no" else None})
        else:
            self.edited.emit({"minimum_tls": text or None})

    def _on_files(self, files: tuple[str, ...]) -> None:
        self.edited.emit({"ca_files": files or None})


class PlaceSection(DeclaredSection):
    """Where a request connects to, and which name it asks for."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, "place", self.tr("Where to connect"))

    def fields(self) -> tuple[Field, ...]:
        """Return the fields of the form."""
        place, name = self.inherited.connect_to, self.inherited.server_name
        return (
            TextField(
                "connect_to",
                Message("Connect to"),
                hint=Message("Empty: {place}, as inherited.", place=place)
                if place
                else Message("Empty: the host of the URL. Else a host or an address, such as 192.0.2.7:8443."),
            ),
            TextField(
                "server_name",
                Message("Server name"),
                hint=Message("Empty: {name}, as inherited.", name=name)
                if name
                else Message("What TLS asks for (SNI) and verifies. Empty: the host of the URL."),
            ),
        )

    def values(self) -> Values:
        """Return what the form shows."""
        return {"connect_to": self.own.connect_to or "", "server_name": self.own.server_name or ""}

    def on_edited(self, name: str, text: str) -> None:
        """Tell what a change of the form means."""
        self.edited.emit({name: text or None})
