"""What is open and not saved yet, written beside the collections, so that a crash costs nothing that was typed.

A folder for each running program, with a file for each request and one that lists them. Each file is whole at any
moment, and one that the list names is there. No file holds a credential: those live in memory until they are decided
upon.
"""

import contextlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from modelpost.core.journaled import without_credentials
from modelpost.core.ports import Clock, Randomness
from modelpost.core.request import RequestDraft
from modelpost.core.secrets import SecretRef
from modelpost.core.session import Look, OpenRequest, Session
from modelpost.store.atomic import PRIVATE, write_atomically
from modelpost.store.files import writing_trouble
from modelpost.store.json_file import read_object, write_object
from modelpost.store.locks import LOCK_NAME, FolderLock, is_in_use
from modelpost.store.profile import make_private_folder

_VERSION = 1
_LIST = "session.json"
_ID_LENGTH = 16
_STEADY = 60.0
"""Seconds after which a start counts as one that went well."""


class _Taken(NamedTuple):
    """The folder of a program that is gone, and what keeps others from it."""

    folder: Path
    lock: FolderLock


class Drafts:
    """The drafts of this program; used by one thread at a time. Raises FileTrouble."""

    def __init__(self, folder: Path, clock: Clock, randomness: Randomness) -> None:
        self._parent = folder
        self._clock = clock
        self._randomness = randomness
        self._began = clock.monotonic()
        self._folder: Path | None = None
        self._lock: FolderLock | None = None
        self._written: dict[str, RequestDraft] = {}
        self._crashes = 0

    def take(self) -> Session:
        """Return what programs that are gone had open, and go on where they were."""
        found = sorted(self._unused(), key=lambda taken: _written_at(taken.folder / _LIST))
        sessions = [_read(taken.folder) for taken in found]
        self._crashes = max((session.crashes for session in sessions), default=0)
        requests = {request.id: request for session in sessions for request in session.requests}
        current = sessions[-1].current if sessions else ""
        session = Session(tuple(requests.values()), current, self._crashes)
        self._occupy()
        if requests:
            self.write(session)
        for taken in found:
            shutil.rmtree(taken.folder, ignore_errors=True)
            taken.lock.release()
            shutil.rmtree(taken.folder, ignore_errors=True)  # Windows keeps a lock until it is released
        return session

    def write(self, session: Session) -> None:
        """Write what differs from the last time."""
        folder = self._occupy()
        for request in session.requests:
            draft = request.draft
            if draft is not None and self._written.get(request.id) != draft:
                write_atomically(folder / f"{request.id}.json", _packed(draft), mode=PRIVATE)
                self._written[request.id] = draft
        if self._clock.monotonic() - self._began > _STEADY:
            self._crashes = 0
        self._write_list(folder, session, is_running=True)
        kept = {request.id for request in session.requests if request.draft is not None}
        for gone in self._written.keys() - kept:
            with contextlib.suppress(OSError):
                (folder / f"{gone}.json").unlink(missing_ok=True)
            del self._written[gone]

    def close(self, session: Session) -> None:
        """Write what is open for the last time, and note that this was a proper end."""
        if self._folder is None and not session.requests:
            return
        self.write(session)
        self._write_list(self._occupy(), session, is_running=False)
        self.release()

    def release(self) -> None:
        """Let the folder go, whatever is in it."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    # -----------------------------------------------------------------------------------------------------------------

    def _unused(self) -> Iterator["_Taken"]:
        """Yield the folders of programs that are gone, each locked: another start may look for them too."""
        for folder in self._parent.glob("session-*"):
            is_gone = not (folder / LOCK_NAME).exists() or not is_in_use(folder)
            if is_gone and folder != self._folder and (folder / _LIST).exists():
                with contextlib.suppress(OSError):
                    yield _Taken(folder, FolderLock(folder))

    def _occupy(self) -> Path:
        if self._folder is None:
            folder = self._parent / f"session-{self._randomness.token(_ID_LENGTH)}"
            make_private_folder(folder)
            try:
                self._lock = FolderLock(folder)
            except OSError as error:
                raise writing_trouble(str(folder), error) from error
            self._folder = folder
        return self._folder

    def _write_list(self, folder: Path, session: Session, *, is_running: bool) -> None:
        write_object(
            folder / _LIST,
            {
                "version": _VERSION,
                "running": is_running,
                "crashes": self._crashes if is_running else 0,
                "current": session.current,
                "requests": [_listed(request) for request in session.requests],
            },
        )


def _listed(request: OpenRequest) -> dict[str, Any]:
    entry = {
        "id": request.id,
        "draft": request.draft is not None,
        "root": request.root,
        "path": request.path,
        "mark": request.mark,
        "secrets": [[name, ref.owner, ref.scope, ref.name] for name, ref in request.secrets],
        "look": list(request.look),
        "answer": request.answer,
    }
    return {key: value for key, value in entry.items() if value}


def _packed(draft: RequestDraft) -> bytes:
    from modelpost.store.plain import plain_draft  # noqa: PLC0415  # 32 ms: msgspec, with the first draft

    tree = {"version": _VERSION, "draft": plain_draft(without_credentials(draft))}
    return json.dumps(tree, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def _read(folder: Path) -> Session:
    """Return what a program had open; what cannot be read is left out."""
    listed = read_object(folder / _LIST)
    entries = listed.get("requests")
    requests = tuple(
        request
        for entry in (entries if isinstance(entries, list) else [])
        if isinstance(entry, dict) and (request := _request(folder, entry)) is not None
    )
    crashes = listed.get("crashes")
    count = crashes if isinstance(crashes, int) else 0
    return Session(requests, str(listed.get("current", "")), count + 1 if listed.get("running") else 0)


def _request(folder: Path, entry: dict[str, Any]) -> OpenRequest | None:
    number, look = entry.get("answer", 0), entry.get("look")
    request = OpenRequest(
        id=str(entry.get("id", "")),
        root=str(entry.get("root", "")),
        path=str(entry.get("path", "")),
        mark=str(entry.get("mark", "")),
        secrets=tuple(_secret(part) for part in entry.get("secrets", []) if isinstance(part, list) and len(part) == 4),
        look=_look(look),
        answer=number if isinstance(number, int) else 0,
    )
    if not request.id.isalnum():
        return None
    if not entry.get("draft"):
        return request if request.mark else None
    draft = _draft(folder / f"{request.id}.json")
    return replace(request, draft=draft) if draft is not None else None


def _secret(part: list[Any]) -> tuple[str, SecretRef]:
    name, owner, scope, key = (str(word) for word in part)
    return name, SecretRef(owner, scope, key)


def _look(look: object) -> Look:
    match look:
        case [str() as page, str() as view, int() as caret]:
            return Look(page, view, max(0, caret))
    return Look()


def _draft(path: Path) -> RequestDraft | None:
    from modelpost.store.plain import draft_of  # noqa: PLC0415  # as above

    try:
        return draft_of(json.loads(path.read_bytes())["draft"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def _written_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
