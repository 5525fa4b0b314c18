"""`{{file:path | coding}}`: the content of a file in the place of a placeholder."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpost.core.request import AuthChoice, Body, BodyKind, FormRow, RawLanguage, RequestDraft, Row
from modelpost.core.resolved import InsertedFile, MultipartContent, ResolvedRequest, TextContent, TextPart
from modelpost.core.scope import Context, Scope, Variable
from modelpost.core.template import FileMark, file_mark, file_reference, placeholders
from modelpost.core.variables import Problems, resolve

FOLDER = Context(folder="/c")
IMAGE = "{{file:a.jpg | base64}}"


def body_of(text: str, context: Context = FOLDER, language: RawLanguage = RawLanguage.TEXT) -> TextContent:
    found = resolve(RequestDraft(url="http://host/", body=Body(BodyKind.RAW, raw=text, language=language)), context)
    assert isinstance(found, ResolvedRequest), found
    assert isinstance(found.content, TextContent)
    return found.content


def problem_of(**parts: Any) -> tuple[str, str]:
    found = resolve(RequestDraft(**{"url": "http://host/", **parts}), FOLDER)
    assert isinstance(found, Problems), found
    return found.problems[0].where, f"{found.problems[0].message}"


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        ("file:a.jpg | base64", FileMark("a.jpg", "base64")),
        ("file:a b/花.jpg|text", FileMark("a b/花.jpg", "text")),
        ("file:a|b.jpg | base64", FileMark("a|b.jpg", "base64")),
        ("file:a.jpg", FileMark("a.jpg", "")),
        ("token", None),
    ],
)
def test_a_placeholder_names_a_file_and_how_it_is_written(name: str, mark: FileMark | None) -> None:
    assert file_mark(name) == mark


@given(st.text("abc /.-_|花:", min_size=1).map(str.strip).filter(bool), st.sampled_from(["base64", "text"]))
def test_a_reference_is_read_as_it_was_written(path: str, coding: str) -> None:
    reference = file_reference(path, coding)

    assert reference is not None
    assert [file_mark(span.name or "") for span in placeholders(reference)] == [FileMark(path, coding)]


@pytest.mark.parametrize("path", ["a{b}.jpg", "a\nb.jpg"])
def test_a_path_that_a_placeholder_cannot_hold_has_no_reference(path: str) -> None:
    assert file_reference(path, "base64") is None


def test_files_stand_at_their_places_in_the_text() -> None:
    content = body_of(
        "花{{x}}" + IMAGE + "-{{file:/abs/b | text}}", Context((Scope("", (Variable("x", "12"),)),), {}, folder="/c")
    )

    assert content.text == "花12-"
    assert content.files == (
        InsertedFile(3, "/c/a.jpg", "base64", "body.raw"),
        InsertedFile(4, "/abs/b", "text", "body.raw"),
    )


def test_a_variable_may_stand_for_a_file() -> None:
    context = Context((Scope("", (Variable("image", f"<{IMAGE}>"),)),), {}, folder="/c")

    content = body_of("{{image}}{{image}}", context)

    assert (content.text, [file.at for file in content.files]) == ("<><>", [1, 3])


def test_a_text_part_may_hold_a_file() -> None:
    body = Body(BodyKind.FORM_DATA, form=(FormRow("a", f"x{IMAGE}"),))

    found = resolve(RequestDraft(url="http://host/", body=body), FOLDER)

    assert isinstance(found, ResolvedRequest)
    place = "body.form.0.value"
    assert found.content == MultipartContent(
        (TextPart("a", "x", files=(InsertedFile(1, "/c/a.jpg", "base64", place),)),)
    )


@pytest.mark.parametrize(
    ("parts", "where"),
    [
        ({"url": f"http://host/{IMAGE}"}, "url"),
        ({"headers": (Row("X-A", IMAGE),)}, "headers.0.value"),
        ({"auth": AuthChoice("bearer", (("token", IMAGE),))}, "auth.token"),
        ({"body": Body(BodyKind.URLENCODED, urlencoded=(Row("a", IMAGE),))}, "body.urlencoded.0.value"),
        ({"body": Body(BodyKind.FORM_DATA, form=(FormRow(IMAGE, "x"),))}, "body.form.0.name"),
    ],
    ids=["address", "header", "auth", "field", "name of a part"],
)
def test_where_no_file_can_stand_that_is_said(parts: dict[str, Any], where: str) -> None:
    assert problem_of(**parts) == (where, "The content of a file cannot stand here")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{{file:a.jpg}}", "how the file is to be written"),
        ("{{file:a.jpg | hex}}", "how the file is to be written"),
        ("{{file: | base64}}", "names no file"),
    ],
)
def test_what_is_missing_in_a_reference_is_said(text: str, words: str) -> None:
    where, message = problem_of(body=Body(BodyKind.RAW, raw=text))

    assert (where, words in message) == ("body.raw", True)
