"""Secrets, kept and not kept, are found in no file of the profile and of the collection."""

import logging
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from modelpost.core.failures import ModelpostError
from modelpost.core.request import AuthChoice, RequestDraft, Row
from modelpost.core.secrets import SecretRef
from modelpost.store.clock import SystemClock
from modelpost.store.crash import CrashReports
from modelpost.store.log import log_handler
from modelpost.store.opencollection.collections import Collections
from modelpost.store.profile import Profile
from modelpost.store.redaction import KnownSecrets
from modelpost.store.secrets import SecretStore
from modelpost.store.settings import AppSettings, SettingsFile

KEPT = "canary-kept-4711"
LONG = "MIIcanaryLong" + "0123456789" * 300
UNDECIDED = "canary-undecided-0815"
REFUSED = "canary-refused-2342"
CANARIES = (KEPT, LONG[:40], LONG[1_500:1_540], UNDECIDED, REFUSED)


class MemoryKeyring:
    def __init__(self) -> None:
        self.entries: dict[str, str] = {}

    def get_password(self, _service: str, username: str, /) -> str | None:
        return self.entries.get(username)

    def set_password(self, _service: str, username: str, password: str, /) -> None:
        if password == REFUSED:
            raise OSError(f"cannot store {password}")
        self.entries[username] = password

    def delete_password(self, _service: str, username: str, /) -> None:
        del self.entries[username]


def found_in(*folders: Path) -> list[tuple[Path, str]]:
    return [
        (path, canary)
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file()
        for canary in CANARIES
        if canary.encode() in path.read_bytes()
    ]


def use_everything(profile: Profile, root: Path) -> None:
    """Do with secrets what a day of work does with them, failures included."""
    known = KnownSecrets()
    logger = logging.getLogger("modelpost.canary")
    handler = log_handler(profile.log, known)
    logger.addHandler(handler)
    keyring = MemoryKeyring()
    store = SecretStore(profile.secrets_index, environment={}, load_backend=lambda: keyring, known=known)
    collections = Collections(profile)
    collection = collections.create(str(root), "Canary")
    crashes = CrashReports(profile.crashes, known, SystemClock())

    store.set(collections.declare_secret(collection, None, "token"), KEPT)
    store.set(SecretRef(collection.id, "collection", "long"), LONG)
    store.remember(SecretRef("", "draft:1", "x"), UNDECIDED)
    path, stored = collections.save_as(str(root), "", draft_with(AuthChoice("bearer", (("token", "{{token}}"),))))
    troubles: list[BaseException] = []
    attempts = [
        lambda: store.set(SecretRef("", "app", "refused"), REFUSED),
        lambda: collections.save(str(root), path, draft_with(AuthChoice("bearer", (("token", KEPT),))), stored),
        lambda: collections.save(str(root), path, stored.draft.with_header("X-Auth-Token", UNDECIDED), stored),
        lambda: SettingsFile(profile.settings).write(AppSettings(proxy_http=f"http://ada:{UNDECIDED}@proxy")),
        lambda: int(UNDECIDED),
        lambda: {}[LONG],
    ]
    for attempt in attempts:
        try:
            attempt()
        except (ModelpostError, ValueError, KeyError) as error:
            troubles.append(error)
            logger.exception("could not do it with %r", {"X-Auth-Token": LONG, "Authorization": f"Bearer {KEPT}"})
            crashes.write(error)
    SettingsFile(profile.settings).write(AppSettings(collections=(str(root),)))
    store.close()
    logger.removeHandler(handler)
    handler.close()
    assert len(troubles) == len(attempts)


def draft_with(auth: AuthChoice) -> RequestDraft:
    return RequestDraft(name="Canary", auth=auth, headers=(Row("X-Auth-Token", "{{token}}"),))


def test_no_secret_is_in_any_file(profile: Profile, tmp_path: Path) -> None:
    use_everything(profile, tmp_path / "collection")

    assert len([path for path in profile.root.rglob("*") if path.is_file()]) >= 8
    assert found_in(tmp_path) == []


BUSY = """
import sys, threading
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from test_canary import use_everything
from modelpost.store.profile import Profile
for n in range(1_000_000):
    use_everything(Profile(Path(sys.argv[2], "profile", str(n))), Path(sys.argv[2], "collection", str(n)))
    print(n, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is a thing of POSIX")
def test_no_secret_is_in_any_file_after_the_program_was_killed(tmp_path: Path, repository: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", BUSY, str(Path(__file__).parent), str(tmp_path)],
        env={**os.environ, "PYTHONPATH": str(repository / "app")},
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"0\n"
    process.send_signal(signal.SIGKILL)
    process.communicate()

    assert found_in(tmp_path) == []
