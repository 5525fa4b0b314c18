"""Every documented shape of answer means what its documentation says."""

import json
import math
import struct
from base64 import b64encode
from typing import Any

import pytest

from modelpost import inference
from modelpost.core.registry import Registry
from modelpost.inference.api import (
    CERTAIN,
    Box,
    BoxForm,
    Chat,
    Classification,
    Detection,
    Embedding,
    Entities,
    Exchanged,
    Fault,
    Number,
    Pictures,
    Reader,
    Reading,
    Rectangle,
    Segmentation,
    Table,
    TextLines,
    ToolCall,
    Transcript,
    Turn,
    readings,
    rectangle,
)

READERS: Registry[Reader] = Registry.discover(inference)
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def read(document: Any, sent: Any = None, **more: Any) -> Reading:
    """Return the most certain reading of an answer."""
    return readings(READERS, Exchanged(document=document, sent=sent, **more))[0][1]


def meaning(document: Any, sent: Any = None, **more: Any) -> Any:
    return read(document, sent, **more).meaning


# Classes -------------------------------------------------------------------------------------------------------------

CLASSES = {
    "modelarts pairs": ({"predicted_label": "rose", "scores": [["rose", 0.99], ["begonia", 0.01]]}, "rose", 0.99),
    "modelarts strings": ({"predicted_label": "rose", "scores": [["begonia", "0.01"], ["rose", "0.99"]]}, "rose", 0.99),
    "modelarts exeml": ({"predict_label": "tulip", "scores": [["tulip", 0.7]]}, "tulip", 0.7),
    "hugging face": ([{"label": "tabby", "score": 0.91}, {"label": "tiger cat", "score": 0.05}], "tabby", 0.91),
    "hugging face nested": ([[{"label": "POSITIVE", "score": 0.98}]], "POSITIVE", 0.98),
    "torchserve map": ({"tabby": 0.46, "tiger_cat": 0.54}, "tiger_cat", 0.54),
    "torchserve single": ({"class": "n02123045 tabby", "probability": 0.4251}, "n02123045 tabby", 0.4251),
    "djl": ([{"className": "n02123045 tabby", "probability": 0.402}], "n02123045 tabby", 0.402),
    "tensorflow classify": ({"result": [[["label", 0.9], ["other", 0.1]]]}, "label", 0.9),
    "zero-shot": ({"sequence": "t", "labels": ["news", "sport"], "scores": [0.2, 0.8]}, "sport", 0.8),
    "fill mask": ([{"score": 0.9, "token": 12, "token_str": "Bern", "sequence": "In Bern."}], "Bern", 0.9),
    "visual question": ([{"answer": "no", "score": 0.1}, {"answer": "yes", "score": 0.9}], "yes", 0.9),
    "custom vision": ({"predictions": [{"probability": 0.9, "tagId": "1", "tagName": "cat"}]}, "cat", 0.9),
    "one field and its score": ({"prediction": "setosa", "probability": 0.9}, "setosa", 0.9),
    "a field and a map": ({"prediction": "b", "probabilities": {"a": 0.2, "b": 0.7}}, "b", 0.7),
    "torchserve batch of one": ([{"tabby": 0.4, "tiger_cat": 0.6}], "tiger_cat", 0.6),
    "zero-shot in a list": ([{"sequence": "t", "labels": ["news", "sport"], "scores": [0.2, 0.8]}], "sport", 0.8),
    "paddlex": ({"errorCode": 0, "result": {"categories": [{"id": 1, "name": "cat", "score": 0.9}]}}, "cat", 0.9),
    "triton": ({"outputs": [{"name": "o", "shape": [2], "data": ["0.2:7:dog", "0.8:1:cat"]}]}, "cat", 0.8),
}


@pytest.mark.parametrize(("document", "top", "score"), CLASSES.values(), ids=CLASSES)
def test_classes_come_best_first(document: Any, top: str, score: float) -> None:
    reading = read(document)

    assert isinstance(reading.meaning, Classification)
    assert reading.certainty >= CERTAIN
    assert (reading.meaning.top, reading.meaning.classes[0].label) == (top, top)
    assert reading.meaning.classes[0].score == pytest.approx(score)


