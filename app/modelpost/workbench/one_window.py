"""One window for each profile: a second start hands its paths to the one that is open, and ends."""

import contextlib
import json
import sys
from hashlib import sha256
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QAbstractSocket, QLocalServer, QLocalSocket

from modelpost.core.failures import FileTrouble
from modelpost.store.profile import SOCKET, make_private_folder

_LONGEST_ADDRESS = 100
"""Bytes; the kernels take 104 to 108 (unix(7), unix(4))."""

_CONNECTS_WITHIN_MS = 500
_ANSWERS_WITHIN_MS = 3_000
_LARGEST_WORD = 1 << 20
_TAKEN = b"taken\n"


class OneWindow(QObject):
    """The end of the open window, in the profile's folder, where only its owner comes.

    Signals:
        wanted: another start was made; carries the absolute paths that it named, as a tuple of str.
    """

    wanted = Signal(object)

    def __init__(self, profile: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._profile = profile
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)

    def listen(self) -> bool:
        """Begin, in the place of a window that ended without a word; tell whether that was possible."""
        address = address_in(self._profile)
        if not address:
            return False
        with contextlib.suppress(FileTrouble):
            make_private_folder(self._profile)
        if self._server.listen(address):
            return True
        if self._server.serverError() is not QAbstractSocket.SocketError.AddressInUseError:
            return False
        if _connected(address) is not None:
            return False  # it is alive, and started in the same moment
        QLocalServer.removeServer(address)
        return self._server.listen(address)

    def close(self) -> None:
        """Be found no more."""
        self._server.close()

    def _on_connection(self) -> None:
        while (caller := self._server.nextPendingConnection()) is not None:
            caller.disconnected.connect(caller.deleteLater)
            caller.readyRead.connect(self._on_word)
            if caller.canReadLine():
                self._take(caller)

    def _on_word(self) -> None:
        caller = self.sender()
        if isinstance(caller, QLocalSocket):
            self._take(caller)

    def _take(self, caller: QLocalSocket) -> None:
        if caller.bytesAvailable() > _LARGEST_WORD:
            caller.abort()
        elif caller.canReadLine():
            paths = _paths_in(bytes(caller.readLine().data()))
            caller.write(_TAKEN)
            caller.flush()
            self.wanted.emit(paths)


def hand_over(profile: Path, paths: list[str]) -> bool:
    """Give paths to the window that is open with this profile; tell whether there was one that took them."""
    address = address_in(profile)
    caller = _connected(address) if address else None
    if caller is None:
        return False
    absolute = [str(Path(path).expanduser().absolute()) for path in paths]
    caller.write(json.dumps({"paths": absolute}).encode("ascii") + b"\n")
    caller.waitForBytesWritten(_CONNECTS_WITHIN_MS)
    while not caller.canReadLine():
        if not caller.waitForReadyRead(_ANSWERS_WITHIN_MS):
            return False
    return bytes(caller.readLine().data()) == _TAKEN


def address_in(profile: Path) -> str:
    """Return where the window of a profile listens; empty where there can be no such place."""
    if sys.platform == "win32":
        return f"modelpost-{sha256(str(profile).encode('utf-8', 'surrogatepass')).hexdigest()[:32]}"
    address = str(profile / SOCKET)
    return address if len(address.encode("utf-8", "surrogateescape")) <= _LONGEST_ADDRESS else ""


def _connected(address: str) -> QLocalSocket | None:
    caller = QLocalSocket()
    caller.connectToServer(address)
    return caller if caller.waitForConnected(_CONNECTS_WITHIN_MS) else None


def _paths_in(word: bytes) -> tuple[str, ...]:
    try:
        paths = json.loads(word)["paths"]
        return tuple(path for path in paths if isinstance(path, str))
    except (ValueError, TypeError, KeyError):
        return ()
