"""`modelpost json-paths`: looks values up in a document, for the window, in a process whose memory goes with it.

The first line of standard input says how large the document is, and in which charset; the document follows, then a
question on every line. A question that is asked while another is being answered takes its place.
"""

import json
import sys
import threading
from queue import SimpleQueue
from typing import Any, BinaryIO

from modelpost.core.failures import FormatTrouble
from modelpost.documents.json_paths import Found, JsonPaths

_PIECE = 1 << 20


def main(argv: list[str]) -> int:
    """Answer until standard input ends."""
    del argv
    incoming = sys.stdin.buffer
    head = json.loads(incoming.readline())
    content = b"".join(_pieces(incoming, head["size"]))
    try:
        paths = JsonPaths(content, head["charset"])
    except FormatTrouble:
        _say({"kind": "refused"})
        return 0
    del content
    _say({"kind": "ready"})
    questions = _Questions(incoming)
    while (question := questions.next()) is not None:
        _answer(paths, question, questions)
    return 0


class _Questions:
    """Reads questions on a thread, so that one can be given up for the next."""

    def __init__(self, incoming: BinaryIO) -> None:
        self._incoming = incoming
        self._waiting: SimpleQueue[dict[str, Any] | None] = SimpleQueue()
        threading.Thread(target=self._read, name="questions", daemon=True).start()

    def next(self) -> dict[str, Any] | None:
        """Wait for the last question that was asked; None when there will be no other."""
        question = self._waiting.get()
        while question is not None and not self._waiting.empty():
            question = self._waiting.get()
        return question

    @property
    def is_another_waiting(self) -> bool:
        """Tell whether there is another question by now."""
        return not self._waiting.empty()

    def _read(self) -> None:
        for line in self._incoming:
            self._waiting.put(json.loads(line))
        self._waiting.put(None)


def _answer(paths: JsonPaths, question: dict[str, Any], questions: _Questions) -> None:
    number, typed = question["id"], question["path"]

    def goes_on(total: int) -> bool:
        _say({"kind": "counted", "id": number, "total": total})
        return not questions.is_another_waiting

    _say({"kind": "completions", "id": number, "paths": paths.completions(typed)})
    try:
        found = paths.find(typed, goes_on)
    except FormatTrouble as trouble:
        _say({"kind": "no-path", "id": number, "reason": str(dict(trouble.summary.params).get("reason", ""))})
        return
    if found is not None:
        _say_found(number, found)


def _say_found(number: int, found: Found) -> None:
    _say({"kind": "found", "id": number, "total": found.total, "places": found.places})


def _say(what: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def _pieces(incoming: BinaryIO, size: int) -> list[bytes]:
    found: list[bytes] = []
    while size > 0 and (piece := incoming.read(min(size, _PIECE))):
        found.append(piece)
        size -= len(piece)
    return found
