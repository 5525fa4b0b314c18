"""OAuth 2.0: a token that a service lends, got in one of several ways and used like a bearer token.

`form` declares the fields, `token_service` asks for tokens and reads the answers, `browser` and `device` are the grants
in which a person takes part.
"""

from collections.abc import Callable, Generator
from dataclasses import replace
from hashlib import sha256
from typing import Final
from urllib.parse import unquote_plus, urlsplit

from modelpost.auth.api import (
    AuthFlow,
    AuthScheme,
    Note,
    Recall,
    Refused,
    Remember,
    Reply,
    Scheme,
    Step,
    Surroundings,
)
from modelpost.auth.oauth2 import browser, device
from modelpost.auth.oauth2.form import (
    AUTHORIZATION_CODE,
    CLIENT_CREDENTIALS,
    DEVICE_CODE,
    FIELDS,
    PASSWORD,
    with_defaults,
)
from modelpost.auth.oauth2.token_service import Declined, asked, targets, token_of, with_query
from modelpost.core.challenges import challenges
from modelpost.core.fields import Values
from modelpost.core.resolved import ResolvedRequest
from modelpost.core.text import Message
from modelpost.core.tokens import Token

Grant = Callable[[Values, Surroundings], Generator[Step, Reply, Token]]

_MARGIN = 30.0
"""Seconds before its end at which a token counts as expired; a tenth of its life where that is less."""

_IDENTITY = (
    "grant",
    "accessTokenUrl",
    "authorizationUrl",
    "deviceUrl",
    "clientId",
    "username",
    "scope",
    "audience",
    "resource",
    "tokenParameters",
    "authorizationParameters",
    "tokenSource",
)
"""What two requests must have in common to share a token."""


class OAuth2(Scheme):
    """`Authorization: Bearer …` with a token of RFC 6749, renewed before it expires, and once after a 401."""

    name = "oauth2"
    label = Message("OAuth 2.0")
    order = 60
    fields = FIELDS

    def sets(self, values: Values) -> tuple[str, ...]:
        """Name the header, where the token stands in one."""
        return () if with_defaults(values)["tokenPlacement"] == "query" else ("Authorization",)

    def asks(self, values: Values) -> tuple[str, ...]:
        """Name the parameter, where the token stands in one."""
        entered = with_defaults(values)
        return (_parameter(entered),) if entered["tokenPlacement"] == "query" else ()

    def token_key(self, values: Values) -> str:
        """Return a key that tells by nothing but a digest what was entered."""
        entered = with_defaults(values)
        identity = "\n".join(entered[name].strip() for name in _IDENTITY)
        return f"oauth2/{sha256(identity.encode()).hexdigest()[:32]}"

    def authenticate(self, values: Values, request: ResolvedRequest, around: Surroundings) -> AuthFlow:
        """Use the token that is kept, or get one."""
        values, key = with_defaults(values), self.token_key(values)
        token = (yield Recall(key)).token
        if token is None or not _is_fresh(token, around):
            token = yield from _renewed(key, token, values, around)
        return _with_token(request, token, values)

    def challenged(
        self, values: Values, request: ResolvedRequest, reply: Reply, around: Surroundings
    ) -> AuthFlow | None:
        """Renew a token that the server calls invalid (RFC 6750, section 3.1).

        A 401 without a word of why is worth another token too, unless somebody must sign in for it.
        """
        values = with_defaults(values)
        headers = reply.response.headers.all("WWW-Authenticate") if reply.response else ()
        said = [found.get("error") for found in challenges(headers) if found.get("error")]
        is_silent = not said and values["grant"] in (CLIENT_CREDENTIALS, PASSWORD)
        if not is_silent and "invalid_token" not in said:
            return None
        return self._anew(values, request, around)

    def _anew(self, values: Values, request: ResolvedRequest, around: Surroundings) -> AuthFlow:
        key = self.token_key(values)
        token = (yield Recall(key)).token
        if token is None or token.value in request.secrets:  # else another request renewed it meanwhile
            token = yield from _renewed(key, token, values, around)
        return _with_token(request, token, values)


def _renewed(key: str, old: Token | None, values: Values, around: Surroundings) -> Generator[Step, Reply, Token]:
    """Get a token, with the refresh token of the old one if that works (RFC 6749, section 6)."""
    token = None
    if old is not None and old.refresh:
        token = yield from _refreshed(old, values, around)
    if token is None:
        grant = _GRANTS.get(values["grant"])
        if grant is None:
            raise Refused(
                Message("The grant type “{grant}” is not supported", grant=values["grant"]),
                Message("Choose another one in the Auth tab; the authorization code goes where implicit went."),
                place="auth.grant",
            )
        yield Remember(key, None)
        token = yield from grant(values, around)
    yield Remember(key, token)
    return token


def _refreshed(old: Token, values: Values, around: Surroundings) -> Generator[Step, Reply, Token | None]:
    field = "refreshTokenUrl" if values["refreshTokenUrl"].strip() else "accessTokenUrl"
    pairs = (("grant_type", "refresh_token"), ("refresh_token", old.refresh))
    try:
        answer = yield from asked(values, field, pairs, secret=(old.refresh,), further="refreshParameters")
    except Declined as declined:
        yield Note(Message("The token was not refreshed ({reason}); a new one is asked for.", reason=declined.code))
        return None
    return token_of(answer, values, around, before=old)


def _by_client_credentials(values: Values, around: Surroundings) -> Generator[Step, Reply, Token]:
    """RFC 6749, section 4.4."""
    pairs = (("grant_type", "client_credentials"), *targets(values))
    return token_of((yield from asked(values, "accessTokenUrl", pairs)), values, around)


def _by_password(values: Values, around: Surroundings) -> Generator[Step, Reply, Token]:
    """RFC 6749, section 4.3."""
    owner = (("username", values["username"]), ("password", values["password"]))
    pairs = (("grant_type", "password"), *owner, *targets(values))
    return token_of((yield from asked(values, "accessTokenUrl", pairs)), values, around)


_GRANTS: Final[dict[str, Grant]] = {
    CLIENT_CREDENTIALS: _by_client_credentials,
    PASSWORD: _by_password,
    AUTHORIZATION_CODE: browser.granted,
    DEVICE_CODE: device.granted,
}


def _is_fresh(token: Token, around: Surroundings) -> bool:
    life = token.expires_at - token.obtained_at
    return token.is_fresh(around.clock.now(), min(_MARGIN, life / 10))


def _with_token(request: ResolvedRequest, token: Token, values: Values) -> ResolvedRequest:
    request = replace(request, secrets=request.secrets | {token.value})
    if values["tokenPlacement"] != "query":
        return request.with_header("Authorization", f"{values['prefix'].strip()} {token.value}".strip())
    name = _parameter(values)
    parts = urlsplit(request.url)
    kept = [pair for pair in parts.query.split("&") if pair and unquote_plus(pair.partition("=")[0]) != name]
    bare = parts._replace(query="&".join(kept)).geturl()
    return replace(request, url=with_query(bare, ((name, token.value),)))


def _parameter(values: Values) -> str:
    return values["queryName"].strip() or "access_token"


PLUGIN: AuthScheme = OAuth2()
