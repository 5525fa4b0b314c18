"""From what libraries raise to what people read: what happened and what to do."""

import errno
import http.client
import socket
import ssl

from modelpost.core.failures import Failure, FailureKind, FileTrouble, ModelpostError
from modelpost.core.resolved import SendOptions
from modelpost.core.secrets import Redactor
from modelpost.core.text import Message
from modelpost.net.connection import ProxyRefused
from modelpost.net.route import Route

_EXPIRED = 10
_SELF_SIGNED = 18
_SELF_SIGNED_IN_CHAIN = 19
_UNKNOWN_ISSUER = 20
_NO_ISSUER_AT_ALL = 21
_WRONG_HOST = 62
_WRONG_ADDRESS = 64
_NOT_YET = 9

_TLS_REASONS = {
    _EXPIRED: Message("It has expired"),
    _NOT_YET: Message("It is not valid yet"),
    _SELF_SIGNED: Message("It is signed by itself"),
    _SELF_SIGNED_IN_CHAIN: Message("Its chain ends in a certificate that is signed by itself"),
    _UNKNOWN_ISSUER: Message("Its issuer is not known to this computer"),
    _NO_ISSUER_AT_ALL: Message("Its issuer is not known to this computer"),
    _WRONG_HOST: Message("It belongs to another host name"),
    _WRONG_ADDRESS: Message("It belongs to another address"),
}

_REFUSED = {errno.ECONNREFUSED}
_LOST = {errno.ECONNRESET, errno.EPIPE, errno.ECONNABORTED, errno.ENOTCONN}


def failure_for(
    error: Exception, phase: str, route: Route | None, options: SendOptions, redactor: Redactor
) -> Failure | None:
    """Return the failure that `error` is in this phase of an exchange, or None for a bug.

    Phases are `dns`, `connect`, `proxy`, `tls`, `send`, `wait` and `download`.
    """
    detail = redactor.text(f"{type(error).__name__}: {error}")
    host = route.host if route is not None else ""
    match error:
        case FileTrouble():
            return Failure(FailureKind.FILE, error.summary, error.hint, detail)
        case ModelpostError():
            return Failure(FailureKind.BODY, error.summary, error.hint, detail)
        case ProxyRefused():
            return _proxy(route, detail)
        case socket.gaierror() | UnicodeError():
            return _dns(host, route, phase, detail)
        case TimeoutError():
            return _timeout(phase, route, options, detail)
        case ssl.SSLError():
            return _tls(error, host, detail)
        case http.client.HTTPException():
            return _protocol(error, phase, detail)
        case OSError():
            return _connection(error, phase, route, detail)
    return None


def _dns(host: str, route: Route | None, phase: str, detail: str) -> Failure:
    if route is not None and route.proxy and phase == "dns":
        return _proxy(route, detail)
    return Failure(
        FailureKind.DNS,
        Message("The host name {host} was not found", host=host),
        Message("Check the spelling of the address, your network or VPN."),
        detail,
    )


def _proxy(route: Route | None, detail: str) -> Failure:
    return Failure(
        FailureKind.PROXY,
        Message("The proxy {proxy} refused the connection", proxy=route.proxy_label if route is not None else ""),
        Message("Check the proxy settings, or skip it for this host."),
        detail,
    )


def _timeout(phase: str, route: Route | None, options: SendOptions, detail: str) -> Failure:
    if phase in {"dns", "connect", "proxy", "tls"}:
        kind, limit, name = FailureKind.TIMEOUT_CONNECT, options.connect_timeout, Message("Connecting")
    elif phase == "total":
        kind, limit, name = FailureKind.TIMEOUT_TOTAL, options.total_timeout, Message("The whole exchange")
    elif phase == "send":
        kind, limit, name = FailureKind.TIMEOUT_READ, options.read_timeout, Message("Sending the request")
    elif phase == "wait":
        kind, limit, name = FailureKind.TIMEOUT_READ, options.read_timeout, Message("Waiting for the answer")
    else:
        kind, limit, name = FailureKind.TIMEOUT_READ, options.read_timeout, Message("Receiving the answer")
    del route
    return Failure(
        kind,
        Message("No answer within {n} s", n=f"{limit:g}"),
        Message(
            "{phase} took longer than the limit. A model that has just started can need more time.",
            phase=name,
        ),
        detail,
    )


def _tls(error: ssl.SSLError, host: str, detail: str) -> Failure:
    if isinstance(error, ssl.SSLCertVerificationError):
        reason = _TLS_REASONS.get(error.verify_code) or Message("{words}", words=error.verify_message)
        return Failure(
            FailureKind.TLS,
            Message("The certificate of {host} is not trusted", host=host),
            Message("{reason}. Add the issuing CA file, or allow this host for testing only.", reason=reason),
            detail,
        )
    return Failure(
        FailureKind.TLS,
        Message("No secure connection to {host} could be made", host=host),
        Message("The server does not speak TLS here, or only a version that is too old. Check http and https."),
        detail,
    )


def _protocol(error: http.client.HTTPException, phase: str, detail: str) -> Failure:
    if isinstance(error, http.client.RemoteDisconnected):
        return _lost(phase, detail)
    if isinstance(error, http.client.IncompleteRead):
        return _cut_short(detail)
    return Failure(
        FailureKind.PROTOCOL,
        Message("The server's answer is not HTTP"),
        Message("Another kind of service may be listening there, or its headers are too long. Check host and port."),
        detail,
    )


def _connection(error: OSError, phase: str, route: Route | None, detail: str) -> Failure:
    host = route.host if route is not None else ""
    port = route.port if route is not None else 0
    if phase in {"dns", "connect"} and route is not None and route.proxy:
        return _proxy(route, detail)
    if error.errno in _REFUSED:
        return Failure(
            FailureKind.REFUSED,
            Message("Nothing is listening at {host}:{port}", host=host, port=port),
            Message(
                "The computer answered, but no service accepts connections there. Check the port, or start the service."
            ),
            detail,
        )
    if error.errno in _LOST or phase not in {"dns", "connect"}:
        return _lost(phase, detail)
    return Failure(
        FailureKind.CONNECT,
        Message("{host} cannot be reached", host=host),
        Message("Check your network or VPN, and whether the computer is on."),
        detail,
    )


def _lost(phase: str, detail: str) -> Failure:
    if phase == "download":
        return _cut_short(detail)
    return Failure(
        FailureKind.CONNECTION_LOST,
        Message("The server closed the connection without an answer"),
        Message("The service may have crashed or restarted. Send again, and look at its log."),
        detail,
    )


def _cut_short(detail: str) -> Failure:
    return Failure(
        FailureKind.CONNECTION_LOST,
        Message("The answer stopped early"),
        Message("The connection closed before the whole answer was there. What arrived is kept below."),
        detail,
    )
