"""Secrets go into the keyring and nowhere else, whatever their length and whatever the keyring does."""

import contextlib
import json
import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from modelpost.core.failures import KeyringTrouble
from modelpost.core.secrets import SecretRef
from modelpost.store.profile import Profile
from modelpost.store.redaction import KnownSecrets
from modelpost.store.secrets import KeyringStatus, SecretStore, environment_name, system_backend

LIMIT = 2_560
TOKEN = SecretRef("c0ffee", "env:prod", "token")
OTHER = SecretRef("", "app", "proxy password")
LONG = "MII" + "".join(f"{n:05d}" for n in range(1_100))

Make = Callable[..., SecretStore]


class EntryRefused(Exception):
    """What a keyring raises that does not take a value."""


class KeyringLocked(Exception):
    """What keyring raises when its user does not unlock it; known by its name."""


class FakeKeyring:
    """A keyring in memory that refuses what the Windows Credential Locker refuses."""

    def __init__(self) -> None:
        self.entries: dict[str, str] = {}
        self.calls_until_failure: int | None = None
        self.trouble: Exception | None = None

    def get_password(self, service: str, username: str, /) -> str | None:
        assert service == "modelpost"
        if self.trouble is not None:
            raise self.trouble
        return self.entries.get(username)

    def set_password(self, service: str, username: str, password: str, /) -> None:
        assert service == "modelpost"
        if len(password.encode("utf-16-le")) > LIMIT:
            raise EntryRefused
        self._count()
        self.entries[username] = password

    def delete_password(self, service: str, username: str, /) -> None:
        self._count()
        del self.entries[username]

    def _count(self) -> None:
        if self.calls_until_failure is not None:
            if self.calls_until_failure == 0:
                raise EntryRefused
            self.calls_until_failure -= 1


class HangingKeyring(FakeKeyring):
    """A keyring that waits for somebody to unlock it."""

    def __init__(self) -> None:
        super().__init__()
        self.unlocked = threading.Event()

    def get_password(self, service: str, username: str, /) -> str | None:
        self.unlocked.wait(10)
        return super().get_password(service, username)


@pytest.fixture
def keyring() -> FakeKeyring:
    return FakeKeyring()


@pytest.fixture
def make(profile: Profile, keyring: FakeKeyring) -> Iterator[Make]:
    made: list[SecretStore] = []

    def make(**options: object) -> SecretStore:
        arguments = {"environment": {}, "load_backend": lambda: keyring, **options}
        made.append(SecretStore(profile.secrets_index, **arguments))  # type: ignore[arg-type]  # options of a test
        return made[-1]

    yield make
    for store in made:
        store.close()


def test_a_secret_comes_back_in_another_run(make: Make, keyring: FakeKeyring) -> None:
    make().set(TOKEN, "s3cret")

    assert make().get(TOKEN) == "s3cret"
    assert keyring.entries == {"c0ffee/env%3Aprod/token": "s3cret"}


def test_what_is_not_there_is_none(make: Make) -> None:
    assert make().get(TOKEN) is None


@pytest.mark.parametrize("value", ["", "x" * 1_200, "x" * 1_201, LONG, "花" * 1_201, "🌻" * 700, "modelpost:parts x"])
def test_values_of_any_length_fit_a_keyring_that_refuses_2561_bytes(
    make: Make, keyring: FakeKeyring, value: str
) -> None:
    store = make()

    store.set(TOKEN, value)

    assert make().get(TOKEN) == value
    assert all(len(entry.encode("utf-16-le")) <= LIMIT for entry in keyring.entries.values())


def test_parts_are_numbered_and_the_entry_says_how_many(make: Make, keyring: FakeKeyring) -> None:
    make().set(TOKEN, "x" * 2_401)

    assert sorted(keyring.entries) == [TOKEN.user, f"{TOKEN.user}#1", f"{TOKEN.user}#2", f"{TOKEN.user}#3"]
    assert keyring.entries[TOKEN.user].startswith("modelpost:parts first=1 count=3 ")


@pytest.mark.parametrize("old", ["short", LONG])
@pytest.mark.parametrize("new", ["brief", "n" * 5_000, "n" * 9_000])
@pytest.mark.parametrize("calls", range(12))
def test_an_interrupted_write_leaves_the_old_value_or_the_new(
    make: Make, keyring: FakeKeyring, old: str, new: str, calls: int
) -> None:
    store = make()
    store.set(TOKEN, old)
    keyring.calls_until_failure = calls

    with contextlib.suppress(KeyringTrouble):
        store.set(TOKEN, new)

    keyring.calls_until_failure = None
    assert make().get(TOKEN) in {old, new}


