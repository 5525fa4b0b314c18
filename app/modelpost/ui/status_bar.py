"""The bar at the bottom: keyring, transfer, language."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from modelpost.ui.kit.buttons import Button, Kit
from modelpost.ui.kit.notices import Icon, Text
from modelpost.ui.kit.scaled import Scaled
from modelpost.ui.theme import Role
from modelpost.workbench.secrets_desk import SecretsDesk
from modelpost.workbench.sizes import size_text
from modelpost.workbench.texts import translated

if TYPE_CHECKING:
    from modelpost.workbench.exchange_state import ExchangeState


class StatusBar(QFrame):
    """Says where secrets are and what is being transferred.

    Signals:
        secrets_wanted: what is in the keyring shall be seen.
    """

    secrets_wanted = Signal()

    def __init__(self, kit: Kit, secrets: SecretsDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statusBar")
        self.setProperty("ground", "window")
        self.setProperty("line", "above")
        Scaled(kit.theme, self, height=28)
        self._secrets = secrets
        self._icon = Icon(kit, "lock-keyhole", "muted", 14)
        self._keyring = Text(kit, role=Role.SMALL, ink="text2", name="keyringStatus")
        secret_list = Button(kit, self.tr("Secrets…"), "secretList", look="link")
        secret_list.clicked.connect(self.secrets_wanted)
        self._transfer = Text(kit, role=Role.SMALL, ink="text2", name="transferStatus")
        self._language = Text(kit, role=Role.SMALL, ink="text2", name="languageStatus")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(6)
        row.addWidget(self._icon)
        row.addWidget(self._keyring)
        row.addWidget(secret_list)
        row.addStretch(1)
        row.addWidget(self._transfer)
        row.addSpacing(10)
        row.addWidget(self._language)
        secrets.status_changed.connect(self.show_keyring)
        self.show_keyring()

    def show_keyring(self) -> None:
        """Say what is known of the keyring."""
        trouble, backend = self._secrets.trouble, self._secrets.backend
        if trouble is not None:
            self._icon.show_icon("circle-alert", "err")
            self._keyring.setText(translated(trouble.summary))
            self._keyring.setToolTip(translated(trouble.hint))
        elif backend is None:
            self._icon.show_icon("lock-keyhole", "muted")
            self._keyring.setText(self.tr("Keyring: not used yet"))
        elif not backend:
            self._icon.show_icon("triangle-alert", "warn")
            self._keyring.setText(self.tr("No system keyring was found: tokens stay in memory"))
        else:
            self._icon.show_icon("lock-keyhole", "ok")
            count = str(self._secrets.count)
            text = self.tr("Keyring: {name} ({count})")
            self._keyring.setText(text.replace("{name}", backend).replace("{count}", count))
            self._keyring.setToolTip(self.tr("Secrets kept there: {count}").replace("{count}", count))

    def show_language(self, code: str) -> None:
        """Say which language the window is in."""
        self._language.setText(code)

    def show_transfer(self, state: "ExchangeState") -> None:
        """Say how many bytes went up or came down."""
        text = ""
        if state.is_running and state.download is not None:
            text = self.tr("Received {size}").replace("{size}", size_text(state.download.received))
        elif state.is_running and state.upload is not None:
            total = size_text(state.upload.total) if state.upload.total else "?"
            text = self.tr("Sent {size} of {total}").replace("{size}", size_text(state.upload.sent))
            text = text.replace("{total}", total)
        elif state.is_running and state.retrying is not None:
            text = self.tr("Attempt {n} of {of}").replace("{n}", str(state.retrying.attempt))
            text = text.replace("{of}", str(state.retrying.of))
        self._transfer.setText(text)