def test_classes_in_an_envelope_are_read_and_stand_where_they_say() -> None:
    reading = read({"code": 0, "msg": "ok", "data": {"predicted_label": "rose", "scores": [["rose", 0.9]]}})

    assert isinstance(reading.meaning, Classification)
    assert (reading.meaning.top, reading.meaning.top_path) == ("rose", ("data", "predicted_label"))
    assert reading.meaning.classes[0].path == ("data", "scores", 0)
    assert reading.sources == (("data", "predicted_label"), ("data", "scores"))


def test_classes_beside_the_picture_that_shows_them_are_read() -> None:
    reading = read({"code": 0, "data": {"predicted_label": "rose", "scores": [["rose", 0.9]], "drawn": PNG}})

    assert isinstance(reading.meaning, Classification)
    assert reading.meaning.top_path == ("data", "predicted_label")


def test_boxes_in_an_envelope_are_read() -> None:
    inside = {"detection_classes": ["a"], "detection_boxes": [[1, 2, 3, 4]], "detection_scores": [0.9]}

    found = meaning({"result": inside})

    assert isinstance(found, Detection)
    assert found.boxes[0].path == ("result", "detection_boxes", 0)


ELSEWHERE = {
    "text with its score": {"result": [{"text": "Exit", "confidence": 0.9}]},
    "an outline": [{"label": "cat", "score": 0.9, "segmentation": {"counts": "abc", "size": [1, 1]}}],
}


@pytest.mark.parametrize("document", ELSEWHERE.values(), ids=ELSEWHERE)
def test_what_is_more_than_a_label_and_a_score_is_not_taken_for_classes(document: Any) -> None:
    found = readings(READERS, Exchanged(document=document))

    assert "classification" not in [reader.name for reader, _ in found]


def test_the_label_that_the_answer_names_goes_before_the_best_score() -> None:
    found = meaning({"predicted_label": "flower", "scores": [["rose", 0.99], ["begonia", 0.01]]})

    assert found.top == "flower"
    assert found.top_path == ("predicted_label",)


def test_a_score_that_is_no_number_is_shown_last_and_as_what_it_is() -> None:
    found = meaning({"predicted_label": "a", "scores": [["a", math.nan], ["b", 0.2], ["c", "high"]]})

    assert [each.label for each in found.classes] == ["b", "a", "c"]
    assert math.isnan(found.classes[1].score)
    assert found.classes[2].score is None


def test_a_tensor_gets_the_names_of_a_label_file() -> None:
    tensor = {
        "model_name": "m",
        "outputs": [{"name": "p", "shape": [1, 3], "datatype": "FP32", "data": [0.1, 0.7, 0.2]}],
    }

    found = meaning(tensor, labels=("ant", "bee", "cow"))

    assert (found.top, found.classes[0].path) == ("bee", ("outputs", 0, "data", 1))


def test_a_tensor_without_names_says_that_they_are_missing() -> None:
    reading = read({"predictions": [[0.1, 0.7, 0.2]]})

    assert isinstance(reading.meaning, Classification)
    assert reading.certainty < CERTAIN
    assert "label file" in str(reading.notes[0])


def test_any_map_of_numbers_is_not_taken_for_classes_for_certain() -> None:
    assert read({"precision": 0.5, "recall": 0.25}).certainty < CERTAIN


def test_the_corners_of_a_box_are_no_classes_though_they_add_up_to_one() -> None:
    found = readings(READERS, Exchanged(document={"xmin": 0.1, "ymin": 0.2, "xmax": 0.3, "ymax": 0.4}))

    assert found == ()


# Boxes ---------------------------------------------------------------------------------------------------------------

