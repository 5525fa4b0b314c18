"""The AppCode of an app of Huawei Cloud's API gateway."""

from modelpost.auth.api import AuthScheme, OneStep
from modelpost.core.fields import Field, Secret, Values
from modelpost.core.resolved import ResolvedRequest
from modelpost.core.text import Message


class AppCode(OneStep):
    """`X-Apig-AppCode: …`, valid until it is reset."""

    name = "app-code"
    label = Message("AppCode (Huawei Cloud)")
    order = 52
    fields: tuple[Field, ...] = (
        Secret(
            "app_code",
            Message("AppCode"),
            hint=Message("Use the address for app authentication, the second one of the service's call information."),
            is_needed=True,
        ),
    )

    def sets(self, values: Values) -> tuple[str, ...]:
        """Name the header."""
        del values
        return ("X-Apig-AppCode",)

    def apply(self, values: Values, request: ResolvedRequest) -> ResolvedRequest:
        """Set the header."""
        return request.with_header("X-Apig-AppCode", values.get("app_code", "").strip())


PLUGIN: AuthScheme = AppCode()
