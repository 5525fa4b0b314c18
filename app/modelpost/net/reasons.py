"""Why a certificate does not pass, in words."""

import ssl

from modelpost.core.text import Message

_NOT_YET_VALID = 9
_EXPIRED = 10
_SELF_SIGNED = 18
_SELF_SIGNED_IN_CHAIN = 19
_UNKNOWN_ISSUER = 20
_UNKNOWN_LEAF_ISSUER = 21
_WRONG_HOST = 62
_WRONG_ADDRESS = 64

UNKNOWN_ISSUERS = frozenset({_SELF_SIGNED, _SELF_SIGNED_IN_CHAIN, _UNKNOWN_ISSUER, _UNKNOWN_LEAF_ISSUER})
"""Reasons that are none once the issuer is trusted."""

_REASONS = {
    _NOT_YET_VALID: Message("It is not valid yet"),
    _EXPIRED: Message("It has expired"),
    _SELF_SIGNED: Message("It is signed by itself"),
    _SELF_SIGNED_IN_CHAIN: Message("Its chain ends in a certificate that is signed by itself"),
    _UNKNOWN_ISSUER: Message("Its issuer is not known to this computer"),
    _UNKNOWN_LEAF_ISSUER: Message("Its issuer is not known to this computer"),
    _WRONG_HOST: Message("It belongs to another host name"),
    _WRONG_ADDRESS: Message("It belongs to another address"),
}
"""Reasons by the number that OpenSSL gives them (`X509_V_ERR_…` in its x509_vfy.h)."""


def certificate_reason(error: ssl.SSLCertVerificationError) -> Message:
    """Return why the certificate did not pass."""
    return _REASONS.get(error.verify_code) or Message("{words}", words=error.verify_message)


_PLAIN_ANSWERS = frozenset({"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "UNKNOWN_PROTOCOL", "PACKET_LENGTH_TOO_LONG"})
_OTHER_VERSIONS = frozenset({"TLSV1_ALERT_PROTOCOL_VERSION", "UNSUPPORTED_PROTOCOL", "VERSION_TOO_LOW"})
_ABOUT_OURS = {
    "SSLV3_ALERT_BAD_CERTIFICATE",
    "SSLV3_ALERT_UNSUPPORTED_CERTIFICATE",
    "SSLV3_ALERT_CERTIFICATE_REVOKED",
    "SSLV3_ALERT_CERTIFICATE_EXPIRED",
    "SSLV3_ALERT_CERTIFICATE_UNKNOWN",
    "TLSV1_ALERT_UNKNOWN_CA",
    "TLSV1_ALERT_ACCESS_DENIED",
    "TLSV1_ALERT_DECRYPT_ERROR",
}
_CERTIFICATE_WANTED = "TLSV13_ALERT_CERTIFICATE_REQUIRED"
_HANDSHAKE_FAILED = "SSLV3_ALERT_HANDSHAKE_FAILURE"


def handshake_failure(error: Exception, host: str, *, has_client: bool, minimum: str) -> tuple[Message, Message, str]:
    """Return what became of a handshake, what to do, and the setting that it is about, if it is."""
    reason = error.reason if isinstance(error, ssl.SSLError) else ""
    at_ours = "settings.client_certificates.certificate"
    if reason == _CERTIFICATE_WANTED and not has_client:
        return (
            Message("{host} wants a client certificate", host=host),
            Message("Choose one in the Settings tab. None is set for this host."),
            at_ours,
        )
    if reason in _ABOUT_OURS or (reason == _CERTIFICATE_WANTED and has_client):
        if has_client:
            return (
                Message("{host} does not accept the client certificate", host=host),
                Message("It may have expired, or be of an issuer that the server does not know. Choose another one."),
                at_ours,
            )
        return (
            Message("{host} wants a client certificate", host=host),
            Message("Choose one in the Settings tab. None is set for this host."),
            at_ours,
        )
    if reason == _HANDSHAKE_FAILED:
        hint = (
            Message("It may not accept the client certificate, or have no cipher in common with this computer.")
            if has_client
            else Message("It may want a client certificate: none is set for this host. Choose one in the Settings tab.")
        )
        return Message("{host} refused the secure connection", host=host), hint, at_ours
    if reason in _OTHER_VERSIONS:
        return (
            Message("{host} does not speak TLS {version} or later", host=host, version=minimum),
            Message("The service's owner has to update it. Older versions of TLS are not secure."),
            "",
        )
    if reason in _PLAIN_ANSWERS:
        return (
            Message("No secure connection to {host} could be made", host=host),
            Message("What answers at this port does not speak TLS. Check the port, or try http:// instead."),
            "",
        )
    return (
        Message("No secure connection to {host} could be made", host=host),
        Message(
            "The server may not speak TLS at this port, may speak too old a version, or may want a client certificate."
        ),
        "",
    )
