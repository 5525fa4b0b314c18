"""What the form of an auth scheme can do beyond holding text: files, look-ups, and the token that it leads to."""

from __future__ import annotations  # types of what is loaded late stand in signatures

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from modelpost.core.effective import EffectiveRequest, Scheme, effective_headers, effective_request, shown_values
from modelpost.core.events import Failed, Obtained, Stopped
from modelpost.core.failures import Problem
from modelpost.core.fields import Secret
from modelpost.core.proxies import proxy_secrets
from modelpost.core.request import AuthChoice, Defaults, RequestDraft
from modelpost.core.text import Message
from modelpost.core.variables import Problems, needed_secrets, resolve_auth
from modelpost.workbench.token_state import NO_TOKEN, TokenState, state_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from modelpost.auth.api import AuthScheme
    from modelpost.core.effective import EffectiveHeader
    from modelpost.core.fields import Values
    from modelpost.core.ports import Files
    from modelpost.core.registry import Registry
    from modelpost.workbench.background import Background
    from modelpost.workbench.ports import Errands, TokenShelf
    from modelpost.workbench.request_tab import RequestTab
    from modelpost.workbench.runner import ExchangeRunner
    from modelpost.workbench.secrets_desk import SecretsDesk
    from modelpost.workbench.workspace import Workspace

_LARGEST_IMPORT = 1 << 20
_TICK_MS = 10_000
_LAST_TICKS_MS = 1_000
_LAST_SECONDS = 90
"""Seconds before the end of a token from which each one counts."""

_SETTLED_MS = 400
"""Milliseconds after the last change of a form until its token is looked for in the keyring."""

FOR_TOKEN = ""
"""The errand that gets a token, among those that look up the values of a field."""


