"""Tokens outlive the program in the keyring, and the keyring never holds anybody up."""

import json
import threading
from collections.abc import Callable, Iterator

import pytest

from modelpost.core.failures import KeyringTrouble
from modelpost.core.secrets import SecretRef
from modelpost.core.text import Message
from modelpost.core.tokens import Token
from modelpost.store.profile import Profile
from modelpost.store.secrets import SecretStore
from modelpost.store.tokens import KeyringTokens

NOW = 1_000_000.0
KEY = "iam https://iam.test/v3 ada"
REF = SecretRef("", "app", f"token {KEY}")
TOKEN = Token("MII-canary-0001", expires_at=NOW + 3600, obtained_at=NOW, kind="Bearer", scope="project a")
LONG = Token("MII" + "x" * 6_000, expires_at=NOW + 86_400)

Make = Callable[..., KeyringTokens]


class FakeClock:
    def __init__(self) -> None:
        self.time = NOW

    def monotonic(self) -> float:
        return self.time

    def now(self) -> float:
        return self.time


class FakeKeeper:
    """A keyring in memory that can be slow, and can refuse."""

    def __init__(self) -> None:
        self.values: dict[SecretRef, str] = {}
        self.name = "Test keyring"
        self.trouble: KeyringTrouble | None = None
        self.gate = threading.Event()
        self.gate.set()
        self.reads = 0

    def backend_name(self) -> str:
        return self.name

    def get(self, ref: SecretRef) -> str | None:
        self.reads += 1
        self._wait()
        return self.values.get(ref)

    def set(self, ref: SecretRef, value: str) -> None:
        self._wait()
        self.values[ref] = value

    def delete(self, ref: SecretRef) -> None:
        self._wait()
        self.values.pop(ref, None)

    def _wait(self) -> None:
        self.gate.wait(10)
        if self.trouble is not None:
            raise self.trouble


@pytest.fixture
def keeper() -> FakeKeeper:
    return FakeKeeper()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def make(keeper: FakeKeeper, clock: FakeClock) -> Iterator[Make]:
    made: list[KeyringTokens] = []

    def make(**options: object) -> KeyringTokens:
        made.append(KeyringTokens(lambda: keeper, clock, **options))  # type: ignore[arg-type]  # options of a test
        return made[-1]

    yield make
    keeper.gate.set()
    for tokens in made:
        tokens.close()


def _trouble() -> KeyringTrouble:
    return KeyringTrouble(Message("The keyring is locked"), Message("Unlock it to use saved tokens."))


@pytest.mark.parametrize("token", [TOKEN, LONG, Token("opaque", refresh="r-1")], ids=["whole", "long", "ageless"])
def test_a_token_comes_back_in_another_run(make: Make, token: Token) -> None:
    first = make()
    first.put(KEY, token)
    first.close()

    assert make().get(KEY) == token


def test_it_is_one_entry_of_the_application(make: Make, keeper: FakeKeeper) -> None:
    tokens = make()

    tokens.put(KEY, TOKEN)
    tokens.close()

    assert list(keeper.values) == [REF]
    assert json.loads(keeper.values[REF])["expires_at"] == TOKEN.expires_at


def test_memory_answers_before_the_keyring_does(make: Make, keeper: FakeKeeper) -> None:
    tokens = make()
    keeper.gate.clear()

    tokens.put(KEY, TOKEN)

    assert tokens.get(KEY) == TOKEN
    assert not tokens.is_kept(KEY)


def test_a_key_is_asked_for_once(make: Make, keeper: FakeKeeper) -> None:
    tokens = make()

    assert [tokens.get(KEY), tokens.get(KEY)] == [None, None]
    assert keeper.reads == 1


def test_of_changes_that_wait_the_last_one_is_made(make: Make, keeper: FakeKeeper) -> None:
    tokens = make()
    keeper.gate.clear()
    for number in range(5):
        tokens.put(KEY, Token(f"token-{number}"))

    keeper.gate.set()
    tokens.close()

    assert json.loads(keeper.values[REF])["value"] == "token-4"


