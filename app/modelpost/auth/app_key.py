"""The AppKey alone of an app of Huawei Cloud's API gateway."""

from modelpost.auth.api import AuthScheme, OneStep
from modelpost.core.fields import Field, Secret, Values
from modelpost.core.resolved import ResolvedRequest
from modelpost.core.text import Message


class AppKey(OneStep):
    """`apikey: …`, for apps that have no AppCode."""

    name = "app-key"
    label = Message("AppKey alone (Huawei Cloud)")
    order = 53
    fields: tuple[Field, ...] = (
        Secret(
            "app_key",
            Message("AppKey"),
            hint=Message("Use the address for app authentication, the second one of the service's call information."),
            is_needed=True,
        ),
    )

    def sets(self, values: Values) -> tuple[str, ...]:
        """Name the header."""
        del values
        return ("apikey",)

    def apply(self, values: Values, request: ResolvedRequest) -> ResolvedRequest:
        """Set the header."""
        return request.with_header("apikey", values.get("app_key", "").strip())


PLUGIN: AuthScheme = AppKey()
