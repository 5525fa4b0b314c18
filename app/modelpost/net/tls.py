"""TLS: whom to trust, and what a certificate says."""

import ssl
from pathlib import Path

from requests.utils import DEFAULT_CA_BUNDLE_PATH

from modelpost.core.failures import ModelpostError
from modelpost.core.text import Message
from modelpost.net.route import trusted_from_environment


class CaFileUnusable(ModelpostError):
    """A file of certificate authorities that cannot be read."""


class TlsContexts:
    """SSL contexts by what they trust; building one takes 20 ms, so each is built once."""

    def __init__(self) -> None:
        self._known: dict[tuple[bool, tuple[str, ...]], ssl.SSLContext] = {}

    def get(self, *, verify: bool, ca_files: tuple[str, ...]) -> ssl.SSLContext:
        """Return the context; raises CaFileUnusable. Files that the environment names are trusted too."""
        from_environment = trusted_from_environment()
        trusted = (*ca_files, from_environment) if from_environment else ca_files
        key = (verify, trusted)
        if key not in self._known:
            self._known[key] = _verifying(trusted) if verify else _trusting_everyone()
        return self._known[key]


def _verifying(ca_files: tuple[str, ...]) -> ssl.SSLContext:
    context = _context()
    if not _has_system_authorities():
        context.load_verify_locations(DEFAULT_CA_BUNDLE_PATH)
    for path in ca_files:
        _trust(context, path)
    return context


def _trusting_everyone() -> ssl.SSLContext:
    context = _context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _context() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    return context


def _trust(context: ssl.SSLContext, path: str) -> None:
    try:
        if Path(path).is_dir():
            context.load_verify_locations(capath=path)
        else:
            context.load_verify_locations(cafile=path)
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError; ValueError for a NUL in the path
        raise CaFileUnusable(
            Message("The CA file {path} cannot be used", path=path),
            Message("Choose a file with certificates in PEM form, in Settings."),
        ) from error


def _has_system_authorities() -> bool:
    """Tell whether OpenSSL finds authorities of the system; Python for macOS and bare containers have none."""
    paths = ssl.get_default_verify_paths()
    if paths.cafile and Path(paths.cafile).exists():
        return True
    folder = Path(paths.capath) if paths.capath else None
    return folder is not None and folder.is_dir() and any(folder.iterdir())


def describe_name(name: object) -> str:
    """Return the readable part of a certificate's subject or issuer, as `ssl.SSLSocket.getpeercert` gives it."""
    parts = {key: value for group in name for key, value in group} if isinstance(name, tuple) else {}
    return str(parts.get("commonName") or parts.get("organizationName") or "")
