"""`.env` files, read and written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpost.core import dotenv
from modelpost.core.dotenv import Entry
from modelpost.core.scope import Variable
from modelpost.core.secrets import SecretRef
from modelpost.core.text import Message

NAMES = st.from_regex(r"[A-Za-z_][A-Za-z0-9_.-]{0,10}", fullmatch=True)
VALUES = st.text(st.characters(codec="utf-8", exclude_characters="\r{}"), max_size=30)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("A=plain", "plain"),
        ("export A=plain", "plain"),
        ("  A = spaced out  ", "spaced out"),
        ("A=x # what it is", "x"),
        ("A=x#y", "x#y"),
        ("A=# nothing", ""),
        ("A=", ""),
        ("A='one # two' # three", "one # two"),
        ("A='${B} \\n'", "${B} \\n"),
        ('A="one\\ntwo \\"three\\" \\$4"', 'one\ntwo "three" $4'),
        ('A="one\ntwo"', "one\ntwo"),
        ("A=http://${HOST}:80/", "http://{{HOST}}:80/"),
        ('A="${HOST}/x"', "{{HOST}}/x"),
        ("A=it's", "it's"),
        ("A=1\nA=2", "2"),
        ("\ufeffA=1\r\n", "1"),
    ],
)
def test_a_value_is_read_as_shells_read_it(text: str, value: str) -> None:
    assert dotenv.read(text) == dotenv.Read((Entry("A", value),))


def test_comments_and_empty_lines_say_nothing() -> None:
    assert dotenv.read("# A=1\n\n   # B\n").entries == ()


def test_a_line_that_is_no_name_and_value_is_told_with_its_number() -> None:
    found = dotenv.read('A="1\n2"\nwhat is this\n=x\nB=3')

    assert [entry.name for entry in found.entries] == ["A", "B"]
    assert found.losses == tuple(Message("Line {line} is not a name and a value.", line=line) for line in (3, 4))


def test_the_value_of_a_secret_is_not_written() -> None:
    text, losses = dotenv.write((Variable("token", SecretRef("c", "env:a", "token")), Variable("host", "example.org")))

    assert text == "# token is a secret: its value was not exported.\ntoken=\nhost=example.org\n"
    assert losses == ()


def test_a_value_that_looks_like_a_credential_is_not_written() -> None:
    text, _ = dotenv.write((Variable("password", "hunter-canary"),))

    assert "hunter-canary" not in text


def test_what_is_switched_off_becomes_a_comment() -> None:
    text, _ = dotenv.write((Variable("A", "1", enabled=False, note="why"),))

    assert text == "# why\n# A=1\n"


def test_a_name_that_the_format_does_not_know_is_told() -> None:
    text, losses = dotenv.write((Variable("two words", "1"),))

    assert text == ""
    assert losses == (Message("“{name}” cannot be a name in a .env file.", name="two words"),)


def test_a_reference_survives() -> None:
    text, _ = dotenv.write((Variable("A", "https://{{host}}/$x"),))

    assert dotenv.read(text).entries == (Entry("A", "https://{{host}}/$x"),)


def test_a_value_is_not_in_the_repr_of_an_entry() -> None:
    assert "canary" not in repr(dotenv.read("TOKEN=canary"))


@given(st.dictionaries(NAMES, VALUES, max_size=5))
def test_what_is_written_is_read_again(values: dict[str, str]) -> None:
    variables = tuple(Variable(name, value) for name, value in values.items() if name.lower().strip("_.-") == name)

    text, _ = dotenv.write(variables)

    kept = {entry.name: entry.value for entry in dotenv.read(text).entries}
    assert kept == {v.name: v.value if f"# {v.name} is a secret" not in text else "" for v in variables}
