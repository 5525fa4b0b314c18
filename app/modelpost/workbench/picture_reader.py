"""Pictures decoded off the GUI thread, with a limit against picture bombs."""

import os
import tempfile
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QImageIOHandler, QImageReader

from modelpost.core.failures import FormatTrouble
from modelpost.core.text import Message
from modelpost.documents.base64_pictures import bare
from modelpost.documents.png_safety import SIGNATURE, without_excess
from modelpost.documents.svg_safety import is_like_svg, without_references
from modelpost.viewers.api import Buffer

MOST_PIXELS = 100_000_000
"""Pixels up to which a picture is decoded: 400 MB in memory."""

_MOST_MOVING_PIXELS = 60_000_000
"""Pixels of all pictures of an animation together: 240 MB in memory. What comes after them is left out."""

_MOST_FRAMES = 5_000
"""Pictures of an animation: those of one pixel would else fill the memory with what is around each."""

_LARGEST_SHOWN = QSize(4096, 4096)
_SHORTEST_MS = 20
_USUAL_MS = 100
_GZIP = b"\x1f\x8b"


class Frame(NamedTuple):
    """One picture of an animation, and for how long it is seen."""

    image: QImage
    milliseconds: int


@dataclass(frozen=True, slots=True)
class Picture:
    """A decoded picture; `size` is its own, `image` may be smaller.

    `frames` are those of an animation, none of which stands still; it is seen `rounds` times, for ever for 0.
    """

    image: QImage
    size: QSize
    frames: tuple[Frame, ...] = ()
    rounds: int = 0


def read_picture(content: Buffer, largest: QSize | None = None) -> Picture:
    """Decode a picture, upright by its EXIF orientation, scaled down to fit `largest` where given.

    Raises FormatTrouble for what is no picture or has too many pixels.
    """
    with _harmless(content) as path:
        return _read(upright_reader(path), largest)


def read_moving(content: Buffer) -> Picture:
    """Decode a picture with all that moves in it. Raises FormatTrouble as `read_picture` does."""
    with _harmless(content) as path:
        reader = upright_reader(path)
        picture = _read(reader, None)
        if not reader.supportsAnimation():
            return picture
        frames = [Frame(picture.image, _lasting(reader))]
        room = _MOST_MOVING_PIXELS - _pixels(picture.image)
        while room >= _pixels(picture.image) and len(frames) < _MOST_FRAMES and not (image := reader.read()).isNull():
            frames.append(Frame(image, _lasting(reader)))
            room -= _pixels(image)
        if len(frames) == 1:
            return picture
        return replace(picture, frames=tuple(frames), rounds=max(0, reader.loopCount() + 1))


def _lasting(reader: QImageReader) -> int:
    """Return for how long the picture that was read last is seen; too short a time means what browsers make of it."""
    said = reader.nextImageDelay()
    return said if said >= _SHORTEST_MS else _USUAL_MS


def _pixels(image: QImage) -> int:
    return max(1, image.width() * image.height())


@contextmanager
def _harmless(content: Buffer) -> Iterator[str]:
    """Lend the path of a file that holds a picture which refers to nothing outside of it."""
    beginning = bytes(content[:64])
    if is_like_svg(beginning):
        content = without_references(bytes(content))
    elif beginning.startswith(SIGNATURE):
        content = without_excess(content)
    if beginning.startswith(_GZIP):
        raise FormatTrouble(  # SVG can be packed so, and then nobody knows what it points to
            Message("The picture cannot be shown"), Message("It is packed. Save it to look at it elsewhere.")
        )
    with _file_of(content) as path:
        yield path


def as_png(image: QImage) -> bytes:
    """Return a picture as PNG, through a file as `_file_of` says."""
    with _file_of(b"") as path:
        if not image.save(path, "PNG"):  # type: ignore[call-overload]  # the stub says bytes, which it refuses
            raise FormatTrouble(Message("The picture cannot be written"), Message("Is there room for it on the disk?"))
        return Path(path).read_bytes()


def read_picture_file(path: str) -> Picture:
    """Decode the picture of a file, scaled down where it is very large. Raises FormatTrouble."""
    return _read(upright_reader(str(Path(path).expanduser())), _LARGEST_SHOWN)


def read_encoded(text: str) -> Picture:
    """Decode a picture that stands in base64, with or without a `data:` URL around it."""
    try:
        content = b64decode(bare(text), validate=False)
    except ValueError as error:
        raise FormatTrouble(Message("The picture cannot be shown"), Message("It is no base64.")) from error
    return read_picture(content)


@contextmanager
def _file_of(content: Buffer) -> Iterator[str]:
    """Lend the path of a file for the user's eyes only that holds the content.

    A QBuffer made in Python would spare it, but Qt reads it under the lock of its picture plugins, each read takes
    Python's lock, and another thread that holds this one and waits for that one never comes back.
    """
    handle, path = tempfile.mkstemp(prefix="modelpost-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        yield path
    finally:
        Path(path).unlink(missing_ok=True)


def upright_reader(path: str) -> QImageReader:
    """Return a reader that turns a picture as its EXIF orientation says, whatever the ending of its name claims."""
    reader = QImageReader(path)
    reader.setAutoTransform(True)
    reader.setDecideFormatFromContent(True)
    return reader


def upright_size(reader: QImageReader) -> QSize:
    """Return the size of the picture as it is shown; the reader's own is that before the turn. May be invalid."""
    size = reader.size()
    return size.transposed() if _is_on_its_side(reader) else size


def scale_down(reader: QImageReader, frame: QSize) -> None:
    """Let a picture larger than the frame be decoded to fit into it; a smaller one stays as it is."""
    size = upright_size(reader)
    if not size.isValid() or (size.width() <= frame.width() and size.height() <= frame.height()):
        return
    fitting = size.scaled(frame, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))
    reader.setScaledSize(fitting.transposed() if _is_on_its_side(reader) else fitting)  # it scales before it turns


def _is_on_its_side(reader: QImageReader) -> bool:
    quarter = QImageIOHandler.Transformation.TransformationRotate90  # a bit of every turn by 90 or 270 degrees
    return bool(reader.transformation() & quarter)


def _read(reader: QImageReader, largest: QSize | None) -> Picture:
    size = upright_size(reader)
    if size.width() * size.height() > MOST_PIXELS:
        raise FormatTrouble(
            Message("The picture is {width} × {height} pixels", width=size.width(), height=size.height()),
            Message("That is more than can be shown. Save it and open it in another program."),
        )
    if largest is not None:
        scale_down(reader, largest)
    image = reader.read()
    if image.isNull():
        raise FormatTrouble(
            Message("The picture cannot be shown"), Message("It may be damaged. Save it to look at it elsewhere.")
        )
    return Picture(image, size if size.isValid() else image.size())
