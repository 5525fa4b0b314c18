"""What each response view shows, and how well it says it fits."""

import json
import mmap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpost import viewers
from modelpost.core.headers import HeaderList
from modelpost.core.registry import Registry
from modelpost.core.response import Response
from modelpost.core.text import Message
from modelpost.documents.charset import charset_of
from modelpost.viewers import cookies, headers, pretty, preview, raw, tree
from modelpost.viewers.api import (
    Answer,
    CookiesRendering,
    FieldsRendering,
    LayoutRendering,
    MarkupRendering,
    NothingRendering,
    PictureRendering,
    Rendering,
    TableRendering,
    TextRendering,
    TreeRendering,
    Viewer,
)

REGISTRY: Registry[Viewer] = Registry.discover(viewers)
PNG = b"\x89PNG\r\n\x1a\n\x00\xff"
NOTE = Message("Sent as {declared}, looks like {found}.", declared="text/plain", found="application/json")
MEDIA_TYPES = ("application/json", "text/html", "image/png", "image/svg+xml", "application/octet-stream", "x/y")

every_view = pytest.mark.parametrize("view", REGISTRY, ids=lambda view: view.name)


def answer(content: bytes | memoryview, media_type: str, charset: str = "utf-8", note: Message | None = None) -> Answer:
    return Answer(Response(200), content, media_type, media_type, charset, note)


def test_the_views_stand_in_the_order_of_their_tabs() -> None:
    assert [view.name for view in REGISTRY] == ["pretty", "tree", "raw", "preview", "hex", "headers", "cookies"]


@every_view
def test_a_view_has_a_label(view: Viewer) -> None:
    assert view.label.filled()


@every_view
@given(content=st.binary(max_size=80) | st.text('{}[]",:\\1e', max_size=40).map(str.encode))
@pytest.mark.parametrize("media_type", MEDIA_TYPES)
def test_whatever_arrives_is_shown(view: Viewer, media_type: str, content: bytes) -> None:
    given_answer = answer(memoryview(content), media_type, charset_of("", content))

    rendering = view.render(given_answer)

    assert isinstance(rendering, Rendering)
    assert 0 <= view.score(given_answer) <= 1


@pytest.mark.parametrize(
    ("media_type", "content", "best"),
    [
        ("application/json", b"{}", "pretty"),
        ("application/problem+json", b"{}", "pretty"),
        ("text/html", b"<html>", "pretty"),
        ("application/atom+xml", b"<feed/>", "pretty"),
        ("text/csv", b"1,2", "pretty"),
        ("application/x-ndjson", b"{}\n{}", "pretty"),
        ("application/yaml", b"a: 1", "pretty"),
        ("image/png", PNG, "preview"),
        ("image/svg+xml", b"<svg/>", "preview"),
        ("image/tiff", b"II*\x00", "preview"),
        ("application/pdf", b"%PDF-1.7", "raw"),
        ("application/octet-stream", b"\x00\x01", "raw"),
        ("text/json", b"{}", "pretty"),
        ("application/pdf", b"", "headers"),
        ("application/json", b"", "headers"),
        ("text/html", b"", "headers"),
        ("image/png", b"", "headers"),
    ],
)
def test_the_view_that_fits_best_wins(media_type: str, content: bytes, best: str) -> None:
    scores = {view.name: view.score(answer(content, media_type)) for view in REGISTRY}

    assert max(scores, key=lambda name: scores[name]) == best


def test_pretty_lays_json_out() -> None:
    rendering = pretty.PLUGIN.render(answer(b'{"label":"rose","boxes":[1,2],"none":[]}', "application/json"))

    assert isinstance(rendering, TextRendering)
    assert rendering.language == "json"
    assert bytes(rendering.content).decode() == (
        '{\n  "label": "rose",\n  "boxes": [\n    1,\n    2\n  ],\n  "none": []\n}'
    )


@pytest.mark.parametrize(
    "number", ["0.10", "1E400", "-0", "123456789012345678901234567890", "0.1234567890123456789", "1.0"]
)
def test_pretty_changes_no_digit(number: str) -> None:
    rendering = pretty.PLUGIN.render(answer(f'{{"score":{number}}}'.encode(), "application/json"))

    assert isinstance(rendering, TextRendering)
    assert bytes(rendering.content).decode() == f'{{\n  "score": {number}\n}}'


