"""Scripts and assertions: the block `runtime` of requests, and `scripts` of what lends to them."""

from modelpost.core.request import Assertion, Script
from modelpost.store.opencollection.emit import Block
from modelpost.store.opencollection.nodes import Plain, as_mappings, as_text
from modelpost.store.opencollection.rows import read_row, with_remarks

Tree = dict[str, Plain]


def runtime_tree(scripts: tuple[Script, ...], assertions: tuple[Assertion, ...]) -> Tree:
    """Return what stands in `runtime`; empty when there is nothing."""
    tree: Tree = {}
    if scripts:
        tree["scripts"] = script_trees(scripts)
    if assertions:
        tree["assertions"] = [_assertion_tree(each) for each in assertions]
    return tree


def script_trees(scripts: tuple[Script, ...]) -> list[Plain]:
    """Return scripts word for word."""
    return [{"type": script.kind, "code": Block(script.code)} for script in scripts]


def read_scripts(found: Plain) -> tuple[Script, ...]:
    """Return the scripts in a list."""
    return tuple(Script(as_text(tree.get("type")), as_text(tree.get("code"))) for tree in as_mappings(found))


def read_assertions(found: Plain) -> tuple[Assertion, ...]:
    """Return the assertions in a list."""
    return tuple(_read_assertion(tree) for tree in as_mappings(found))


def _assertion_tree(assertion: Assertion) -> Tree:
    tree: Tree = {"expression": assertion.expression, "operator": assertion.operator}
    if assertion.value:
        tree["value"] = assertion.value
    return with_remarks(tree, assertion.note, enabled=assertion.enabled)


def _read_assertion(tree: Tree) -> Assertion:
    row = read_row(tree)
    return Assertion(
        expression=as_text(tree.get("expression")),
        operator=as_text(tree.get("operator")),
        value=row.value,
        enabled=row.enabled,
        note=row.note,
    )