@pytest.mark.parametrize("calls", range(12))
def test_nothing_stays_behind_after_an_interrupted_write_and_a_deletion(
    make: Make, keyring: FakeKeyring, calls: int
) -> None:
    store = make()
    store.set(TOKEN, LONG)
    keyring.calls_until_failure = calls
    with contextlib.suppress(KeyringTrouble):
        store.set(TOKEN, "n" * 9_000)
    keyring.calls_until_failure = None

    make().delete(TOKEN)

    assert keyring.entries == {}


def test_a_value_whose_part_was_removed_by_hand_is_none_and_not_half(make: Make, keyring: FakeKeyring) -> None:
    make().set(TOKEN, LONG)

    del keyring.entries[f"{TOKEN.user}#2"]

    assert make().get(TOKEN) is None


def test_deleting_removes_every_part_and_the_name(make: Make, keyring: FakeKeyring) -> None:
    store = make()
    store.set(TOKEN, LONG)
    store.set(OTHER, "x")

    store.delete(TOKEN)
    store.delete(TOKEN)

    assert list(keyring.entries) == [OTHER.user]
    assert store.entries() == (OTHER,)


def test_the_index_holds_names_and_never_values(make: Make, profile: Profile) -> None:
    store = make()

    store.set(TOKEN, LONG)
    store.set(OTHER, "hunter2")

    text = profile.secrets_index.read_text()
    assert json.loads(text)["secrets"] == [
        {"owner": "", "scope": "app", "name": "proxy password"},
        {"owner": "c0ffee", "scope": "env:prod", "name": "token", "parts": 5},
    ]
    assert "hunter2" not in text
    assert LONG[:20] not in text
    assert store.count() == 2


def test_a_damaged_index_is_set_aside(make: Make, profile: Profile) -> None:
    profile.root.mkdir()
    profile.secrets_index.write_text("{ not json")
    store = make()

    assert store.entries() == ()
    store.set(TOKEN, "x")

    assert make().entries() == (TOKEN,)
    assert profile.secrets_index.with_name("secrets.json.damaged").read_text() == "{ not json"


# The environment of the process --------------------------------------------------------------------------------------


def test_the_environment_goes_before_the_keyring(make: Make, keyring: FakeKeyring) -> None:
    store = make(environment={"MODELPOST_SECRET_PROXY_PASSWORD": "from outside"})
    store.set(OTHER, "kept")

    assert store.get(OTHER) == "from outside"
    assert keyring.entries == {OTHER.user: "kept"}


@pytest.mark.parametrize(
    ("name", "variable"), [("token", "TOKEN"), ("api-key.2", "API_KEY_2"), ("Grün", "GR_N"), ("花", "_")]
)
def test_names_of_variables_are_upper_case_with_underscores(name: str, variable: str) -> None:
    assert environment_name(name) == f"MODELPOST_SECRET_{variable}"


def test_two_secrets_with_one_variable_are_refused(make: Make) -> None:
    store = make(environment={"MODELPOST_SECRET_API_KEY": "x"})

    assert store.get(SecretRef("c", "collection", "api-key")) == "x"
    with pytest.raises(KeyringTrouble, match="stands for both api-key and api_key"):
        store.get(SecretRef("c", "collection", "api_key"))


def test_a_secret_in_the_keyring_counts_for_that_too(make: Make) -> None:
    store = make(environment={"MODELPOST_SECRET_API_KEY": "x"})
    store.set(SecretRef("c", "collection", "api-key"), "kept")

    with pytest.raises(KeyringTrouble):
        store.get(SecretRef("c", "collection", "api_key"))


def test_two_collections_may_have_a_secret_of_one_name(make: Make) -> None:
    store = make(environment={"MODELPOST_SECRET_TOKEN": "x"})

    assert store.get(SecretRef("a", "collection", "token")) == store.get(SecretRef("b", "env:e", "token")) == "x"


# Without a keyring, with a locked one, with one that hangs -----------------------------------------------------------


