"""Older and rarer shapes of a request, seen as if they were written in today's.

The schema changed under one version number (auth moved out of `runtime`, `info` was introduced), and a body may have
variants. A view puts each node where the rest of the code looks for it; the nodes keep their places in the text, so
that a change still goes to where the value stands.
"""

from modelpost.store.opencollection.nodes import MappingNode, Pair, ScalarNode, SequenceNode, resolved

_INFO_KEYS = ("name", "type", "seq", "tags", "description")


def todays_shape(root: MappingNode) -> MappingNode:
    """Return a request document in today's shape."""
    pairs = list(root.pairs)
    if root.get("info") is None:
        own = [pair for pair in pairs if pair.key.text in _INFO_KEYS]
        if own:
            pairs.append(_pair("info", MappingNode(own, flow=root.flow, start=own[0].key.start, end=root.end)))
    return _with(root, [_http(root, pair) if pair.key.text == "http" else pair for pair in pairs])


def _http(root: MappingNode, pair: Pair) -> Pair:
    http = resolved(pair.value)
    if not isinstance(http, MappingNode):
        return pair
    pairs = [_body(each) if each.key.text == "body" else each for each in http.pairs]
    runtime = root.get("runtime")
    if http.get("auth") is None and isinstance(runtime, MappingNode):
        pairs += [each for each in runtime.pairs if each.key.text == "auth"]
    return Pair(pair.key, _with(http, pairs))


def _body(pair: Pair) -> Pair:
    """Return the selected one of a body's variants, else the first."""
    variants = resolved(pair.value)
    if not isinstance(variants, SequenceNode):
        return pair
    bodies = [variant for variant in map(resolved, variants.items) if isinstance(variant, MappingNode)]
    chosen = next((body for body in bodies if _is_selected(body)), bodies[0] if bodies else None)
    found = next((each for each in chosen.pairs if each.key.text == "body"), None) if chosen else None
    return found or pair


def _is_selected(variant: MappingNode) -> bool:
    selected = variant.get("selected")
    return isinstance(selected, ScalarNode) and selected.text == "true"


def _with(node: MappingNode, pairs: list[Pair]) -> MappingNode:
    return MappingNode(pairs, flow=node.flow, start=node.start, end=node.end)


def _pair(key: str, value: MappingNode) -> Pair:
    return Pair(ScalarNode(key, "", value.start, value.start), value)
