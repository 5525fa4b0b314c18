"""Lines of text that were found in a picture (optical character recognition).

Huawei Cloud OCR (`words_block_list`), a model of one's own in its manner (`words_result`), PaddleOCR, and plain lists
of text with a box.
Sources: https://support.huaweicloud.com/intl/en-us/api-ocr/ocr_03_0042.html,
https://www.paddleocr.ai/latest/en/version2.x/ppocr/quick_start.html.
"""

from modelpost.core.text import Message
from modelpost.documents.json_values import Json, Path, at, number, numbers
from modelpost.inference.api import Exchanged, Reading, TextLine, TextLines

_PLACES: tuple[Path, ...] = (
    ("result", "words_block_list"),
    ("words_block_list",),
    ("words_result",),
    ("text_lines",),
    ("lines",),
    ("result",),
    ("results",),
    (),
    (0,),
)
_TEXT_KEYS = ("words", "text", "transcription")
_SCORE_KEYS = ("confidence", "score", "probability")
_BOX_KEYS = ("location", "points", "polygon", "bbox", "box")


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
        return None


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
    points = [numbers(point) for point in value]
    return tuple((point[0], point[1]) for point in points if point is not None and len(point) == 2)


PLUGIN = TextLineReader()
