"""What is known of the files that a request names."""

import os
import threading
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage, QImageIOHandler, QImageWriter
from pytestqt.qtbot import QtBot

from modelpost.core.failures import ModelpostError
from modelpost.store.files import LocalFiles
from modelpost.workbench.file_facts import FileFacts, FileFactsDesk, save_picture
from modelpost.workbench.picture_reader import read_picture


@pytest.fixture
def files(desk: Any) -> FileFactsDesk:
    return FileFactsDesk(desk.background, LocalFiles().size, desk.workspace, clock=desk.clock)


def painted(width: int, height: int, color: str = "teal") -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(color))
    return image


def picture(path: Path, width: int, height: int) -> str:
    assert painted(width, height).save(str(path))
    return str(path)


def seen(files: FileFactsDesk, qtbot: QtBot, path: str) -> FileFacts:
    with qtbot.waitSignal(files.known) as told:
        files.facts(path)
    assert told.args == [path]
    facts = files.facts(path)
    assert facts is not None
    return facts


def test_a_file_is_looked_at_once_however_often_it_is_asked_for(desk: Any, qtbot: QtBot) -> None:
    looks: list[str] = []
    go_on = threading.Event()

    def measure(path: str) -> int:
        looks.append(path)
        go_on.wait()
        return 5

    files = FileFactsDesk(desk.background, measure, desk.workspace)

    assert files.facts("/a.bin") is None
    assert files.facts("/a.bin") is None

    with qtbot.waitSignal(files.known):
        go_on.set()
    assert files.facts("/a.bin") == FileFacts("/a.bin", 5)
    assert looks == ["/a.bin"]


