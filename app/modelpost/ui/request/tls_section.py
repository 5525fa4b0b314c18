"""Whom a request trusts, and where it really connects to."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from modelpost.core.fields import Choice, Field, Values
from modelpost.core.fields import Text as TextField
from modelpost.core.request import RequestSettings
from modelpost.core.text import Message
from modelpost.ui.kit.buttons import Button, IconButton, Kit
from modelpost.ui.kit.notices import Icon, Text
from modelpost.ui.request.auth_form import LABELS
from modelpost.ui.request.declared_section import DeclaredSection
from modelpost.ui.theme import Role

_USUAL_VERSION = "1.2"


class TlsSection(DeclaredSection):
    """Verification, versions and trusted CA files."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, "tls", self.tr("Certificates and TLS"))
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
        self._warning.setVisible(own.verify_tls is False)
        self._files.render_files(own.ca_files or (), inherited.ca_files or ())

    def fields(self) -> tuple[Field, ...]:
        """Return the fields of the form."""
        version = self.inherited.minimum_tls or _USUAL_VERSION
        return (
            Choice(
                "verify",
                Message("Verify certificates"),
                default="yes",
                options=(("yes", Message("Yes")), ("no", Message("No, for this request only"))),
            ),
            Choice(
                "minimum",
                Message("Lowest version"),
                options=(
                    ("", Message("As inherited: TLS {version}", version=version)),
                    ("1.2", Message("TLS 1.2")),
                    ("1.3", Message("TLS 1.3")),
                ),
            ),
        )

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


class AuthorityList(QWidget):
    """The CA files that a request adds to those of the system, and those that it inherits.

    Signals:
        edited: a file was added or taken out; carries the request's own files.
    """

    edited = Signal(object)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.setObjectName("authorities")
        self._kit = kit
        self._own: tuple[str, ...] = ()
        self._shown: tuple[tuple[str, ...], tuple[str, ...]] | None = None
        self._made: list[QWidget] = []
        self._rows = QVBoxLayout()
        self._rows.setSpacing(4)
        self._add = Button(kit, self.tr("Add CA file…"), "addRequestAuthority", compact=True, icon="plus")
        self._add.clicked.connect(self._on_add)
        self._rows.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeft)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setColumnMinimumWidth(0, kit.theme.pixels(LABELS))
        grid.setColumnStretch(1, 1)
        label = Text(kit, self.tr("Trusted CA files"), ink="text2")
        grid.addWidget(label, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addLayout(self._rows, 0, 1)

    def render_files(self, own: tuple[str, ...], inherited: tuple[str, ...]) -> None:
        """Show files."""
        if self._shown == (own, inherited):
            return
        self._own, self._shown = own, (own, inherited)
        for row in self._made:
            self._rows.removeWidget(row)
            row.deleteLater()
        self._made = []
        texts = [self.tr("Those of the system")]
        texts += [self.tr("{path}, inherited").replace("{path}", path) for path in inherited]
        self._made += [Text(self._kit, text, ink="muted", wrap=True) for text in texts]
        self._made += [self._row(index, path) for index, path in enumerate(own)]
        for place, row in enumerate(self._made):
            self._rows.insertWidget(place, row)

    def _row(self, index: int, path: str) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(4)
        line.addWidget(Text(self._kit, path, wrap=True, name=f"authority-{index}"), 1)
        remove = IconButton(
            self._kit, "x", self.tr("Remove {path}").replace("{path}", path), f"removeAuthority-{index}"
        )
        remove.setProperty("path", path)
        remove.clicked.connect(self._on_remove)
        line.addWidget(remove)
        return row

    def _on_remove(self) -> None:
        gone = str(self.sender().property("path"))
        self.edited.emit(tuple(path for path in self._own if path != gone))

    def _on_add(self) -> None:
        dialog = AuthorityDialog(self)
        dialog.fileSelected.connect(self._on_chosen)
        dialog.open()

    def _on_chosen(self, path: str) -> None:
        if path not in self._own:
            self.edited.emit((*self._own, path))


class AuthorityDialog(QFileDialog):
    """Asks for a file of certificate authorities."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("caFileDialog")
        self.setWindowTitle(self.tr("Choose a CA file in PEM form"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFileMode(QFileDialog.FileMode.ExistingFile)


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
