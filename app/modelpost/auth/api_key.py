"""A key in a header or in the query."""

from dataclasses import replace
from urllib.parse import quote, urlsplit, urlunsplit

from modelpost.auth.api import AuthScheme, OneStep
from modelpost.core.fields import Choice, Secret, Text, Values
from modelpost.core.resolved import ResolvedRequest
from modelpost.core.text import Message


class ApiKey(OneStep):
    """A named key; the preset is ModelArts' token header, `X-Auth-Token`."""

    name = "apikey"
    label = Message("API key or X-Auth-Token")
    order = 20
    fields = (
        Text("key", Message("Name"), default="X-Auth-Token"),
        Secret("value", Message("Key")),
        Choice(
            "placement",
            Message("Sent in"),
            default="header",
            options=(("header", Message("Header")), ("query", Message("Query"))),
        ),
    )

    def apply(self, values: Values, request: ResolvedRequest) -> ResolvedRequest:
        """Set the header, or add the parameter to the query."""
        name, key = values.get("key", "").strip() or "X-Auth-Token", values.get("value", "").strip()
        if values.get("placement", "header") != "query":
            return request.with_header(name, key)
        parts = urlsplit(request.url)
        pair = f"{quote(name, safe='')}={quote(key, safe='')}"
        query = f"{parts.query}&{pair}" if parts.query else pair
        return replace(request, url=urlunsplit(parts._replace(query=query)), secrets=request.secrets | {key})


PLUGIN: AuthScheme = ApiKey()
