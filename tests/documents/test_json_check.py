"""The first mistake in a JSON text is found and said in words."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpost.documents.json_check import JsonCheck, check_json

_ALMOST = st.text(alphabet='{}[],:"\\ \n01-.eEtrufalsn\t', max_size=40)


def _is_valid(text: str) -> bool:
    def refuse(constant: str) -> object:
        raise ValueError(constant)

    try:
        json.loads(text, parse_constant=refuse)
    except ValueError:
        return False
    return True


@given(_ALMOST.filter(str.strip).filter(lambda text: "{{" not in text))
def test_what_is_valid_is_what_the_standard_library_takes(text: str) -> None:
    assert (check_json(text) is None) == _is_valid(text)


@given(st.recursive(st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_valid_json_has_no_problem(value: object) -> None:
    assert check_json(json.dumps(value, indent=1)) is None


@pytest.mark.parametrize(
    ("text", "line", "column", "reason"),
    [
        ('{\n  "a": 3.5\n  "b": 1\n}', 3, 3, "expected a comma"),
        ("[1,2,]", 1, 6, "there is a comma too many"),
        ('{"a":1,}', 1, 8, "there is a comma too many"),
        ("{a:1}", 1, 2, "expected a name in double quotes"),
        ('{"a" 1}', 1, 6, "expected a colon"),
        ('{"a":}', 1, 6, "expected a value"),
        ("[1,\n  ]", 2, 3, "there is a comma too many"),
        ("[1]x", 1, 4, "expected the end of the text"),
        ('{"a":1', 1, 7, "the text ends too early"),
        ("[01]", 1, 2, "expected a value"),
        ("[NaN]", 1, 2, "expected a value"),
        ('["a\n"]', 1, 2, "this text has no closing quote, or holds a character that must be escaped"),
    ],
)
def test_the_place_and_the_reason_are_told(text: str, line: int, column: int, reason: str) -> None:
    problem = check_json(text)

    assert problem is not None
    assert (problem.line, problem.column, str(problem.reason)) == (line, column, reason)


def test_a_missing_comma_can_be_inserted_behind_the_value() -> None:
    text = '{\n  "a": 3.5\n  "b": 1\n}'

    problem = check_json(text)

    assert problem is not None
    mended = text[: problem.fix_at] + problem.fix + text[problem.fix_at :]
    assert check_json(mended) is None
    assert text.count("\n", 0, problem.hint_at) == 1


@pytest.mark.parametrize("text", ['{"a": {{x}}, {{k}}: [{{y}}]}', '"{{x}} y"', "{{all}}", '"{{ a "b" }}"'])
def test_variables_may_stand_for_values_and_names(text: str) -> None:
    assert check_json(text) is None


@pytest.mark.parametrize("text", ["", "  \n\t"])
def test_no_text_is_no_mistake(text: str) -> None:
    assert check_json(text) is None


def test_depth_needs_no_recursion() -> None:
    assert check_json("[" * 100_000 + "]" * 100_000) is None


def test_a_check_can_be_done_in_pieces() -> None:
    check = JsonCheck("[" + "[[1]]," * 1000 + "[}")

    steps = 1
    while not check.advance(10):
        steps += 1

    assert steps > 10
    assert check.problem == check_json("[" + "[[1]]," * 1000 + "[}")


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1 // one\n}',
        '/* head */ {"a": /* b */ [1, 2 /* c */]} // end',
        "{ /* only */ }",
        "[ // only\n]",
        '{"a": "// no", "b": "/* no"}',
        '{"a"/**/:/***/1/* ** */}',
    ],
)
def test_comments_are_allowed(text: str) -> None:
    assert check_json(text) is None


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ('{"a": 1, // x\n}', (2, 1), "comma too many"),
        ("[1, /* x */ ]", (1, 13), "comma too many"),
        ("[1 /* x */ 2]", (1, 12), "expected a comma"),
        ("[1] /* open", (1, 5), "comment does not end"),
    ],
)
def test_comments_hide_no_mistake(text: str, place: tuple[int, int], words: str) -> None:
    problem = check_json(text)

    assert problem is not None
    assert (problem.line, problem.column) == place
    assert words in str(problem.reason)
