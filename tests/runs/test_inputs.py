"""Inputs: files of a folder, rows of tables, and how one gets into a request."""

import json
from pathlib import Path

import pytest

from modelpost.core.failures import FileTrouble, FormatTrouble
from modelpost.core.request import Body, BodyKind, FormRow, RequestDraft
from modelpost.runs.applied import applied, takes_file
from modelpost.runs.inputs import Input, Part, Repeats, folder_inputs, table_inputs

FORM = RequestDraft(
    url="http://h/", body=Body(BodyKind.FORM_DATA, form=(FormRow("images", files=("a.png",), is_file=True),))
)


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    for place in ("roses/2.png", "roses/1.JPG", "tulips/3.png", "tulips/notes.txt", ".hidden/4.png", "5.png"):
        file = tmp_path / "pictures" / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"x")
    return tmp_path / "pictures"


def test_a_folder_gives_its_pictures_in_the_order_of_their_paths(pictures: Path) -> None:
    inputs = folder_inputs(str(pictures))

    assert [inputs[index].name for index in range(len(inputs))] == [
        "5.png",
        "roses/1.JPG",
        "roses/2.png",
        "tulips/3.png",
    ]


def test_the_folder_of_a_file_may_be_the_right_answer(pictures: Path) -> None:
    inputs = folder_inputs(str(pictures), expects_folder=True)

    assert [inputs[index].expected for index in range(len(inputs))] == ["", "roses", "roses", "tulips"]


def test_patterns_and_depth_choose_files(pictures: Path) -> None:
    texts = folder_inputs(str(pictures), ("*.TXT",))
    flat = folder_inputs(str(pictures), is_recursive=False)

    assert ([texts[0].name], len(texts), len(flat)) == (["tulips/notes.txt"], 1, 1)


def test_what_is_no_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileTrouble, match="nowhere"):
        folder_inputs(str(tmp_path / "nowhere"))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("rows.csv", "a,b\n1,x\n2,\n"),
        ("rows.csv", "\ufeffa;b\r\n1;x\r\n2\r\n"),
        ("rows.tsv", "a\tb\n1\tx\n2\t\n"),
        ("rows.jsonl", '{"a": "1", "b": "x"}\n\n{"a": 2}\n'),
        ("rows.json", '{"rows": [{"a": "1", "b": "x"}, {"a": 2}], "total": 2}'),
    ],
)
def test_tables_of_every_kind_give_the_same_rows(tmp_path: Path, name: str, content: str) -> None:
    file = tmp_path / name
    file.write_text(content, "utf-8")

    inputs = table_inputs(str(file))

    assert [inputs[index].values for index in range(2)] == [(("a", "1"), ("b", "x")), (("a", "2"), ("b", ""))]


def test_columns_name_the_file_and_the_right_answer(tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    file.write_text("picture,label\none.png,rose\n", "utf-8")

    inputs = table_inputs(str(file), file_column="picture", expected="label")

    assert inputs[0] == Input(
        0,
        str(tmp_path / "one.png"),
        str(tmp_path / "one.png"),
        (("picture", str(tmp_path / "one.png")), ("label", "rose")),
        "rose",
    )


def test_a_column_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    file.write_text("a,b\n1,2\n", "utf-8")

    with pytest.raises(FormatTrouble, match="a, b"):
        table_inputs(str(file), expected="label")


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [("rows.jsonl", '{"a": 1}\n{"a"\n', 2), ("rows.json", "[1,\n2,,]", 2), ("rows.csv", "", 0)],
)
def test_a_broken_table_is_told_with_its_line(tmp_path: Path, name: str, content: str, line: int) -> None:
    file = tmp_path / name
    file.write_text(content, "utf-8")

    with pytest.raises(FormatTrouble) as trouble:
        table_inputs(str(file))

    assert trouble.value.line == line


def test_some_inputs_keep_their_indices() -> None:
    some = Part(Repeats(10), [7, 2])

    assert [some[0].index, some[1].index, len(some)] == [7, 2, 2]


# Into the request ----------------------------------------------------------------------------------------------------


def test_a_file_takes_the_place_of_the_one_in_the_form() -> None:
    draft, scope = applied(FORM, Input(3, "b.png", "/in/b.png"))

    assert draft.body.form[0].files == ("/in/b.png",)
    assert {variable.name: variable.value for variable in scope.variables} == {
        "index": "4",
        "file": "/in/b.png",
        "file_name": "b.png",
        "file_stem": "b",
    }


def test_a_file_becomes_the_body_where_the_body_is_a_file() -> None:
    draft, _ = applied(RequestDraft(body=Body(BodyKind.BINARY, binary="a")), Input(0, "b", "/b"))

    assert draft.body.binary == "/b"


def test_a_request_without_a_place_for_a_file_says_so() -> None:
    bare = RequestDraft(url="http://h/")

    with pytest.raises(FormatTrouble, match="no place for a file"):
        applied(bare, Input(0, "b", "/b"))

    assert not takes_file(bare)


def test_a_body_that_names_the_file_is_a_place_for_it() -> None:
    draft = RequestDraft(body=Body(BodyKind.RAW, raw='{"path": "{{file}}"}'))

    assert takes_file(draft)
    assert applied(draft, Input(0, "b", "/b"))[0] == draft


def test_columns_go_into_fields_of_the_json() -> None:
    body = {"data": {"req_data": [{"length": 1.5, "name": "a"}]}}
    draft = RequestDraft(body=Body(BodyKind.RAW, raw=json.dumps(body)))
    fields = (("l", ("data", "req_data", 0, "length")), ("n", ("data", "req_data", 0, "name")))

    filled, _ = applied(draft, Input(0, "1", values=(("l", "2.5"), ("n", "7"))), fields)

    assert json.loads(filled.body.raw) == {"data": {"req_data": [{"length": 2.5, "name": "7"}]}}


def test_a_field_that_is_not_there_is_told() -> None:
    draft = RequestDraft(body=Body(BodyKind.RAW, raw="[]"))

    with pytest.raises(FormatTrouble, match="no place"):
        applied(draft, Input(0, "1", values=(("l", "2"),)), (("l", (4,)),))
