"""User name and password."""

from base64 import b64encode

from modelpost.auth.api import AuthScheme, OneStep, Refused
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
        """Set the header. Raises Refused for a user name that the server could not tell from the password."""
        if ":" in values.get("username", ""):
            raise Refused(
                Message("A user name with a colon cannot be sent with Basic"),
                Message("The server would take what follows the colon for the password. Enter another user name."),
                place="auth.username",
            )
        pair = f"{values.get('username', '')}:{values.get('password', '')}"
        return request.with_header("Authorization", "Basic " + b64encode(pair.encode()).decode("ascii"))


PLUGIN: AuthScheme = BasicAuth()