BOXES = {
    "modelarts": (
        {
            "detection_classes": ["face", "arm"],
            "detection_boxes": [[20, 10, 60, 40], [1, 2, 3, 4]],
            "detection_scores": [0.99, 0.73],
        },
        "face",
        Rectangle(10, 20, 30, 40),
    ),
    "tensorflow, one batch, shares": (
        {
            "predictions": [
                {
                    "detection_classes": [1.0],
                    "detection_boxes": [[0.2, 0.1, 0.6, 0.4]],
                    "detection_scores": [0.9],
                    "num_detections": 1.0,
                }
            ]
        },
        "1",
        Rectangle(10, 20, 30, 40),
    ),
    "hugging face": (
        [{"label": "cat", "score": 0.998, "box": {"xmin": 10, "ymin": 20, "xmax": 40, "ymax": 60}}],
        "cat",
        Rectangle(10, 20, 30, 40),
    ),
    "coco": (
        [{"image_id": 1, "category_id": 18, "bbox": [10, 20, 30, 40], "score": 0.9}],
        "18",
        Rectangle(10, 20, 30, 40),
    ),
    "yolo corners": (
        [{"name": "cat", "class": 0, "confidence": 0.9, "box": {"x1": 10, "y1": 20, "x2": 40, "y2": 60}}],
        "cat",
        Rectangle(10, 20, 30, 40),
    ),
    "yolo middle": (
        {"predictions": [{"x": 25, "y": 40, "width": 30, "height": 40, "class": "cat", "confidence": 0.9}]},
        "cat",
        Rectangle(10, 20, 30, 40),
    ),
    "yolo middle in a list": (
        [{"label": "cat", "score": 0.9, "xywh": [25, 40, 30, 40]}],
        "cat",
        Rectangle(10, 20, 30, 40),
    ),
    "torchvision": (
        {"boxes": [[10, 20, 40, 60]], "labels": ["cat"], "scores": [0.9]},
        "cat",
        Rectangle(10, 20, 30, 40),
    ),
}


@pytest.mark.parametrize(("document", "label", "place"), BOXES.values(), ids=BOXES)
def test_boxes_lie_where_their_documentation_says(document: Any, label: str, place: Rectangle) -> None:
    reading = read(document)

    found = reading.meaning
    assert isinstance(found, Detection)
    assert reading.certainty >= CERTAIN
    assert found.boxes[0].label == label
    lies = rectangle(found.boxes[0], found.form, (100, 100))
    assert lies is not None
    assert (lies.x, lies.y, lies.width, lies.height) == pytest.approx((place.x, place.y, place.width, place.height))


def test_the_first_picture_of_several_is_shown_and_the_others_are_told() -> None:
    answer = {
        "detection_boxes": [[[1, 2, 3, 4], [5, 6, 7, 8]], [[9, 9, 10, 10]]],
        "detection_classes": [["a", "b"], ["c"]],
        "detection_scores": [[0.9, 0.8], [0.7]],
    }

    reading = read(answer)

    assert isinstance(reading.meaning, Detection)
    assert [(box.label, box.score) for box in reading.meaning.boxes] == [("a", 0.9), ("b", 0.8)]
    assert reading.meaning.boxes[1].path == ("detection_boxes", 0, 1)
    assert [str(note) for note in reading.notes] == ["There are answers for 1 more pictures."]


def test_no_boxes_are_an_answer_too() -> None:
    found = meaning({"detection_classes": [], "detection_boxes": [], "detection_scores": []})

    assert found == Detection((), BoxForm("yxyx"))


def test_scores_sent_as_text_count_as_numbers() -> None:
    boxes = [["1", "2", "3", "4"]]

    found = meaning({"detection_classes": ["a"], "detection_boxes": boxes, "detection_scores": ["0.5"]})

    assert found.boxes == (Box("a", 0.5, (1.0, 2.0, 3.0, 4.0), ("detection_boxes", 0)),)


def test_lists_of_different_length_are_told() -> None:
    boxes = [[1, 2, 3, 4], [5, 6, 7], [5, 6, 7, 8]]

    reading = read({"detection_classes": ["a"], "detection_boxes": boxes, "detection_scores": [0.5, 0.4]})

    assert isinstance(reading.meaning, Detection)
    assert [(box.label, box.score) for box in reading.meaning.boxes] == [("a", 0.5), ("", None)]
    assert [str(note) for note in reading.notes] == [
        "1 of 3 boxes are not four numbers and are not shown.",
        "There are 3 boxes and 1 labels.",
        "There are 3 boxes and 2 scores.",
    ]


