"""What an unwelcome outcome means and what to do next."""

import re
from dataclasses import replace

from modelpost.core.clock_skew import ALLOWED, skew
from modelpost.core.error_meanings import EXPIRED
from modelpost.core.events import CertificateRejected
from modelpost.core.failures import Failure, FailureKind
from modelpost.core.headers import HeaderList
from modelpost.core.remedies import Advice, Remedy, Tone
from modelpost.core.response import Response
from modelpost.core.retry_after import retry_after
from modelpost.core.service_errors import explained
from modelpost.core.text import Message

__all__ = ["Advice", "Remedy", "Tone", "for_failure", "for_response", "request_id"]

_REQUEST_ID = re.compile(r'"request_?id"\s*:\s*"([\w.:/+=-]{1,200})"', re.IGNORECASE)
_LONGEST_WAIT = 3600
"""Seconds up to which a button that waits is of use to somebody who sits before it."""

_TIMEOUTS = (Remedy.MORE_TIME, Remedy.TIMEOUT_SETTINGS)
_MENDED_BY_SETTINGS = frozenset({FailureKind.TLS, FailureKind.PROTOCOL})
"""Where to send again leads to the same failure, if it names a setting."""

_REMEDIES: dict[FailureKind, tuple[Remedy, ...]] = {
    FailureKind.DNS: (Remedy.EDIT_URL, Remedy.SEND_AGAIN),
    FailureKind.REFUSED: (Remedy.SEND_AGAIN,),
    FailureKind.CONNECT: (Remedy.SEND_AGAIN, Remedy.EDIT_URL),
    FailureKind.TLS: (Remedy.CHOOSE_CA, Remedy.ALLOW_UNVERIFIED),
    FailureKind.PROXY: (Remedy.PROXY_SETTINGS,),
    FailureKind.TIMEOUT_CONNECT: _TIMEOUTS,
    FailureKind.TIMEOUT_READ: _TIMEOUTS,
    FailureKind.TIMEOUT_TOTAL: _TIMEOUTS,
    FailureKind.FILE: (Remedy.GO_TO_PLACE,),
    FailureKind.REDIRECT: (Remedy.EDIT_URL, Remedy.SEND_AGAIN),
    FailureKind.DOWNGRADE: (Remedy.EDIT_URL, Remedy.ALLOW_DOWNGRADE),
    FailureKind.AUTH: (Remedy.EDIT_AUTH,),
}


def for_failure(
    failure: Failure,
    *,
    is_sample: bool = False,
    rejected: CertificateRejected | None = None,
    in_collection: bool = False,
) -> Advice:
    """Return the card for an exchange without an answer.

    `is_sample` when the sample service was meant, `rejected` where a certificate did not pass, `in_collection` for a
    request that belongs to one.
    """
    if failure.kind is FailureKind.TLS and rejected is not None:
        return _for_certificate(failure, rejected, in_collection=in_collection)
    if failure.kind in _MENDED_BY_SETTINGS and failure.place.startswith("settings."):
        return Advice(failure.summary, failure.hint, Tone.ERROR, (Remedy.EDIT_SETTINGS,), failure.place)
    remedies = _REMEDIES.get(failure.kind, (Remedy.SEND_AGAIN,))
    if failure.kind is FailureKind.REFUSED and is_sample:
        remedies = (*remedies, Remedy.START_SAMPLE)
    seconds = 2 * _limit(failure) if Remedy.MORE_TIME in remedies else 0.0
    return Advice(failure.summary, failure.hint, Tone.ERROR, remedies, failure.place, seconds)


def _for_certificate(failure: Failure, rejected: CertificateRejected, *, in_collection: bool) -> Advice:
    """Say what the certificate is; whom to trust only where that would help."""
    remedies: tuple[Remedy, ...] = (Remedy.EDIT_URL, Remedy.ALLOW_UNVERIFIED)
    if rejected.is_unknown_issuer:
        remedies = (Remedy.CHOOSE_CA, Remedy.ALLOW_UNVERIFIED)
    if rejected.anchor is not None:
        trust = Remedy.TRUST_IN_COLLECTION if in_collection else Remedy.TRUST_IN_REQUEST
        remedies = (trust, *remedies)
    facts = tuple(fact for fact in rejected.chain[0].facts() if fact[1])
    if rejected.anchor is not None and rejected.anchor != rejected.chain[0]:
        facts += ((Message("Issuer’s SHA-256"), rejected.anchor.fingerprint),)
    hint = (
        failure.hint
        if rejected.is_unknown_issuer
        else Message("{reason}. Check the address, or allow this host for testing only.", reason=rejected.reason)
    )
    return Advice(failure.summary, hint, Tone.ERROR, remedies, facts=facts, anchor=rejected.anchor)


