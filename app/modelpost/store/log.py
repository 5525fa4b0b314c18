"""The log file in the profile: rotating, private, and without secrets."""

import io
import logging
import logging.handlers
import os
from pathlib import Path
from types import TracebackType

from modelpost.store.profile import make_private_folder
from modelpost.store.redaction import KnownSecrets

_LOGGER = logging.getLogger("modelpost")
_LARGEST = 1 << 20
_OLDER_FILES = 3
_LINE = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class RedactingFormatter(logging.Formatter):
    """Masks secrets in the finished line, so that arguments and tracebacks are covered too."""

    def __init__(self, known: KnownSecrets) -> None:
        super().__init__(_LINE)
        self._known = known

    def format(self, record: logging.LogRecord) -> str:
        """Return the line for a record."""
        return self._known.masked(super().format(record))


class PrivateLogHandler(logging.handlers.RotatingFileHandler):
    """A rotating file that only its owner can read."""

    def _open(self) -> io.TextIOWrapper:
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        return io.TextIOWrapper(io.FileIO(descriptor, "a"), encoding="utf-8", errors="backslashreplace")


def log_bug(path: Path, known: KnownSecrets, bug: BaseException) -> None:
    """Write a bug of the program, with its traceback, to the log file. Raises FileTrouble."""
    handler = log_handler(path, known)
    try:
        handler.handle(_LOGGER.makeRecord(_LOGGER.name, logging.ERROR, "", 0, "a bug", (), _as_raised(bug)))
    finally:
        handler.close()


def _as_raised(bug: BaseException) -> tuple[type[BaseException], BaseException, TracebackType | None]:
    return type(bug), bug, bug.__traceback__


def log_handler(path: Path, known: KnownSecrets) -> logging.Handler:
    """Return a handler that writes to the log file; whoever adds it to a logger closes it. Raises FileTrouble."""
    make_private_folder(path.parent)
    handler = PrivateLogHandler(path, maxBytes=_LARGEST, backupCount=_OLDER_FILES, delay=True)
    handler.setFormatter(RedactingFormatter(known))
    return handler
