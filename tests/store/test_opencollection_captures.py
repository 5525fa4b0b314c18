"""Variables set from answers, in files that Bruno understands as far as it can."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from modelpost.core.request import Capture, CaptureScope, CaptureSource
from modelpost.store.opencollection.collections import Collections

TOKEN = Capture("token", "$.result.access_token", scope=CaptureScope.ENVIRONMENT)
HEADER = Capture("subject", "X-Subject-Token", CaptureSource.HEADER)
FOREIGN = """
runtime:
  actions:
    - type: set-variable # before it is sent
      phase: before-request
      selector:
        expression: req.url
        method: jsonq
      variable:
        name: address
        scope: runtime
    - type: set-variable
      phase: after-response
      selector:
        expression: res.body.items.length
        method: jsonq
      variable:
        name: count
        scope: folder
"""


def test_a_plain_path_is_an_action_of_the_schema(
    bruno: Path, collections: Collections, is_valid: Callable[[Path, str], None]
) -> None:
    stored = collections.read(str(bruno), "mask/json.yml")

    collections.save(str(bruno), "mask/json.yml", replace(stored.draft, captures=(TOKEN,)), stored)

    text = (bruno / "mask" / "json.yml").read_text()
    assert "expression: res.body.result.access_token" in text
    assert "scope: environment" in text
    assert not (bruno / "mask" / "json.view.yaml").exists()
    is_valid(bruno / "mask" / "json.yml", "HttpRequest")


def test_what_the_schema_cannot_say_goes_into_the_sidecar_and_keeps_its_place(
    bruno: Path, collections: Collections
) -> None:
    stored = collections.read(str(bruno), "mask/json.yml")
    captures = (HEADER, TOKEN, replace(TOKEN, always=True))

    collections.save(str(bruno), "mask/json.yml", replace(stored.draft, captures=captures), stored)

    assert collections.read(str(bruno), "mask/json.yml").draft.captures == captures
    assert "X-Subject-Token" in (bruno / "mask" / "json.view.yaml").read_text()


def test_actions_of_another_kind_stay(bruno: Path, collections: Collections) -> None:
    file = bruno / "mask" / "json.yml"
    file.write_text(file.read_text().rstrip("\n") + "\n" + FOREIGN)
    stored = collections.read(str(bruno), "mask/json.yml")

    once = collections.save(str(bruno), "mask/json.yml", replace(stored.draft, captures=(TOKEN,)), stored)
    collections.save(str(bruno), "mask/json.yml", replace(once.draft, captures=()), once)

    assert FOREIGN.strip() in file.read_text()
    assert once.draft.captures == (TOKEN,)
    assert "access_token" not in file.read_text()
