"""Bodies stay in memory while small, go to a private file when large, and leave nothing behind."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from modelpost.core.failures import FileTrouble
from modelpost.core.response import StoredBody
from modelpost.store.spools import IN_MEMORY_UP_TO, BodySpools, save_copy


@pytest.fixture
def spools(tmp_path: Path) -> Iterator[BodySpools]:
    spools = BodySpools(tmp_path / "spools")
    yield spools
    spools.close()


def test_a_small_body_stays_in_memory(spools: BodySpools, tmp_path: Path) -> None:
    spool = spools.create()
    spool.write(b"a")
    spool.write(b"b" * (IN_MEMORY_UP_TO - 1))

    body = spool.finish()

    assert body == StoredBody(IN_MEMORY_UP_TO, b"a" + b"b" * (IN_MEMORY_UP_TO - 1))
    assert not (tmp_path / "spools").exists()


def test_a_large_body_goes_to_a_file_for_its_owner_only(spools: BodySpools, tmp_path: Path) -> None:
    spool = spools.create()
    spool.write(b"a" * IN_MEMORY_UP_TO)
    spool.write(b"b")

    body = spool.finish()

    assert (body.size, body.content) == (IN_MEMORY_UP_TO + 1, b"")
    assert Path(body.path).read_bytes() == b"a" * IN_MEMORY_UP_TO + b"b"
    assert Path(body.path).stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "spools").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("size", [0, 1, 1_000, IN_MEMORY_UP_TO + 5])
def test_a_body_can_be_read_in_pieces_and_as_one_buffer(spools: BodySpools, size: int) -> None:
    content = os.urandom(size)
    body = spools.keep([content[: size // 2], content[size // 2 :]])

    assert b"".join(spools.chunks(body, 1 << 16)) == content
    assert bytes(spools.open_bytes(body)) == content


def test_the_buffer_of_a_large_body_is_mapped_and_not_copied(spools: BodySpools) -> None:
    body = spools.keep([b"x" * (IN_MEMORY_UP_TO + 1)])

    buffer = spools.open_bytes(body)

    assert isinstance(buffer, memoryview)
    assert bytes(buffer[:3]) == b"xxx"


def test_discarding_removes_the_file(spools: BodySpools, tmp_path: Path) -> None:
    spool = spools.create()
    spool.write(b"x" * (IN_MEMORY_UP_TO + 1))

    spool.discard()

    assert list((tmp_path / "spools").rglob("body-*")) == []


def test_an_error_while_storing_leaves_nothing(spools: BodySpools, tmp_path: Path) -> None:
    def failing() -> Iterator[bytes]:
        yield b"x" * (IN_MEMORY_UP_TO + 1)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        spools.keep(failing())

    assert list((tmp_path / "spools").rglob("body-*")) == []


def test_a_body_that_nobody_holds_leaves_the_disk_with_the_next_one(spools: BodySpools, tmp_path: Path) -> None:
    kept = spools.keep([b"x" * (IN_MEMORY_UP_TO + 1)])
    spools.keep([b"y" * (IN_MEMORY_UP_TO + 1)])

    spools.create().discard()

    assert [str(path) for path in (tmp_path / "spools").rglob("body-*")] == [kept.path]


def test_a_body_that_is_still_shown_outlives_its_file(spools: BodySpools) -> None:
    shown = spools.open_bytes(spools.keep([b"x" * (IN_MEMORY_UP_TO + 1)]))

    spools.create().discard()

    assert bytes(shown[:3]) == b"xxx"


def test_a_body_whose_file_was_removed_by_others_is_told_of(spools: BodySpools) -> None:
    body = spools.keep([b"x" * (IN_MEMORY_UP_TO + 1)])

    Path(body.path).unlink()

    with pytest.raises(FileTrouble):
        spools.open_bytes(body)
    with pytest.raises(FileTrouble):
        list(spools.chunks(body))


def test_closing_removes_everything_of_this_run(spools: BodySpools, tmp_path: Path) -> None:
    spools.keep([b"x" * (IN_MEMORY_UP_TO + 1)])

    spools.close()

    assert list((tmp_path / "spools").iterdir()) == []


def test_a_full_disk_is_told_of(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource", reason="limits on the size of files are a thing of POSIX")
    spools = BodySpools(tmp_path, in_memory_up_to=10)
    spool = spools.create()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4_096, limits[1]))
    try:
        with pytest.raises(FileTrouble):
            spool.write(b"x" * 8_192)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)
        spool.discard()
        spools.close()

    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_made_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")

    with pytest.raises(FileTrouble):
        BodySpools(tmp_path / "file" / "spools", in_memory_up_to=1).create().write(b"xx")


KEEPER = """
import sys
from pathlib import Path
from modelpost.store.spools import BodySpools
print(BodySpools(Path(sys.argv[1]), in_memory_up_to=1).keep([b"xx"]).path, flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is a thing of POSIX")
def test_bodies_of_a_killed_run_are_removed_and_those_of_a_living_one_stay(
    tmp_path: Path, repository: Path, spools: BodySpools
) -> None:
    def start() -> "tuple[subprocess.Popen[bytes], Path]":
        process = subprocess.Popen(
            [sys.executable, "-c", KEEPER, str(tmp_path / "spools")],
            env={**os.environ, "PYTHONPATH": str(repository / "app")},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert process.stdout is not None
        return process, Path(process.stdout.readline().decode().strip())

    living, kept = start()
    killed, left = start()
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    own = Path(spools.keep([b"x" * (IN_MEMORY_UP_TO + 1)]).path)

    spools.remove_leftovers()

    assert (kept.exists(), left.exists(), own.exists()) == (True, False, True)
    living.communicate(b"")


def test_a_copy_is_written_where_the_user_chose(tmp_path: Path) -> None:
    save_copy(str(tmp_path / "out.bin"), memoryview(b"x" * 5_000_000))

    assert (tmp_path / "out.bin").stat().st_size == 5_000_000


def test_a_copy_that_cannot_be_written_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(FileTrouble, match="folder is gone"):
        save_copy(str(tmp_path / "no" / "out.bin"), b"x")


@pytest.mark.parametrize("in_memory_up_to", [1 << 20, 10])
def test_what_was_written_can_be_read_before_and_after_the_end(tmp_path: Path, in_memory_up_to: int) -> None:
    spool = BodySpools(tmp_path, in_memory_up_to=in_memory_up_to).create()
    spool.write(b"first ")
    spool.write(b"second")

    before = spool.read(3, 6)
    spool.write(b" third")
    body = spool.finish()

    assert (before, spool.read(6, 100), spool.read(100, 5)) == (b"st sec", b"second third", b"")
    assert body.size == 18


def test_nothing_is_read_from_a_spool_without_content(tmp_path: Path) -> None:
    assert BodySpools(tmp_path).create().read(0, 10) == b""
