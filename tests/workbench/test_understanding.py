"""What an answer means, from request and body."""

import json
from pathlib import Path

import pytest

from modelpost import inference
from modelpost.core.registry import Registry
from modelpost.core.resolved import FilePart, MultipartContent, ResolvedRequest, TextContent
from modelpost.core.response import Response
from modelpost.core.showing import Showing
from modelpost.inference.api import Classification, Reader, Table
from modelpost.viewers.api import Answer
from modelpost.workbench.understanding import Understanding, Understood

CLASSES = json.dumps({"predicted_label": "rose", "scores": [["rose", 0.9]]}).encode()


@pytest.fixture
def understanding() -> Understanding:
    return Understanding(Registry[Reader].discover(inference))


def understood(
    understanding: Understanding, body: bytes, request: ResolvedRequest, status: int = 200
) -> Understood | None:
    return understanding.of(Answer(Response(status), body, "application/json"), request)


def test_the_picture_that_was_sent_belongs_to_the_meaning(understanding: Understanding, repository: Path) -> None:
    picture = str(repository / "resources" / "sample_collection" / "samples" / "rose.png")
    parts = MultipartContent((FilePart("notes", "/n.txt", "n.txt"), FilePart("images", picture, "rose.png")))

    found = understood(understanding, CLASSES, ResolvedRequest("POST", "http://h/", content=parts))

    assert found is not None
    assert found.is_certain
    assert isinstance(found.found[0].reading.meaning, Classification)
    assert (found.picture, found.size) == (picture, (640, 480))


def test_rows_are_joined_with_the_json_that_was_sent(understanding: Understanding) -> None:
    sent = TextContent('{"data": {"req_data": [{"a": 1}]}}', "application/json")
    body = b'{"data": {"resp_data": [{"predictresult": "x"}]}}'

    found = understood(understanding, body, ResolvedRequest("POST", "http://h/", content=sent))

    assert found is not None
    assert found.found[0].reading.meaning == Table(("a", "predictresult"), ((1, "x"),), (1,), ("data", "resp_data"))


def test_a_picture_that_is_gone_leaves_the_meaning(understanding: Understanding) -> None:
    parts = MultipartContent((FilePart("images", "/nowhere/a.png", "a.png"),))

    found = understood(understanding, CLASSES, ResolvedRequest("POST", "http://h/", content=parts))

    assert found is not None
    assert (found.picture, found.size) == ("/nowhere/a.png", None)


@pytest.mark.parametrize(
    "body", [b"", b"hello", b"\xff\xfe", b"[" * 100_000, b'{"a": 1}', b"[" + b"1," * 300_000 + b"1]"]
)
def test_what_has_no_known_shape_means_nothing(understanding: Understanding, body: bytes) -> None:
    assert understood(understanding, body, ResolvedRequest("GET", "http://h/")) is None


def test_an_error_is_not_shown_by_itself(understanding: Understanding) -> None:
    found = understood(
        understanding, b'{"error_code": "APIG.0301", "error_msg": "no"}', ResolvedRequest("GET", "http://h/"), 401
    )

    assert found is not None
    assert not found.is_certain


def test_an_answer_is_checked_against_the_contract_of_its_model(understanding: Understanding, tmp_path: Path) -> None:
    schema = {"properties": {"predicted_label": {"type": "string"}, "model": {"type": "string"}}}
    config = tmp_path / "config.json"
    config.write_text(json.dumps({"apis": [{"response": {"data": schema}}]}), "utf-8")
    request = ResolvedRequest("GET", "http://h/", showing=Showing(contract=str(config)))

    found = understood(understanding, CLASSES, request)

    assert found is not None
    notes = [str(note) for note in found.found[0].reading.notes]
    assert notes == ["The contract has $.model, but the answer has not."]


def test_labels_in_a_file_name_the_classes_of_numbers(understanding: Understanding, tmp_path: Path) -> None:
    labels = tmp_path / "labels.txt"
    labels.write_text("rose\ntulip\ndaisy\n", "utf-8")
    request = ResolvedRequest("GET", "http://h/", showing=Showing(labels=str(labels)))

    found = understood(understanding, b'{"predictions": [[0.1, 0.7, 0.2]]}', request)

    assert found is not None
    meaning = found.found[0].reading.meaning
    assert isinstance(meaning, Classification)
    assert meaning.top == "tulip"
