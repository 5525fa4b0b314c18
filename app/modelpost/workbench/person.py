"""Whoever sits in front of the window, as an exchange sees them: it asks on its thread, and waits there."""

from __future__ import annotations  # types of what is loaded late stand in signatures

import threading
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QUrl

    from modelpost.core.ports import Ended
    from modelpost.core.text import Message

_LOOKS_UP_EVERY = 0.1
"""Seconds between two looks at whether the user hung up."""

_SLOWEST_BROWSER = 10.0
"""Seconds until an address that nobody opened counts as refused."""

_WEB = ("http", "https")


class Question:
    """One value to ask for. The thread that wants it waits until it is `answered`."""

    def __init__(self, label: Message, ended: Ended, *, is_secret: bool) -> None:
        self.label = label
        self.ended = ended
        self.is_secret = is_secret
        self.answered = threading.Event()
        self.text: str | None = None

    def __repr__(self) -> str:
        return f"Question({self.label!r})"


class Notice:
    """Something to do elsewhere: a sentence, an address to go to, and a code to enter there."""

    def __init__(self, message: Message, url: str, code: str, ended: Ended) -> None:
        self.message = message
        self.url = url if _address(url) is not None else ""
        self.code = code
        self.ended = ended


Matter = Question | Notice
"""What stands before the user until it is dealt with."""


class PersonDesk(QObject):
    """Brings what exchanges want of the user to the window, and the answers back (`core.ports.Person`).

    `ask`, `show`, `browse` and `done` are called on threads of exchanges; everything else belongs to the GUI thread.

    Signals:
        raised: something wants the user; carries the Matter.
        settled: it is answered, done or given up; carries the Matter.
    """

    raised = Signal(object)
    settled = Signal(object)
    _wanted = Signal(object)
    _called = Signal(object)

    def __init__(self, *, open_url: Callable[[QUrl], bool] | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._open_url = open_url if open_url is not None else _open_in_browser
        self._open: list[Matter] = []
        self._is_closed = False
        self._wanted.connect(self._raise)
        self._called.connect(self._call)

    # On the thread of an exchange ------------------------------------------------------------------------------------

    def ask(self, label: Message, ended: Ended, *, is_secret: bool) -> str | None:
        """Ask for one value and wait for it; None where the user does not want to say, or hangs up."""
        question = Question(label, ended, is_secret=is_secret)
        self._wanted.emit(question)
        while not question.answered.wait(_LOOKS_UP_EVERY):
            if ended.is_cancelled or self._is_closed:
                self._called.emit(partial(self._settle, question))
                return None
        return question.text

    def show(self, message: Message, url: str, code: str, ended: Ended) -> None:
        """Show something to do elsewhere, until `done`; does not wait."""
        self._wanted.emit(Notice(message, url, code, ended))

    def browse(self, url: str) -> bool:
        """Open an address of the web in the system's browser; False where there is none."""
        is_opened: list[bool] = []
        opened = threading.Event()

        def call() -> None:
            is_opened.append(self.open_address(url))
            opened.set()

        self._called.emit(call)
        waited = 0.0
        while not opened.wait(_LOOKS_UP_EVERY) and waited < _SLOWEST_BROWSER and not self._is_closed:
            waited += _LOOKS_UP_EVERY
        return is_opened[:1] == [True]

    def done(self, ended: Ended) -> None:
        """Take away what was shown for this exchange."""
        self._called.emit(partial(self._settle_all, ended))

    # On the GUI thread -----------------------------------------------------------------------------------------------

    @property
    def open(self) -> tuple[Matter, ...]:
        """What stands before the user, the oldest first."""
        return tuple(self._open)

    def answer(self, question: Question, text: str | None) -> None:
        """Give the exchange what the user typed; None where they do not want to say."""
        question.text = text
        question.answered.set()
        self._settle(question)

    def dismiss(self, notice: Notice) -> None:
        """Put something away; the exchange goes on waiting for it to be done."""
        self._settle(notice)

    def open_address(self, url: str) -> bool:
        """Open an address in the system's browser. A service may have named it: so it is one of the web, or none."""
        address = _address(url)
        return address is not None and self._open_url(address)

    def close(self) -> None:
        """Let every exchange go that still waits for an answer."""
        self._is_closed = True

    # -----------------------------------------------------------------------------------------------------------------

    def _raise(self, matter: Matter) -> None:
        if not matter.ended.is_cancelled:
            self._open.append(matter)
            self.raised.emit(matter)

    def _settle(self, matter: Matter) -> None:
        if matter in self._open:
            self._open.remove(matter)
            self.settled.emit(matter)

    def _settle_all(self, ended: Ended) -> None:
        for matter in self.open:
            if matter.ended is ended:
                self._settle(matter)

    def _call(self, call: Callable[[], None]) -> None:
        call()


def _address(url: str) -> QUrl | None:
    """Return an address of the web; None for any other."""
    from PySide6.QtCore import QUrl  # noqa: PLC0415  # 1 ms, at the first address

    address = QUrl(url)
    return address if address.scheme() in _WEB else None


def _open_in_browser(address: QUrl) -> bool:
    from PySide6.QtGui import QDesktopServices  # noqa: PLC0415  # as above

    return QDesktopServices.openUrl(address)
