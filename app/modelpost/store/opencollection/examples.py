"""Saved answers: the list `examples` of a request, and in its sidecar the files that hold their bodies."""

from collections.abc import Callable
from dataclasses import replace

from modelpost.core.request import Example, RequestDraft, Row
from modelpost.store.opencollection.emit import Block
from modelpost.store.opencollection.nodes import Plain, as_mapping, as_mappings, as_number, as_text
from modelpost.store.opencollection.rows import read_note

Tree = dict[str, Plain]

_KINDS = frozenset({"json", "text", "xml", "html", "binary"})
_USUAL = "text"
_OF_ASKED = ("url", "method", "headers", "params", "body")


def example_trees(examples: tuple[Example, ...], asked_tree: Callable[[RequestDraft], Tree]) -> list[Plain]:
    """Return saved answers; `asked_tree` gives the block `http` of what was asked."""
    return [_example_tree(example, asked_tree) for example in examples]


def hidden_examples(examples: tuple[Example, ...]) -> list[Plain]:
    """Return the files of answers, each with its place and name."""
    return [
        {"example": place, "name": each.name, "file": each.file} for place, each in enumerate(examples) if each.file
    ]


def read_examples(found: Plain, hidden: Plain, read_asked: Callable[[Tree], RequestDraft]) -> tuple[Example, ...]:
    """Return saved answers from what a file and its sidecar say; `read_asked` reads a block `http`."""
    examples = [_read_example(tree, read_asked) for tree in as_mappings(found)]
    for tree in as_mappings(hidden):
        place = as_number(tree.get("example"))
        if place is not None and 0 <= place < len(examples) and examples[int(place)].name == as_text(tree.get("name")):
            examples[int(place)] = replace(examples[int(place)], file=as_text(tree.get("file")))
    return tuple(examples)


def _example_tree(example: Example, asked_tree: Callable[[RequestDraft], Tree]) -> Tree:
    tree: Tree = {"name": example.name}
    if example.note:
        tree["description"] = example.note
    if example.request is not None:
        asked = asked_tree(example.request)
        tree["request"] = {key: asked[key] for key in _OF_ASKED if key in asked}
    response: Tree = {}
    if example.status:
        response["status"] = example.status
    if example.reason:
        response["statusText"] = example.reason
    if example.headers:
        response["headers"] = [{"name": row.name, "value": row.value} for row in example.headers]
    kind = example.kind if example.kind in _KINDS else _USUAL
    return {**tree, "response": {**response, "body": {"type": kind, "data": Block(example.body)}}}


def _read_example(tree: Tree, read_asked: Callable[[Tree], RequestDraft]) -> Example:
    response = as_mapping(tree.get("response"))
    body = response.get("body")
    whole = as_mapping(body)
    asked, status = tree.get("request"), as_number(response.get("status"))
    return Example(
        name=as_text(tree.get("name")),
        note=read_note(tree.get("description")),
        request=read_asked(asked) if isinstance(asked, dict) else None,
        status=0 if status is None else int(status),
        reason=as_text(response.get("statusText")),
        headers=tuple(
            Row(as_text(row.get("name")), as_text(row.get("value"))) for row in as_mappings(response.get("headers"))
        ),
        kind=as_text(whole.get("type")) or _USUAL,
        body=as_text(whole.get("data")) if whole else as_text(body),
    )
