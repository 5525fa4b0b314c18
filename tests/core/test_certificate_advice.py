"""The card for a certificate that did not pass, and for settings that cannot be used."""

from dataclasses import replace

import pytest

from modelpost.core.advice import for_failure
from modelpost.core.certificates import Certificate
from modelpost.core.events import CertificateRejected
from modelpost.core.failures import Failure, FailureKind
from modelpost.core.remedies import Remedy
from modelpost.core.text import Message

LEAF = Certificate("CN=host", "CN=root", "2026-01-01 00:00", "2027-01-01 00:00", ("host", "192.0.2.1"), "AA:BB")
ROOT = Certificate("CN=root", "CN=root", "2020-01-01 00:00", "2040-01-01 00:00", fingerprint="CC:DD", is_authority=True)
UNKNOWN = CertificateRejected(
    0.0, "host", Message("Its issuer is not known"), (LEAF, ROOT), ROOT, is_unknown_issuer=True
)
EXPIRED = CertificateRejected(0.0, "host", Message("It has expired"), (LEAF,))
FAILURE = Failure(FailureKind.TLS, Message("The certificate is not trusted"), Message("Add the issuing CA file."))


@pytest.mark.parametrize(
    ("in_collection", "first"), [(True, Remedy.TRUST_IN_COLLECTION), (False, Remedy.TRUST_IN_REQUEST)]
)
def test_the_issuer_can_be_trusted_where_that_helps(in_collection: bool, first: Remedy) -> None:
    advice = for_failure(FAILURE, rejected=UNKNOWN, in_collection=in_collection)

    assert advice.remedies == (first, Remedy.CHOOSE_CA, Remedy.ALLOW_UNVERIFIED)
    assert advice.anchor is ROOT


def test_a_file_can_still_help_where_the_issuer_was_not_shown() -> None:
    advice = for_failure(FAILURE, rejected=replace(UNKNOWN, anchor=None))

    assert advice.remedies == (Remedy.CHOOSE_CA, Remedy.ALLOW_UNVERIFIED)


def test_no_issuer_is_offered_for_what_no_issuer_mends() -> None:
    advice = for_failure(FAILURE, rejected=EXPIRED)

    assert advice.remedies == (Remedy.EDIT_URL, Remedy.ALLOW_UNVERIFIED)
    assert str(advice.text).startswith("It has expired. Check the address")


def test_the_card_shows_what_people_compare() -> None:
    advice = for_failure(FAILURE, rejected=UNKNOWN)

    assert [(str(label), text) for label, text in advice.facts] == [
        ("Issued to", "CN=host"),
        ("Issued by", "CN=root"),
        ("Valid", "2026-01-01 00:00 – 2027-01-01 00:00 UTC"),
        ("For", "host, 192.0.2.1"),
        ("SHA-256 fingerprint", "AA:BB"),
        ("Issuer’s SHA-256", "CC:DD"),
    ]


@pytest.mark.parametrize(
    ("kind", "place"),
    [
        (FailureKind.TLS, "settings.client_certificates.passphrase"),
        (FailureKind.PROTOCOL, "settings.largest_unpacked"),
    ],
)
def test_what_a_setting_stands_in_the_way_of_is_mended_in_the_settings(kind: FailureKind, place: str) -> None:
    failure = Failure(kind, Message("It failed"), place=place)

    advice = for_failure(failure)

    assert (advice.remedies, advice.place) == ((Remedy.EDIT_SETTINGS,), place)
