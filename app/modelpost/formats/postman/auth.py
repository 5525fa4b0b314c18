"""Auth between Postman's attributes and the fields of our forms."""

from collections.abc import Callable, Mapping

from modelpost.core.parameters import Parameter, in_one_line, parameters
from modelpost.core.request import INHERITED_AUTH, NO_AUTH, AuthChoice
from modelpost.core.template import reference
from modelpost.core.text import Message
from modelpost.formats.postman.values import Tree, as_text, as_tree, as_trees, is_enabled

Losses = list[Message]

_NO_AUTH = "noauth"
_OAUTH2 = "oauth2"

_NAMES: dict[str, dict[str, str]] = {
    "apikey": {"key": "key", "value": "value", "in": "placement"},
    "awsv4": {
        "accessKey": "accessKeyId",
        "secretKey": "secretAccessKey",
        "sessionToken": "sessionToken",
        "region": "region",
        "service": "service",
    },
    "basic": {"username": "username", "password": "password"},
    "bearer": {"token": "token"},
    "digest": {"username": "username", "password": "password"},
    "ntlm": {"username": "username", "password": "password", "domain": "domain"},
    "oauth1": {
        "consumerKey": "consumerKey",
        "consumerSecret": "consumerSecret",
        "token": "accessToken",
        "tokenSecret": "accessTokenSecret",
        "callback": "callbackUrl",
        "verifier": "verifier",
        "signatureMethod": "signatureMethod",
        "timestamp": "timestamp",
        "nonce": "nonce",
        "version": "version",
    },
    _OAUTH2: {
        "authUrl": "authorizationUrl",
        "accessTokenUrl": "accessTokenUrl",
        "refreshTokenUrl": "refreshTokenUrl",
        "clientId": "clientId",
        "clientSecret": "clientSecret",
        "scope": "scope",
        "redirect_uri": "callbackUrl",
        "username": "username",
        "password": "password",
        "headerPrefix": "prefix",
        "challengeAlgorithm": "pkce",
    },
}
"""Postman's names of attributes, and ours."""

_OF_NO_ACCOUNT = {
    "digest": frozenset({"algorithm", "disableRetryRequest"}),
    "oauth1": frozenset({"addParamsToHeader", "addEmptyParamsToSign", "includeBodyHash", "realm"}),
    _OAUTH2: frozenset({"tokenName", "useBrowser", "state", "code_verifier", "tokenType", "expires_in", "tokenUrl"}),
}
"""Attributes that Postman writes by itself and that we do as well without."""

_GRANTS = {
    "authorization_code": "authorization_code",
    "authorization_code_with_pkce": "authorization_code",
    "client_credentials": "client_credentials",
    "password_credentials": "password",
}
_PARAMETERS = {
    "authRequestParams": "authorizationParameters",
    "tokenRequestParams": "tokenParameters",
    "refreshRequestParams": "refreshParameters",
}
_SENT_AS = {"request_header": "header", "request_url": "query", "request_body": "body"}
_PLACES = {place: sent_as for sent_as, place in _SENT_AS.items()}
_READ_ONLY_KINDS = frozenset({"ntlm", "oauth1"})
"""Kinds that are kept and shown, and that cannot be sent yet."""


def read_auth(found: object, losses: Losses, where: str) -> AuthChoice:
    """Return an auth choice; `where` names the request or folder in the report."""
    tree = as_tree(found)
    kind = as_text(tree.get("type"))
    if not kind:
        return INHERITED_AUTH
    if kind == _NO_AUTH:
        return NO_AUTH
    attributes = _attributes(tree.get(kind))
    names = _NAMES.get(kind)
    if names is None or kind in _READ_ONLY_KINDS:
        losses.append(Message("{where}: auth of the kind {kind} is kept, but cannot be sent.", where=where, kind=kind))
    if names is None:
        return AuthChoice(kind, tuple((name, as_text(value)) for name, value in attributes.items()))
    values = {ours: as_text(attributes[name]) for name, ours in names.items() if name in attributes}
    known = {*names, *_OF_NO_ACCOUNT.get(kind, ())}
    if kind == _OAUTH2:
        values |= _read_oauth2(attributes, losses, where)
        known |= {"grant_type", "client_authentication", "addTokenTo", "accessToken", *_PARAMETERS}
    for name, value in attributes.items():
        if name not in known and value not in ("", None, False, [], {}):
            losses.append(
                Message("{where}: “{name}” of its auth was not taken over.", where=where, name=f"{kind}.{name}")
            )
    return AuthChoice(kind, tuple(values.items()))


def auth_tree(auth: AuthChoice, losses: Losses, where: str) -> Tree | None:
    """Return an auth choice as Postman writes it, or the nearest to it; None for what is inherited."""
    if auth.kind == INHERITED_AUTH.kind:
        return None
    if auth.kind == NO_AUTH.kind:
        return {"type": _NO_AUTH}
    if auth.kind not in _NAMES:
        nearest = _NEAREST.get(auth.kind)
        if nearest is None and auth.kind in _CANNOT_SAY:
            losses.append(Message("{where}: Postman has no auth of the kind {kind}.", where=where, kind=auth.kind))
            return {"type": _NO_AUTH}
        if nearest is not None:
            losses.append(
                Message(
                    "{where}: Postman has no auth of the kind {kind}; a header with a variable stands for it.",
                    where=where,
                    kind=auth.kind,
                )
            )
            return _tree(*nearest(dict(auth.values)))
        return _tree(auth.kind, dict(auth.values))
    values = dict(auth.values)
    attributes: dict[str, object] = {
        theirs: values[ours] for theirs, ours in _NAMES[auth.kind].items() if ours in values
    }
    if auth.kind == _OAUTH2:
        attributes |= _oauth2_attributes(values, losses, where)
    return _tree(auth.kind, attributes)


