"""How a request is shown, as the blocks `demo` and `view` of its sidecar."""

import math

from modelpost.core.showing import Sample, Showing
from modelpost.store.opencollection.nodes import Plain, as_mapping, as_mappings, as_number, as_text

Tree = dict[str, Plain]

DEMO, VIEW = "demo", "view"
_SAMPLE_PARTS = ("name", "file", "text")


def demo_tree(showing: Showing) -> Tree:
    """Return what a demo says and is tried with; empty when it is nothing."""
    tree: Tree = {key: text for key, text in (("title", showing.title), ("subtitle", showing.subtitle)) if text}
    if showing.samples:
        tree["samples"] = [
            {part: getattr(sample, part) for part in _SAMPLE_PARTS if getattr(sample, part)}
            for sample in showing.samples
        ]
    return tree


def view_tree(showing: Showing) -> Tree:
    """Return how the answer is looked at; empty when nothing was chosen."""
    tree: Tree = {key: text for key, text in _view_texts(showing) if text}
    if showing.threshold:
        tree["threshold"] = showing.threshold
    if showing.picks:
        tree["picks"] = dict(showing.picks)
    return tree


def read_showing(demo: Plain, view: Plain) -> Showing:
    """Return what the two blocks say; what is of an unexpected kind is passed over."""
    said, looked = as_mapping(demo), as_mapping(view)
    threshold = as_number(looked.get("threshold")) or 0.0
    return Showing(
        title=as_text(said.get("title")),
        subtitle=as_text(said.get("subtitle")),
        samples=tuple(_read_sample(sample) for sample in as_mappings(said.get("samples"))),
        reading=as_text(looked.get("reading")),
        threshold=min(1.0, max(0.0, threshold)) if math.isfinite(threshold) else 0.0,
        labels=as_text(looked.get("labels")),
        contract=as_text(looked.get("contract")),
        view=as_text(looked.get("view")),
        picks=tuple((key, as_text(path)) for key, path in as_mapping(looked.get("picks")).items()),
    )


def _view_texts(showing: Showing) -> tuple[tuple[str, str], ...]:
    texts = ("reading", showing.reading), ("labels", showing.labels), ("contract", showing.contract)
    return (*texts, ("view", showing.view))


def _read_sample(tree: Tree) -> Sample:
    return Sample(**{part: as_text(tree.get(part)) for part in _SAMPLE_PARTS})
