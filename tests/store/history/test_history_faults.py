"""A history that cannot be written or read costs nothing but itself."""

import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from modelpost.core.failures import ModelpostError
from modelpost.core.history import Exchanged
from modelpost.store.history import schema
from modelpost.store.history.archive import Archive
from modelpost.store.history.history import History
from modelpost.store.history.masking import Masking

REPOSITORY = Path(__file__).resolve().parents[3]
_ROUNDS = 8
_WRITER = """
import sys
from pathlib import Path
sys.path[:0] = [sys.argv[2], sys.argv[3]]
from conftest import exchange
from modelpost.store.history.archive import Archive
from modelpost.store.history.masking import Masking
archive = Archive(Path(sys.argv[1]))
for number in range(100_000):
    content = b"x" * 5_000 + str(number).encode()
    archive.add(exchange(f"http://x.example/{number}", content), Masking(frozenset(), str, bytes))
    if number % 7 == 3:
        archive.hide([number - 1], wanted=True)
        archive.purge()
    print(number, flush=True)
"""


def _database(folder: Path) -> Path:
    return folder / "history" / "history.db"


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    yield
    connection.close()


@pytest.mark.parametrize("damage", [b"no database at all" * 500, b"SQLite format 3\0" + b"\xff" * 9000])
def test_a_damaged_history_is_set_aside_and_a_new_one_begun(
    begin: Callable[..., History], exchanged: Exchanged, tmp_path: Path, troubles: list[ModelpostError], damage: bytes
) -> None:
    _database(tmp_path).parent.mkdir()
    _database(tmp_path).write_bytes(damage)
    history = begin()

    history.record(exchanged)
    history.close()

    assert [trouble.summary.template for trouble in troubles] == [
        "The history was damaged, and a new one has been begun"
    ]
    assert len(begin().page("", 0, 10)) == 1
    assert [path.read_bytes() for path in _database(tmp_path).parent.glob("history-damaged-*.db")] == [damage]