def test_a_box_of_no_size_is_no_rectangle() -> None:
    backwards = Box("a", 0.5, (40.0, 60.0, 10.0, 20.0))
    endless = Box("a", 0.5, (math.nan, 0.0, 1.0, math.inf))

    assert rectangle(backwards, BoxForm("xyxy"), (100, 100)) is None
    assert rectangle(endless, BoxForm("xyxy"), (100, 100)) is None


# The rest ------------------------------------------------------------------------------------------------------------


def test_rows_are_joined_with_those_that_were_sent() -> None:
    sent = {"meta": {"uuid": "1"}, "data": {"req_data": [{"sepal_length": 3, "petal_width": 4}]}}
    back = {"meta": {"uuid": "1"}, "data": {"resp_data": [{"sepal_length": 3, "predictresult": "Iris-setosa"}]}}

    found = meaning(back, sent)

    assert found == Table(
        ("sepal_length", "petal_width", "predictresult"), ((3, 4, "Iris-setosa"),), (2,), ("data", "resp_data")
    )


def test_rows_without_the_wrapper_are_joined_too() -> None:
    found = meaning(
        {"resp_data": [{"predict_result": "a"}, {"predict_result": "b"}]}, {"req_data": [{"x": 1}, {"x": 2}]}
    )

    assert found.rows == ((1, "a"), (2, "b"))


def test_a_row_that_did_not_come_back_is_told() -> None:
    reading = read({"data": {"resp_data": [{"p": 1}]}}, {"data": {"req_data": [{"x": 1}, {"x": 2}]}})

    assert isinstance(reading.meaning, Table)
    assert reading.meaning.rows == ((1, 1), (2, None))
    assert str(reading.notes[0]) == "2 rows were sent and 1 came back."


def test_another_uuid_than_was_sent_is_told() -> None:
    sent = {"meta": {"uuid": "1"}, "data": {"req_data": [{"x": 1}]}}

    echoed = read({"meta": {"uuid": "1"}, "data": {"resp_data": [{"p": 1}]}}, sent)
    other = read({"meta": {"uuid": "2"}, "data": {"resp_data": [{"p": 1}]}}, sent)

    assert (len(echoed.notes), len(other.notes)) == (0, 1)


THREE_SENT = {"inputs": [{"name": "x", "shape": [3, 2], "datatype": "INT64", "data": [1, 2, 3, 4, 5, 6]}]}
THREE_ANSWERED = {"outputs": [{"name": "predict", "shape": [3, 1], "datatype": "INT64", "data": [0, 1, 2]}]}


def test_a_frame_of_mlflow_is_joined_with_its_predictions() -> None:
    sent = {"dataframe_split": {"columns": ["a", "b"], "data": [[1, 2], [3, 4]]}}

    found = meaning({"predictions": [0.4, 0.6]}, sent)

    assert found == Table(("a", "b", "prediction"), ((1, 2, 0.4), (3, 4, 0.6)), (2,), ("predictions",))


def test_one_prediction_is_a_number_as_it_was_sent() -> None:
    assert meaning({"predictions": [0.42]}) == Number("prediction", 0.42, "0.42", ("predictions", 0))


def test_a_tensor_of_several_rows_is_joined_with_the_rows_that_were_sent() -> None:
    found = meaning(THREE_ANSWERED, THREE_SENT)

    assert found == Table(("x 1", "x 2", "predict"), ((1, 2, 0), (3, 4, 1), (5, 6, 2)), (2,), ("outputs",))


def test_indices_of_classes_get_the_names_of_a_label_file() -> None:
    tensors = meaning(THREE_ANSWERED, THREE_SENT, labels=("ant", "bee", "cow"))
    predictions = meaning({"predictions": [2, 0]}, {"instances": [[1], [2]]}, labels=("ant", "bee", "cow"))

    assert [row[-1] for row in tensors.rows] == ["ant", "bee", "cow"]
    assert [row[-1] for row in predictions.rows] == ["cow", "ant"]


def test_numbers_that_are_no_indices_stay_what_they_are() -> None:
    found = meaning(THREE_ANSWERED, THREE_SENT, labels=("ant", "bee"))

    assert [row[-1] for row in found.rows] == [0, 1, 2]


