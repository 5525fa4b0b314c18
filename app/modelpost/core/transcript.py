"""An exchange written down in the manner of `curl -v`."""

from typing import NamedTuple

from modelpost.core.certificates import Certificate
from modelpost.core.conversation import meaning_of
from modelpost.core.events import (
    CertificateRejected,
    Challenged,
    Connected,
    ConversationClosed,
    ConversationItems,
    ConversationOpened,
    DownloadProgress,
    Event,
    Failed,
    Finished,
    HeadReceived,
    HeadSent,
    HostResolved,
    Noted,
    Redirected,
    RequestSent,
    Retrying,
    Secured,
    Signed,
    Stopped,
    StreamBegan,
    StreamItems,
    Tunnelled,
    UploadProgress,
)
from modelpost.core.headers import HeaderList
from modelpost.core.streams import StreamKind
from modelpost.core.text import Message

_UPGRADED = 101
"""Switching Protocols: there is no body, though much may have been said since."""

_STREAMS = {
    StreamKind.EVENTS: Message("The answer is a stream of server-sent events"),
    StreamKind.LINES: Message("The answer is a stream of JSON lines"),
    StreamKind.TEXT: Message("The answer comes slowly, piece by piece"),
    StreamKind.MESSAGES: Message("The answer is a stream of messages"),
}


class Line(NamedTuple):
    """One line: `*` what happened, `>` what went out, `<` what came in, `!` what went wrong."""

    mark: str
    text: Message | str


_UNCHECKED = Line("!", Message("The certificate was not checked: verification is off for this request"))


def describe(event: Event) -> tuple[Line, ...]:
    """Return the lines that tell of an event; progress has none."""
    match event:
        case Noted(message=message):
            return (Line("*", message),)
        case HostResolved(host=host, addresses=addresses, seconds=seconds):
            text = Message(
                "{host} is {addresses} ({ms} ms)", host=host, addresses=", ".join(addresses), ms=_ms(seconds)
            )
            return (Line("*", text),)
        case Connected():
            connected = Line("*", _connected(event))
            return (connected,) if event.verified else (connected, _UNCHECKED)
        case Tunnelled() | CertificateRejected() | Secured():
            return _on_the_way(event)
        case HeadSent(method=method, target=target, headers=headers):
            return (Line(">", f"{method} {target} HTTP/1.1"), *_fields(">", headers))
        case RequestSent():
            return _request_sent(event)
        case HeadReceived(status=status, reason=reason, version=version, headers=headers, seconds=seconds):
            waited = Line("*", Message("First byte after {ms} ms", ms=_ms(seconds)))
            return (waited, Line("<", f"{version} {status} {reason}".rstrip()), *_fields("<", headers))
        case Signed() | Challenged() | Redirected() | Retrying() | ConversationOpened() | ConversationClosed():
            return _between(event)
        case StreamBegan(recording=recording):
            return (Line("*", _STREAMS[recording.kind]),)
        case UploadProgress() | DownloadProgress() | StreamItems() | ConversationItems():
            return ()
        case Finished():
            return (_finished(event),)
        case Failed(failure=failure):
            return tuple(Line("!", text) for text in (failure.summary, failure.hint, failure.detail) if str(text))
        case Stopped(at=at):
            return (Line("*", Message("Cancelled after {n} s", n=f"{at:.1f}")),)


def _connected(event: Connected) -> Message:
    if event.reused:
        return Message("Connection to {host}:{port} was still open and is used again", host=event.host, port=event.port)
    return Message(
        "Connected to {host}:{port} at {address} ({ms} ms)",
        host=event.host,
        port=event.port,
        address=event.address,
        ms=_ms(event.seconds),
    )


def _on_the_way(event: Tunnelled | CertificateRejected | Secured) -> tuple[Line, ...]:
    match event:
        case Tunnelled():
            return (Line("*", _tunnelled(event)),)
        case CertificateRejected():
            return _rejected(event)
        case Secured():
            return _secured(event)


def _tunnelled(event: Tunnelled) -> Message:
    return Message(
        "The {kind} proxy {proxy} opened the way to {target} ({ms} ms)",
        kind=event.kind,
        proxy=event.proxy,
        target=event.target,
        ms=_ms(event.seconds),
    )


def _rejected(event: CertificateRejected) -> tuple[Line, ...]:
    heading = Message("The certificate of {host} was rejected: {reason}", host=event.host, reason=event.reason)
    return (Line("!", heading), *(line for certificate in event.chain for line in _certificate(certificate)))


def _certificate(certificate: Certificate) -> tuple[Line, ...]:
    return tuple(
        Line("*", Message("{label}: {text}", label=label, text=text)) for label, text in certificate.facts() if text
    )


