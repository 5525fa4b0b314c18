"""Tokens shared by parallel exchanges: who looks first fetches, the others wait for what they get."""

import threading
from collections import defaultdict

from modelpost.core.ports import TokenCache
from modelpost.core.tokens import Token
from modelpost.net.patience import Patience

_LOOKS_UP_EVERY = 0.1
"""Seconds between two looks at whether the user hung up."""


class MemoryTokens:
    """Keeps tokens as long as the program runs (`core.ports.TokenCache`)."""

    def __init__(self) -> None:
        self._tokens: dict[str, Token] = {}

    def get(self, key: str) -> Token | None:
        """Return the token, fresh or not."""
        return self._tokens.get(key)

    def put(self, key: str, token: Token) -> None:
        """Keep a token."""
        self._tokens[key] = token

    def forget(self, key: str) -> None:
        """Keep none."""
        self._tokens.pop(key, None)


class SharedTokens:
    """A cache, one for what is kept in memory only, and one lock for each key."""

    def __init__(self, cache: TokenCache) -> None:
        self.cache = cache
        self.brief: TokenCache = MemoryTokens()
        self._guard = threading.Lock()
        self._locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)

    def lock(self, key: str) -> threading.Lock:
        """Return the lock of a key, always the same."""
        with self._guard:
            return self._locks[key]


class Turns:
    """One flow's turn at the tokens it asks for: from `recall` on nobody else gets at a key, until `close`."""

    def __init__(self, tokens: SharedTokens, patience: Patience) -> None:
        self._tokens = tokens
        self._patience = patience
        self._held: dict[str, threading.Lock] = {}

    def recall(self, key: str, *, is_brief: bool = False) -> Token | None:
        """Wait for the turn, and return what is kept. Raises HungUp and TimeoutError."""
        if key not in self._held:
            lock = self._tokens.lock(key)
            while not lock.acquire(timeout=_LOOKS_UP_EVERY):
                self._patience.check()
            self._held[key] = lock
        return self._cache(is_brief=is_brief).get(key)

    def remember(self, key: str, token: Token | None, *, is_brief: bool = False) -> None:
        """Keep a token for whoever comes next, or forget it."""
        cache = self._cache(is_brief=is_brief)
        if token is None:
            cache.forget(key)
        else:
            cache.put(key, token)

    def close(self) -> None:
        """Let the others go on."""
        for lock in self._held.values():
            lock.release()
        self._held.clear()

    def _cache(self, *, is_brief: bool) -> TokenCache:
        return self._tokens.brief if is_brief else self._tokens.cache
