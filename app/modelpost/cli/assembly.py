"""What commands are made of: profile, settings, secrets, collections and the engine, put together without a window."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from modelpost import __version__, auth, bodies
from modelpost.cli.ending import EndedBadly
from modelpost.cli.person import person_at
from modelpost.core.failures import ModelpostError
from modelpost.core.registry import Registry
from modelpost.core.scope import Variable
from modelpost.core.text import Message
from modelpost.net.engine import Engine
from modelpost.net.jar import Jars
from modelpost.store.clock import SystemClock, SystemRandomness
from modelpost.store.cookies import KeptCookies
from modelpost.store.crash import CrashReports
from modelpost.store.files import LocalFiles
from modelpost.store.global_variables import GlobalVariables
from modelpost.store.log import log_bug
from modelpost.store.opencollection.collections import Collections
from modelpost.store.profile import Profile
from modelpost.store.redaction import KnownSecrets
from modelpost.store.secrets import SecretStore
from modelpost.store.settings import AppSettings, SettingsFile
from modelpost.store.spools import BodySpools
from modelpost.store.tokens import KeyringTokens


@dataclass(frozen=True, slots=True)
class Assembly:
    """The services that commands share, each as the window has it."""

    settings: AppSettings
    secrets: SecretStore
    collections: Collections
    spools: BodySpools
    engine: Engine
    variables: tuple[Variable, ...] = ()


@contextmanager
def assembled() -> Iterator[Assembly]:
    """Build the services, and take them down again. Raises EndedBadly after a bug."""
    profile = Profile.default()
    known = KnownSecrets()
    secrets = SecretStore(profile.secrets_index, known=known)
    clock = SystemClock()
    tokens = KeyringTokens(lambda: secrets, clock, note=known.add)
    spools = BodySpools(profile.spools)
    engine = Engine(
        files=LocalFiles(),
        spools=spools,
        clock=clock,
        randomness=SystemRandomness(),
        auth=Registry.discover(auth),
        bodies=Registry.discover(bodies),
        user_agent=f"Modelpost/{__version__}",
        report=lambda bug: log_bug(profile.log, known, bug),
        jars=Jars(clock.now, KeptCookies(profile.cookies, lambda: secrets), known.add),
        tokens=tokens,
        person=person_at(sys.stdin, sys.stderr),
    )
    try:
        variables = GlobalVariables(profile.variables).read()
        settings = SettingsFile(profile.settings).read()
        yield Assembly(settings, secrets, Collections(profile), spools, engine, variables)
    except (ModelpostError, BrokenPipeError):
        raise
    except Exception as bug:  # seam: the excepthook of commands
        raise _reported(bug, CrashReports(profile.crashes, known, SystemClock())) from bug
    finally:
        engine.close()
        tokens.close()
        secrets.close()
        spools.close()


def _reported(bug: Exception, reports: CrashReports) -> EndedBadly:
    return EndedBadly(
        Message("Something in Modelpost went wrong"),
        Message("A report without secrets is in {path}. Please send it to us.", path=str(reports.write(bug))),
    )