def test_shares_of_several_rows_are_columns_named_by_class() -> None:
    answer = {"outputs": [{"name": "p", "shape": [2, 2], "datatype": "FP64", "data": [0.1, 0.9, 0.6, 0.4]}]}
    sent = {"inputs": [{"name": "x", "shape": [2, 1], "datatype": "FP64", "data": [1, 2]}]}

    found = meaning(answer, sent, labels=("ant", "bee"))

    assert found == Table(("x", "p ant", "p bee"), ((1, 0.1, 0.9), (2, 0.6, 0.4)), (1, 2), ("outputs",))


@pytest.mark.parametrize("shape", [[3], [3, 1]])
def test_values_of_three_rows_are_not_taken_for_three_classes(shape: list[int]) -> None:
    answer = {"outputs": [{"name": "y", "shape": shape, "datatype": "FP64", "data": [0.2, 0.3, 0.5]}]}

    found = meaning(answer, THREE_SENT, labels=("ant", "bee", "cow"))

    assert isinstance(found, Table)


def test_the_only_value_of_a_tensor_is_a_number_that_stands_where_it_says() -> None:
    answer = {"outputs": [{"name": "price", "shape": [1, 1], "datatype": "FP64", "data": [[0.42]]}]}

    assert meaning(answer) == Number("price", 0.42, "0.42", ("outputs", 0, "data", 0, 0))


def test_a_chat_has_the_turns_that_led_to_it() -> None:
    sent = {"messages": [{"role": "user", "content": [{"type": "text", "text": "Which is larger?"}]}]}
    answer = {
        "model": "m",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": "9.8"}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 9, "completion_tokens": 12},
    }

    found = meaning(answer, sent)

    assert isinstance(found, Chat)
    assert (found.text, found.turns) == ("9.8", (Turn("user", "Which is larger?"),))
    assert (found.model, found.finish, found.prompt_tokens, found.completion_tokens) == ("m", "stop", 9, 12)


def test_reasoning_is_kept_apart_from_the_answer() -> None:
    plain = {"choices": [{"message": {"content": "<think>\nhm\n</think>\n\n9.8"}}]}
    separate = {"choices": [{"message": {"content": "9.8", "reasoning_content": "hm"}}]}

    assert (meaning(plain).reasoning, meaning(plain).text) == ("hm", "9.8")
    assert (meaning(separate).reasoning, meaning(separate).text) == ("hm", "9.8")


def test_calls_of_tools_are_named() -> None:
    call = {"type": "function", "function": {"name": "weather", "arguments": '{"city":"Bern"}'}}

    found = meaning({"choices": [{"message": {"content": None, "tool_calls": [call]}}]})

    assert found.tool_calls == (ToolCall("weather", '{"city":"Bern"}'),)


SPOKEN = {
    "completion": {"choices": [{"index": 0, "text": "hello"}]},
    "ollama chat": {"model": "g", "message": {"role": "assistant", "content": "hello"}, "done": True},
    "ollama generate": {"model": "g", "response": "hello", "done": True},
    "text generation": {"generated_text": "hello", "details": {"finish_reason": "length"}},
    "hugging face": [{"generated_text": "hello"}],
    "anthropic": {"role": "assistant", "content": [{"type": "text", "text": "hello"}], "stop_reason": "end_turn"},
    "responses": {
        "object": "response",
        "output": [
            {"type": "reasoning", "summary": []},
            {"type": "message", "content": [{"type": "output_text", "text": "hello"}]},
        ],
    },
    "triton": {"model_name": "m", "text_output": "hello"},
    "summary": [{"summary_text": "hello"}],
    "translation": [{"translation_text": "hello"}],
}


@pytest.mark.parametrize("document", SPOKEN.values(), ids=SPOKEN)
def test_what_a_language_model_said_is_a_chat(document: Any) -> None:
    reading = read(document, {"prompt": "hi"})

    assert isinstance(reading.meaning, Chat)
    assert reading.certainty >= CERTAIN
    assert (reading.meaning.text, reading.meaning.turns) == ("hello", (Turn("user", "hi"),))


def test_the_time_that_ollama_took_is_in_seconds() -> None:
    found = meaning({"response": "x", "done": True, "eval_count": 10, "eval_duration": 500_000_000})

    assert (found.completion_tokens, found.seconds) == (10, 0.5)


