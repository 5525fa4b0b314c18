"""Secrets in the keyring of the operating system: the one place that talks to it."""

import contextlib
import os
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from enum import Enum
from pathlib import Path
from typing import TypeVar

from modelpost.core.failures import FileTrouble, KeyringTrouble, ModelpostError
from modelpost.core.secrets import SERVICE, SecretRef
from modelpost.core.text import Message
from modelpost.store.json_file import read_object, write_object
from modelpost.store.keyring_thread import KeyringThread
from modelpost.store.parts import Backend, Parts, plan, read_value, remove_parts, write_plan
from modelpost.store.redaction import KnownSecrets

_WAIT = 20.0
"""Seconds: long enough to type the password of a locked keyring."""

_VARIABLE = "MODELPOST_SECRET_"

T = TypeVar("T")


class KeyringStatus(Enum):
    """Whether secrets can be kept."""

    AVAILABLE = "available"
    NONE = "none"
    LOCKED = "locked"


class SecretStore:
    """Reads and writes secrets; may be used from any thread but the one that must not wait.

    What the environment of this process gives goes first, then what was remembered, then the keyring. Without a keyring
    values are only remembered, and gone with this object.
    """

    def __init__(
        self,
        index: Path,
        *,
        environment: Mapping[str, str] | None = None,
        load_backend: Callable[[], Backend | None] | None = None,
        wait: float = _WAIT,
        known: KnownSecrets | None = None,
        today: Callable[[], date] = date.today,
    ) -> None:
        self._index = index
        self._environment = os.environ if environment is None else environment
        self._load_backend = load_backend or system_backend
        self._known = known or KnownSecrets()
        self._today = today
        self._backend: Backend | None = None
        self._is_loaded = False
        self._is_locked = False
        self._memory: dict[SecretRef, str] = {}
        self._asked: set[str] = set()
        self._thread = KeyringThread(wait)

    def backend_name(self) -> str:
        """Return the name of the keyring as people know it, empty when there is none."""
        backend = self._call(self._loaded)
        return "" if backend is None else _known_name(backend)

    def status(self) -> KeyringStatus:
        """Return what is known of the keyring. It is not opened for this: that could ask for a password."""
        if self._call(self._loaded) is None:
            return KeyringStatus.NONE
        return KeyringStatus.LOCKED if self._is_locked else KeyringStatus.AVAILABLE

    def get(self, ref: SecretRef) -> str | None:
        """Return a secret, None where there is none."""
        value = self._from_environment(ref.name)
        if value is None:
            value = self._memory.get(ref)
        if value is None:
            value = self._open(lambda: self._read(ref))
        if value is not None:
            self._known.add(value)
        return value

    def set(self, ref: SecretRef, value: str) -> None:
        """Keep a secret: in the keyring, or in memory where there is none."""
        self._known.add(value)
        self._open(lambda: self._write(ref, value))

    def delete(self, ref: SecretRef) -> None:
        """Forget a secret, in memory and in the keyring."""
        self._memory.pop(ref, None)
        self._open(lambda: self._remove(ref))

    def remember(self, ref: SecretRef, value: str) -> None:
        """Hold a value in memory only, until it is set or deleted. Never waits."""
        self._known.add(value)
        self._memory[ref] = value

    def entries(self) -> tuple[SecretRef, ...]:
        """Return the secrets in the keyring; it cannot list them itself, so their names are kept in the profile."""
        return tuple(sorted(self._listed(), key=lambda ref: ref.user))

    def last_used(self, ref: SecretRef) -> str:
        """Return the day on which a secret was read last, as in 2026-01-31, empty where that is not known."""
        return self._used().get(ref, "")

    def count(self) -> int:
        """Return how many secrets Modelpost has in the keyring."""
        return len(self._listed())

    def close(self) -> None:
        """Let the thread go."""
        self._thread.close()

    def __repr__(self) -> str:
        return f"SecretStore({str(self._index)!r})"

    def _open(self, work: Callable[[], T]) -> T:
        """Make a call that needs the keyring to be unlocked."""
        result = self._call(work)
        self._is_locked = False
        return result

    def _call(self, work: Callable[[], T]) -> T:
        try:
            return self._thread.call(work)
        except FileTrouble as error:
            raise KeyringTrouble(error.summary, error.hint) from error
        except ModelpostError:
            raise
        except BaseException as error:
            if _is_ours(error):
                raise
            self._is_locked = "Locked" in type(error).__name__
            raise _trouble(error) from None  # without its cause: a backend's words might quote the value

    def _loaded(self) -> Backend | None:
        if not self._is_loaded:
            self._backend = self._load_backend()
            self._is_loaded = True
        return self._backend

    def _from_environment(self, name: str) -> str | None:
        value = self._environment.get(environment_name(name))
        if value is None:
            return None
        self._asked.add(name)
        check_collisions((*self._asked, *(ref.name for ref in self._listed())), self._environment)
        return value

    # On the keyring's thread -----------------------------------------------------------------------------------------

    def _read(self, ref: SecretRef) -> str | None:
        backend = self._loaded()
        value = None if backend is None else read_value(backend, ref.user)
        if value is not None:
            with contextlib.suppress(FileTrouble):  # a full disk is no reason to do without the secret
                self._note_use(ref)
        return value

    def _write(self, ref: SecretRef, value: str) -> None:
        backend = self._loaded()
        if backend is None:
            self._memory[ref] = value
            return
        wanted = plan(value, backend.get_password(SERVICE, ref.user))
        highest = max(self._listed().get(ref, 0), wanted.highest)
        self._note(ref, highest)  # before the parts exist, so that none can ever be left behind unknown
        write_plan(backend, ref.user, wanted)
        used = {number for number, _ in wanted.pieces}
        remove_parts(backend, ref.user, (number for number in range(1, highest + 1) if number not in used))
        self._note(ref, wanted.highest)
        self._memory.pop(ref, None)

    def _remove(self, ref: SecretRef) -> None:
        backend = self._loaded()
        if backend is None:
            return
        entry = backend.get_password(SERVICE, ref.user)
        parts = Parts.named_by(entry)
        if entry is not None:
            backend.delete_password(SERVICE, ref.user)
        highest = max(self._listed().get(ref, 0), parts.numbers.stop - 1 if parts else 0)
        remove_parts(backend, ref.user, iter(range(1, highest + 1)))
        self._note(ref, None)

    # The index -------------------------------------------------------------------------------------------------------

    def _listed(self) -> dict[SecretRef, int]:
        """Return the secrets in the keyring, each with the highest number of a part that it may have."""
        listed: dict[SecretRef, int] = {}
        entries = read_object(self._index).get("secrets")
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(entry, dict):
                texts = [entry.get(key) for key in ("owner", "scope", "name")]
                parts = entry.get("parts", 0)
                if all(isinstance(text, str) for text in texts) and isinstance(parts, int):
                    listed[SecretRef(*map(str, texts))] = parts
        return listed

    def _note(self, ref: SecretRef, parts: int | None) -> None:
        """Note that a secret is in the keyring and how many parts it may have; None that it is gone."""
        listed = self._listed()
        if listed.get(ref) == parts:
            return
        if parts is None:
            del listed[ref]
        else:
            listed[ref] = parts
        self._write_index(listed, self._used())

    def _used(self) -> dict[SecretRef, str]:
        """Return the day on which each secret was read last."""
        entries = read_object(self._index).get("secrets")
        found = [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []
        return {
            SecretRef(*(str(entry.get(key)) for key in ("owner", "scope", "name"))): str(entry["used"])
            for entry in found
            if isinstance(entry.get("used"), str)
        }

    def _note_use(self, ref: SecretRef) -> None:
        """Note the day: one write a day for each secret."""
        listed, used, today = self._listed(), self._used(), self._today().isoformat()
        if ref in listed and used.get(ref) != today:
            self._write_index(listed, {**used, ref: today})

    def _write_index(self, listed: Mapping[SecretRef, int], used: Mapping[SecretRef, str]) -> None:
        entries = [
            {
                "owner": known.owner,
                "scope": known.scope,
                "name": known.name,
                **({"parts": n} if n else {}),
                **({"used": used[known]} if known in used else {}),
            }
            for known, n in sorted(listed.items(), key=lambda item: item[0].user)
        ]
        write_object(self._index, {**read_object(self._index), "version": 1, "secrets": entries})


def environment_name(name: str) -> str:
    """Return the environment variable that holds the secret `name` for this process."""
    return _VARIABLE + re.sub(r"[^A-Z0-9]", "_", name.upper())


def check_collisions(names: Iterable[str], environment: Mapping[str, str]) -> None:
    """Raise KeyringTrouble where two secrets would be given by one environment variable that is set."""
    seen: dict[str, str] = {}
    for name in sorted(set(names)):
        variable = environment_name(name)
        other = seen.setdefault(variable, name)
        if other != name and variable in environment:
            raise KeyringTrouble(
                Message("{variable} stands for both {one} and {other}", variable=variable, one=other, other=name),
                Message("Rename one of the two secrets."),
            )


def system_backend() -> Backend | None:
    """Return the keyring of this system, None where there is none that keeps values out of plain files."""
    import keyring  # noqa: PLC0415  # 100 ms and 12 MB, needed only where a secret is

    backend = keyring.get_keyring()
    module = type(backend).__module__
    return None if module.startswith(_NOT_SAFE) else backend


_NOT_SAFE = ("keyring.backends.fail", "keyring.backends.null", "keyrings.alt.")
"""No keyring at all, one that forgets, and those that keep values in files."""

_NAMES = {
    "SecretService": "Secret Service",
    "libsecret": "Secret Service",
    "macOS": "macOS Keychain",
    "Windows": "Windows Credential Locker",
    "kwallet": "KWallet",
}


def _known_name(backend: Backend) -> str:
    """Return the name that people know; of several chained keyrings the first, which is the one written to."""
    chained = getattr(backend, "backends", None)
    module = type(next(iter(chained), backend) if chained else backend).__module__
    return next((name for part, name in _NAMES.items() if part in module), type(backend).__name__)


def _is_ours(error: BaseException) -> bool:
    """Tell whether an error is a bug of this program and not the word of a keyring, which raises what it likes."""
    if not isinstance(error, Exception):
        return True
    module = type(error).__module__.partition(".")[0]
    return module == "modelpost" or (module == "builtins" and not isinstance(error, OSError | RuntimeError))


def _trouble(error: BaseException) -> KeyringTrouble:
    kind = type(error).__name__
    if "Locked" in kind:
        return KeyringTrouble(Message("The keyring is locked"), Message("Unlock it to use saved tokens."))
    return KeyringTrouble(
        Message("The keyring refused"), Message("It reported {kind}. The token stays in memory for now.", kind=kind)
    )
