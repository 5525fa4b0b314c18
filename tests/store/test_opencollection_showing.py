"""How a request is shown comes back from its sidecar as it was saved."""

from dataclasses import replace
from pathlib import Path

from modelpost.core.showing import Sample, Showing
from modelpost.store.opencollection.collections import Collections
from modelpost.store.opencollection.showing import read_showing

EVERYTHING = Showing(
    title="Street scene detector",
    subtitle="Finds vehicles and people",
    samples=(Sample("By day", "samples/street-day.png"), Sample("A number", text='{"x": 1}')),
    reading="detection",
    threshold=0.5,
    labels="labels.txt",
    contract="models/config.json",
    picks=(("label", "$.who"), ("score", "$.sure")),
)


def test_a_demo_comes_back(bruno: Path, collections: Collections) -> None:
    stored = collections.read(str(bruno), "mask/json.yml")

    collections.save(str(bruno), "mask/json.yml", replace(stored.draft, showing=EVERYTHING), stored)

    assert collections.read(str(bruno), "mask/json.yml").draft.showing == EVERYTHING


def test_the_view_that_was_in_front_comes_back(bruno: Path, collections: Collections) -> None:
    stored = collections.read(str(bruno), "mask/json.yml")

    collections.save(str(bruno), "mask/json.yml", replace(stored.draft, showing=Showing(view="tree")), stored)

    assert collections.read(str(bruno), "mask/json.yml").draft.showing.view == "tree"


def test_a_demo_leaves_the_file_of_the_request_as_it_was(bruno: Path, collections: Collections) -> None:
    stored = collections.read(str(bruno), "mask/json.yml")
    before = (bruno / "mask" / "json.yml").read_bytes()

    collections.save(str(bruno), "mask/json.yml", replace(stored.draft, showing=EVERYTHING), stored)

    assert (bruno / "mask" / "json.yml").read_bytes() == before
    assert (bruno / "mask" / "json.view.yaml").read_text("utf-8").count("title: Street scene detector") == 1


def test_what_makes_no_sense_is_passed_over() -> None:
    found = read_showing({"title": ["x"], "samples": [3, {"file": "a.png"}]}, {"threshold": 7, "picks": "all"})

    assert found == Showing(samples=(Sample(file="a.png"),), threshold=1.0)
