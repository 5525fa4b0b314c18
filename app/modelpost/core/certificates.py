"""What a certificate says, as far as people look at it."""

from dataclasses import dataclass, field

from modelpost.core.text import Message


@dataclass(frozen=True, slots=True)
class Certificate:
    """One certificate of a chain. `names` are the hosts and addresses it is for; `pem` is the whole of it.

    Times are UTC, as `2026-03-01 12:00`; the fingerprint is the SHA-256 of its bytes, in pairs of hexadecimal digits.
    """

    subject: str
    issuer: str
    begins: str
    ends: str
    names: tuple[str, ...] = ()
    fingerprint: str = ""
    serial: str = ""
    is_authority: bool = False
    pem: str = field(default="", repr=False)

    @property
    def is_self_signed(self) -> bool:
        """Tell whether it names itself as its issuer."""
        return self.subject == self.issuer

    def facts(self) -> tuple[tuple[Message, str], ...]:
        """Return what people compare, as labels and texts."""
        return (
            (Message("Issued to"), self.subject),
            (Message("Issued by"), self.issuer),
            (Message("Valid"), f"{self.begins} – {self.ends} UTC"),
            (Message("For"), ", ".join(self.names)),
            (Message("SHA-256 fingerprint"), self.fingerprint),
        )


@dataclass(frozen=True, slots=True)
class CertificateFile:
    """What a file of trusted certificates holds; `trouble` says why it cannot be used, None where it can."""

    certificates: tuple[Certificate, ...] = ()
    trouble: Message | None = None
