"""The form of OAuth 2.0, and what its values mean."""

from modelpost.core.fields import Choice, Field, Secret, Text, Values
from modelpost.core.text import Message

CLIENT_CREDENTIALS = "client_credentials"
PASSWORD = "password"  # noqa: S105  # the name of a grant
AUTHORIZATION_CODE = "authorization_code"
DEVICE_CODE = "device_code"

FIELDS: tuple[Field, ...] = (
    Choice(
        "grant",
        Message("Grant type"),
        default=CLIENT_CREDENTIALS,
        options=(
            (CLIENT_CREDENTIALS, Message("Client credentials")),
            (AUTHORIZATION_CODE, Message("Authorization code with PKCE")),
            (DEVICE_CODE, Message("Device code")),
            (PASSWORD, Message("Password")),
        ),
    ),
    Text(
        "authorizationUrl",
        Message("Authorization URL"),
        hint=Message("The page where you sign in. It opens in the system's browser."),
        when=("grant", AUTHORIZATION_CODE),
        is_needed=True,
    ),
    Text("deviceUrl", Message("Device authorization URL"), when=("grant", DEVICE_CODE), is_needed=True),
    Text("accessTokenUrl", Message("Token URL"), is_needed=True),
    Text("clientId", Message("Client ID"), is_needed=True),
    Secret("clientSecret", Message("Client secret"), hint=Message("Empty for a public client.")),
    Text("username", Message("User name"), when=("grant", PASSWORD), is_needed=True),
    Secret("password", Message("Password"), when=("grant", PASSWORD), is_needed=True),
    Text("scope", Message("Scope"), hint=Message("Names with spaces between them.")),
    Text(
        "callbackUrl",
        Message("Redirect URL"),
        hint=Message(
            "Empty for a free port of this computer. One that leads elsewhere works too: you paste what the browser "
            "shows after signing in."
        ),
        when=("grant", AUTHORIZATION_CODE),
    ),
    Choice(
        "credentialsPlacement",
        Message("Client sent in"),
        default="basic_auth_header",
        options=(
            ("basic_auth_header", Message("Header (Basic)")),
            ("body", Message("Body")),
            ("none", Message("Only its ID, in the body")),
        ),
        is_advanced=True,
    ),
    Choice(
        "pkce",
        Message("PKCE"),
        default="S256",
        options=(("S256", Message("SHA-256")), ("plain", Message("Plain")), ("off", Message("Off"))),
        when=("grant", AUTHORIZATION_CODE),
        is_advanced=True,
    ),
    Text("audience", Message("Audience"), is_advanced=True),
    Text("resource", Message("Resource"), hint=Message("The address of the service (RFC 8707)."), is_advanced=True),
    Text(
        "authorizationParameters",
        Message("More for the authorization URL"),
        hint=Message("Parameters such as prompt=consent&login_hint=ada; write % and & in a value as %25 and %26."),
        when=("grant", AUTHORIZATION_CODE),
        is_advanced=True,
    ),
    Text(
        "tokenParameters",
        Message("More for the token URL"),
        hint=Message(
            "Parameters such as tenant=a&header:X-Realm=b&query:v=2; write % and & in a value as %25 and %26."
        ),
        is_advanced=True,
    ),
    Text("refreshParameters", Message("More when refreshing"), is_advanced=True),
    Text(
        "refreshTokenUrl",
        Message("Refresh URL"),
        hint=Message("Where it is not the token URL."),
        is_advanced=True,
    ),
    Choice(
        "tokenSource",
        Message("Token to use"),
        default="access_token",
        options=(("access_token", Message("Access token")), ("id_token", Message("ID token"))),
        is_advanced=True,
    ),
    Choice(
        "tokenPlacement",
        Message("Token sent in"),
        default="header",
        options=(("header", Message("Header")), ("query", Message("Query"))),
        is_advanced=True,
    ),
    Text("prefix", Message("Prefix"), default="Bearer", when=("tokenPlacement", "header"), is_advanced=True),
    Text(
        "queryName",
        Message("Parameter"),
        default="access_token",
        when=("tokenPlacement", "query"),
        is_advanced=True,
    ),
)


def with_defaults(values: Values) -> Values:
    """Return what was entered, and the defaults of all other fields."""
    return {**{field.name: field.default for field in FIELDS}, **values}
