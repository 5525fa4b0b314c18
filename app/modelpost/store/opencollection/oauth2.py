"""OAuth 2.0 between the fields of our form and the nested shape of the schema.

What a file leaves to the reader counts as Bruno means it, and what our form has of itself is written out, since other
programs have other defaults: so a client without a `placement` is sent in the body, and an untouched form says
`basic_auth_header`. `hidden_values` are those that reading the native shape would not give back.
"""

from collections.abc import Iterable

from modelpost.core.parameters import PLACEMENTS, Parameter, in_one_line, parameters
from modelpost.store.opencollection.nodes import Plain, as_mapping, as_mappings, as_text

Values = Iterable[tuple[str, str]]

_FLOWS = {
    "client_credentials": "client_credentials",
    "password": "resource_owner_password_credentials",
    "authorization_code": "authorization_code",
    "implicit": "implicit",
}
_GRANTS = {**{flow: grant for grant, flow in _FLOWS.items()}, "resource_owner_password": "password"}
"""Grants by what the schema calls them, and by what Bruno writes."""

_USUAL_GRANT = "client_credentials"
_NEAREST_FLOW = "authorization_code"
"""What stands in a file for a grant that the schema does not know."""

_PLACES: dict[str, tuple[str, ...]] = {
    "authorizationUrl": ("authorizationUrl",),
    "accessTokenUrl": ("accessTokenUrl",),
    "refreshTokenUrl": ("refreshTokenUrl",),
    "callbackUrl": ("callbackUrl",),
    "clientId": ("credentials", "clientId"),
    "clientSecret": ("credentials", "clientSecret"),
    "credentialsPlacement": ("credentials", "placement"),
    "username": ("resourceOwner", "username"),
    "password": ("resourceOwner", "password"),
    "scope": ("scope",),
    "state": ("state",),
    "tokenId": ("tokenConfig", "id"),
    "tokenSource": ("tokenConfig", "source"),
    "autoFetchToken": ("settings", "autoFetchToken"),
    "autoRefreshToken": ("settings", "autoRefreshToken"),
}
"""Where the schema has each field that is one text."""

_OF_ALL = frozenset({"credentials", "scope", "tokenConfig", "settings", "additionalParameters"})
_WITH_TOKEN_URL = _OF_ALL | {"accessTokenUrl", "refreshTokenUrl"}
_WITH_BROWSER = _OF_ALL | {"authorizationUrl", "callbackUrl", "state"}
_ALLOWED = {
    "client_credentials": _WITH_TOKEN_URL,
    "resource_owner_password_credentials": _WITH_TOKEN_URL | {"resourceOwner"},
    "authorization_code": _WITH_TOKEN_URL | _WITH_BROWSER | {"pkce"},
    "implicit": _WITH_BROWSER,
}
"""What the schema has a home for in each flow."""

_TELLS_NEAREST = frozenset({"authorizationUrl"})
"""What is never written for a grant that the schema does not know: so it is told from the flow that stands for it."""

_WORDS = {
    "credentialsPlacement": ("basic_auth_header", "body"),
    "tokenSource": ("access_token", "id_token"),
    "autoFetchToken": ("true", "false"),
    "autoRefreshToken": ("true", "false"),
}
_USUAL_PLACEMENT = "basic_auth_header"
_NEAREST_PLACEMENT = "body"
"""What stands in a file for a client without a secret, and what a file means that says nothing."""

_FLAGS = frozenset({"autoFetchToken", "autoRefreshToken"})
_USUAL_PREFIX = "Bearer"
_USUAL_QUERY = "access_token"
_USUAL_PROOF = "S256"
_REQUESTS = {
    "authorizationParameters": ("authorizationRequest", "query"),
    "tokenParameters": ("accessTokenRequest", "body"),
    "refreshParameters": ("refreshTokenRequest", "body"),
}
"""Lists of further parameters by field, and where those go that do not say it."""

_NAMED = ("audience", "resource")
"""Further parameters that have a field of their own."""


def oauth2_tree(values: Values) -> dict[str, Plain]:
    """Return what the schema can say of these values."""
    given = dict(values)
    grant = given.get("grant", _USUAL_GRANT)
    flow = _FLOWS.get(grant, _NEAREST_FLOW)
    allowed = _ALLOWED[flow] if grant in _FLOWS else _ALLOWED[flow] - _TELLS_NEAREST
    tree: dict[str, Plain] = {"type": "oauth2", "flow": flow}
    client = given.get("credentialsPlacement", _USUAL_PLACEMENT)
    given["credentialsPlacement"] = client if client in _WORDS["credentialsPlacement"] else _NEAREST_PLACEMENT
    for name, place in _PLACES.items():
        text = given.get(name)
        if text is not None and text in _WORDS.get(name, (text,)) and place[0] in allowed:
            _put(tree, place, text == "true" if name in _FLAGS else text)
    if flow == "implicit":
        client_id = {name: text for name, text in tree.pop("credentials").items() if name == "clientId"}
        tree.update({"credentials": client_id} if client_id else {})
    if "pkce" in allowed:
        method = given.get("pkce", _USUAL_PROOF)
        tree["pkce"] = {"disabled": True} if method == "off" else {"method": method}
    if given.get("tokenPlacement") == "query":
        _put(tree, ("tokenConfig", "placement"), {"query": given.get("queryName", _USUAL_QUERY)})
    else:
        _put(tree, ("tokenConfig", "placement"), {"header": given.get("prefix", _USUAL_PREFIX)})
    lists = {key: _parameters(given, name) for name, (key, _) in _REQUESTS.items()}
    if flow == "implicit":
        lists = {"authorizationRequest": lists["authorizationRequest"]}
    elif flow != "authorization_code":
        del lists["authorizationRequest"]
    if any(lists.values()):
        tree["additionalParameters"] = {key: found for key, found in lists.items() if found}
    return tree


