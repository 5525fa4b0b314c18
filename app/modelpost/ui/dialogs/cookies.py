"""The cookies of a collection: seen, changed, taken out, kept."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from modelpost.core.failures import ModelpostError
from modelpost.ui.cookies_table import CookiesTable
from modelpost.ui.dialogs.cookie_editor import CookieEditor
from modelpost.ui.kit.buttons import Button, Kit
from modelpost.ui.kit.controls import CheckBox, ComboBox
from modelpost.ui.kit.dialog import Dialog
from modelpost.ui.kit.notices import EmptyState, Text
from modelpost.ui.kit.question import Question
from modelpost.ui.theme import Role
from modelpost.workbench.cookies_desk import CookiesDesk
from modelpost.workbench.texts import translated


class CookiesDialog(Dialog):
    """Shows one jar at a time; every change is in force at once."""

    def __init__(self, kit: Kit, desk: CookiesDesk, parent: QWidget) -> None:
        super().__init__(kit, parent)
        self.setObjectName("cookiesDialog")
        self.setWindowTitle(self.tr("Cookies"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(kit.theme.pixels(840), kit.theme.pixels(520))
        self._kit = kit
        self._desk = desk
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addLayout(self._build_head())
        column.addWidget(self._build_views(), 1)
        column.addLayout(self._build_buttons())
        column.addWidget(self._build_keeping())
        column.addLayout(self._build_foot())
        desk.changed.connect(self._render)
        desk.failed.connect(self._on_failed)
        desk.open()
        self._fill_jars()
        self._render()

    def done(self, result: int) -> None:
        """Let go of the jar."""
        self._desk.close()
        super().done(result)

    # Building --------------------------------------------------------------------------------------------------------

    def _build_head(self) -> QHBoxLayout:
        self._jars = ComboBox(self._kit, "cookieJar", self.tr("Collection"))
        self._jars.setMinimumWidth(self._kit.theme.pixels(260))
        self._jars.activated.connect(self._on_jar)
        self._reveal = CheckBox(self._kit, self.tr("Show values"), "revealCookies")
        self._reveal.toggled.connect(self._on_reveal)
        head = QHBoxLayout()
        head.addWidget(self._jars)
        head.addStretch(1)
        head.addWidget(self._reveal)
        return head

    def _build_views(self) -> QWidget:
        self._table = CookiesTable(self._kit, "cookieTable", self.tr("Cookies"))
        self._table.chosen_changed.connect(self._show_buttons)
        self._table.activated.connect(self._on_edit)
        text = self.tr("What services set appears here, and goes back to them.")
        self._empty = EmptyState(self._kit, "cookie", self.tr("No cookies"), text, name="emptyJar")
        self._views = QStackedWidget()
        self._views.addWidget(self._empty)
        self._views.addWidget(self._table)
        return self._views

    def _build_buttons(self) -> QHBoxLayout:
        kit = self._kit
        add = Button(kit, self.tr("Add…"), "addCookie", icon="plus", compact=True)
        add.clicked.connect(self._on_add)
        self._edit = Button(kit, self.tr("Edit…"), "editCookie", compact=True)
        self._edit.clicked.connect(self._on_edit)
        self._delete = Button(kit, self.tr("Delete"), "deleteCookies", icon="trash-2", compact=True)
        self._delete.clicked.connect(self._on_delete)
        self._clear = Button(kit, self.tr("Delete all…"), "clearCookies", compact=True)
        self._clear.clicked.connect(self._on_clear)
        row = QHBoxLayout()
        for button in (add, self._edit, self._delete):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self._clear)
        return row

    def _build_keeping(self) -> QWidget:
        self._keep = CheckBox(self._kit, self.tr("Keep these cookies when Modelpost closes"), "keepCookies")
        self._keep.clicked.connect(self._on_keep)
        hint = self.tr("Values go into the keyring, names and domains into the profile.")
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self._keep)
        column.addWidget(Text(self._kit, hint, role=Role.SMALL, ink="muted", wrap=True))
        return holder

    def _build_foot(self) -> QHBoxLayout:
        self._trouble = Text(self._kit, role=Role.SMALL, ink="err", wrap=True, name="cookieTrouble")
        close = Button(self._kit, self.tr("Done"), "cookiesDone", look="primary")
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addWidget(self._trouble, 1)
        foot.addWidget(close)
        return foot

    # Showing ---------------------------------------------------------------------------------------------------------

    def _fill_jars(self) -> None:
        for jar in self._desk.jars:
            self._jars.addItem(jar.name or self.tr("Requests outside of collections"), jar.id)
        self._jars.setCurrentIndex(self._jars.findData(self._desk.jar.id))

    def _render(self) -> None:
        cookies = self._desk.cookies
        self._table.show_cookies(cookies)
        self._views.setCurrentWidget(self._table if cookies else self._empty)
        self._keep.setChecked(self._desk.is_kept)
        self._show_buttons()

    def _show_buttons(self) -> None:
        chosen = self._table.chosen
        self._edit.setEnabled(len(chosen) == 1)
        self._delete.setEnabled(bool(chosen))
        self._clear.setEnabled(bool(self._desk.cookies))

    def _on_failed(self, error: ModelpostError) -> None:
        self._trouble.setText(". ".join(filter(None, (translated(error.summary), translated(error.hint)))))

    # Doing -----------------------------------------------------------------------------------------------------------

    def _on_jar(self, index: int) -> None:
        self._reveal.setChecked(False)
        self._trouble.setText("")
        self._desk.choose(str(self._jars.itemData(index)))

    def _on_reveal(self, is_revealed: bool) -> None:
        self._table.reveal(is_revealed=is_revealed)

    def _on_add(self) -> None:
        editor = CookieEditor(self._kit, None, self)
        editor.agreed.connect(self._desk.put)
        editor.open()

    def _on_edit(self) -> None:
        chosen = self._table.chosen
        if len(chosen) == 1:
            editor = CookieEditor(self._kit, chosen[0], self)
            editor.agreed.connect(self._desk.put)
            editor.open()

    def _on_delete(self) -> None:
        self._desk.remove(self._table.chosen)

    def _on_clear(self) -> None:
        question = Question(self, "clearCookiesQuestion")
        question.ask(self.tr("Cookies"), self.tr("Delete all cookies of this collection?"))
        question.offer(self.tr("Delete all"), "clearCookiesAgreed", self._clear_all, loses=True)
        question.refuse(self.tr("Cancel"), "clearCookiesRefused", by_default=False)
        question.open()

    def _clear_all(self) -> None:
        self._desk.remove(self._desk.cookies)

    def _on_keep(self, wanted: bool) -> None:
        self._trouble.setText("")
        self._desk.keep(wanted=wanted)