def test_entities_lie_in_the_text_that_was_sent() -> None:
    answer = [{"entity_group": "PER", "score": 0.99, "word": "Sarah", "start": 11, "end": 16}]

    found = meaning(answer, {"inputs": "My name is Sarah"})

    assert isinstance(found, Entities)
    one = found.entities[0]
    assert found.text[one.start : one.end] == "Sarah"


def test_an_entity_outside_of_the_text_has_no_place() -> None:
    answer = [{"entity": "B-PER", "score": 0.9, "word": "Sarah", "start": 90, "end": 95}]

    reading = read(answer, {"inputs": "My name is Sarah"})

    assert isinstance(reading.meaning, Entities)
    assert (reading.meaning.entities[0].start, len(reading.notes)) == (-1, 1)


def test_a_word_that_stands_elsewhere_is_not_marked() -> None:
    answer = [
        {"entity": "B-PER", "score": 0.9, "word": "##arah", "start": 12, "end": 16},
        {"entity": "B-PER", "score": 0.9, "word": "Sarah", "start": 0, "end": 5},
    ]

    found = meaning(answer, {"inputs": "My name is Sarah"})

    assert [entity.start for entity in found.entities] == [12, -1]


def test_masks_are_segments() -> None:
    found = meaning([{"label": "cat", "score": 0.99, "mask": PNG}])

    assert isinstance(found, Segmentation)
    assert found.masks[0].label == "cat"


def test_masks_under_a_name_are_segments_too() -> None:
    found = meaning({"segments": [{"label": "cat", "score": 0.99, "mask": PNG}]})

    assert isinstance(found, Segmentation)
    assert found.masks[0].path == ("segments", 0)


CORNERS = [[1, 2], [9, 2], [9, 5], [1, 5]]
LINES = {
    "huawei": {"result": {"words_block_list": [{"words": "Exit", "location": CORNERS, "confidence": 0.9}]}},
    "paddle": [[[CORNERS, ["Exit", 0.9]]]],
    "plain": {"lines": [{"text": "Exit", "bbox": [1, 2, 9, 5], "score": 0.9}]},
}


@pytest.mark.parametrize("document", LINES.values(), ids=LINES)
def test_lines_of_text_have_their_corners(document: Any) -> None:
    found = meaning(document)

    assert isinstance(found, TextLines)
    assert (found.lines[0].text, found.lines[0].score) == ("Exit", 0.9)
    assert found.lines[0].corners == ((1, 2), (9, 2), (9, 5), (1, 5))


VECTORS = {
    "openai": {"data": [{"index": 0, "embedding": [3, 4]}]},
    "ollama": {"embeddings": [[3, 4]]},
    "old ollama": {"embedding": [3, 4]},
    "bare": [3.0, 4.0] + [0.0] * 14,
    "openai, base64": {"data": [{"index": 0, "embedding": b64encode(struct.pack("<16f", 3, 4, *[0] * 14)).decode()}]},
    "cohere": {"embeddings": {"float": [[3, 4]]}, "texts": ["a"]},
    "gemini": {"embedding": {"values": [3, 4]}},
    "vertex": {"predictions": [{"embeddings": {"values": [3, 4], "statistics": {}}}]},
    "a vector for each token": [[[3.0, 4.0] + [0.0] * 14]],
}


@pytest.mark.parametrize("document", VECTORS.values(), ids=VECTORS)
def test_vectors_have_their_length(document: Any) -> None:
    found = meaning(document)

    assert isinstance(found, Embedding)
    assert found.norms == (5.0,)


def test_speech_has_its_times() -> None:
    found = meaning({"text": "hello world", "chunks": [{"text": "hello", "timestamp": [0.0, 0.6]}]})

    assert isinstance(found, Transcript)
    assert (found.spans[0].text, found.spans[0].start, found.spans[0].end) == ("hello", 0.0, 0.6)


HEARD: dict[str, Any] = {
    "whisper": {"text": "hello", "language": "en", "duration": 1.5, "task": "transcribe"},
    "whisper, words": {"text": "hello", "words": [{"word": "hello", "start": 0.0, "end": 0.5}]},
    "openai": {"text": "hello", "usage": {"type": "duration", "seconds": 2}},
    "funasr": [{"key": "a", "text": "hello", "timestamp": [[0, 250], [250, 500]]}],
}


