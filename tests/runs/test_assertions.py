"""What the expressions of assertions lead to in an answer."""

import pytest

from modelpost.core.assertions import Checked, Expectation
from modelpost.core.headers import HeaderList
from modelpost.core.request import Assertion
from modelpost.core.response import Response
from modelpost.core.secrets import MASK
from modelpost.inference.api import Classification, ClassScore, Reading
from modelpost.runs.assertions import Evidence, verdict

BODY = (
    b'{"result": [{"label": "rose", "a b": 1}], "scores": [0.25, 0.75], "access_token": "MIIcanaryYJKoZIhvcNAQcCoIIS"}'
)
RESPONSE = Response(200, "OK", headers=HeaderList.of([("X-Id", "7"), ("Content-Type", "application/json")]))
READING = Reading(Classification("rose", (ClassScore("rose", 0.75), ClassScore("tulip", 0.25))), 1.0)


def checked(expression: str, operator: str = "eq", value: str = "", body: bytes = BODY) -> Checked:
    expectation = Expectation(0, Assertion(expression, operator, value), expression, value)
    return verdict((expectation,), Evidence(RESPONSE, 0.25, body, reading=READING)).checked[0]


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("res.status", "200"),
        ("res.statusText", "OK"),
        ("res.responseTime", "250"),
        ("res.headers.x-id", "7"),
        ('res.headers["X-Id"]', "7"),
        ("res.body.result[0].label", "rose"),
        ('res.body.result[0]["a b"]', "1"),
        ("res.body.scores.length", "2"),
        ("$.scores[1]", "0.75"),
        ("$..label", "rose"),
        ("res.reading.label", "rose"),
        ("res.reading.score", "0.75"),
    ],
)
def test_an_expression_leads_to_a_value(expression: str, value: str) -> None:
    assert checked(expression, "eq", value).holds


@pytest.mark.parametrize("expression", ["res.body.nope", "res.body.scores[7]", "res.headers.nope", "$.nope"])
def test_what_is_not_there_is_undefined(expression: str) -> None:
    assert checked(expression, "isUndefined").holds


def test_a_body_that_is_no_json_is_a_text() -> None:
    assert checked("res.body", "contains", "rose", body=b"a rose").holds


def test_what_is_not_understood_does_not_hold_and_is_told() -> None:
    found = checked("res.getBody()", "isDefined")

    assert not found.holds
    assert "res.getBody()" in str(found.sentence)


def test_what_does_not_hold_is_told_in_the_words_that_were_typed() -> None:
    assert str(checked("res.status", "eq", "201").sentence) == "“res.status eq 201” does not hold: it is 200"


def test_a_credential_in_an_answer_is_not_repeated() -> None:
    found = checked("res.body.access_token", "isUndefined")

    assert found.actual == MASK
    assert "canary" not in repr(found) + str(found.sentence)


def test_an_answer_is_not_repeated_as_a_whole() -> None:
    assert checked("res.body", "isArray").actual == "{…}"
