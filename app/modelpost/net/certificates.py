"""Certificates from their bytes. Loading cryptography for it takes 40 ms: only where somebody looks at them."""

from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from modelpost.core.certificates import Certificate, CertificateFile
from modelpost.core.text import Message

_MOST = 8 << 20
"""Bytes: the authorities of a whole system have 220 KB."""

_MINUTES = "%Y-%m-%d %H:%M"


def read_certificates(chain: tuple[bytes, ...]) -> tuple[Certificate, ...]:
    """Return what each certificate of a chain says; one that cannot be read ends it."""
    found: list[Certificate] = []
    for encoded in chain:
        try:
            found.append(_read(x509.load_der_x509_certificate(encoded)))
        except (ValueError, x509.DuplicateExtension, x509.UnsupportedGeneralNameType):
            break
    return tuple(found)


def certificates_in(path: str) -> CertificateFile:
    """Return what a file of certificates in PEM form holds, as TLS would trust it."""
    try:
        file = Path(path).expanduser()
        if file.is_dir():
            return CertificateFile(trouble=Message("A folder: what is in it is looked up when it is needed."))
        with file.open("rb") as opened:
            found = x509.load_pem_x509_certificates(opened.read(_MOST))
    except FileNotFoundError:
        return CertificateFile(trouble=Message("The file is not there."))
    except (OSError, RuntimeError):  # no home for `~`
        return CertificateFile(trouble=Message("The file cannot be read."))
    except ValueError:
        return CertificateFile(trouble=Message("The file holds no certificate in PEM form."))
    chain = tuple(each.public_bytes(Encoding.DER) for each in found)
    return CertificateFile(read_certificates(chain))


def _read(certificate: x509.Certificate) -> Certificate:
    return Certificate(
        subject=_name(certificate.subject),
        issuer=_name(certificate.issuer),
        begins=certificate.not_valid_before_utc.strftime(_MINUTES),
        ends=certificate.not_valid_after_utc.strftime(_MINUTES),
        names=_names(certificate),
        fingerprint=certificate.fingerprint(SHA256()).hex(":").upper(),
        serial=f"{certificate.serial_number:X}",
        is_authority=_is_authority(certificate),
        pem=certificate.public_bytes(Encoding.PEM).decode("ascii"),
    )


def _name(name: x509.Name) -> str:
    """Return a name with its parts in the order in which they stand, the most general first."""
    return ", ".join(f"{part.rfc4514_attribute_name}={part.value!s}" for part in name)


def _names(certificate: x509.Certificate) -> tuple[str, ...]:
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ()
    return tuple(str(name.value) for name in names if isinstance(name, x509.DNSName | x509.IPAddress))


def _is_authority(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False