def read_oauth2(tree: dict[str, Plain]) -> dict[str, str]:
    """Return the values in a file; what our form starts with of itself is left open."""
    flow = as_text(tree.get("flow"))
    found = {"grant": _GRANTS.get(flow, flow) or _USUAL_GRANT}
    for name, place in _PLACES.items():
        holder = as_mapping(tree.get(place[0])) if len(place) > 1 else tree
        if place[-1] in holder and not isinstance(holder[place[-1]], dict | list):
            found[name] = as_text(holder[place[-1]])
    if flow != "implicit":
        found.setdefault("credentialsPlacement", _NEAREST_PLACEMENT)
    found.update(_read_proof(as_mapping(tree.get("pkce"))))
    found.update(_read_token_placement(as_mapping(as_mapping(tree.get("tokenConfig")).get("placement"))))
    lists = as_mapping(tree.get("additionalParameters"))
    for name, (key, placement) in _REQUESTS.items():
        entries = as_mappings(lists.get(key))
        if name == "tokenParameters":
            found.update(_take_named(entries))
        if entries:
            found[name] = in_one_line((_read_parameter(entry, placement) for entry in entries), placement)
    usual = {"grant": _USUAL_GRANT, "credentialsPlacement": _USUAL_PLACEMENT}
    return {name: text for name, text in found.items() if usual.get(name) != text}


def hidden_values(values: Values) -> dict[str, str]:
    """Return the values that the native shape does not give back, for the sidecar; a field left empty is none."""
    given = dict(values)
    shown = read_oauth2(oauth2_tree(given.items()))
    return {name: text for name, text in given.items() if shown.get(name) != text and (text or name == "prefix")}


def with_hidden(shown: dict[str, str], hidden: dict[str, str]) -> dict[str, str]:
    """Return all values of a file and its sidecar. What another program wrote meanwhile goes before the sidecar."""
    nearest = set()
    if shown.get("grant") == _NEAREST_FLOW and _TELLS_NEAREST.isdisjoint(shown):
        nearest.add("grant")
    if shown.get("credentialsPlacement") == _NEAREST_PLACEMENT:
        nearest.add("credentialsPlacement")
    return {**shown, **{name: text for name, text in hidden.items() if name not in shown or name in nearest}}


def _put(tree: dict[str, Plain], place: tuple[str, ...], value: Plain) -> None:
    for name in place[:-1]:
        tree = tree.setdefault(name, {})
    tree[place[-1]] = value


def _read_proof(pkce: dict[str, Plain]) -> dict[str, str]:
    """Return the proof key; Bruno says `enabled` where the schema says `disabled`."""
    if pkce.get("disabled") is True or pkce.get("enabled") is False:
        return {"pkce": "off"}
    method = as_text(pkce.get("method"))
    return {"pkce": method} if method and method != _USUAL_PROOF else {}


def _read_token_placement(placement: dict[str, Plain]) -> dict[str, str]:
    """Return where the token goes: `header` holds the prefix in Bruno's files, the header's name in the schema's."""
    if "query" in placement:
        name = as_text(placement["query"])
        return {"tokenPlacement": "query", **({"queryName": name} if name != _USUAL_QUERY else {})}
    prefix = as_text(placement["header"]) if "header" in placement else _USUAL_PREFIX
    return {} if prefix == _USUAL_PREFIX or prefix.lower() == "authorization" else {"prefix": prefix}


def _take_named(entries: list[dict[str, Plain]]) -> dict[str, str]:
    """Take the parameters that have fields of their own out of a list."""
    found: dict[str, str] = {}
    for entry in list(entries):
        name = as_text(entry.get("name"))
        if name in _NAMED and name not in found and as_text(entry.get("placement")) == "body":
            found[name] = as_text(entry.get("value"))
            entries.remove(entry)
    return found


def _parameters(given: dict[str, str], field: str) -> list[Plain]:
    found: list[Parameter] = []
    if field == "tokenParameters":
        found = [Parameter("body", name, given[name]) for name in _NAMED if given.get(name)]
    found += parameters(given.get(field, ""), _REQUESTS[field][1])
    return [{"name": each.name, "value": each.value, "placement": each.placement} for each in found]


def _read_parameter(entry: dict[str, Plain], usual: str) -> Parameter:
    placement = as_text(entry.get("placement"))
    known = placement if placement in PLACEMENTS else usual
    return Parameter(known, as_text(entry.get("name")), as_text(entry.get("value")))
