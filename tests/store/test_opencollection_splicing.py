"""Saving changes only what was changed: comments, quotes, order and line ends of the rest stay byte for byte."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modelpost.core import url as address_line
from modelpost.core.request import AuthChoice, BodyKind, FormRow, RequestDraft, RequestSettings, Row
from modelpost.store.opencollection.collections import Collections
from modelpost.store.profile import Profile

DETECT = (Path(__file__).parent.parent / "fixtures/bruno_collection/mask/detect.yml").read_text()


@dataclass(frozen=True)
class Edit:
    """What a user changes, and the only piece of the file that may change with it."""

    name: str
    change: Callable[[RequestDraft], RequestDraft]
    old: str
    new: str


def header(index: int, **changes: object) -> Callable[[RequestDraft], RequestDraft]:
    def change(draft: RequestDraft) -> RequestDraft:
        rows = list(draft.headers)
        rows[index] = replace(rows[index], **changes)
        return replace(draft, headers=tuple(rows))

    return change


def form(index: int, **changes: object) -> Callable[[RequestDraft], RequestDraft]:
    def change(draft: RequestDraft) -> RequestDraft:
        rows = list(draft.body.form)
        rows[index] = replace(rows[index], **changes)
        return draft.with_body(form=tuple(rows))

    return change


def setting(**changes: object) -> Callable[[RequestDraft], RequestDraft]:
    return lambda draft: replace(draft, settings=replace(draft.settings, **changes))


INDEPENDENT = [
    Edit("method", lambda d: replace(d, method="PUT"), "method: POST", "method: PUT"),
    Edit(
        "name",
        lambda d: replace(d, name="Find: masks"),
        "name: Detect masks (image)",
        'name: "Find: masks"',
    ),
    Edit("header value keeps its quotes", header(0, value="text/plain"), "'application/json'", "'text/plain'"),
    Edit("switch a header on", header(1, enabled=True), '      value: "on"\n      disabled: true', '      value: "on"'),
    Edit("header in braces", header(2, value="c, d"), "value: 'a, b'}", "value: 'c, d'}"),
    Edit("timeout", setting(timeout=5.0), "timeout: 30000", "timeout: 5000"),
    Edit("text part", form(1, value="a\nb"), "value: hello", "value: |-\n          a\n          b"),
    Edit(
        "another file",
        form(0, files=("samples/street.jpg", "samples/more.jpg")),
        "          - samples/street.jpg\n",
        "          - samples/street.jpg\n          - samples/more.jpg\n",
    ),
    Edit("auth", lambda d: replace(d, auth=AuthChoice("bearer", (("token", "{{t}}"),))), "  auth: inherit\n",
         '  auth:\n    type: bearer\n    token: "{{t}}"\n'),
    Edit("docs", lambda d: replace(d, docs="Two\nlines"),
         "  One image per call; boxes are [y_min, x_min, y_max, x_max] in pixels.\n", "  Two\n  lines\n"),
    Edit("redirects", setting(follow_redirects=None), "  followRedirects: true\n", ""),
    Edit("TLS goes to the sidecar", setting(verify_tls=False), "", ""),
]  # fmt: skip

ALONE = [
    Edit("nothing", lambda d: d, "", ""),
    Edit(
        "remove the header in braces",
        lambda d: replace(d, headers=d.headers[:2]),
        "    - {name: X-Inline, value: 'a, b'}\n",
        "",
    ),
    Edit(
        "remove a header, the comment above it stays",
        lambda d: replace(d, headers=(d.headers[0], d.headers[2])),
        '    - name: X-Trace\n      value: "on"\n      disabled: true\n',
        "",
    ),
    Edit(
        "add a header",
        lambda d: d.with_header("X-New", "true"),
        "    - {name: X-Inline, value: 'a, b'}\n",
        "    - {name: X-Inline, value: 'a, b'}\n    - name: X-New\n      value: \"true\"\n",
    ),
    Edit(
        "add a header before the first",
        lambda d: replace(d, headers=(Row("A", "1"), *d.headers)),
        "    - name: Accept\n",
        '    - name: A\n      value: "1"\n    - name: Accept\n',
    ),
    Edit(
        "remove all headers",
        lambda d: replace(d, headers=()),
        "  headers:\n    - name: Accept\n      value: 'application/json'\n    # tracing, see wiki\n"
        "    - name: X-Trace\n      value: \"on\"\n      disabled: true\n    - {name: X-Inline, value: 'a, b'}\n",
        "",
    ),
    Edit("no auth", lambda d: replace(d, auth=AuthChoice("none")), "  auth: inherit\n", ""),
    Edit(
        "every setting that we know; what we do not know stays",
        lambda d: replace(d, settings=RequestSettings()),
        "  timeout: 30000\n  followRedirects: true\n  maxRedirects: 5\n",
        "",
    ),
    Edit("no docs", lambda d: replace(d, docs=""),
         "\ndocs: |-\n  One image per call; boxes are [y_min, x_min, y_max, x_max] in pixels.\n", ""),
    Edit(
        "a note on a header",
        header(0, note="why"),
        "      value: 'application/json'\n",
        "      value: 'application/json'\n      description: why\n",
    ),
    Edit(
        "the name of a header",
        header(0, name="Accept-Language"),
        "    - name: Accept\n",
        "    - name: Accept-Language\n",
    ),
    Edit(
        "another text part",
        lambda d: d.with_body(form=(*d.body.form, FormRow("more", "1"))),
        "        type: text\n        value: hello\n",
        '        type: text\n        value: hello\n      - name: more\n        type: text\n        value: "1"\n',
    ),
]  # fmt: skip


def saved(text: str, change: Callable[[RequestDraft], RequestDraft]) -> bytes:
    with TemporaryDirectory() as folder:
        collections = Collections(Profile(Path(folder, "profile")))
        collections.create(f"{folder}/c", "C")
        file = Path(folder, "c", "detect.yml")
        file.write_bytes(text.encode())
        stored = collections.read(f"{folder}/c", "detect.yml")
        wanted = change(stored.draft)

        collections.save(f"{folder}/c", "detect.yml", wanted, stored)

        assert collections.read(f"{folder}/c", "detect.yml").draft == wanted
        return file.read_bytes()


@pytest.mark.parametrize("edit", [*INDEPENDENT, *ALONE], ids=lambda edit: edit.name)
def test_only_what_was_edited_changes(edit: Edit) -> None:
    assert DETECT.count(edit.old) == 1 or not edit.old

    result = saved(DETECT, edit.change)

    assert result.decode() == (DETECT.replace(edit.old, edit.new) if edit.old else DETECT)


@pytest.mark.parametrize("edit", [*INDEPENDENT, *ALONE], ids=lambda edit: edit.name)
def test_windows_line_ends_and_a_byte_order_mark_stay(edit: Edit) -> None:
    def on_windows(text: str) -> str:
        return "\ufeff" + text.replace("\n", "\r\n")

    result = saved(on_windows(DETECT), edit.change)

    assert result.decode() == on_windows(DETECT.replace(edit.old, edit.new) if edit.old else DETECT)


@settings(max_examples=60, deadline=None)
@given(st.sets(st.sampled_from(range(len(INDEPENDENT)))))
def test_any_set_of_edits_leaves_the_rest_alone(chosen: set[int]) -> None:
    edits = [INDEPENDENT[index] for index in sorted(chosen)]
    expected = DETECT
    for edit in edits:
        expected = expected.replace(edit.old, edit.new) if edit.old else expected

    def change(draft: RequestDraft) -> RequestDraft:
        for edit in edits:
            draft = edit.change(draft)
        return draft

    assert saved(DETECT, change).decode() == expected


def test_the_url_and_its_rows_change_together() -> None:
    result = saved(DETECT, lambda d: address_line.with_line(d, d.url.replace("0.30", "0.50")))

    expected = DETECT.replace('score_threshold=0.30"', 'score_threshold=0.50"')
    assert result.decode() == expected.replace(
        '    - name: score_threshold\n      value: "0.30"', '    - name: score_threshold\n      value: "0.50"'
    )


def test_a_file_without_a_final_line_end_keeps_that() -> None:
    text = "info:\n  name: A\n  type: http\nhttp:\n  method: GET\n  url: https://a.example/x"

    result = saved(text, lambda d: d.with_header("X", "1"))

    assert result.decode() == text + '\n  headers:\n    - name: X\n      value: "1"'


def test_a_body_that_is_switched_off_comes_back_from_the_sidecar() -> None:
    with TemporaryDirectory() as folder:
        collections = Collections(Profile(Path(folder, "profile")))
        collections.create(f"{folder}/c", "C")
        Path(folder, "c", "detect.yml").write_text(DETECT)
        first = collections.read(f"{folder}/c", "detect.yml")

        none = collections.save(f"{folder}/c", "detect.yml", first.draft.with_body(kind=BodyKind.NONE), first)
        assert "multipart-form" not in Path(folder, "c", "detect.yml").read_text()
        assert Path(folder, "c", "detect.view.yaml").exists()
        collections.save(f"{folder}/c", "detect.yml", first.draft, none)

        assert collections.read(f"{folder}/c", "detect.yml").draft == first.draft
        assert not Path(folder, "c", "detect.view.yaml").exists()


def test_keys_in_a_sidecar_that_we_do_not_know_survive(bruno: Path, collections: Collections) -> None:
    sidecar = bruno / "mask" / "detect.view.yaml"
    sidecar.write_text("# thresholds of the demo\ndemo:\n  title: Masks\nverifyTls: false\n")
    stored = collections.read(str(bruno), "mask/detect.yml")

    collections.save(str(bruno), "mask/detect.yml", setting(verify_tls=None)(stored.draft), stored)

    assert sidecar.read_text() == "# thresholds of the demo\ndemo:\n  title: Masks\n"


def test_an_older_shape_is_saved_where_it_says_things(bruno: Path, collections: Collections) -> None:
    file = bruno / "mask" / "deep" / "older.yml"
    stored = collections.read(str(bruno), "mask/deep/older.yml")
    assert stored.draft.auth == AuthChoice("basic", (("username", "ada"), ("password", "{{password}}")))
    assert stored.draft.headers == (Row("X-On", "1", enabled=False),)

    changed = replace(
        stored.draft, name="Newer", auth=stored.draft.auth.with_value("username", "grace"), headers=(Row("X-On", "1"),)
    )
    collections.save(str(bruno), "mask/deep/older.yml", changed, stored)

    assert collections.read(str(bruno), "mask/deep/older.yml").draft == changed
    assert "runtime:\n  auth:\n    type: basic\n    username: grace\n" in file.read_text()


def test_the_selected_variant_of_a_body_is_edited_and_the_others_stay(tmp_path: Path, collections: Collections) -> None:
    collections.create(str(tmp_path / "c"), "C")
    text = (
        "info:\n  name: A\n  type: http\nhttp:\n  method: POST\n  url: https://a.example\n  body:\n"
        "    - title: one # first\n      body:\n        type: json\n        data: '1'\n"
        "    - title: two\n      selected: true\n      body:\n        type: text\n        data: 'x'\n"
    )
    (tmp_path / "c" / "a.yml").write_text(text)
    stored = collections.read(str(tmp_path / "c"), "a.yml")
    assert stored.draft.body.raw == "x"

    collections.save(str(tmp_path / "c"), "a.yml", stored.draft.with_body(raw="y"), stored)

    assert (tmp_path / "c" / "a.yml").read_text() == text.replace("data: 'x'", "data: 'y'")


@pytest.mark.parametrize(
    "text",
    [
        "{info: {name: A, type: http}, http: {method: GET, url: 'https://a.example', headers: [{name: X, value: 1}]}}",
        "info: {name: A, type: http}\nhttp:\n  ? method\n  : GET\n  url: https://a.example\n",
        "info: &i {type: http}\nhttp: &h\n  url: a.b\n  headers: &x\n  - name: X\n    value: &v 1\n  - {value: *v}\n",
        "info:\n    type: http\nhttp:\n    url: a.example\n    headers:\n    -   name: X\n        value: 1\n",
        "---\ninfo:\n  type: http\nhttp: {}\n...\n",
        "info:\n  type: http\n",
    ],
    ids=["braces", "explicit key", "anchors", "wide indent", "empty http", "no http"],
)
def test_unusual_layouts_take_every_change(text: str) -> None:
    def change(draft: RequestDraft) -> RequestDraft:
        draft = address_line.with_line(replace(draft, name="B: b", method="PUT"), "https://b.example/?q=1")
        draft = replace(draft, headers=(Row("Z", "0"), *draft.headers[1:], Row("W", "1")), auth=AuthChoice("inherit"))
        return draft.with_body(kind=BodyKind.RAW, raw='{\n "a": 1\n}')

    saved(text, change)  # asserts that the file is read back as it was meant
