"""API keys of ModelArts: services of its second generation, and hosted language models (MaaS)."""

from modelpost.auth.api import AuthScheme, OneStep
from modelpost.core.fields import Field, FileImport, Secret, Toggle, Values
from modelpost.core.resolved import ResolvedRequest
from modelpost.core.text import Message
from modelpost.documents.columns import first_record


class ModelArtsKey(OneStep):
    """`Authorization: Bearer <key>`. ModelArts' own pages leave open whether the word belongs there: it can go."""

    name = "modelarts-key"
    label = Message("ModelArts API key")
    order = 55
    fields: tuple[Field, ...] = (
        FileImport("credentials", Message("Read the key's CSV file…"), endings=("csv",)),
        Secret(
            "key",
            Message("API key"),
            hint=Message("It has to be bound to the service, or be good for all services."),
            is_needed=True,
        ),
        Toggle("is_bare", Message("Send the key without the word Bearer"), default="false", is_advanced=True),
    )

    def apply(self, values: Values, request: ResolvedRequest) -> ResolvedRequest:
        """Set the header."""
        key = values.get("key", "").strip()
        return request.with_header("Authorization", key if values.get("is_bare") == "true" else f"Bearer {key}")

    def imported(self, field: str, content: bytes) -> Values:
        """Read the file that the console gives out when a key is made."""
        del field
        return {"key": first_record(content, "api_key")["apikey"]}


PLUGIN: AuthScheme = ModelArtsKey()
