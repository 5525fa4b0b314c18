"""A key in a header, in the query or in a cookie."""

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
            options=(("header", Message("Header")), ("query", Message("Query")), ("cookie", Message("Cookie"))),
        ),
    )

    def sets(self, values: Values) -> tuple[str, ...]:
        """Name the header, where it is one."""
        name = values.get("key", "").strip() or "X-Auth-Token"
        return {"query": (), "cookie": ("Cookie",)}.get(values.get("placement", "header"), (name,))

    def asks(self, values: Values) -> tuple[str, ...]:
        """Name the parameter, where it is one."""
        name = values.get("key", "").strip() or "X-Auth-Token"
        return (name,) if values.get("placement") == "query" else ()

    def apply(self, values: Values, request: ResolvedRequest) -> ResolvedRequest:
        """Set the header, or add the parameter to the query or the pair to the cookies."""
        name, key = values.get("key", "").strip() or "X-Auth-Token", values.get("value", "").strip()
        placement = values.get("placement", "header")
        if placement == "cookie":
            cookies = [*request.headers.all("Cookie"), f"{name}={key}"]
            with_key = request.with_header("Cookie", "; ".join(cookies))
            return replace(with_key, secrets=with_key.secrets | {key})
        if placement != "query":
            return request.with_header(name, key)
        parts = urlsplit(request.url)
        pair = f"{quote(name, safe='')}={quote(key, safe='')}"
        query = f"{parts.query}&{pair}" if parts.query else pair
        return replace(request, url=urlunsplit(parts._replace(query=query)), secrets=request.secrets | {key})


PLUGIN: AuthScheme = ApiKey()
