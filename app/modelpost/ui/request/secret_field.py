"""A field for a secret: dots, where it is kept, and ten seconds of seeing it."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from modelpost.core.template import placeholders
from modelpost.ui.kit.buttons import Button, IconButton, Kit
from modelpost.ui.kit.tags import Tag

_REVEALED_MS = 10_000


class SecretField(QWidget):
    """Shows a secret or a reference to one.

    Signals:
        edited: the user typed; carries the text.
        keep_wanted: the value shall go into the keyring.
    """

    edited = Signal(str)
    keep_wanted = Signal()

    def __init__(self, kit: Kit, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = QLineEdit()
        self._text.setObjectName(name)
        self._text.setAccessibleName(label)
        self._text.textEdited.connect(self.edited)
        self._chip = Tag(kit, f"{name}Chip")
        self._reveal = IconButton(kit, "eye", self.tr("Reveal for 10 seconds"), f"{name}Reveal")
        self._reveal.clicked.connect(self._on_reveal)
        self._keep = Button(kit, self.tr("Keep in keyring"), f"{name}Keep", compact=True, icon="key-round")
        self._keep.clicked.connect(self.keep_wanted)
        self._hidden = QTimer(self, singleShot=True, interval=_REVEALED_MS)
        self._hidden.timeout.connect(self._hide)
        self._is_reference = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._text, 1)
        row.addWidget(self._chip)
        row.addWidget(self._keep)
        row.addWidget(self._reveal)
        self.setFocusProxy(self._text)
        self.render_secret("", kept=False)

    def render_secret(self, text: str, *, kept: bool) -> None:
        """Show a value; `kept` when it refers to something in the keyring."""
        if self._text.text() != text:  # not typed here: what was revealed is another value
            self._hidden.stop()
            self._text.setText(text)
        self._is_reference = bool(placeholders(text))
        is_plain = bool(text) and not self._is_reference
        if not self._hidden.isActive():
            self._text.setEchoMode(QLineEdit.EchoMode.Password if is_plain else QLineEdit.EchoMode.Normal)
        self._chip.say(self.tr("Saved in keyring") if kept else "", "ok", "key-round")
        self._keep.setVisible(is_plain)
        self._reveal.setVisible(is_plain)

    def _on_reveal(self) -> None:
        self._text.setEchoMode(QLineEdit.EchoMode.Normal)
        self._hidden.start()

    def _hide(self) -> None:
        self._hidden.stop()
        if not self._is_reference and self._text.text():
            self._text.setEchoMode(QLineEdit.EchoMode.Password)
