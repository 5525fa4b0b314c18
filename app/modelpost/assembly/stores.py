"""What is on disk and in the keyring."""

from __future__ import annotations  # types of what is loaded late stand in signatures

import threading
from typing import TYPE_CHECKING

from modelpost.store.clock import SystemClock, SystemRandomness

if TYPE_CHECKING:
    from collections.abc import Callable

    from modelpost.core.history import HistoryLimits
    from modelpost.core.scope import Variable
    from modelpost.core.session import OpenRequest
    from modelpost.net.jar import Jars
    from modelpost.store.cookies import KeptCookies
    from modelpost.store.drafts import Drafts
    from modelpost.store.global_variables import GlobalVariables
    from modelpost.store.history.history import History
    from modelpost.store.profile import Profile
    from modelpost.store.redaction import KnownSecrets
    from modelpost.store.secrets import SecretStore
    from modelpost.store.tokens import KeyringTokens
    from modelpost.viewers.api import Buffer
    from modelpost.workbench.history_desk import HistoryDesk
    from modelpost.workbench.ports import CollectionStore, SecretKeeper, StoredDraft


class Stores:
    """Opens each at its first use. `keeper` stands in for the keyring of the system."""

    def __init__(self, profile: Profile, keeper: SecretKeeper | None = None) -> None:
        self.profile = profile
        self._given_keeper = keeper
        self._keeper: SecretStore | None = None
        self._keeper_lock = threading.Lock()
        self._known: KnownSecrets | None = None
        self._known_lock = threading.Lock()
        self._tokens: KeyringTokens | None = None
        self._collections: CollectionStore | None = None
        self._collections_lock = threading.Lock()
        self._cookies: tuple[Jars, KeptCookies] | None = None
        self._cookies_lock = threading.Lock()
        self._drafts: Drafts | None = None
        self._history: History | None = None

    def close(self) -> None:
        """Let go of the keyring, after everything that asks it."""
        if self._tokens is not None:
            self._tokens.close()
        if self._keeper is not None:
            self._keeper.close()

    # Secrets ---------------------------------------------------------------------------------------------------------

    def keeper(self) -> SecretKeeper:
        """Seam: the keyring, 100 ms and 12 MB, on a background thread or that of an exchange, at the first secret."""
        if self._given_keeper is not None:
            return self._given_keeper
        from modelpost.store.secrets import SecretStore  # noqa: PLC0415  # see above

        with self._keeper_lock:
            if self._keeper is None:
                self._keeper = SecretStore(self.profile.secrets_index, known=self.known_secrets())
            return self._keeper

    def known_secrets(self) -> KnownSecrets:
        """Seam: redaction, 6 ms, at the first secret."""
        with self._known_lock:
            if self._known is None:
                from modelpost.store.redaction import KnownSecrets  # noqa: PLC0415  # see above

                self._known = KnownSecrets()
            return self._known

    def note_secret(self, value: str) -> None:
        """Keep a value out of whatever is written from now on."""
        self.known_secrets().add(value)

    def tokens(self) -> KeyringTokens:
        """Seam: lent tokens, 1 ms, with the first tab or the first exchange."""
        from modelpost.store.tokens import KeyringTokens  # noqa: PLC0415  # see above

        with self._keeper_lock:
            if self._tokens is None:
                self._tokens = KeyringTokens(self.keeper, SystemClock(), note=self.note_secret)
            return self._tokens

    def cookies(self) -> tuple[Jars, KeptCookies]:
        """Seam: cookies, 6 ms, on the thread of the first exchange or of whoever looks at them before."""
        with self._cookies_lock:
            if self._cookies is None:
                from modelpost.net.jar import Jars  # noqa: PLC0415  # see above
                from modelpost.store.cookies import KeptCookies  # noqa: PLC0415  # as above

                kept = KeptCookies(self.profile.cookies, self.keeper)
                self._cookies = Jars(SystemClock().now, kept, self.note_secret), kept
            return self._cookies

    # Requests --------------------------------------------------------------------------------------------------------

    def collections(self) -> CollectionStore:
        """Seam: YAML, 12 ms, on a background thread at the first collection."""
        with self._collections_lock:
            if self._collections is None:
                from modelpost.store.opencollection.collections import Collections  # noqa: PLC0415  # see above

                self._collections = Collections(self.profile)  # type: ignore[assignment]  # save() takes its own StoredRequest
            return self._collections  # type: ignore[return-value]  # set above

    def variables(self) -> GlobalVariables:
        """Seam: the variables of the profile, 12 ms with YAML, on a background thread or with environments."""
        from modelpost.store.global_variables import GlobalVariables  # noqa: PLC0415  # see above

        return GlobalVariables(self.profile.variables)

    def read_variables(self) -> tuple[Variable, ...]:
        """Return the variables of the profile; off the GUI thread."""
        return self.variables().read()

    def drafts(self) -> Drafts:
        """Seam: the journal of drafts, 3 ms, on a background thread."""
        if self._drafts is None:
            from modelpost.store.drafts import Drafts  # noqa: PLC0415  # see above

            self._drafts = Drafts(self.profile.drafts, SystemClock(), SystemRandomness())
        return self._drafts

    def read_as_it_was(self, request: OpenRequest) -> StoredDraft:
        """Read the file of a request that was open, as it stood when it was opened; off the GUI thread."""
        from modelpost.store.opencollection.requests import as_it_was  # noqa: PLC0415  # with the first collection

        stored = self.collections().read(request.root, request.path)
        return as_it_was(stored, request.mark)  # type: ignore[arg-type]  # the store's own StoredRequest

    # What was sent, and what came back -------------------------------------------------------------------------------

    def open_history(self, desk: HistoryDesk, limits: Callable[[], HistoryLimits]) -> History:
        """Return the history, whose database is opened on a thread of its own, and which tells `desk` of changes."""
        from modelpost.store.history.history import History  # noqa: PLC0415  # with the desk of the history

        self._history = History(
            self.profile.history,
            self.known_secrets,
            SystemClock(),
            limits,
            changed=desk.changed.emit,
            failed=desk.trouble.emit,
        )
        return self._history

    def close_history(self) -> None:
        """Write what is to be written, before the bodies of this session go."""
        if self._history is not None:
            self._history.close()

    def keep_certificate(self, subject: str, pem: str) -> str:
        """Write down a certificate that the user trusts, and return where it is."""
        from modelpost.store.certificates import write_certificate  # noqa: PLC0415  # 1 ms, at the first of them

        return str(write_certificate(self.profile.certificates, subject, pem))


def save_copy(path: str, content: Buffer) -> None:
    """Write a body where the user wants it; off the GUI thread."""
    from modelpost.store import spools  # noqa: PLC0415  # loaded with the engine anyway

    spools.save_copy(path, content)
