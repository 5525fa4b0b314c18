"""Bearer tokens."""

from modelpost.auth.api import AuthScheme, OneStep
from modelpost.core.fields import Secret, Text, Values
from modelpost.core.resolved import ResolvedRequest
from modelpost.core.text import Message


class BearerToken(OneStep):
    """`Authorization: Bearer <token>` (RFC 6750, section 2.1)."""

    name = "bearer"
    label = Message("Bearer token")
    order = 30
    fields = (
        Secret("token", Message("Token")),
        Text("prefix", Message("Prefix"), default="Bearer"),
    )

    def apply(self, values: Values, request: ResolvedRequest) -> ResolvedRequest:
        """Set the header; an empty prefix sends the bare token."""
        prefix, token = values.get("prefix", "Bearer").strip(), values.get("token", "").strip()
        return request.with_header("Authorization", f"{prefix} {token}".strip())


PLUGIN: AuthScheme = BearerToken()
