"""From what libraries raise to what people read: what happened and what to do."""

import errno
import socket
import ssl

from modelpost.core.failures import Failure, FailureKind, FileTrouble, GrownTooLarge, ModelpostError
from modelpost.core.secrets import Redactor
from modelpost.core.text import Message
from modelpost.net.answer import BadAnswer, BadTransfer
from modelpost.net.connection import ProxyRefused
from modelpost.net.journal import Journal
from modelpost.net.message import BrokenHeader
from modelpost.net.proxies import NoProxyAddress, UnknownProxyKind
from modelpost.net.reasons import UNKNOWN_ISSUERS, certificate_reason, handshake_failure
from modelpost.net.route import BadHostName, SettingUnusable
from modelpost.net.socks import SocksRefused

_CONNECTING = frozenset({"dns", "connect", "proxy", "tls"})
_WAITED_FOR = {"send": Message("Sending the request"), "wait": Message("Waiting for the answer")}
_REACHING = frozenset({"dns", "connect"})
_NOWHERE = frozenset({FailureKind.DNS, FailureKind.CONNECT, FailureKind.REFUSED, FailureKind.TIMEOUT_CONNECT})
_PROXY_WANTS_CREDENTIALS = 407


def failure_for(error: Exception, journal: Journal, redactor: Redactor) -> Failure | None:
    """Return the failure that `error` is in this phase of an exchange, or None for a bug.

    Where nothing was reached on a way that may be the wrong one, that is what is said to be done about.
    """
    route = journal.route
    failure = _failure(error, journal, redactor if route is None else redactor.also(route.secrets))
    if failure is None or failure.kind not in _NOWHERE or route is None or not route.is_doubtful:
        return failure
    return failure._replace(hint=route.reason or failure.hint)


def _failure(error: Exception, journal: Journal, redactor: Redactor) -> Failure | None:
    detail = redactor.text(f"{type(error).__name__}: {error}")
    match error:
        case FileTrouble():
            return _file(error, journal, detail)
        case SettingUnusable():
            cause = redactor.text(str(error.__cause__ or ""))
            return Failure(FailureKind.TLS, error.summary, error.hint, cause, error.place)
        case BrokenHeader():
            return Failure(FailureKind.BODY, error.summary, error.hint, place="headers")
        case ModelpostError():
            return Failure(FailureKind.BODY, error.summary, error.hint, detail)
        case ProxyRefused() | SocksRefused() | UnknownProxyKind():
            return _proxy(error, journal, detail)
        case socket.gaierror() | BadHostName():
            return _dns(error, journal, detail)
        case TimeoutError():
            return _timeout(journal, detail)
        case ssl.SSLCertVerificationError():
            return _certificate(error, journal.peer or _host(journal), detail)
        case ssl.SSLError():
            return _tls(error, journal, detail)
        case BadTransfer():
            return _transfer(error, detail)
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
    if _has_proxy(journal) and not journal.is_own_look_up:
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
    if isinstance(error, NoProxyAddress):
        return Failure(
            FailureKind.PROXY,
            Message("“{address}” is no address of a proxy", address=str(error)),
            Message("Write a host and a port: http://proxy.example.com:8080."),
            detail,
        )
    if isinstance(error, UnknownProxyKind):
        return Failure(
            FailureKind.PROXY,
            Message("A proxy of the kind {kind} cannot be used", kind=str(error)),
            Message("Choose one that begins with http://, https://, socks5:// or socks5h:// in the proxy settings."),
            detail,
        )
    hint = Message("Check the proxy settings, or skip it for this host.")
    if isinstance(error, ProxyRefused):
        hint = _refusal(error, detail)
    elif isinstance(error, SocksRefused):
        hint = (
            Message("{reason} Enter them in the proxy settings.", reason=error.reason)
            if error.wants_credentials
            else Message("{reason} Check the address, or skip the proxy for this host.", reason=error.reason)
        )
    elif isinstance(error, ssl.SSLError):
        hint = Message("No secure connection to it could be made. Try http:// before its name, not https://.")
    label = journal.route.proxy_label if journal.route is not None else ""
    return Failure(FailureKind.PROXY, Message("The proxy {proxy} refused the connection", proxy=label), hint, detail)


def _refusal(error: ProxyRefused, detail: str) -> Message:
    if error.status == _PROXY_WANTS_CREDENTIALS:
        return Message(
            "It wants a user name and a password (407). Enter them before its name in the proxy settings: "
            "http://user:password@proxy."
        )
    return Message(
        "It answered {status} {reason}. Check the proxy settings, or skip it for this host.",
        status=error.status,
        reason=detail.partition(f"{error.status} ")[2],  # as the proxy put it, secrets masked
    )


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
    if journal.phase in _CONNECTING and not journal.is_overdue:
        return Failure(
            FailureKind.TIMEOUT_CONNECT,
            Message("No answer within {n} s", n=f"{options.connect_timeout:g}"),
            Message(
                "Connecting took longer than the limit. Check host, port and proxy: a firewall on the way may swallow "
                "what is sent there."
            ),
            detail,
            "settings.connect_timeout",
        )
    kind, limit, place = FailureKind.TIMEOUT_READ, options.read_timeout, "settings.timeout"
    phase = _WAITED_FOR.get(journal.phase, Message("Receiving the answer"))
    if journal.is_overdue:
        kind, limit, place = FailureKind.TIMEOUT_TOTAL, options.total_timeout, "settings.total_timeout"
        phase = Message("The whole exchange")
    return Failure(
        kind,
        Message("No answer within {n} s", n=f"{limit:g}"),
        Message("{phase} took longer than the limit. A model that has just started can need more time.", phase=phase),
        detail,
        place,
    )


def _certificate(error: ssl.SSLCertVerificationError, host: str, detail: str) -> Failure:
    reason = certificate_reason(error)
    hint = (
        Message("{reason}. Add the issuing CA file, or allow this host for testing only.", reason=reason)
        if error.verify_code in UNKNOWN_ISSUERS
        else Message("{reason}. Check the address, or allow this host for testing only.", reason=reason)
    )
    return Failure(FailureKind.TLS, Message("The certificate of {host} is not trusted", host=host), hint, detail)


def _tls(error: Exception, journal: Journal, detail: str) -> Failure:
    if journal.phase == "proxy":
        return _proxy(error, journal, detail)
    route = journal.route
    has_client, minimum = (route.client is not None, route.minimum_tls) if route is not None else (False, "1.2")
    summary, hint, place = handshake_failure(error, _host(journal), has_client=has_client, minimum=minimum)
    return Failure(FailureKind.TLS, summary, hint, detail, place)


def _protocol(detail: str) -> Failure:
    return Failure(
        FailureKind.PROTOCOL,
        Message("The server's answer is not HTTP"),
        Message("Another kind of service may be listening there, or a program on the way damaged the answer."),
        detail,
    )


def _transfer(error: BadTransfer, detail: str) -> Failure:
    if isinstance(error.__cause__, GrownTooLarge):
        return Failure(
            FailureKind.PROTOCOL,
            error.summary,
            Message(
                "This may be a decompression bomb. What was unpacked is kept below; allow more in the Settings tab."
            ),
            detail,
            "settings.largest_unpacked",
        )
    hint = Message("The server packed it for the way (Transfer-Encoding), unasked. What was unpacked is kept below.")
    return Failure(FailureKind.PROTOCOL, error.summary, hint, detail)


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
        return _tls(error, journal, detail)
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