class AuthDesk(QObject):
    """Knows the schemes: fills their forms from files and services, and watches over the token in force.

    Tokens are watched in memory only, while somebody looks: `follow` says at what.

    Signals:
        errand_changed: an errand of a request began or ended; carries its RequestTab.
        offered: values to choose from were looked up; carries the RequestTab, the field's name and the values.
        token_changed: the token that is followed is another one, or nearer to its end.
    """

    errand_changed = Signal(object)
    offered = Signal(object, str, object)
    token_changed = Signal()

    def __init__(
        self,
        workspace: Workspace,
        schemes: Registry[AuthScheme],
        background: Background,
        files: Files,
        *,
        secrets: SecretsDesk,
        runner: ExchangeRunner,
        errands: Errands,
        tokens: TokenShelf,
        now: Callable[[], float],
        user_agent: str = "",
    ) -> None:
        super().__init__(workspace)
        self.schemes = schemes
        self._workspace = workspace
        self._background = background
        self._files = files
        self._secrets = secrets
        self._runner = runner
        self._errands = errands
        self._tokens = tokens
        self._now = now
        self._user_agent = user_agent
        self._running: dict[str, _Errand] = {}
        self._problems: dict[str, tuple[AuthChoice, Problem]] = {}
        self._followed: RequestTab | None = None
        self._tick = QTimer(self, interval=_TICK_MS)
        self._tick.timeout.connect(self._on_tick)
        self._settled = QTimer(self, singleShot=True, interval=_SETTLED_MS)
        self._settled.timeout.connect(self._on_settled)
        runner.events_arrived.connect(self._on_events)

    # Files -----------------------------------------------------------------------------------------------------------

    def import_file(self, tab: RequestTab, field: str, path: str) -> None:
        """Fill the form from a file that the scheme can read; secrets in it go into the keyring."""
        kind = tab.draft.auth.kind
        scheme = self.schemes.get(kind)
        if scheme is None:
            return

        def work() -> Values:
            reader = self._files.open(path)
            try:
                return scheme.imported(field, reader.read(_LARGEST_IMPORT))
            finally:
                reader.close()

        def done(values: Values) -> None:
            if tab.draft.auth.kind != kind:
                return
            auth = tab.draft.auth
            for name, text in values.items():
                auth = auth.with_value(name, text)
            tab.set_auth(auth)
            for secret in scheme.fields:
                if isinstance(secret, Secret) and values.get(secret.name):
                    self._workspace.keep_in_keyring(tab, f"auth.{secret.name}")

        self._background.run(work, done, self._workspace.failed.emit)

    # Errands ---------------------------------------------------------------------------------------------------------

    def look_up(self, tab: RequestTab, field: str) -> None:
        """Have the scheme ask for values of a field; ends in `offered`, or in a `problem`."""
        self._begin(tab, field)

    def fetch_token(self, tab: RequestTab) -> None:
        """Get a token now: the one that is kept where it is fresh, else another."""
        self._begin(tab, FOR_TOKEN)

    def renew_token(self, tab: RequestTab) -> None:
        """Get another token, whatever is kept."""
        self.spend_token(tab)
        self._begin(tab, FOR_TOKEN)

    def cancel(self, tab: RequestTab) -> None:
        """Give an errand up."""
        errand = self._running.pop(tab.key, None)
        if errand is not None:
            if errand.exchange_id is not None:
                self._runner.stop(errand.exchange_id)
            self.errand_changed.emit(tab)

    def errand(self, tab: RequestTab) -> str | None:
        """Return what is under way: the name of a field, FOR_TOKEN, or None."""
        errand = self._running.get(tab.key)
        return errand.field if errand is not None else None

    def problem(self, tab: RequestTab) -> Problem | None:
        """Return why the last errand failed, as long as the form has not changed since."""
        auth, problem = self._problems.get(tab.key, (None, None))
        return problem if auth == tab.auth else None

    # Tokens ----------------------------------------------------------------------------------------------------------

    def has_tokens(self, tab: RequestTab) -> bool:
        """Tell whether the auth in force works with tokens that a service lends."""
        return bool(self._key(tab))

    def token(self, tab: RequestTab) -> TokenState:
        """Return how the token in force stands, as far as memory knows."""
        key = self._key(tab)
        if not key:
            return NO_TOKEN
        return state_of(self._tokens.peek(key), self._now(), is_kept=self._tokens.is_kept(key))

    def spend_token(self, tab: RequestTab) -> None:
        """Let the token in force count as expired; what buys the next one is kept."""
        key = self._key(tab)
        token = self._tokens.peek(key) if key else None
        if token is not None and token.refresh:
            self._tokens.put(key, replace(token, expires_at=min(token.expires_at or self._now(), self._now())))
        elif key:
            self._tokens.forget(key)
        self.token_changed.emit()

    def forget_token(self, tab: RequestTab) -> None:
        """Keep the token in force no longer, neither in memory nor in the keyring."""
        key = self._key(tab)
        if key:
            self._tokens.forget(key)
            self.token_changed.emit()

    def follow(self, tab: RequestTab | None) -> None:
        """Watch over the token of a request while it is looked at; None for nobody looks."""
        self._followed = tab
        if tab is not None and self.has_tokens(tab):
            self._tick.start(_TICK_MS)
            self._settled.start()
        elif self._tick.isActive():
            self._tick.stop()
            self._settled.stop()
            self.token_changed.emit()

    def look_again(self) -> None:
        """Look at the token that is followed once what goes on with it is over: an exchange may have brought it."""
        if self._tick.isActive():
            self._settled.start()

    # What goes out ---------------------------------------------------------------------------------------------------

    def scheme_of(self, tab: RequestTab) -> Scheme:
        """Return the scheme in force, with the headers and parameters that it will add."""
        auth = tab.auth
        scheme = self.schemes.get(auth.kind)
        if scheme is None:
            return Scheme()
        values = {field.name: field.default for field in scheme.fields}
        values |= shown_values(auth, tab.surroundings.context)
        return Scheme(scheme.label, scheme.sets(values), scheme.asks(values))

    def headers(self, tab: RequestTab) -> tuple[EffectiveHeader, ...]:
        """Return the headers that a request goes out with, each with where it comes from."""
        around = tab.surroundings
        return effective_headers(tab.draft, around.context, around.folders, self.scheme_of(tab), self._user_agent)

    def effective(self, tab: RequestTab) -> EffectiveRequest:
        """Return a request as it goes out, in words."""
        around = tab.surroundings
        return effective_request(tab.draft, around.context, around.folders, self.scheme_of(tab), self._user_agent)

    # -----------------------------------------------------------------------------------------------------------------

    def _key(self, tab: RequestTab) -> str:
        """Return the key of the token in force; it depends on no secret, so none is fetched for it."""
        auth = tab.auth
        scheme = self.schemes.get(auth.kind)
        if scheme is None:
            return ""
        secret = {field.name for field in scheme.fields if isinstance(field, Secret)}
        known = replace(auth, values=tuple((name, text) for name, text in auth.values if name not in secret))
        resolved = resolve_auth(known, tab.surroundings.context)
        if isinstance(resolved, Problems):
            return ""
        return scheme.token_key({**{field.name: field.default for field in scheme.fields}, **dict(resolved.values)})

    def _on_tick(self) -> None:
        left = self.token(self._followed).left if self._followed is not None else None
        self._tick.start(_LAST_TICKS_MS if left is not None and 0 < left < _LAST_SECONDS else _TICK_MS)
        self.token_changed.emit()

    def _on_settled(self) -> None:
        self._on_tick()
        tab = self._followed
        key = self._key(tab) if tab is not None else ""
        if not key or self._tokens.is_known(key):
            return

        def work() -> None:
            self._tokens.get(key)

        def done(_: None) -> None:
            self.token_changed.emit()

        self._background.run(work, done, self._workspace.failed.emit)

    def _begin(self, tab: RequestTab, field: str) -> None:
        self.cancel(tab)
        errand = self._running[tab.key] = _Errand(tab, field)
        self._problems.pop(tab.key, None)
        self.errand_changed.emit(tab)
        around = tab.surroundings
        asked = RequestDraft(auth=tab.auth, settings=tab.settings)
        needed = needed_secrets(asked, replace(around.context, defaults=Defaults()))
        self._secrets.fetch((*needed, *proxy_secrets(around.options.proxy)), partial(self._start, errand))

    def _start(self, errand: _Errand) -> None:
        tab = errand.tab
        if self._running.get(tab.key) is not errand:
            return  # given up meanwhile
        auth = resolve_auth(tab.auth, tab.surroundings.context)
        if isinstance(auth, Problems):
            self._end(errand, auth.problems[0])
            return
        options = tab.options
        if isinstance(options, Problems):
            self._end(errand, options.problems[0])
            return
        options = options.elsewhere()  # a token service is another server than the one that the request is for
        errand.exchange_id = self._runner.start(lambda: self._errands.errand(auth, options, errand.field))

    def _on_events(self, exchange_id: int, events: tuple[object, ...]) -> None:
        errand = next((known for known in self._running.values() if known.exchange_id == exchange_id), None)
        if errand is None:
            return
        match events[-1]:
            case Obtained(options=options) if errand.field and not options:
                nothing = Message("The service knows no values to choose from")
                self._end(errand, Problem(f"auth.{errand.field}", nothing))
            case Obtained(options=options):
                self._end(errand, None)
                if errand.field:
                    self.offered.emit(errand.tab, errand.field, options)
            case Failed(failure=failure):
                self._end(errand, Problem(failure.place or "auth", failure.summary, failure.hint))
            case Stopped():
                self._end(errand, None)

    def _end(self, errand: _Errand, problem: Problem | None) -> None:
        del self._running[errand.tab.key]
        if problem is not None:
            self._problems[errand.tab.key] = (errand.tab.auth, problem)
        self.errand_changed.emit(errand.tab)
        if errand.field == FOR_TOKEN:
            self.token_changed.emit()
            self.look_again()


class _Errand:
    """One errand under way; it has no `exchange_id` while its secrets are being fetched."""

    def __init__(self, tab: RequestTab, field: str) -> None:
        self.tab = tab
        self.field = field
        self.exchange_id: int | None = None
