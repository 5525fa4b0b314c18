"""The signature with an access key of Huawei Cloud."""

from modelpost.auth.api import AuthFlow, AuthScheme, Scheme, Signature, Surroundings
from modelpost.core.fields import Choice, Field, FileImport, Secret, Text, Values
from modelpost.core.huawei_signature import ALGORITHM, DATE, Signer
from modelpost.core.resolved import Payload, ResolvedRequest
from modelpost.core.text import Message
from modelpost.documents.columns import first_record
from modelpost.documents.moments import compact


class AccessKeySignature(Scheme):
    """`Authorization: SDK-HMAC-SHA256 …`, signed at the last moment over what really goes out.

    A wrong signature counts against the key, which is locked for five minutes after five of them: nothing is ever sent
    again by itself.
    """

    name = "ak-sk"
    label = Message("AK/SK signature (Huawei Cloud)")
    order = 51
    may_retry = False
    fields: tuple[Field, ...] = (
        FileImport("credentials", Message("Read credentials.csv…"), endings=("csv",)),
        Text("access_key", Message("Access key (AK)"), is_needed=True),
        Secret("secret_key", Message("Secret key (SK)"), is_needed=True),
        Text(
            "project_id",
            Message("Project ID"),
            hint=Message("Sent as X-Project-Id. It is needed where the account has several projects in the region."),
        ),
        Secret(
            "security_token",
            Message("Security token"),
            hint=Message("Belongs to a temporary access key. It is sent as X-Security-Token."),
            is_advanced=True,
        ),
        Text("stage", Message("X-Stage"), default="RELEASE", is_advanced=True),
        Choice(
            "covers",
            Message("Signed body"),
            default="auto",
            options=(
                ("auto", Message("JSON, not forms and files")),
                ("always", Message("Always; files are read twice")),
                ("never", Message("Never")),
            ),
            is_advanced=True,
        ),
    )

    def sets(self, values: Values) -> tuple[str, ...]:
        """Name the headers that come with the signature."""
        return (*(name for name, value in _added(values) if value), DATE, "Authorization")

    def authenticate(self, values: Values, request: ResolvedRequest, around: Surroundings) -> AuthFlow:
        """Leave everything to the signature."""
        del values, around
        yield from ()  # no steps
        return request

    def sign(self, values: Values, request: ResolvedRequest, payload: Payload, around: Surroundings) -> Signature:
        """Sign."""
        signer = Signer(
            values.get("access_key", "").strip(),
            values.get("secret_key", "").strip(),
            compact(around.clock.now()),
            around.digest,
            _added(values),
            values.get("covers", "auto"),
        )
        signed, found = signer.signed(request, payload)
        return Signature(signed, ALGORITHM, found.canonical_request, found.string_to_sign)

    def imported(self, field: str, content: bytes) -> Values:
        """Read the file that the console gives out when a key is made."""
        del field
        record = first_record(content, "Access Key Id", "Secret Access Key")
        return {"access_key": record["accesskeyid"], "secret_key": record["secretaccesskey"]}


def _added(values: Values) -> tuple[tuple[str, str], ...]:
    return (
        ("X-Project-Id", values.get("project_id", "").strip()),
        ("X-Stage", values.get("stage", "").strip()),
        ("X-Security-Token", values.get("security_token", "").strip()),
    )


PLUGIN: AuthScheme = AccessKeySignature()
