"""Tokens that services lent, kept in the keyring from one run to the next."""

import json
import threading
from collections.abc import Callable
from dataclasses import asdict, fields
from typing import Protocol

from modelpost.core.failures import ModelpostError
from modelpost.core.ports import Clock
from modelpost.core.secrets import SecretRef
from modelpost.core.tokens import Token

_SCOPE = "app"
_LAST_WAIT = 5.0
"""Seconds that the end of the program waits for a keyring that is still writing."""


class Keeper(Protocol):
    """What is needed of the keyring (`store.secrets.SecretStore`). Calls raise ModelpostError after a bounded wait."""

    def backend_name(self) -> str:
        """Return the name people know the backend by, empty when there is none."""

    def get(self, ref: SecretRef) -> str | None:
        """Return the value, or None where there is none."""

    def set(self, ref: SecretRef, value: str) -> None:
        """Keep the value."""

    def delete(self, ref: SecretRef) -> None:
        """Forget the value."""


class KeyringTokens:
    """Tokens in memory, and the keyring behind it (`core.ports.TokenCache`); used from every thread.

    Each key is read from the keyring once, when somebody first wants it. Changes go there on a thread that lives as
    long as there are any, the last one of a key only; what the keyring refuses stays in memory, and nobody is held up.
    A token that nobody can use any more is not kept. `note` is told of every value, so that it stays out of logs.
    """

    def __init__(self, load_keeper: Callable[[], Keeper], clock: Clock, *, note: Callable[[str], object] = str) -> None:
        self._load_keeper = load_keeper
        self._clock = clock
        self._note = note
        self._lock = threading.Lock()
        self._tokens: dict[str, Token | None] = {}
        self._kept: set[str] = set()
        self._waiting: dict[str, Token | None] = {}
        self._writer: threading.Thread | None = None
        self._is_closed = False

    def get(self, key: str) -> Token | None:
        """Return the token, fresh or not; the first call for a key waits for the keyring, for a bounded time."""
        if self.is_known(key):
            return self.peek(key)
        found = self._read(key)
        with self._lock:
            if key not in self._tokens:  # else one was put meanwhile, which is newer
                self._tokens[key] = found
                if found is not None:
                    self._kept.add(key)
            return self._tokens[key]

    def put(self, key: str, token: Token) -> None:
        """Keep a token, at once in memory; never waits."""
        self._hide(token)
        self._change(key, token)

    def forget(self, key: str) -> None:
        """Keep none; never waits."""
        self._change(key, None)

    def peek(self, key: str) -> Token | None:
        """Return the token as far as it is in memory; never waits."""
        return self._tokens.get(key)

    def is_known(self, key: str) -> bool:
        """Tell whether the keyring need not be asked any more."""
        return key in self._tokens

    def is_kept(self, key: str) -> bool:
        """Tell whether the token in memory is in the keyring too."""
        return key in self._kept

    def close(self, timeout: float = _LAST_WAIT) -> None:
        """Give the keyring a bounded time to take what it was not given yet."""
        writer = self._writer
        if writer is not None:
            writer.join(timeout)
        self._is_closed = True

    def __repr__(self) -> str:
        return f"KeyringTokens({len(self._tokens)} tokens)"

    # -----------------------------------------------------------------------------------------------------------------

    def _read(self, key: str) -> Token | None:
        try:
            text = self._load_keeper().get(_ref(key))
        except ModelpostError:  # locked, slow or missing: a token can be fetched again
            return None
        token = _token(text) if text is not None else None
        if token is None:
            return None
        self._hide(token)
        if self._is_of_use(token):
            return token
        self._change(key, None)
        return None

    def _change(self, key: str, token: Token | None) -> None:
        with self._lock:
            self._tokens[key] = token
            self._kept.discard(key)
            self._waiting[key] = token if token is not None and self._is_of_use(token) else None
            if self._writer is None and not self._is_closed:
                self._writer = threading.Thread(target=self._write, name="tokens", daemon=True)
                self._writer.start()

    def _write(self) -> None:
        while (change := self._next_change()) is not None:
            key, token = change
            try:
                is_kept = self._written(key, token)
            except ModelpostError:  # it stays in memory; the next token is tried anew
                continue
            with self._lock:
                if is_kept and self._tokens.get(key) is token:
                    self._kept.add(key)

    def _next_change(self) -> tuple[str, Token | None] | None:
        with self._lock:
            if self._waiting and not self._is_closed:
                return self._waiting.popitem()
            self._writer = None
            return None

    def _written(self, key: str, token: Token | None) -> bool:
        """Make one change of the keyring; return whether the token is there now."""
        keeper = self._load_keeper()
        if token is None:
            keeper.delete(_ref(key))
            return False
        keeper.set(_ref(key), json.dumps(asdict(token)))
        return bool(keeper.backend_name())

    def _is_of_use(self, token: Token) -> bool:
        return bool(token.refresh) or token.is_fresh(self._clock.now())

    def _hide(self, token: Token) -> None:
        for secret in (token.value, token.refresh):
            if secret:
                self._note(secret)


def _ref(key: str) -> SecretRef:
    return SecretRef("", _SCOPE, f"token {key}")


def _token(text: str) -> Token | None:
    """Return the token that an entry holds, None for one that another program or version wrote."""
    try:
        entry = json.loads(text)
    except ValueError:
        return None
    if not isinstance(entry, dict) or not entry.get("value"):
        return None
    known = {slot.name: entry[slot.name] for slot in fields(Token) if slot.name in entry}
    numbers = {"expires_at", "obtained_at"}
    is_sound = all(isinstance(v, int | float) if n in numbers else isinstance(v, str) for n, v in known.items())
    return Token(**known) if is_sound else None
