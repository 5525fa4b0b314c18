"""The token that an auth scheme works with: how long it is good for, and what can be done with it."""

from PySide6.QtCore import QDateTime, QLocale, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from modelpost.ui.kit.buttons import Button, Kit
from modelpost.ui.kit.notices import Icon, Text
from modelpost.ui.kit.tags import Tag
from modelpost.ui.theme import Role
from modelpost.workbench.sizes import span_text
from modelpost.workbench.token_state import TokenState


class TokenCard(QFrame):
    """Shows a token's state, and never the token.

    Signals:
        renew_wanted: another token is wanted, or the first one.
        cancel_wanted: it is not wanted after all.
        forget_wanted: the token shall be kept no longer.
    """

    renew_wanted = Signal()
    cancel_wanted = Signal()
    forget_wanted = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.setObjectName("tokenCard")
        self.setProperty("card", "sunken")
        self._is_busy = False
        self._icon = Icon(kit, "key-round", "text2", 18)
        self._title = Text(kit, role=Role.STRONG, wrap=True, name="tokenState")
        self._detail = Text(kit, role=Role.SMALL, ink="text2", wrap=True, name="tokenDetail")
        self._button = Button(kit, self.tr("Fetch token now"), "tokenRenew", compact=True, icon="refresh-cw")
        self._button.clicked.connect(self._on_pressed)
        self._value = Text(kit, role=Role.CODE, ink="text2", name="tokenValue")
        self._value.setAccessibleName(self.tr("Token"))
        self._chip = Tag(kit, "tokenChip")
        self._forget = Button(kit, self.tr("Forget token"), "tokenForget", look="link", compact=True)
        self._forget.clicked.connect(self.forget_wanted)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._title)
        words.addWidget(self._detail)
        top = QHBoxLayout()
        top.setContentsMargins(12, 10, 12, 10)
        top.setSpacing(12)
        top.addWidget(self._icon)
        top.addLayout(words, 1)
        top.addWidget(self._button)
        self._below = QFrame()
        self._below.setProperty("line", "above")
        bottom = QHBoxLayout(self._below)
        bottom.setContentsMargins(12, 6, 12, 6)
        bottom.setSpacing(10)
        bottom.addWidget(self._value)
        bottom.addWidget(self._chip)
        bottom.addStretch(1)
        bottom.addWidget(self._forget)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self._below)

    def render_token(self, token: TokenState, *, busy: bool) -> None:
        """Show how a token stands; `busy` while another one is being fetched."""
        self._is_busy = busy
        tone = "err" if token.has_expired else ""
        self._icon.show_icon("key-round", tone or "text2")
        self._title.set_ink(tone)
        self._title.setText(self.tr("Fetching a token…") if busy else self._state(token))
        self._detail.setText(self._when(token))
        self._detail.setVisible(bool(self._detail.text()))
        caption = self.tr("Fetch token now") if not token.is_there else self.tr("Renew token")
        self._button.setText(f" {self.tr('Cancel') if busy else caption}")
        self._button.setAccessibleName(self._button.text().strip())
        self._value.setText(token.shown)
        self._chip.say(self.tr("Saved in keyring") if token.is_kept else self.tr("In memory only"), *_chip(token))
        self._below.setVisible(token.is_there)

    def _state(self, token: TokenState) -> str:
        if not token.is_there:
            return self.tr("No token yet")
        if token.left is None:
            return self.tr("A token is there")
        if token.has_expired:
            return self.tr("Token expired {time} ago").replace("{time}", span_text(-token.left))
        return self.tr("Valid for {time}").replace("{time}", span_text(token.left))

    def _when(self, token: TokenState) -> str:
        if not token.is_there:
            return self.tr("It is fetched when the request is sent.")
        if not token.obtained_at:
            return ""
        begun = QDateTime.fromSecsSinceEpoch(round(token.obtained_at))
        text = self.tr("Issued {time}")
        if token.expires_at:
            text = self.tr("Issued {time}, valid for {span}")
            text = text.replace("{span}", span_text(token.expires_at - token.obtained_at))
        return text.replace("{time}", QLocale().toString(begun, QLocale.FormatType.ShortFormat))

    def _on_pressed(self) -> None:
        if self._is_busy:
            self.cancel_wanted.emit()
        else:
            self.renew_wanted.emit()


def _chip(token: TokenState) -> tuple[str, str]:
    return ("ok", "key-round") if token.is_kept else ("neutral", "")