def for_response(
    response: Response,
    beginning: str,
    *,
    sent: str = "",
    path: str = "",
    asked: HeaderList | None = None,
    can_renew: bool = False,
) -> Advice | None:
    """Return the card for a status of 400 and above, None for a welcome answer.

    `beginning` is the start of the decoded body, `sent` the size of what was sent, `path` the path that was asked for,
    `asked` the headers that went out; `can_renew` tells that the auth scheme can fetch another token. A code that
    ModelArts or its gateway put into the body says more than the status, and goes before it; a clock that is off says
    most of all.
    """
    if response.status < 400:
        return None
    own_words = explained(response.status, beginning)
    status = own_words.as_status if own_words is not None else 0
    advice = _by_status(status or response.status, response, sent=sent, path=path)
    if own_words is not None:
        advice = replace(
            advice,
            title=own_words.title or advice.title,
            text=own_words.text or advice.text,
            remedies=advice.remedies if own_words.remedies is None else own_words.remedies,
        )
    if can_renew and Remedy.EDIT_AUTH in advice.remedies:
        advice = _with_renewal(advice)
    advice = _with_clock(advice, response, asked)
    found = request_id(response, beginning)
    if found and (response.status == 403 or response.status >= 500):  # where the owner of the service has to look
        advice = replace(advice, remedies=(*advice.remedies, Remedy.COPY_REQUEST_ID))
    return replace(advice, request_id=found)


def request_id(response: Response, beginning: str = "") -> str:
    """Return the id under which the service's owner finds this request in the logs, empty if there is none.

    It stands in the headers, or, as with the gateway of ModelArts, in the `beginning` of the body.
    """
    for name in ("X-Request-Id", "X-Amzn-RequestId", "X-Correlation-Id", "Request-Id"):
        if name in response.headers:
            return response.headers.first(name)
    found = _REQUEST_ID.search(beginning)
    return found[1] if found else ""


def _by_status(status: int, response: Response, *, sent: str, path: str) -> Advice:
    match status:
        case 401:
            return Advice(
                Message("The service did not accept the credentials"),
                Message(
                    "It asked for a different or missing token. Check the Auth tab. "
                    "ModelArts needs a token with project scope."
                ),
                remedies=(Remedy.EDIT_AUTH,),
            )
        case 403:
            return Advice(
                Message("No permission for this service"),
                Message("The token is valid, but this account may not call the service."),
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
                Message("The file is too large for the service"), _too_large(sent), remedies=(Remedy.CHOOSE_FILE,)
            )
        case 429:
            return _wait_for(response, Message("Too many requests"), Message("The service asks to wait a while."))
        case 503 if "Retry-After" in response.headers:
            title = Message("The model service failed ({code})", code=status)
            return _wait_for(response, title, Message("It is not available now. Send again later."))
        case _ if status >= 500:
            return Advice(
                Message("The model service failed ({code})", code=status),
                Message("The request arrived. The service reported an error while answering."),
                remedies=(Remedy.SEND_AGAIN,),
            )
        case _:
            return Advice(
                Message("The service did not accept the request ({code})", code=status),
                Message("Its answer below says why. Check the body and the headers."),
                remedies=(Remedy.EDIT_BODY,),
            )


def _with_renewal(advice: Advice) -> Advice:
    """Offer another token: first where the old one has expired, else behind what is likelier to help."""
    if advice.title != EXPIRED.title:
        return replace(advice, remedies=(*advice.remedies, Remedy.RENEW_TOKEN))
    until = dict(advice.text.params).get("time")
    text = Message("The service refused the request because the token is too old. Modelpost can fetch a new one now.")
    if until:
        text = Message(
            "The service refused the request because the token was valid until {time}. "
            "Modelpost can fetch a new one now.",
            time=until,
        )
    return replace(advice, text=text, remedies=(Remedy.RENEW_TOKEN, *advice.remedies))


def _with_clock(advice: Advice, response: Response, asked: HeaderList | None) -> Advice:
    """Name the clock of this computer where it is why a signature was refused."""
    ahead = skew(asked, response.headers) if asked is not None and response.status in {401, 403} else 0.0
    if abs(ahead) <= ALLOWED:
        return advice
    minutes = round(abs(ahead) / 60)
    fast = Message("The clock of this computer is {n} minutes fast", n=minutes)
    slow = Message("The clock of this computer is {n} minutes slow", n=minutes)
    text = Message("A signature is good for 15 minutes around its date. Set the clock, then send again.")
    return replace(advice, title=fast if ahead > 0 else slow, text=text, remedies=(Remedy.SEND_AGAIN,))


def _too_large(sent: str) -> Message:
    if not sent:
        return Message("Choose a smaller file or ask the service owner for the limit.")
    return Message("{size} was sent. Choose a smaller file or ask the service owner for the limit.", size=sent)


def _wait_for(response: Response, title: Message, otherwise: Message) -> Advice:
    """Return the card of a service that wants to be left alone for a while; `otherwise` where it says not how long."""
    seconds = retry_after(response.headers)
    if seconds is None:
        return Advice(title, otherwise, Tone.WARNING, (Remedy.SEND_AGAIN,))
    text = Message("The service asks to wait {n} s.", n=f"{seconds:.0f}")
    if not 0 < seconds <= _LONGEST_WAIT:
        return Advice(title, text, Tone.WARNING, (Remedy.SEND_AGAIN,))
    return Advice(title, text, Tone.WARNING, (Remedy.SEND_LATER, Remedy.CANCEL), seconds=seconds)


def _limit(failure: Failure) -> float:
    """Return the limit that a timeout names in its title ("No answer within {n} s"), 0 where it names none."""
    try:
        return float(str(dict(failure.summary.params).get("n", 0)))
    except ValueError:
        return 0.0
