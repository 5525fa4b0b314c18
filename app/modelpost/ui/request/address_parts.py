"""Scheme, host and path of an address, each in a field of its own."""

from PySide6.QtCore import QRegularExpression, Signal
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from modelpost.core import url as address_line
from modelpost.core.request import RequestDraft
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.notices import Text
from modelpost.ui.theme import Role

_SCHEME_WIDTH = 84
_SCHEME = "[A-Za-z][A-Za-z0-9+.-]*"
"""RFC 3986, section 3.1."""


class AddressParts(QWidget):
    """Shows the parts of the address line and edits them; what is typed elsewhere shows here, and the other way round.

    Signals:
        edited: the user changed a part; carries its name, `scheme`, `host` or `path`, and its text.
    """

    edited = Signal(str, str)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        self._scheme = self._line(0, "addressScheme", self.tr("Scheme"))
        self._scheme.setValidator(QRegularExpressionValidator(QRegularExpression(_SCHEME), self))
        self._scheme.textEdited.connect(self._on_scheme)
        self._host = self._line(1, "addressHost", self.tr("Host"))
        self._host.textEdited.connect(self._on_host)
        self._path = self._line(2, "addressPath", self.tr("Path"))
        self._path.textEdited.connect(self._on_path)
        self._grid.setColumnStretch(1, 2)
        self._grid.setColumnStretch(2, 3)
        self._set_sizes()
        kit.theme.changed.connect(self._set_sizes)

    def render_address(self, draft: RequestDraft, assumed_scheme: str) -> None:
        """Show the parts of a draft's address; the assumed scheme stands where none was typed."""
        address = address_line.split(draft.url)
        self._scheme.setPlaceholderText(assumed_scheme)
        for line, text in (
            (self._scheme, address.scheme),
            (self._host, address_line.host_of(address.authority)),
            (self._path, address.path),
        ):
            if line.text() != text:
                is_typed = line.isModified()
                line.setText(text)
                if not is_typed:
                    line.setCursorPosition(0)  # the beginning is what tells hosts apart

    def _line(self, column: int, name: str, label: str) -> QLineEdit:
        line = QLineEdit()
        line.setObjectName(name)
        line.setAccessibleName(label)
        self._grid.addWidget(Text(self._kit, label, role=Role.SMALL, ink="muted"), 0, column)
        self._grid.addWidget(line, 1, column)
        return line

    def _set_sizes(self) -> None:
        self._grid.setColumnMinimumWidth(0, self._kit.theme.pixels(_SCHEME_WIDTH))
        self._scheme.setFixedWidth(self._kit.theme.pixels(_SCHEME_WIDTH))
        for line in (self._scheme, self._host, self._path):
            line.setFont(self._kit.theme.font(Role.CODE))

    def _on_scheme(self, text: str) -> None:
        self.edited.emit("scheme", text)

    def _on_host(self, text: str) -> None:
        self.edited.emit("host", text)

    def _on_path(self, text: str) -> None:
        self.edited.emit("path", text)