def test_a_keyring_that_refuses_leaves_the_token_in_memory(make: Make, keeper: FakeKeeper) -> None:
    keeper.trouble = _trouble()
    tokens = make()
    before = tokens.get(KEY)

    tokens.put(KEY, TOKEN)
    tokens.close()

    assert (before, tokens.get(KEY), tokens.is_kept(KEY)) == (None, TOKEN, False)


def test_what_is_in_the_keyring_is_said_to_be(make: Make, keeper: FakeKeeper) -> None:
    tokens, nowhere = make(), make()
    tokens.put(KEY, TOKEN)
    tokens.close()
    keeper.name = ""
    nowhere.put(KEY, LONG)
    nowhere.close()

    assert (tokens.is_kept(KEY), nowhere.is_kept(KEY)) == (True, False)


def test_an_expired_token_is_forgotten(make: Make, keeper: FakeKeeper, clock: FakeClock) -> None:
    first = make()
    first.put(KEY, TOKEN)
    first.close()
    clock.time = TOKEN.expires_at + 1

    second = make()
    found = second.get(KEY)
    second.close()

    assert (found, keeper.values) == (None, {})


def test_an_expired_token_that_buys_the_next_one_is_kept(make: Make, clock: FakeClock) -> None:
    token = Token("t-1", expires_at=NOW + 1, refresh="r-1")
    first = make()
    first.put(KEY, token)
    first.close()
    clock.time = NOW + 60

    assert make().get(KEY) == token


def test_what_is_forgotten_is_gone_from_the_keyring(make: Make, keeper: FakeKeeper) -> None:
    tokens = make()
    tokens.put(KEY, TOKEN)

    tokens.forget(KEY)
    tokens.close()

    assert (tokens.get(KEY), keeper.values) == (None, {})


@pytest.mark.parametrize("text", ["no JSON", "[]", "{}", '{"value": 1}', '{"value": "t", "expires_at": "soon"}'])
def test_an_entry_that_makes_no_sense_is_no_token(make: Make, keeper: FakeKeeper, text: str) -> None:
    keeper.values[REF] = text

    assert make().get(KEY) is None


def test_what_a_later_version_adds_is_left_out(make: Make, keeper: FakeKeeper) -> None:
    keeper.values[REF] = '{"value": "t-1", "colour": "blue"}'

    assert make().get(KEY) == Token("t-1")


def test_every_value_is_noted_to_be_masked(make: Make, keeper: FakeKeeper) -> None:
    noted: list[str] = []
    keeper.values[REF] = '{"value": "t-1", "refresh": "r-1"}'
    tokens = make(note=noted.append)

    tokens.get(KEY)
    tokens.put("other", TOKEN)

    assert noted == ["t-1", "r-1", TOKEN.value]


def test_its_words_hold_no_token(make: Make) -> None:
    tokens = make()

    tokens.put(KEY, TOKEN)

    assert TOKEN.value not in repr(tokens)


def test_no_token_is_ever_in_a_file(profile: Profile, clock: FakeClock) -> None:
    entries: dict[str, str] = {}

    class Keyring:
        def get_password(self, service: str, username: str, /) -> str | None:
            return entries.get(username)

        def set_password(self, service: str, username: str, password: str, /) -> None:
            entries[username] = password

        def delete_password(self, service: str, username: str, /) -> None:
            del entries[username]

    store = SecretStore(profile.secrets_index, environment={}, load_backend=Keyring)
    tokens = KeyringTokens(lambda: store, clock)

    tokens.put(KEY, LONG)
    tokens.close()
    store.close()

    assert len(entries) > 1
    assert all(LONG.value[:40] not in path.read_text() for path in profile.root.rglob("*") if path.is_file())
