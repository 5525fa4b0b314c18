"""The CA files that are trusted beside the system's authorities, with the certificates in them."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from modelpost.core.certificates import Certificate, CertificateFile
from modelpost.ui.kit.buttons import Button, IconButton, Kit
from modelpost.ui.kit.notices import Text
from modelpost.ui.request.auth_form import LABELS
from modelpost.ui.theme import Role
from modelpost.workbench.texts import translated

_MOST_SHOWN = 3
_HALF = 48
"""Letters of a fingerprint that stand in one line: sixteen bytes."""

_NOTHING_KNOWN: Mapping[str, CertificateFile] = {}


class AuthorityList(QWidget):
    """The CA files that a request, a folder or a collection adds, and those that it inherits.

    Signals:
        edited: a file was added or taken out; carries the own files.
    """

    edited = Signal(object)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.setObjectName("authorities")
        self._kit = kit
        self._own: tuple[str, ...] = ()
        self._shown: object = None
        self._made: list[QWidget] = []
        self._rows = QVBoxLayout()
        self._rows.setSpacing(6)
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

    def render_files(
        self,
        own: tuple[str, ...],
        inherited: tuple[str, ...],
        known: Mapping[str, CertificateFile] = _NOTHING_KNOWN,
    ) -> None:
        """Show files, with what is `known` to be in them."""
        shown = own, inherited, dict(known)
        if self._shown == shown:
            return
        self._own, self._shown = own, shown
        for row in self._made:
            self._rows.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._made = [Text(self._kit, self.tr("Those of the system"), ink="muted", wrap=True)]
        for path in inherited:
            text = self.tr("{path}, inherited").replace("{path}", path)
            self._made.append(AuthorityRow(self._kit, Text(self._kit, text, ink="muted", wrap=True), known.get(path)))
        self._made += [self._row(index, path, known.get(path)) for index, path in enumerate(own)]
        for place, row in enumerate(self._made):
            self._rows.insertWidget(place, row)

    def _row(self, index: int, path: str, content: CertificateFile | None) -> QWidget:
        remove = IconButton(
            self._kit, "x", self.tr("Remove {path}").replace("{path}", path), f"removeAuthority-{index}"
        )
        remove.setProperty("path", path)
        remove.clicked.connect(self._on_remove)
        return AuthorityRow(self._kit, Text(self._kit, path, wrap=True, name=f"authority-{index}"), content, remove)

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


class AuthorityRow(QWidget):
    """One file: its path, a button where it can be taken out, and below them what is in it, once that is known."""

    def __init__(self, kit: Kit, path: Text, content: CertificateFile | None, remove: IconButton | None = None) -> None:
        super().__init__()
        self._kit = kit
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        line = QHBoxLayout()
        line.setSpacing(4)
        line.addWidget(path, 1)
        if remove is not None:
            line.addWidget(remove, 0, Qt.AlignmentFlag.AlignTop)
        self._column.addLayout(line)
        if content is not None:
            self._show(content)

    def _show(self, content: CertificateFile) -> None:
        if content.trouble is not None:
            self._say(translated(content.trouble), ink="warn")
        for certificate in content.certificates[:_MOST_SHOWN]:
            self._show_certificate(certificate)
        more = len(content.certificates) - _MOST_SHOWN
        if more > 0:
            self._say(self.tr("{n} more certificates are in it.").replace("{n}", str(more)))

    def _show_certificate(self, certificate: Certificate) -> None:
        subject, _, validity, _, fingerprint = ((translated(label), text) for label, text in certificate.facts())
        for label, text in (subject, validity):
            self._say(f"{label}: {text}", ink="text2")
        label, text = fingerprint
        self._say(f"{label}:", ink="text2")
        digits = Text(self._kit, f"{text[:_HALF]}\n{text[_HALF:]}", role=Role.CODE, ink="text2")
        digits.setAccessibleName(f"{label}: {text}")
        self._column.addWidget(_selectable(digits))

    def _say(self, text: str, *, ink: str = "muted") -> None:
        self._column.addWidget(_selectable(Text(self._kit, text, role=Role.SMALL, ink=ink, wrap=True)))


class AuthorityDialog(QFileDialog):
    """Asks for a file of certificate authorities."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("caFileDialog")
        self.setWindowTitle(self.tr("Choose a CA file in PEM form"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFileMode(QFileDialog.FileMode.ExistingFile)


def _selectable(text: Text) -> Text:
    """Let a text be copied, to be compared elsewhere."""
    text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return text
