"""Tokens of IAM users of Huawei Cloud."""

import json
import re
from collections.abc import Generator
from urllib.parse import quote, urlsplit

from modelpost.auth.api import (
    AuthFlow,
    AuthScheme,
    Fetch,
    Lookup,
    Note,
    Prompt,
    Recall,
    Refused,
    Remember,
    Reply,
    Scheme,
    Step,
    Surroundings,
)
from modelpost.core.fields import Choice, Field, Secret, Text, Toggle, Values
from modelpost.core.headers import HeaderList
from modelpost.core.huawei_iam import ENDPOINTS, refusal
from modelpost.core.resolved import ResolvedRequest, TextContent
from modelpost.core.service_errors import wants_new_token
from modelpost.core.text import Message
from modelpost.core.tokens import Token
from modelpost.core.url import scheme_for
from modelpost.documents.moments import read_iso

_HEADER = "X-Auth-Token"
_PROJECT, _DOMAIN = "project", "domain"
_IS_ID = re.compile(r"[0-9a-f]{32}").fullmatch
_BEGINNING = 4096


class IamToken(Scheme):
    """`X-Auth-Token` with a token that is fetched with a password, shared, and renewed by itself.

    https://support.huaweicloud.com/api-iam/iam_30_0001.html. What services of ModelArts take is a token with project
    scope; without the catalog of services it is short enough for a header.
    """

    name = "iam-token"
    label = Message("IAM token (Huawei Cloud)")
    order = 50
    fields: tuple[Field, ...] = (
        Text(
            "endpoint",
            Message("IAM endpoint"),
            default="https://iam.myhuaweicloud.com",
            suggestions=ENDPOINTS,
            hint=Message("The one of the region or site that the service belongs to."),
            is_needed=True,
        ),
        Text(
            "domain",
            Message("Account"),
            hint=Message("The name of the account that owns the IAM user. A HUAWEI ID itself gets no token."),
            is_needed=True,
        ),
        Text("user", Message("IAM user"), is_needed=True),
        Secret("password", Message("Password"), is_needed=True),
        Choice(
            "scope",
            Message("Scope"),
            default=_PROJECT,
            options=((_PROJECT, Message("Project")), (_DOMAIN, Message("Domain (the whole account)"))),
            hint=Message("Real-time services of ModelArts take tokens with project scope only."),
        ),
        Text(
            "project",
            Message("Project"),
            when=("scope", _PROJECT),
            hint=Message("Its name or ID. A region's own project is named like the region, such as cn-north-4."),
            lookup=Message("Look up…"),
            is_needed=True,
        ),
        Toggle("has_mfa", Message("The user signs in with a virtual MFA device"), default="false", is_advanced=True),
        Text("user_id", Message("User ID"), when=("has_mfa", "true"), is_needed=True, is_advanced=True),
        Secret(
            "passcode",
            Message("Verification code"),
            when=("has_mfa", "true"),
            hint=Message("Left empty, it is asked for whenever a token is fetched."),
            is_advanced=True,
        ),
    )

    def sets(self, values: Values) -> tuple[str, ...]:
        """Name the header."""
        del values
        return (_HEADER,)

    def token_key(self, values: Values) -> str:
        """Tell whose token it is, where it comes from and what it is good for."""
        scope = values.get("scope", _PROJECT)
        whose = (_address(values), values.get("domain", ""), values.get("user", ""), scope)
        what = values.get("project", "") if scope == _PROJECT else ""
        return "/".join((self.name, *(quote(part.strip(), safe="") for part in (*whose, what))))

    def authenticate(self, values: Values, request: ResolvedRequest, around: Surroundings) -> AuthFlow:
        """Use the token that is kept, or fetch one."""
        token = (yield Recall(self.token_key(values))).token
        if token is None or token.is_due(around.clock.now()):
            token = yield from self._fetched(values, around)
        return (yield from _with_token(request, token))

    def challenged(
        self, values: Values, request: ResolvedRequest, reply: Reply, around: Surroundings
    ) -> AuthFlow | None:
        """Fetch another token where the service says that this one is no longer good."""
        response = reply.response
        if response is None:
            return None
        beginning = reply.content[:_BEGINNING].decode("utf-8", "replace")
        if not wants_new_token(response.status, beginning, response.headers.first("WWW-Authenticate")):
            return None
        return self._renewed(values, request, around)

    def look_up(self, field: str, values: Values, around: Surroundings) -> Lookup:
        """List the projects of the account; a token with domain scope is enough for that."""
        del field
        asking = {**values, "scope": _DOMAIN}
        token = (yield Recall(self.token_key(asking))).token
        if token is None or token.is_due(around.clock.now()):
            token = yield from self._fetched(asking, around)
        question = ResolvedRequest("GET", f"{_endpoint(asking)}/v3/projects").with_header(_HEADER, token.value)
        reply = yield Fetch(question)
        if reply.response is None or reply.response.status != 200:
            yield Remember(self.token_key(asking), None)  # it may be what is wrong
            raise _refused(reply, asking)
        found = _member(_json(reply.content), "projects")
        projects = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
        return tuple((str(one.get("id", "")), str(one.get("name", ""))) for one in projects if one.get("id"))

    def _renewed(self, values: Values, request: ResolvedRequest, around: Surroundings) -> AuthFlow:
        token = (yield Recall(self.token_key(values))).token
        is_the_refused = token is None or token.value == request.headers.first(_HEADER)
        if token is None or is_the_refused or token.is_due(around.clock.now()):
            token = yield from self._fetched(values, around)
        return (yield from _with_token(request, token))

    def _fetched(self, values: Values, around: Surroundings) -> Generator[Step, Reply, Token]:
        """Fetch a token and keep it for others. Raises Refused."""
        endpoint = _endpoint(values)
        host = urlsplit(endpoint).hostname or ""
        yield Note(Message("A token is fetched from {host} for {user}.", host=host, user=values.get("user", "")))
        passcode = values.get("passcode", "").strip()
        if values.get("has_mfa") == "true" and not passcode:
            passcode = (yield Prompt(Message("The verification code of the virtual MFA device"))).text.strip()
        content = TextContent(json.dumps(_question(values, passcode)), "application/json;charset=utf8")
        reply = yield Fetch(ResolvedRequest("POST", f"{endpoint}/v3/auth/tokens?nocatalog=true", content=content))
        token = _token(reply, around.clock.now())
        if token is None:
            yield Remember(self.token_key(values), None)
            raise _refused(reply, values)
        yield Remember(self.token_key(values), token)
        return token


