"""A demo as a file for those who were not in the room."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QSize

from modelpost.core.failures import ModelpostError
from modelpost.core.text import Message
from modelpost.inference.api import Detection, Reading, rectangle
from modelpost.runs.demo_report import ReportedBox, ReportedSample
from modelpost.store.files import read_whole
from modelpost.workbench.demo_samples import ShownSample
from modelpost.workbench.inference_desk import PlacedBox
from modelpost.workbench.picture_reader import read_picture
from modelpost.workbench.plain_words import IN_A_ROOM, in_words
from modelpost.workbench.sizes import share_text
from modelpost.workbench.texts import translated

_LARGEST_PICTURE = 256 << 20
_REPORTED = QSize(1280, 1280)
_QUALITY = 82


def reported(shown: ShownSample, threshold: float) -> ReportedSample:
    """Return what a report says of a sample, without its picture."""
    trouble = translated(shown.trouble) if shown.trouble is not None else ""
    answered = shown.answer.state.shown if shown.answer is not None else None
    read = answered.read if answered is not None else None
    if answered is None or read is None or read.understood is None:
        said = answered.stream.text if answered is not None and answered.stream is not None else ""
        seconds = answered.timings.total if answered is not None else None
        return ReportedSample(shown.sample.name, seconds, text=said, trouble=trouble, sent=shown.text)
    reading = read.understood.found[0].reading
    size = read.understood.size or (1, 1)
    placed = _placed(reading, size, threshold)
    plain = in_words(reading.meaning, placed)
    words = [plain.headline, translated(plain.words)] if plain is not None and plain.words is not None else []
    colors: dict[str, int] = {}
    return ReportedSample(
        shown.sample.name,
        answered.timings.total,
        " ".join(words).strip() or (plain.headline if plain is not None else ""),
        tuple((line.label, line.text) for line in plain.lines) if plain is not None else (),
        plain.text if plain is not None else "",
        trouble,
        shown.text,
        size=size,
        boxes=tuple(_reported_box(box, colors) for box in placed),
    )


def version_of(samples: list[ShownSample]) -> str:
    """Return the version of the model as the first answer names it, empty where none does."""
    for shown in samples:
        answered = shown.answer.state.shown if shown.answer is not None else None
        for name in ("X-Model-Version", "Model-Version", "X-Model"):
            if answered is not None and (found := answered.response.headers.first(name)):
                return Message("Model {version}", version=found).filled()
    return ""


def with_picture(sample: ReportedSample, file: Path | None) -> ReportedSample:
    """Return a sample of a report with its picture, small enough to be sent around. Runs off the GUI thread."""
    if file is None:
        return sample
    try:
        picture = read_picture(read_whole(file, up_to=_LARGEST_PICTURE), _REPORTED)
    except ModelpostError:
        return sample
    with TemporaryDirectory(prefix="modelpost-") as folder:  # not a QBuffer, see picture_reader
        path = Path(folder) / "picture.jpg"
        if not picture.image.save(str(path), quality=_QUALITY):
            return sample
        content = path.read_bytes()
    return replace(sample, picture=content, size=(picture.size.width(), picture.size.height()))


def _placed(reading: Reading, size: tuple[int, int], threshold: float) -> tuple[PlacedBox, ...]:
    if not isinstance(reading.meaning, Detection):
        return ()
    found = reading.meaning
    places = [(box, rectangle(box, found.form, size)) for box in found.boxes]
    return tuple(
        PlacedBox(box.label, box.score, place, number)
        for number, (box, place) in enumerate(places)
        if place is not None and not (box.score is not None and box.score < threshold)
    )


def _reported_box(box: PlacedBox, colors: dict[str, int]) -> ReportedBox:
    place = box.place
    score = share_text(box.score, IN_A_ROOM, is_share=True) if box.score is not None else ""
    color = colors.setdefault(box.label, len(colors))
    return ReportedBox(box.label, score, place.x, place.y, place.width, place.height, color)
