"""A file is the old one or the new one, whatever happens in between."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from modelpost.core.failures import FileTrouble
from modelpost.store.atomic import remove_file, write_atomically


def test_a_new_file_is_written_with_its_folders(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a" / "b.yml", b"x")

    assert (tmp_path / "a" / "b.yml").read_bytes() == b"x"
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["b.yml"]


def test_an_existing_file_keeps_its_mode(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "a").chmod(0o640)

    write_atomically(tmp_path / "a", b"new", mode=0o600)

    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o640


def test_a_new_file_has_the_mode_that_was_asked_for(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a", b"new", mode=0o600)

    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o600


def test_a_failure_before_the_replacement_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()  # a folder cannot be replaced by a file
    (tmp_path / "a" / "kept").write_bytes(b"")

    with pytest.raises(FileTrouble):
        write_atomically(tmp_path / "a", b"new")

    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_link_inside_stays_a_link_and_its_target_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "link").symlink_to("real")

    write_atomically(tmp_path / "link", b"new", within=tmp_path)

    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"new"


@pytest.mark.parametrize("place", ["link", "folder/new", "../outside"])
def test_nothing_is_written_outside_of_a_collection(tmp_path: Path, place: str) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "outside").write_bytes(b"theirs")
    (root / "link").symlink_to(tmp_path / "outside")
    (root / "folder").symlink_to(tmp_path)

    with pytest.raises(FileTrouble, match="leads out"):
        write_atomically(root / place, b"ours", within=root)
    with pytest.raises(FileTrouble, match="leads out"):
        remove_file(root / place, within=root)

    assert (tmp_path / "outside").read_bytes() == b"theirs"
    assert not (tmp_path / "new").exists()


def test_links_that_lead_in_a_circle_are_trouble_and_no_crash(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")

    with pytest.raises(FileTrouble):
        write_atomically(tmp_path / "a", b"x", within=tmp_path)


ENDLESS = """
import itertools, sys
from pathlib import Path
from modelpost.store.atomic import write_atomically
print("writing", flush=True)
for n in itertools.count():
    write_atomically(Path(sys.argv[1]), (b"%d\\n" % (n % 10)) * 40_000)
    if n == 3:
        print("written", flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is a thing of POSIX")
def test_a_killed_writer_leaves_a_whole_file(tmp_path: Path, repository: Path) -> None:
    file = tmp_path / "a.txt"
    for _ in range(5):
        writer = subprocess.Popen(
            [sys.executable, "-c", ENDLESS, str(file)],
            env={**os.environ, "PYTHONPATH": str(repository / "app")},
            stdout=subprocess.PIPE,
        )
        assert writer.stdout is not None
        with writer.stdout:
            assert writer.stdout.readline() == b"writing\n"
            assert writer.stdout.readline() == b"written\n"
            writer.send_signal(signal.SIGKILL)
            writer.wait()

        lines = file.read_bytes().splitlines()
        assert len(lines) == 40_000
        assert len(set(lines)) == 1
