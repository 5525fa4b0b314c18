"""How long an exchange waits for others: people, and other exchanges."""

from modelpost.net.cancel import CancelToken
from modelpost.net.journal import Journal


class Patience:
    """Ends when the user hangs up, and when the whole exchange took longer than it may (`core.ports.Ended`)."""

    def __init__(self, token: CancelToken, journal: Journal) -> None:
        self._token = token
        self._journal = journal

    @property
    def is_cancelled(self) -> bool:
        """Tell whether there is no point in waiting any longer."""
        return self._token.is_cancelled or self._journal.is_overdue

    def check(self) -> None:
        """Raise HungUp or TimeoutError where there is no point in waiting any longer."""
        self._token.check()
        self._journal.limit(0)

    def wait(self, seconds: float) -> None:
        """Let time pass. Raises HungUp or TimeoutError."""
        self._token.wait(min(seconds, max(self._journal.left, 0.0)))
        self.check()
