"""What people read of what libraries raise, where no server of ours can provoke it."""

import errno
import socket

import pytest

from modelpost.core.failures import FailureKind
from modelpost.core.resolved import SendOptions
from modelpost.core.secrets import Redactor
from modelpost.net.journal import Journal
from modelpost.net.route import Route
from modelpost.net.translate import failure_for


class StoppedClock:
    """Always says the same."""

    def monotonic(self) -> float:
        return 0.0

    def now(self) -> float:
        return 0.0


def journal_in(phase: str, proxy: str = "") -> Journal:
    return Journal(StoppedClock(), SendOptions(), 0.0, phase, Route("http", "models.example", 80, proxy))


def test_a_host_name_that_nobody_knows() -> None:
    failure = failure_for(socket.gaierror(socket.EAI_NONAME, "unknown"), journal_in("dns"), Redactor(set()))

    assert failure.kind is FailureKind.DNS
    assert str(failure.summary) == "The host name models.example was not found"


def test_a_proxy_whose_name_nobody_knows() -> None:
    journal = journal_in("dns", "http://user:pass@proxy.example:3128")

    failure = failure_for(socket.gaierror(socket.EAI_NONAME, "unknown"), journal, Redactor(set()))

    assert failure.kind is FailureKind.PROXY
    assert str(failure.summary) == "The proxy proxy.example:3128 refused the connection"


@pytest.mark.parametrize("number", [errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN])
def test_a_network_that_does_not_lead_there(number: int) -> None:
    failure = failure_for(OSError(number, "no way"), journal_in("connect"), Redactor(set()))

    assert failure.kind is FailureKind.CONNECT
    assert str(failure.summary) == "models.example cannot be reached"


def test_details_hold_no_secret() -> None:
    error = ConnectionResetError("while sending canary-0123")

    failure = failure_for(error, journal_in("send"), Redactor({"canary-0123"}))

    assert "canary" not in failure.detail


def test_a_bug_is_none_of_its_business() -> None:
    assert failure_for(ZeroDivisionError(), journal_in("send"), Redactor(set())) is None
