"""Certificates that the user trusts, as files for other programs too."""

import re
from pathlib import Path

from modelpost.store.atomic import write_atomically
from modelpost.store.names import free_stem

_ENDING = ".pem"
_COMMON_NAME = re.compile(r"(?:^|, )CN=([^,]+)")
_ORGANISATION = re.compile(r"(?:^|, )O=([^,]+)")


def write_certificate(folder: Path, subject: str, pem: str, *, within: Path | None = None) -> Path:
    """Write a certificate into a folder under a name that tells whose it is; one that is there already is left alone.

    Raises FileTrouble.
    """
    content = pem.encode("ascii")
    known = next((file for file in sorted(folder.glob(f"*{_ENDING}")) if _holds(file, content)), None)
    if known is not None:
        return known
    found = _COMMON_NAME.search(subject) or _ORGANISATION.search(subject)
    file = folder / f"{free_stem(folder, found[1] if found else 'certificate', _ENDING)}{_ENDING}"
    write_atomically(file, content, within=within)
    return file


def _holds(file: Path, content: bytes) -> bool:
    try:
        return file.read_bytes() == content
    except OSError:
        return False
