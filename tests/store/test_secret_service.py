"""The real Secret Service keeps our secrets: gnome-keyring, in a session and a home of its own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

NEEDED = ("dbus-run-session", "gnome-keyring-daemon")
MISSING = [program for program in NEEDED if shutil.which(program) is None]

pytestmark = [
    pytest.mark.peers,
    pytest.mark.skipif(
        bool(MISSING),
        reason=f"the Secret Service is tested with {' and '.join(MISSING)}; on Debian: apt install gnome-keyring dbus",
    ),
]

SESSION = """
set -e
printf 'unlock me' | gnome-keyring-daemon --unlock --components=secrets > /dev/null
exec "$1" -c "$2" "$3"
"""

KEEPS = """
import sys
from pathlib import Path
import keyring
from modelpost.core.secrets import SecretRef
from modelpost.store.secrets import KeyringStatus, SecretStore

index = Path(sys.argv[1], "secrets.json")
long = "MII" + "".join(f"{n:05d}" for n in range(1_100))
token, short = SecretRef("c0ffee", "env:prod 花", "token"), SecretRef("", "app", "proxy/password")

first = SecretStore(index, environment={})
assert first.backend_name() == "Secret Service", first.backend_name()
assert first.status() is KeyringStatus.AVAILABLE
assert first.get(token) is None
first.set(token, long)
first.set(short, "hunter2")
first.close()

second = SecretStore(index, environment={})
assert second.get(token) == long
assert second.get(short) == "hunter2"
assert second.entries() == (short, token)
assert keyring.get_password("modelpost", "c0ffee/env%3Aprod%20%E8%8A%B1/token").startswith("modelpost:parts ")
assert len(keyring.get_password("modelpost", token.user + "#1")) == 1_200

second.set(token, "n" * 3_000)
assert second.get(token) == "n" * 3_000
second.delete(token)
second.delete(short)
assert second.get(token) is None
assert second.entries() == ()
assert all(keyring.get_password("modelpost", f"{token.user}#{n}") is None for n in range(1, 12))
second.close()
assert b"hunter2" not in index.read_bytes()
print("kept")
"""

LOCKED = """
import sys
from pathlib import Path
import secretstorage
from modelpost.core.failures import KeyringTrouble
from modelpost.core.secrets import SecretRef
from modelpost.store.secrets import SecretStore

ref = SecretRef("", "app", "x")
store = SecretStore(Path(sys.argv[1], "secrets.json"), environment={}, wait=3.0)
store.set(ref, "hunter2")
connection = secretstorage.dbus_init()
secretstorage.get_default_collection(connection).lock()
try:
    store.get(ref)
except KeyringTrouble as trouble:
    print("trouble:", trouble)
store.close()
"""


def in_session(script: str, folder: Path, repository: Path) -> str:
    """Run a script in a session of its own with an unlocked keyring; return what it printed."""
    environment = {
        "HOME": str(folder),
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(repository / "app"),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.SecretService.Keyring",
        "XDG_DATA_HOME": str(folder / "data"),
        "XDG_RUNTIME_DIR": str(folder),
        "LC_ALL": "C.UTF-8",
    }
    done = subprocess.run(
        ["dbus-run-session", "--", "sh", "-c", SESSION, "sh", sys.executable, script, str(folder)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("ks")  # short: names of sockets have at most 108 bytes


def test_secrets_of_any_length_are_kept_and_deleted(home: Path, repository: Path) -> None:
    assert in_session(KEEPS, home, repository).strip() == "kept"


def test_a_locked_keyring_is_told_of_within_the_bound(home: Path, repository: Path) -> None:
    assert in_session(LOCKED, home, repository).startswith("trouble: The keyring ")