def _with_token(request: ResolvedRequest, token: Token) -> AuthFlow:
    if token.kind == _DOMAIN:
        yield Note(
            Message(
                "The token has domain scope. Real-time services of ModelArts refuse it; choose a project in the Auth "
                "tab."
            )
        )
    return request.with_header(_HEADER, token.value)


def _address(values: Values) -> str:
    """Return scheme and host of the endpoint, whatever was pasted behind them."""
    bare = values.get("endpoint", "").strip().partition("/v3")[0]
    return (bare if "://" in bare else f"{scheme_for(bare.partition('/')[0])}://{bare}").rstrip("/")


def _endpoint(values: Values) -> str:
    """Return the address of the endpoint. Raises Refused for what is none."""
    address = _address(values)
    try:
        parts = urlsplit(address)
        is_address = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_address = False
    if not is_address or re.search(r"\s", address):
        raise Refused(
            Message("“{endpoint}” is not the address of an IAM endpoint", endpoint=values.get("endpoint", "")),
            Message("Choose one in the Auth tab, such as https://iam.myhuaweicloud.com."),
            place="auth.endpoint",
        )
    return address


def _question(values: Values, passcode: str) -> dict[str, object]:
    domain = {"name": values.get("domain", "").strip()}
    user = {"name": values.get("user", "").strip(), "password": values.get("password", ""), "domain": domain}
    identity: dict[str, object] = {"methods": ["password"], "password": {"user": user}}
    if values.get("has_mfa") == "true":
        totp = {"user": {"id": values.get("user_id", "").strip(), "passcode": passcode}}
        identity = {"methods": ["password", "totp"], "password": {"user": user}, "totp": totp}
    scope: dict[str, object] = {_DOMAIN: domain}
    if values.get("scope", _PROJECT) == _PROJECT:
        project = values.get("project", "").strip()
        scope = {_PROJECT: {"id" if _IS_ID(project) else "name": project}}
    return {"auth": {"identity": identity, "scope": scope}}


def _token(reply: Reply, now: float) -> Token | None:
    """Return the token of an answer; its life counts from now on, so that a clock that is off does no harm."""
    headers = reply.response.headers if reply.response is not None else HeaderList()
    value = headers.first("X-Subject-Token").strip()
    if reply.response is None or reply.response.status != 201 or not value:
        return None
    told = _member(_json(reply.content), "token")
    until, since = read_iso(str(_member(told, "expires_at"))), read_iso(str(_member(told, "issued_at")))
    expires_at = until or 0.0
    if until is not None and since is not None and until > since:
        expires_at = now + (until - since)
    kind = _PROJECT if _member(told, _PROJECT) else _DOMAIN
    name = str(_member(_member(told, kind), "name") or "")
    return Token(value, expires_at, now, kind=kind, scope=f"{kind} {name}".strip())


def _refused(reply: Reply, values: Values) -> Refused:
    status = reply.response.status if reply.response is not None else 0
    beginning = reply.content[:_BEGINNING].decode("utf-8", "replace")
    host = urlsplit(_endpoint(values)).hostname or ""
    found = refusal(status, beginning, host)
    return Refused(found.summary, found.hint, place=f"auth.{found.field}", detail=beginning[:500].strip())


def _json(content: bytes) -> object:
    try:
        found: object = json.loads(content)
    except ValueError:
        return None
    return found


def _member(found: object, name: str) -> object:
    return found.get(name) if isinstance(found, dict) else None


PLUGIN: AuthScheme = IamToken()
