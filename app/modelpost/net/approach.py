"""Bringing up a connection: name, proxy, TLS, each step told of with its time."""

import contextlib
import ssl
from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from functools import partial

from modelpost.core.events import CertificateRejected, Connected, Event, HostResolved, Noted, Secured, Tunnelled
from modelpost.core.text import Message
from modelpost.net.cancel import CancelToken
from modelpost.net.connection import Address, Connection
from modelpost.net.equipment import Equipment
from modelpost.net.journal import Journal
from modelpost.net.proxies import ProxyAddress
from modelpost.net.reasons import UNKNOWN_ISSUERS, certificate_reason
from modelpost.net.route import Place, Route
from modelpost.net.tls import TlsTerms, describe_name

_SECOND_LOOK = 5.0
"""Seconds: what a certificate says is worth a short wait, and the failure is certain already."""


@dataclass(frozen=True, slots=True)
class _Contexts:
    """With what hands are shaken, with the server and with an HTTPS proxy; None where there is no TLS."""

    server: ssl.SSLContext | None
    proxy: ssl.SSLContext | None


class Approach:
    """One way along a route; `connected` is its story.

    All of it has one budget, the limit for connecting: look-ups, the connection, what a proxy wants, and TLS. However
    slowly bytes trickle in, it ends then. A certificate that does not pass ends it too. The server is then visited
    again, without checking and without sending anything, to be able to say what it shows; that has a budget of its own.
    """

    def __init__(self, equipment: Equipment, journal: Journal, token: CancelToken, route: Route) -> None:
        self._equipment = equipment
        self._journal = journal
        self._token = token
        self._route = route
        self._set_out = self._began = 0.0
        self._patience = journal.options.connect_timeout

    def connected(self) -> Generator[Event, None, Connection]:
        """Return a connection over which a request can go."""
        journal = self._journal
        contexts = self._contexts()
        yield from self._told()
        connection = self._new()
        is_up = False
        try:
            yield from self._way(connection, contexts)
            is_up = True
        except ssl.SSLCertVerificationError as error:
            connection.close()
            timings, phase = journal.timings, journal.phase
            rejected = self._rejected(error)
            journal.timings, journal.phase = timings, phase
            if rejected is not None:
                yield rejected
            raise
        finally:
            if not is_up:
                connection.close()
        return connection

    def _contexts(self) -> _Contexts:
        """Make ready for the handshakes before anything else, since files may be missing."""
        route, tls = self._route, self._equipment.tls
        self._journal.phase = "tls"
        proxy = route.proxy_address
        return _Contexts(
            tls.get(self._terms) if route.scheme == "https" else None,
            tls.get(replace(self._terms, client=None)) if proxy is not None and proxy.kind == "https" else None,
        )

    @property
    def _terms(self) -> TlsTerms:
        route = self._route
        return TlsTerms(route.verify, route.ca_files, route.minimum_tls, route.client)

    def _told(self) -> Iterator[Event]:
        """Say what was decided about the way."""
        route, journal = self._route, self._journal
        if route.reason is not None:
            yield Noted(journal.at(), route.reason)
        if route.is_elsewhere:
            yield Noted(
                journal.at(), Message("Connects to {place} in the place of the host.", place=route.destination.text)
            )

    def _new(self) -> Connection:
        return Connection(self._route, self._token, self._journal.clock)

    # The way ---------------------------------------------------------------------------------------------------------

    def _way(self, connection: Connection, contexts: _Contexts) -> Iterator[Event]:
        yield from self._to_proxy(connection, contexts)
        route = self._route
        if route.proxy_address is not None:
            yield from self._past_proxy(connection, route.proxy_address)
        if contexts.server is not None:
            began = self._enter("tls")
            yield self._secured(connection, contexts.server, route.host, route.server_name, began)
            self._journal.timings = replace(self._journal.timings, tls=self._journal.clock.monotonic() - began)

    def _to_proxy(self, connection: Connection, contexts: _Contexts) -> Iterator[Event]:
        """Reach the first machine on the way: the proxy, hands shaken where it is spoken to over TLS, or the server."""
        journal, route = self._journal, self._route
        self._set_out = journal.clock.monotonic()
        proxy = route.proxy_address
        first = Place(proxy.host, proxy.port) if proxy is not None else route.destination
        addresses = yield from self._looked_up(first)
        began = self._began = self._enter("connect")
        address = connection.connect(addresses, self._limit())
        seconds = journal.clock.monotonic() - began
        journal.timings = replace(journal.timings, connect=seconds)
        yield Connected(
            journal.at(),
            first.host,
            first.port,
            address.text,
            reused=False,
            seconds=seconds,
            proxy=route.proxy_label,
        )
        if proxy is not None and contexts.proxy is not None:
            yield self._secured(connection, contexts.proxy, proxy.host, "", self._enter("proxy"))

    def _looked_up(self, place: Place) -> Generator[Event, None, tuple[Address, ...]]:
        journal = self._journal
        began = self._enter("dns")
        addresses = self._equipment.names.look_up(place.host, place.port, self._token, self._limit())
        seconds = journal.clock.monotonic() - began
        journal.timings = replace(journal.timings, dns=(journal.timings.dns or 0.0) + seconds)
        yield HostResolved(journal.at(), place.host, tuple(address.text for address in addresses), seconds)
        return addresses

    def _past_proxy(self, connection: Connection, proxy: ProxyAddress) -> Iterator[Event]:
        journal, destination = self._journal, self._route.destination
        began = self._enter("proxy")
        bound = partial(self._bound_the_wait, connection)
        bound()
        if proxy.is_socks:
            yield from self._signed_in(connection, began)
            if proxy.kind == "socks5":
                destination = yield from self._own_look_up()
            journal.phase = "proxy"
            bound()
            connection.ask_for_way(destination, bound)
        elif not self._route.is_forwarded:
            connection.open_tunnel(bound)
        seconds = journal.clock.monotonic() - began
        journal.timings = replace(journal.timings, proxy=journal.clock.monotonic() - self._began)
        if not self._route.is_forwarded:
            kind = "SOCKS5" if proxy.is_socks else proxy.kind.upper()
            yield Tunnelled(journal.at(), kind, proxy.label, destination.text, seconds)

    def _signed_in(self, connection: Connection, began: float) -> Iterator[Event]:
        asked = connection.sign_in(partial(self._bound_the_wait, connection))
        ms = f"{(self._journal.clock.monotonic() - began) * 1000:.1f}"
        message = (
            Message("The SOCKS5 proxy accepted user name and password ({ms} ms)", ms=ms)
            if asked
            else Message("The SOCKS5 proxy asked for no password ({ms} ms)", ms=ms)
        )
        yield Noted(self._journal.at(), message)

    def _own_look_up(self) -> Generator[Event, None, Place]:
        """Return an address of the server for a proxy that shall not look up names; one of IPv4 where there is any."""
        destination = self._route.destination
        self._journal.is_own_look_up = True
        addresses = yield from self._looked_up(destination)
        self._journal.is_own_look_up = False
        chosen = min(addresses, key=lambda address: ":" in address.text)
        return Place(chosen.text, destination.port)

    def _secured(
        self, connection: Connection, context: ssl.SSLContext, host: str, server_name: str, began: float
    ) -> Secured:
        journal, route = self._journal, self._route
        journal.peer = host
        bound = partial(self._bound_the_wait, connection)
        bound()
        connection.secure(context, server_name or host, bound)
        certificate, (version, cipher) = connection.certificate, connection.cipher
        return Secured(
            journal.at(),
            version,
            cipher,
            describe_name(certificate.get("subject")),
            describe_name(certificate.get("issuer")),
            str(certificate.get("notAfter", "")),
            route.verify,
            journal.clock.monotonic() - began,
            host,
            route.client.certificate if route.client is not None and journal.phase == "tls" else "",
        )

    def _enter(self, phase: str) -> float:
        """Begin a phase, unless the user hung up meanwhile."""
        self._token.check()
        self._journal.phase = phase
        return self._journal.clock.monotonic()

    def _bound_the_wait(self, connection: Connection) -> None:
        """Let the next wait be no longer than what is left. Raises TimeoutError where nothing is."""
        connection.wait_at_most(self._limit())

    def _limit(self) -> float | None:
        """Return how long the next wait may be: all of them together share one limit, which begins at the look-up."""
        journal = self._journal
        each = self._patience
        if each:
            each -= journal.clock.monotonic() - self._set_out
            if each <= 0:
                raise TimeoutError("no connection within the limit")
        return journal.limit(each)

    # A certificate that did not pass ---------------------------------------------------------------------------------

    def _rejected(self, error: ssl.SSLCertVerificationError) -> CertificateRejected | None:
        """Visit the server, or the proxy, again to see what it shows; None where it does not let us."""
        from modelpost.net.certificates import read_certificates  # noqa: PLC0415  # 40 ms, only after a failure

        journal, is_proxy = self._journal, self._journal.phase == "proxy"
        self._patience = min(self._patience or _SECOND_LOOK, _SECOND_LOOK)
        seen: tuple[bytes, ...] = ()
        anchor = None
        with contextlib.suppress(OSError):
            seen = self._seen_with(TlsTerms(verify=False), is_proxy=is_proxy)
        chain = read_certificates(seen)
        if not chain:
            return None
        last = chain[-1]
        is_unknown = error.verify_code in UNKNOWN_ISSUERS
        if is_unknown and (last.is_authority or last.is_self_signed):
            with contextlib.suppress(OSError):
                self._seen_with(self._terms, is_proxy=is_proxy, trusted=last.pem)
                anchor = last
        return CertificateRejected(journal.at(), journal.peer, certificate_reason(error), chain, anchor, is_unknown)

    def _seen_with(self, terms: TlsTerms, *, is_proxy: bool, trusted: str = "") -> tuple[bytes, ...]:
        """Go the way as far as the one that is asked about, on other terms, and return the certificates it shows."""
        tls, usual = self._equipment.tls, self._contexts()
        terms = replace(terms, client=None)
        context = tls.trusting(terms, trusted) if trusted else tls.get(terms)
        connection = self._new()
        try:
            if is_proxy:
                way = self._to_proxy(connection, _Contexts(None, context))
            else:
                way = self._way(connection, _Contexts(context, usual.proxy))
            for _ in way:
                pass
            return connection.chain
        finally:
            connection.close()
