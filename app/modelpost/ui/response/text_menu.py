"""The menu of the response: how lines are shown, which charset they are read in, and other ways to take it away."""

from functools import partial

from PySide6.QtWidgets import QMenu, QWidget

from modelpost.ui.response.taking_away import TakingAway
from modelpost.ui.text.view import TextView
from modelpost.workbench.response_desk import ResponseDesk

_CHARSETS = (
    "utf-8", "utf-16", "gb18030", "big5", "shift_jis", "euc-jp", "euc-kr", "iso8859-1", "cp1252", "cp1251", "koi8-r",
)  # fmt: skip
"""Codec names; what people read is the name in the registry of character sets."""

_NAMES = {"cp1252": "Windows-1252", "cp1251": "Windows-1251", "iso8859-1": "ISO-8859-1", "shift_jis": "Shift_JIS"}


class TextMenu(QMenu):
    """Built anew each time it is opened."""

    def __init__(self, desk: ResponseDesk, view: TextView, taking: TakingAway, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("textMenu")
        self._desk = desk
        wrap = self.addAction(self.tr("Wrap lines"))
        wrap.setObjectName("wrapLines")
        wrap.setCheckable(True)
        wrap.setChecked(view.is_wrapping)
        wrap.toggled.connect(self._on_wrap)
        self._view = view
        charsets = self.addMenu(self.tr("Charset"))
        charsets.setObjectName("charsetMenu")
        found = self.tr("As found: {charset}").replace("{charset}", name_of(desk.charset_found))
        self._offer(charsets, "", found)
        charsets.addSeparator()
        for charset in _CHARSETS:
            self._offer(charsets, charset, name_of(charset))
        self.addSeparator()
        taking.add_to(self)
        self.aboutToHide.connect(self.deleteLater)

    def _offer(self, menu: QMenu, charset: str, text: str) -> None:
        action = menu.addAction(text)
        action.setObjectName(f"charset-{charset or 'found'}")
        action.setCheckable(True)
        action.setChecked(self._desk.charset_chosen == charset)
        action.triggered.connect(partial(self._on_charset, charset))

    def _on_wrap(self, wrapped: bool) -> None:  # Qt's signal
        self._view.set_wrapping(wrapped=wrapped)

    def _on_charset(self, charset: str, checked: bool = False) -> None:  # noqa: ARG002  # Qt's signal
        self._desk.choose_charset(charset)


def name_of(charset: str) -> str:
    """Return the name that people know a charset by."""
    return _NAMES.get(charset, charset.upper())
