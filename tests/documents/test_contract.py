"""ModelArts' config.json as a contract: read as people write it, and answers checked against it."""

from modelpost.documents.contract import Contract, contract_of, file_fields, rules_of, skeleton, troubles
from modelpost.documents.json_form import FieldRule
from modelpost.documents.json_values import Json

DETECTOR: Json = {
    "model_type": "TensorFlow",
    "model_algorithm": "object_detection",
    "apis": [
        {
            "url": "/",
            "method": "post",
            "request": {
                "Content-type": "multipart/form-data",
                "data": {"type": "object", "properties": {"images": {"type": "file"}}},
            },
            "response": {
                "Content-type": "applicaton/json",
                "data": {
                    "type": "object",
                    "properties": {
                        "detection_classes": {"type": "array", "items": [{"type": "string"}]},
                        "detection_boxes": {
                            "type": "array",
                            "item": [{"type": "array", "minItems": 4, "maxItems": 4, "items": [{"type": "number"}]}],
                        },
                    },
                },
            },
        }
    ],
}


def read(document: Json) -> Contract:
    found = contract_of(document)
    assert found is not None
    return found


def test_a_model_that_takes_files_is_called_with_form_data() -> None:
    contract = read(DETECTOR)

    assert (contract.method, contract.is_form, contract.algorithm) == ("POST", True, "object_detection")
    assert file_fields(contract.request) == ("images",)


def test_an_answer_as_the_contract_says_has_no_troubles() -> None:
    answer: Json = {"detection_classes": ["car"], "detection_boxes": [[1, 2.5, 3, 4]]}

    assert troubles(read(DETECTOR).response, answer) == ()


def test_each_difference_is_told_with_its_place() -> None:
    answer: Json = {"detection_boxes": [[1, 2, 3], [1, 2, 3, "4"]]}

    found = [str(each) for each in troubles(read(DETECTOR).response, answer)]

    assert found == [
        "The contract has $.detection_classes, but the answer has not.",
        "The list at $.detection_boxes[0] is not as long as the contract says.",
        "The contract says number at $.detection_boxes[1][3], but it is something else.",
    ]


def test_a_skeleton_is_there_to_be_filled_in() -> None:
    schema: dict[str, Json] = {
        "properties": {
            "rows": {"type": "array", "items": [{"properties": {"x": {"type": "number"}, "k": {"enum": ["a", "b"]}}}]},
            "fast": {"type": "boolean"},
        }
    }

    assert skeleton(schema) == {"rows": [{"x": 0.0, "k": "a"}], "fast": False}


def test_ranges_and_choices_become_rules_of_a_form() -> None:
    schema: dict[str, Json] = {
        "properties": {"rows": {"items": [{"properties": {"x": {"minimum": 1, "maximum": 9}, "k": {"enum": ["a"]}}}]}}
    }

    assert rules_of(schema) == {"x": FieldRule(1, 9), "k": FieldRule(choices=("a",))}


def test_another_document_is_no_contract() -> None:
    assert contract_of({"apis": []}) is None
    assert contract_of([1]) is None


def test_a_contract_of_nonsense_finds_nothing_wrong() -> None:
    contract = read({"apis": [{"request": 7, "response": {"data": {"type": ["x"], "properties": 3}}}]})

    assert troubles(contract.response, {"a": 1}) == ()
