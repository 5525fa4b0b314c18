"""Variables set from answers, as the actions that the schema has, and what it cannot say in the sidecar.

The schema's selector is a path in the manner of JavaScript that begins at `res`: `res.body.token`, `res.status`.
"""

import re

from modelpost.core.request import Capture, CaptureScope, CaptureSource
from modelpost.store.opencollection.nodes import Plain, as_flag, as_mapping, as_mappings, as_number, as_text
from modelpost.store.opencollection.rows import read_note, with_remarks

Tree = dict[str, Plain]

_ACTION = "set-variable"
_PHASE = "after-response"
_METHOD = "jsonq"
_SCOPES = {
    CaptureScope.RUN: "runtime",
    CaptureScope.ENVIRONMENT: "environment",
    CaptureScope.COLLECTION: "collection",
}
_NATIVE_SCOPES = {native: scope for scope, native in _SCOPES.items()}
_STEPS = r"((?:\.[A-Za-z_]\w*|\[(?:0|[1-9]\d*)\])*)"
_PATH = re.compile(rf"\${_STEPS}", re.ASCII)
_SELECTOR = re.compile(rf"res\.body{_STEPS}", re.ASCII)
_STATUS = "res.status"


def action_trees(captures: tuple[Capture, ...]) -> list[Tree]:
    """Return the actions for those captures that the schema can say."""
    return [_action(capture) for capture in captures if _is_native(capture)]


def hidden_captures(captures: tuple[Capture, ...], *, has_actions: bool = True) -> list[Tree]:
    """Return the other captures, each with its place among all; that is every one where the item has no actions."""
    hidden = [(place, each) for place, each in enumerate(captures) if not has_actions or not _is_native(each)]
    return [{"at": place, **_hidden(each)} for place, each in hidden]


def read_captures(actions: Plain, hidden: Plain) -> tuple[Capture, ...]:
    """Return the captures from what a file and its sidecar say; other actions are passed over."""
    captures = [capture for tree in as_mappings(actions) if (capture := _read_action(tree)) is not None]
    for tree in as_mappings(hidden):
        place = as_number(tree.get("at"))
        captures.insert(len(captures) if place is None else int(max(place, 0)), _read_hidden(tree))
    return tuple(captures)


def foreign_actions(actions: Plain) -> list[Plain]:
    """Return the actions that are not captures of ours: set before the request, or by what we do not understand."""
    found = actions if isinstance(actions, list) else []
    return [tree for tree in found if not isinstance(tree, dict) or _read_action(tree) is None]


def _is_native(capture: Capture) -> bool:
    return capture.scope in _SCOPES and not capture.always and bool(_selector(capture))


def _selector(capture: Capture) -> str:
    if capture.source is CaptureSource.STATUS and not capture.expression:
        return _STATUS
    path = _PATH.fullmatch(capture.expression) if capture.source is CaptureSource.JSON else None
    return f"res.body{path[1]}" if path else ""


def _action(capture: Capture) -> Tree:
    tree: Tree = {
        "type": _ACTION,
        "phase": _PHASE,
        "selector": {"expression": _selector(capture), "method": _METHOD},
        "variable": {"name": capture.name, "scope": _SCOPES[capture.scope]},
    }
    return with_remarks(tree, capture.note, enabled=capture.enabled)


def _read_action(tree: Tree) -> Capture | None:
    selector, variable = as_mapping(tree.get("selector")), as_mapping(tree.get("variable"))
    expression = as_text(selector.get("expression"))
    path = _SELECTOR.fullmatch(expression)
    scope = _NATIVE_SCOPES.get(as_text(variable.get("scope")))
    if tree.get("type") != _ACTION or tree.get("phase") != _PHASE or scope is None:
        return None
    if path is None and expression != _STATUS:
        return None
    return Capture(
        name=as_text(variable.get("name")),
        expression=f"${path[1]}" if path else "",
        source=CaptureSource.JSON if path else CaptureSource.STATUS,
        scope=scope,
        enabled=not as_flag(tree.get("disabled")),
        note=read_note(tree.get("description")),
    )


def _hidden(capture: Capture) -> Tree:
    tree: Tree = {"name": capture.name, "source": capture.source.value, "scope": capture.scope.value}
    if capture.expression:
        tree["expression"] = capture.expression
    if capture.always:
        tree["always"] = True
    return with_remarks(tree, capture.note, enabled=capture.enabled)


def _read_hidden(tree: Tree) -> Capture:
    sources = {source.value: source for source in CaptureSource}
    scopes = {scope.value: scope for scope in CaptureScope}
    return Capture(
        name=as_text(tree.get("name")),
        expression=as_text(tree.get("expression")),
        source=sources.get(as_text(tree.get("source")), CaptureSource.JSON),
        scope=scopes.get(as_text(tree.get("scope")), CaptureScope.RUN),
        enabled=not as_flag(tree.get("disabled")),
        always=bool(as_flag(tree.get("always"))),
        note=as_text(tree.get("description")),
    )
