"""How one request is sent."""

from dataclasses import replace

from PySide6.QtGui import QDoubleValidator, QIntValidator
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from modelpost.core.request import RequestDraft
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.controls import ComboBox
from modelpost.ui.kit.notices import Text
from modelpost.ui.request.page import Page
from modelpost.ui.theme import Role


class SettingsPage(Page):
    """Timeout, redirects and TLS of a request; what is left open follows folder, collection and application."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, "requestSettingsPage", "")
        self.setAccessibleName(self.tr("Settings of this request"))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(10)
        self._grid.setColumnMinimumWidth(0, kit.theme.pixels(150))
        self._grid.setColumnStretch(1, 1)
        self._timeout = self._line("requestTimeout", self.tr("Timeout in seconds"), self.tr("As in Settings"))
        self._timeout.setValidator(QDoubleValidator(0, 86400, 3, self))
        self._timeout.textEdited.connect(self._on_timeout)
        self._add(0, self.tr("Timeout in seconds"), self._timeout, self.tr("0 waits for ever."))
        self._follow = self._choice("followRedirects", self.tr("Follow redirects"))
        self._follow.activated.connect(self._on_follow)
        self._add(1, self.tr("Follow redirects"), self._follow, "")
        self._most = self._line("maxRedirects", self.tr("Most redirects"), self.tr("As in Settings"))
        self._most.setValidator(QIntValidator(0, 100, self))
        self._most.textEdited.connect(self._on_most)
        self._add(2, self.tr("Most redirects"), self._most, "")
        self._verify = self._choice("verifyTls", self.tr("Verify certificates"))
        self._verify.activated.connect(self._on_verify)
        self._add(3, self.tr("Verify certificates"), self._verify, "")
        self._largest = self._line("largestUnpacked", self.tr("Most MB to unpack"), self.tr("Automatic"))
        self._largest.setValidator(QIntValidator(1, 1 << 30, self))
        self._largest.textEdited.connect(self._on_largest)
        self._add(4, self.tr("Most MB to unpack"), self._largest, self.tr("Packed answers may grow to this."))
        self.column.addLayout(self._grid)
        warning = self.tr("Certificates are not checked for this request: anyone on the way could read it.")
        self._warning = Text(kit, warning, ink="err", wrap=True, role=Role.SMALL, name="tlsWarning")
        self.column.addWidget(self._warning)
        self.column.addStretch(1)

    def render_draft(self, draft: RequestDraft) -> None:
        """Show the settings."""
        settings = draft.settings
        _put(self._timeout, "" if settings.timeout is None else f"{settings.timeout:g}")
        _put(self._most, "" if settings.max_redirects is None else str(settings.max_redirects))
        _put(self._largest, f"{settings.largest_unpacked >> 20}" if settings.largest_unpacked else "")
        self._follow.setCurrentIndex(self._follow.findData(settings.follow_redirects))
        self._verify.setCurrentIndex(self._verify.findData(settings.verify_tls))
        self._warning.setVisible(settings.verify_tls is False)

    def _line(self, name: str, label: str, hint: str) -> QLineEdit:
        line = QLineEdit()
        line.setObjectName(name)
        line.setAccessibleName(label)
        line.setPlaceholderText(hint)
        return line

    def _choice(self, name: str, label: str) -> ComboBox:
        combo = ComboBox(self.kit, name, label)
        for text, value in ((self.tr("As in Settings"), None), (self.tr("Yes"), True), (self.tr("No"), False)):
            combo.addItem(text, value)
        return combo

    def _add(self, row: int, label: str, widget: QWidget, hint: str) -> None:
        self._grid.addWidget(Text(self.kit, label, ink="text2"), row, 0)
        self._grid.addWidget(widget, row, 1)
        if hint:
            self._grid.addWidget(Text(self.kit, hint, role=Role.SMALL, ink="muted"), row, 2)

    def _on_timeout(self, text: str) -> None:
        try:
            value = float(text.replace(",", ".")) if text.strip() else None
        except ValueError:
            return
        if self.tab is not None:
            self.tab.set_settings(replace(self.tab.draft.settings, timeout=value))

    def _on_most(self, text: str) -> None:
        if self.tab is not None and (not text or text.isdigit()):
            self.tab.set_settings(replace(self.tab.draft.settings, max_redirects=int(text) if text else None))

    def _on_largest(self, text: str) -> None:
        if self.tab is not None and (not text or text.isdigit()):
            largest = int(text) << 20 if text else None
            self.tab.set_settings(replace(self.tab.draft.settings, largest_unpacked=largest))

    def _on_follow(self, index: int) -> None:
        if self.tab is not None:
            value = self._follow.itemData(index)
            self.tab.set_settings(replace(self.tab.draft.settings, follow_redirects=value))

    def _on_verify(self, index: int) -> None:
        if self.tab is not None:
            self.tab.set_settings(replace(self.tab.draft.settings, verify_tls=self._verify.itemData(index)))


def _put(line: QLineEdit, text: str) -> None:
    if line.text() != text and not (line.hasFocus() and _number(line.text()) == _number(text)):
        line.setText(text)


def _number(text: str) -> float | None:
    """Return what a text counts to; `1.` and `1.0` are the same while they are being typed."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None