@pytest.mark.parametrize("document", HEARD.values(), ids=HEARD)
def test_what_was_heard_is_a_transcript_for_certain(document: Any) -> None:
    reading = read(document)

    assert isinstance(reading.meaning, Transcript)
    assert reading.certainty >= CERTAIN
    assert reading.meaning.text == "hello"
    assert [(span.start, span.end) for span in reading.meaning.spans] in ([], [(0.0, 0.5)])


def test_pictures_are_found_in_json_and_in_the_body() -> None:
    in_json = meaning({"data": [{"b64_json": PNG}]})
    in_body = meaning(None, media_type="image/png", content=b"\x89PNG")

    assert isinstance(in_json, Pictures)
    assert in_json.paths == (("data", 0, "b64_json"),)
    assert in_body == Pictures((), "image/png")


FAULTS = {
    "gateway": (401, {"error_msg": "Incorrect IAM", "error_code": "APIG.0301", "request_id": "1"}, "APIG.0301"),
    "model": (200, {"erno": "MR.0105", "msg": "Recognition failed", "words_result": {}}, "MR.0105"),
    "iam": (401, {"error": {"code": 401, "message": "wrong", "title": "Unauthorized"}}, "401"),
    "vllm": (400, {"object": "error", "message": "bad", "type": "BadRequestError", "code": 400}, "400"),
    "kserve": (404, {"error": "model not found"}, ""),
    "fastapi": (422, {"detail": [{"type": "missing", "loc": ["body", "x"], "msg": "Field required"}]}, "missing"),
    "sagemaker": (424, {"Message": "ModelError", "OriginalStatusCode": 500}, ""),
}


@pytest.mark.parametrize(("status", "document", "code"), FAULTS.values(), ids=FAULTS)
def test_an_error_is_its_words_and_its_code(status: int, document: Any, code: str) -> None:
    found = meaning(document, status=status)

    assert isinstance(found, Fault)
    assert (found.code, bool(found.text)) == (code, True)


SUCCESSES: dict[str, Any] = {
    "a number": {"error_code": 0, "error_msg": "SUCCESS", "result": {"predicted_label": "rose"}},
    "a text": {"erno": "0", "msg": "ok", "data": {"predicted_label": "rose"}},
    "no text": {"error": "", "data": {"predicted_label": "rose"}},
}


@pytest.mark.parametrize("document", SUCCESSES.values(), ids=SUCCESSES)
def test_an_answer_that_says_there_was_no_error_is_read_by_what_it_holds(document: Any) -> None:
    found = meaning(document)

    assert isinstance(found, Classification)
    assert found.top == "rose"


OTHERS: dict[str, Any] = {
    "names with points": [{"name": "Ann", "score": 71}, {"name": "Ben", "score": 64}],
    "blocks of text": [{"type": "text", "text": "hello"}],
    "a product": {"name": "pan", "score": 42},
}


@pytest.mark.parametrize("document", OTHERS.values(), ids=OTHERS)
def test_what_may_be_anything_is_not_taken_for_a_model_s_word_for_certain(document: Any) -> None:
    found = readings(READERS, Exchanged(document=document))

    assert all(reading.certainty < CERTAIN for _, reading in found)


def test_a_language_beside_a_text_that_was_sent_is_not_what_was_heard_for_certain() -> None:
    answer = {"text": "hello", "language": "en"}

    assert read(answer).certainty >= CERTAIN
    assert read(answer, {"text": "hello"}).certainty < CERTAIN


def test_every_wrong_place_of_a_request_is_a_line() -> None:
    detail = [{"loc": ["body", "inputs", 0], "msg": "Field required"}, {"loc": [], "msg": "Too much"}, {"msg": 1}]

    assert meaning({"detail": detail}, status=422).text == "body.inputs.0: Field required\nToo much"


def test_an_unknown_shape_has_no_certain_reading() -> None:
    document = json.loads('{"status": "ok", "items": [{"id": 1, "title": "x"}], "total": 1}')

    found = readings(READERS, Exchanged(document=document))

    assert all(reading.certainty < CERTAIN for _, reading in found)
