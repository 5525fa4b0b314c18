"""The engine as the rest of the program knows it."""

from collections.abc import Callable, Iterator

from modelpost.auth.api import AuthScheme
from modelpost.bodies.api import BodyPlugin
from modelpost.core.events import Event, Obtained
from modelpost.core.ports import Clock, Ended, Files, Person, Randomness, Spools, TokenCache
from modelpost.core.registry import Registry
from modelpost.core.resolved import ResolvedAuth, ResolvedRequest, SendOptions
from modelpost.core.text import Message
from modelpost.net.cancel import CancelToken
from modelpost.net.equipment import Equipment
from modelpost.net.exchange import errand, exchange
from modelpost.net.jar import Jars
from modelpost.net.names import Names, Resolver, system_resolver
from modelpost.net.outbox import Outbox
from modelpost.net.pool import Pool
from modelpost.net.proxies import Desktop, ProxyFinder
from modelpost.net.tls import TlsContexts
from modelpost.net.tokens import MemoryTokens, SharedTokens


class Engine:
    """Sends requests. One engine serves all threads; connections are kept alive across exchanges.

    An exchange blocks the thread that asks for its next event; only names are looked up on threads of their own.
    Without `tokens` those that are lent live as long as the engine, as cookies do without `jars`; without a `person`
    nobody is asked for anything; without a `desktop` that which runs the program says what proxies are set.
    """

    def __init__(
        self,
        *,
        files: Files,
        spools: Spools,
        clock: Clock,
        randomness: Randomness,
        auth: Registry[AuthScheme],
        bodies: Registry[BodyPlugin],
        user_agent: str,
        report: Callable[[BaseException], None],
        tokens: TokenCache | None = None,
        person: Person | None = None,
        jars: Jars | None = None,
        resolver: Resolver = system_resolver,
        desktop: Desktop | None = None,
    ) -> None:
        self._equipment = Equipment(
            files=files,
            spools=spools,
            clock=clock,
            randomness=randomness,
            auth=auth,
            bodies={plugin.handles: plugin for plugin in bodies},
            user_agent=user_agent,
            report=report,
            names=Names(clock, resolver),
            pool=Pool(clock),
            tls=TlsContexts(files, randomness),
            proxies=ProxyFinder(desktop, clock.monotonic),
            tokens=SharedTokens(tokens or MemoryTokens()),
            jars=jars or Jars(clock.now),
            person=person or Nobody(),
        )

    def exchange(
        self, request: ResolvedRequest, options: SendOptions, token: CancelToken, outbox: Outbox | None = None
    ) -> Iterator[Event]:
        """Send `request` and yield what happens; never raises, and ends with Finished, Failed or Stopped.

        One to a WebSocket becomes a conversation: what is put into the `outbox` is sent, from any thread.
        """
        return exchange(self._equipment, request, options, token, outbox)

    def errand(
        self, auth: ResolvedAuth, options: SendOptions, token: CancelToken, field: str = ""
    ) -> Iterator[Event | Obtained]:
        """Have a scheme look up values for a `field` of its form or, without one, get its credentials ready.

        Like an exchange, but it ends with Obtained where that ends with Finished: no request is sent but the scheme's.
        """
        return errand(self._equipment, auth, options, token, field)

    def close(self) -> None:
        """Close the connections that are kept alive."""
        self._equipment.pool.close()


class Nobody:
    """Nobody sits in front of the program (`core.ports.Person`)."""

    def ask(self, label: Message, ended: Ended, *, is_secret: bool) -> str | None:
        """Have no answer."""
        del label, ended, is_secret
        return None  # what the protocol promises

    def show(self, message: Message, url: str, code: str, ended: Ended) -> None:
        """Show it to nobody: the timeline has it too."""

    def browse(self, url: str) -> bool:
        """Open nothing."""
        del url
        return False

    def done(self, ended: Ended) -> None:
        """Have nothing to take away."""
