"""Secrets in the keyring of the operating system: the one place that talks to it.

Every call goes to a thread of its own and is waited for a bounded time, since a locked keyring may ask the user and a
broken one may never answer.
"""

import json
import os
import re
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Protocol, TypeVar

from modelpost.core.failures import FileTrouble, KeyringTrouble
from modelpost.core.secrets import SERVICE, SecretRef
from modelpost.core.text import Message
from modelpost.store.atomic import write_atomically

LONGEST_ENTRY = 1_200
"""Characters up to which a value is one entry: the Windows Credential Locker refuses over 2,560 bytes of UTF-16."""

_WAIT = 20.0
_PARTS = re.compile(r"modelpost-parts:(\d+):([0-9a-f]+)")

T = TypeVar("T")


class Backend(Protocol):
    """What is used of a `keyring` backend."""

    def get_password(self, service: str, username: str) -> str | None:
        """Return an entry's value."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Write an entry."""

    def delete_password(self, service: str, username: str) -> None:
        """Remove an entry."""


class SecretStore:
    """Reads and writes secrets. Without a keyring, values stay in this object and are gone with it."""

    def __init__(
        self,
        index: Path,
        *,
        environment: Mapping[str, str] | None = None,
        load_backend: "Callable[[], Backend | None] | None" = None,
        wait: float = _WAIT,
    ) -> None:
        self._index = index
        self._environment = os.environ if environment is None else environment
        self._load_backend = load_backend or system_backend
        self._wait = wait
        self._backend: Backend | None = None
        self._is_loaded = False
        self._memory: dict[str, str] = {}
        self._worker = _Worker()

    def backend_name(self) -> str:
        """Return the name of the keyring as people know it, empty when there is none."""
        backend = self._call(self._loaded)
        return "" if backend is None else _known_name(backend)

    def get(self, ref: SecretRef) -> str | None:
        """Return a secret: from the environment of this process, else from the keyring."""
        from_environment = self._environment.get(environment_name(ref.name))
        if from_environment is not None:
            return from_environment

        def read() -> str | None:
            backend = self._loaded()
            return self._memory.get(ref.user) if backend is None else _read(backend, ref.user)

        return self._call(read)

    def set(self, ref: SecretRef, value: str) -> None:
        """Keep a secret, in numbered parts where it is long."""

        def write() -> None:
            backend = self._loaded()
            if backend is None:
                self._memory[ref.user] = value
            else:
                _write(backend, ref.user, value)

        self._call(write)
        self._note(ref, present=True)

    def delete(self, ref: SecretRef) -> None:
        """Forget a secret and all its parts."""

        def remove() -> None:
            backend = self._loaded()
            if backend is None:
                self._memory.pop(ref.user, None)
            else:
                _remove(backend, ref.user)

        self._call(remove)
        self._note(ref, present=False)

    def count(self) -> int:
        """Return how many secrets were put into the keyring and not deleted."""
        return len(self._listed())

    def entries(self) -> tuple[SecretRef, ...]:
        """Return the addresses of all secrets; a keyring cannot list them, so their names are kept in the profile."""
        return tuple(SecretRef(*entry) for entry in self._listed())

    def close(self) -> None:
        """Let the thread go."""
        self._worker.close()

    def _loaded(self) -> Backend | None:
        if not self._is_loaded:
            self._backend = self._load_backend()
            self._is_loaded = True
        return self._backend

    def _call(self, work: Callable[[], T]) -> T:
        return self._worker.call(work, self._wait)

    def _listed(self) -> list[tuple[str, str, str]]:
        try:
            known = json.loads(self._index.read_text("utf-8"))
            return [(str(a), str(b), str(c)) for a, b, c in known["secrets"]]
        except (OSError, ValueError, KeyError, TypeError):
            return []

    def _note(self, ref: SecretRef, *, present: bool) -> None:
        entry = (ref.owner, ref.scope, ref.name)
        others = [known for known in self._listed() if known != entry]
        text = json.dumps({"secrets": sorted([*others, entry] if present else others)}, indent=1, ensure_ascii=False)
        try:
            write_atomically(self._index, text.encode(), mode=0o600)
        except FileTrouble as error:
            raise KeyringTrouble(error.summary, error.hint) from error


def environment_name(name: str) -> str:
    """Return the environment variable that holds the secret `name` for this process."""
    return "MODELPOST_SECRET_" + re.sub(r"[^A-Z0-9]", "_", name.upper())


def check_collisions(names: tuple[str, ...], environment: Mapping[str, str]) -> None:
    """Raise KeyringTrouble where two secrets would be given by one environment variable that is set."""
    seen: dict[str, str] = {}
    for name in names:
        variable = environment_name(name)
        other = seen.setdefault(variable, name)
        if other != name and variable in environment:
            raise KeyringTrouble(
                Message("{variable} stands for both {one} and {other}", variable=variable, one=other, other=name),
                Message("Rename one of the two secrets."),
            )


