"""What the schema can say of auth schemes that it does not know, so that other programs still send something sensible.

The sidecar holds the truth; what stands here counts only where somebody else has changed it.
"""

from collections.abc import Callable, Mapping

from modelpost.core.request import AuthChoice
from modelpost.store.opencollection.nodes import Plain


def nearest(auth: AuthChoice) -> dict[str, Plain] | None:
    """Return the nearest that the schema has, None where nothing comes near: it knows no signature but that of AWS."""
    return _NEAREST[auth.kind](dict(auth.values)) if auth.kind in _NEAREST else None


def _header(name: str, value: str) -> dict[str, Plain]:
    return {"type": "apikey", "key": name, "value": value, "placement": "header"}


def _of_key(values: Mapping[str, str]) -> dict[str, Plain]:
    key = values.get("key", "")
    return _header("Authorization", key) if values.get("is_bare") == "true" else {"type": "bearer", "token": key}


_NEAREST: dict[str, Callable[[Mapping[str, str]], dict[str, Plain]]] = {
    "iam-token": lambda _: _header("X-Auth-Token", "{{token}}"),
    "app-code": lambda values: _header("X-Apig-AppCode", values.get("app_code", "")),
    "app-key": lambda values: _header("apikey", values.get("app_key", "")),
    "modelarts-key": _of_key,
}
