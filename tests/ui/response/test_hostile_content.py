"""Answers that want to harm: nothing in them runs, is fetched, or is taken for something else."""

import gzip
import os
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from modelpost.core.failures import FormatTrouble
from modelpost.core.headers import HeaderList
from modelpost.documents.grid import Grid
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.kit.markdown import MarkdownView
from modelpost.ui.response.fields_table import FieldsTable
from modelpost.ui.response.markup_view import MarkupView
from modelpost.viewers.api import MarkupRendering
from modelpost.workbench.background import Background
from modelpost.workbench.grid_model import GridModel
from modelpost.workbench.picture_reader import read_moving, read_picture

Show = Callable[[QWidget], None]
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="60" height="60">{}</svg>'
)


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """Put a picture on this computer that no answer may show: it is red."""
    image = QImage(60, 60, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    image.save(str(tmp_path / "secret.png"))
    return tmp_path / "secret.png"


def is_red_anywhere(image: QImage) -> bool:
    colors = (image.pixelColor(x, y) for x in range(0, image.width(), 4) for y in range(0, image.height(), 4))
    return any(color.red() > 200 and color.green() < 60 for color in colors)


def packed_nothing(size: int) -> bytes:
    """Return so many zeros packed into a thousandth of that."""
    packer, piece = zlib.compressobj(9), bytes(1 << 20)
    return b"".join(packer.compress(piece) for _ in range(size >> 20)) + packer.flush()


def png(width: int, height: int, pixels: bytes = b"", *more: tuple[bytes, bytes]) -> bytes:
    """Return a PNG of so many pixels in very few bytes; `more` chunks stand before the pixels."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = pixels or zlib.compress(b"\0" * 100_000)
    chunks = ((b"IHDR", head), *more, (b"IDAT", pixels), (b"IEND", b""))
    packed = (
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


@pytest.mark.parametrize("written", ["path", "uri"])
@pytest.mark.parametrize("language", ["html", "markdown"])
def test_a_page_shows_no_picture_from_this_computer(
    kit: Kit, shown: Show, secret: Path, language: str, written: str
) -> None:
    address = secret.as_uri() if written == "uri" else str(secret)
    text = f'<img src="{address}">' if language == "html" else f"![picture]({address})"
    view = MarkupView(kit)
    shown(view)

    view.show_page(MarkupRendering(text, language))

    assert not is_red_anywhere(view.grab().toImage())


def test_notes_show_no_picture_from_this_computer_either(kit: Kit, shown: Show, secret: Path) -> None:
    view = MarkdownView(kit, "notes", "Notes")
    shown(view)

    view.show_markdown(f"![picture]({secret})")

    assert not is_red_anywhere(view.grab().toImage())


def test_scripts_and_forms_of_a_page_are_not_there(kit: Kit, shown: Show) -> None:
    view = MarkupView(kit)
    shown(view)

    view.show_page(MarkupRendering("<p>Seen</p><script>document.write('run')</script><form><input></form>", "html"))

    assert view.toPlainText().strip() == "Seen"


def test_a_link_of_a_page_tells_where_it_leads_and_opens_nothing(kit: Kit, shown: Show, qtbot: QtBot) -> None:
    view = MarkupView(kit)
    shown(view)
    view.show_page(MarkupRendering('<a href="file:///etc/passwd">Harmless</a>', "html"))

    with qtbot.waitSignal(view.link_told) as told:
        view.anchorClicked.emit("file:///etc/passwd")

    assert told.args == ["This link leads to file:///etc/passwd"]


@pytest.mark.qt_log_ignore("Image filename is empty")
@pytest.mark.parametrize(
    "inner",
    [
        '<image width="60" height="60" href="{path}"/>',
        '<image width="60" height="60" xlink:href = \'{path}\'/>',
        '<image width="60" height="60" xlink:href="&#47;{path}"/>',
        '<image width="60" height="60" xlink:href="file://{path}"/>',
        """<image width="60" height="60" a='href="#' href='{path}' b='"'/>""",
    ],
)
def test_svg_shows_no_picture_from_this_computer(secret: Path, inner: str) -> None:
    picture = read_picture(SVG.format(inner.format(path=secret)).encode())

    assert not is_red_anywhere(picture.image)


def test_svg_in_16_bits_shows_none_either(secret: Path) -> None:
    picture = read_picture(SVG.format(f'<image width="60" height="60" href="{secret}"/>').encode("utf-16"))

    assert not is_red_anywhere(picture.image)


def test_entities_of_svg_hide_no_reference(secret: Path) -> None:
    entity = f'<!DOCTYPE svg [<!ENTITY e \'&#60;image width="60" height="60" hr&#101;f="{secret}"/>\'>]>'

    with pytest.raises(FormatTrouble):
        read_picture((entity + SVG.format("&e;")).encode())


def test_packed_svg_is_not_shown() -> None:
    with pytest.raises(FormatTrouble):
        read_picture(gzip.compress(SVG.format("").encode()))


def test_svg_keeps_what_refers_to_its_own_parts() -> None:
    inner = '<defs><rect id="r" width="60" height="60" fill="red"/></defs><use xlink:href="#r"/>'

    assert is_red_anywhere(read_picture(SVG.format(inner).encode()).image)


def test_scripts_of_svg_do_not_run() -> None:
    inner = "<script>while(true){}</script><rect width='60' height='60' fill='red'/>"

    picture = read_picture(SVG.format(inner).encode())

    assert is_red_anywhere(picture.image)


def test_a_picture_of_2500_million_pixels_is_refused_by_its_head() -> None:
    with pytest.raises(FormatTrouble, match="50000"):
        read_picture(png(50_000, 50_000))


_BOMB = """
import resource, sys
from pathlib import Path
from modelpost.core.failures import FormatTrouble
from modelpost.workbench.picture_reader import read_moving
content = Path(sys.argv[1]).read_bytes()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    size = read_moving(content).size.toTuple()
except FormatTrouble:
    size = (0, 0)
print(*size, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) >> 10)
"""


@pytest.mark.parametrize("chunk", ["IDAT", "zTXt", "iTXt", "iCCP"])
def test_a_picture_that_unpacks_to_far_more_than_its_head_says_takes_no_memory(tmp_path: Path, chunk: str) -> None:
    """What unpacks to 512 MB stands in one of its chunks; asked in a process of its own, whose memory is known."""
    bomb = packed_nothing(512 << 20)
    more = {"zTXt": b"Comment\0\0", "iTXt": b"Comment\0\1\0\0\0", "iCCP": b"profile\0\0"}
    content = png(8, 8, bomb) if chunk == "IDAT" else png(8, 8, b"", (chunk.encode(), more[chunk] + bomb))
    (tmp_path / "bomb.png").write_bytes(content)
    program = [sys.executable, "-c", _BOMB, str(tmp_path / "bomb.png")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "QT_QPA_PLATFORM": "offscreen"}

    done = subprocess.run(program, env=environment, capture_output=True, text=True, check=True)

    width, height, megabytes = map(int, done.stdout.split())
    assert (width, height) in {(8, 8), (0, 0)}
    assert megabytes < 64


def test_a_picture_with_far_more_pixels_than_its_head_says_is_refused_before_it_is_unpacked() -> None:
    content = png(8, 8, packed_nothing(64 << 20))

    with pytest.raises(FormatTrouble, match="unpacks to far more"):
        read_picture(content)


def test_packed_texts_in_a_picture_are_left_out() -> None:
    text = (b"zTXt", b"Comment\0\0" + packed_nothing(4 << 20))

    picture = read_picture(png(8, 8, zlib.compress(bytes(8 * 9)), *[text] * 20))

    assert picture.image.textKeys() == []
    assert picture.image.width() == 8


def test_an_animation_of_a_pixel_and_countless_pictures_is_cut() -> None:
    head = b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0x80, 0, 0) + bytes(3) + b"\xff" * 3
    frame = b"\x21\xf9\x04\0\x05\0\0\0" + b"\x2c\0\0\0\0\1\0\1\0\0" + b"\x02\x02\x44\x01\0"

    picture = read_moving(head + frame * 6_000 + b";")

    assert len(picture.frames) == 5_000


def test_a_header_cannot_turn_the_direction_of_reading_or_colour_a_terminal(kit: Kit, shown: Show) -> None:
    table = FieldsTable(kit.theme)
    shown(table)

    table.show_fields(HeaderList.of([("X-\u202eName", "a\u202eb\x1b[31mc")]))

    cells = [str(table.model().index(0, column).data()) for column in (0, 1)]
    assert not any(sly in cell for cell in cells for sly in ("\u202e", "\x1b"))


def test_the_tip_over_a_header_is_text_whatever_stands_in_it(kit: Kit, shown: Show, secret: Path) -> None:
    table = FieldsTable(kit.theme)
    shown(table)

    table.show_fields(HeaderList.of([("X-Note", f'<img src="{secret}">')]))

    tip = str(table.model().index(0, 1).data(Qt.ItemDataRole.ToolTipRole))
    document = QTextDocument()
    document.setHtml(tip)
    assert document.toPlainText() == f'<img src="{secret}">'


def test_half_a_character_in_a_cell_is_shown(qtbot: QtBot) -> None:
    del qtbot
    model = GridModel(Background())

    model.show(Grid(("na\ud800me",), (("v\udfff",),)))

    assert str(model.index(0, 0).data()).startswith("v")
    assert str(model.headerData(0, Qt.Orientation.Horizontal)).startswith("na")


def test_a_cell_of_a_table_cannot_either(qtbot: QtBot) -> None:
    del qtbot
    model = GridModel(Background())

    model.show(Grid(("na\u202eme",), (("v\x1b[31m",),)))

    assert "\x1b" not in str(model.index(0, 0).data())
    assert "\u202e" not in str(model.headerData(0, Qt.Orientation.Horizontal))
