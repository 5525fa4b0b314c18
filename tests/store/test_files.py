"""Files that a request names, and the sentences about those that cannot be sent."""

import errno
import os
from pathlib import Path

import pytest

from modelpost.core.failures import FileTrouble
from modelpost.store.files import LocalFiles, read_whole, trouble_with, writing_trouble


def test_a_file_has_its_size_and_content(tmp_path: Path) -> None:
    (tmp_path / "花.bin").write_bytes(b"\0\1\2")
    files = LocalFiles()

    with files.open(str(tmp_path / "花.bin")) as stream:
        assert stream.read(2) == b"\0\1"
        assert stream.fileno() > 2

    assert files.size(str(tmp_path / "花.bin")) == 3


def test_a_file_below_the_home_folder_may_be_named_with_a_tilde(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    (tmp_path / "a").write_bytes(b"x")

    assert LocalFiles().size("~/a") == 1


def test_a_missing_file_says_where_it_was(tmp_path: Path) -> None:
    with pytest.raises(FileTrouble) as trouble:
        LocalFiles().size(str(tmp_path / "gone.png"))

    assert str(trouble.value) == f"gone.png is no longer at its place Choose it again. It was at {tmp_path}/gone.png."
    assert trouble.value.path == str(tmp_path / "gone.png")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(FileTrouble, match="is a folder"):
        LocalFiles().open(str(tmp_path))


def test_a_pipe_is_refused_without_waiting_for_its_writer(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(FileTrouble, match="not an ordinary file"):
        LocalFiles().size(str(tmp_path / "pipe"))


def test_a_device_is_refused() -> None:
    with pytest.raises(FileTrouble, match="not an ordinary file"):
        LocalFiles().open("/dev/zero")


@pytest.mark.parametrize("path", ["a\0b", "", "~nobody-of-this-name/x", "x" * 5_000])
def test_names_that_cannot_be_are_trouble_and_no_crash(path: str) -> None:
    with pytest.raises(FileTrouble):
        LocalFiles().open(path)


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (errno.EACCES, "may not be read"),
        (errno.ENOENT, "no longer at its place"),
        (errno.EISDIR, "is a folder"),
        (errno.EIO, "cannot be used"),
    ],
)
def test_reading_has_a_sentence_for_each_trouble(code: int, sentence: str) -> None:
    assert sentence in str(trouble_with("/x/a.png", OSError(code, "reason")))


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EROFS, "its drive is read-only"),
        (errno.EACCES, "may not be written"),
        (errno.ENOENT, "its folder is gone"),
        (errno.EIO, "cannot be used"),
    ],
)
def test_writing_has_a_sentence_for_each_trouble(code: int, sentence: str) -> None:
    trouble = writing_trouble("/x/a.yml", OSError(code, "reason"))

    assert sentence in str(trouble)
    assert trouble.hint.filled()


def test_reading_whole_stops_behind_the_limit(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * 100)

    assert len(read_whole(tmp_path / "a", up_to=10)) == 11
    assert len(read_whole(tmp_path / "a", up_to=100)) == 100