def _attributes(found: object) -> Tree:
    """Return the attributes of a scheme: a list of them since 2.1, an object before."""
    if isinstance(found, dict):
        return found
    return {as_text(entry.get("key")): entry.get("value") for entry in as_trees(found)}


def _tree(kind: str, attributes: Mapping[str, object]) -> Tree:
    listed = [
        {"key": name, "value": value, "type": "string" if isinstance(value, str) else "any"}
        for name, value in attributes.items()
    ]
    return {"type": kind, kind: listed}


# OAuth 2.0 ------------------------------------------------------------------------------------------------------------


def _read_oauth2(attributes: Tree, losses: Losses, where: str) -> dict[str, str]:
    typed = as_text(attributes.get("grant_type")) or "authorization_code"
    if typed not in _GRANTS:
        losses.append(
            Message("{where}: the OAuth 2.0 grant {grant} is not supported. Choose another.", where=where, grant=typed)
        )
    values = {"grant": _GRANTS.get(typed, "authorization_code")}
    if typed == "authorization_code":
        values["pkce"] = "off"
    elif typed == "authorization_code_with_pkce" and as_text(attributes.get("challengeAlgorithm")) == "plain":
        values["pkce"] = "plain"
    elif "challengeAlgorithm" in attributes:
        values["pkce"] = "S256"
    if as_text(attributes.get("client_authentication")) == "body":
        values["credentialsPlacement"] = "body"
    if as_text(attributes.get("addTokenTo")) == "queryParams":
        values["tokenPlacement"] = "query"
    if "headerPrefix" in attributes:
        values["prefix"] = as_text(attributes["headerPrefix"]).strip()
    if as_text(attributes.get("accessToken")):
        losses.append(Message("{where}: its OAuth 2.0 token was left out. A new one is fetched.", where=where))
    for theirs, ours in _PARAMETERS.items():
        found = [_parameter(entry, _usual(ours)) for entry in as_trees(attributes.get(theirs)) if is_enabled(entry)]
        if found:
            values[ours] = in_one_line(found, _usual(ours))
    return values


def _parameter(entry: Tree, usual: str) -> Parameter:
    place = _SENT_AS.get(as_text(entry.get("send_as")), usual)
    return Parameter(place, as_text(entry.get("key")), as_text(entry.get("value")))


def _usual(ours: str) -> str:
    """Return where further parameters go that do not say it."""
    return "query" if ours == "authorizationParameters" else "body"


def _oauth2_attributes(values: dict[str, str], losses: Losses, where: str) -> dict[str, object]:
    grant = values.get("grant", "client_credentials")
    is_code, pkce = grant == "authorization_code", values.get("pkce", "S256")
    attributes: dict[str, object] = {}
    if grant == "password":
        attributes["grant_type"] = "password_credentials"
    elif is_code and pkce != "off":
        attributes["grant_type"] = "authorization_code_with_pkce"
    else:
        attributes["grant_type"] = grant
    if is_code and pkce != "off":
        attributes["challengeAlgorithm"] = "plain" if pkce == "plain" else "S256"
    attributes["client_authentication"] = "body" if values.get("credentialsPlacement") in ("body", "none") else "header"
    attributes["addTokenTo"] = "queryParams" if values.get("tokenPlacement") == "query" else "header"
    if grant not in _GRANTS.values():
        losses.append(Message("{where}: Postman has no OAuth 2.0 grant {grant}.", where=where, grant=grant))
    for theirs, ours in _PARAMETERS.items():
        listed = [
            {"key": each.name, "value": each.value, "enabled": True, "send_as": _PLACES[each.placement]}
            for each in parameters(values.get(ours, ""), _usual(ours))
        ]
        if listed:
            attributes[theirs] = listed
    for ours in ("audience", "resource"):
        if values.get(ours):
            losses.append(
                Message("{where}: “{name}” of its auth was not taken over.", where=where, name=f"oauth2.{ours}")
            )
    return attributes


# Schemes that Postman does not have ----------------------------------------------------------------------------------


def _header(name: str, value: str) -> tuple[str, dict[str, str]]:
    return "apikey", {"key": name, "value": value, "in": "header"}


_NEAREST: dict[str, Callable[[Mapping[str, str]], tuple[str, dict[str, str]]]] = {
    "iam-token": lambda _: _header("X-Auth-Token", reference("token")),
    "app-code": lambda values: _header("X-Apig-AppCode", values.get("app_code", "")),
    "app-key": lambda values: _header("apikey", values.get("app_key", "")),
    "modelarts-key": lambda values: ("bearer", {"token": values.get("key", "")}),
}
_CANNOT_SAY = frozenset({"ak-sk", "app-signature", "wsse"})
