"""What two requests were compared over, kept in the profile until they are compared again."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from modelpost.core.failures import ModelpostError
from modelpost.runs.applied import Fields
from modelpost.runs.setup import Setup, as_record, fields_from, from_record
from modelpost.store.json_file import read_object, write_object
from modelpost.workbench.background import Background

_MOST = 100
"""Comparisons that are kept; the one that was not touched for the longest goes first."""


@dataclass(frozen=True, slots=True)
class KeptSide:
    """How one of the two is sent: its environment, the part that takes the file, and where columns go."""

    environment: str | None = None
    part: str = ""
    fields: Fields = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """All that is chosen for a comparison, but for the two requests; a setup of None is the input of A."""

    setup: Setup | None
    rounds: int
    a: KeptSide
    b: KeptSide


class CompareMemory:
    """Reads and writes one file, in the background and one after another; it never holds a secret.

    What cannot be read, or is of another version, is as if it was never kept.
    """

    def __init__(self, path: Path, background: Background) -> None:
        self._path = path
        self._background = background
        self._waiting: dict[str, dict[str, Any]] = {}
        self._is_writing = False

    def recall(self, a: str, b: str, done: Callable[[Kept], None]) -> None:
        """Hand over what was chosen for two requests, known by their keys; nothing is called where nothing is known."""
        key = _key(a, b)

        def work() -> Kept | None:
            return _kept(read_object(self._path).get(key))

        def found(kept: Kept | None) -> None:
            if kept is not None:
                done(kept)

        self._background.run(work, found, _ignored)

    def keep(self, a: str, b: str, kept: Kept) -> None:
        """Write what is chosen for two requests."""
        self._waiting[_key(a, b)] = _record(kept)
        self._write_next()

    def _write_next(self) -> None:
        if self._is_writing or not self._waiting:
            return
        self._is_writing = True
        fresh, self._waiting = self._waiting, {}

        def work() -> None:
            before = {key: value for key, value in read_object(self._path).items() if key not in fresh}
            every = [*before.items(), *fresh.items()]
            write_object(self._path, dict(every[-_MOST:]))

        self._background.run(work, self._written, self._not_written)

    def _written(self, _: None) -> None:
        self._is_writing = False
        self._write_next()

    def _not_written(self, error: ModelpostError) -> None:
        """Go on without: a full disk shall not keep anyone from comparing."""
        del error
        self._is_writing = False


def _key(a: str, b: str) -> str:
    return hashlib.sha256(json.dumps([a, b]).encode("utf-8", "replace")).hexdigest()[:24]


def _record(kept: Kept) -> dict[str, Any]:
    sides = {
        name: {"environment": side.environment, "part": side.part, "fields": side.fields}
        for name, side in (("a", kept.a), ("b", kept.b))
    }
    return {"setup": None if kept.setup is None else as_record(kept.setup), "rounds": kept.rounds, **sides}


def _kept(record: Any) -> Kept | None:
    try:
        setup = record["setup"]
        return Kept(
            None if setup is None else from_record(setup), int(record["rounds"]), _side(record["a"]), _side(record["b"])
        )
    except (TypeError, ValueError, KeyError):
        return None


def _side(record: dict[str, Any]) -> KeptSide:
    environment = record["environment"]
    return KeptSide(
        None if environment is None else str(environment), str(record["part"]), fields_from(record["fields"])
    )


def _ignored(error: ModelpostError) -> None:
    """Go on as if nothing had been kept."""
    del error
