"""Time and chance, as the system has them."""

import os
import time


class SystemClock:
    """The clock of this computer."""

    def monotonic(self) -> float:
        """Return seconds that only ever grow."""
        return time.perf_counter()

    def now(self) -> float:
        """Return seconds since 1970-01-01 UTC."""
        return time.time()


class SystemRandomness:
    """Chance from the operating system."""

    def token(self, length: int) -> str:
        """Return `length` random characters from `0-9a-f`."""
        return os.urandom((length + 1) // 2).hex()[:length]  # what `secrets` does, without its 3 ms of imports
