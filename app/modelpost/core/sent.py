"""What of a body went out, stretch by stretch."""

from dataclasses import dataclass, field

from modelpost.core.response import StoredBody


@dataclass(frozen=True, slots=True)
class SentPart:
    """One stretch of a body: a file, or what stands around files: boundaries, heads of parts, texts.

    `size` is what went out of it, `sha256` that of all of it, empty where it did not go out whole or was not hashed.
    `kept` counts the bytes of the record that are this part's: all of it up to 1 MB, else its beginning.
    """

    size: int
    sha256: str = ""
    path: str = ""
    kept: int = 0
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class SentBody:
    """The parts of a body in order, and the record of their bytes, secrets masked."""

    parts: tuple[SentPart, ...] = ()
    record: StoredBody = field(default_factory=StoredBody)
