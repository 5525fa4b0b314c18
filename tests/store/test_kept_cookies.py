"""Cookies that outlive the program."""

from pathlib import Path

import pytest

from modelpost.core.cookies import Cookie
from modelpost.core.secrets import SecretRef
from modelpost.store.cookies import KeptCookies

SESSION = Cookie("session", "very-secret-value", "example.org", "/a", 2e9, http_only=True, same_site="Lax")
THEME = Cookie("theme", "dark", "example.org", host_only=False, secure=True, created_at=12.5)


class MemorySecrets:
    def __init__(self) -> None:
        self.values: dict[SecretRef, str] = {}

    def get(self, ref: SecretRef) -> str | None:
        return self.values.get(ref)

    def set(self, ref: SecretRef, value: str) -> None:
        self.values[ref] = value

    def delete(self, ref: SecretRef) -> None:
        self.values.pop(ref, None)


@pytest.fixture
def secrets() -> MemorySecrets:
    return MemorySecrets()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cookies.json"


@pytest.fixture
def kept(path: Path, secrets: MemorySecrets) -> KeptCookies:
    return KeptCookies(path, lambda: secrets)


def test_nothing_is_kept_unless_wanted(kept: KeptCookies, path: Path, secrets: MemorySecrets) -> None:
    kept.save("id", (SESSION,))

    assert kept.load("id") == ()
    assert not path.exists()
    assert secrets.values == {}


def test_a_kept_jar_comes_back_as_it_was(kept: KeptCookies, path: Path, secrets: MemorySecrets) -> None:
    kept.keep("id", wanted=True)

    kept.save("id", (SESSION, THEME))

    assert KeptCookies(path, lambda: secrets).load("id") == (SESSION, THEME)
    assert kept.load("other") == ()


def test_values_are_in_the_keyring_alone(kept: KeptCookies, path: Path, secrets: MemorySecrets) -> None:
    kept.keep("id", wanted=True)

    kept.save("id", (SESSION,))

    text = path.read_text()
    assert "session" in text
    assert "example.org" in text
    assert "very-secret-value" not in text
    assert "very-secret-value" in "".join(secrets.values.values())


def test_a_jar_that_is_no_longer_kept_is_forgotten(kept: KeptCookies, path: Path, secrets: MemorySecrets) -> None:
    kept.keep("id", wanted=True)
    kept.save("id", (SESSION,))

    kept.keep("id", wanted=False)

    assert not kept.is_kept("id")
    assert secrets.values == {}
    assert "session" not in path.read_text()


def test_an_emptied_jar_leaves_no_values(kept: KeptCookies, secrets: MemorySecrets) -> None:
    kept.keep("id", wanted=True)
    kept.save("id", (SESSION,))

    kept.save("id", ())

    assert secrets.values == {}
    assert kept.is_kept("id")


def test_a_name_without_a_value_is_no_cookie(kept: KeptCookies, secrets: MemorySecrets) -> None:
    kept.keep("id", wanted=True)
    kept.save("id", (SESSION,))
    secrets.values.clear()

    assert kept.load("id") == ()


@pytest.mark.parametrize("damaged", ["", "[", "{}", '[["a"]]', '[["a","/","b",1]]', "[" * 10_000])
def test_damaged_values_are_none(kept: KeptCookies, secrets: MemorySecrets, damaged: str) -> None:
    kept.keep("id", wanted=True)
    kept.save("id", (SESSION,))
    secrets.values = dict.fromkeys(secrets.values, damaged)

    assert kept.load("id") == ()


@pytest.mark.parametrize("damaged", ["[]", '{"jars": []}', '{"jars": {"id": {}}}', '{"jars": {"id": [1, {}]}}'])
def test_a_damaged_file_is_an_empty_one(kept: KeptCookies, path: Path, damaged: str) -> None:
    path.write_text(damaged)

    assert kept.load("id") == ()
