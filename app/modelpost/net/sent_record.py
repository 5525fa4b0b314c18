"""What went out of a body, kept to be shown: up to 1 MB of each part, secrets masked."""

from types import TracebackType
from typing import Self

from modelpost.core.failures import FileTrouble
from modelpost.core.ports import Spool, Spools
from modelpost.core.secrets import Redactor
from modelpost.core.sent import SentBody, SentPart
from modelpost.net.digest import Digest

KEPT = 1 << 20
"""Bytes of a part that are kept as they went out."""


class SentRecord:
    """Takes the parts of a body one after the other; what is kept of them lies in a spool."""

    def __init__(self, spools: Spools, redactor: Redactor, longest_secret: int) -> None:
        self._spools = spools
        self._redactor = redactor
        self._margin = longest_secret
        self._parts: list[SentPart] = []
        self._spool: Spool | None = None
        self._is_full = False

    def part(self, digest: Digest, size: int, path: str = "") -> "_Part":
        """Begin a part of `size` bytes; it ends with its `with` block, however that is left."""
        return _Part(self, digest, size, path)

    def finish(self) -> SentBody:
        """Return everything; the record is empty from then on."""
        parts, self._parts = tuple(self._parts), []
        spool, self._spool = self._spool, None
        return SentBody(parts, spool.finish()) if spool is not None else SentBody(parts)

    def discard(self) -> None:
        """Forget what was not returned."""
        if self._spool is not None:
            self._spool.discard()
        self._spool = None

    def add(self, part: SentPart, beginning: bytes) -> None:
        """Take a part that went out, whole or not, with the beginning of its bytes and what a secret may add to it."""
        shown = self._redactor.content(beginning)
        if len(beginning) < part.size:  # a secret that the limit cuts in two is not shown in half
            shown = shown[: max(0, len(shown) - self._margin)]
        kept = self._written(shown[:KEPT])
        self._parts.append(SentPart(part.size, part.sha256, part.path, kept, part.is_whole))

    def _written(self, shown: bytes) -> int:
        """Keep bytes; a full disk is no reason to fail an exchange that needs none of them."""
        if not shown or self._is_full:
            return 0
        try:
            if self._spool is None:
                self._spool = self._spools.create()
            self._spool.write(shown)
        except FileTrouble:
            self._is_full = True
            self._parts = [SentPart(part.size, part.sha256, part.path, 0, part.is_whole) for part in self._parts]
            self.discard()
            return 0
        return len(shown)

    @property
    def room(self) -> int:
        """How many bytes of a part are to be handed over."""
        return KEPT + self._margin


class _Part:
    """One part on its way out."""

    def __init__(self, record: SentRecord, digest: Digest, size: int, path: str) -> None:
        self._record = record
        self._digest = digest
        self._size = size
        self._path = path
        self._sent = 0
        self._beginning = bytearray()

    def holds_blocks(self) -> bool:
        """Tell whether the last two blocks must stay as they are."""
        return self._digest.holds_blocks()

    def begin(self, block: bytes | memoryview) -> None:
        """Hash a block while it is sent."""
        self._digest.take(block)

    def note(self, block: bytes | memoryview) -> None:
        """Keep a block that is out."""
        self._sent += len(block)
        if len(self._beginning) < self._record.room:
            self._beginning += block[: self._record.room - len(self._beginning)]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        sha256, is_whole = self._digest.close(), self._sent == self._size
        part = SentPart(self._sent, sha256 if is_whole else "", self._path, is_whole=is_whole)
        self._record.add(part, bytes(self._beginning))
