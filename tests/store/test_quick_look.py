"""A collection is shown after a first look at its files; what is known about them is kept in the profile."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelpost.core.request import RequestDraft
from modelpost.core.tree import RequestNode
from modelpost.store.opencollection import emit
from modelpost.store.opencollection.collections import Collections
from modelpost.store.opencollection.document import to_document
from modelpost.store.opencollection.glance import glance
from modelpost.store.opencollection.scan import read_node
from modelpost.store.profile import Profile

USUAL = b"""# ours
info:
  name: "A: b" # said
  type: http
  seq: 2
  tags:
    - name: not this

http:
  method: POST
  url: '{{host}}/v1?x=1'
  headers:
    - name: X
      value: url
"""


class Later:
    """A clock by which every file was written long ago."""

    def now(self) -> float:
        return 1e11

    def monotonic(self) -> float:
        return 0.0


def test_the_first_look_shows_what_the_whole_file_says(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_bytes(USUAL)

    seen = glance(USUAL, "a.yml")

    assert seen == RequestNode("a.yml", "A: b", "POST", "{{host}}/v1?x=1", 2)
    assert seen == read_node(tmp_path, "a.yml")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"  type: http", b"  type: graphql"),
        (b'  name: "A: b" # said', b"  name: |-\n    A"),
        (b'  name: "A: b" # said', b'  name: "A\\tb"'),
        (b'  name: "A: b" # said', b"  name: A\n    goes on"),
        (b'  name: "A: b" # said', b"  name: &anchor A"),
        (b"  method: POST", b"  method: {get: post}"),
        (b"  method: POST", b"  verb: POST"),
        (b"info:", b"info: &all"),
        (b"info:", b"\xff"),
    ],
)
def test_of_what_is_not_plain_to_see_it_says_nothing(before: bytes, after: bytes) -> None:
    assert glance(USUAL.replace(before, after), "a.yml") is None


@given(st.text(max_size=12), st.text(max_size=12), st.text(max_size=20))
def test_it_never_says_other_than_the_whole_file(name: str, method: str, url: str) -> None:
    content = emit.dump(to_document(RequestDraft(name, method, url))).encode("utf-8", "replace")

    seen = glance(content, "a.yml")

    assert seen is None or (seen.name, seen.method, seen.url) == (name, method or "GET", url)


def test_a_quick_look_at_a_collection_marks_what_is_broken_once_it_is_read_whole(
    bruno: Path, collections: Collections
) -> None:
    quick, whole = collections.open(str(bruno), quick=True), collections.open(str(bruno))

    assert [node.path for node in quick.tree.requests()] == [node.path for node in whole.tree.requests()]
    assert next(node for node in whole.tree.requests() if node.path == "mask/broken.yml").trouble is not None


def test_what_is_known_is_the_same_at_the_next_start(bruno: Path, profile: Profile) -> None:
    first = Collections(profile, clock=Later()).open(str(bruno))

    again = Collections(profile, clock=Later()).open(str(bruno), quick=True)

    assert again == first


def test_a_file_that_was_changed_is_read_again(bruno: Path, profile: Profile) -> None:
    store = Collections(profile, clock=Later())
    store.open(str(bruno))
    file = bruno / "mask" / "json.yml"
    file.write_text(file.read_text().replace("Score rows", "Score all rows"))

    node = store.open(str(bruno)).find("mask/json.yml")

    assert node is not None
    assert node.name == "Score all rows"


def test_a_damaged_index_is_none(bruno: Path, profile: Profile) -> None:
    first = Collections(profile, clock=Later()).open(str(bruno))
    (index,) = profile.collection_index.iterdir()
    index.write_bytes(b'{"version": 1, "files": {"mask/json.yml": [1, "x"], "x": ')

    assert Collections(profile, clock=Later()).open(str(bruno)) == first


def test_the_index_holds_no_credential(bruno: Path, profile: Profile) -> None:
    (bruno / "leak.yml").write_bytes(USUAL.replace(b"?x=1", b"?access_token=not-a-real-token"))

    Collections(profile, clock=Later()).open(str(bruno))

    (index,) = profile.collection_index.iterdir()
    assert b"not-a-real-token" not in index.read_bytes()
    assert b"mask/json.yml" in index.read_bytes()


@pytest.mark.parametrize("name", ["mask/json.yml", "environments/prod.yml", "opencollection.yml", "mask/new.view.yaml"])
def test_an_edit_by_another_program_changes_the_stamp(bruno: Path, collections: Collections, name: str) -> None:
    before = collections.stamp(str(bruno))
    with (bruno / name).open("a") as stream:
        stream.write("# theirs\n")

    assert collections.stamp(str(bruno)) != before


def test_what_is_no_part_of_the_collection_does_not(bruno: Path, collections: Collections) -> None:
    before = collections.stamp(str(bruno))
    (bruno / "samples" / "more.jpg").write_bytes(b"x")
    (bruno / ".git").mkdir()
    (bruno / ".git" / "index.yml").write_bytes(b"x")

    assert collections.stamp(str(bruno)) == before
