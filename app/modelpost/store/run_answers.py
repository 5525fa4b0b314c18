"""The answers of a run on disk, one behind the other in a file, so that each can be shown and written out later."""

import json
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from modelpost.store.files import trouble_with, write_whole, writing_trouble

_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
MOST_BYTES = 4 << 30
"""After which no more answers are kept: results go on without them."""


class RunAnswers:
    """Each answer is a line of JSON, its head, and the body behind it. `append` and `read` are called from any thread.

    An answer that a crash cut short is left out, and one that comes twice counts as it was the last time.
    """

    def __init__(self, path: Path, most_bytes: int = MOST_BYTES) -> None:
        self._path = path
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self._stream: BinaryIO | None = None
        self._end = 0
        self._places: dict[int, int] = {}

    def open(self, *, anew: bool) -> None:
        """Begin, or go on behind what is there. Raises FileTrouble."""
        self.close()
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._stream = self._path.open("w+b" if anew or not self._path.exists() else "r+b", buffering=0)
            self._end = 0
            self._places = dict(self._known())
            self._stream.truncate(self._end)
            self._stream.seek(self._end)
        except OSError as error:
            raise writing_trouble(str(self._path), error) from error

    def append(self, answers: Iterable[tuple[int, dict[str, Any], bytes]]) -> None:
        """Keep answers, each with its index and head, while there is room. Raises FileTrouble."""
        with self._lock:
            if self._stream is None:
                return
            pieces: list[bytes] = []
            places: dict[int, int] = {}
            end = self._end
            for index, head, body in answers:
                line = (_ENCODE({**head, "index": index, "length": len(body)}) + "\n").encode("utf-8", "replace")
                if end + len(line) + len(body) <= self._most_bytes:
                    places[index] = end
                    pieces += (line, body)
                    end += len(line) + len(body)
            try:
                write_whole(self._stream, b"".join(pieces))
            except OSError as error:
                raise writing_trouble(str(self._path), error) from error
            self._places |= places
            self._end = end

    def read(self, index: int) -> tuple[dict[str, Any], bytes] | None:
        """Return head and body of an answer, None where none is kept. Raises FileTrouble."""
        with self._lock:
            place = self._places.get(index)
        if place is None:
            return None
        try:
            with self._path.open("rb") as stream:
                stream.seek(place)
                head = json.loads(stream.readline())
                return head, stream.read(head["length"])
        except OSError as error:
            raise trouble_with(str(self._path), error) from error

    def indices(self) -> list[int]:
        """Return the inputs whose answers are kept."""
        with self._lock:
            return sorted(self._places)

    def close(self) -> None:
        """End; it can be opened again."""
        with self._lock:
            if self._stream is not None:
                self._stream.close()
                self._stream = None

    def _known(self) -> Iterator[tuple[int, int]]:
        """Yield each whole answer and where it is; what is behind the last of them is no answer."""
        size = self._path.stat().st_size
        with self._path.open("rb") as reader:
            while line := reader.readline():
                try:
                    head = json.loads(line)
                    end = self._end + len(line) + head["length"]
                    index = head["index"]
                except (ValueError, KeyError, TypeError):
                    return
                if end > size:
                    return
                yield index, self._end
                self._end = end
                reader.seek(end)
