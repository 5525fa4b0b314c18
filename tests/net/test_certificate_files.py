"""What a file of trusted certificates is said to hold."""

from pathlib import Path

import pytest
import trustme

from modelpost.net.certificates import certificates_in


def test_every_certificate_of_a_file_is_told(tmp_path: Path, authority: trustme.CA) -> None:
    file = tmp_path / "two.pem"
    file.write_bytes(authority.cert_pem.bytes() + trustme.CA(organization_name="Second").cert_pem.bytes())

    found = certificates_in(str(file))

    assert found.trouble is None
    assert [certificate.is_authority for certificate in found.certificates] == [True, True]
    assert found.certificates[1].subject.startswith("O=Second")
    assert len(found.certificates[0].fingerprint.split(":")) == 32


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "The file is not there."),
        (b"", "The file holds no certificate in PEM form."),
        (b"\x30\x82\x01", "The file holds no certificate in PEM form."),
        (
            b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
            "The file holds no certificate in PEM form.",
        ),
    ],
)
def test_a_file_that_cannot_be_trusted_says_why(tmp_path: Path, content: bytes | None, said: str) -> None:
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_bytes(content)

    found = certificates_in(str(file))

    assert (found.certificates, str(found.trouble)) == ((), said)


def test_a_folder_is_named_as_one(tmp_path: Path) -> None:
    assert str(certificates_in(str(tmp_path)).trouble).startswith("A folder")