def test_pretty_keeps_order_duplicates_and_escapes() -> None:
    rendering = pretty.PLUGIN.render(answer(rb'{"b":"\u73ab","a":1,"b":"\/"}', "application/json"))

    assert isinstance(rendering, TextRendering)
    assert bytes(rendering.content).replace(b"\n", b"").replace(b" ", b"") == rb'{"b":"\u73ab","a":1,"b":"\/"}'


def test_pretty_lays_out_json_that_was_cut_short() -> None:
    rendering = pretty.PLUGIN.render(answer(b'{"a":[1,{"b":"ro', "application/json"))

    assert isinstance(rendering, TextRendering)
    assert bytes(rendering.content).splitlines()[0] == b"{"
    assert bytes(rendering.content).endswith(b'"ro')


@pytest.mark.parametrize(
    ("media_type", "language"),
    [
        ("application/json", "json"),
        ("application/vnd.api+json", "json"),
        ("text/json", "json"),
        ("text/x-json", "json"),
        ("application/xml", "xml"),
        ("application/soap+xml", "xml"),
        ("image/svg+xml", "xml"),
        ("text/html", "html"),
        ("application/xhtml+xml", "html"),
        ("text/plain", "text"),
        ("application/octet-stream", "text"),
    ],
)
def test_pretty_is_coloured_by_the_media_type(media_type: str, language: str) -> None:
    rendering = pretty.PLUGIN.render(answer(b"1", media_type))

    assert isinstance(rendering, TextRendering)
    assert rendering.language == language


@pytest.mark.parametrize("media_type", ["text/html", "application/xml", "text/plain"])
def test_pretty_leaves_what_is_no_json_as_received(media_type: str) -> None:
    rendering = pretty.PLUGIN.render(answer(b"<p>  {}\r\n\t</p>", media_type, "latin-1", NOTE))

    assert isinstance(rendering, TextRendering)
    assert (rendering.content, rendering.charset, rendering.note) == (b"<p>  {}\r\n\t</p>", "latin-1", NOTE)


def test_pretty_lays_out_up_to_its_limit_at_once() -> None:
    content = json.dumps(["x" * (pretty.LARGEST_AT_ONCE - 4)]).encode()

    rendering = pretty.PLUGIN.render(answer(content, "application/json"))

    assert isinstance(rendering, TextRendering)
    assert rendering.note is None
    assert bytes(rendering.content).startswith(b'[\n  "xxx')


