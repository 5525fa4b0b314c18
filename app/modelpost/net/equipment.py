"""What all exchanges of an engine share."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from modelpost.auth.api import AuthScheme
from modelpost.bodies.api import BodyPlugin
from modelpost.core.ports import Clock, Files, Person, Randomness, Spools
from modelpost.core.registry import Registry
from modelpost.core.resolved import Content
from modelpost.net.jar import Jars
from modelpost.net.names import Names
from modelpost.net.pool import Pool
from modelpost.net.proxies import ProxyFinder
from modelpost.net.tls import TlsContexts
from modelpost.net.tokens import SharedTokens


@dataclass(frozen=True, slots=True)
class Equipment:
    """Ports, plugins, and what is kept from one exchange to the next; used from many threads at once.

    `report` is told of bugs: exceptions that are no failure of the network or of a file.
    """

    files: Files
    spools: Spools
    clock: Clock
    randomness: Randomness
    auth: Registry[AuthScheme]
    bodies: Mapping[type[Content], BodyPlugin]
    user_agent: str
    report: Callable[[BaseException], None]
    names: Names
    pool: Pool
    tls: TlsContexts
    proxies: ProxyFinder
    tokens: SharedTokens
    jars: Jars
    person: Person