def _secured(event: Secured) -> tuple[Line, ...]:
    lines = [
        Message("{version} with {cipher} ({ms} ms)", version=event.version, cipher=event.cipher, ms=_ms(event.seconds))
    ]
    if event.client:
        lines.append(Message("Shown to the server if it asked: the client certificate {path}", path=event.client))
    if event.verified:
        lines.append(
            Message(
                "Certificate of {subject}, issued by {issuer}, valid until {expires}",
                subject=event.subject,
                issuer=event.issuer,
                expires=event.expires,
            )
        )
    told = tuple(Line("*", line) for line in lines)
    if event.verified:
        return told
    return (*told, _UNCHECKED)


def _finished(event: Finished) -> Line:
    ms = _ms(event.timings.total)
    if event.response.status == _UPGRADED:
        return Line("*", Message("{ms} ms in all", ms=ms))
    return Line("*", Message("{size} bytes received, {ms} ms in all", size=event.response.body.size, ms=ms))


def _request_sent(event: RequestSent) -> tuple[Line, ...]:
    if not event.body_size:
        return (Line("*", Message("Request sent ({ms} ms)", ms=_ms(event.seconds))),)
    sent = Message("Request sent, {size} bytes of body ({ms} ms)", size=event.body_size, ms=_ms(event.seconds))
    checksum = (Line("*", f"SHA-256 {event.sha256}"),) if event.sha256 else ()
    return (*_body_lines(event), Line("*", sent), *checksum)


def _body_lines(event: RequestSent) -> tuple[Line, ...]:
    """Show the beginning of a body that is text."""
    text = event.preview.decode("utf-8", "replace")
    if "\x00" in text or text.count("\ufffd") > len(text) // 50 + 1:
        return ()
    lines = text.splitlines()[:60]
    more = (Line(">", "…"),) if len(event.preview) < event.body_size or len(text.splitlines()) > len(lines) else ()
    return (Line(">", ""), *(Line(">", line) for line in lines), *more)


def _redirected(event: Redirected) -> tuple[Line, ...]:
    text = Message(
        "Redirected after {ms} ms: {method} {location}",
        ms=_ms(event.timings.total),
        method=event.method,
        location=event.location,
    )
    if not event.dropped:
        return (Line("*", text),)
    kept_back = Message("Not sent to another origin: {names}", names=", ".join(event.dropped))
    return (Line("*", text), Line("*", kept_back))


def _between(
    event: Signed | Challenged | Redirected | Retrying | ConversationOpened | ConversationClosed,
) -> tuple[Line, ...]:
    match event:
        case ConversationOpened() | ConversationClosed():
            return _conversation(event)
        case Signed():
            return _signed(event)
        case Challenged():
            return (Line("*", _challenged(event)),)
        case Redirected():
            return _redirected(event)
        case Retrying():
            return _retrying(event)


def _retrying(event: Retrying) -> tuple[Line, ...]:
    text = Message(
        "{reason}. Attempt {n} of {of} follows in {seconds} s",
        reason=event.reason,
        n=event.attempt,
        of=event.of,
        seconds=f"{event.wait:.1f}",
    )
    if not event.may_repeat:
        return (Line("*", text),)
    return (Line("*", text), Line("*", Message("The service may have carried out the last attempt all the same")))


def _conversation(event: ConversationOpened | ConversationClosed) -> tuple[Line, ...]:
    match event:
        case ConversationOpened(extensions=extensions):
            opened = Line("*", Message("The WebSocket is open"))
            agreed = Message("Both sides agreed on {extensions}", extensions=extensions)
            return (opened, Line("*", agreed)) if extensions else (opened,)
        case ConversationClosed(code=code, by_us=by_us):
            who = (
                Message("Goodbye from us, code {code}: {meaning}", code=code, meaning=meaning_of(code))
                if by_us
                else Message("Goodbye from the server, code {code}: {meaning}", code=code, meaning=meaning_of(code))
            )
            return (Line("*", who), Line("<", event.reason)) if event.reason else (Line("*", who),)


def _challenged(event: Challenged) -> Message:
    return Message(
        "Answered {status}: the credentials are renewed and the request is sent once more", status=event.status
    )


def _signed(event: Signed) -> tuple[Line, ...]:
    return (
        Line("*", Message("Signed with {algorithm}; the canonical request is", algorithm=event.algorithm)),
        *(Line("*", f"  {line}") for line in event.canonical_request.split("\n")),
        Line("*", Message("and the string to sign")),
        *(Line("*", f"  {line}") for line in event.string_to_sign.split("\n")),
    )


def _fields(mark: str, headers: HeaderList) -> tuple[Line, ...]:
    return tuple(Line(mark, f"{field.name}: {field.value}") for field in headers)


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f}"
