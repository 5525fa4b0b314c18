"""Sentences for people, made without Qt."""

import copy
import pickle

import pytest

from modelpost.core.text import Message


def test_parameters_stand_in_their_places() -> None:
    assert Message("No answer from {host} within {n} s", host="a", n=30).filled() == "No answer from a within 30 s"


def test_a_translation_takes_the_same_parameters() -> None:
    assert Message("{a} before {b}", a=1, b=2).filled("{b} nach {a}") == "2 nach 1"


def test_braces_in_a_value_are_the_values_own() -> None:
    assert Message("{a} {b}", a="{b}", b="{a}").filled() == "{b} {a}"


def test_a_message_can_be_part_of_another() -> None:
    assert Message("{what}. {why}", what=Message("It is {n}", n=1), why=Message("So")).filled() == "It is 1. So"


def test_what_has_no_parameter_stays_as_it_is() -> None:
    assert Message("write {example} or {}", other=1).filled() == "write {example} or {}"


def test_messages_are_equal_by_template_and_parameters() -> None:
    assert Message("{a}{b}", a=1, b=2) == Message("{a}{b}", b=2, a=1)
    assert hash(Message("{a}", a=1)) == hash(Message("{a}", a=1))
    assert Message("{a}", a=1) != Message("{a}", a=2)
    assert Message("a") != "a"


def test_parameters_can_be_added() -> None:
    assert Message("{a}{b}", a=1).with_params({"b": 2, "a": 3}) == Message("{a}{b}", a=3, b=2)


def test_a_message_cannot_be_changed() -> None:
    message = Message("a")

    with pytest.raises(AttributeError):
        message.template = "b"


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda message: pickle.loads(pickle.dumps(message))])
def test_a_message_survives_copying(copied) -> None:  # type: ignore[no-untyped-def]  # one of three very different functions
    assert copied(Message("{a}", a=1)) == Message("{a}", a=1)
