"""Splicing changes any document into any other, or says that it cannot; it never writes something else."""

from random import Random
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from modelpost.core.failures import FormatTrouble
from modelpost.store.opencollection import emit
from modelpost.store.opencollection.nodes import MappingNode
from modelpost.store.opencollection.splice import CannotSplice, merged, splice
from modelpost.store.opencollection.yaml_text import load, parse

WORD = st.text("abxy_ :#-'\"1花", max_size=6)
VALUE = st.one_of(
    WORD,
    WORD.map(lambda word: f"{word}\n{word}"),
    st.integers(0, 99),
    st.booleans(),
    st.sampled_from(["", "a\n\n", "x\n", " y\nz\n"]),
)
KEY = st.sampled_from(["name", "value", "type", "data", "list", "sub", "k1", "k2"])
TREE = st.recursive(
    VALUE, lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(KEY, inner, max_size=4)), max_leaves=14
)
DOCUMENT = st.dictionaries(KEY, TREE, min_size=1, max_size=5)
LAYOUT = st.sampled_from(["ours", "mixed", "wide", "windows", "no final line end"])
COMMENTS = ["", "# at the margin", "  # two", "      # deep"]


def laid_out(document: dict[str, Any], layout: str, chance: Random) -> str:
    """Write a document in one of several layouts, with comments where they do not change it."""
    match layout:
        case "mixed":
            text = yaml.safe_dump(document, allow_unicode=True, default_flow_style=None, sort_keys=False)
        case "wide":
            text = yaml.safe_dump(document, allow_unicode=True, indent=4, sort_keys=False)
        case _:
            text = emit.dump(document)
    for _ in range(chance.randint(0, 4)):
        lines = text.split("\n")
        place = chance.randrange(len(lines))
        lines.insert(place, chance.choice(COMMENTS))
        text = kept_if_equal(document, "\n".join(lines), text)
        lines = text.split("\n")
        lines[place] += "  # behind"
        text = kept_if_equal(document, "\n".join(lines), text)
    if layout == "no final line end":
        text = kept_if_equal(document, text.rstrip("\n"), text)
    return text.replace("\n", "\r\n") if layout == "windows" else text


def kept_if_equal(document: dict[str, Any], changed: str, text: str) -> str:
    try:
        return changed if load(changed, "x") == document else text
    except FormatTrouble:
        return text


def mutated(value: Any, chance: Random, *, is_whole: bool = False) -> Any:
    if isinstance(value, dict):
        result = {
            key: mutated(inner, chance) if chance.random() < 0.4 else inner
            for key, inner in value.items()
            if chance.random() > 0.12
        }
        if chance.random() < 0.25 or (is_whole and not result):
            result[chance.choice(["name", "value", "new"])] = chance.choice(["v", ["a"], {"q": "1\n2"}, 7])
        return result
    if isinstance(value, list):
        items = [mutated(item, chance) if chance.random() < 0.3 else item for item in value if chance.random() > 0.15]
        if chance.random() < 0.3:
            items.insert(chance.randint(0, len(items)), chance.choice(["n", {"name": "n", "value": "x"}, 3]))
        return items
    return chance.choice(["m", "m: n", "two\nlines", 5, value])


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(DOCUMENT, LAYOUT, st.integers(0, 10**9))
def test_the_text_says_what_was_meant(before: dict[str, Any], layout: str, seed: int) -> None:
    chance = Random(seed)
    text = laid_out(before, layout, chance)
    after = mutated(before, chance, is_whole=True)
    root = parse(text, "x")
    assert isinstance(root, MappingNode)

    try:
        result = splice(text, root, before, after)
    except CannotSplice:
        result = emit.dump(merged(root, before, after))

    assert load(result, "x") == after
    assert after != before or result == text


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@example({"name": {}, "value": {}, "type": [], "data": {"name": {}, "value": ["", "", "", ""], "type": {}}}, 97)
@given(DOCUMENT, st.integers(0, 10**9))
def test_what_is_not_known_survives_whatever_is_changed(known: dict[str, Any], seed: int) -> None:
    text = "ours:\n  # theirs\n  unknown: [1, 2]\n" + emit.dump(known)
    after = mutated(known, Random(seed), is_whole=True)
    root = parse(text, "x")
    assert isinstance(root, MappingNode)

    try:
        result = splice(text, root, known, after)
    except CannotSplice:
        pytest.fail("our own layout can always be spliced")

    assert result.startswith("ours:\n  # theirs\n  unknown: [1, 2]\n")
    assert load(result, "x") == {"ours": {"unknown": [1, 2]}, **after}
