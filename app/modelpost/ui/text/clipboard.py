"""Copying from a large text without a stall."""

from PySide6.QtCore import QByteArray, QMimeData, QObject, QTimer
from PySide6.QtGui import QGuiApplication

from modelpost.documents.text_source import TextSource

_AT_ONCE = 1 << 20
_PIECE = 1 << 22
_PLAIN_UTF8 = "text/plain;charset=utf-8"


class ClipboardCopy(QObject):
    """Puts a stretch of text into the clipboard: a short one at once, a long one in pieces of 4 MB.

    The clipboard is handed bytes; they are decoded by whoever pastes.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._source = TextSource(b"")
        self._at = self._end = 0
        self._gathered = QByteArray()
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._gather)

    @property
    def is_running(self) -> bool:
        """Tell whether a long copy is under way."""
        return self._timer.isActive()

    def start(self, source: TextSource, start: int, end: int) -> None:
        """Copy; a copy that is under way is given up."""
        self._timer.stop()
        self._gathered = QByteArray()
        if end - start <= _AT_ONCE:
            QGuiApplication.clipboard().setText(source.text(start, end))
            return
        self._source, self._at, self._end = source, start, end
        self._gathered.reserve(end - start)
        self._timer.start()

    def _gather(self) -> None:
        source, start = self._source, self._at
        self._at = self._end if self._end - start <= _PIECE else source.aligned(start + _PIECE)
        piece = source.raw(start, self._at)
        if source.charset != "utf-8":
            piece = piece.decode(source.charset, "replace").encode("utf-8")
        self._gathered.append(piece)
        if self._at >= self._end:
            self._timer.stop()
            content = QMimeData()
            content.setData(_PLAIN_UTF8, self._gathered)
            QGuiApplication.clipboard().setMimeData(content)
            self._gathered, self._source = QByteArray(), TextSource(b"")