def test_without_a_keyring_values_live_in_memory_only(make: Make, profile: Profile) -> None:
    store = make(load_backend=lambda: None)

    store.set(TOKEN, "s3cret")

    assert store.get(TOKEN) == "s3cret"
    assert store.status() is KeyringStatus.NONE
    assert store.backend_name() == ""
    assert store.count() == 0
    assert not profile.root.exists()
    assert make(load_backend=lambda: None).get(TOKEN) is None


def test_the_null_and_fail_keyrings_count_as_none() -> None:
    assert system_backend() is None  # PYTHON_KEYRING_BACKEND is the null one in tests


def test_a_remembered_value_is_in_force_until_it_is_set_or_deleted(make: Make, keyring: FakeKeyring) -> None:
    store = make()

    store.remember(TOKEN, "typed")
    assert store.get(TOKEN) == "typed"
    assert keyring.entries == {}

    store.set(TOKEN, "kept")
    assert store.get(TOKEN) == "kept"


def test_a_locked_keyring_says_so(make: Make, keyring: FakeKeyring) -> None:
    store = make()
    keyring.trouble = KeyringLocked("the value was hunter2")

    with pytest.raises(KeyringTrouble, match="locked") as trouble:
        store.get(TOKEN)

    assert store.status() is KeyringStatus.LOCKED
    assert trouble.value.__cause__ is None
    assert trouble.value.__suppress_context__


def test_a_keyring_that_refuses_is_told_of_without_its_words(make: Make, keyring: FakeKeyring) -> None:
    keyring.trouble = OSError("cannot store hunter2")

    with pytest.raises(KeyringTrouble, match="refused") as trouble:
        make().set(TOKEN, "hunter2")

    assert "hunter2" not in str(trouble.value)


def test_a_bug_of_ours_is_not_taken_for_a_word_of_the_keyring(make: Make, keyring: FakeKeyring) -> None:
    keyring.trouble = TypeError("a bug")

    with pytest.raises(TypeError):
        make().get(TOKEN)


def test_a_keyring_that_hangs_is_waited_for_only_so_long(make: Make) -> None:
    keyring = HangingKeyring()
    store = make(load_backend=lambda: keyring, wait=0.02)

    with pytest.raises(KeyringTrouble, match="does not answer"):
        store.get(TOKEN)

    keyring.unlocked.set()


def test_what_was_given_up_while_it_waited_its_turn_is_not_written_later(make: Make) -> None:
    keyring = HangingKeyring()
    store = make(load_backend=lambda: keyring, wait=0.02)
    with pytest.raises(KeyringTrouble):
        store.get(OTHER)
    with pytest.raises(KeyringTrouble):
        store.set(TOKEN, "late")

    keyring.unlocked.set()
    store.close()

    assert keyring.entries == {}


def test_values_are_in_no_repr(make: Make) -> None:
    known = KnownSecrets()
    store = make(known=known)

    store.remember(TOKEN, "hunter2")

    assert "hunter2" not in repr(store) + repr(vars(known)["_redactor"]) + repr(known)


def test_every_value_that_passes_through_is_masked_from_then_on(make: Make, keyring: FakeKeyring) -> None:
    known = KnownSecrets()
    store = make(known=known, environment={"MODELPOST_SECRET_THIRD": "from-outside"})
    keyring.entries[OTHER.user] = "in-keyring"

    store.set(TOKEN, "plain-set")
    store.get(OTHER)
    store.get(SecretRef("", "app", "third"))
    store.remember(SecretRef("", "draft:1", "x"), "remembered")

    assert known.masked("plain-set in-keyring from-outside remembered") == "•••••••• •••••••• •••••••• ••••••••"


def test_the_keyring_is_loaded_at_first_use(tmp_path: Path) -> None:
    loaded: list[bool] = []
    store = SecretStore(
        tmp_path / "i.json", environment={"MODELPOST_SECRET_A": "x"}, load_backend=lambda: loaded.append(True)
    )

    assert store.get(SecretRef("", "app", "a")) == "x"
    assert loaded == []

    store.get(SecretRef("", "app", "b"))
    store.close()
    assert loaded == [True]


def test_the_day_on_which_a_secret_was_read_is_known_and_survives_changes(make: Make) -> None:
    store = make(today=lambda: date(2026, 1, 31))
    store.set(TOKEN, "value")
    before = store.last_used(TOKEN)

    store.get(TOKEN)
    store.set(OTHER, "x")

    assert (before, store.last_used(TOKEN), store.last_used(OTHER)) == ("", "2026-01-31", "")
