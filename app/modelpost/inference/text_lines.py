"""Lines of text that were found in a picture (optical character recognition).

Huawei Cloud OCR (`words_block_list`), a model of one's own in its manner (`words_result`), PaddleOCR, Google Vision,
Amazon Rekognition, Azure AI Vision, and plain lists of text with a box.
Sources: https://support.huaweicloud.com/intl/en-us/api-ocr/ocr_03_0042.html,
https://www.paddleocr.ai/latest/en/version2.x/ppocr/quick_start.html.
"""

from modelpost.core.text import Message
from modelpost.documents.json_values import Json, Path, at, number, numbers
from modelpost.documents.places import points_of
from modelpost.inference.api import Exchanged, Reading, TextLine, TextLines

_PLACES: tuple[Path, ...] = (
    ("result", "words_block_list"),
    ("words_block_list",),
    ("words_result",),
    ("text_lines",),
    ("lines",),
    ("readResult", "blocks", 0, "lines"),
    ("result",),
    ("results",),
    (),
    (0,),
)
_TEXT_KEYS = ("words", "text", "transcription")
_SCORE_KEYS = ("confidence", "score", "probability")
_BOX_KEYS = ("location", "points", "polygon", "bbox", "box", "boundingPolygon")
_PERCENT = 100


class TextLineReader:
    """Reads words with the place where they stand."""

    name = "ocr"
    label = Message("Text in the picture")
    order = 28

    def read(self, exchanged: Exchanged) -> Reading | None:
        """Return the lines in the order of the answer."""
        for path in _PLACES:
            listed = at(exchanged.document, path)
            if isinstance(listed, list) and listed:
                lines = [_line(each, (*path, index)) for index, each in enumerate(listed)]
                found = tuple(line for line in lines if line is not None)
                if found and len(found) == len(lines):
                    return Reading(TextLines(found), 0.94, (path,))
        return _google(exchanged.document) or _rekognition(exchanged)


def _google(document: Json) -> Reading | None:
    """Read the words of Google Vision; the first entry is the whole text, the rest are its words."""
    path: Path = ("responses", 0, "textAnnotations")
    listed = at(document, path)
    if not isinstance(listed, list) or not listed:
        return None
    found: list[TextLine] = []
    for index, each in enumerate(listed[1:] or listed, 1 if len(listed) > 1 else 0):
        text, corners = at(each, ("description",)), points_of(at(each, ("boundingPoly", "vertices")))
        if not isinstance(text, str):
            return None
        found.append(TextLine(text, number(at(each, ("score",))), corners, (*path, index)))
    pictures = at(document, path[:1])
    more = len(pictures) - 1 if isinstance(pictures, list) else 0
    notes = (Message("There are answers for {n} more pictures.", n=more),) if more else ()
    return Reading(TextLines(tuple(found)), 0.94, (path,), notes)


def _rekognition(exchanged: Exchanged) -> Reading | None:
    """Read the lines of Amazon Rekognition; corners are shares of the picture, certainty is in percent."""
    path: Path = ("TextDetections",)
    listed = at(exchanged.document, path)
    if not isinstance(listed, list) or not listed:
        return None
    across, down = exchanged.picture or (0, 0)
    found: list[TextLine] = []
    for index, each in enumerate(listed):
        text, score = at(each, ("DetectedText",)), number(at(each, ("Confidence",)))
        if not isinstance(text, str):
            return None
        if at(each, ("Type",)) == "WORD":
            continue  # it stands in its line too
        points = points_of(at(each, ("Geometry", "Polygon"))) if across else ()
        corners = tuple((x * across, y * down) for x, y in points)
        found.append(TextLine(text, None if score is None else score / _PERCENT, corners, (*path, index)))
    return Reading(TextLines(tuple(found)), 0.94, (path,)) if found else None


def _line(value: Json, path: Path) -> TextLine | None:
    if isinstance(value, dict):
        text = next((value[key] for key in _TEXT_KEYS if isinstance(value.get(key), str)), None)
        corners = next((_corners(value[key]) for key in _BOX_KEYS if key in value), ())
        if not isinstance(text, str) or not corners:
            return None
        return TextLine(text, next((number(value[key]) for key in _SCORE_KEYS if key in value), None), corners, path)
    if isinstance(value, list) and len(value) == 2 and isinstance(value[1], list) and len(value[1]) == 2:
        text, corners = value[1][0], _corners(value[0])
        return TextLine(text, number(value[1][1]), corners, path) if isinstance(text, str) and corners else None
    return None


def _corners(value: Json) -> tuple[tuple[float, float], ...]:
    """Return the corners of a polygon, or of a box by its left upper and right lower corner."""
    four = numbers(value)
    if four is not None and len(four) == 4:
        left, top, right, bottom = four
        return (left, top), (right, top), (right, bottom), (left, bottom)
    if not isinstance(value, list) or len(value) < 3:
        return ()
    if named := points_of(value):
        return named
    points = [numbers(point) for point in value]
    return tuple((point[0], point[1]) for point in points if point is not None and len(point) == 2)


PLUGIN = TextLineReader()
