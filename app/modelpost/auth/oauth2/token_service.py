"""What is asked of a token service, and what its answers mean (RFC 6749, sections 2.3, 4 to 6)."""

import json
from base64 import b64encode
from collections.abc import Generator, Iterable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, quote_plus, urlencode, urlsplit

from modelpost.auth.api import Fetch, Refused, Reply, Step, Surroundings
from modelpost.auth.oauth2.form import PASSWORD
from modelpost.core.fields import Values
from modelpost.core.headers import HeaderList
from modelpost.core.parameters import parameters
from modelpost.core.resolved import FormContent, ResolvedRequest
from modelpost.core.response import Response
from modelpost.core.text import Message
from modelpost.core.tokens import Token

Pairs = tuple[tuple[str, str], ...]
Answer = Mapping[str, Any]

_LONGEST_REASON = 300
_LONGEST_LIFE = 1e9


class Declined(Refused):
    """The service answered in the words of the standard that it gives no token; `code` is its `error`."""

    def __init__(self, code: str, summary: Message, hint: Message, place: str) -> None:
        super().__init__(summary, hint, place=place, detail=code)
        self.code = code


def asked(
    values: Values, field: str, pairs: Pairs, *, secret: Iterable[str] = (), further: str = "tokenParameters"
) -> Generator[Step, Reply, Answer]:
    """Post to the address in `field` as the client, and return the answer. Raises Declined and Refused."""
    request = _request(values, field, pairs, further)
    masked = frozenset(value for value in (values["clientSecret"], values["password"], *secret) if value)
    reply = yield Fetch(replace(request, secrets=masked))
    if reply.response is None:
        raise TypeError("a fetch must have a response")
    answer = _members(reply.response, reply.content)
    if answer is None:
        raise _no_token(reply.response, field)
    if _text(answer, "error"):
        raise declined(answer, values["grant"])
    if reply.response.status >= 400:
        raise _no_token(reply.response, field)
    return answer


def token_of(answer: Answer, values: Values, around: Surroundings, *, before: Token | None = None) -> Token:
    """Return the token in an answer; the refresh token of `before` stays good until there is another."""
    value = _text(answer, values["tokenSource"])
    if not value:
        wants_id = values["tokenSource"] == "id_token"
        raise Refused(
            Message("The answer of the token service holds no token"),
            Message("An ID token needs the scope openid. Enter it in the Auth tab.")
            if wants_id
            else Message("Check the address of the token service in the Auth tab."),
            place="auth.scope" if wants_id else "auth.accessTokenUrl",
        )
    now = around.clock.now()
    life = _seconds(answer.get("expires_in"))
    return Token(
        value,
        expires_at=now + life if life else 0.0,
        obtained_at=now,
        refresh=_text(answer, "refresh_token") or (before.refresh if before else ""),
        kind=_text(answer, "token_type"),
        scope=_text(answer, "scope") or values["scope"],
    )


def targets(values: Values) -> Pairs:
    """Return what the token shall be good for, as far as it was entered."""
    names = ("scope", "audience", "resource")
    return tuple((name, values[name].strip()) for name in names if values[name].strip())


def address(values: Values, field: str) -> str:
    """Return the address in a field. Raises Refused for what is none: it may come from a service, or lead anywhere."""
    url = values[field].strip()
    if not is_web_address(url):
        raise Refused(
            Message("“{url}” is not an address of the web", url=url),
            Message("Enter one that begins with https:// in the Auth tab."),
            place=f"auth.{field}",
        )
    return url


def is_web_address(url: str) -> bool:
    """Tell whether an address can be asked, and a browser be sent there."""
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and url.isprintable() and " " not in url
    except ValueError:
        return False


