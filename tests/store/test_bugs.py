"""A bug of the program: written down for people, without secrets."""

import pytest

from modelpost.store.bugs import note_bug
from modelpost.store.clock import SystemClock
from modelpost.store.profile import Profile
from modelpost.store.redaction import KnownSecrets

CANARY = "hunter2-canary"


def raised() -> BaseException:
    try:
        int(CANARY)
    except ValueError as error:
        return error
    raise AssertionError


@pytest.fixture
def profile() -> Profile:
    return Profile.default()


@pytest.fixture
def known() -> KnownSecrets:
    secrets = KnownSecrets()
    secrets.add(CANARY)
    return secrets


def test_a_bug_is_told_with_its_place_and_without_secrets(
    profile: Profile, known: KnownSecrets, capsys: pytest.CaptureFixture[str]
) -> None:
    said = note_bug(raised(), profile, known, SystemClock())

    (report,) = profile.crashes.iterdir()
    written = [capsys.readouterr().err, report.read_text("utf-8"), profile.log.read_text("utf-8")]
    assert str(report) in str(said)
    assert ["test_bugs.py" in text and "ValueError" in text for text in written] == [True] * 3
    assert [CANARY in text for text in written] == [False] * 3


def test_a_bug_is_survived_where_no_report_can_be_written(profile: Profile, known: KnownSecrets) -> None:
    profile.root.mkdir(parents=True, exist_ok=True)
    profile.crashes.write_text("a file in the place of the folder")

    said = note_bug(raised(), profile, known, SystemClock())

    assert str(said).startswith("Something in Modelpost went wrong, and no report could be written")
