"""All that is done to the database of the history and its bodies, one call after the other."""

import hashlib
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from modelpost.core.events import Failed, Finished
from modelpost.core.failures import FileTrouble
from modelpost.core.history import Exchanged, HistoryLimits, Origin, PastExchange, PastRow
from modelpost.core.resolved import TextContent
from modelpost.core.response import StoredBody
from modelpost.store.files import writing_trouble
from modelpost.store.history import record, schema, words
from modelpost.store.history.bodies import BodyShelf
from modelpost.store.history.masking import Masking

_LARGEST_BODY = 1 << 25
"""Bytes of a body up to which it is kept: masking it takes 20 ms for each of its megabytes."""

_WORDS_SENT = 1 << 13
_WORDS_RECEIVED = 1 << 15
_ROW = "id, at, method, url, name, status, kind, seconds, size, pinned, root, path"
_DAY = 86_400.0


class Archive:
    """One connection to the history, used by one thread at a time.

    Raises sqlite3.Error, FileTrouble and FormatTrouble.
    """

    def __init__(self, folder: Path, *, with_index: bool = True) -> None:
        self._shelf = BodyShelf(folder / "bodies")
        self._connection = schema.opened(folder / "history.db", with_index=with_index)
        self._has_index = schema.has_index(self._connection)

    def close(self) -> None:
        """Let the database go."""
        self._connection.close()

    # Writing ---------------------------------------------------------------------------------------------------------

    def add(self, exchanged: Exchanged, masking: Masking) -> int:
        """Remember an exchange and return its number."""
        request, response = exchanged.request, exchanged.response
        blob = record.encoded(exchanged, masking)
        body = self._body(exchanged, masking)
        url = record.shown_url(request, masking)
        texts = [exchanged.draft.name, request.method, url, _sent_text(exchanged, masking), _received(exchanged, body)]
        with _Transaction(self._connection):
            name = self._shelf.put(body) if body else ""  # in here, where no other window removes it
            cursor = self._connection.execute(
                "INSERT INTO entries (at, method, url, name, status, kind, seconds, size, root, path, origin, body,"
                " body_size) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    exchanged.at,
                    request.method,
                    url,
                    masking.text(exchanged.draft.name),
                    response.status if response is not None else 0,
                    _kind(exchanged),
                    exchanged.seconds,
                    response.body.size if response is not None else 0,
                    exchanged.origin.root,
                    exchanged.origin.path,
                    _origin(exchanged.origin),
                    name,
                    len(body or b""),
                ),
            )
            number = int(cursor.lastrowid or 0)
            self._connection.execute("INSERT INTO records (id, record) VALUES (?, ?)", (number, blob))
            self._connection.execute(
                "INSERT INTO texts (id, words) VALUES (?, ?)", (number, words.indexed("\n".join(texts)))
            )
        return number

    def pin(self, number: int, *, wanted: bool) -> None:
        """Keep an exchange for good, or no longer."""
        self._connection.execute("UPDATE entries SET pinned = ? WHERE id = ?", (int(wanted), number))

    def hide(self, numbers: Iterable[int], *, wanted: bool) -> None:
        """Take exchanges off the list until they are purged, or put them back."""
        with _Transaction(self._connection):
            self._connection.executemany(
                "UPDATE entries SET deleted = ? WHERE id = ?", ((int(wanted), number) for number in numbers)
            )

    def purge(self) -> None:
        """Forget what was taken off the list."""
        self._forget("deleted = 1")

    def clear(self) -> None:
        """Forget everything, what is pinned too."""
        self._forget("1")
        if self._has_index:
            self._connection.execute("INSERT INTO found (found) VALUES ('delete-all')")  # it keeps words for a while
        self._connection.execute("VACUUM")
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def tidy(self, limits: HistoryLimits, now: float) -> None:
        """Forget what is too old or too much, and bodies that nothing refers to."""
        self._forget(f"pinned = 0 AND at < {now - limits.days * _DAY:.0f}")
        while self._bytes_kept() > limits.megabytes * 1_000_000:
            oldest = "SELECT id FROM entries WHERE pinned = 0 AND body != '' ORDER BY id LIMIT 50"
            if not self._forget(f"id IN ({oldest})"):
                break
        for name in self._shelf.leftovers(now):
            self._remove_unless_used(name)

    # Reading ---------------------------------------------------------------------------------------------------------

    def page(self, wanted: str, before: int, count: int) -> tuple[PastRow, ...]:
        """Return up to `count` exchanges that have the wanted words, the newest first, older than number `before`."""
        limit = before or 1 << 62
        if not wanted.strip():
            return self._rows("deleted = 0 AND id < ? ORDER BY id DESC LIMIT ?", (limit, count))
        if self._has_index:
            question = words.question(wanted)
            if not question:
                return ()
            inner = "SELECT rowid FROM found WHERE found MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?"
            numbers = [row[0] for row in self._connection.execute(inner, (question, limit, count))]
            rows = self._rows(
                f"deleted = 0 AND id IN ({','.join('?' * len(numbers))}) ORDER BY id DESC", tuple(numbers)
            )
            is_more = len(numbers) == count and len(rows) < count
            return rows + self.page(wanted, numbers[-1], count - len(rows)) if is_more else rows
        patterns = words.patterns(wanted)
        tests = " AND ".join(["words LIKE ? ESCAPE '\\'"] * len(patterns))
        inner = f"SELECT id FROM texts WHERE {tests} AND id < ? ORDER BY id DESC"  # noqa: S608  # built of constants
        return self._rows(f"deleted = 0 AND id IN ({inner}) ORDER BY id DESC LIMIT ?", (*patterns, limit, count))

    def get(self, number: int) -> PastExchange | None:
        """Return an exchange with its answer, None for one that is gone. Raises record.Damaged."""
        rows = self._rows("id = ?", (number,))
        found = self._connection.execute(
            "SELECT record, body, body_size FROM records JOIN entries USING (id) WHERE id = ?", (number,)
        ).fetchone()
        if not rows or found is None:
            return None
        draft, request, outcome, events = record.decoded(found[0])
        name, size = str(found[1]), int(found[2])
        path = self._shelf.path(name) if name else None
        body = StoredBody(size, b"", str(path)) if path is not None and path.is_file() else StoredBody()
        outcome = record.with_body(outcome, body)
        return PastExchange(
            rows[0], draft, request, outcome, events, is_body_missing=rows[0].size > 0 and not body.size
        )

    def last_success(self, origin: Origin) -> int:
        """Return the number of the last exchange of a request that was answered with 2xx, 0 where there is none."""
        found = self._connection.execute(
            "SELECT id FROM entries WHERE origin = ? AND deleted = 0 AND kind = 'finished'"
            " AND status BETWEEN 200 AND 299 ORDER BY id DESC LIMIT 1",
            (_origin(origin),),
        ).fetchone()
        return int(found[0]) if found is not None else 0

    # -----------------------------------------------------------------------------------------------------------------

    def _rows(self, where: str, values: tuple[object, ...]) -> tuple[PastRow, ...]:
        rows = self._connection.execute(f"SELECT {_ROW} FROM entries WHERE {where}", values)  # noqa: S608  # constants
        return tuple(PastRow._make((*row[:9], bool(row[9]), *row[10:])) for row in rows)

    def _body(self, exchanged: Exchanged, masking: Masking) -> bytes | None:
        content, response = exchanged.content, exchanged.response
        if content is None or response is None or not 0 < len(content) <= _LARGEST_BODY:
            return None
        return masking.body(bytes(content), exchanged.request.url, exchanged.charset, is_text=exchanged.is_text)

    def _forget(self, where: str) -> int:
        """Forget exchanges; bodies go once no other exchange has the same. Returns how many there were."""
        with _Transaction(self._connection):
            found = self._connection.execute(f"SELECT id, body FROM entries WHERE {where}").fetchall()  # noqa: S608  # as above
            for table in ("texts", "records", "entries"):
                self._connection.executemany(f"DELETE FROM {table} WHERE id = ?", ((row[0],) for row in found))  # noqa: S608  # as above
        for name in {row[1] for row in found if row[1]}:
            self._remove_unless_used(name)
        return len(found)

    def _remove_unless_used(self, name: str) -> None:
        """Remove a body that nothing refers to; no other window may take it up meanwhile."""
        with _Transaction(self._connection):
            used = self._connection.execute("SELECT 1 FROM entries WHERE body = ? LIMIT 1", (name,)).fetchone()
            if used is None:
                self._shelf.remove(name)

    def _bytes_kept(self) -> int:
        kept = "SELECT body, MAX(body_size) AS size FROM entries WHERE body != '' AND pinned = 0 GROUP BY body"
        return int(self._connection.execute(f"SELECT TOTAL(size) FROM ({kept})").fetchone()[0])  # noqa: S608  # as above


