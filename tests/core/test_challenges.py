"""WWW-Authenticate, as servers write it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpost.core.challenges import Challenge, challenges, quoted


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Basic", [("basic", {})]),
        ('Basic realm="simple"', [("basic", {"realm": "simple"})]),
        ("Negotiate YIIabc+/==", [("negotiate", {})]),
        ("Negotiate, NTLM", [("negotiate", {}), ("ntlm", {})]),
        (
            'Newauth realm="apps", type=1, title="Login to \\"apps\\"", Basic realm="simple"',  # RFC 9110, 11.6.1
            [("newauth", {"realm": "apps", "type": "1", "title": 'Login to "apps"'}), ("basic", {"realm": "simple"})],
        ),
        ('Digest realm="a, Basic b=c", nonce=abc==', [("digest", {"realm": "a, Basic b=c", "nonce": "abc=="})]),
        ('digest REALM = "x" ,, nonce="y"', [("digest", {"realm": "x", "nonce": "y"})]),
        (
            'Bearer error="invalid_token",\n error_description=""',
            [("bearer", {"error": "invalid_token", "error_description": ""})],
        ),
        ('realm="nobody\'s", Basic', [("basic", {})]),
        ('Digest realm="never ends, Basic x', [("digest", {})]),
        ("", []),
        (" , ,", []),
        ("=,=", []),
    ],
)
def test_challenges_are_told_from_their_parameters(value: str, expected: list[tuple[str, dict[str, str]]]) -> None:
    found = challenges([value])

    shown = [(each.scheme, dict(each.parameters)) for each in found]
    assert shown[: len(expected)] == expected
    assert len(shown) == len(expected) or "never ends" in value


def test_several_headers_come_one_after_the_other() -> None:
    found = challenges(['Digest nonce="1"', "Basic"])

    assert [each.scheme for each in found] == ["digest", "basic"]


@given(st.text(max_size=200))
def test_nothing_that_a_server_writes_breaks_it(text: str) -> None:
    challenges([text])


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126)))
def test_a_quoted_text_is_read_as_it_was(text: str) -> None:
    (found,) = challenges([f"Digest realm={quoted(text)}"])

    assert found == Challenge("digest", (("realm", text),))