def system_backend() -> Backend | None:
    """Return the keyring of this system, None where there is none."""
    import keyring  # noqa: PLC0415  # 100 ms and 12 MB, needed only where a secret is
    from keyring.backends import fail, null  # noqa: PLC0415  # as above

    backend = keyring.get_keyring()
    return None if isinstance(backend, fail.Keyring | null.Keyring) else backend


_NAMES = {
    "SecretService": "Secret Service",
    "macOS": "macOS Keychain",
    "Windows": "Windows Credential Locker",
    "kwallet": "KWallet",
    "libsecret": "Secret Service",
}


def _known_name(backend: Backend) -> str:
    module = type(backend).__module__
    return next((name for part, name in _NAMES.items() if part in module), type(backend).__name__)


def _read(backend: Backend, user: str) -> str | None:
    first = backend.get_password(SERVICE, user)
    parts = _PARTS.fullmatch(first) if first else None
    if parts is None:
        return first
    pieces = [backend.get_password(SERVICE, _part(user, parts[2], i)) for i in range(int(parts[1]))]
    if any(piece is None for piece in pieces):
        return None  # an entry was removed by hand: the value is lost, not half of it handed out
    return "".join(piece for piece in pieces if piece is not None)


def _write(backend: Backend, user: str, value: str) -> None:
    """Write the parts under names of their own, then the entry that points to them: old or new, never a mixture."""
    before = backend.get_password(SERVICE, user)
    if len(value) <= LONGEST_ENTRY:
        backend.set_password(SERVICE, user, value)
    else:
        generation = os.urandom(4).hex()
        count = -(-len(value) // LONGEST_ENTRY)
        for i in range(count):
            piece = value[i * LONGEST_ENTRY : (i + 1) * LONGEST_ENTRY]
            backend.set_password(SERVICE, _part(user, generation, i), piece)
        backend.set_password(SERVICE, user, f"modelpost-parts:{count}:{generation}")
    _remove_parts(backend, user, before)


def _remove(backend: Backend, user: str) -> None:
    before = backend.get_password(SERVICE, user)
    if before is not None:
        backend.delete_password(SERVICE, user)
    _remove_parts(backend, user, before)


def _remove_parts(backend: Backend, user: str, first: str | None) -> None:
    parts = _PARTS.fullmatch(first) if first else None
    if parts is None:
        return
    for i in range(int(parts[1])):
        name = _part(user, parts[2], i)
        if backend.get_password(SERVICE, name) is not None:
            backend.delete_password(SERVICE, name)


def _part(user: str, generation: str, number: int) -> str:
    return f"{user}#{generation}.{number + 1}"


class _Worker:
    """A daemon thread that makes one call after another; a caller that waited too long leaves its answer behind."""

    def __init__(self) -> None:
        self._calls: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    def call(self, work: Callable[[], T], wait: float) -> T:
        answers: SimpleQueue[tuple[T | None, Exception | None]] = SimpleQueue()

        def run() -> None:
            try:
                answers.put((work(), None))
            except Exception as error:  # noqa: BLE001  # seam: the call into a plugin; backends raise what they like
                answers.put((None, error))

        self._start()
        self._calls.put(run)
        try:
            value, error = answers.get(timeout=wait)
        except Empty:
            self._abandon()
            raise KeyringTrouble(
                Message("The keyring does not answer"),
                Message("It may be waiting for you to unlock it. Saved tokens cannot be used until then."),
            ) from None
        if error is not None:
            raise _trouble(error) from None
        return value  # type: ignore[return-value]  # None only where the call's own result is None

    def close(self) -> None:
        if self._thread is not None:
            self._calls.put(None)
            self._thread.join(1.0)

    def _start(self) -> None:
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._work, args=(self._calls,), name="keyring", daemon=True)
                self._thread.start()

    def _abandon(self) -> None:
        """Leave a thread that hangs to itself; the next call gets a new one."""
        with self._lock:
            self._calls.put(None)
            self._calls = SimpleQueue()
            self._thread = None

    @staticmethod
    def _work(calls: "SimpleQueue[Callable[[], None] | None]") -> None:
        while (call := calls.get()) is not None:
            call()


def _trouble(error: Exception) -> KeyringTrouble:
    """Return what to tell of a backend's error; its own words are left out, since they might quote the value."""
    if isinstance(error, KeyringTrouble):
        return error
    kind = type(error).__name__
    if "Lock" in kind:
        return KeyringTrouble(Message("The keyring is locked"), Message("Unlock it to use saved tokens."))
    return KeyringTrouble(
        Message("The keyring refused"), Message("It reported {kind}. The token stays in memory for now.", kind=kind)
    )
