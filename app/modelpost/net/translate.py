"""From what libraries raise to what people read: what happened and what to do."""

import errno
import socket
import ssl

from modelpost.core.failures import Failure, FailureKind, FileTrouble, ModelpostError
from modelpost.core.secrets import Redactor
from modelpost.core.text import Message
from modelpost.net.answer import BadAnswer
from modelpost.net.connection import ProxyRefused
from modelpost.net.journal import Journal
from modelpost.net.message import BrokenHeader
from modelpost.net.route import BadHostName, UnknownProxyKind
from modelpost.net.tls import CaFileUnusable

_NOT_YET_VALID = 9
_EXPIRED = 10
_SELF_SIGNED = 18
_SELF_SIGNED_IN_CHAIN = 19
_UNKNOWN_ISSUER = 20
_UNKNOWN_LEAF_ISSUER = 21
_WRONG_HOST = 62
_WRONG_ADDRESS = 64

_CERTIFICATE_REASONS = {
    _NOT_YET_VALID: Message("It is not valid yet"),
    _EXPIRED: Message("It has expired"),
    _SELF_SIGNED: Message("It is signed by itself"),
    _SELF_SIGNED_IN_CHAIN: Message("Its chain ends in a certificate that is signed by itself"),
    _UNKNOWN_ISSUER: Message("Its issuer is not known to this computer"),
    _UNKNOWN_LEAF_ISSUER: Message("Its issuer is not known to this computer"),
    _WRONG_HOST: Message("It belongs to another host name"),
    _WRONG_ADDRESS: Message("It belongs to another address"),
}
"""Reasons by the number that OpenSSL gives them (`X509_V_ERR_…` in its x509_vfy.h)."""

_CONNECTING = frozenset({"dns", "connect", "proxy", "tls"})
_REACHING = frozenset({"dns", "connect"})
_PROXY_WANTS_CREDENTIALS = 407


def failure_for(error: Exception, journal: Journal, redactor: Redactor) -> Failure | None:
    """Return the failure that `error` is in this phase of an exchange, or None for a bug."""
    detail = redactor.text(f"{type(error).__name__}: {error}")
    match error:
        case FileTrouble():
            return _file(error, journal, detail)
        case CaFileUnusable():
            return Failure(FailureKind.TLS, error.summary, error.hint, redactor.text(str(error.__cause__)))
        case BrokenHeader():
            return Failure(FailureKind.BODY, error.summary, error.hint, place="headers")
        case ModelpostError():
            return Failure(FailureKind.BODY, error.summary, error.hint, detail)
        case ProxyRefused() | UnknownProxyKind():
            return _proxy(error, journal, detail)
        case socket.gaierror() | BadHostName():
            return _dns(error, journal, detail)
        case TimeoutError():
            return _timeout(journal, detail)
        case ssl.SSLCertVerificationError():
            return _certificate(error, _host(journal), detail)
        case ssl.SSLError():
            return _tls(_host(journal), detail)
        case BadAnswer():
            return _protocol(detail) if journal.items is None else _cut(journal.items, detail)
        case OSError():
            return _connection(error, journal, detail)
    return None


def _host(journal: Journal) -> str:
    return journal.route.host if journal.route is not None else ""


def _has_proxy(journal: Journal) -> bool:
    return journal.route is not None and bool(journal.route.proxy)


def _file(error: FileTrouble, journal: Journal, detail: str) -> Failure:
    if journal.phase == "download":
        return Failure(FailureKind.STORAGE, error.summary, error.hint, detail)
    return Failure(FailureKind.FILE, error.summary, error.hint, detail, journal.places.get(error.path, ""))


def _dns(error: Exception, journal: Journal, detail: str) -> Failure:
    if _has_proxy(journal):
        return _proxy(error, journal, detail)
    return Failure(
        FailureKind.DNS,
        Message(
            "The host name {host} was not found", host=str(error) if isinstance(error, BadHostName) else _host(journal)
        ),
        Message("Check the spelling of the address, your network or VPN."),
        detail,
    )


def _proxy(error: Exception, journal: Journal, detail: str) -> Failure:
    if isinstance(error, UnknownProxyKind):
        return Failure(
            FailureKind.PROXY,
            Message("A proxy of the kind {kind} cannot be used", kind=str(error)),
            Message("Choose one that begins with http:// in the proxy settings, or skip it for this host."),
            detail,
        )
    hint = Message("Check the proxy settings, or skip it for this host.")
    if isinstance(error, ProxyRefused) and error.status == _PROXY_WANTS_CREDENTIALS:
        hint = Message("It wants a user name and a password: http://user:password@proxy in the proxy settings.")
    label = journal.route.proxy_label if journal.route is not None else ""
    return Failure(FailureKind.PROXY, Message("The proxy {proxy} refused the connection", proxy=label), hint, detail)


