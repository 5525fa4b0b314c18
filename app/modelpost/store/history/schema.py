"""The database of the history: its tables, how it is opened, and what tells that it is damaged."""

import contextlib
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from modelpost.core.failures import FormatTrouble
from modelpost.core.text import Message
from modelpost.store.names import free_stem
from modelpost.store.profile import make_private_folder

FileId = tuple[int, int]

VERSION = 1
_WAIT = 5.0
"""Seconds to wait for another window that writes."""

_TRIES = 100
_PAUSE = _WAIT / _TRIES

_DAMAGE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})

_TABLES = """
CREATE TABLE entries (
  id INTEGER PRIMARY KEY AUTOINCREMENT, at REAL NOT NULL, method TEXT NOT NULL, url TEXT NOT NULL, name TEXT NOT NULL,
  status INTEGER NOT NULL, kind TEXT NOT NULL, seconds REAL NOT NULL, size INTEGER NOT NULL,
  pinned INTEGER NOT NULL DEFAULT 0, deleted INTEGER NOT NULL DEFAULT 0,
  root TEXT NOT NULL, path TEXT NOT NULL, origin TEXT NOT NULL, body TEXT NOT NULL, body_size INTEGER NOT NULL
);
CREATE INDEX entries_origin ON entries (origin, id);
CREATE INDEX entries_at ON entries (at);
CREATE INDEX entries_body ON entries (body) WHERE body != '';
CREATE TABLE records (id INTEGER PRIMARY KEY, record BLOB NOT NULL);
CREATE TABLE texts (id INTEGER PRIMARY KEY, words TEXT NOT NULL);
"""
_INDEX = """
CREATE VIRTUAL TABLE found USING fts5(words, content='texts', content_rowid='id', prefix='1 2 3');
CREATE TRIGGER texts_added AFTER INSERT ON texts BEGIN
  INSERT INTO found (rowid, words) VALUES (new.id, new.words);
END;
CREATE TRIGGER texts_gone AFTER DELETE ON texts BEGIN
  INSERT INTO found (found, rowid, words) VALUES ('delete', old.id, old.words);
END;
"""


def opened(path: Path, *, with_index: bool = True, pause: Callable[[float], object] = time.sleep) -> sqlite3.Connection:
    """Open the database, made if it is missing. Raises FileTrouble, FormatTrouble and sqlite3.Error.

    It may be used by one thread after the other. `pause` waits for a number of seconds.
    """
    make_private_folder(path.parent)
    connection = sqlite3.connect(path, timeout=_WAIT, isolation_level=None, check_same_thread=False)
    try:
        _turn_to_wal(connection, pause)
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA secure_delete = ON")
        _bring_up(connection, with_index=with_index)
    except BaseException:
        connection.close()
        raise
    with contextlib.suppress(OSError):
        path.chmod(0o600)
    return connection


def file_at(path: Path) -> FileId | None:
    """Return what tells the file at a path from any other, None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def has_index(connection: sqlite3.Connection) -> bool:
    """Tell whether the database has an index of words, which some builds of SQLite cannot make or read."""
    found = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'found'").fetchone()
    return found is not None


def is_damage(error: sqlite3.Error) -> bool:
    """Tell whether an error means that the file is no whole database."""
    code = getattr(error, "sqlite_errorcode", 0) or 0
    return (code & 0xFF) in _DAMAGE


def set_aside(path: Path, mark: str, found: FileId | None) -> None:
    """Rename a database and what belongs to it, so that a new one can be begun.

    `found` is which file it was: another window may have done so already, and the new one stays.
    """
    with _alone(path.parent):
        if file_at(path) != found:
            return
        stem = free_stem(path.parent, f"{path.stem}-damaged-{mark}", path.suffix)
        for ending in ("-wal", "-shm", ""):  # the database last: none that is new has lost its own to this
            file = path.with_name(path.name + ending)
            with contextlib.suppress(OSError):
                file.replace(file.with_name(f"{stem}{path.suffix}{ending}"))


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let no other window do the same meanwhile: SQLite has locks that end with their process on every system."""
    lock = None
    with contextlib.suppress(sqlite3.Error):  # where nothing can be written, nothing can be renamed either
        lock = sqlite3.connect(folder / "aside.lock", timeout=_WAIT, isolation_level=None)
        lock.execute("BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        if lock is not None:
            lock.close()


def _turn_to_wal(connection: sqlite3.Connection, pause: Callable[[float], object]) -> None:
    """Have the journal as a WAL: while another window does the same, SQLite refuses that without waiting itself."""
    connection.execute("PRAGMA busy_timeout = 0")  # where it would wait, this does
    for tries_left in reversed(range(_TRIES)):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if not tries_left or error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            pause(_PAUSE)
        else:
            break
    connection.execute(f"PRAGMA busy_timeout = {_WAIT * 1000:.0f}")


def _bring_up(connection: sqlite3.Connection, *, with_index: bool) -> None:
    version = _version(connection)
    if version > VERSION:
        raise FormatTrouble(
            Message("The history was written by a newer version of Modelpost"),
            Message("It is kept as it is, and nothing is added to it."),
        )
    if version == VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        if _version(connection) == 0:  # else another window was faster
            for statement in _statements(_TABLES):
                connection.execute(statement)
            if with_index:
                _add_index(connection)
            connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        with contextlib.suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


def _add_index(connection: sqlite3.Connection) -> None:
    try:
        for statement in _statements(_INDEX):
            connection.execute(statement)
    except sqlite3.OperationalError as error:
        if "no such module" not in str(error):
            raise


def _statements(script: str) -> list[str]:
    """Cut a script into statements; `executescript` would end the transaction."""
    statements, begun = [], ""
    for line in script.strip().splitlines():
        begun += line + "\n"
        if sqlite3.complete_statement(begun):
            statements.append(begun)
            begun = ""
    return statements


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
