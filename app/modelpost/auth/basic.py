"""User name and password."""

from base64 import b64encode

from modelpost.auth.api import AuthScheme, OneStep
from modelpost.core.fields import Secret, Text, Values
from modelpost.core.resolved import ResolvedRequest
from modelpost.core.text import Message


class BasicAuth(OneStep):
    """`Authorization: Basic …` (RFC 7617), in UTF-8 as its section 2.1 recommends."""

    name = "basic"
    label = Message("Basic")
    order = 40
    fields = (
        Text("username", Message("User name")),
        Secret("password", Message("Password")),
    )

    def apply(self, values: Values, request: ResolvedRequest) -> ResolvedRequest:
        """Set the header."""
        pair = f"{values.get('username', '')}:{values.get('password', '')}"
        return request.with_header("Authorization", "Basic " + b64encode(pair.encode()).decode("ascii"))


PLUGIN: AuthScheme = BasicAuth()