def _timeout(journal: Journal, detail: str) -> Failure:
    options = journal.options
    if journal.items is not None and not journal.is_overdue:
        return Failure(
            FailureKind.TIMEOUT_READ,
            Message("The stream was silent for {n} s", n=f"{options.read_timeout:g}"),
            Message("{n} events arrived before that. They are kept below.", n=journal.items),
            detail,
            "settings.timeout",
        )
    place = "settings.timeout"
    if journal.is_overdue:
        kind, limit, phase = FailureKind.TIMEOUT_TOTAL, options.total_timeout, Message("The whole exchange")
        place = "settings.total_timeout"
    elif journal.phase in _CONNECTING:
        kind, limit, phase = FailureKind.TIMEOUT_CONNECT, options.connect_timeout, Message("Connecting")
        place = "settings.connect_timeout"
    elif journal.phase == "send":
        kind, limit, phase = FailureKind.TIMEOUT_READ, options.read_timeout, Message("Sending the request")
    elif journal.phase == "wait":
        kind, limit, phase = FailureKind.TIMEOUT_READ, options.read_timeout, Message("Waiting for the answer")
    else:
        kind, limit, phase = FailureKind.TIMEOUT_READ, options.read_timeout, Message("Receiving the answer")
    return Failure(
        kind,
        Message("No answer within {n} s", n=f"{limit:g}"),
        Message(
            "{phase} took longer than the limit. A model that has just started can need more time.",
            phase=phase,
        ),
        detail,
        place,
    )


def _certificate(error: ssl.SSLCertVerificationError, host: str, detail: str) -> Failure:
    reason = _CERTIFICATE_REASONS.get(error.verify_code) or Message("{words}", words=error.verify_message)
    return Failure(
        FailureKind.TLS,
        Message("The certificate of {host} is not trusted", host=host),
        Message("{reason}. Add the issuing CA file, or allow this host for testing only.", reason=reason),
        detail,
    )


def _tls(host: str, detail: str) -> Failure:
    return Failure(
        FailureKind.TLS,
        Message("No secure connection to {host} could be made", host=host),
        Message(
            "The server may not speak TLS at this port, may speak too old a version, or may want a client certificate."
        ),
        detail,
    )


def _protocol(detail: str) -> Failure:
    return Failure(
        FailureKind.PROTOCOL,
        Message("The server's answer is not HTTP"),
        Message("Another kind of service may be listening there, or a program on the way damaged the answer."),
        detail,
    )


def _connection(error: OSError, journal: Journal, detail: str) -> Failure:
    route = journal.route
    if journal.phase in _REACHING | {"proxy"} and _has_proxy(journal):
        return _proxy(error, journal, detail)
    if error.errno == errno.ECONNREFUSED:
        return Failure(
            FailureKind.REFUSED,
            Message(
                "Nothing is listening at {host}:{port}",
                host=_host(journal),
                port=route.port if route is not None else "",
            ),
            Message(
                "The computer answered, but no service accepts connections there. Check the port, or start the service."
            ),
            detail,
        )
    if journal.phase in _REACHING:
        return Failure(
            FailureKind.CONNECT,
            Message("{host} cannot be reached", host=_host(journal)),
            Message("Check your network or VPN, and whether the computer is on."),
            detail,
        )
    if journal.phase == "tls":
        return _tls(_host(journal), detail)
    return _lost(journal, detail)


def _lost(journal: Journal, detail: str) -> Failure:
    if journal.items is not None:
        return _cut(journal.items, detail)
    if journal.phase == "download":
        return Failure(
            FailureKind.CONNECTION_LOST,
            Message("The answer stopped early"),
            Message("The connection closed before the whole answer was there. What arrived is kept below."),
            detail,
        )
    return Failure(
        FailureKind.CONNECTION_LOST,
        Message("The server closed the connection without an answer"),
        Message("The service may have crashed or restarted. Send again, and look at its log."),
        detail,
    )


def _cut(items: int, detail: str) -> Failure:
    return Failure(
        FailureKind.STREAM_CUT,
        Message("The stream stopped early"),
        Message("{n} events arrived before the connection closed. They are kept below.", n=items),
        detail,
    )
