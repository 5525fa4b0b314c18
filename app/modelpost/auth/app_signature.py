"""The signature of an app of Huawei Cloud's API gateway."""

from modelpost.auth.api import AuthFlow, AuthScheme, Scheme, Signature, Surroundings
from modelpost.core.fields import Field, Secret, Text, Values
from modelpost.core.huawei_signature import ALGORITHM, DATE, Signer
from modelpost.core.resolved import Payload, ResolvedRequest
from modelpost.core.text import Message
from modelpost.documents.moments import compact


class AppSignature(Scheme):
    """The signature of access keys, made with the AppKey and AppSecret of an app that a service is open to."""

    name = "app-signature"
    label = Message("AppKey and AppSecret (Huawei Cloud)")
    order = 54
    may_retry = False
    fields: tuple[Field, ...] = (
        Text(
            "app_key",
            Message("AppKey"),
            hint=Message("Use the address for app authentication, the second one of the service's call information."),
            is_needed=True,
        ),
        Secret("app_secret", Message("AppSecret"), is_needed=True),
        Text("stage", Message("X-Stage"), default="RELEASE", is_advanced=True),
    )

    def sets(self, values: Values) -> tuple[str, ...]:
        """Name the headers that come with the signature."""
        return (*(("X-Stage",) if values.get("stage", "").strip() else ()), DATE, "Authorization")

    def authenticate(self, values: Values, request: ResolvedRequest, around: Surroundings) -> AuthFlow:
        """Leave everything to the signature."""
        del values, around
        yield from ()  # no steps
        return request

    def sign(self, values: Values, request: ResolvedRequest, payload: Payload, around: Surroundings) -> Signature:
        """Sign."""
        signer = Signer(
            values.get("app_key", "").strip(),
            values.get("app_secret", "").strip(),
            compact(around.clock.now()),
            around.digest,
            (("X-Stage", values.get("stage", "")),),
        )
        signed, found = signer.signed(request, payload)
        return Signature(signed, ALGORITHM, found.canonical_request, found.string_to_sign)


PLUGIN: AuthScheme = AppSignature()
