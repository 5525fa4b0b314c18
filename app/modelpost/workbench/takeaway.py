"""An answer in other forms and in other programs: laid out, as a table, opened where it can be edited."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Signal

from modelpost.core.failures import FormatTrouble
from modelpost.core.media import BINARY, type_of_file
from modelpost.core.text import Message
from modelpost.documents.charset import cuttable
from modelpost.documents.grid import as_csv
from modelpost.documents.json_pieces import JsonPieces
from modelpost.documents.json_table import table_of
from modelpost.documents.json_tree import Entry, Level, root_of
from modelpost.documents.media_type import is_json, is_textual
from modelpost.viewers.api import Answer, Buffer
from modelpost.workbench.background import Background
from modelpost.workbench.clipboard_size import joined
from modelpost.workbench.file_names import suggested_name
from modelpost.workbench.ports import BodySaver

_LARGEST_COPIED = 64_000_000
_MAY_RUN: Final = frozenset({BINARY, "text/html", "image/svg+xml", "application/xml"})
"""What another program may execute, or what may make it load something: a service must not get so far by a name."""

OpenFile = Callable[[str], bool]
"""Opens a file with the program that the user has for it; tells whether there is one."""


class Takeaway(QObject):
    """Makes such forms off the GUI thread.

    Signals:
        copied: a text is ready for the clipboard; carries it, and a Message that says so.
        told: something to say in passing; carries a Message.
        failed: something could not be done; carries a ModelpostError.
    """

    copied = Signal(str, object)
    told = Signal(object)
    failed = Signal(object)

    def __init__(self, background: Background, saver: BodySaver, open_file: OpenFile, parent: QObject) -> None:
        super().__init__(parent)
        self._background = background
        self._saver = saver
        self._open_file = open_file

    def name_to_open(self, answer: Answer) -> str:
        """Return a name for a file that another program opens: what may run is given to it as text."""
        name = suggested_name(answer)
        if not may_run(name):
            return name
        return f"{name.rpartition('.')[0]}.{'txt' if is_textual(answer.media_type) else 'bin'}"

    def open_elsewhere(self, answer: Answer, path: str) -> None:
        """Save an answer to a file the user chose, and open that with the program the user has for its kind."""

        def work() -> None:
            self._saver(path, answer.content)

        def done(_: None) -> None:
            if may_run(path):
                self.told.emit(Message("It was saved to {path}, but not opened: such a file may run.", path=path))
            elif not self._open_file(path):
                self.told.emit(Message("It was saved to {path}, but no program opens such files.", path=path))

        self._background.run(work, done, self.failed.emit)

    def copy_laid_out(self, answer: Answer) -> None:
        """Have JSON copied with an indent of two, without a digit changed."""

        def work() -> str:
            content, charset = _small_json(answer)
            layout = JsonPieces(content, is_utf8=charset == "utf-8")
            laid_out = b"".join(layout.pieces())
            if layout.refusal is not None:
                raise FormatTrouble(Message("The answer is no valid JSON"), Message("Pretty shows where it breaks."))
            return laid_out.decode(charset, "replace")

        self._copy(work, Message("The response was copied, laid out."))

    def copy_table(self, answer: Answer) -> None:
        """Have the first array of objects in JSON copied as CSV."""

        def work() -> str:
            content, charset = _small_json(answer)
            array = first_table(content) if charset == "utf-8" else None
            if array is None:
                raise FormatTrouble(
                    Message("There is no table in the answer"), Message("An array of objects would be one.")
                )
            grid = table_of(content, array.start)
            return joined(line.decode() for line in as_csv(grid, range(len(grid.rows))))

        self._copy(work, Message("The table was copied as CSV."))

    def _copy(self, work: Callable[[], str], told: Message) -> None:
        self._background.run(work, lambda text: self.copied.emit(text, told), self.failed.emit)


def first_table(content: Buffer) -> Entry | None:
    """Return the document where it is an array, else the first array of objects among its members."""
    root = root_of(content)
    if root is None or root.kind == "array":
        return root
    level = Level(content, root.start) if root.kind == "object" else None
    while level is not None and not level.is_complete:
        for entry in level.more():
            first = Level(content, entry.start).more()[:1] if entry.kind == "array" else []
            if first and first[0].kind == "object":
                return entry
    return None


def may_run(path: str) -> bool:
    """Tell whether a file of this name might do something by itself when it is opened."""
    return type_of_file(path) in _MAY_RUN


def open_in_program(path: str) -> bool:
    """Open a file with the program that the system has for it."""
    from PySide6.QtCore import QUrl  # noqa: PLC0415  # with the next one
    from PySide6.QtGui import QDesktopServices  # noqa: PLC0415  # 1 ms, at the first file that is opened

    return QDesktopServices.openUrl(QUrl.fromLocalFile(path))


def _small_json(answer: Answer) -> tuple[Buffer, str]:
    if not is_json(answer.media_type):
        raise FormatTrouble(Message("The answer is no JSON"), Message("Copy it as it is, or save it to a file."))
    if len(answer.content) > _LARGEST_COPIED:
        raise FormatTrouble(Message("The answer is too large for the clipboard"), Message("Save it to a file instead."))
    return cuttable(answer.content, answer.charset)
