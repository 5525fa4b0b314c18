"""Values of the core as plain ones, which JSON can hold, and back."""

from dataclasses import fields, is_dataclass
from typing import Any

import msgspec

from modelpost.core.request import RequestDraft
from modelpost.core.text import Message, restored


def to_plain(value: object) -> Any:
    """Return a value as plain ones. Raises TypeError for what lives, such as an open file."""
    return msgspec.to_builtins(value, enc_hook=_to_plain)


def from_plain(tree: object, kind: Any) -> Any:
    """Return a value of a kind; names that it does not know are left out. Raises ValueError."""
    return msgspec.convert(tree, kind, dec_hook=_from_plain)


def draft_of(tree: object) -> RequestDraft:
    """Return a draft from plain values. Raises ValueError."""
    draft: RequestDraft = from_plain(tree, RequestDraft)
    return draft


def plain_draft(draft: RequestDraft) -> dict[str, Any]:
    """Return a draft as plain values; what has its default is left out."""
    tree: dict[str, Any] = to_plain(_sparse(draft))
    return tree


def _sparse(value: object) -> object:
    """Return a dataclass as a mapping of the fields that differ from an empty one, where it can be empty."""
    if not is_dataclass(value) or isinstance(value, type):
        return value
    try:
        empty = type(value)()
    except TypeError:
        return value
    return {
        slot.name: _sparse(getattr(value, slot.name))
        for slot in fields(value)
        if getattr(value, slot.name) != getattr(empty, slot.name)
    }


def _to_plain(value: object) -> object:
    if isinstance(value, Message):
        return [value.template, {name: _parameter(part) for name, part in value.params}]
    raise TypeError(type(value).__name__)


def _parameter(value: object) -> object:
    return {"message": _to_plain(value)} if isinstance(value, Message) else value


def _from_plain(kind: type, value: Any) -> object:
    if kind is not Message:
        raise TypeError(kind.__name__)
    template, params = value
    return restored(template, tuple((name, _value(kind, part)) for name, part in params.items()))


def _value(kind: type, part: Any) -> object:
    return _from_plain(kind, part["message"]) if isinstance(part, dict) and "message" in part else part
