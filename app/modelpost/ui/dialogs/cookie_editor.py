"""One cookie, to be made or changed."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from modelpost.core.cookies import LONGEST_PAIR, Cookie
from modelpost.core.dates import date_text, typed_moment
from modelpost.ui.kit.buttons import Button, Kit
from modelpost.ui.kit.controls import CheckBox, ComboBox
from modelpost.ui.kit.dialog import Dialog
from modelpost.ui.kit.notices import Text
from modelpost.ui.theme import Role

_BREAKS = frozenset(map(chr, (*range(32), 127)))


class CookieEditor(Dialog):
    """Asks for a cookie.

    Signals:
        agreed: a cookie is wanted; carries it, and the one that it was before or None.
    """

    agreed = Signal(object, object)

    def __init__(self, kit: Kit, cookie: Cookie | None, parent: QWidget) -> None:
        super().__init__(kit, parent)
        self.setObjectName("cookieEditor")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("New cookie") if cookie is None else self.tr("Edit cookie"))
        self.setMinimumWidth(kit.theme.pixels(440))
        self._kit = kit
        self._before = cookie
        shown = cookie or Cookie("", "", "")
        form = QFormLayout()
        form.setSpacing(10)
        self._name = self._line(form, "cookieName", self.tr("Name"), shown.name)
        self._value = self._line(form, "cookieValue", self.tr("Value"), shown.value)
        self._value.setEchoMode(QLineEdit.EchoMode.PasswordEchoOnEdit)
        self._domain = self._line(form, "cookieDomain", self.tr("Domain"), shown.domain)
        self._domain.setPlaceholderText("example.com")
        self._below = self._box(form, "cookieBelow", self.tr("Also for what lies below the domain"))
        self._below.setChecked(not shown.host_only)
        self._path = self._line(form, "cookiePath", self.tr("Path"), shown.path)
        ends = "" if shown.expires_at is None else date_text(shown.expires_at)
        self._ends = self._line(form, "cookieEnds", self.tr("Ends"), ends)
        self._ends.setPlaceholderText(self.tr("With the session, or 2030-12-31 23:59"))
        self._secure = self._box(form, "cookieSecure", self.tr("Over https only (Secure)"))
        self._secure.setChecked(shown.secure)
        self._http_only = self._box(form, "cookieHttpOnly", self.tr("Hidden from scripts (HttpOnly)"))
        self._http_only.setChecked(shown.http_only)
        self._same_site = ComboBox(kit, "cookieSameSite", "SameSite")
        for text in ("", "Strict", "Lax", "None"):
            self._same_site.addItem(text or self.tr("Not said"), text)
        self._same_site.setCurrentIndex(max(0, self._same_site.findData(shown.same_site)))
        form.addRow("SameSite", self._same_site)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(16)
        column.addLayout(form)
        column.addLayout(self._build_foot())
        self._check()

    @property
    def _trouble(self) -> str:
        """What keeps this from being a cookie, empty for nothing."""
        name, value = self._name.text().strip(), self._value.text()
        if not name and not value:
            return self.tr("Enter a name.")
        if any(mark in name for mark in "=;") or ";" in value or not _BREAKS.isdisjoint(name + value):
            return self.tr("A name has no = and no semicolon, a value no semicolon, and neither has a line break.")
        if len(f"{name}{value}".encode()) > LONGEST_PAIR:
            return self.tr("Name and value together are too long.")
        if not self._domain.text().strip(" ."):
            return self.tr("Enter a domain.")
        if not self._path.text().startswith("/"):
            return self.tr("A path begins with a slash.")
        if self._ends.text().strip() and typed_moment(self._ends.text()) is None:
            return self.tr("Write the end as 2030-12-31 23:59; it is in UTC.")
        return ""

    def _build_foot(self) -> QHBoxLayout:
        self._says = Text(self._kit, role=Role.SMALL, ink="muted", wrap=True, name="cookieProblem")
        cancel = Button(self._kit, self.tr("Cancel"), "cookieCancel")
        cancel.clicked.connect(self.reject)
        self._save = Button(self._kit, self.tr("Save cookie"), "cookieSave", look="primary")
        self._save.setDefault(True)
        self._save.clicked.connect(self._on_save)
        foot = QHBoxLayout()
        foot.addWidget(self._says, 1)
        foot.addWidget(cancel)
        foot.addWidget(self._save)
        return foot

    def _line(self, form: QFormLayout, name: str, label: str, text: str) -> QLineEdit:
        line = QLineEdit(text)
        line.setObjectName(name)
        line.setAccessibleName(label)
        line.textEdited.connect(self._check)
        form.addRow(label, line)
        return line

    def _box(self, form: QFormLayout, name: str, label: str) -> CheckBox:
        box = CheckBox(self._kit, label, name)
        form.addRow("", box)
        return box

    def _check(self) -> None:
        trouble = self._trouble
        self._says.setText(trouble)
        self._save.setEnabled(not trouble)

    def _on_save(self) -> None:
        ends = self._ends.text().strip()
        cookie = Cookie(
            self._name.text().strip(),
            self._value.text(),
            self._domain.text().strip(" .").lower(),
            self._path.text(),
            expires_at=typed_moment(ends) if ends else None,
            host_only=not self._below.isChecked(),
            secure=self._secure.isChecked(),
            http_only=self._http_only.isChecked(),
            same_site=str(self._same_site.currentData()),
            created_at=self._before.created_at if self._before is not None else 0.0,
        )
        self.agreed.emit(cookie, self._before)
        self.accept()
