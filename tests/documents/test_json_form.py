"""A JSON document becomes a form for people, and what is changed there a document again."""

from modelpost.documents.json_form import FieldKind, FieldRule, asked_of, fields_of, with_question, with_value
from modelpost.documents.json_values import Json

IRIS: Json = {
    "meta": {"uuid": "10eb0091-887f-4839-9929-cbc884f1e20e"},
    "data": {"req_data": [{"length": 5.1, "count": 3}, {"length": 6.4, "count": 9}]},
}


def test_a_value_is_edited_by_what_it_is() -> None:
    fields = fields_of({"text": "a", "on": True, "n": 3, "x": 0.5})

    assert [(each.name, each.kind) for each in fields] == [
        ("text", FieldKind.TEXT),
        ("on", FieldKind.FLAG),
        ("n", FieldKind.WHOLE),
        ("x", FieldKind.NUMBER),
    ]


def test_rows_of_a_table_give_one_another_their_ranges() -> None:
    fields = fields_of(IRIS)

    assert [(each.name, each.row, each.low, each.high) for each in fields] == [
        ("length", 1, 5.1, 6.4),
        ("count", 1, 3.0, 9.0),
        ("length", 2, 5.1, 6.4),
        ("count", 2, 3.0, 9.0),
    ]


def test_other_samples_widen_a_range() -> None:
    (field,) = fields_of({"x": 2.0}, [{"x": 1.0}, {"x": 4.0}])

    assert (field.low, field.high) == (1.0, 4.0)


def test_a_contract_goes_before_what_samples_say() -> None:
    number, word = fields_of(
        {"x": 2.0, "color": "red"}, (), {"x": FieldRule(0, 10), "color": FieldRule(choices=("red", "blue"))}
    )

    assert (number.low, number.high) == (0, 10)
    assert (word.kind, word.choices) == (FieldKind.CHOICE, ("red", "blue"))


def test_identifiers_and_pictures_are_not_for_people() -> None:
    assert fields_of({"id": "10eb0091-887f-4839-9929-cbc884f1e20e", "image": "iVBORw0KGgo" * 60}) == ()


def test_a_changed_value_leaves_the_rest_as_it_was() -> None:
    changed = with_value(IRIS, ("data", "req_data", 1, "count"), 7)

    assert changed == {
        "meta": {"uuid": "10eb0091-887f-4839-9929-cbc884f1e20e"},
        "data": {"req_data": [{"length": 5.1, "count": 3}, {"length": 6.4, "count": 7}]},
    }


def test_a_question_takes_the_place_of_the_last_one() -> None:
    chat: Json = {"messages": [{"role": "system", "content": "s"}, {"role": "user", "content": "old"}]}

    changed = with_question(chat, "new")

    assert asked_of(changed) == "new"
    assert changed == {"messages": [{"role": "system", "content": "s"}, {"role": "user", "content": "new"}]}


def test_after_an_answer_the_talk_goes_on() -> None:
    chat: Json = {"messages": [{"role": "user", "content": "a"}]}

    assert with_question(chat, "c", "b") == {
        "messages": [
            {"role": "user", "content": "a"},
            {"role": "assistant", "content": "b"},
            {"role": "user", "content": "c"},
        ]
    }


def test_what_is_no_chat_has_no_question() -> None:
    assert asked_of({"x": 1}) is None
