"""Whoever sits at the terminal of a command: asked for values, shown codes, and sent to the browser."""

import contextlib
import os
import sys
import threading
import webbrowser
from collections.abc import Callable, Iterator
from typing import Protocol, TextIO

from modelpost.cli.ending import tell
from modelpost.core.ports import Ended
from modelpost.core.text import Message

_LOOKS_UP_EVERY = 0.1
"""Seconds between two looks at whether the user hung up."""


class Keyboard(Protocol):
    """Where answers are typed."""

    def line(self, prompt: str, ended: Ended, *, is_secret: bool) -> str | None:
        """Return a line without its end, unseen while it is typed if it is secret; None when nobody answers."""


class Terminal:
    """A person at a terminal (`core.ports.Person`); with input or errors led elsewhere, nobody is there.

    Everything is said on standard error: standard output is for the response.
    """

    def __init__(self, keyboard: Keyboard | None, open_browser: Callable[[str], bool]) -> None:
        self._keyboard = keyboard
        self._open_browser = open_browser
        self._turn = threading.Lock()

    def ask(self, label: Message, ended: Ended, *, is_secret: bool) -> str | None:
        """Ask for one line."""
        if self._keyboard is None:
            return None
        with self._turn:  # requests that run side by side ask one after the other
            return self._keyboard.line(f"{label.filled()}: ", ended, is_secret=is_secret)

    def show(self, message: Message, url: str, code: str, ended: Ended) -> None:
        """Print it, whether somebody sits there or reads a log."""
        del ended
        tell(message.filled())
        for text in filter(None, (url, code)):
            tell(f"  {text}")

    def browse(self, url: str) -> bool:
        """Open the address, and print it too: a browser may not come up, and another one can be used."""
        if self._keyboard is None:
            return False
        tell(Message("Sign in with the browser. If none opens, open this address:").filled())
        tell(f"  {url}")
        self._open_browser(url)
        return True

    def done(self, ended: Ended) -> None:
        """Leave what was printed where it is."""


def person_at(stdin: TextIO | None, stderr: TextIO | None) -> Terminal:
    """Return whoever sits at the two streams."""
    is_there = stdin is not None and stderr is not None and stdin.isatty() and stderr.isatty()
    return Terminal(_keyboard() if is_there else None, _open_browser)


def _open_browser(url: str) -> bool:
    """Open the system's browser, but none that would take over this terminal."""
    has_display = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if sys.platform.startswith("linux") and not has_display:
        return False
    try:
        return webbrowser.open(url)
    except webbrowser.Error:
        return False


def _say(text: str) -> None:
    """Write without ending the line."""
    sys.stderr.write(text.encode(sys.stderr.encoding or "utf-8", "replace").decode(sys.stderr.encoding or "utf-8"))
    sys.stderr.flush()


if sys.platform == "win32":
    import msvcrt

    class _Console:
        """The console of Windows, read key by key, so that hanging up ends the wait."""

        def line(self, prompt: str, ended: Ended, *, is_secret: bool) -> str | None:
            _say(prompt)
            typed = ""
            while not ended.is_cancelled:
                if not msvcrt.kbhit():
                    threading.Event().wait(_LOOKS_UP_EVERY)
                    continue
                key = msvcrt.getwch()
                match key:
                    case "\r" | "\n":
                        _say("\n")
                        return typed
                    case "\b":
                        typed = typed[:-1]
                    case "\x03" | "\x1a":
                        return None
                    case _:
                        typed += key
                        _say("" if is_secret else key)
            return None

    def _keyboard() -> Keyboard:
        return _Console()

else:
    import select
    import termios

    class _Tty:
        """A terminal, read without a wait that could not be ended, and left with its echo on."""

        def __init__(self, descriptor: int) -> None:
            self._descriptor = descriptor

        def line(self, prompt: str, ended: Ended, *, is_secret: bool) -> str | None:
            typed = b""
            with self._unseen() if is_secret else contextlib.nullcontext():
                _say(prompt)
                while not typed.endswith(b"\n"):
                    if ended.is_cancelled:
                        return None
                    if not select.select([self._descriptor], [], [], _LOOKS_UP_EVERY)[0]:
                        continue
                    piece = os.read(self._descriptor, 4096)
                    if not piece:
                        return None
                    typed += piece
            return typed.decode("utf-8", "replace").rstrip("\r\n")

        @contextlib.contextmanager
        def _unseen(self) -> Iterator[None]:
            before = termios.tcgetattr(self._descriptor)
            quiet = termios.tcgetattr(self._descriptor)
            quiet[3] &= ~termios.ECHO
            termios.tcsetattr(self._descriptor, termios.TCSAFLUSH, quiet)
            try:
                yield
            finally:
                termios.tcsetattr(self._descriptor, termios.TCSAFLUSH, before)
                _say("\n")

    def _keyboard() -> Keyboard:
        return _Tty(sys.stdin.fileno())