def test_pretty_hands_out_what_takes_its_time_as_a_layout() -> None:
    content = b"[" + b"1," * (pretty.LARGEST_AT_ONCE // 2) + b"1]"

    rendering = pretty.PLUGIN.render(answer(content, "application/json", note=NOTE))

    assert isinstance(rendering, LayoutRendering)
    assert (rendering.content, rendering.language, rendering.note) == (content, "json", NOTE)
    assert b"".join(rendering.layout.pieces()).startswith(b"[\n  1,\n  1,")


@pytest.mark.parametrize(("size", "best"), [(pretty.LARGEST_UNASKED, "pretty"), (pretty.LARGEST_UNASKED + 1, "raw")])
def test_the_largest_json_is_laid_out_only_when_asked_for(size: int, best: str) -> None:
    content = memoryview(mmap.mmap(-1, size))

    scores = {view.name: view.score(answer(content, "application/json")) for view in REGISTRY}

    assert max(scores, key=lambda name: scores[name]) == best


@pytest.mark.parametrize("content", [b'{"a":1,}', b"[1 2]", b"{a:1}", b"[1}", b"[1]]", b"// no\n[1]"])
def test_pretty_shows_what_is_no_json_as_it_is_and_says_where(content: bytes) -> None:
    rendering = pretty.PLUGIN.render(answer(content, "application/json"))

    assert isinstance(rendering, TextRendering)
    assert rendering.content == content
    assert rendering.fault is not None
    assert 0 <= rendering.fault.offset < len(content)


def test_pretty_says_what_was_odd() -> None:
    rendering = pretty.PLUGIN.render(answer(b"{}", "application/json", note=NOTE))

    assert isinstance(rendering, TextRendering)
    assert rendering.note == NOTE


@pytest.mark.parametrize(("media_type", "content"), [("application/json", b'{"a" : 1}'), ("image/png", PNG)])
def test_raw_shows_every_byte_without_colours(media_type: str, content: bytes) -> None:
    rendering = raw.PLUGIN.render(answer(content, media_type, "cp1252", NOTE))

    assert rendering == TextRendering(content, "text", "cp1252", NOTE)


def test_raw_copies_no_byte_of_a_mapped_file() -> None:
    mapped = memoryview(b"a large body")

    rendering = raw.PLUGIN.render(answer(mapped, "text/plain"))

    assert isinstance(rendering, TextRendering)
    assert rendering.content is mapped


@pytest.mark.parametrize("media_type", sorted(preview.PICTURES))
def test_preview_hands_on_a_picture_as_received(media_type: str) -> None:
    assert preview.PLUGIN.render(answer(PNG, media_type)) == PictureRendering(PNG, media_type)


@pytest.mark.parametrize("media_type", ["application/json", "text/plain", "application/pdf", "video/mp4"])
def test_preview_says_what_it_cannot_show(media_type: str) -> None:
    given_answer = answer(b"content", media_type)

    rendering = preview.PLUGIN.render(given_answer)

    assert preview.PLUGIN.score(given_answer) == 0
    assert isinstance(rendering, NothingRendering)
    assert media_type in rendering.text.filled()


def test_headers_show_every_field_in_order_with_duplicates() -> None:
    fields = HeaderList.of([("Set-Cookie", "a=1"), ("Content-Type", "text/plain"), ("set-cookie", "b=2")])

    rendering = headers.PLUGIN.render(Answer(Response(200, headers=fields)))

    assert rendering == FieldsRendering(fields)


def test_cookies_are_shown_with_why_they_are_refused() -> None:
    fields = HeaderList.of(
        [
            ("Date", "Sun, 06 Nov 1994 08:49:37 GMT"),
            ("Set-Cookie", "a=1; Max-Age=60"),
            ("Set-Cookie", "b=2; Domain=other.org"),
        ]
    )
    response = Response(200, headers=fields, url="https://example.org/x")

    rendering = cookies.PLUGIN.render(Answer(response))

    assert isinstance(rendering, CookiesRendering)
    kept, refused = rendering.offers
    assert (kept.cookie.pair, kept.cookie.expires_at, kept.refusal) == ("a=1", 784_111_837.0, None)
    assert str(refused.refusal) == "It is for other.org, but came from example.org."


def test_preview_lays_a_page_out_and_says_what_it_leaves_out() -> None:
    rendering = preview.PLUGIN.render(answer(b"<p>x</p>", "text/html"))

    assert isinstance(rendering, MarkupRendering)
    assert (rendering.text, rendering.language) == ("<p>x</p>", "html")
    assert rendering.note is not None


def test_preview_does_not_lay_out_a_page_that_would_hold_the_window_up() -> None:
    assert isinstance(preview.PLUGIN.render(answer(b" " * 300_000, "text/html")), NothingRendering)


@pytest.mark.parametrize(
    ("content", "media_type"),
    [(b'a,b\n"x,1",2\n', "text/csv"), (b"a;b\nx,1;2\n", "text/csv"), (b"a\tb\nx,1\t2", "text/tab-separated-values")],
)
def test_preview_shows_a_table_whatever_parts_its_cells(content: bytes, media_type: str) -> None:
    rendering = preview.PLUGIN.render(answer(content, media_type))

    assert isinstance(rendering, TableRendering)
    assert (rendering.grid.heads, rendering.grid.rows) == (("a", "b"), (("x,1", "2"),))


def test_preview_of_a_long_table_says_that_it_is_cut() -> None:
    rendering = preview.PLUGIN.render(answer(b"a,b\n" * 30_000, "text/csv"))

    assert isinstance(rendering, TableRendering)
    assert len(rendering.grid.rows) == 20_000
    assert rendering.note is not None


def test_a_tree_is_shown_of_objects_and_arrays_only() -> None:
    assert isinstance(tree.PLUGIN.render(answer(b' {"a": 1}', "application/json")), TreeRendering)
    assert isinstance(tree.PLUGIN.render(answer(b"12", "application/json")), NothingRendering)


def test_a_tree_of_another_charset_is_one_of_utf_8() -> None:
    rendering = tree.PLUGIN.render(answer('{"a": "é"}'.encode("latin-1"), "application/json", "iso8859-1"))

    assert isinstance(rendering, TreeRendering)
    assert bytes(rendering.content) == '{"a": "é"}'.encode()
