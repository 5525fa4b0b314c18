"""The contract of a model: what ModelArts' `config.json` says of its inputs and outputs, read as people write it.

Content types, keys and schema words are misspelt in the documentation itself (`applicaton/json`, `item` for `items`),
and files have the type `file`, which no JSON Schema knows.
Source: https://docs.otc.t-systems.com/modelarts/umn/ (Specifications for Editing a Model Configuration File).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from modelpost.core.text import Message
from modelpost.documents.json_form import FieldRule
from modelpost.documents.json_values import Json, Path, at, number, path_text

_MOST_TROUBLES = 5
_DEEPEST = 32
_MOST_CHECKED = 10_000
_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "number": (int, float),
    "integer": (int,),
    "boolean": (bool,),
    "null": (type(None),),
}
_EMPTY: dict[str, Json] = {"string": "", "number": 0.0, "integer": 0, "boolean": False}
Schema = dict[str, Json]


@dataclass(frozen=True, slots=True)
class Contract:
    """How a model is called and what it answers. `is_form` tells of form-data; `algorithm` is free text."""

    method: str = "POST"
    path: str = "/"
    is_form: bool = False
    algorithm: str = ""
    request: Schema = field(default_factory=dict)
    response: Schema = field(default_factory=dict)


def contract_of(document: Json) -> Contract | None:
    """Return the contract of the first interface in a `config.json`, None for another document."""
    interface = at(document, ("apis", 0))
    if not isinstance(document, dict) or not isinstance(interface, dict):
        return None
    asked = _mapping(interface.get("request") or interface.get("input_params"))
    answered = _mapping(interface.get("response") or interface.get("output_params"))
    request = _mapping(asked.get("data", asked))
    kind = next((str(value) for key, value in asked.items() if key.lower().replace("_", "-") == "content-type"), "")
    is_form = "form" in kind.lower() or bool(file_fields(request))
    method = interface.get("method")
    url = interface.get("url")
    return Contract(
        method.upper() if isinstance(method, str) and method.isalpha() else "POST",
        url if isinstance(url, str) and url.startswith("/") else "/",
        is_form,
        str(document.get("model_algorithm") or ""),
        request,
        _mapping(answered.get("data", answered)),
    )


def file_fields(schema: Schema) -> tuple[str, ...]:
    """Return the names of the parts that are files."""
    properties = _mapping(schema.get("properties"))
    return tuple(name for name, value in properties.items() if at(value, ("type",)) == "file")


def skeleton(schema: Schema, depth: int = 0) -> Json:
    """Return the smallest document that a schema describes, to be filled in."""
    if "default" in schema:
        return schema["default"]
    choices = schema.get("enum")
    if isinstance(choices, list) and choices:
        return choices[0]
    kind = _kind(schema)
    if depth > _DEEPEST:
        return None
    if kind == "object":
        return {name: skeleton(_mapping(each), depth + 1) for name, each in _mapping(schema.get("properties")).items()}
    if kind == "array":
        items = _items(schema)
        return [skeleton(items, depth + 1)] if items else []
    return _EMPTY.get(kind)


def rules_of(schema: Schema, depth: int = 0) -> dict[str, FieldRule]:
    """Return what a schema says of its fields, by their names."""
    found: dict[str, FieldRule] = {}
    for name, value in _mapping(schema.get("properties")).items():
        inner = _mapping(value)
        choices = inner.get("enum")
        words = tuple(str(each) for each in choices) if isinstance(choices, list) else ()
        rule = FieldRule(number(inner.get("minimum")), number(inner.get("maximum")), words)
        if rule != FieldRule():
            found[name] = rule
        if depth < _DEEPEST:
            found |= rules_of(inner, depth + 1)
    items = _items(schema)
    return {**found, **rules_of(items, depth + 1)} if items and depth < _DEEPEST else found


def troubles(schema: Schema, value: Json) -> tuple[Message, ...]:
    """Return where an answer differs from its schema, at most five places; what a schema does not say is right."""
    found: list[Message] = []
    for checked, trouble in enumerate(_troubles(schema, value, ())):
        if trouble is not None:
            found.append(trouble)
        if len(found) == _MOST_TROUBLES or checked == _MOST_CHECKED:
            break
    return tuple(found)


def _troubles(schema: Schema, value: Json, path: Path) -> Iterator[Message | None]:
    """Yield a trouble, or None for each value that is as it should be."""
    kind = _kind(schema)
    place = path_text(path)
    if len(path) > _DEEPEST:
        return
    if kind in _TYPES and not _is(value, kind):
        yield Message("The contract says {kind} at {place}, but it is something else.", kind=kind, place=place)
        return
    yield None
    choices = schema.get("enum")
    if isinstance(choices, list) and choices and value not in choices:
        yield Message("The contract does not know the value at {place}.", place=place)
    amount = number(value) if isinstance(value, int | float) else None
    low, high = number(schema.get("minimum")), number(schema.get("maximum"))
    if amount is not None and ((low is not None and amount < low) or (high is not None and amount > high)):
        yield Message("The number at {place} is out of the range in the contract.", place=place)
    if isinstance(value, dict):
        properties = _mapping(schema.get("properties"))
        required = schema.get("required")
        needed = required if isinstance(required, list) else list(properties)
        for name in needed:
            if isinstance(name, str) and name not in value:
                yield Message("The contract has {place}, but the answer has not.", place=path_text((*path, name)))
        for name, inner in properties.items():
            if name in value:
                yield from _troubles(_mapping(inner), value[name], (*path, name))
    elif isinstance(value, list):
        yield from _of_list(schema, value, path)


def _of_list(schema: Schema, value: list[Json], path: Path) -> Iterator[Message | None]:
    least, most = number(schema.get("minItems")), number(schema.get("maxItems"))
    if (least is not None and len(value) < least) or (most is not None and len(value) > most):
        yield Message("The list at {place} is not as long as the contract says.", place=path_text(path))
    items = _items(schema)
    if items:
        for index, each in enumerate(value):
            yield from _troubles(items, each, (*path, index))


def _mapping(value: Json) -> Schema:
    return value if isinstance(value, dict) else {}


def _items(schema: Schema) -> Schema:
    """Return the schema of the members of a list; ModelArts writes a list of one schema, and `item`."""
    items = schema.get("items", schema.get("item"))
    return _mapping(items[0] if isinstance(items, list) and items else items)


def _kind(schema: Schema) -> str:
    kind = schema.get("type")
    if isinstance(kind, str):
        return kind.lower()
    return "object" if "properties" in schema else "array" if "items" in schema or "item" in schema else ""


def _is(value: Json, kind: str) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    if kind == "integer" and isinstance(value, float):
        return value.is_integer()
    return isinstance(value, _TYPES[kind])
