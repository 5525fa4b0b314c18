"""Saved answers, scripts and assertions in files that Bruno and people wrote."""

from dataclasses import replace
from pathlib import Path

from modelpost.core.request import Assertion, Example, Script
from modelpost.store.opencollection.collections import Collections

FILE = """\
info:
  name: Kept # a comment
  type: http
  seq: 1

http:
  method: GET
  url: http://h/

runtime:
  scripts:
    - type: tests
      code: |-
        test("x", function () {});
  assertions:
    - expression: res.status
      operator: eq # equal
      value: "200"
    - {expression: res.body.a, operator: isDefined, disabled: true, strange: 1}
  variables:
    - name: kept
      value: "1"

examples:
  - name: Fine
    request:
      url: http://h/?a=1
      method: POST
      body:
        type: json
        data: "{}"
    response:
      status: 200
      statusText: OK
      headers:
        - name: Content-Type
          value: application/json
      body:
        type: json
        data: |-
          {"a": 1}
"""


def stored(tmp_path: Path) -> tuple[str, Path]:
    root = tmp_path / "c"
    root.mkdir()
    (root / "opencollection.yml").write_text(
        "opencollection: 1.0.0\ninfo:\n  name: C\nextensions:\n  modelpost:\n    id: c1\n"
    )
    (root / "kept.yml").write_text(FILE)
    return str(root), root / "kept.yml"


def test_all_three_are_read(collections: Collections, tmp_path: Path) -> None:
    root, _ = stored(tmp_path)

    draft = collections.read(root, "kept.yml").draft

    assert draft.scripts == (Script("tests", 'test("x", function () {});'),)
    assert draft.assertions == (
        Assertion("res.status", "eq", "200"),
        Assertion("res.body.a", "isDefined", enabled=False),
    )
    (example,) = draft.examples
    assert (example.name, example.status, example.body) == ("Fine", 200, '{"a": 1}')
    assert example.request is not None
    assert example.request.url == "http://h/?a=1"


def test_saving_something_else_does_not_touch_them(collections: Collections, tmp_path: Path) -> None:
    root, file = stored(tmp_path)
    before = collections.read(root, "kept.yml")

    collections.save(root, "kept.yml", replace(before.draft, method="PUT"), before)

    assert file.read_text() == FILE.replace("method: GET", "method: PUT")


def test_changing_one_assertion_leaves_the_rest_of_the_file(collections: Collections, tmp_path: Path) -> None:
    root, file = stored(tmp_path)
    before = collections.read(root, "kept.yml")
    changed = (replace(before.draft.assertions[0], value="201"), before.draft.assertions[1])

    collections.save(root, "kept.yml", replace(before.draft, assertions=changed), before)

    assert file.read_text() == FILE.replace('value: "200"', 'value: "201"')


def test_an_answer_is_added_behind_the_others(collections: Collections, tmp_path: Path) -> None:
    root, file = stored(tmp_path)
    before = collections.read(root, "kept.yml")
    added = Example("In a file", status=500, kind="binary", file="samples/a.png")

    collections.save(root, "kept.yml", replace(before.draft, examples=(*before.draft.examples, added)), before)

    assert file.read_text().startswith(FILE)
    assert collections.read(root, "kept.yml").draft.examples[1] == added
