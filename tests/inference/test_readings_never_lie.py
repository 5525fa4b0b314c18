"""No answer, however malformed, makes a reading raise, and none invents what the answer does not hold."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpost import inference
from modelpost.core.registry import Registry
from modelpost.documents.json_values import at, number
from modelpost.inference.api import Classification, Detection, Exchanged, Reader, readings, rectangle

READERS: Registry[Reader] = Registry.discover(inference)
KEYS = (
    *("predicted_label", "scores", "detection_boxes", "detection_classes", "detection_scores", "num_detections"),
    *("predictions", "outputs", "data", "shape", "label", "score", "box", "bbox", "xmin", "ymin", "xmax", "ymax"),
    *("x1", "y1", "x2", "y2", "mask", "word", "start", "end", "entity_group", "text", "chunks", "timestamp"),
    *("choices", "message", "content", "usage", "generated_text", "resp_data", "embedding", "error", "code", "class"),
    *("words_result", "location", "done", "response", "x", "y", "width", "height", "result", "confidence", "name"),
    *("words_block_list", "segments", "tool_calls", "function", "arguments"),
    *("inputs", "instances", "dataframe_split", "columns"),
)

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["0.5", "nan", "1:2:cat", "iVBORw0KGgo" + "A" * 80])
)
documents: Any = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6),
    max_leaves=25,
)


@pytest.mark.parametrize("reader", READERS, ids=[reader.name for reader in READERS])
@given(document=documents, sent=documents, status=st.sampled_from([200, 404, 500]))
def test_nothing_makes_a_reader_raise(reader: Reader, document: Any, sent: Any, status: int) -> None:
    reading = reader.read(Exchanged(document=document, sent=sent, status=status))

    assert reading is None or 0 < reading.certainty <= 1


@given(document=documents, sent=documents)
def test_every_source_is_a_place_of_the_answer(document: Any, sent: Any) -> None:
    for _, reading in readings(READERS, Exchanged(document=document, sent=sent)):
        for path in reading.sources:
            holder = at(document, path[:-1])
            assert not path or isinstance(holder, dict | list)


@given(document=documents)
def test_scores_are_those_of_the_answer(document: Any) -> None:
    for _, reading in readings(READERS, Exchanged(document=document)):
        if isinstance(reading.meaning, Classification):
            for one in reading.meaning.classes:
                assert one.score is None or one.score == one.score or "nan" in repr(document).lower()
        if isinstance(reading.meaning, Detection):
            for box in reading.meaning.boxes:
                place = rectangle(box, reading.meaning.form, (640, 480))
                assert place is None or (place.width >= 0 and place.height >= 0)


@given(st.text())
def test_a_number_as_text_is_the_number_that_python_reads(text: str) -> None:
    found = number(text)

    assert found is None or "_" in text or found != found or found == float(text)
