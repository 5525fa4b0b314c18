"""The certificate that a server is shown when it asks who is calling."""

from dataclasses import replace

from modelpost.core.fields import Choice, Field, FilePath, Secret, Text, Values
from modelpost.core.request import ClientCertificate
from modelpost.core.text import Message
from modelpost.ui.kit.buttons import Kit
from modelpost.ui.request.declared_section import DeclaredSection

_INHERITED, _NONE, _OWN = "", "none", "own"
_PACKED = (".p12", ".pfx")
_PARTS = ("certificate", "key", "passphrase", "host")


class CertificateSection(DeclaredSection):
    """A client certificate (mTLS). A request that has several in its file shows and changes the first."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, "clientCertificate", self.tr("Client certificate"))

    def fields(self) -> tuple[Field, ...]:
        """Return the fields of the form."""
        own = ("use", _OWN)
        return (
            Choice(
                "use",
                Message("Certificate"),
                options=(
                    (_INHERITED, _inherited(self.inherited.client_certificates)),
                    (_NONE, Message("None")),
                    (_OWN, Message("Its own")),
                ),
            ),
            FilePath(
                "certificate",
                Message("File"),
                hint=Message("PEM, or PKCS#12 with certificate and key in it (.p12, .pfx)."),
                when=own,
                endings=("pem", "crt", "cer", "p12", "pfx"),
            ),
            FilePath(
                "key",
                Message("Key file"),
                hint=Message("Empty: the key is in the file of the certificate."),
                when=("holds", "certificate"),
                endings=("pem", "key"),
            ),
            Secret("passphrase", Message("Passphrase"), when=own),
            Text(
                "host",
                Message("For host"),
                hint=Message("Empty: the host of this request, and no other that it is redirected to."),
                when=own,
            ),
        )

    def values(self) -> Values:
        """Return what the form shows."""
        chosen = self.own.client_certificates
        use = _INHERITED if chosen is None else _OWN if chosen else _NONE
        is_packed = self._first.certificate.lower().endswith(_PACKED)
        holds = "" if use != _OWN else "both" if is_packed else "certificate"
        return {"use": use, "holds": holds, **{part: getattr(self._first, part) for part in _PARTS}}

    def on_edited(self, name: str, text: str) -> None:
        """Tell what a change of the form means."""
        if name == "use":
            chosen = {_INHERITED: None, _NONE: (), _OWN: (ClientCertificate(),)}[text]
            self.edited.emit({"client_certificates": chosen})
            return
        _, *others = self.own.client_certificates or (ClientCertificate(),)
        self.edited.emit({"client_certificates": (replace(self._first, **{name: text}), *others)})

    @property
    def _first(self) -> ClientCertificate:
        return (self.own.client_certificates or (ClientCertificate(),))[0]

    def _on_keep(self, name: str) -> None:
        self.keep_wanted.emit(f"client_certificates.0.{name}")


def _inherited(certificates: tuple[ClientCertificate, ...] | None) -> Message:
    if not certificates:
        return Message("Inherited: none")
    return Message("Inherited: {path}", path=", ".join(certificate.certificate for certificate in certificates))