def test_the_new_history_of_another_window_is_not_set_aside_with_the_damaged_one(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    path.write_bytes(b"damaged")
    met = schema.file_at(path)
    schema.set_aside(path, "1", met)  # by the other window
    path.write_bytes(b"new")

    schema.set_aside(path, "1", met)

    assert path.read_bytes() == b"new"
    assert (tmp_path / "history-damaged-1.db").read_bytes() == b"damaged"


def test_what_is_set_aside_takes_the_place_of_nothing_that_was(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    for content in (b"one", b"other"):
        path.write_bytes(content)
        schema.set_aside(path, "1", schema.file_at(path))

    assert {file.read_bytes() for file in tmp_path.glob("*.db")} == {b"one", b"other"}


def test_a_window_whose_history_another_one_set_aside_goes_on_in_the_new_one(
    begin: Callable[..., History], make: Callable[..., Exchanged], tmp_path: Path
) -> None:
    history, is_there = begin(), threading.Event()
    history.record(make("http://x.example/before"), lambda _: is_there.set())
    assert is_there.wait(20)
    schema.set_aside(_database(tmp_path), "1", schema.file_at(_database(tmp_path)))

    history.record(make("http://x.example/after"))
    history.close()

    assert [row.url for row in begin().page("", 0, 10)] == ["http://x.example/after"]


def test_a_history_that_lost_its_second_half_is_set_aside(
    begin: Callable[..., History], make: Callable[..., Exchanged], tmp_path: Path, troubles: list[ModelpostError]
) -> None:
    history = begin()
    for number in range(50):
        history.record(make(f"http://x.example/{number}", b"word " * 500 + str(number).encode()))
    history.close()
    whole = _database(tmp_path).read_bytes()
    _database(tmp_path).write_bytes(whole[: len(whole) // 2])
    again = begin()

    for number in range(5):
        again.record(make(f"http://x.example/{number}"))
    again.close()

    assert len(troubles) == 1
    assert len(begin().page("", 0, 10)) == 5


def test_damage_that_is_met_while_reading_is_set_aside_too(
    begin: Callable[..., History], tmp_path: Path, troubles: list[ModelpostError]
) -> None:
    _database(tmp_path).parent.mkdir()
    _database(tmp_path).write_bytes(b"no database at all" * 500)
    history = begin()

    found = history.page("", 0, 10)
    history.close()

    assert found == ()
    assert len(troubles) == 1


def test_a_newer_history_is_left_alone(
    begin: Callable[..., History], exchanged: Exchanged, tmp_path: Path, troubles: list[ModelpostError]
) -> None:
    _database(tmp_path).parent.mkdir()
    connection = sqlite3.connect(_database(tmp_path))
    connection.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    connection.close()
    before = _database(tmp_path).read_bytes()[:100]
    history = begin()

    history.record(exchanged)
    history.record(exchanged)
    history.close()

    assert [str(trouble.summary) for trouble in troubles] == ["The history was written by a newer version of Modelpost"]
    assert _database(tmp_path).read_bytes()[60:64] == before[60:64]


def test_a_full_disk_is_told_once_and_writing_goes_on_when_there_is_room(
    begin: Callable[..., History], make: Callable[..., Exchanged], tmp_path: Path, troubles: list[ModelpostError]
) -> None:
    history = begin()
    blocked = tmp_path / "history" / "bodies"
    blocked.parent.mkdir()
    blocked.write_text("a file where the folder should be")
    history.record(make())
    history.record(make())
    history.close()
    blocked.unlink()
    again = begin()
    again.record(make())
    again.close()

    assert len(troubles) == 1
    assert len(begin().page("", 0, 10)) == 1


def test_reading_goes_on_while_another_program_writes(
    kept: Callable[..., History], exchanged: Exchanged, tmp_path: Path
) -> None:
    history = kept(exchanged)
    connection = sqlite3.connect(_database(tmp_path), isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")

    found = history.page("", 0, 10)
    connection.close()

    assert len(found) == 1


def test_without_an_index_of_words_texts_are_searched_one_by_one(
    make: Callable[..., Exchanged], tmp_path: Path
) -> None:
    archive = Archive(tmp_path / "history", with_index=False)
    for url in ("http://one.example/100%", "http://two.example/"):
        archive.add(make(url), Masking(frozenset(), str, bytes))

    found = {words: len(archive.page(words, 0, 10)) for words in ("one.exa", "rose", "100%", "_ne", "gone")}
    archive.close()

    assert found == {"one.exa": 1, "rose": 2, "100%": 1, "_ne": 0, "gone": 0}


def test_a_history_killed_at_any_moment_is_whole(tmp_path: Path) -> None:
    for round_number in range(_ROUNDS):
        command = [
            sys.executable,
            "-c",
            _WRITER,
            str(tmp_path / "history"),
            str(REPOSITORY / "app"),
            str(Path(__file__).parent),
        ]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            for _ in range(3 + 5 * round_number):
                writer.stdout.readline()
            writer.send_signal(signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)

        connection = sqlite3.connect(_database(tmp_path))
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        connection.execute("INSERT INTO found (found, rank) VALUES ('integrity-check', 1)")
        entries = connection.execute("SELECT id, body, body_size FROM entries").fetchall()
        connection.close()
        assert entries
        for _, name, size in entries:
            assert (tmp_path / "history" / "bodies" / name[:2] / name).stat().st_size == size


def test_a_full_disk_of_the_database_is_called_so(tmp_path: Path) -> None:
    from modelpost.store.history.archive import trouble_with_database

    error = sqlite3.OperationalError("database or disk is full")
    error.sqlite_errorcode = sqlite3.SQLITE_FULL

    assert "disk is full" in str(trouble_with_database(tmp_path / "history.db", error))


def test_a_history_that_another_window_is_just_beginning_is_opened_once_that_is_done(tmp_path: Path) -> None:
    path = _database(tmp_path)
    path.parent.mkdir()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")  # SQLite waits for no one here: a journal cannot be turned to WAL from within
    waits: list[float] = []

    def pause(seconds: float) -> None:
        waits.append(seconds)
        other.rollback()

    connection = schema.opened(path, pause=pause)

    assert len(waits) == 1
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()
    other.close()
