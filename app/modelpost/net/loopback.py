"""A port of this computer to which a browser comes back after signing in (RFC 8252, section 7.3)."""

import contextlib
import select
import socket

from modelpost.core.failures import ModelpostError
from modelpost.core.text import Message
from modelpost.net.patience import Patience

_LOOKS_UP_EVERY = 0.2
_LONGEST_HEAD = 1 << 16
_SLOWEST_BROWSER = 5.0
_PAGE = (
    b"<!doctype html><meta charset=utf-8><title>Modelpost</title>"
    b"<body style='font:16px system-ui;margin:15vh auto;max-width:32em;text-align:center'>"
    b"<h1 style='font-size:20px'>Modelpost has its answer</h1><p>This page can be closed.</p>"
)


class PortTaken(ModelpostError):
    """The port that the redirect URI names is in use."""


class Loopback:
    """Listens on 127.0.0.1; `uri` is where the browser shall be sent back to."""

    def __init__(self, path: str, port: int) -> None:
        try:
            self._listener = socket.create_server(("127.0.0.1", port))
        except OSError as error:
            raise PortTaken(
                Message("Port {port} of this computer is in use", port=port),
                Message("Choose another port for the redirect in the Auth tab, or 0 for any."),
            ) from error
        self._path = path if path.startswith("/") else f"/{path}"
        self._origin = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    @property
    def uri(self) -> str:
        """The redirect URI."""
        return self._origin + self._path

    def came_back(self, patience: Patience) -> str:
        """Wait until the browser asks for the redirect URI; return the whole URL it asked for.

        Raises HungUp and TimeoutError.
        """
        while True:
            patience.check()
            ready, _, _ = select.select([self._listener], [], [], _LOOKS_UP_EVERY)
            if not ready:
                continue
            with contextlib.suppress(OSError):  # a browser that opens connections to be ready sends nothing on them
                browser, _ = self._listener.accept()
                with browser:
                    browser.settimeout(_SLOWEST_BROWSER)
                    target = _target(browser)
                    is_it = target.partition("?")[0] == self._path
                    _answer(browser, is_it=is_it)
                    if is_it:
                        return self._origin + target

    def close(self) -> None:
        """Stop listening."""
        self._listener.close()


def _target(browser: socket.socket) -> str:
    head = b""
    while b"\r\n\r\n" not in head and len(head) < _LONGEST_HEAD:
        piece = browser.recv(1 << 14)
        if not piece:
            break
        head += piece
    words = head.split(b"\r\n", 1)[0].decode("latin-1").split(" ")
    return words[1] if len(words) == 3 and words[0] == "GET" else ""  # method, target, version


def _answer(browser: socket.socket, *, is_it: bool) -> None:
    status, body = (b"200 OK", _PAGE) if is_it else (b"404 Not Found", b"")
    browser.sendall(
        b"HTTP/1.1 %b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n"
        b"Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nConnection: close\r\n\r\n%b"
        % (status, len(body), body)
    )
