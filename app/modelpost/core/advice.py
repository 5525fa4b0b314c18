"""What an unwelcome outcome means and what to do next: title, sentence and buttons of the card that shows it."""

import re
from dataclasses import dataclass
from enum import Enum

from modelpost.core.failures import Failure, FailureKind
from modelpost.core.response import Response
from modelpost.core.text import Message

_EXPIRED = re.compile(
    r"token expires|token has expired|authentication expired|APIG\.0307|ModelArts\.4127", re.IGNORECASE
)
_EXPIRED_AT = re.compile(r"expires_at:?\s*([0-9T:.Z+-]+)")
_DOMAIN_SCOPE = re.compile(r"ModelArts\.(?:0204|0212|4119)")


class Tone(Enum):
    """How bad it is."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class Remedy(Enum):
    """A button that helps; the first of a card is the likeliest."""

    SEND_AGAIN = "send-again"
    EDIT_URL = "edit-url"
    EDIT_AUTH = "edit-auth"
    EDIT_BODY = "edit-body"
    CHOOSE_CA = "choose-ca"
    ALLOW_UNVERIFIED = "allow-unverified"
    MORE_TIME = "more-time"
    TIMEOUT_SETTINGS = "timeout-settings"
    PROXY_SETTINGS = "proxy-settings"
    START_SAMPLE = "start-sample"
    COPY_REQUEST_ID = "copy-request-id"
    GO_TO_PLACE = "go-to-place"


@dataclass(frozen=True, slots=True)
class Advice:
    """One card. `place` is the field to go to, as in `Problem.where`."""

    title: Message
    text: Message
    tone: Tone = Tone.ERROR
    remedies: tuple[Remedy, ...] = ()
    place: str = ""


_REMEDIES: dict[FailureKind, tuple[Remedy, ...]] = {
    FailureKind.DNS: (Remedy.EDIT_URL, Remedy.SEND_AGAIN),
    FailureKind.REFUSED: (Remedy.SEND_AGAIN,),
    FailureKind.CONNECT: (Remedy.SEND_AGAIN, Remedy.EDIT_URL),
    FailureKind.TLS: (Remedy.CHOOSE_CA, Remedy.ALLOW_UNVERIFIED),
    FailureKind.PROXY: (Remedy.PROXY_SETTINGS, Remedy.SEND_AGAIN),
    FailureKind.TIMEOUT_CONNECT: (Remedy.MORE_TIME, Remedy.TIMEOUT_SETTINGS),
    FailureKind.TIMEOUT_READ: (Remedy.MORE_TIME, Remedy.TIMEOUT_SETTINGS),
    FailureKind.TIMEOUT_TOTAL: (Remedy.MORE_TIME, Remedy.TIMEOUT_SETTINGS),
    FailureKind.FILE: (Remedy.GO_TO_PLACE,),
    FailureKind.REDIRECT: (Remedy.EDIT_URL, Remedy.SEND_AGAIN),
    FailureKind.AUTH: (Remedy.EDIT_AUTH,),
}


def for_failure(failure: Failure, *, is_sample: bool = False) -> Advice:
    """Return the card for an exchange without an answer; `is_sample` when the sample service was meant."""
    remedies = _REMEDIES.get(failure.kind, (Remedy.SEND_AGAIN,))
    if failure.kind is FailureKind.REFUSED and is_sample:
        remedies = (Remedy.START_SAMPLE, *remedies)
    return Advice(failure.summary, failure.hint, Tone.ERROR, remedies, failure.place)


def for_response(response: Response, beginning: str, *, sent: str = "", path: str = "") -> Advice | None:
    """Return the card for a status of 400 and above, None for a welcome answer.

    `beginning` is the start of the decoded body, `sent` the size of what was sent, `path` the path that was asked for.
    """
    status = response.status
    match status:
        case _ if status < 400:
            return None
        case 401:
            return _unauthorized(beginning)
        case 403:
            return Advice(
                Message("No permission for this service"),
                Message("The token is valid, but this account may not call the service."),
                remedies=_with_request_id(response, (Remedy.EDIT_AUTH,)),
            )
        case 404:
            return Advice(
                Message("No service at this path"),
                Message(
                    "The host answered, but not for {path}. The service may be stopped or its ID may have changed.",
                    path=path or "/",
                ),
                remedies=(Remedy.EDIT_URL,),
            )
        case 405:
            return Advice(
                Message("The service does not accept this method"),
                Message("Inference services take POST. Choose the method that the service documents."),
                remedies=(Remedy.EDIT_URL,),
            )
        case 413:
            return Advice(
                Message("The file is too large for the service"),
                Message("{size} was sent. Choose a smaller file or ask the service owner for the limit.", size=sent),
                remedies=(Remedy.EDIT_BODY,),
            )
        case 429:
            return _too_many(response)
        case _ if status >= 500:
            return Advice(
                Message("The model service failed ({code})", code=status),
                Message("The request arrived. The service reported an error while answering."),
                remedies=_with_request_id(response, (Remedy.SEND_AGAIN,)),
            )
    return Advice(
        Message("The service did not accept the request ({code})", code=status),
        Message("Its answer below says why. Check the body and the headers."),
        remedies=(Remedy.EDIT_BODY,),
    )


def request_id(response: Response) -> str:
    """Return the id under which the service's owner finds this request in the logs, empty if there is none."""
    for name in ("X-Request-Id", "X-Amzn-RequestId", "X-Correlation-Id", "Request-Id"):
        if name in response.headers:
            return response.headers.first(name)
    return ""


def _unauthorized(beginning: str) -> Advice:
    if _EXPIRED.search(beginning):
        until = _EXPIRED_AT.search(beginning)
        text = (
            Message(
                "The service refused the request because the token was valid until {time}. Put a new one in its place.",
                time=until[1],
            )
            if until
            else Message("The service refused the request because the token is too old. Put a new one in its place.")
        )
        return Advice(Message("The token has expired"), text, remedies=(Remedy.EDIT_AUTH,))
    if _DOMAIN_SCOPE.search(beginning):
        return Advice(
            Message("The token has no project scope"),
            Message("ModelArts needs a token with project scope. Get one for the project of the service's region."),
            remedies=(Remedy.EDIT_AUTH,),
        )
    return Advice(
        Message("The service did not accept the credentials"),
        Message(
            "It asked for a different or missing token. Check the Auth tab. ModelArts needs a token with project scope."
        ),
        remedies=(Remedy.EDIT_AUTH,),
    )


def _too_many(response: Response) -> Advice:
    seconds = response.headers.first("Retry-After")
    text = (
        Message("The service asks to wait {n} s.", n=seconds)
        if seconds.isdigit()
        else Message("The service asks to wait a while.")
    )
    return Advice(Message("Too many requests"), text, Tone.WARNING, (Remedy.SEND_AGAIN,))


def _with_request_id(response: Response, remedies: tuple[Remedy, ...]) -> tuple[Remedy, ...]:
    return (*remedies, Remedy.COPY_REQUEST_ID) if request_id(response) else remedies
