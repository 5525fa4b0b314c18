"""The gateway in front of the models: who may pass, and the genuine errors of those who may not.

Bodies and codes follow the documented ones of Huawei Cloud APIG, ModelArts and IAM.
"""

import hmac
import json
import time

from modelpost.sample_service.identity import Identity, Token, moment
from modelpost.sample_service.signatures import Signatures
from modelpost.sample_service.wire import Reply, Request, json_reply

_GATEWAY = ("Server", "api-gateway")
_REFUSED = "Incorrect IAM authentication information: "
_CATALOG = [{"type": "iam", "name": "iam", "id": "5186586acd38461d84a05afba2fc9e1e", "endpoints": []}]


class Gateway:
    """Checks credentials and speaks for gateway and platform."""

    def __init__(self, identity: Identity) -> None:
        self._identity = identity
        self._signatures = Signatures({identity.access_key: identity.secret_key, identity.app_key: identity.app_secret})

    def refusal(self, request: Request, method: str = "POST") -> Reply | None:
        """Return why a call of an inference service does not pass, None for one that does."""
        if request.method != method:
            return self._gateway_error(405, "", "Method Not Allowed")
        if request.body is None:
            return self._gateway_error(413, "APIG.0201", "Request entity too large")
        if request.header("X-Stage") not in ("", "RELEASE"):
            return self.unknown()
        if request.path.startswith("/v2/"):
            has_token = bool(request.header("X-Auth-Token"))
            return self._by_token(request) if has_token else self._by_api_key(request)
        is_of_app = request.header("X-Apig-AppCode") or request.header("apikey")
        if is_of_app:
            return self._by_app(request)
        return self._by_signature(request) if self._signatures.key_of(request) else self._by_token(request)

    def unknown(self) -> Reply:
        """Answer for a path that nobody serves."""
        text = "The API does not exist or has not been published in the environment."
        return self._gateway_error(404, "APIG.0101", text)

    def platform_error(self, status: int, code: str, text: str) -> Reply:
        """Answer for the platform between gateway and model."""
        content = {"error_code": code, "error_msg": text, "request_id": self._identity.request_id()}
        return json_reply(status, content, ("Server", "ModelArts-dispatcher"))

    def tokens(self, request: Request) -> Reply:
        """Answer `POST /v3/auth/tokens` (IAM: obtaining a user token)."""
        if request.method != "POST":
            return _iam_error(405, "Method Not Allowed", "Method Not Allowed")
        try:
            auth = json.loads(request.body or b"")["auth"]
            user = auth["identity"]["password"]["user"]
            given = (user["domain"]["name"], user["name"], user["password"])
            scope = auth.get("scope") or {}
        except (ValueError, KeyError, TypeError):
            return _iam_error(400, "The request body is invalid", "Bad Request")
        known = (self._identity.domain, self._identity.user, self._identity.password)
        if not all(_same(str(one), other) for one, other in zip(given, known, strict=True)):
            return _iam_error(401, "The username or password is wrong.", "Unauthorized")
        project = scope.get("project") if isinstance(scope, dict) else None
        if isinstance(project, dict):
            wanted = {project.get("name"), project.get("id")}
            if not wanted & {self._identity.project, self._identity.project_id}:
                return _iam_error(401, "The project does not exist or the user has no access to it.", "Unauthorized")
        token = self._identity.issue(self._identity.project if isinstance(project, dict) else "")
        described = self._described(token)
        if request.query.get("nocatalog") != ["true"]:
            described["catalog"] = _CATALOG
        return json_reply(201, {"token": described}, ("X-Subject-Token", token.value), ("Server", "IAM"))

    def projects(self, request: Request) -> Reply:
        """Answer `GET /v3/projects`."""
        if self._identity.find(request.header("X-Auth-Token")) is None:
            return _iam_error(401, "The request you have made requires authentication.", "Unauthorized")
        project = {"id": self._identity.project_id, "name": self._identity.project, "enabled": True}
        name = request.query.get("name", [self._identity.project])[0]
        return json_reply(200, {"projects": [project] if name == self._identity.project else []}, ("Server", "IAM"))

    def _described(self, token: Token) -> dict[str, object]:
        domain = {"id": "d78cbac1f6b0", "name": self._identity.domain}
        scope: dict[str, object] = {"domain": domain}
        if token.project:
            scope = {"project": {"domain": domain, "id": self._identity.project_id, "name": token.project}}
        user = {"domain": domain, "id": "7116d09f88fa", "name": self._identity.user, "password_expires_at": ""}
        return {
            "catalog": [],
            "expires_at": moment(token.expires),
            "issued_at": moment(token.issued),
            "methods": ["password"],
            "roles": [{"id": "0", "name": "te_admin"}],
            "user": user,
            **scope,
        }

    def _by_app(self, request: Request) -> Reply | None:
        code, key = request.header("X-Apig-AppCode"), request.header("apikey")
        is_right = _same(code, self._identity.app_code) if code else _same(key, self._identity.app_key)
        return None if is_right else self._app_error()

    def _by_signature(self, request: Request) -> Reply | None:
        refusal = self._signatures.refusal(request)
        if not refusal:
            return None
        if self._signatures.key_of(request) == self._identity.app_key:
            return self._app_error()
        return self._gateway_error(401, "APIG.0301", f"{_REFUSED}{refusal}")

    def _by_token(self, request: Request) -> Reply | None:
        value = request.header("X-Auth-Token")
        if not value:
            return self._gateway_error(401, "APIG.0301", f"{_REFUSED}x-auth-token not found")
        token = self._identity.find(value)
        if token is None:
            return self._gateway_error(401, "APIG.0301", f"{_REFUSED}decrypt token fail")
        if token.expires <= time.time():
            text = f"{_REFUSED}token expires, expires_at:{moment(token.expires)}"
            return self._gateway_error(401, "APIG.0301", text)
        if not token.project:
            text = "Invalid token header because the token does not contain a project."
            return self.platform_error(401, "ModelArts.0212", text)
        return None

    def _by_api_key(self, request: Request) -> Reply | None:
        given = request.header("Authorization")
        if not given:
            return self.platform_error(401, "ModelArts.0205", "No authorization request header.")
        if not _same(given.removeprefix("Bearer ").strip(), self._identity.api_key):
            return self.platform_error(400, "ModelArts.4905", "Failed to check the authorization request header.")
        return None

    def _app_error(self) -> Reply:
        return self._gateway_error(401, "APIG.0303", "Incorrect app authentication information")

    def _gateway_error(self, status: int, code: str, text: str) -> Reply:
        request_id = self._identity.request_id()
        content = {"error_msg": text, "request_id": request_id}
        if code:
            content = {"error_msg": text, "error_code": code, "request_id": request_id}
        return json_reply(status, content, _GATEWAY, ("X-Request-Id", request_id))


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def _iam_error(status: int, text: str, title: str) -> Reply:
    return json_reply(status, {"error": {"code": status, "message": text, "title": title}}, ("Server", "IAM"))
