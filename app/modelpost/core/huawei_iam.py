"""IAM of Huawei Cloud: where it is, and why it gives no token.

Endpoints as in huaweicloudsdkcore 3.1.219 (`auth/endpoint.py`) and huaweicloudsdkiam 3.1.219.
"""

from typing import NamedTuple

from modelpost.core import error_meanings as means
from modelpost.core.service_errors import explained
from modelpost.core.text import Message

REGIONS = (
    "cn-north-1",
    "cn-north-2",
    "cn-north-4",
    "cn-north-9",
    "cn-north-12",
    "cn-east-2",
    "cn-east-3",
    "cn-east-4",
    "cn-east-5",
    "cn-south-1",
    "cn-south-2",
    "cn-southwest-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "af-south-1",
    "sa-brazil-1",
    "la-south-2",
    "la-north-2",
    "na-mexico-1",
    "eu-west-0",
    "my-kualalumpur-1",
    "ru-moscow-1",
    "me-east-1",
    "ae-ad-1",
    "tr-west-1",
)

ENDPOINTS: tuple[tuple[str, Message], ...] = (
    ("https://iam.myhuaweicloud.com", Message("All regions")),
    *((f"https://iam.{region}.myhuaweicloud.com", Message("Region {region}", region=region)) for region in REGIONS),
    ("https://iam.eu-west-101.myhuaweicloud.eu", Message("Region {region}", region="eu-west-101")),
)
"""Addresses to choose from, each with the region it is for."""

_CHECK = Message("Check the account, the user and the project in the Auth tab.")
_ABOUT_THE_USER = (means.LOCKED_ACCOUNT, means.CONSOLE_ONLY, means.USER_DISABLED)
_PASSCODE_WORDS = ("passcode", "totp", "mfa", "verification code")
_SCOPE_WORDS = ("project", "scope")


class Refusal(NamedTuple):
    """Why there is no token, what to do, and the field of the form to look at."""

    summary: Message
    hint: Message
    field: str


def refusal(status: int, beginning: str, host: str) -> Refusal:
    """Return what an answer means that holds no token; `beginning` is that of its body."""
    meaning = explained(status, beginning)
    if meaning in _ABOUT_THE_USER and meaning is not None:
        return Refusal(Message("{host} gives this user no token", host=host), meaning.text or _CHECK, "user")
    match status:
        case 201:
            return Refusal(
                Message("The answer of {host} holds no token", host=host),
                Message("Its header X-Subject-Token is missing. A proxy on the way may take it out."),
                "endpoint",
            )
        case 400:
            return Refusal(Message("{host} could not read the request for a token", host=host), _CHECK, "user")
        case 401 | 403:
            return _unauthorized(status, beginning.lower(), host)
        case 404 | 405:
            return Refusal(
                Message("There is no IAM at {host}", host=host),
                Message("Choose the endpoint of the region or site that the service belongs to."),
                "endpoint",
            )
        case 429:
            return Refusal(
                Message("{host} gets too many requests for tokens", host=host),
                Message("Wait a minute, then send again."),
                "endpoint",
            )
        case _ if status >= 500:
            return Refusal(
                Message("IAM at {host} is unavailable ({code})", host=host, code=status),
                Message("Send again later, or choose the endpoint of another region of the same site."),
                "endpoint",
            )
    return Refusal(
        Message("{host} did not answer as IAM does ({code})", host=host, code=status),
        Message("Check the endpoint in the Auth tab. A proxy or a sign-in page may be in between."),
        "endpoint",
    )


def _unauthorized(status: int, words: str, host: str) -> Refusal:
    if any(word in words for word in _PASSCODE_WORDS):
        return Refusal(
            Message("{host} did not accept the verification code", host=host),
            Message("A code is good once and for half a minute. Send again with the next one, and check the user ID."),
            "passcode",
        )
    if any(word in words for word in _SCOPE_WORDS):
        return Refusal(
            Message("{host} gives no token for this project", host=host),
            Message("Check its name or ID, and that the user may use it. “Look up…” lists the projects."),
            "project",
        )
    if status == 403:
        return Refusal(
            Message("{host} gives this user no token", host=host),
            Message("Ask the administrator of the account to allow programmatic access."),
            "user",
        )
    return Refusal(
        Message("{host} did not accept the account, the user or the password", host=host),
        Message(
            "Several wrong passwords lock the account, so check before you send again. A HUAWEI ID and a federated "
            "user get no token even with the right password: create an IAM user."
        ),
        "password",
    )
