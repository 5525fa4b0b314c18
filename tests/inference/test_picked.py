"""Answers of a shape that nobody knows, read by picked JSONPaths."""

from modelpost.documents.json_values import Json
from modelpost.inference.api import Chat, Classification, Detection, Exchanged, Meaning, Number
from modelpost.inference.picked import PLUGIN

ODD: Json = {
    "out": [
        {"who": "cat", "sure": 0.4, "where": [1, 2, 3, 4]},
        {"who": "dog", "sure": 0.6, "where": {"a": 5, "b": 6, "c": 70, "d": 80}},
    ],
    "said": "Two animals",
    "years": "12.5",
}


def meaning_of(labels: tuple[str, ...] = (), document: Json = ODD, **picks: str) -> Meaning | None:
    reading = PLUGIN.read(Exchanged(document=document, picks=tuple(picks.items()), labels=labels))
    return reading.meaning if reading is not None else None


def test_labels_and_scores_are_a_classification_best_first() -> None:
    found = meaning_of(label="$.out[*].who", score="$.out[*].sure")

    assert isinstance(found, Classification)
    assert [(each.label, each.score, each.path) for each in found.classes] == [
        ("dog", 0.6, ("out", 1, "who")),
        ("cat", 0.4, ("out", 0, "who")),
    ]


def test_boxes_are_lists_or_maps_of_four_numbers() -> None:
    found = meaning_of(box="$.out[*].where", label="$.out[*].who")

    assert isinstance(found, Detection)
    assert [(box.label, box.numbers) for box in found.boxes] == [("cat", (1, 2, 3, 4)), ("dog", (5, 6, 70, 80))]
    assert not found.form.is_normalised


def test_a_text_and_a_number() -> None:
    text, number = meaning_of(text="$.said"), meaning_of(number="$.years")

    assert isinstance(text, Chat)
    assert text.text == "Two animals"
    assert number == Number("years", 12.5, "12.5", ("years",))


def test_a_file_of_labels_names_the_numbers_of_classes() -> None:
    found = meaning_of(("rose", "tulip"), [{"k": 1}, {"k": 7}], label="$[*].k")

    assert isinstance(found, Classification)
    assert [each.label for each in found.classes] == ["tulip", "7"]


def test_what_is_no_path_or_leads_nowhere_means_nothing() -> None:
    assert meaning_of(label="$.nothing") is None
    assert meaning_of(label="][") is None
    assert meaning_of() is None


def test_lists_of_different_lengths_are_told() -> None:
    reading = PLUGIN.read(Exchanged(document=ODD, picks=(("label", "$.out[*].who"), ("score", "$.out[0].sure"))))

    assert reading is not None
    assert len(reading.notes) == 1
