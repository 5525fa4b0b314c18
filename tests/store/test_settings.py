"""Settings survive damage, other versions and attempts to write a password into them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from modelpost.core.failures import FormatTrouble
from modelpost.store.profile import Profile
from modelpost.store.settings import AppSettings, SettingsFile

CHANGED = AppSettings(
    theme="dark",
    language="zh_CN",
    zoom=125,
    read_timeout=12.5,
    ca_files=("/a.pem",),
    proxy_mode="manual",
    proxy_http="http://ada:{{proxy_password}}@proxy:3128",
    shortcuts=(("send", "Ctrl+Return"), ("save", "")),
    collections=("/c", "/花"),
    splitters=(("main", "AAAA"),),
    environments=(("/c", "production"), ("/花", "")),
)


@pytest.fixture
def file(profile: Profile) -> SettingsFile:
    return SettingsFile(profile.settings)


def test_without_a_file_everything_has_its_default(file: SettingsFile) -> None:
    assert file.read() == AppSettings()


def test_settings_are_read_as_they_were_written(file: SettingsFile) -> None:
    file.write(CHANGED)

    assert file.read() == CHANGED


def test_the_file_is_for_its_owner_only(file: SettingsFile, profile: Profile) -> None:
    file.write(CHANGED)

    assert profile.settings.stat().st_mode & 0o777 == 0o600


def test_keys_of_another_version_survive(file: SettingsFile, profile: Profile) -> None:
    profile.root.mkdir()
    profile.settings.write_text('{"from_the_future": {"a": 1}, "zoom": 110}')

    file.write(file.read()._replace(theme="light"))

    written = json.loads(profile.settings.read_text())
    assert (written["from_the_future"], written["zoom"], written["theme"]) == ({"a": 1}, 110, "light")


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000])
def test_a_damaged_file_gives_the_defaults_and_is_set_aside(
    file: SettingsFile, profile: Profile, content: bytes
) -> None:
    profile.root.mkdir()
    profile.settings.write_bytes(content)

    assert file.read() == AppSettings()
    file.write(CHANGED)

    assert file.read() == CHANGED


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text("ab花", max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab", max_size=2), inner, max_size=3),
    max_leaves=6,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(values=st.dictionaries(st.sampled_from([*AppSettings.__slots__, "other"]), JSON))
def test_values_of_any_kind_never_break_reading(
    tmp_path_factory: pytest.TempPathFactory, values: dict[str, object]
) -> None:
    path = tmp_path_factory.getbasetemp() / "settings-of-any-kind.json"
    path.write_text(json.dumps(values))

    found = SettingsFile(path).read()

    for name, default in zip(
        AppSettings.__slots__, (getattr(AppSettings(), n) for n in AppSettings.__slots__), strict=True
    ):
        assert type(getattr(found, name)) is type(default)


def test_a_password_in_the_address_of_a_proxy_is_not_written(file: SettingsFile, profile: Profile) -> None:
    with pytest.raises(FormatTrouble, match="holds a password") as refused:
        file.write(AppSettings(proxy_https="http://ada:hunter2@proxy"))

    assert "hunter2" not in str(refused.value)
    assert not profile.settings.exists()


def test_settings_load_neither_yaml_nor_the_keyring_nor_the_network(repository: Path) -> None:
    script = (
        "import sys, modelpost.store.settings; print([m for m in ('yaml', 'keyring', 'requests') if m in sys.modules])"
    )

    loaded = subprocess.run(
        [sys.executable, "-c", script], env={"PYTHONPATH": str(repository / "app")}, capture_output=True, check=True
    )

    assert loaded.stdout.strip() == b"[]"
