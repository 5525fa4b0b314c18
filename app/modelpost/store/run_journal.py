"""The results of a run on disk, written as they come, so that a run goes on after a crash where it was."""

import json
import os
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from modelpost.core.failures import FormatTrouble
from modelpost.core.text import Message
from modelpost.store.files import trouble_with, write_whole, writing_trouble

_SYNC_EVERY = 1.0
_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class RunJournal:
    """JSON Lines: first what the run is, then a result a line. A line that a crash cut short is left out.

    `append` is called from any thread. Lines reach the system at once and the disk within a second.
    """

    def __init__(self, path: Path, monotonic: Any) -> None:
        self._path = path
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._stream: BinaryIO | None = None
        self._synced = 0.0

    def begin(self, header: dict[str, Any]) -> None:
        """Start a new journal in the place of any other. Raises FileTrouble."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._stream = self._path.open("wb", buffering=0)
            self._stream.write(_line(header))
        except OSError as error:
            raise writing_trouble(str(self._path), error) from error

    def resume(self) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """Return what the journal holds, and go on writing behind it. Raises FileTrouble and FormatTrouble."""
        try:
            content = self._path.read_bytes()
        except OSError as error:
            raise trouble_with(str(self._path), error) from error
        whole = content[: content.rfind(b"\n") + 1]
        records = list(_records(whole))
        if not records:
            raise FormatTrouble(
                Message("{name} is not the journal of a run", name=self._path.name), Message("Start the run anew.")
            )
        try:
            self._stream = self._path.open("r+b", buffering=0)
            self._stream.truncate(len(whole))
            self._stream.seek(0, os.SEEK_END)
        except OSError as error:
            raise writing_trouble(str(self._path), error) from error
        return records[0], records[1:]

    def append(self, records: Iterable[dict[str, Any]]) -> None:
        """Write the next results. Raises FileTrouble."""
        lines = b"".join(map(_line, records))
        with self._lock:
            if self._stream is None:
                return
            try:
                write_whole(self._stream, lines)
                if self._monotonic() - self._synced > _SYNC_EVERY:
                    os.fsync(self._stream.fileno())
                    self._synced = self._monotonic()
            except OSError as error:
                raise writing_trouble(str(self._path), error) from error

    def close(self) -> None:
        """End the journal; it can be resumed."""
        with self._lock:
            if self._stream is not None:
                self._stream.close()
                self._stream = None


def _line(record: dict[str, Any]) -> bytes:
    return _ENCODE(record).encode("utf-8", "replace") + b"\n"


def _records(content: bytes) -> Iterator[dict[str, Any]]:
    for line in content.splitlines():
        try:
            record = json.loads(line)
        except ValueError:
            continue  # damaged; its input is sent again
        if isinstance(record, dict):
            yield record