class _Transaction:
    """Everything within it happens, or nothing."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __enter__(self) -> None:
        self._connection.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if kind is None:
            self._connection.execute("COMMIT")
        elif self._connection.in_transaction:
            self._connection.execute("ROLLBACK")


def trouble_with_database(path: Path, error: sqlite3.Error) -> FileTrouble:
    """Return what to tell of an error of the database."""
    if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_FULL:
        return writing_trouble(str(path), OSError(28, "No space left on device"))
    return writing_trouble(str(path), OSError(5, str(error)))


def _kind(exchanged: Exchanged) -> str:
    if isinstance(exchanged.outcome, Finished):
        return "finished"
    return "failed" if isinstance(exchanged.outcome, Failed) else "stopped"


def _origin(origin: Origin) -> str:
    """Return what a request is known by; an address as typed may hold a credential, so only its hash is kept."""
    if origin.path:
        return f"{origin.root}\n{origin.path}"
    return hashlib.sha256(f"{origin.method} {origin.url}".encode("utf-8", "replace")).hexdigest()


def _sent_text(exchanged: Exchanged, masking: Masking) -> str:
    content = exchanged.request.content
    if not isinstance(content, TextContent):
        return ""
    return masking.body(content.text[:_WORDS_SENT].encode("utf-8", "replace"), "", "utf-8", is_text=True).decode()


def _received(exchanged: Exchanged, body: bytes | None) -> str:
    return body[:_WORDS_RECEIVED].decode(exchanged.charset, "replace") if body and exchanged.is_text else ""
