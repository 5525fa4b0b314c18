"""Log and crash reports say what happened without the secrets that were around."""

import logging
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from modelpost.core.failures import ModelpostError
from modelpost.core.text import Message
from modelpost.store.crash import CrashReports
from modelpost.store.log import log_handler
from modelpost.store.profile import Profile
from modelpost.store.redaction import KnownSecrets, without_credentials

MOMENT = 1_790_000_000.25
KNOWN = "hunter2-known"
UNKNOWN = "X-Auth-Token: other-secret"


class StoppedClock:
    def monotonic(self) -> float:
        return 0.0

    def now(self) -> float:
        return MOMENT


@pytest.fixture
def known() -> KnownSecrets:
    known = KnownSecrets()
    known.add(KNOWN)
    return known


@pytest.fixture
def logger(profile: Profile, known: KnownSecrets) -> Iterator[logging.Logger]:
    logger = logging.getLogger("modelpost.test")
    handler = log_handler(profile.log, known)
    logger.addHandler(handler)
    yield logger
    logger.removeHandler(handler)
    handler.close()


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("X-Auth-Token: abcdef123", "abcdef123"),
        ("{'x-apig-appcode': 'abcdef 123'}", "abcdef 123"),
        ("Header('Authorization', 'Bearer abc.def')", "abc.def"),
        ("Authorization: Basic YWRhOmh1bnRlcjI=", "YWRhOmh1bnRlcjI="),
        ("Set-Cookie: session=1f2e3d; Path=/", "1f2e3d"),
        ("token MIIabcdefgh+/123== refused", "MIIabcdefgh+/123=="),
        ("jwt eyJhbGciOiJ.eyJzdWIiOiIx.c2lnbmF0dXJl!", "eyJzdWIiOiIx"),
        ('{"access_token": "plain-looking", "expires_in": 3600}', "plain-looking"),
        ("password=hunter2&user=ada", "hunter2"),
        ("proxy http://ada:hunter2@proxy:3128 refused", "hunter2"),
        ("sk-abcdefghijklmnop", "abcdefghijklmnop"),
    ],
)
def test_what_looks_like_a_credential_is_masked(text: str, secret: str) -> None:
    assert secret not in without_credentials(text)


@pytest.mark.parametrize(
    "text",
    [
        "GET https://models.example/v1/infers/eb3e0c54?x=1 answered 200 in 0.31 s",
        "FileNotFoundError: [Errno 2] No such file or directory: 'samples/street.jpg'",
        'File "app/modelpost/net/exchange.py", line 117, in exchange',
        "Content-Type: application/json",
    ],
)
def test_ordinary_lines_stay_readable(text: str) -> None:
    assert without_credentials(text) == text


def test_known_values_are_masked_in_any_surroundings(known: KnownSecrets) -> None:
    assert known.masked("xxhunter2-knownyy") == "xx••••••••yy"


def test_the_log_masks_arguments_and_tracebacks(logger: logging.Logger, profile: Profile) -> None:
    logger.warning("sent %s to %s", {"X-Auth-Token": "abcdef123"}, "http://ada:pw123456@h/")
    try:
        int("refused hunter2-known")
    except ValueError:
        logger.exception("failed")

    text = profile.log.read_text()
    assert "invalid literal for int() with base 10: 'refused ••••••••'" in text
    assert "WARNING modelpost.test: sent" in text
    assert not any(secret in text for secret in ("abcdef123", "pw123456", "hunter2-known"))


def test_the_log_is_for_its_owner_only_and_rotates(logger: logging.Logger, profile: Profile) -> None:
    for _ in range(40):
        logger.warning("x" * 100_000)

    files = sorted(path.name for path in profile.log.parent.iterdir())
    assert files == ["modelpost.log", "modelpost.log.1", "modelpost.log.2", "modelpost.log.3"]
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in profile.log.parent.iterdir())
    assert all(path.stat().st_size <= 1 << 20 for path in profile.log.parent.iterdir())


def test_a_log_takes_text_that_is_no_unicode(logger: logging.Logger, profile: Profile) -> None:
    logger.warning("name \udcff")

    assert "name \\udcff" in profile.log.read_text()


def test_a_crash_report_says_where_but_not_with_what(profile: Profile, known: KnownSecrets) -> None:
    def fail(password: str) -> None:
        try:
            os.environ[password]
        except KeyError as error:
            raise ModelpostError(Message("No {x}", x=password), Message(UNKNOWN)) from error

    reports = CrashReports(profile.crashes, known, StoppedClock())
    with pytest.raises(ModelpostError) as caught:
        fail(KNOWN)

    path = reports.write(caught.value)

    text = path.read_text()
    assert path.name == f"crash-{datetime.fromtimestamp(MOMENT, UTC):%Y%m%d-%H%M%S-%f}.txt"
    assert path.stat().st_mode & 0o777 == 0o600
    assert "in fail" in text
    assert "os.environ[password]" in text
    assert "KeyError: '••••••••'" in text
    assert "hunter2" not in text
    assert "other-secret" not in text


def test_what_an_exception_group_carries_is_masked_too(profile: Profile, known: KnownSecrets) -> None:
    error = ExceptionGroup("several", [ValueError(KNOWN), TypeError("fine")])
    error.add_note(f"noted {KNOWN}")

    text = CrashReports(profile.crashes, known, StoppedClock()).write(error).read_text()

    assert "TypeError: fine" in text
    assert "hunter2" not in text


def test_two_crashes_have_two_reports(profile: Profile, known: KnownSecrets) -> None:
    clock = StoppedClock()
    times = iter([1.0, 2.0])
    clock.now = lambda: next(times)  # type: ignore[method-assign]  # a clock that moves once
    reports = CrashReports(profile.crashes, known, clock)

    first, second = reports.write(ValueError("a")), reports.write(ValueError("b"))

    assert first != second
    assert Path(first).parent == profile.crashes