def test_a_file_that_is_no_picture_has_a_size_only(files: FileFactsDesk, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "iris.csv"
    path.write_bytes(b"5.1,3.5\n")

    assert seen(files, qtbot, str(path)) == FileFacts(str(path), 8)


def test_a_picture_has_dimensions_and_a_thumbnail(files: FileFactsDesk, qtbot: QtBot, tmp_path: Path) -> None:
    path = picture(tmp_path / "rose.png", 960, 240)

    facts = seen(files, qtbot, path)

    assert facts.size == Path(path).stat().st_size
    assert facts.dimensions == QSize(960, 240)
    assert facts.thumbnail is not None
    assert facts.thumbnail.size() == QSize(96, 24)
    assert facts.thumbnail.pixelColor(48, 12) == QColor("teal")
    assert facts.trouble is None


@pytest.mark.parametrize(("width", "height"), [(960, 20), (20, 960), (96, 72), (999, 1000)])
def test_a_thumbnail_keeps_to_its_frame(
    files: FileFactsDesk, qtbot: QtBot, tmp_path: Path, width: int, height: int
) -> None:
    facts = seen(files, qtbot, picture(tmp_path / "a.png", width, height))

    assert facts.thumbnail is not None
    assert 0 < facts.thumbnail.width() <= 96
    assert 0 < facts.thumbnail.height() <= 72


@pytest.mark.parametrize("content", [b"", b"not a picture", b"\x89PNG\r\n\x1a\n\x00\x00"])
def test_a_damaged_picture_can_be_sent_all_the_same(
    files: FileFactsDesk, qtbot: QtBot, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "broken.png"
    path.write_bytes(content)

    facts = seen(files, qtbot, str(path))

    assert (facts.size, facts.thumbnail, facts.trouble) == (len(content), None, None)


def test_a_picture_bomb_is_measured_and_not_decoded(files: FileFactsDesk, qtbot: QtBot, tmp_path: Path) -> None:
    bomb = b'<svg xmlns="http://www.w3.org/2000/svg" width="60000" height="60000"><rect width="1" height="1"/></svg>'
    path = tmp_path / "bomb.svg"
    path.write_bytes(bomb)

    assert seen(files, qtbot, str(path)) == FileFacts(str(path), len(bomb))


def test_a_file_that_is_gone_says_so(files: FileFactsDesk, qtbot: QtBot, tmp_path: Path) -> None:
    facts = seen(files, qtbot, str(tmp_path / "gone.png"))

    assert facts.trouble is not None
    assert "gone.png" in facts.trouble.filled()
    assert facts.thumbnail is None


def test_a_folder_cannot_be_sent(files: FileFactsDesk, qtbot: QtBot, tmp_path: Path) -> None:
    facts = seen(files, qtbot, str(tmp_path))

    assert facts.trouble is not None
    assert "is a folder" in facts.trouble.filled()


def test_what_was_seen_stands_until_the_file_is_looked_at_again(
    files: FileFactsDesk, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "iris.csv"
    path.write_bytes(b"12345")
    before = seen(files, qtbot, str(path))
    path.write_bytes(b"1234567")
    assert files.facts(str(path)) == before

    with qtbot.waitSignal(files.known):
        files.look_again(str(path))

    assert files.facts(str(path)) == FileFacts(str(path), 7)


def changed(desk: Any, qtbot: QtBot, files: FileFactsDesk, path: Path) -> FileFacts:
    """Let the time pass after which a file is compared, and ask as a painter does."""
    desk.clock.time += 1.0
    with qtbot.waitSignal(files.known):
        files.facts(str(path))
    facts = files.facts(str(path))
    assert facts is not None
    return facts


def test_a_file_that_changed_is_noticed_by_who_asks(
    desk: Any, files: FileFactsDesk, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "iris.csv"
    path.write_bytes(b"12345")
    seen(files, qtbot, str(path))

    path.write_bytes(b"1234567")

    assert changed(desk, qtbot, files, path) == FileFacts(str(path), 7)


def test_another_picture_of_the_same_size_is_noticed(
    desk: Any, files: FileFactsDesk, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "rose.bmp"
    seen(files, qtbot, picture(path, 10, 10))
    size, before = path.stat().st_size, path.stat().st_mtime_ns
    painted(10, 10, "red").save(str(path))
    os.utime(path, ns=(before + 1_000_000, before + 1_000_000))

    facts = changed(desk, qtbot, files, path)

    assert facts.size == size
    assert facts.thumbnail is not None
    assert facts.thumbnail.pixelColor(5, 5) == QColor("red")


def test_a_file_that_goes_and_comes_back_is_noticed(
    desk: Any, files: FileFactsDesk, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "iris.csv"
    path.write_bytes(b"12345")
    seen(files, qtbot, str(path))

    path.unlink()
    assert changed(desk, qtbot, files, path).trouble is not None
    path.write_bytes(b"12345")

    assert changed(desk, qtbot, files, path) == FileFacts(str(path), 5)


def test_a_file_that_did_not_change_is_not_read_again_and_not_told_of(desk: Any, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "iris.csv"
    path.write_bytes(b"12345")
    looks: list[str] = []

    def measure(asked: str) -> int:
        looks.append(asked)
        return 5

    files = FileFactsDesk(desk.background, measure, desk.workspace, clock=desk.clock)
    seen(files, qtbot, str(path))
    desk.clock.time += 1.0

    with qtbot.assertNotEmitted(files.known):
        files.facts(str(path))
        qtbot.waitUntil(lambda: desk.background.is_idle)

    assert looks == [str(path)]


@pytest.mark.parametrize("path", ["", "a\0b", "~nobody-of-this-name/rose.png"])
def test_a_path_that_cannot_be_one_says_so(files: FileFactsDesk, qtbot: QtBot, path: str) -> None:
    assert seen(files, qtbot, path).trouble is not None


TURN = QImageIOHandler.Transformation


@pytest.mark.parametrize(
    ("turn", "shown", "thumbnail"),
    [
        (TURN.TransformationNone, QSize(800, 400), QSize(96, 48)),
        (TURN.TransformationRotate180, QSize(800, 400), QSize(96, 48)),
        (TURN.TransformationRotate90, QSize(400, 800), QSize(36, 72)),
        (TURN.TransformationRotate270, QSize(400, 800), QSize(36, 72)),
        (TURN.TransformationMirrorAndRotate90, QSize(400, 800), QSize(36, 72)),
    ],
)
def test_a_photograph_taken_on_its_side_stands_upright(
    files: FileFactsDesk,
    qtbot: QtBot,
    tmp_path: Path,
    turn: QImageIOHandler.Transformation,
    shown: QSize,
    thumbnail: QSize,
) -> None:
    writer = QImageWriter(str(tmp_path / "photograph.jpg"))
    writer.setTransformation(turn)
    assert writer.write(painted(800, 400))

    facts = seen(files, qtbot, str(tmp_path / "photograph.jpg"))

    assert facts.dimensions == shown
    assert facts.thumbnail is not None
    assert facts.thumbnail.size() == thumbnail
    assert read_picture((tmp_path / "photograph.jpg").read_bytes()).size == shown
    assert read_picture((tmp_path / "photograph.jpg").read_bytes(), QSize(96, 72)).image.size() == thumbnail


def test_a_small_picture_is_not_enlarged(files: FileFactsDesk, qtbot: QtBot, tmp_path: Path) -> None:
    facts = seen(files, qtbot, picture(tmp_path / "icon.png", 16, 12))

    assert facts.thumbnail is not None
    assert facts.thumbnail.size() == QSize(16, 12)


def test_a_picture_is_known_by_its_bytes_and_not_by_its_ending(
    files: FileFactsDesk, qtbot: QtBot, tmp_path: Path
) -> None:
    assert painted(20, 10).save(str(tmp_path / "rose.png"), "JPG")

    assert seen(files, qtbot, str(tmp_path / "rose.png")).dimensions == QSize(20, 10)


def test_a_pasted_picture_becomes_a_png_file(qapp: Any, tmp_path: Path) -> None:
    path = save_picture(painted(3, 2, "red"), tmp_path / "samples")

    read = QImage(path)
    assert Path(path).parent == tmp_path / "samples"
    assert Path(path).read_bytes().startswith(b"\x89PNG")
    assert (read.size(), read.pixelColor(1, 1)) == (QSize(3, 2), QColor("red"))


def test_pasted_pictures_do_not_overwrite_one_another(qapp: Any, tmp_path: Path) -> None:
    first = save_picture(painted(1, 1, "red"), tmp_path)

    second = save_picture(painted(1, 1, "blue"), tmp_path)

    assert first != second
    assert QImage(first).pixelColor(0, 0) == QColor("red")


def test_a_picture_that_cannot_be_kept_is_told_of(qapp: Any, tmp_path: Path) -> None:
    with pytest.raises(ModelpostError) as caught:
        save_picture(QImage(), tmp_path)

    assert str(tmp_path) in caught.value.hint.filled()
