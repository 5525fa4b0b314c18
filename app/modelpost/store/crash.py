"""Reports about bugs: what happened and where in the program, without values and without secrets."""

import platform
import re
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path

from modelpost import __version__
from modelpost.core.ports import Clock
from modelpost.store.atomic import PRIVATE, write_atomically
from modelpost.store.profile import make_private_folder
from modelpost.store.redaction import KnownSecrets

_PLACE = re.compile(r'[ |+-]*File "')
"""How `traceback` begins what it says about a place in the program."""


class CrashReports:
    """Writes crash reports into a folder of the profile."""

    def __init__(self, folder: Path, known: KnownSecrets, clock: Clock) -> None:
        self._folder = folder
        self._known = known
        self._clock = clock

    def write(self, error: BaseException) -> Path:
        """Write a report about `error` and return its file. Raises FileTrouble.

        It holds the lines of the program and the messages of the exceptions, masked; never the values of variables.
        """
        make_private_folder(self._folder)
        moment = self._moment()
        path = self._folder / f"crash-{moment:%Y%m%d-%H%M%S-%f}.txt"
        write_atomically(path, self._text(error, moment).encode("utf-8", "backslashreplace"), mode=PRIVATE)
        return path

    def text(self, error: BaseException) -> str:
        """Return the report as text."""
        return self._text(error, self._moment())

    def _text(self, error: BaseException, moment: datetime) -> str:
        lines = [
            f"Modelpost {__version__}, {moment:%Y-%m-%d %H:%M:%S} UTC",
            f"Python {platform.python_version()} on {platform.system()} {platform.release()} ({sys.platform})",
            "",
            *(self._masked(piece) for piece in traceback.TracebackException.from_exception(error).format()),
        ]
        return "\n".join(lines)

    def _moment(self) -> datetime:
        return datetime.fromtimestamp(self._clock.now(), UTC)

    def _masked(self, piece: str) -> str:
        """Mask a piece of a traceback; a line of the program stays, although it may speak of tokens."""
        if _PLACE.match(piece):
            return piece.rstrip("\n")
        return self._known.masked(piece).rstrip("\n")