def declined(answer: Answer, grant: str) -> Declined:
    """Return what an error of the standard means to whoever filled in the form (RFC 6749, 5.2; RFC 8628, 3.5)."""
    code = _text(answer, "error")
    said = " ".join((_text(answer, "error_description") or code).split())[:_LONGEST_REASON].rstrip(".")
    in_tab = Message("Check it in the Auth tab.")
    summary, hint, field = Message("The token service refuses: {reason}", reason=said), in_tab, ""
    match code:
        case "invalid_client":
            summary = Message("The token service does not accept the client: {reason}", reason=said)
            hint = Message("Check client ID and client secret, and how the client is sent, in the Auth tab.")
            field = "clientSecret"
        case "invalid_grant" if grant == PASSWORD:
            summary = Message("The token service does not accept user name and password: {reason}", reason=said)
            field = "password"
        case "invalid_grant":
            summary = Message("The token service does not accept the sign-in: {reason}", reason=said)
            hint = Message("Send again to sign in anew. The redirect URL must be one that the client is known with.")
            field = "callbackUrl"
        case "unauthorized_client" | "unsupported_grant_type":
            summary = Message("The token service does not offer this grant type to the client: {reason}", reason=said)
            hint = Message("Choose another grant type in the Auth tab.")
            field = "grant"
        case "invalid_scope":
            summary, field = Message("The token service refuses the scope: {reason}", reason=said), "scope"
        case "invalid_target":
            summary, field = Message("The token service refuses the resource: {reason}", reason=said), "resource"
        case "access_denied":
            summary = Message("Access was declined: {reason}", reason=said)
            hint = Message("Send again and agree to it, or ask whoever runs the service.")
        case "expired_token":
            summary = Message("The code expired before anybody entered it")
            hint = Message("Send again for a new one.")
    return Declined(code, summary, hint, f"auth.{field}" if field else "auth")


def _request(values: Values, field: str, pairs: Pairs, further: str) -> ResolvedRequest:
    """Return the question, with the client's own credentials (RFC 6749, section 2.3.1)."""
    extra = list(parameters(values[further], "body"))
    named = {name for _, name, _ in extra}
    body = [pair for pair in pairs if pair[0] not in named]
    body += [(name, value) for place, name, value in extra if place == "body"]
    request = ResolvedRequest("POST", address(values, field), HeaderList.of([("Accept", "application/json")]))
    client, secret = values["clientId"].strip(), values["clientSecret"].strip()
    if secret and values["credentialsPlacement"] == "basic_auth_header":
        pair = f"{quote_plus(client)}:{quote_plus(secret)}"
        request = request.with_header("Authorization", "Basic " + b64encode(pair.encode()).decode("ascii"))
    else:
        body.append(("client_id", client))
        if secret and values["credentialsPlacement"] == "body":
            body.append(("client_secret", secret))
    for place, name, value in extra:
        if place == "header":
            request = request.with_header(name, value)
        elif place == "query":
            request = replace(request, url=with_query(request.url, ((name, value),)))
    return replace(request, content=FormContent(tuple(body)))


def with_query(url: str, pairs: Pairs) -> str:
    """Return an address with more parameters; those that it has stay (RFC 6749, section 3.1)."""
    parts = urlsplit(url)
    query = "&".join(filter(None, (parts.query, urlencode(pairs))))
    return parts._replace(query=query, fragment="").geturl()


def _members(response: Response, content: bytes) -> Answer | None:
    """Return the answer's names and values; some services answer with a form. None where it is neither."""
    if "x-www-form-urlencoded" in response.headers.first("Content-Type").lower():
        return dict(parse_qsl(content.decode("utf-8", "replace")))
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):  # a nest of brackets is no answer either
        return None
    return found if isinstance(found, dict) else None


def _no_token(response: Response, field: str) -> Refused:
    place = f"auth.{field}"
    if 300 <= response.status < 400:
        location = response.headers.first("Location").partition("?")[0]
        return Refused(
            Message("The token service answered with a redirect to {location}", location=location),
            Message("Tokens are never sent along a redirect. Enter the final address in the Auth tab."),
            place=place,
        )
    if response.status >= 500:
        return Refused(
            Message("The token service is in trouble: it answered with {status}", status=response.status),
            Message("Send again later; if it stays so, check its address in the Auth tab."),
            place=place,
        )
    kind = response.headers.first("Content-Type").partition(";")[0] or "no type"
    return Refused(
        Message("The token service answered with {status} and without a token", status=response.status),
        Message("Check its address in the Auth tab: it may lead to a page for people."),
        place=place,
        detail=kind,
    )


def _text(answer: Answer, name: str) -> str:
    value = answer.get(name)
    return value if isinstance(value, str) else ""


def _seconds(value: object) -> float:
    """Return a life in seconds, 0 where none is said: some services send the number as a text."""
    try:
        seconds = float(value) if isinstance(value, int | float | str) else 0.0
    except ValueError:
        return 0.0
    return seconds if 0 < seconds < _LONGEST_LIFE else 0.0
